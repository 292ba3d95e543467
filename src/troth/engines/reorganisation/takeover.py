"""Takes a parcel in: an empty store becomes the assignee's, with every duty that came along.

People keep their ids and are found again by what they were found by; each value is sealed with keys
of this store and ends at the same instant; the policy they were promised runs until a new version
is published here, under that policy's own rules of change. What was withdrawn stays withdrawn, and
whom not to write to is not written to. GDPR Art. 5(1)(b), (e), 7(3), 17, 21.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

from troth.core.facts import fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.reorganisation.parcel import Held, Known, Parcel
from troth.engines.vault.blindindex import Claim, index_shard, matches, set_status
from troth.engines.vault.keyring import Keyring
from troth.engines.vault.keytree import SECRETS
from troth.engines.vault.rows import NewRecord
from troth.engines.vault.vault import Vault
from troth.errors import StateError
from troth.sealing.format import NONCE_BYTES
from troth.storage.ports import DataStore, DataUnit

AT_ONCE: Final = 5_000
"""Persons or values that are taken in by one unit."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was taken in."""

    persons: int
    records: int
    policy: str


class TakeoverImport:
    """Fills an empty store with a parcel."""

    def __init__(
        self,
        *,
        data: DataStore,
        vault: Vault,
        keyring: Keyring,
        evidence: EvidenceLog,
        entropy: Entropy,
    ) -> None:
        self._data = data
        self._vault = vault
        self._keyring = keyring
        self._evidence = evidence
        self._entropy = entropy

    def take(self, parcel: Parcel, file: bytes, now: datetime) -> Taken:
        """Take everything in.

        Raises:
            StateError: `takeover/store-not-empty` when anybody or any policy is here already.
        """
        self._refuse_used()
        self._adopt(parcel)
        self._policies(parcel)
        self._people(parcel, now)
        numbers = self._activities(parcel)
        for part in _parts(parcel.held):
            with self._data.unit() as unit:
                self._vault.put(unit, [_sealed_here(one, numbers) for one in part])
        with self._data.unit() as unit:
            _history(unit, parcel)
            policy = parcel.versions[-1].policy
            self._evidence.append(
                unit,
                fact(
                    "taken-over",
                    to_micros(now),
                    deal=parcel.deal,
                    policy=policy,
                    parcel=hashlib.sha256(file).hexdigest(),
                    persons=len(parcel.persons),
                    records=len(parcel.held),
                ),
            )
        return Taken(persons=len(parcel.persons), records=len(parcel.held), policy=policy)

    def _refuse_used(self) -> None:
        with self._data.read() as reader:
            used = next(iter(reader.all_persons()), None) is not None or bool(reader.policies())
        if used:
            raise StateError(
                "takeover/store-not-empty",
                "this store is somebody's already",
                help="take a parcel in with --store naming a new one: one store, one controller",
            )

    def _adopt(self, parcel: Parcel) -> None:
        """Take over the keys by which identifiers are hashed, before any of this store's is made.

        Raises:
            StateError: `takeover/store-not-empty`.
        """
        with self._keyring.writing(exclusive=[SECRETS]) as (unit, tree):
            for name, value in sorted(parcel.secrets.items()):
                if unit.secret(name) is not None:
                    raise StateError("takeover/store-not-empty", "this store has secrets already")
                nonce, context = self._entropy.bytes(NONCE_BYTES), b"secret/" + name.encode()
                unit.put_secret(name, tree.kek(SECRETS).wrap(value, context=context, nonce=nonce))
            for row in parcel.suppressions:
                unit.put_suppression(row)

    def _policies(self, parcel: Parcel) -> None:
        with self._data.unit() as unit:
            for policy in parcel.policies:
                unit.add_policy(policy)
            for version in sorted(parcel.versions, key=lambda row: row.version):
                unit.add_version(version)
            unit.put_documents(parcel.documents)

    def _people(self, parcel: Parcel, now: datetime) -> None:
        claims: dict[bytes, list[Claim]] = {}
        for one in parcel.known:
            claims.setdefault(one.person, []).append(Claim(one.h, desk=one.status == "shared"))
        for part in _parts(parcel.persons):
            people = [row.person for row in part]
            newcomers = self._vault.announce(
                [claims.get(person, []) for person in people], now, known=people
            )
            with self._data.unit() as unit:
                self._vault.admit(unit, newcomers)
        with self._data.unit() as unit:
            # After everybody is there: an alias points at somebody.
            for row in parcel.persons:
                unit.update_person(row)
        self._statuses(parcel.known)

    def _statuses(self, known: Sequence[Known]) -> None:
        sure = {(one.person, one.h): one.status for one in known if one.status == "confirmed"}
        hashes = sorted({h for _, h in sure})
        if not hashes:
            return
        with self._keyring.writing(exclusive={index_shard(h) for h in hashes}) as (unit, tree):
            rows = [row for row in matches(unit, tree, hashes) if (row.person, row.h) in sure]
            set_status(unit, tree, rows, "confirmed", self._entropy)

    def _activities(self, parcel: Parcel) -> dict[int, tuple[int, str]]:
        """Return the number an activity had → the one it has here, and its field."""
        with self._data.unit() as unit:
            return {
                row.activity: (unit.add_activity(replace(row, activity=0)), row.field)
                for row in parcel.activities
            }


def _sealed_here(one: Held, numbers: Mapping[int, tuple[int, str]]) -> NewRecord:
    number, field = numbers[one.activity]
    return NewRecord(
        person=one.person,
        record=one.record,
        submission=one.submission,
        activity=number,
        field=field,
        value=one.value,
        collected_at=from_micros(one.collected_at),
        # INVARIANT (clocks run on): an end is the same instant before and after.
        expires_at=None if one.expires_at is None else from_micros(one.expires_at),
        rule=one.rule,
        keep_until=None if one.keep_until is None else from_micros(one.keep_until),
        purpose_note=one.purpose_note,
    )


def _history(unit: DataUnit, parcel: Parcel) -> None:
    """Write what is known of people beside their data, as it was."""
    unit.touch(parcel.clocks)
    unit.set_standing(parcel.standing)
    unit.add_consents(sorted(parcel.consents, key=lambda row: row.event))
    for hold in parcel.holds:
        unit.add_hold(hold)
    unit.add_disclosures(parcel.disclosures)
    unit.add_accesses(parcel.accesses)
    unit.add_requests(parcel.requests)
    unit.add_request_events(sorted(parcel.request_events, key=lambda row: row.event))
    unit.put_steps(parcel.steps)
    for case in parcel.cases:
        unit.put_case(case)
    unit.add_case_events(sorted(parcel.case_events, key=lambda row: row.event))


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
