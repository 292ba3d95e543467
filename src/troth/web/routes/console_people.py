"""People: found by an identifier, looked at for a purpose; every look is recorded (DESIGN, D12).

A person's page shows no more than that they are known and what they asked for. What is held, where
they stand and what happened is shown by a look: the policy decides what of it, the look is written
down with who, what and why, and the page is the answer to the deed itself. Opening it again is
another look.

GDPR Art. 5(1)(b) (for a purpose), 29 and 32(4) (staff act on instructions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from troth.core.standing import Standing
from troth.engines.consents.choices import Choice
from troth.engines.rights.register import Entry
from troth.engines.staff.access import Look
from troth.engines.subjects.finding import Hit, look_up
from troth.errors import InputError
from troth.policy.question import Reason
from troth.storage.rows import AccessRow, ConsentRow, DisclosureRow, RecordRow
from troth.web.access import Call, Caller, caller_of
from troth.web.choosing import choices_engine
from troth.web.console import PEOPLE, acting_role, console_page, id_of, identity, names_of, open_to
from troth.web.form_words import word
from troth.web.posted import Posted, go_to
from troth.web.rendering import language_of
from troth.web.site import Site

SHUT: Final = frozenset(
    ("TICKET_REQUIRED", "CONFIDENTIALITY_UNDERTAKING_MISSING", "ACCOUNT_CLOSED")
)
"""Refusals that leave nothing to see at all."""
TO_ANSWER: Final = "access"
"""The look of who answers a request: all that is held, as the person will get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value as a look shows it."""

    field: str
    category: str
    source: str
    at: int | str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened to a person, for the timeline."""

    at: int
    what: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look showed."""

    purpose: str
    values: Sequence[Value]
    refused: Sequence[Reason]
    standing: Standing
    consents: Sequence[ConsentRow]
    choices: Sequence[Choice]
    timeline: Sequence[Moment]


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return f"({len(value):,} bytes)"


def _timeline(site: Site, person: bytes) -> list[Moment]:
    with site.platform.data.read() as reader:
        family = reader.aliases(person)
        records = reader.records(family)
        activities = reader.activities()
        forms = {row.submission: activities[row.activity].form for row in records}
        found = [*_arrivals(records, forms), *_looks(reader.accesses(family))]
        found += _consents(reader.consents(family))
        found += _disclosures(reader.disclosures(family))
        found += [
            Moment(at=row.received_at, what="request", detail=row.asked)
            for row in reader.requests_of(family)
        ]
    return sorted(found, key=lambda one: -one.at)


def _arrivals(records: Sequence[RecordRow], forms: Mapping[bytes, str]) -> list[Moment]:
    first: dict[bytes, int] = {}
    for row in records:
        first[row.submission] = min(row.collected_at, first.get(row.submission, row.collected_at))
    return [Moment(at=at, what="collected", detail=forms[key]) for key, at in first.items()]


def _looks(rows: Sequence[AccessRow]) -> list[Moment]:
    return [
        Moment(at=row.at, what="look" if row.allowed else "look-refused", detail=row.purpose)
        for row in rows
    ]


def _consents(rows: Sequence[ConsentRow]) -> list[Moment]:
    return [Moment(at=row.at, what=row.action, detail=row.purpose) for row in rows]


def _disclosures(rows: Sequence[DisclosureRow]) -> list[Moment]:
    return [Moment(at=row.at, what="disclosed", detail=row.recipient) for row in rows]


def _look(site: Site, caller: Caller, person: bytes, purpose: str, ticket: str) -> Seen:
    platform, now = site.platform, site.now()
    values: Sequence[Value]
    refused: Sequence[Reason] = ()
    barred = platform.access.barred(identity(caller), now) if purpose == TO_ANSWER else []
    if barred:
        values, refused = [], barred
    elif purpose == TO_ANSWER:
        pack = platform.export.assemble(person, now, who=identity(caller))
        held: Any = pack.content["data"]
        values = [
            Value(
                field=one["field"],
                category=one["category"],
                source=one["source"],
                at=str(one["collected_at"])[:10],
                text=str(one["value"]),
            )
            for one in held
        ]
    else:
        look = Look(
            person=person,
            purpose=purpose,
            who=identity(caller),
            role=acting_role(site, caller, purpose),
            shown={"ticket": ticket} if ticket else {},
        )
        answer = platform.access.read(look, now)
        values = [
            Value(
                field=one.field,
                category=one.category,
                source=one.source,
                at=one.collected_at,
                text=_text(one.value),
            )
            for one in answer.seen
        ]
        refused = answer.refused
    return Seen(
        purpose=purpose,
        values=values,
        refused=refused,
        standing=platform.standing.read(person, now),
        consents=platform.consents.show(person),
        choices=choices_engine(site).of(person, now),
        timeline=_timeline(site, person),
    )


def _purposes(site: Site, caller: Caller, requests: Sequence[Entry]) -> list[str]:
    """Return for what somebody may want to look; the policy decides what of it they see."""
    named = sorted(site.platform.policy.purposes)
    # All that is held at once is for who answers a request, while there is one.
    asked = any(one.case.open for one in requests)
    return [TO_ANSWER, *named] if asked and open_to(caller, ["privacy"]) else named


def _search_page(
    site: Site, request: Call, *, wrong: str = "", hits: Sequence[Hit] | None = None
) -> Response[str]:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return console_page(site, request, "people.html", status=status, wrong=wrong, hits=hits)


def _status(seen: Seen | None, wrong: str) -> HTTPStatus:
    if wrong:
        return HTTPStatus.UNPROCESSABLE_ENTITY
    closed = seen is not None and any(one.code in SHUT for one in seen.refused)
    return HTTPStatus.FORBIDDEN if closed else HTTPStatus.OK


def _person_page(
    site: Site, request: Call, person: bytes, seen: Seen | None = None, wrong: str = ""
) -> Response[str]:
    requests, language = site.platform.requests.of_person(person), language_of(request)
    with site.platform.data.read() as reader:
        row = reader.person(person)
        if row is None or row.hidden:
            raise NotFoundException("nobody here")
        aliases = reader.aliases(person)
        held = len(reader.records(aliases))
    return console_page(
        site,
        request,
        "person.html",
        status=_status(seen, wrong),
        person=person.hex(),
        row=row,
        aliases=[one.hex() for one in aliases if one != person],
        held=held,
        requests=requests,
        purposes=_purposes(site, caller_of(request), requests),
        called={key: word(language, "purposes", key) for key in site.platform.policy.purposes},
        ticketed=sorted(site.platform.policy.access.tickets_for),
        answering=TO_ANSWER,
        seen=seen,
        wrong=wrong,
        names=names_of(site),
    )


@get("/console/people", opt={"may": PEOPLE}, sync_to_thread=True, include_in_schema=False)
def people(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Ask for an identifier."""
    return _search_page(site, request)


@post("/console/people", opt={"may": PEOPLE}, sync_to_thread=True, include_in_schema=False)
def search(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str] | Redirect:
    """Go to the one person that is meant, or name all whom an identifier leads to."""
    try:
        hits = look_up(
            site.platform.data, site.platform.identity, data.get("identifier", "").strip()
        )
    except InputError:
        return _search_page(site, request, wrong="console-not-an-identifier")
    if len(hits) == 1 and hits[0].status != "shared":
        return go_to(f"/console/people/{hits[0].person.hex()}")
    return _search_page(site, request, hits=hits)


@get(
    "/console/people/{wanted:str}", opt={"may": PEOPLE}, sync_to_thread=True,
    include_in_schema=False,
)  # fmt: skip
def person(site: NamedDependency[Site], request: Call, wanted: FromPath[str]) -> Response[str]:
    """Show that somebody is known, what they asked for, and ask what a look is for."""
    return _person_page(site, request, id_of(wanted))


@post(
    "/console/people/{wanted:str}", opt={"may": PEOPLE}, sync_to_thread=True,
    include_in_schema=False,
)  # fmt: skip
def look(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str], data: Posted
) -> Response[str]:
    """Look: what the policy lets this purpose see, written down before it is shown."""
    asked, caller = id_of(wanted), caller_of(request)
    purpose = data.get("purpose", "")
    if purpose not in _purposes(site, caller, site.platform.requests.of_person(asked)):
        return _person_page(site, request, asked, wrong="console-name-a-purpose")
    with site.platform.data.read() as reader:
        if reader.person(asked) is None:
            raise NotFoundException("nobody here")
    ticket = data.get("ticket", "").strip()
    return _person_page(site, request, asked, _look(site, caller, asked, purpose, ticket))


ROUTES = (people, search, person, look)
