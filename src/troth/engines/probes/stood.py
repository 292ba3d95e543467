"""What held for a person at an instant, worked out anew from events and standing rows.

Where two things happened in the same microsecond, the reading that contradicts nothing wins: a
probe accuses only of what is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from troth.core.grouping import by_person
from troth.engines.probes.inquiry import Inquiry
from troth.policy.compiled import Policy, Purpose
from troth.storage.rows import ConsentRow, StandingRow

OPENS_RESTRICTION: Final = frozenset(
    ("consent", "case", "protection-of-another", "public-interest")
)
"""GDPR Art. 18(2): shown by id, these open restricted data."""
BY_LAW: Final = frozenset(("order", "authority", "law", "legal-obligation"))
"""GDPR Art. 6(1)(c): shown by id, or as the ground itself, these need no consent."""
INTERESTS: Final = frozenset(("legitimate-interests", "public-task"))
"""GDPR Art. 21(1): an objection to everything reaches these bases."""


@dataclass(frozen=True, slots=True)
class Held:
    """Consent events and standing of some persons, by person."""

    consents: Mapping[bytes, Sequence[ConsentRow]]
    standing: Mapping[bytes, Sequence[StandingRow]]


def held_of(inquiry: Inquiry, persons: Iterable[bytes]) -> Held:
    """Read what holds for persons and everybody merged with them, in two set-based reads."""
    asked = list(dict.fromkeys(persons))
    everyone = list(dict.fromkeys(one for person in asked for one in inquiry.family(person)))
    consents = by_person(inquiry.data.consents(everyone))
    standing = by_person(inquiry.data.standing(everyone))
    return Held(
        {p: [e for one in inquiry.family(p) for e in consents.get(one, ())] for p in asked},
        {p: [r for one in inquiry.family(p) for r in standing.get(one, ())] for p in asked},
    )


def consented(
    events: Sequence[ConsentRow], purpose: str, at: int, recipient: str = "", channel: str = ""
) -> bool:
    """Whether a consent to `purpose` stood at `at`; what was only recorded never counts.

    Toward a recipient, what names that one counts too; a withdrawal that names another does not.
    By a channel, the last word about that channel counts before what was said in general; where
    no channel is known, a consent by any of them counts.
    """
    mine = sorted(
        (e for e in events if e.purpose == purpose and _reaches(e, recipient)), key=_order
    )
    if channel:
        own = [e for e in mine if e.by_channel == channel and e.action in ("give", "withdraw")]
        before = [e for e in own if e.at < at or (e.at == at and e.action == "give")]
        named = bool(before) and before[-1].action == "withdraw"
        return not named and (_stood(mine, at, channel) or _stood(mine, at, ""))
    return any(_stood(mine, at, one) for one in {"", *(e.by_channel for e in mine)})


def _stood(events: Sequence[ConsentRow], at: int, channel: str) -> bool:
    mine = [e for e in events if e.by_channel == channel or _ends_all(e)]
    # Of one person merged of several, any consent that none withdrew later counts.
    stands = False
    for event in mine:
        if event.action == "give" and event.at <= at:
            stands = event.until is None or at <= event.until
        elif event.action in ("withdraw", "expire") and event.at < at:
            stands = False
    return stands


def withdrawn(events: Sequence[ConsentRow], purpose: str, at: int) -> bool:
    """Whether the last word on `purpose` before `at` was a withdrawal, of every channel's last."""
    mine = (e for e in events if e.purpose == purpose and _reaches(e, ""))
    past = [e for e in sorted(mine, key=_order) if e.at < at and e.action in ("give", "withdraw")]
    last = [
        [e.action for e in past if e.by_channel == channel or _ends_all(e)][-1]
        for channel in {e.by_channel for e in past}
    ]
    return bool(last) and set(last) == {"withdraw"}


def in_force(rows: Sequence[StandingRow], kind: str, at: int) -> list[StandingRow]:
    """Return the rows of a kind that began before `at` and had not ended by then."""
    return [
        row
        for row in rows
        if row.kind == kind and row.since < at and (row.until is None or at < row.until)
    ]


def objected(rows: Sequence[StandingRow], purpose: Purpose, at: int, channel: str = "") -> bool:
    """Whether an objection in force at `at` reaches a purpose (GDPR Art. 21(1)-(3))."""
    about = {row.about for row in in_force(rows, "objection", at)}
    if channel:
        about = {one.removesuffix(f"/{channel}") for one in about}
    if purpose.key in about or (purpose.marketing and "marketing" in about):
        return True
    return "*" in about and purpose.basis in INTERESTS and not purpose.basis_by_source


def needs_consent(purpose: Purpose) -> bool:
    """Whether a purpose rests on consent whatever the source of the data is."""
    bases = {purpose.basis, *purpose.basis_by_source.values()}
    if purpose.consent_needed and purpose.marketing:
        return True
    return bases == {"consent"} or (purpose.consent_needed and not purpose.basis_by_source)


def purposes_named(inquiry: Inquiry, key: str) -> list[Purpose]:
    """Return a purpose as each version at hand declares it."""
    found = [version.purposes.get(key) for version in _versions(inquiry)]
    return [purpose for purpose in found if purpose is not None]


def stated_at_a_form(inquiry: Inquiry, key: str) -> bool:
    """Whether some stored record was bound to a purpose that a form let people state."""
    return any(
        key in activity.purposes
        and (version := inquiry.version_of(activity)) is not None
        and activity.form in version.forms
        and version.forms[activity.form].ad_hoc_purposes
        for activity in inquiry.activities.values()
    )


def _versions(inquiry: Inquiry) -> list[Policy]:
    others = [each for each in inquiry.versions.values() if each.hash != inquiry.policy.hash]
    return [inquiry.policy, *others]


def _reaches(event: ConsentRow, recipient: str) -> bool:
    if event.action == "give" and not recipient:
        return True
    return event.recipient in ("", recipient)


def _ends_all(event: ConsentRow) -> bool:
    return event.action == "withdraw" and not event.by_channel


def _order(event: ConsentRow) -> tuple[int, int]:
    return event.at, event.event
