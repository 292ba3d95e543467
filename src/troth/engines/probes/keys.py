"""Does every key have its person and every person and record its keys, unless an intent says why?

Both stores are read side by side in the order of the ids, so memory stays flat. An open intent
explains a missing half for as long as its work takes (DESIGN, D4.6); later it explains nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.observation import Observation, Tally
from troth.storage.ports import DataReader
from troth.storage.rows import PeriodKeyRow

PROBE: Final = "keys"
HOUSE: Final = "store/keys"
FACET: Final = "keys"
AT_ONCE: Final = 5_000

LONE_KEY: Final = "keys without a person"
LONE_PERSON: Final = "persons without a key"
LONE_RECORDS: Final = "records under nobody"
LONE_PERIOD: Final = "periods of records without a key"
LONE_PERIOD_KEY: Final = "period keys of nobody"

_SPARE: Final = b"troth/spare/v1\x00"


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A half without its other half on these two snapshots, which may have been half-way."""

    what: str
    id: bytes


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return whether the two stores fit together."""
    tally = Tally(PROBE)
    tally.watch(HOUSE, FACET)
    _intents(inquiry, tally)
    suspects = [*_persons(inquiry, tally), *_records(inquiry), *_periods(inquiry, tally)]
    if suspects:
        # The key store was read later than the data store: a third look, later still, tells what
        # was only on its way (DESIGN, D4.6).
        with inquiry.again() as later:
            explained = _explained(inquiry.data) | _explained(later)
            for suspect in suspects:
                if suspect.id not in explained and _still(suspect, later):
                    tally.broke(HOUSE, FACET, suspect.what, ids=[suspect.id])
    return tally.observations()


def _intents(inquiry: Inquiry, tally: Tally) -> None:
    for intent in inquiry.data.intents():
        if intent.at <= inquiry.late:
            what = "intents left open: work between the two stores that nobody finished"
            tally.broke(HOUSE, FACET, what, ids=[intent.intent])


def _explained(data: DataReader) -> frozenset[bytes]:
    """Return the ids whose other half an open intent accounts for."""
    found: set[bytes] = set()
    for intent in data.intents():
        found.add(intent.target)
        if intent.kind == "rekey":
            # The next key of a person waits under an id of its own (docs/formats/keys.md).
            found.add(hashlib.sha256(_SPARE + intent.intent + intent.target).digest()[:16])
    return frozenset(found)


def _still(suspect: _Suspect, later: DataReader) -> bool:
    if suspect.what == LONE_KEY:
        return not later.persons([suspect.id])
    if suspect.what == LONE_PERSON:
        return bool(later.persons([suspect.id]))
    if suspect.what == LONE_RECORDS:
        return any(later.held([suspect.id]).values()) and not later.persons([suspect.id])
    if suspect.what == LONE_PERIOD:
        return bool(later.live_periods([suspect.id]))
    return True


def _persons(inquiry: Inquiry, tally: Tally) -> Iterator[_Suspect]:
    both = 0
    for person, here, there in _beside(inquiry.data.person_ids(), inquiry.keys.persons_with_keys()):
        if here and there:
            both += 1
        else:
            yield _Suspect(LONE_PERSON if here else LONE_KEY, person)
    if both:
        tally.saw(HOUSE, FACET, "persons with their key", both)


def _records(inquiry: Inquiry) -> Iterator[_Suspect]:
    for person, here, there in _beside(
        inquiry.data.persons_with_records(), inquiry.data.person_ids()
    ):
        if here and not there:
            yield _Suspect(LONE_RECORDS, person)


def _periods(inquiry: Inquiry, tally: Tally) -> Iterator[_Suspect]:
    owned: list[PeriodKeyRow] = []
    lost: list[bytes] = []

    def listed() -> Iterator[bytes]:
        for row in inquiry.keys.all_period_keys():
            if row.person is not None:
                owned.append(row)
            if len(owned) >= AT_ONCE:
                lost.extend(_ownerless(inquiry, owned))
                owned.clear()
            yield row.period

    used = 0
    for period, here, there in _beside(inquiry.data.periods_with_records(), listed()):
        if here and there:
            used += 1
        elif here:
            yield _Suspect(LONE_PERIOD, period)
    if used:
        tally.saw(HOUSE, FACET, "periods of records with their key", used)
    for period in (*lost, *_ownerless(inquiry, owned)):
        yield _Suspect(LONE_PERIOD_KEY, period)


def _ownerless(inquiry: Inquiry, owned: Sequence[PeriodKeyRow]) -> list[bytes]:
    """Return the period keys whose person exists in neither store, now or a moment later."""
    persons = [row.person for row in owned if row.person is not None]
    known = inquiry.data.persons(persons).keys() | inquiry.keys.person_keys(persons).keys()
    return [row.period for row in owned if row.person not in known]


def _beside(one: Iterable[bytes], other: Iterable[bytes]) -> Iterator[tuple[bytes, bool, bool]]:
    """Yield every id of two ascending streams with the sides on which it stands."""
    left, right = iter(one), iter(other)
    mine, theirs = next(left, None), next(right, None)
    while mine is not None or theirs is not None:
        if theirs is None or (mine is not None and mine < theirs):
            yield mine or b"", True, False
            mine = next(left, None)
        elif mine is None or theirs < mine:
            yield theirs, False, True
            theirs = next(right, None)
        else:
            yield mine, True, True
            mine, theirs = next(left, None), next(right, None)
