"""The answer to a request: complete or not sent.

An access answer holds Art. 15(1)(a)-(h) and 15(2); a letter that cannot be filled is waived with a
reason, or the answer stays here. A refusal names its ground, the supervisory authority and the
court (Art. 12(4)). Data held for a customer is named by category and shown to nobody but them.
Nothing here stores anything; the answer is handed over and only its hash is kept.

GDPR Art. 12(1), 12(4), 15, 19, 20, 77, 79.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from troth.engines.erasure.erasure import ErasureReceipt
from troth.engines.export.company import Company
from troth.engines.export.export import Export, Pack
from troth.engines.rights.clock import Dates
from troth.engines.rights.complete import (
    Said,
    art_15_gaps,
    unknown_statement,
    unknown_waiver,
)
from troth.engines.rights.grounds import AS_A_WITHDRAWAL, NOTHING_HELD, REFUSALS, Judgement
from troth.engines.rights.pending import SHOWS, why_set_aside
from troth.engines.rights.register import Declined, Entry
from troth.engines.rights.steps import TELL, kind_of
from troth.engines.rights.work import Held
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.policy.readers import is_public

_LOOKED_FOR: Final = frozenset(
    ("confirmation", "access", "portability", "rectification", "erasure")
)
"""Rights whose answer says so where nothing is held, and since when if that is known."""

REMEDIES: Final = (
    "you may complain to a supervisory authority (GDPR Art. 77)",
    "you may go to court (GDPR Art. 79)",
)
COLUMNS: Final = ("field", "category", "value", "origin", "source", "collected_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is handed to the person, with its hash; `missing` keeps it from leaving."""

    document: Mapping[str, object]
    missing: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """What the log says came of it, where that is less than what was decided."""
        return "partial" if "no_longer_held" in self.document else ""

    def encode(self) -> bytes:
        """Return the canonical bytes."""
        return json.dumps(
            self.document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical bytes; what stands in the log."""
        return hashlib.sha256(self.encode()).digest()


class Answers:
    """Writes answers under one policy."""

    def __init__(self, *, policy: Policy, law: LawBook, export: Export) -> None:
        self._policy = policy
        self._company = Company(policy, law)
        self._export = export

    def write(
        self,
        entry: Entry,
        judged: Judgement,
        held: Held,
        dates: Dates,
        now: datetime,
        *,
        said: Said,
        receipt: ErasureReceipt | None,
    ) -> Answer:
        """Return the answer of a decided request."""
        if entry.row.asker == "reporter":
            return Answer(document=self._thanks(entry, dates, now))
        document: dict[str, object] = {**self._head(entry, judged, dates, now)}
        missing: tuple[str, ...] = ()
        if entry.case.outcome != "refused":
            content, missing = self._granted(entry, held, said, now)
            document |= content
        if not held.rows and entry.row.asked in _LOOKED_FOR and receipt is None:
            document["nothing_held"] = {
                "expired": None if held.swept_at is None else held.swept_at.date().isoformat()
            }
        if receipt is not None:
            document["erasure"] = _erased(receipt)
            document |= _copies(self._policy, entry)
        gone = _gone(entry, held)
        if gone is not None:
            # GDPR Art. 12(1), 12(4): granted, and what was granted could not be given any more.
            document["outcome"] = "partial"
            document["no_longer_held"] = gone
        return Answer(document=document, missing=missing)

    def _granted(
        self, entry: Entry, held: Held, said: Said, now: datetime
    ) -> tuple[Mapping[str, object], tuple[str, ...]]:
        """Return what a right gives, and the letters that are still open."""
        right = entry.case.right
        if right in ("access", "portability") and held.persons:
            # The look of an answer is recorded like any other (D12).
            pack = self._export.assemble(held.persons[0], now)
            if right == "access":
                return self._access(entry, pack, held, said, now)
            return self._portable(pack, held), ()
        if right == "confirmation":
            return {"held": self._confirmed(held)}, ()
        if right == "objection":
            return self._after_objection(entry), ()
        if right == "information":
            return {"information": information(self._policy)}, ()
        return {}, ()

    def upheld(self, entry: Entry, ground: str, dates: Dates, now: datetime) -> Answer:
        """Return the answer to an appeal that changes nothing: why, and where to go from here."""
        document = {
            **self._head(entry, Judgement(outcome=entry.case.outcome, ground="", sets=()), dates,
                         now),
            "appeal": "upheld",
            "appeal_ground": ground,
            "law": law_of(entry.case.ground),
            "remedies": list(REMEDIES),
        }  # fmt: skip
        return Answer(document=document)

    def _head(
        self, entry: Entry, judged: Judgement, dates: Dates, now: datetime
    ) -> dict[str, object]:
        one, row = self._policy.controller, entry.row
        document: dict[str, object] = {
            "request": row.request.hex(),
            "right": row.asked,
            "about": row.about,
            "outcome": entry.case.outcome,
            "ground": entry.case.ground,
            "received": entry.received.isoformat(),
            "due": dates.alarm.isoformat(),
            "derivation": list(dates.derivation),
            "answered_at": now.isoformat(),
            "controller": {"name": one.legal_name or one.name, "address": one.address,
                           "email": one.email, "dpo": one.dpo},
            "recipients_told": [
                {"recipient": step.step.partition("/")[2], "outcome": step.outcome or "owed"}
                for step in entry.steps if kind_of(step.step) == TELL
            ],
            "not_granted": [
                {"category": each.category, "basis": each.basis, "ground": each.ground,
                 "law": law_of(each.ground or entry.case.ground), "records": each.records}
                for each in judged.sets if each.applies == "no"
            ],
        }  # fmt: skip
        if entry.case.outcome in ("refused", "partial"):
            document["law"] = law_of(entry.case.ground)
            document["remedies"] = list(REMEDIES)
        return document

    def _thanks(self, entry: Entry, dates: Dates, now: datetime) -> dict[str, object]:
        """Return what a reporter is told: that it was looked into, and nothing of anybody."""
        head = self._head(entry, Judgement(outcome="granted", ground="", sets=()), dates, now)
        told = ("request", "right", "about", "received", "due", "answered_at", "controller")
        return {**{key: head[key] for key in told}, "outcome": "looked-into"}

    def _after_objection(self, entry: Entry) -> dict[str, object]:
        """Return what an objection stopped, became, and leaves running."""
        content: dict[str, object] = {"still_allowed": list(self._policy.rights.not_for)}
        if entry.case.ground == AS_A_WITHDRAWAL:
            # GDPR Art. 7(3), 21(1): there is no objection to what rests on consent.
            content["explained"] = "the consent is withdrawn: it was the only ground of this use"
        return content

    def _access(
        self, entry: Entry, pack: Pack, held: Held, said: Said, now: datetime
    ) -> tuple[dict[str, object], tuple[str, ...]]:
        others = self._of_customers(held)
        content: dict[str, object] = {**pack.content}
        values = [one for one in _values(pack) if one["record"] not in others]
        content["data"] = values
        content["waived"] = dict(sorted(said.waived.items()))
        lives = str(content["lives"] or "")
        content["complaint"] = self._company.complaint(
            said.stated.get("f", ""), entry.row.residence, lives, now=now
        )
        if "h" in said.stated:
            # Whoever answers says it where the policy does not (GDPR Art. 15(1)(h)).
            content["automated_decisions"] = {
                **self._company.decisions(), "made": said.stated["h"], "stated": True,
            }  # fmt: skip
        gaps = art_15_gaps(content, self._policy, held)
        return content, tuple(letter for letter in gaps if letter not in said.waived)

    def may_say(self, entry: Entry, said: Said, now: datetime) -> Declined | None:
        """Return why something cannot be waived or stated by whoever answers, or None."""
        address = f"rights/{entry.row.asked}"
        known = self._company.authorities(now)
        unwaived = unknown_waiver(said.waived, address)
        # A refusal counts as no: what is asked is whether there is one.
        if unwaived is not None:
            return unwaived
        return unknown_statement(said.stated, self._policy, known, address)

    def _portable(self, pack: Pack, held: Held) -> dict[str, object]:
        others = self._of_customers(held)
        values = [one for one in self._export.portable(pack) if one["record"] not in others]
        return {"data": values, "csv": as_csv(values), "schema": SCHEMA}

    def _confirmed(self, held: Held) -> dict[str, bool]:
        """Yes or no for each category, and no more (Art. 15(1), first half of the sentence)."""
        there = {held.activities[row.activity].category for row in held.rows}
        return {category: category in there for category in sorted(self._policy.categories)}

    def _of_customers(self, held: Held) -> dict[str, str]:
        """Return record → category of what is held on somebody else's behalf."""
        found = {}
        for row in held.rows:
            activity = held.activities[row.activity]
            form = self._policy.forms.get(activity.form)
            if form is not None and form.processor is not None:
                found[row.record.hex()] = activity.category
        return found


def law_of(ground: str) -> str:
    """Return where a ground of refusal stands in the law."""
    return REFUSALS.get(ground.partition(":")[0], "")


def information(policy: Policy) -> dict[str, object]:
    """Return the six blocks of what people are told: from the compiled policy alone."""
    one = policy.controller
    return {
        "policy": {"name": policy.name, "hash": policy.hash},
        "parties": {
            "controller": one.legal_name or one.name,
            "recipients": sorted(each.name for each in policy.recipients.values()),
        },
        "scope": {key: sorted(each.items) for key, each in sorted(policy.categories.items())},
        "purpose": {
            key: {"basis": each.basis, "uses": sorted(each.uses)}
            for key, each in sorted(policy.purposes.items())
        },
        "terms": {
            key: str(each.period or each.until or "by criterion")
            for key, each in sorted(policy.rules.items())
        },
        "storage_place": {
            key: list(each.places) or [each.vendor or each.kind]
            for key, each in sorted(policy.systems.items())
        },
        "security": dict(sorted(policy.security.items())),
    }


def yours(policy: Policy, categories: frozenset[str]) -> dict[str, object]:
    """Return the part of it that is about somebody of whom these categories are held."""
    return {
        "categories": sorted(categories),
        "purposes": sorted(k for k, one in policy.purposes.items() if one.uses & categories),
        "may_receive": sorted(
            k for k, one in policy.recipients.items() if one.receives & categories
        ),
        "terms": sorted(k for k, one in policy.rules.items() if one.categories & categories),
    }


SCHEMA: Final[Mapping[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "array",
    "items": {
        "type": "object",
        "required": list(COLUMNS),
        "properties": {name: {"type": ["string", "null"]} for name in COLUMNS},
    },
}
"""The shape of portable data (GDPR Art. 20(1): structured, commonly used, machine-readable)."""


def as_csv(values: Sequence[Mapping[str, object]]) -> str:
    """Return values as CSV (RFC 4180) in the columns of the schema."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([["" if one[c] is None else one[c] for c in COLUMNS] for one in values])
    return out.getvalue()


def _values(pack: Pack) -> list[Mapping[str, object]]:
    values = pack.content["data"]
    return [one for one in values if isinstance(one, Mapping)] if isinstance(values, list) else []


def _gone(entry: Entry, held: Held) -> Mapping[str, object] | None:
    """Return why what was granted is no longer there, or None where it is."""
    aside = why_set_aside(entry.steps)
    granted = entry.case.outcome in ("granted", "partial") and entry.case.ground != NOTHING_HELD
    if not granted or entry.case.right not in SHOWS or not (aside or not held.rows):
        return None
    if aside:
        return {"because": "erased", "reason": aside, "left": len(held.rows)}
    return {"because": "expired" if held.swept_at else "erased", "reason": None, "left": 0}


def _copies(policy: Policy, entry: Entry) -> dict[str, object]:
    """Return what has to be said of what everybody could read, and so could copy."""
    told = (step.step.partition("/")[2] for step in entry.steps if kind_of(step.step) == TELL)
    readers = sorted({name for name in told if is_public(policy, name)})
    if not readers:
        return {}
    return {
        "copies": {
            # Reasonable steps, with the technology there is and what it costs.
            "law": "GDPR Art. 17(2)",
            "readers": readers,
            "explained": "it is gone from our pages; whoever copied it, such as search engines and"
            " archives, is asked to erase it, but what they keep lies out of our reach",
        }
    }


def _erased(receipt: ErasureReceipt) -> dict[str, object]:
    plan = receipt.plan
    return {
        "plan": plan.plan.hex(),
        "records": plan.records,
        "found_again": receipt.found_again,
        "claim": receipt.claim,
        "kept": [
            {"address": p.address, "records": len(p.records)}
            | ({"ground": p.ground} if p.ground else {})
            for p in plan.kept
        ],
        "systems": [{"system": s.system, "state": s.state} for s in plan.systems],
    }
