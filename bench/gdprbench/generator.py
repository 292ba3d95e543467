"""Records with fixed values for each number, and the operations of the three mixes.

A record has nine metadata fields and 100 characters of data; each metadata value is its prefix and
the record's number modulo the number of values. Operations choose records uniformly, or by the
scrambled Zipf distribution of YCSB (theta 0.99 over 10^10 items, FNV-1a of 64 bits).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

FIELDS: Final = ("PUR", "TTL", "USR", "OBJ", "DEC", "ACL", "SHR", "SRC", "CAT", "DATA")
PUR, TTL, USR, DATA = 0, 1, 2, 9
METADATA: Final = range(1, 9)
"""The fields an update of metadata may choose: TTL to CAT."""
COUNTS: Final = {"PUR": 25, "USR": 10_000, "OBJ": 100, "DEC": 2, "ACL": 10, "SHR": 10}
TTLS: Final = (30, *range(10_000, 24_001, 2_000), 1_000_000)
"""Seconds, by the record's number modulo ten."""
DATA_LENGTH: Final = 100

Record = tuple[str, ...]
Kind = Literal["insert", "delete", "read", "read-by", "update", "update-by"]
Workload = Literal["controller", "customer", "processor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation.

    Attributes:
        key: The record, for `insert`, `delete`, `read` and `update` (of the whole record).
        by, value: The condition of `read-by` and `update-by`: field and its value.
        field, new: What `update-by` sets.
    """

    kind: Kind
    key: int = 0
    by: int = 0
    value: str = ""
    field: int = 0
    new: str = ""


MIXES: Final[Mapping[Workload, tuple[tuple[float, Kind, int], ...]]] = {
    "controller": (
        (0.25, "insert", 0), (0.25, "delete", 0),
        (0.25, "update-by", PUR), (0.25, "update-by", USR),
    ),
    "customer": (
        (0.2, "read", 0), (0.1, "read-by", PUR), (0.1, "read-by", USR), (0.2, "update", 0),
        (0.1, "update-by", PUR), (0.1, "update-by", USR), (0.2, "delete", 0),
    ),
    "processor": ((0.2, "read", 0), (0.4, "read-by", PUR), (0.4, "read-by", USR)),
}  # fmt: skip
ZIPFIAN: Final = frozenset(("customer",))


def value_of(field: int, number: int) -> str:
    """Return the value of a metadata field of a record."""
    if field == TTL:
        return str(TTLS[number % len(TTLS)])
    name = FIELDS[field]
    return f"{name.lower()}{number % COUNTS.get(name, 10)}"


def data_of(number: int) -> str:
    """Return a record's data: its number, then Java's hash of all before, again and again."""
    made, hashed = str(number), 0
    done = 0
    while len(made) < DATA_LENGTH:
        for letter in made[done:]:
            hashed = (31 * hashed + ord(letter)) & 0xFFFFFFFF
        done = len(made)
        made += str(hashed - 0x100000000 if hashed & 0x80000000 else hashed)
    return made[:DATA_LENGTH]


def record_of(number: int) -> Record:
    """Return the ten fields of a record as it is inserted."""
    return (*(value_of(field, number) for field in range(DATA)), data_of(number))


def operations(workload: Workload, records: int, count: int, seed: int) -> Iterator[Operation]:
    """Yield `count` operations over a store loaded with `records` records."""
    chance = random.Random(f"{workload}-{records}-{seed}")
    mix = MIXES[workload]
    pick = zipfian(records, chance) if workload in ZIPFIAN else uniform(records, chance)
    kinds = chance.choices(mix, weights=[share for share, _, _ in mix], k=count)
    inserted = records
    for _, kind, by in kinds:
        if kind == "insert":
            yield Operation(kind=kind, key=inserted)
            inserted += 1
        elif kind in ("read-by", "update-by"):
            field = chance.choice(METADATA) if kind == "update-by" else 0
            new = value_of(field, chance.randrange(records)) if field else ""
            yield Operation(kind=kind, by=by, value=value_of(by, pick()), field=field, new=new)
        else:
            yield Operation(kind=kind, key=pick())


def uniform(records: int, chance: random.Random) -> Callable[[], int]:
    """Return a chooser that picks every record alike."""
    return lambda: chance.randrange(records)


# -- the scrambled Zipf distribution of YCSB ----------------------------------------------------

_ITEMS: Final = 10_000_000_001
_THETA: Final = 0.99
_ZETA: Final = 26.46902820178302
_ALPHA: Final = 1 / (1 - _THETA)
_ETA: Final = (1 - (2 / _ITEMS) ** (1 - _THETA)) / (1 - (1 + 0.5**_THETA) / _ZETA)


def zipfian(records: int, chance: random.Random) -> Callable[[], int]:
    """Return a chooser whose favourites are few and lie scattered."""

    def pick() -> int:
        drawn = chance.random()
        scaled = drawn * _ZETA
        if scaled < 1:
            rank = 0
        elif scaled < 1 + 0.5**_THETA:
            rank = 1
        else:
            rank = int(_ITEMS * (_ETA * drawn - _ETA + 1) ** _ALPHA)
        # One more than there are, as the benchmark counts; who is past the end is drawn again.
        chosen = fnv(rank) % (records + 1)
        return chosen if chosen < records else pick()

    return pick


def fnv(number: int) -> int:
    """Return the 64-bit FNV-1a hash of a number's eight bytes, without its sign (as YCSB does)."""
    hashed = 0xCBF29CE484222325
    for byte in number.to_bytes(8, "little"):
        hashed = ((hashed ^ byte) * 1_099_511_628_211) & 0xFFFFFFFFFFFFFFFF
    return abs(hashed - (1 << 64) if hashed >> 63 else hashed)
