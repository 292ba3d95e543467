"""What the authority is told of a breach, and what the people are: both made from the register.

The form follows Art. 33(3) letter by letter; what is not known yet says so and may follow in phases
(Art. 33(4)). The letter is plain and says what somebody can do (Art. 34(2)).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from troth.core.periods import from_micros
from troth.engines.breaches.breaches import Breach
from troth.engines.dossiers.letters import Message
from troth.law.book import LawBook
from troth.policy.compiled import Policy

LATER: Final = "not known yet; to follow"
"""GDPR Art. 33(4): information may be provided in phases."""
_PEOPLE: Final = {
    "": LATER,
    "tell": "they are told",
    "encrypted": "not told: the data was unreadable to whoever had it (Art. 34(3)(a))",
    "measures-taken": "not told: what was done since ends the high risk (Art. 34(3)(b))",
    "disproportionate": "told in public instead (Art. 34(3)(c))",
    "not-needed": "not told: no high risk (Art. 34(1))",
}
Part = tuple[str, str, str]
"""Article, title, text."""


def form_of(policy: Policy, law: LawBook, found: Breach, now: datetime) -> tuple[Part, ...]:
    """Return the form for the authority, part by part."""
    happened, said = found.happened, policy.controller
    zone = ZoneInfo(said.timezone)
    return (
        ("33(1)", "To", _authority(policy, law, now)),
        ("33(1)", "Controller", ", ".join(filter(None, (said.legal_name or said.name,
                                                        said.address)))),
        ("33(3)(b)", "Contact", _contact(policy)),
        ("33(1)", "Aware since", _at(happened.aware_at, zone)),
        ("33(1)", "To be told by", _at(found.row.due_at, zone)),
        ("33(1)", "Why it is late", happened.late or ("–" if not found.late_at(now) else LATER)),
        ("33(3)(a)", "When it happened", _span(found, zone)),
        ("33(3)(a)", "What happened", happened.what),
        ("33(3)(a)", "Nature", ", ".join(happened.nature)),
        ("33(3)(a)", "Systems", ", ".join(happened.systems) or "–"),
        ("33(3)(a)", "Recipients", ", ".join(happened.recipients) or "–"),
        ("33(3)(a)", "Categories of data", _data(policy, found)),
        ("33(3)(a)", "People affected, approximately", str(happened.persons)),
        ("33(3)(a)", "Records affected, approximately", str(happened.records)),
        ("33(3)(c)", "Likely consequences", happened.consequences or LATER),
        ("33(3)(d)", "Measures taken or proposed", happened.measures or LATER),
        ("34", "Risk to people", happened.risk or LATER),
        ("34", "The people", _PEOPLE[happened.telling]),
    )  # fmt: skip


def letter_of(policy: Policy, found: Breach, sender: str) -> Message:
    """Return what everybody who is to be told is written."""
    happened, name = found.happened, policy.controller.name
    zone = ZoneInfo(policy.controller.timezone)
    paragraphs = [
        f"Something went wrong with data about you that {name} keeps.",
        f"What happened: {happened.what}",
        f"When we learned of it: {_at(happened.aware_at, zone)}.",
        f"Data concerned: {', '.join(happened.categories)}.",
        f"What may follow from it: {happened.consequences or LATER}",
        f"What we have done, and what you can do: {happened.measures or LATER}",
        f"Whom to ask: {_contact(policy)}.",
    ]
    return Message(
        subject=f"{name}: a breach of data about you",
        body="\n\n".join(paragraphs) + "\n",
        sender=sender,
        sender_name=name,
    )


def _authority(policy: Policy, law: LawBook, now: datetime) -> str:
    seat = (policy.controller.seat or "")[:2].upper()
    named = law.at(f"supervisory-authority/{seat}", now.date()) if seat else None
    return str(named.value) if named is not None else "the authority of the establishment"


def _contact(policy: Policy) -> str:
    said = policy.controller
    officer = "the data protection officer" if said.dpo else "the privacy desk"
    return f"{officer}, {said.email}" if said.email else officer


def _span(found: Breach, zone: ZoneInfo) -> str:
    began, ended = found.happened.began_at, found.happened.ended_at
    if began is None:
        return LATER
    return _at(began, zone) + (f" to {_at(ended, zone)}" if ended is not None else ", still open")


def _data(policy: Policy, found: Breach) -> str:
    kinds = [policy.categories[key] for key in found.happened.categories
             if key in policy.categories]  # fmt: skip
    return "; ".join(f"{one.key} ({', '.join(sorted(one.items))})" for one in kinds) or LATER


def _at(micros: int | None, zone: ZoneInfo) -> str:
    if micros is None:
        return "no term of law is known"
    return from_micros(micros).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
