"""How far what an authority asks for reaches: categories and items, and what lies beyond.

Values in, verdicts out. GDPR Art. 5(1)(c), 6(3), 48.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from troth.core.places import read_place
from troth.engines.rights.register import Declined
from troth.errors import InputError
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.policy.question import Reason

PUBLICATION: Final = "publication"
_SHOWN: Final[Mapping[str, str]] = {
    "subpoena": "order",
    "court-order": "order",
    "warrant": "order",
    "authority-request": "authority",
    "legal-process": "authority",
    PUBLICATION: "law",
}
"""Instrument → what it is to the gate, which lets it go beyond what data was collected for."""


MISSING: Final[Mapping[str, str]] = {
    "legal/no-scope": "name categories or items of the policy",
    "legal/no-person": "name a person by id, address or number",
    "legal/no-ground": "cite the law with its article, section or number",
}
"""What a request has to name, and how."""

_CITED: Final = re.compile(r"(?=.*[^\W\d_]{2})(?=.*\d).+", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What is asked for, as the gate takes it: no field named means whole categories."""

    categories: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.categories


def reach_of(policy: Policy, names: Iterable[str]) -> Reach:
    """Return categories and items under these names; names the policy lacks reach nothing."""
    whole = [name for name in names if name in policy.categories]
    single = {
        name: home
        for name in names
        for home in policy.categories.values()
        if name not in policy.categories and name in home.items
    }
    categories = sorted({*whole, *(home.key for home in single.values())})
    if not single:
        return Reach(categories=tuple(categories), fields=())
    fields = {*single, *(item for name in whole for item in policy.categories[name].items)}
    return Reach(categories=tuple(categories), fields=tuple(sorted(fields)))


def refuse_unreachable(policy: Policy, names: Iterable[str]) -> None:
    """Refuse a scope with a name that reaches nothing, before anybody decides about it.

    Raises:
        InputError: `legal/unknown-scope`.
    """
    for name in names:
        if reach_of(policy, [name]).empty:
            known = {*policy.categories, *(i for c in policy.categories.values() for i in c.items)}
            raise InputError(
                "legal/unknown-scope",
                f"`{name[:60]}` is neither a category nor an item of the policy",
                help=nearest(name, sorted(known)),
            )


def refuse_uncited(ground: str, ban: str, jurisdiction: str) -> None:
    """Refuse a ground or a ban that cites no law, and a country that is none.

    A law is cited so that it can be looked up: with its article, section or number.

    Raises:
        InputError: `legal/no-ground`, `legal/no-ban`, `place/unknown`.
    """
    for code, law in (("legal/no-ground", ground), ("legal/no-ban", ban)):
        if law and not _CITED.fullmatch(law):
            raise InputError(
                code,
                f"`{law[:80]}` cites no law",
                help="name it with its article, section or number: `Companies Act s. 12`",
            )
    if jurisdiction:
        read_place(jurisdiction)


def beyond(
    policy: Policy, recipient: str, scope: Sequence[str], wanted: Sequence[str]
) -> tuple[Reason, ...]:
    """Return a reason for each name that is wanted and lies outside the scope."""
    granted = {*scope, *(item for name in scope if name in policy.categories
                         for item in policy.categories[name].items)}  # fmt: skip
    return tuple(
        Reason(
            code="OUT_OF_SCOPE",
            address=f"recipients/{recipient}",
            detail=f"the request does not reach `{name}`",
            help="hand over only what the document asks for",
        )
        for name in wanted
        if name not in granted
    )


def shown_for(policy: Policy, recipient: str, instrument: str, id_: str) -> dict[str, str]:
    """Return what is shown to the gate for a request: its id under what the recipient needs."""
    needs = policy.recipients[recipient].needs & {"legal-request", "order"}
    return dict.fromkeys(sorted({*needs, "legal-request", _SHOWN[instrument]}), id_)


def foreign(policy: Policy, law: LawBook, jurisdiction: str, day: date) -> bool:
    """Tell whether an order comes from a third country, to whom the Regulation is law.

    Where the country is not named, nothing is known and the answer is no.
    """
    if not jurisdiction or "GDPR" not in {each.upper() for each in policy.controller.laws}:
        return False
    country = jurisdiction[:2].upper()
    own = (policy.controller.seat or "")[:2].upper()
    members = {
        name
        for group in ("members/EU", "members/EEA-only")
        if (found := law.at(group, day)) is not None
        for name in found.names()
    }
    return country != own and country not in members


def unpublishable(policy: Policy, instrument: str, scope: Sequence[str]) -> Declined | None:
    """Return why something is not published, or None: only marked items, each with its law."""
    if instrument != PUBLICATION:
        return None
    for name in scope:
        homes = [one for one in policy.categories.values() if name in one.must_publish]
        if not homes:
            return Declined(
                code="NOT_PUBLISHABLE",
                why=f"no law that the policy names bids to publish `{name}`",
                help="only items under `must-publish` of a category are published",
                address=f"categories/{name}",
            )
        # GDPR Art. 6(1)(c), 6(3): the duty lies in a law, and the law can be named.
        if not homes[0].must_publish[name]:
            return Declined(
                code="CITATION_REQUIRED",
                why=f"`{name}` is marked for publication without the law that bids it",
                help="cite the law in the manifest",
                address=f"categories/{homes[0].key}",
            )
    return None
