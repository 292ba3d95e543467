"""Giving a person a new key when only part of what is held may go.

GDPR Art. 17(3)(b): what a legal duty keeps stays while the rest is erased. The rest must become
unreadable in older copies too, so what stays is sealed under a new key and the old one goes.

The steps, each safe to die after: intent; new key under a spare id in the key store; kept records
sealed again, and a second intent in the same unit that says so; in the key store the new key
becomes the person's, index rows go, the journal is sealed again and what was kept written into it,
so that a restored backup, which is older than the new key, does not lose it; intents settled.
`settle` goes on from the second intent, and undoes what did not come that far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from troth.core.grouping import by_person
from troth.core.periods import to_micros
from troth.engines.vault.intents import GRACE, Intents, Settled
from troth.engines.vault.kept_part import kept_part
from troth.engines.vault.keyring import Keyring, NewPersonKey, open_periods, open_persons
from troth.engines.vault.keytree import ROOT_LOCK, Tree, person_shard, slices, spare_id
from troth.engines.vault.rows import JournalEntry
from troth.errors import StateError
from troth.sealing.keys import KEY_BYTES
from troth.storage.ports import DataStore, KeyUnit
from troth.storage.rows import IntentRow, JournalRow, RecordRow


class Sealer(Protocol):
    """What a rekey needs of the vault."""

    def open_values(self, rows: Sequence[RecordRow]) -> list[bytes | None]:
        """Open records; None for what is shredded."""
        ...

    def seal_under(self, key: bytes, rows: Sequence[tuple[RecordRow, bytes]]) -> list[RecordRow]:
        """Return rows sealed under another person key."""
        ...

    def sealed_with(
        self, key: bytes, periods: Mapping[bytes, bytes], rows: Sequence[RecordRow]
    ) -> list[RecordRow]:
        """Return those rows that a person key opens, with the keys of their periods."""
        ...

    def journal_row(self, key: bytes, entry: JournalEntry) -> JournalRow:
        """Return a journal entry sealed under a key."""
        ...

    def journal_entry(self, key: bytes, row: JournalRow) -> JournalEntry:
        """Return a journal row opened with a key."""
        ...


@dataclass(frozen=True, slots=True)
class _Move:
    """One person whose next key waits under a spare id."""

    person: bytes
    intent: bytes

    @property
    def spare(self) -> bytes:
        return spare_id(self.intent, self.person)


class Rekeying:
    """Carries out and settles rekeys."""

    def __init__(
        self, *, data: DataStore, keyring: Keyring, intents: Intents, sealer: Sealer
    ) -> None:
        self._data = data
        self._keyring = keyring
        self._intents = intents
        self._sealer = sealer

    def rekey(self, kept: Mapping[bytes, Sequence[RecordRow]], now: datetime) -> list[RecordRow]:
        """Give each person a new key under which only these records can still be opened.

        Raises:
            StateError: `vault/shredded` when a kept record can no longer be opened.
        """
        persons = list(kept)
        if not persons:
            return []
        # Cut off before, perhaps: the caller's own earlier attempt needs no grace.
        self.settle(now, grace=timedelta(0), persons=persons)
        values = {one: self._sealer.open_values(rows) for one, rows in kept.items()}
        if any(value is None for opened in values.values() for value in opened):
            raise StateError("vault/shredded", "a record to keep can no longer be opened")
        with self._data.unit() as unit:
            intents = self._intents.intend(unit, "rekey", persons, now)
        moves = [_Move(*pair) for pair in zip(persons, intents, strict=True)]
        keys = slices(self._keyring.entropy.bytes(KEY_BYTES * len(moves)), KEY_BYTES)
        self._keyring.make_persons(
            [
                NewPersonKey(person=move.spare, key=key)
                for move, key in zip(moves, keys, strict=True)
            ]
        )
        made: list[RecordRow] = []
        for move, key in zip(moves, keys, strict=True):
            pairs = [
                (row, value)
                for row, value in zip(kept[move.person], values[move.person], strict=True)
                if value is not None
            ]
            made += self._sealer.seal_under(key, pairs)
        with self._data.unit() as unit:
            unit.replace_records(made)
            unit.open_intents([_sealed_again(move, to_micros(now)) for move in moves])
        self._finish(moves, now, made)
        return made

    def settle(
        self, now: datetime, *, grace: timedelta = GRACE, persons: Sequence[bytes] | None = None
    ) -> Settled:
        """Finish or undo the rekeys that were left open, of all or of some persons."""
        before = to_micros(now - grace)
        with self._data.read() as reader:
            opened = [
                row
                for row in reader.intents()
                if row.kind == "rekey" and (persons is None or row.target in persons)
            ]
        ids = {row.intent for row in opened}
        spares = {spare_id(row.intent, row.target) for row in opened}
        first = [row for row in opened if row.intent not in spares]
        due = [row for row in first if row.at <= before]
        moves = [_Move(row.target, row.intent) for row in due]
        ready = [move for move in moves if move.spare in ids]
        undone = [move for move in moves if move.spare not in ids]
        self._finish(ready, now)
        if undone:
            self._keyring.destroy_persons([move.spare for move in undone])
            with self._data.unit() as unit:
                unit.settle_intents([move.intent for move in undone], to_micros(now))
        return Settled(finished=len(ready), undone=len(undone), waiting=len(first) - len(due))

    def _finish(
        self, moves: Sequence[_Move], now: datetime, made: Sequence[RecordRow] | None = None
    ) -> None:
        if not moves:
            return
        held = made
        if held is None:
            with self._data.read() as reader:
                held = reader.records([move.person for move in moves])
        shards = {person_shard(one) for move in moves for one in (move.person, move.spare)}
        with self._keyring.writing(exclusive={ROOT_LOCK, *shards}) as (unit, tree):
            self._swap(unit, tree, moves, by_person(held), to_micros(now), sure=made is not None)
        with self._data.unit() as data:
            data.settle_intents(
                [one for move in moves for one in (move.intent, move.spare)], to_micros(now)
            )

    def _swap(
        self,
        unit: KeyUnit,
        tree: Tree,
        moves: Sequence[_Move],
        held: Mapping[bytes, Sequence[RecordRow]],
        at: int,
        *,
        sure: bool,
    ) -> None:
        # A spare that is gone was swapped in before the settling was cut off.
        fresh = open_persons(unit, tree, [move.spare for move in moves])
        left = [move for move in moves if move.spare in fresh]
        old = open_persons(unit, tree, [move.person for move in left])
        entries = [
            self._sealer.journal_entry(old[row.person], row)
            for row in (unit.journal(0) if old else ())
            if row.person in old
        ]
        unit.delete_journal([move.person for move in left])
        new = {move.person: fresh[move.spare] for move in left}
        stays = held if sure else self._opened_by(unit, tree, new, held)
        entries += [kept_part(person, stays.get(person, ()), at) for person in new]
        unit.add_journal([self._sealer.journal_row(new[one.person], one) for one in entries])
        for move in left:
            self._keyring.rekey_person(unit, tree, move.person, fresh[move.spare])
        unit.delete_person_keys([move.spare for move in left])

    def _opened_by(
        self,
        unit: KeyUnit,
        tree: Tree,
        keys: Mapping[bytes, bytes],
        held: Mapping[bytes, Sequence[RecordRow]],
    ) -> Mapping[bytes, Sequence[RecordRow]]:
        """Return what a rekey that was cut off had sealed again: what the next key opens."""
        rows = [row for person in keys for row in held.get(person, ())]
        periods = open_periods(unit, tree, list({row.period for row in rows}))
        return {
            person: self._sealer.sealed_with(key, periods, held.get(person, ()))
            for person, key in keys.items()
        }


def _sealed_again(move: _Move, at: int) -> IntentRow:
    return IntentRow(intent=move.spare, kind="rekey", target=move.person, at=at)
