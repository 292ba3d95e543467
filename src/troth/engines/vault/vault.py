"""The vault: the only room where plaintext and storage meet, and the only one that opens seals.

Values are sealed under HKDF(person key ‖ period key, record id), bound to vault, person, record and
field (DESIGN, D4.3-4). Everything is batch-first: one value is a batch of one. Keys of persons and
periods are asked for in each call and dropped at its end, so that a destroyed key is gone for the
next call at once.

It decides nothing: the gate asked `policy.decide` before, retention says when, erasure says what.

GDPR Art. 32(1)(a) (encryption), Art. 17 (erasure by destroying the key).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.vault.intents import Log
from troth.engines.vault.kept_part import Resealed, held_over
from troth.engines.vault.keyring import (
    Keyring,
    NewPeriod,
    no_person,
    open_periods,
    open_persons,
)
from troth.engines.vault.keys import keys_to_move, keys_to_put, shredded
from troth.engines.vault.keytree import period_shard, person_shard, slices
from troth.engines.vault.lives import Lives, committed
from troth.engines.vault.rows import (
    JournalEntry,
    NewRecord,
    Opened,
    Shredded,
    period_for,
)
from troth.errors import StateError
from troth.sealing.format import ID_BYTES, NONCE_BYTES, AssociatedData
from troth.sealing.keys import KEY_BYTES, record_key
from troth.sealing.seal import seal, seal_again, unseal
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import JournalKind, JournalRow, RecordRow

_JOURNAL: Final = bytes(KEY_BYTES)
"""Stands where a period's key would: the journal lives as long as the person's key."""


_HOUSE: Final = "journal"
"""Name of the secret under which the house's own journal is sealed."""


class Vault(Lives):
    """Seals and opens the values of one store.

    Args:
        data: The data store.
        keyring: The keys.
        entropy: Gives nonces and ids.
        evidence: The log, for what happens to keys.
        vault_id: The 16 bytes every seal of this store is bound to.
    """

    def __init__(
        self,
        *,
        data: DataStore,
        keyring: Keyring,
        entropy: Entropy,
        evidence: Log,
        vault_id: bytes,
    ) -> None:
        super().__init__(data=data, keyring=keyring, entropy=entropy, evidence=evidence)
        self.vault_id = vault_id
        self._fields: dict[int, str] = {}

    # -- sealing --------------------------------------------------------------------------------

    def put(self, unit: DataUnit, items: Sequence[NewRecord]) -> list[RecordRow]:
        """Seal values and store them in the caller's unit, in the order given.

        A period's key is made here when it is the first of its period: key before record.

        Raises:
            StateError: `keys/no-person` when one of the persons has no key; nothing is stored.
        """
        if not items:
            return []
        ends = [(_micros(item.expires_at), _micros(item.keep_until)) for item in items]
        periods = [
            period_for(item.person, item.rule, expires, keep)
            for item, (expires, keep) in zip(items, ends, strict=True)
        ]
        persons, keys = keys_to_put(self._keyring, {item.person for item in items}, periods)
        nonces = slices(self._entropy.bytes(NONCE_BYTES * len(items)), NONCE_BYTES)
        rows = []
        for item, end, period, nonce in zip(items, ends, periods, nonces, strict=True):
            key = persons.get(item.person)
            if key is None:
                raise no_person()
            rows.append(
                RecordRow(
                    person=item.person,
                    record=item.record,
                    submission=item.submission,
                    activity=item.activity,
                    collected_at=to_micros(item.collected_at),
                    expires_at=end[0],
                    rule=item.rule,
                    keep_until=end[1],
                    period=period.period,
                    purpose_note=item.purpose_note,
                    sealed=seal(
                        record_key(key, keys[period.period], item.record),
                        item.value,
                        self._bound(item.person, item.record, item.field),
                        nonce,
                    ),
                )
            )
        # Records are clustered by person (DESIGN, D4.10): a sorted batch touches each page once.
        unit.add_records(sorted(rows, key=lambda row: row.person))
        return rows

    def open_records(self, rows: Sequence[RecordRow]) -> list[Opened | Shredded]:
        """Open records, in the order given; what has lost its key comes out as shredded.

        Raises:
            StateError: `seal/cannot-open` when a value was altered or belongs elsewhere.
        """
        if not rows:
            return []
        fields = self._fields_of(rows)
        with self._keyring.reading() as (reader, tree):
            persons = open_persons(reader, tree, list({row.person for row in rows}))
            periods = open_periods(reader, tree, list({row.period for row in rows}))
        opened: list[Opened | Shredded] = []
        for row in rows:
            person, period = persons.get(row.person), periods.get(row.period)
            if person is None or period is None:
                opened.append(Shredded(row))
                continue
            ad = self._bound(row.person, row.record, fields[row.activity])
            key = record_key(person, period, row.record)
            opened.append(Opened(row, unseal(key, row.sealed, ad)))
        return opened

    def open_values(self, rows: Sequence[RecordRow]) -> list[bytes | None]:
        """Open records, in the order given; None for what is shredded."""
        return [one.value if isinstance(one, Opened) else None for one in self.open_records(rows)]

    def replace(self, unit: DataUnit, row: RecordRow, value: bytes) -> RecordRow:
        """Seal another value in place of a record's own, in the caller's unit.

        GDPR Art. 16: a rectified record keeps its id, its end and its place in the log.

        Raises:
            StateError: `vault/shredded` when the record can no longer be opened or replaced.
        """
        return self._reseal(unit, [(row, value)])[0]

    def reseal(
        self, unit: DataUnit, rows: Sequence[RecordRow], until: datetime | None = None
    ) -> list[RecordRow]:
        """Seal records again under the period of their ends, or of `until` where that is later.

        The rows carry the ends and the rule they are to have. A hold or an extension across a month
        must come here before the month's key goes (D4.3).

        Raises:
            StateError: `vault/shredded` when one of the records can no longer be opened.
        """
        floor = None if until is None else to_micros(until)
        wanted = [
            period_for(
                row.person,
                row.rule,
                row.expires_at,
                max(filter(None, (row.keep_until, floor)), default=None),
            )
            for row in rows
        ]
        persons, keys = keys_to_move(self._keyring, rows, wanted)
        moved = self._moved(rows, wanted, persons, keys)
        made = [
            replace(row, period=period, sealed=sealed)
            for row, (_, _, period, sealed) in zip(rows, moved, strict=True)
        ]
        unit.replace_records(made)
        return made

    def hold_over(self, unit: DataUnit, rows: Sequence[RecordRow], now: datetime) -> None:
        """Seal records again under a month that is not over, before the key of theirs goes.

        How they lie then is kept in the key store first, in the unit that gives them their keys: a
        backup of the data store is older than those keys, and the journal is not.

        Raises:
            StateError: `vault/shredded` when one of the records can no longer be opened.
        """
        at = to_micros(now)
        wanted = [
            period_for(row.person, row.rule, row.expires_at, max(row.keep_until or 0, at))
            for row in rows
        ]
        fresh = {one.period: one for one in wanted}
        persons = list({row.person for row in rows})
        with self._keyring.writing(
            exclusive=set(map(period_shard, fresh)), shared=set(map(person_shard, persons))
        ) as (keys, tree):
            opened = open_persons(keys, tree, persons)
            periods = open_periods(keys, tree, list({row.period for row in rows}))
            if len(opened) < len(persons) or any(row.period not in periods for row in rows):
                raise shredded()
            periods |= self._keyring.periods_in(keys, tree, list(fresh.values()))
            moved = self._moved(rows, wanted, opened, periods)
            keys.add_journal(self._journal_rows(opened, held_over(rows, moved, at)))
        unit.reseal_records(moved)

    def seal_under(self, key: bytes, rows: Sequence[tuple[RecordRow, bytes]]) -> list[RecordRow]:
        """Return these rows with their values sealed under another person key; nothing is stored.

        Only for a rekey (`engines.vault.rekey`): the person's new key is not yet the person's.
        """
        return self._sealed(dict.fromkeys((row.person for row, _ in rows), key), rows)

    def sealed_with(
        self, key: bytes, periods: Mapping[bytes, bytes], rows: Sequence[RecordRow]
    ) -> list[RecordRow]:
        """Return those rows that a person key opens, with the keys of their periods."""
        fields = self._fields_of(rows)
        return [
            row
            for row in rows
            if row.period in periods
            and _opens(
                record_key(key, periods[row.period], row.record),
                row.sealed,
                self._bound(row.person, row.record, fields[row.activity]),
            )
        ]

    def _reseal(
        self, unit: DataUnit, changes: Sequence[tuple[RecordRow, bytes]]
    ) -> list[RecordRow]:
        persons = self._keyring.person_keys(list({row.person for row, _ in changes}))
        made = self._sealed(persons, changes)
        unit.replace_records(made)
        return made

    def _sealed(
        self, persons: Mapping[bytes, bytes], rows: Sequence[tuple[RecordRow, bytes]]
    ) -> list[RecordRow]:
        fields = self._fields_of([row for row, _ in rows])
        periods = self._keyring.period_keys(list({row.period for row, _ in rows}))
        nonces = slices(self._entropy.bytes(NONCE_BYTES * len(rows)), NONCE_BYTES)
        made = []
        for (row, value), nonce in zip(rows, nonces, strict=True):
            if row.person not in persons or row.period not in periods:
                raise shredded()
            key = record_key(persons[row.person], periods[row.period], row.record)
            ad = self._bound(row.person, row.record, fields[row.activity])
            made.append(replace(row, sealed=seal(key, value, ad, nonce)))
        return made

    def _moved(
        self,
        rows: Sequence[RecordRow],
        wanted: Sequence[NewPeriod],
        persons: Mapping[bytes, bytes],
        keys: Mapping[bytes, bytes],
    ) -> list[Resealed]:
        """Return how each record lies when it is sealed again under the period wanted for it."""
        fields = self._fields_of(rows)
        nonces = slices(self._entropy.bytes(NONCE_BYTES * len(rows)), NONCE_BYTES)
        moved = []
        for row, period, nonce in zip(rows, wanted, nonces, strict=True):
            person, record = row.person, row.record
            sealed = seal_again(
                row.sealed,
                old=record_key(persons[person], keys[row.period], record),
                new=record_key(persons[person], keys[period.period], record),
                ad=self._bound(person, record, fields[row.activity]),
                nonce=nonce,
            )
            moved.append((person, record, period.period, sealed))
        return moved

    def _bound(self, person: bytes, record: bytes, field: str) -> AssociatedData:
        return AssociatedData(vault=self.vault_id, person=person, record=record, field=field)

    def _fields_of(self, rows: Sequence[RecordRow]) -> Mapping[int, str]:
        # The field of an activity never changes, so what was read once stays true.
        if any(row.activity not in self._fields for row in rows):
            with self._data.read() as reader:
                self._fields |= {n: one.field for n, one in reader.activities().items()}
        return self._fields

    # -- the journal ---------------------------------------------------------------------------

    def journal(self, person: bytes, kind: JournalKind, payload: bytes, now: datetime) -> None:
        """Keep a change in the key store, sealed under the person's key, for after a restore.

        Raises:
            StateError: `keys/no-person`.
        """
        entry = JournalEntry(at=to_micros(now), person=person, kind=kind, payload=payload)
        self.journal_all([entry])

    def journal_all(
        self, entries: Sequence[JournalEntry], asked: Sequence[tuple[bytes, bytes, bytes]] = ()
    ) -> list[bytes]:
        """Keep changes of many persons, in one unit of the key store.

        Returns the commitments `asked` for of the same persons, as `commitments` does: their keys
        are open already.

        Raises:
            StateError: `keys/no-person`; nothing is kept then.
        """
        persons = list({entry.person for entry in entries})
        with self._keyring.writing(shared={person_shard(one) for one in persons}) as (unit, tree):
            keys = open_persons(unit, tree, persons)
            if len(keys) < len(persons):
                raise no_person()
            unit.add_journal(self._journal_rows(keys, entries))
            return committed(keys, asked)

    def read_journal(self, since: datetime) -> list[JournalEntry]:
        """Return what was journalled since an instant, in order, of those who still have a key."""
        with self._keyring.reading() as (reader, tree):
            rows = reader.journal(to_micros(since))
            keys = open_persons(reader, tree, list({row.person for row in rows}))
        return [self.journal_entry(keys[row.person], row) for row in rows if row.person in keys]

    def journal_house(self, entry: JournalEntry) -> None:
        """Keep what must outlive every person: `entry.person` is the id of what it is about."""
        row = self.journal_row(self._keyring.secret(_HOUSE), entry)
        with self._keyring.store.unit() as unit:
            unit.add_journal([row])

    def read_house_journal(self, since: datetime, kind: JournalKind) -> list[JournalEntry]:
        """Return what was kept by `journal_house` since an instant, in order."""
        with self._keyring.store.read() as reader:
            rows = [row for row in reader.journal(to_micros(since)) if row.kind == kind]
        key = self._keyring.secret(_HOUSE) if rows else b""
        return [self.journal_entry(key, row) for row in rows]

    def journal_row(self, key: bytes, entry: JournalEntry) -> JournalRow:
        """Return an entry sealed under a person's key."""
        return self._journal_rows({entry.person: key}, [entry])[0]

    def _journal_rows(
        self, keys: Mapping[bytes, bytes], entries: Sequence[JournalEntry]
    ) -> list[JournalRow]:
        size = ID_BYTES + NONCE_BYTES
        rows = []
        for entry, noise in zip(
            entries, slices(self._entropy.bytes(size * len(entries)), size), strict=True
        ):
            number, nonce = noise[:ID_BYTES], noise[ID_BYTES:]
            key = record_key(keys[entry.person], _JOURNAL, number)
            ad = self._bound(entry.person, number, f"journal/{entry.kind}")
            sealed = number + seal(key, entry.payload, ad, nonce)
            rows.append(
                JournalRow(seq=0, at=entry.at, person=entry.person, kind=entry.kind, sealed=sealed)
            )
        return rows

    def journal_entry(self, key: bytes, row: JournalRow) -> JournalEntry:
        """Return a journal row opened with its person's key."""
        number, sealed = row.sealed[:ID_BYTES], row.sealed[ID_BYTES:]
        ad = self._bound(row.person, number, f"journal/{row.kind}")
        payload = unseal(record_key(key, _JOURNAL, number), sealed, ad)
        return JournalEntry(at=row.at, person=row.person, kind=row.kind, payload=payload)


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None else to_micros(instant)


def _opens(key: bytes, sealed: bytes, ad: AssociatedData) -> bool:
    try:
        unseal(key, sealed, ad)
    except StateError:
        return False
    return True
