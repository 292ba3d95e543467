"""Backups of the data store, and the way back from one.

A backup carries a mark, so a data store that came from one is known whoever put it there, and the
gate stays shut until the replay is done (D4.8): the log's published tail is put back; who was
erased and what expired since is deleted again; restrictions, objections, consents and corrections
made since are made again from the journal in the key store; requests are brought to where they
stood; keys of persons who only existed after the backup are destroyed, for nothing of them is left
to open.

GDPR Art. 32(1)(c) (restore in time), 17, 18 (a restore undoes no erasure and no restriction).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from troth.core.facts import decode, fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.accounts.happenings import change_again
from troth.engines.accounts.totp import Owner
from troth.engines.consents.events import identity_of
from troth.engines.evidence.evidence import EvidenceLog, TileSink, sequence_in, tree_root
from troth.engines.programs.journal import end_again
from troth.engines.retention.dates import date_again
from troth.engines.rights.journal import RequestJournal
from troth.engines.staff.journal import staff_again
from troth.engines.vault.kept_part import KEPT, kept_again, still_to_do
from troth.engines.vault.keyring import Keyring
from troth.engines.vault.rows import JournalEntry
from troth.engines.vault.vault import Vault
from troth.errors import StateError
from troth.ledger.checkpoint import parse_checkpoint
from troth.ledger.note import parse_note
from troth.ledger.tiles import WIDTH, Tile, decode_entries
from troth.storage.ports import DataReader, DataStore, DataUnit, KeyStore
from troth.storage.rows import ConsentRow, FactRow, StandingRow

MARK = "backup"
"""Setting of a data store that came from a backup and has not been replayed: `<id>:<micros>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay did.

    Attributes:
        erased_again, expired_again: Persons and records that were gone and are gone again.
        replayed: Restrictions, objections, consents, corrections and ends made again.
        facts: Entries of the log put back from where it was published.
        lost: Persons who came after the backup: what they gave is nowhere any more.
        requests: Requests brought up to where they stood.
        requests_broken: Requests of which steps are missing; they stand as the backup knew them.
    """

    erased_again: int
    expired_again: int
    replayed: int
    facts: int
    lost: int
    requests: int = 0
    requests_broken: tuple[bytes, ...] = ()


def needs_replay(reader: DataReader) -> bool:
    """Whether this data store came from a backup and its gate must stay shut."""
    return bool(reader.meta(MARK))


class Backups:
    """Makes backups and replays what a restored one does not know."""

    def __init__(
        self,
        *,
        data: DataStore,
        keys: KeyStore,
        keyring: Keyring,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
    ) -> None:
        self._data = data
        self._keys = keys
        self._keyring = keyring
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy
        self._requests = RequestJournal(vault=vault)

    def make(self, target: str, now: datetime) -> str:
        """Write a consistent, marked copy of the data store; return the backup's id.

        The key store is never part of it: with the keys in the same archive, nothing could be
        erased from old copies any more (D4.1).
        """
        backup = self._entropy.bytes(16)
        at = to_micros(now)
        self._evidence.sequence()
        with self._data.unit() as unit:
            unit.set_meta(MARK, f"{backup.hex()}:{at}")
            self._evidence.append(
                unit,
                fact(
                    "backup-made",
                    at,
                    backup=backup,
                    records=unit.count_records(),
                    size=unit.tree_size(),
                ),
            )
        try:
            self._data.backup(target)
        finally:
            with self._data.unit() as unit:
                unit.set_meta(MARK, "")
        return backup.hex()

    def restore(self, source: str, now: datetime, *, log: TileSink | None = None) -> Replayed:
        """Put a backup in place of the data store's content, and replay."""
        self._data.load_backup(source)
        return self.replay(now, log=log)

    def replay(self, now: datetime, *, log: TileSink | None = None) -> Replayed:
        """Do again what a store from a backup does not know; safe to repeat, and to die in.

        Args:
            log: Where the log's tiles are published; without it, facts after the backup are lost.

        Raises:
            StateError: `restore/not-needed`; `restore/other-log` when the published log does not
                continue the restored one.
        """
        with self._data.read() as reader:
            mark = reader.meta(MARK)
        if not mark:
            raise StateError("restore/not-needed", "this store does not come from a backup")
        backup, _, since = mark.partition(":")
        facts = self._put_back(log) if log is not None else 0
        self._vault.start(now)
        erased = self._erase_again()
        entries = self._vault.read_journal(from_micros(int(since)))
        expired, replayed = self._live_again(still_to_do(entries))
        lost = self._forget_newcomers()
        with self._data.unit() as unit:
            made_at = from_micros(int(since))
            taken = self._requests.again(unit, made_at, entries)
            end_again(unit, self._vault, made_at)
            staff_again(unit, self._vault, made_at)
        with self._data.unit() as unit:
            done = {"erased": erased, "replayed": replayed, "facts": facts}
            self._evidence.append(unit, fact("restored", to_micros(now), backup=backup, **done))
            unit.set_meta(MARK, "")
        # What was signed after the backup and never published is lost; the fact above says so.
        self._evidence.accept()
        self._evidence.checkpoint()
        self._data.clean_up()
        return Replayed(
            erased_again=erased,
            expired_again=expired,
            replayed=replayed,
            facts=facts,
            lost=lost,
            requests=taken.done,
            requests_broken=taken.broken,
        )

    # -- the log --------------------------------------------------------------------------------

    def _put_back(self, log: TileSink) -> int:
        """Append the published facts that the restored log lacks; return how many."""
        self._evidence.sequence()
        note = log.read("checkpoint")
        if note is None:
            return 0
        head = parse_checkpoint(parse_note(note.decode()).text)
        with self._data.unit() as unit:
            have = unit.tree_size()
            tail = list(_published(log, have, head.size))
            unit.append_facts([_row(body) for body in tail])
            while sequence_in(unit):
                pass
            if unit.tree_size() < head.size or tree_root(unit, head.size) != head.root:
                raise StateError(
                    "restore/other-log",
                    "the published log does not continue the restored one",
                    help="name the tiles that belong to this store, or restore without them",
                )
        return len(tail)

    # -- the people -----------------------------------------------------------------------------

    def _erase_again(self) -> int:
        """Delete persons whose key is gone: they were erased after the backup."""
        gone = 0
        for persons in _chunks(self._data):
            with self._keys.read() as keys:
                alive = keys.person_keys(persons)
            erased = [person for person in persons if person not in alive]
            if erased:
                with self._data.unit() as unit:
                    unit.delete_persons(erased)
                gone += len(erased)
        return gone

    def _live_again(self, entries: Sequence[JournalEntry]) -> tuple[int, int]:
        """Let expire what has expired, and change what was changed; return how many of each."""
        # What was kept beyond its key lies under another one: that first.
        replayed = self._again([one for one in entries if one.kind in KEPT])
        expired = self._expire_again()
        replayed += self._again([one for one in entries if one.kind not in KEPT])
        return expired, replayed

    def _expire_again(self) -> int:
        """Delete records whose period key is gone: they expired after the backup."""
        gone = 0
        with self._data.read() as reader:
            shredded: list[tuple[bytes, bytes]] = []
            for rows in reader.all_records():
                with self._keys.read() as keys:
                    alive = keys.period_keys(list({row.period for row in rows}))
                shredded += [(r.person, r.record) for r in rows if r.period not in alive]
        if shredded:
            with self._data.unit() as unit:
                gone = unit.delete_records(shredded)
        return gone

    def _forget_newcomers(self) -> int:
        """Destroy keys of persons who are not in the restored data: nothing is left to open."""
        with self._data.read() as reader, self._keys.read() as keys:
            unknown = [p for p in keys.persons_with_keys() if reader.person(p) is None]
        if unknown:
            self._keyring.destroy_persons(unknown)
        return len(unknown)

    def _again(self, entries: Sequence[JournalEntry]) -> int:
        """Make every journalled change again, in order; return how many applied."""
        done = 0
        with self._data.unit() as unit:
            for entry in entries:
                if entry.kind != "request-of" and unit.person(entry.person) is not None:
                    done += self._apply(unit, entry)
        return done

    def _apply(self, unit: DataUnit, entry: JournalEntry) -> int:
        if entry.kind in KEPT:
            return kept_again(unit, entry)
        if entry.kind == "way-in-changed":
            return change_again(unit, Owner(kind="person", id=entry.person), entry.payload)
        told = msgspec.json.decode(entry.payload)
        if entry.kind == "standing":
            unit.set_standing([StandingRow(person=entry.person, **told)])
        elif entry.kind == "standing-cleared":
            unit.clear_standing(entry.person, told["kind"], told["about"])
        elif entry.kind == "consent":
            return _consent_again(unit, entry.person, told)
        elif entry.kind == "rectified":
            row = unit.record(bytes.fromhex(told["record"]))
            if row is None:
                return 0
            self._vault.replace(unit, row, base64.b64decode(told["value"]))
        elif entry.kind == "retention":
            date_again(self._vault, unit, entry.person, told)
        return 1


def _consent_again(unit: DataUnit, person: bytes, told: dict[str, object]) -> int:
    row = msgspec.convert({**told, "event": 0, "person": person}, ConsentRow)
    # Two consents of one instant that name different recipients are two (GDPR Art. 7(1)).
    if identity_of(row) in {identity_of(one) for one in unit.consents([person])}:
        return 0
    unit.add_consents([row])
    return 1


def _published(log: TileSink, start: int, end: int) -> Iterator[bytes]:
    """Yield the published entries from `start` up to `end`."""
    for index in range(start // WIDTH, -(-end // WIDTH)):
        first = index * WIDTH
        width = min(WIDTH, end - first)
        content = log.read(Tile(None, index, width).path())
        if content is None:
            raise StateError(
                "restore/tile-missing",
                f"the published log lacks `{Tile(None, index, width).path()}`",
                help="fetch the whole log from where it was published",
            )
        entries = decode_entries(content)
        yield from entries[max(0, start - first) :]


def _row(body: bytes) -> FactRow:
    told = decode(body)
    return FactRow(seq=0, index=None, kind=told.kind, at=told.at, body=body)


def _chunks(data: DataStore, size: int = 10_000) -> Iterator[list[bytes]]:
    with data.read() as reader:
        everyone = [row.person for row in reader.all_persons()]
    for start in range(0, len(everyone), size):
        yield everyone[start : start + size]
