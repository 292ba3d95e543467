"""The answer to "what do you hold about me": values and the facts of Art. 15(1)(a)-(h).

Assembled from the same tables the gate uses, so the answer cannot differ from the practice. The
look is recorded like any other (D12). What is not known is said to be unknown, with the reason,
never left out: an answer with a silent hole is no answer.

GDPR Art. 15(1)(a)-(h), 15(2), 15(3); 20 (the same values, machine-readable).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from itertools import islice
from typing import Final

import msgspec

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.evidence.agreements import Agreement, agreement_in, read_agreements
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.export.clarification import CLARIFIES
from troth.engines.export.company import Company
from troth.engines.export.held import Held, read_held
from troth.engines.export.letters import message_of
from troth.engines.export.outline import OWN_WORDS, Outline, instant, outlines
from troth.engines.export.parties import Parties
from troth.engines.export.portable import Portion, Value, portion
from troth.engines.export.redaction import Own, Redaction, author_is_another, masked
from troth.engines.export.shapes import shape_of
from troth.engines.export.terms import Terms
from troth.engines.vault.vault import Vault
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore
from troth.storage.rows import (
    AccessRow,
    ActivityRow,
    ConsentRow,
    RecordRow,
)
from troth.storage.signin_rows import SessionRow

# Sorted keys, no spaces, UTF-8 unescaped: what `json.dumps` writes, in a quarter of the time.
_CANONICAL: Final = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The answer as JSON-ready data, with the hash that stands in the log.

    Attributes:
        others: Records, by their ids in hexadecimal, that hold somebody else's words.
        redactions: What of other people's data is not shown.
    """

    content: Mapping[str, object]
    digest: bytes
    encoded: bytes
    others: frozenset[str] = frozenset()
    redactions: tuple[Redaction, ...] = ()

    def encode(self) -> bytes:
        """Return the pack's canonical bytes; their SHA-256 is `digest`."""
        return self.encoded


class Export:
    """Assembles answers."""

    def __init__(
        self,
        *,
        policy: Policy,
        law: LawBook,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._law = law
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy

    def assemble(self, person: bytes, now: datetime, *, who: str = "person") -> Pack:
        """Return everything held of a person, over the whole alias set.

        Raises:
            InputError: `subject/unknown` when nobody is known under this id.
        """
        return self.assemble_many([person], now, who=who)[0]

    def assemble_many(
        self, persons: Sequence[bytes], now: datetime, *, who: str = "person"
    ) -> list[Pack]:
        """Return the answers of many people: read at once, and written down in one unit.

        Raises:
            InputError: `subject/unknown` when nobody is known under one of the ids.
        """
        with self._data.read() as reader:
            everything = read_held(reader, persons)
            agreements = read_agreements(reader)
        parted = [self._parted(one) for one in everything]
        rows = [row for held, _ in parted for row in held.rows]
        opened = iter(self._vault.open_values(rows))
        company, terms, common = (
            Company(self._policy, self._law), Terms(self._policy, now), outlines(self._policy)
        )  # fmt: skip
        shared = company.said(now)
        parties = Parties(self._policy, self._law, now.date())
        authority = cache(partial(company.complaint, now=now))
        packs = []
        for held, for_customers in parted:
            mine = list(islice(opened, len(held.rows)))
            values, others, redactions = self._values(held, mine, terms, common)
            content: dict[str, object] = {
                **shared,
                "purposes": self._purposes(held),
                "data": values,
                "redacted": [one.as_json() for one in redactions],
                "held_for_customers": self._for_customers(
                    for_customers, held.activities, agreements
                ),
                "recipients": self._recipients(held),
                **self._parties_of(held, parties),
                "lives": held.residence or None,
                "complaint": authority(held.residence),
                "consents": [_consent(event) for event in held.consents],
                "looks": [_look(look) for look in held.looks],
                "sessions": [_session(session) for session in held.sessions],
                "correspondence": [message_of(message) for message in held.messages],
                "signing_in": [{"at": instant(one.at), "what": one.what} for one in held.sign_ins],
            }
            packs.append(_packed(content, others, redactions))
        self._record([held for held, _ in parted], packs, who, now)
        return packs

    def portable(self, pack: Pack) -> list[Value]:
        """Return the values of a pack that portability covers (GDPR Art. 20(1))."""
        return list(self.portion(pack).values)

    def portion(self, pack: Pack) -> Portion:
        """Return what of a pack portability covers, and why the rest is left out."""
        values = pack.content["data"]
        assert isinstance(values, list)  # made by `assemble`
        return portion(self._policy, values, others=pack.others, redactions=pack.redactions)

    # -- the facts of Art. 15(1) ----------------------------------------------------------------

    def _purposes(self, held: Held) -> list[Mapping[str, object]]:
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
        self,
        held: Held,
        values: Sequence[bytes | None],
        terms: Terms,
        common: Callable[[ActivityRow], Outline],
    ) -> tuple[list[Value], frozenset[str], tuple[Redaction, ...]]:
        """Art. 15(1)(b), (d), (g) and 15(3): each value, its category, term and source."""
        outlined = [common(held.activities[row.activity]) for row in held.rows]
        authors = [outline.author for outline in outlined]
        own = Own()
        if any(author != OWN_WORDS for author in authors):
            own = Own.of(
                (shape, value)
                for row, value in zip(held.rows, values, strict=True)
                if value is not None and (shape := self._shape(held.activities[row.activity]))
            )
        found: list[Value] = []
        others: set[str] = set()
        redactions: list[Redaction] = []
        for row, value, outline in zip(held.rows, values, outlined, strict=True):
            activity, author = outline.activity, outline.author
            record, gone = row.record.hex(), value is None
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
            until, waits = terms.of(row, activity, held.events)
            one = outline.value()
            one["record"] = record
            one["submission"] = row.submission.hex()
            one["value"] = None if value is None else text_of(value)
            one["collected_at"] = instant(row.collected_at)
            one["delete_after"] = until
            one["waits_for"] = waits
            one["rule"] = row.rule
            one["beside"] = _beside(row.purpose_note)
            one["unreadable"] = gone
            found.append(one)
        return found, frozenset(others), tuple(redactions)

    def _parted(self, held: Held) -> tuple[Held, list[RecordRow]]:
        """Part what is held for oneself from what is held for customers."""
        if not self._policy.client_data:
            return held, []
        theirs = [row for row in held.rows if self._processor(held.activities[row.activity])]
        gone = {row.record for row in theirs}
        return replace(held, rows=[row for row in held.rows if row.record not in gone]), theirs

    def _processor(self, activity: ActivityRow) -> str:
        form = self._policy.forms.get(activity.form)
        return "" if form is None or form.processor is None else form.processor

    def _for_customers(
        self,
        rows: Sequence[RecordRow],
        activities: Mapping[int, ActivityRow],
        agreements: Mapping[str, Agreement],
    ) -> list[Mapping[str, object]]:
        """Say of what is held for customers that it is, and no more (GDPR Art. 28(3)(e))."""
        found: dict[tuple[str, str], set[str]] = {}
        for row in rows:
            activity = activities[row.activity]
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

    def _recipients(self, held: Held) -> list[Mapping[str, object]]:
        """Art. 15(1)(c): the actual recipients, from the ledger (CJEU C-154/21)."""
        return [
            {
                "recipient": one.recipient,
                "name": self._policy.recipients[one.recipient].name
                if one.recipient in self._policy.recipients
                else one.recipient,
                "categories": list(one.categories),
                "purpose": one.purpose,
                "at": instant(one.at),
                "fields": list(one.items),
                "place": one.place.split(",") if one.place else [],
                "safeguard": one.safeguard.split(",") if one.safeguard else [],
            }
            for one in held.disclosures
        ]

    def _parties_of(self, held: Held, parties: Parties) -> Mapping[str, object]:
        """Art. 15(1)(c), 15(2): who keeps it, who may get it, and where it goes by that."""
        used = frozenset(row.activity for row in held.rows)
        possible = parties.possible(used, held.activities, held.residence)
        return {
            "may_receive": list(possible.may_receive),
            "kept_by": list(possible.kept_by),
            "transfers": parties.transfers(possible, held.disclosures, held.residence),
        }

    def _record(
        self, everybody: Sequence[Held], packs: Sequence[Pack], who: str, now: datetime
    ) -> None:
        at, looks = to_micros(now), []
        for held in everybody:
            categories = {held.activities[row.activity].category for row in held.rows}
            looks.append(
                AccessRow(
                    access=self._entropy.bytes(16),
                    person=held.person,
                    who=who,
                    role="",
                    purpose="access",
                    categories=tuple(sorted(categories)),
                    allowed=True,
                    reason="",
                    records=len(held.rows),
                    at=at,
                )
            )
        commitments = self._vault.commitments(
            [
                (look.person, look.access, pack.digest)
                for look, pack in zip(looks, packs, strict=True)
            ]
        )
        facts = [
            fact("answered", at, pack=pack.digest, records=look.records, commitment=commitment)
            for look, pack, commitment in zip(looks, packs, commitments, strict=True)
        ]
        with self._data.unit() as unit:
            unit.add_accesses(looks)
            self._evidence.append(unit, *facts)


def text_of(value: bytes) -> str:
    """Return a value as text, or as base64 where it is a file."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(value).decode()


def _packed(
    content: Mapping[str, object], others: frozenset[str], redactions: tuple[Redaction, ...]
) -> Pack:
    encoded = _CANONICAL.encode(content)
    digest = hashlib.sha256(encoded).digest()
    return Pack(
        content=content, digest=digest, encoded=encoded, others=others, redactions=redactions
    )


def _consent(event: ConsentRow) -> Mapping[str, object]:
    return {
        "purpose": event.purpose,
        "action": event.action,
        "at": instant(event.at),
        "text_hash": event.text_hash,
        "language": event.language,
        "channel": event.channel,
        "method": event.method,
        "by_channel": event.by_channel,
    }


def _look(look: AccessRow) -> Mapping[str, object]:
    return {
        "at": instant(look.at),
        "who": look.who,
        "role": look.role,
        "purpose": look.purpose,
        "categories": list(look.categories),
        "allowed": look.allowed,
        "reason": look.reason,
    }


def _session(session: SessionRow) -> Mapping[str, object]:
    # Never its token, nor the hash of it: what opens an account is no answer about it.
    return {
        "began": instant(session.opened_at),
        "last_used": instant(session.seen_at),
        "ends": instant(session.until),
    }


def _beside(note: str | None) -> str | None:
    """Return the id of the record that this one clarifies, in the person's own words."""
    return note.removeprefix(CLARIFIES) if note and note.startswith(CLARIFIES) else None
