"""Taking a request in: from any channel, for anybody, without saying whether somebody is known.

The term runs from the first arrival anywhere. Whoever speaks for another says by what mandate, and
only staff can attest it. A request that repeats an open or answered one is linked to it, never
dropped. The answer to opening one is the same whether or not the person is known here.

GDPR Art. 12(2)-(6); 8 and national law (guardians); recital 27 and national law (heirs).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from troth.core.periods import to_micros
from troth.core.places import read_place
from troth.core.ports import Entropy
from troth.core.requests import RIGHTS, Asker, Case, Right
from troth.core.standing import Standing, age_on
from troth.engines.consents.standing import read_standing
from troth.engines.rights.erasing import MINOR
from troth.engines.rights.grounds import RESTRICTION_GROUNDS
from troth.engines.rights.mandates import unauthorised
from troth.engines.rights.register import Declined, check_name
from troth.engines.rights.repeats import repeated
from troth.errors import InputError
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.storage.ports import DataReader
from troth.storage.request_rows import RequestRow

RECTIFICATION_REASONS: Final = frozenset(("inaccurate", "misleading", "incomplete"))
"""Why a value should be put right: what is true can mislead all the same (GDPR Art. 16)."""

Channel = Literal[
    "email", "form", "account", "phone", "post", "fax", "link", "in-person", "signal", "machine"
]

SKEW: Final = 3_600_000_000
"""Microseconds by which clocks of two processes may differ."""

OF_AGE = 18
"""Who is older has no guardian by age; `majority-age` of the law packs raises it by residence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A request as it arrived.

    Attributes:
        asked: The right.
        received_at: First arrival at any channel.
        about: A purpose, a category, `marketing` or `*`; empty for everything. Of a restriction,
            its ground.
        person: Whom it is about, where an identifier or a session leads to one person.
        asker: In whose name it is asked.
        mandate: By what authority, needed where it is not the person: the id of a guardian's check
            or of a recorded mandate.
        claimed: Whether the mandate is only what somebody outside calls it; staff attests another.
        residence: ISO 3166 country or region, where known; decides which laws apply.
        session: Whether it came from the person's confirmed session.
        handler: Who looks after it: a role or an id of staff.
    """

    asked: Right
    received_at: datetime
    about: str = ""
    person: bytes | None = None
    asker: Asker = "person"
    mandate: str = ""
    claimed: bool = False
    channel: Channel = "email"
    residence: str = ""
    session: bool = False
    handler: str = ""


def read_right(written: str) -> Right:
    """Read a right by its name.

    Raises:
        InputError: `requests/unknown-right`.
    """
    for right in RIGHTS:
        if right == written:
            return right
    raise InputError(
        "requests/unknown-right",
        f"`{written[:60]}` is no right that can be asked for",
        help=nearest(written, RIGHTS),
    )


def draft(
    opening: Opening,
    *,
    policy: Policy,
    book: LawBook,
    reader: DataReader,
    entropy: Entropy,
    now: datetime,
) -> tuple[RequestRow, Case] | Declined:
    """Return the row and the case of a new request, or why it cannot be one; nothing is stored.

    Raises:
        InputError: `requests/not-a-name`, `place/unknown`, `requests/clock-set-back`.
    """
    for name in (opening.about, opening.mandate, opening.residence, opening.handler):
        check_name(name)
    if opening.residence:
        # The place decides which law counts: one that is none would count as no law at all.
        opening = replace(opening, residence=read_place(opening.residence))
    standing = _standing(reader, opening.person, now)
    _check_clock(reader, now)
    refused = _declined(opening, policy, book, standing, now)
    if refused is None and speaks_for(opening.asker, opening.about) and not opening.claimed:
        day, address = opening.received_at.date(), f"rights/{opening.asked}"
        refused = unauthorised(reader, opening.asker, opening.mandate, opening.person, day, address)
    if refused is not None:
        return refused
    row = _row(opening, policy, standing, reader, entropy.bytes(16), to_micros(now))
    return row, Case(right=opening.asked, asker=opening.asker, at=now)


def _row(
    opening: Opening, policy: Policy, standing: Standing, reader: DataReader, id_: bytes, at: int
) -> RequestRow:
    return RequestRow(
        request=id_,
        person=opening.person,
        asked=opening.asked,
        about=opening.about,
        asker=opening.asker,
        mandate=opening.mandate,
        channel=opening.channel,
        residence=opening.residence or standing.residence or "",
        state="received",
        verification="none",
        outcome="",
        ground="",
        handler=opening.handler or _desk(opening, policy),
        law="",
        policy=policy.hash,
        received_at=to_micros(opening.received_at),
        opened_at=at,
        moved_at=at,
        safe_at=0,
        statutory_at=0,
        promised_at=None,
        due_at=0,
        extended_at=None,
        answered_at=None,
        repeats=repeated(reader, opening.person, opening.asked, opening.about),
        plan=None,
        answer="",
        expired=0,
    )


def speaks_for(asker: Asker, about: str) -> bool:
    """Whether somebody acts for another, and not only reports a minor: then authority is needed."""
    return asker in ("guardian", "agent", "heir") and about != MINOR


def _standing(reader: DataReader, person: bytes | None, now: datetime) -> Standing:
    return Standing() if person is None else read_standing(reader, [person], now)[person]


def _check_clock(reader: DataReader, now: datetime) -> None:
    """Refuse to write a request down before what was written down: every term runs from it.

    A fault and no refusal of the asker's: whoever wrote it must see it, on whatever way.

    Raises:
        InputError: `requests/clock-set-back`.
    """
    size = reader.tree_size()
    last = reader.facts(size - 1, size) if size else ()
    if last and to_micros(now) < last[-1].at - SKEW:
        raise InputError(
            "requests/clock-set-back",
            "the clock stands before what the log already holds",
            help="set the clock right; when the request arrived is given by itself",
        )


def _declined(
    opening: Opening, policy: Policy, book: LawBook, standing: Standing, now: datetime
) -> Declined | None:
    address = f"rights/{opening.asked}"
    if opening.received_at > now:
        return Declined(
            code="RECEIVED_LATER",
            why="the request would have arrived after it was written down",
            help="give the instant of its first arrival at any channel",
            address=address,
        )
    known = known_subjects(policy, opening.asked)
    if opening.about and opening.about not in known:
        return Declined(
            code="UNKNOWN_SUBJECT",
            why=f"`{opening.about}` is nothing that a request for {opening.asked} is about",
            help=nearest(opening.about, known),
            address=address,
        )
    if opening.asker == "person":
        return _needless(opening, address)
    if opening.asker == "reporter" or opening.about == MINOR:
        return _may_report(opening, policy, address)
    if not opening.mandate:
        return Declined(
            code="MANDATE_MISSING",
            why=f"a request by {_article(opening.asker)} names its authority",
            help="record what you saw, and give its id: `troth request mandate`, or for a guardian"
            " `troth consent verify-guardian`",
            address=address,
        )
    return _unentitled(opening, book, standing, now.date(), address)


def _needless(opening: Opening, address: str) -> Declined | None:
    """Return why a mandate has no place here, or None: who asks for themselves needs none."""
    if not opening.mandate:
        return None
    return Declined(
        code="MANDATE_NEEDLESS",
        why="the person asks for themselves, so that no mandate is looked at",
        help="who asks for them says so: `--by agent`, guardian or heir",
        address=address,
    )


def _desk(opening: Opening, policy: Policy) -> str:
    """Return who looks after a report about a minor, where the policy says so."""
    if opening.about != MINOR or policy.minors is None:
        return ""
    return policy.minors.report_to


def _may_report(opening: Opening, policy: Policy, address: str) -> Declined | None:
    """Return why this is no report about a minor, or None: of a reporter nothing is asked."""
    if opening.about != MINOR or opening.asked != "erasure":
        return Declined(
            code="NOT_THEIRS",
            why="who is neither the person nor speaks for them can only report a minor",
            help="erasure, about `minor`",
            address=address,
        )
    only_parents = policy.minors is not None and policy.minors.reporters == "parent-guardian"
    if only_parents and opening.asker != "guardian":
        return Declined(
            code="NOT_A_REPORTER",
            why="under this policy parents and guardians report a minor",
            help="a guardian may; anybody else may write to the authority",
            address="minors/age",
        )
    return None


def _unentitled(
    opening: Opening, book: LawBook, standing: Standing, day: date, address: str
) -> Declined | None:
    place = opening.residence or standing.residence or ""
    if opening.asker == "guardian" and standing.born is not None:
        majority = book.at(f"majority-age/{place}", day)
        if age_on(standing.born, day) >= (majority.number() if majority else OF_AGE):
            return Declined(
                code="NOT_A_MINOR",
                why="the person is of age and asks for themselves",
                help="an agent with a mandate may ask; a guardian of an adult is one",
                address=address,
            )
    if opening.asker == "heir":
        given = book.at(f"rights-after-death/{place.partition('-')[0]}", day)
        if given is None or opening.asked not in given.names():
            return Declined(
                code="NO_RIGHT_AFTER_DEATH",
                why=f"no law known here gives an heir this right in `{place or 'unknown'}`",
                help="GDPR recital 27 leaves the data of the dead to national law",
                address=address,
            )
    return None


def known_subjects(policy: Policy, asked: Right) -> Sequence[str]:
    """Return what a request for a right can be about: purposes, categories, grounds."""
    if asked == "restriction":
        return sorted(RESTRICTION_GROUNDS)
    routes = {key for key, route in policy.rights.routes.items() if route.right == asked}
    if asked == "rectification":
        routes |= RECTIFICATION_REASONS
    if asked == "erasure":
        minor = {MINOR} if policy.minors is not None else set()
        return sorted({*policy.categories, *routes, *minor})
    return sorted({"marketing", "*", *policy.purposes, *policy.categories, *routes})


def _article(asker: Asker) -> str:
    return f"an {asker}" if asker in ("agent", "heir") else f"a {asker}"
