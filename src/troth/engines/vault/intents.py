"""Intents: what is about to happen in the other store, written down before it happens.

Two databases have no common commit (DESIGN, D4.6). A person is made in three steps: intent and fact
in the data store, key in the key store, row in the data store. An erasure: intent, key destroyed,
rows. Whoever dies between two steps leaves an open intent, and `settle` finishes or undoes it:

* `create-person`: with its row, finished; without, undone. A hidden row is put in place first, so a
  slow writer that still lives collides with it and takes nothing down with it.
* `erase`, `expire`: finished: the key is destroyed, which may be repeated.
* `create-period`: nothing to do: a period key without records is an ordinary state.
* `rekey`: `engines.vault.rekey` knows.

An intent younger than `GRACE` is left to whoever is carrying it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol

from troth.core.facts import Fact, fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.vault.blindindex import Claim
from troth.engines.vault.keyring import Keyring, NewPersonKey
from troth.engines.vault.keytree import slices, spare_id
from troth.errors import StateError
from troth.ledger.commitment import commit
from troth.ledger.tree import root_from_leaves
from troth.sealing.format import ID_BYTES
from troth.sealing.keys import KEY_BYTES, commitment_salt
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import IntentRow, PersonRow

GRACE: Final = timedelta(minutes=1)
"""How long an open intent is left alone: far longer than its writer needs."""

IntentKind = Literal["create-person", "create-period", "erase", "expire", "rekey"]


class Log(Protocol):
    """What intents need of the evidence log."""

    def append(self, unit: DataUnit, *facts: Fact) -> None:
        """Append facts in the caller's unit."""
        ...


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Persons who have keys and intents, and no rows yet."""

    persons: tuple[bytes, ...]
    intents: tuple[bytes, ...]
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What settling did: how many intents it finished, undid, and left to their writers."""

    finished: int = 0
    undone: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Orphan:
    """A key or a record that no intent explains; it breaks a promise."""

    kind: Literal["key-without-person", "person-without-key", "period-key-without-person"]
    id: bytes


class Intents:
    """Carries steps across the two stores, and settles what was left open."""

    def __init__(
        self, *, data: DataStore, keyring: Keyring, evidence: Log, entropy: Entropy
    ) -> None:
        self._data = data
        self._keyring = keyring
        self._evidence = evidence
        self._entropy = entropy

    def announce(
        self,
        claims: Sequence[Sequence[Claim]],
        now: datetime,
        *,
        known: Sequence[bytes] | None = None,
    ) -> Newcomers:
        """Make keys for new persons, one for each list of claims; their rows come with `admit`.

        Args:
            known: The ids they have in the store they come from; by default new ones.
        """
        count = len(claims)
        fresh = () if known is not None else slices(self._entropy.bytes(count * ID_BYTES), ID_BYTES)
        persons = list(fresh if known is None else known)
        intents = slices(self._entropy.bytes(count * ID_BYTES), ID_BYTES)
        keys = slices(self._entropy.bytes(count * KEY_BYTES), KEY_BYTES)
        at = to_micros(now)
        commitments = [
            commit(commitment_salt(key, intent), person, b"created")
            for key, intent, person in zip(keys, intents, persons, strict=True)
        ]
        with self._data.unit() as unit:
            unit.open_intents(_rows("create-person", intents, persons, at))
            self._evidence.append(unit, _created(intents, commitments, at))
        self._keyring.make_persons(
            [
                NewPersonKey(person=person, key=key, claims=tuple(claimed))
                for person, key, claimed in zip(persons, keys, claims, strict=True)
            ]
        )
        return Newcomers(tuple(persons), tuple(intents), at)

    def admit(self, unit: DataUnit, newcomers: Newcomers) -> None:
        """Give new persons their rows, in the caller's unit.

        Raises:
            StateError: `vault/too-late` when a start took this writer for dead and undid the
                intents, `store/duplicate` while it is at it; nothing is left of the persons then.
        """
        unit.add_persons(
            [PersonRow(person=one, created_at=newcomers.at) for one in newcomers.persons]
        )
        # After the rows: an undoing that begins now collides with them, one that is over shows.
        still_open = {row.intent for row in unit.intents()}
        if not still_open.issuperset(newcomers.intents):
            raise StateError(
                "vault/too-late", "a new person was undone before it was there", help="try again"
            )
        unit.settle_intents(newcomers.intents, newcomers.at)

    def intend(
        self, unit: DataUnit, kind: IntentKind, targets: Sequence[bytes], now: datetime
    ) -> list[bytes]:
        """Open one intent for each target in the caller's unit; return their ids."""
        intents = slices(self._entropy.bytes(len(targets) * ID_BYTES), ID_BYTES)
        unit.open_intents(_rows(kind, intents, targets, to_micros(now)))
        return intents

    def settle(self, now: datetime, *, grace: timedelta = GRACE) -> Settled:
        """Finish or undo every open intent but those of `rekey`. Safe to repeat, and to die in."""
        before = to_micros(now - grace)
        with self._data.read() as reader:
            opened = [row for row in reader.intents() if row.kind != "rekey"]
        due = [row for row in opened if row.at <= before]
        creating = [row for row in due if row.kind == "create-person"]
        undone = self._undo(creating, now) if creating else 0
        if undone is None:
            due = [row for row in due if row.kind != "create-person"]
            undone = 0
        rest = [row for row in due if row.kind != "create-person"]
        erased = [row.target for row in rest if row.kind == "erase"]
        if erased:
            self._keyring.destroy_persons(erased)
        expired = [row.target for row in rest if row.kind == "expire"]
        if expired:
            self._keyring.destroy_periods(expired)
        if rest:
            with self._data.unit() as unit:
                unit.settle_intents([row.intent for row in rest], to_micros(now))
        return Settled(finished=len(due) - undone, undone=undone, waiting=len(opened) - len(due))

    def _undo(self, creating: Sequence[IntentRow], now: datetime) -> int | None:
        """Settle what is there and undo the rest; None when a writer came to life meanwhile."""
        at = to_micros(now)
        try:
            half = self._take_over(creating, at)
        except StateError as fault:
            if fault.code != "store/duplicate":
                raise
            return None
        if half:
            gone = [row.target for row in half]
            self._keyring.destroy_persons(gone)
            with self._data.unit() as unit:
                unit.delete_persons(gone)
                unit.settle_intents([row.intent for row in half], at)
        return len(half)

    def _take_over(self, creating: Sequence[IntentRow], at: int) -> list[IntentRow]:
        """Settle the intents whose person is there; put a hidden row in place of each other one.

        A writer that still lives collides with the hidden row, before the key goes.
        """
        with self._data.unit() as unit:
            there = unit.persons([row.target for row in creating])
            absent = [row.target for row in creating if row.target not in there]
            unit.add_persons([PersonRow(person=one, created_at=at, hidden=True) for one in absent])
            done = {
                row.intent
                for row in creating
                if row.target in there and not there[row.target].hidden
            }
            unit.settle_intents(sorted(done), at)
        return [row for row in creating if row.intent not in done]

    def orphans(self) -> list[Orphan]:
        """Return keys and persons that lack their other half though no intent explains it."""
        with self._data.read() as reader:
            opened = reader.intents()
            explained = {row.target for row in opened}
            explained |= {spare_id(row.intent, row.target) for row in opened}
            erasing = any(row.kind == "erasure" for row in reader.plans())
            rows = {row.person: row.hidden for row in reader.all_persons()}
        with self._keyring.store.read() as keys:
            keyed = set(keys.persons_with_keys())
            owners = {row.person for row in keys.all_period_keys()} - {None}
        found = [Orphan("key-without-person", one) for one in sorted(keyed - rows.keys())]
        found += [
            Orphan("person-without-key", one)
            for one, hidden in sorted(rows.items())
            if one not in keyed and not (hidden and erasing)
        ]
        found += [
            Orphan("period-key-without-person", one)
            for one in sorted(filter(None, owners))
            if one not in rows
        ]
        return [orphan for orphan in found if orphan.id not in explained]


def _rows(
    kind: IntentKind, intents: Sequence[bytes], targets: Sequence[bytes], at: int
) -> list[IntentRow]:
    return [
        IntentRow(intent=intent, kind=kind, target=target, at=at)
        for intent, target in zip(intents, targets, strict=True)
    ]


def _created(intents: Sequence[bytes], commitments: Sequence[bytes], at: int) -> Fact:
    if len(intents) == 1:
        return fact("person-created", at, intent=intents[0], commitment=commitments[0])
    return fact(
        "persons-created",
        at,
        intent=intents[0],
        count=len(intents),
        root=root_from_leaves(commitments),
    )
