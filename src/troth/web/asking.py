"""What can be asked for on the site, and how a request's form is read.

The choice is the policy's: the rights it offers and those the law gives anyway. What is wrong comes
back by field, before anything is stored, and depends on the policy alone: never on who is known.

GDPR Art. 12(1)-(2) (easy to use), 15-22; ePrivacy and state laws name theirs through the policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from babel import Locale

from troth.core.names import Identifier, normalise
from troth.core.places import COUNTRIES
from troth.core.requests import Asker, Right
from troth.engines.rights.grounds import RESTRICTION_GROUNDS
from troth.engines.rights.opening import RECTIFICATION_REASONS, Opening
from troth.engines.rights.register import NAME
from troth.errors import InputError
from troth.law.book import LawBook
from troth.policy.compiled import Policy

WHO: Final[Mapping[str, Asker]] = {"self": "person", "child": "guardian", "client": "agent"}
"""For whom somebody asks, and what the register calls them."""

ORDER: Final[tuple[Right, ...]] = (
    "access", "erasure", "rectification", "objection", "withdrawal", "portability",
    "restriction", "sale-opt-out", "confirmation", "information",
)  # fmt: skip
"""Every right there is, what people ask for most first."""

EVERYTHING: Final = "*"
MARKETING: Final = "marketing"
MANDATE_LENGTH: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it was filled in, and what is wrong with it, by field."""

    opening: Opening | None
    address: Identifier | None
    about: Identifier | None
    wrong: tuple[tuple[str, str], ...]


def offered(policy: Policy) -> tuple[Right, ...]:
    """Return the rights that can be asked for here, what people ask for most first."""
    owed = policy.rights.offered | policy.rights.by_law
    # GDPR Art. 15(1): whether anything is held is the first half of the right of access.
    confirmation = {"confirmation"} if "access" in owed else set()
    return tuple(right for right in ORDER if right in owed | confirmation)


def subjects(policy: Policy, right: Right) -> tuple[str, ...]:
    """Return what a request can be narrowed to; the first is what it is without a choice."""
    match right:
        case "objection":
            own = [k for k, one in policy.purposes.items() if one.basis == "legitimate-interests"]
            return (MARKETING, EVERYTHING, *own)
        case "withdrawal":
            return (EVERYTHING, *(k for k, one in policy.purposes.items() if one.consent_needed))
        case "restriction":
            return tuple(RESTRICTION_GROUNDS)
        case "rectification":
            return tuple(sorted(RECTIFICATION_REASONS))
        case "erasure":
            routes = [k for k, one in policy.rights.routes.items() if one.right == right]
            return ("", *routes, *policy.categories)
        case _:
            return ()


def read_form(
    policy: Policy, right: Right, given: Mapping[str, str], places: Sequence[str], now: datetime
) -> Filled:
    """Return what a form asks for, or what is wrong with it: (field, message) each.

    Args:
        policy: Says what can be asked for.
        right: Which right.
        given: The form.
        places: Places that can be chosen.
        now: When it arrived.
    """
    wrong: list[tuple[str, str]] = []
    asker = WHO.get(given.get("who", "self"))
    if asker is None:
        wrong.append(("who", "request-wrong-choice"))
    address = _address(given.get("email", ""), "email", wrong)
    about: Identifier | None = None
    mandate = given.get("mandate", "").strip()
    if asker in ("guardian", "agent"):
        about = _address(given.get("subject", ""), "subject", wrong)
        if not mandate:
            wrong.append(("mandate", "request-wrong-mandate"))
        elif not NAME.fullmatch(mandate):
            wrong.append(("mandate", "request-wrong-reference"))
    narrowed = given.get("about", "")
    if narrowed and narrowed not in subjects(policy, right):
        wrong.append(("about", "request-wrong-choice"))
    residence = given.get("residence", "")
    if residence and residence not in places:
        wrong.append(("residence", "request-wrong-choice"))
    if wrong or asker is None:
        return Filled(opening=None, address=address, about=about, wrong=tuple(wrong))
    opening = Opening(
        asked=right, received_at=now, about=narrowed, asker=asker,
        mandate=mandate if asker != "person" else "", claimed=True, channel="form",
        residence=residence,
    )  # fmt: skip
    return Filled(opening=opening, address=address, about=about, wrong=())


def places(book: LawBook, language: str, day: date) -> list[tuple[str, str]]:
    """Return the places people can say they live in, as (code, name), by name.

    Countries by ISO 3166; states of which a law is known here come under their country.
    """
    names = Locale.parse(language).territories
    found = {code: str(name) for code, name in names.items() if code in COUNTRIES}
    states = [name for name in book.under("regime-rights", day) if "-" in name]
    for state in states:
        found[state] = f"{found.get(state[:2], state[:2])} ({state[3:]})"
    return sorted(found.items(), key=lambda one: one[1])


def _address(typed: str, field: str, wrong: list[tuple[str, str]]) -> Identifier | None:
    if not typed.strip():
        wrong.append((field, "request-wrong-empty"))
        return None
    try:
        return normalise("email", typed)
    except InputError:
        wrong.append((field, "request-wrong-email"))
        return None
