"""The answer to "what do you hold about me": values and the facts of Art. 15(1)(a)-(h).

Assembled from the same tables the gate uses, so the answer cannot differ from the practice. The
look is recorded like any other (D12). What is not known is said to be unknown, with the reason,
never left out: an answer with a silent hole is no answer.

GDPR Art. 15(1)(a)-(h), 15(2), 15(3); 20 (the same values, machine-readable).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from troth.core.facts import fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.core.retention import verdict
from troth.engines.agreements import Agreement, agreement_in, read_agreements
from troth.engines.clarification import CLARIFIES
from troth.engines.evidence import EvidenceLog
from troth.engines.export_portable import Portion, Value, portion
from troth.engines.export_redaction import Own, Redaction, author_is_another, masked
from troth.engines.export_shapes import shape_of
from troth.engines.retention_dates import as_stored, claims_of
from troth.engines.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import (
    AccessRow,
    ActivityRow,
    ConsentRow,
    DisclosureRow,
    RecordRow,
)

OWN_WORDS: Final = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The answer as JSON-ready data, with the hash that stands in the log.

    Attributes:
        others: Records, by their ids in hexadecimal, that hold somebody else's words.
        redactions: What of other people's data is not shown.
    """

    content: Mapping[str, object]
    digest: bytes
    others: frozenset[str] = frozenset()
    redactions: tuple[Redaction, ...] = ()

    def encode(self) -> bytes:
        """Return the pack's canonical bytes; their SHA-256 is `digest`."""
        return _canonical(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """Everything read of one person, on one snapshot."""

    persons: Sequence[bytes]
    rows: Sequence[RecordRow]
    activities: Mapping[int, ActivityRow]
    consents: Sequence[ConsentRow]
    disclosures: Sequence[DisclosureRow]
    looks: Sequence[AccessRow]
    events: Mapping[str, datetime]


class Export:
    """Assembles answers."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy

    def assemble(self, person: bytes, now: datetime, *, who: str = "person") -> Pack:
        """Return everything held of a person, over the whole alias set.

        Raises:
            InputError: `subject/unknown` when nobody is known under this id.
        """
        with self._data.read() as reader:
            everything = _read(reader, person)
            agreements = read_agreements(reader)
        held, for_customers = self._parted(everything)
        values, others, redactions = self._values(held, now)
        content: dict[str, object] = {
            "controller": self._controller(),
            "policy": {"name": self._policy.name, "hash": self._policy.hash},
            "answered_at": now.isoformat(),
            "purposes": self._purposes(held),
            "data": values,
            "redacted": [one.as_json() for one in redactions],
            "held_for_customers": self._for_customers(for_customers, everything, agreements),
            "recipients": self._recipients(held),
            "consents": [_consent(event) for event in held.consents],
            "looks": [_look(look) for look in held.looks],
            "rights": sorted(self._policy.rights.offered | self._policy.rights.by_law),
            "complaint": "you may complain to a supervisory authority (Art. 77)",
            "automated_decisions": "none are made through this system (Art. 22)",
            "transfers": self._transfers(),
        }
        digest = hashlib.sha256(_canonical(content)).digest()
        self._record(person, held, digest, who, now)
        return Pack(content=content, digest=digest, others=others, redactions=redactions)

    def portable(self, pack: Pack) -> list[Value]:
        """Return the values of a pack that portability covers (GDPR Art. 20(1))."""
        return list(self.portion(pack).values)

    def portion(self, pack: Pack) -> Portion:
        """Return what of a pack portability covers, and why the rest is left out."""
        values = pack.content["data"]
        assert isinstance(values, list)  # made by `assemble`
        return portion(self._policy, values, others=pack.others, redactions=pack.redactions)

    # -- the facts of Art. 15(1) ----------------------------------------------------------------

    def _controller(self) -> Mapping[str, object]:
        one = self._policy.controller
        return {"name": one.legal_name or one.name, "address": one.address, "email": one.email}

    def _purposes(self, held: _Held) -> list[Mapping[str, object]]:
        """Art. 15(1)(a), with the legal basis of each (Art. 13(1)(c))."""
        used = {p for row in held.rows for p in held.activities[row.activity].purposes}
        return [
            {
                "purpose": key,
                "basis": self._policy.purposes[key].basis,
                "basis_by": self._policy.purposes[key].basis_by,
            }
            for key in sorted(used & self._policy.purposes.keys())
        ]

    def _values(
        self, held: _Held, now: datetime
    ) -> tuple[list[Value], frozenset[str], tuple[Redaction, ...]]:
        """Art. 15(1)(b), (d), (g) and 15(3): each value, its category, term and source."""
        values = self._vault.open_values(held.rows)
        own = Own.of(
            (shape, value)
            for row, value in zip(held.rows, values, strict=True)
            if value is not None and (shape := self._shape(held.activities[row.activity]))
        )
        found: list[Value] = []
        others: set[str] = set()
        redactions: list[Redaction] = []
        for row, value in zip(held.rows, values, strict=True):
            activity = held.activities[row.activity]
            record, author, gone = row.record.hex(), self._author(activity), value is None
            if value is not None and author != OWN_WORDS:
                if author == "others" or author_is_another(value, own):
                    others.add(record)
                # GDPR Art. 15(4): what is said of the person is theirs to see, whoever said it.
                value, reason, count = masked(value, own)
                if reason:
                    redactions.append(
                        Redaction(
                            record=record, field=activity.field, category=activity.category,
                            reason=reason, count=count,
                        )
                    )  # fmt: skip
            one = self._value(row, activity, value, held, now)
            found.append({**one, "unreadable": gone})
        return found, frozenset(others), tuple(redactions)

    def _value(
        self, row: RecordRow, activity: ActivityRow, value: bytes | None, held: _Held, now: datetime
    ) -> Value:
        until, waits = self._term(row, activity, held.events, now)
        return {
            "record": row.record.hex(),
            "submission": row.submission.hex(),
            "form": activity.form,
            "field": activity.field,
            "item": activity.item,
            "category": activity.category,
            "value": None if value is None else text_of(value),
            "origin": activity.origin,
            "source": activity.source,
            "system": activity.system,
            "places": list(self._places(activity.system)),
            "purposes": list(activity.purposes),
            "basis": activity.basis,
            "collected_at": from_micros(row.collected_at).isoformat(),
            "policy": activity.policy,
            "delete_after": until,
            "waits_for": waits,
            "rule": row.rule,
            "beside": _beside(row.purpose_note),
        }

    def _parted(self, held: _Held) -> tuple[_Held, list[RecordRow]]:
        """Part what is held for oneself from what is held for customers."""
        theirs = [row for row in held.rows if self._processor(held.activities[row.activity])]
        gone = {row.record for row in theirs}
        return replace(held, rows=[row for row in held.rows if row.record not in gone]), theirs

    def _processor(self, activity: ActivityRow) -> str:
        form = self._policy.forms.get(activity.form)
        return "" if form is None or form.processor is None else form.processor

    def _for_customers(
        self, rows: Sequence[RecordRow], held: _Held, agreements: Mapping[str, Agreement]
    ) -> list[Mapping[str, object]]:
        """Say of what is held for customers that it is, and no more (GDPR Art. 28(3)(e))."""
        found: dict[tuple[str, str], set[str]] = {}
        for row in rows:
            activity = held.activities[row.activity]
            under = (self._processor(activity), agreement_in(row.purpose_note))
            found.setdefault(under, set()).add(activity.category)
        told: list[Mapping[str, object]] = []
        for (entry, name), categories in sorted(found.items()):
            known = agreements.get(name)
            # Whose data it is may be confidential itself: the agreement says so.
            shown = known if known is not None and known.named else None
            told.append(
                {
                    "custody": self._policy.client_data[entry].custody,
                    "categories": sorted(categories),
                    "client": None if shown is None else shown.client,
                    "contact": None if shown is None else shown.contact,
                }
            )
        return told

    def _shape(self, activity: ActivityRow) -> str:
        return shape_of(self._policy, activity.form, activity.field, activity.item)

    def _author(self, activity: ActivityRow) -> str:
        category = self._policy.categories.get(activity.category)
        return OWN_WORDS if category is None else category.written_by.get(activity.item, OWN_WORDS)

    def _term(
        self, row: RecordRow, activity: ActivityRow, events: Mapping[str, datetime], now: datetime
    ) -> tuple[str | None, str | None]:
        claims, _ = as_stored(self._policy, row, claims_of(self._policy, row, activity, events))
        keep = None if row.keep_until is None else from_micros(row.keep_until)
        found = verdict(claims, now=now, keep_until=keep, held_by=None)
        if found.state == "open":
            return None, next((c.waits_for for c in claims if c.waits_for), None)
        return None if found.until is None else found.until.isoformat(), None

    def _places(self, system: str) -> tuple[str, ...]:
        known = self._policy.systems.get(system)
        return () if known is None else known.places

    def _recipients(self, held: _Held) -> list[Mapping[str, object]]:
        """Art. 15(1)(c): the actual recipients, from the ledger (CJEU C-154/21)."""
        return [
            {
                "recipient": one.recipient,
                "name": self._policy.recipients[one.recipient].name
                if one.recipient in self._policy.recipients
                else one.recipient,
                "categories": list(one.categories),
                "purpose": one.purpose,
                "at": from_micros(one.at).isoformat(),
            }
            for one in held.disclosures
        ]

    def _transfers(self) -> list[Mapping[str, object]]:
        """Art. 15(2): recipients in other places, and the safeguard, if it is valid today."""
        return [
            {
                "recipient": key,
                "places": list(one.places),
                "safeguard": one.transfer,
                "valid": one.transfer_valid,
            }
            for key, one in sorted(self._policy.recipients.items())
            if one.places
        ]

    def _record(self, person: bytes, held: _Held, digest: bytes, who: str, now: datetime) -> None:
        access = self._entropy.bytes(16)
        at = to_micros(now)
        commitment = self._vault.commitments([(person, access, digest)])[0]
        categories = {held.activities[row.activity].category for row in held.rows}
        row = AccessRow(
            access=access,
            person=person,
            who=who,
            role="",
            purpose="access",
            categories=tuple(sorted(categories)),
            allowed=True,
            reason="",
            records=len(held.rows),
            at=at,
        )
        with self._data.unit() as unit:
            unit.add_accesses([row])
            self._evidence.append(
                unit,
                fact("answered", at, pack=digest, records=len(held.rows), commitment=commitment),
            )


def _read(reader: DataReader, person: bytes) -> _Held:
    persons = reader.aliases(person)
    if not persons or reader.person(person) is None:
        raise InputError(
            "subject/unknown",
            f"nobody is known under `{person.hex()}`",
            help="find the person by an identifier first",
        )
    return _Held(
        persons=persons,
        rows=reader.records(persons),
        activities=reader.activities(),
        consents=reader.consents(persons),
        disclosures=reader.disclosures(persons),
        looks=reader.accesses(persons),
        events={clock.clock: from_micros(clock.at) for clock in reader.clocks(persons)},
    )


def text_of(value: bytes) -> str:
    """Return a value as text, or as base64 where it is a file."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(value).decode()


def _consent(event: ConsentRow) -> Mapping[str, object]:
    return {
        "purpose": event.purpose,
        "action": event.action,
        "at": from_micros(event.at).isoformat(),
        "text_hash": event.text_hash,
        "language": event.language,
        "channel": event.channel,
        "method": event.method,
    }


def _look(look: AccessRow) -> Mapping[str, object]:
    return {
        "at": from_micros(look.at).isoformat(),
        "who": look.who,
        "role": look.role,
        "purpose": look.purpose,
        "categories": list(look.categories),
        "allowed": look.allowed,
        "reason": look.reason,
    }


def _canonical(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _beside(note: str | None) -> str | None:
    """Return the id of the record that this one clarifies, in the person's own words."""
    return note.removeprefix(CLARIFIES) if note and note.startswith(CLARIFIES) else None
