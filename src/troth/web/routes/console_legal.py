"""What authorities ask for, in the console: taken in, looked at, approved by another, answered.

The document is read for its hash and not kept. A look and an answer show what they show once: the
page is the answer to the deed. GDPR Art. 5(1)(c), 6(1)(c), 32(4), 48.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from troth.assembly.dossiers import dossier_letters, legal_requests
from troth.engines.disclosure.legal_letters import message_of
from troth.engines.disclosure.legal_requests import INSTRUMENTS, Asked, Disclosed, LegalRequest
from troth.engines.rights.register import Declined
from troth.errors import InputError
from troth.policy.compiled import Policy, Recipient
from troth.policy.question import Reason
from troth.web.access import Call, caller_of
from troth.web.console import LEGAL, console_page, declined_as, id_of, identity, names_of
from troth.web.dossier_pages import (
    chosen,
    hash_of,
    instant_in,
    listed_names,
    micros_in,
    persons_in,
    rows_of,
    text_of,
)
from troth.web.posted import Posted, go_to
from troth.web.site import Site

HERE: Final = "/console/legal"
DESK: Final = ("staff:legal",)
Sent = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a deed showed: values as (category, field, text), and what stayed here."""

    deed: str
    values: Sequence[tuple[str, str, str]] = ()
    refused: Sequence[Reason] = ()


def _list(
    site: Site,
    request: Call,
    wrong: Declined | None = None,
    sent: Mapping[str, object] | None = None,
) -> Response[str]:
    policy, desk = site.platform.policy, legal_requests(site.platform)
    return console_page(
        site,
        request,
        "legal.html",
        status=HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        found=list(reversed(desk.listed())),
        telling={one.id for one in desk.to_tell(site.now())},
        recipients=authorities(policy),
        instruments=INSTRUMENTS,
        purposes=sorted(policy.purposes),
        categories=sorted(policy.categories),
        declined=wrong,
        sent=sent or {},
    )


def authorities(policy: Policy) -> list[Recipient]:
    """Return the recipients who may ask by law, by name."""
    return [
        one
        for _, one in sorted(policy.recipients.items())
        if one.role == "authority" or one.needs & {"legal-request", "order"}
    ]


@get(HERE, opt={"may": LEGAL}, sync_to_thread=True, include_in_schema=False)
def legal(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show what authorities asked for, and take in more."""
    return _list(site, request)


@post(HERE, opt={"may": DESK}, sync_to_thread=True, include_in_schema=False)
def open_(site: NamedDependency[Site], request: Call, data: Sent) -> Response[str] | Redirect:
    """Write down what an authority asks for."""
    said = {name: value for name, value in data.items() if isinstance(value, str)}
    try:
        document, silent = data.get("document"), said.get("silent", "").strip()
        asked = Asked(
            recipient=said.get("recipient", ""),
            authority=said.get("authority", ""),
            instrument=said.get("instrument", ""),
            ground=said.get("ground", ""),
            document=hash_of(document),
            scope=(*chosen(said, "scope-"), *listed_names(said.get("items", ""))),
            jurisdiction=said.get("jurisdiction", "").strip().upper(),
            reference=said.get("reference", ""),
            treaty=said.get("treaty", ""),
            purpose=said.get("purpose", ""),
            place=said.get("place", ""),
            silent=silent,
            silent_until=micros_in(site, said.get("silent-until", "")) if silent else None,
        )
        made = legal_requests(site.platform).open(
            asked,
            persons_in(site, said.get("persons", "")),
            site.now(),
            who=identity(caller_of(request)),
            due=instant_in(site, said.get("due", "")),
        )
    except InputError as fault:
        return _list(site, request, declined_as(fault, "recipients"), said)
    if isinstance(made, Declined):
        return _list(site, request, made, said)
    return go_to(f"{HERE}/{made.id.hex()}")


def _one(
    site: Site,
    request: Call,
    wanted: bytes,
    wrong: Declined | None = None,
    shown: Shown | None = None,
) -> Response[str]:
    desk, caller = legal_requests(site.platform), caller_of(request)
    found = desk.show(wanted)
    return console_page(
        site,
        request,
        "legal-one.html",
        status=HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        found=found,
        asked=found.asked,
        open=found.row.closed_at is None,
        works="legal" in caller.grants,
        own=found.asked.opened_by == identity(caller),
        telling=any(one.id == wanted for one in desk.to_tell(site.now())),
        names=names_of(site),
        declined=wrong,
        shown=shown,
    )


@get(HERE + "/{wanted:str}", opt={"may": LEGAL}, sync_to_thread=True, include_in_schema=False)
def one(site: NamedDependency[Site], request: Call, wanted: FromPath[str]) -> Response[str]:
    """Show one request with what can be done."""
    return _one(site, request, id_of(wanted))


@post(
    HERE + "/{wanted:str}/approve",
    opt={"may": LEGAL},
    sync_to_thread=True,
    include_in_schema=False,
)
def approve(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str], data: Posted
) -> Response[str] | Redirect:
    """Approve it, as a second person."""
    desk, asked = legal_requests(site.platform), id_of(wanted)
    try:
        done = desk.approve(asked, identity(caller_of(request)), site.now())
    except InputError as fault:
        return _one(site, request, asked, declined_as(fault, "recipients"))
    if isinstance(done, Declined):
        return _one(site, request, asked, done)
    return go_to(f"{HERE}/{asked.hex()}")


@post(
    HERE + "/{wanted:str}/{step:str}",
    opt={"may": DESK},
    sync_to_thread=True,
    include_in_schema=False,
)
def take(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str], step: FromPath[str],
    data: Posted,
) -> Response[str] | Redirect:  # fmt: skip
    """Look at what it asks for, answer it, refuse it, or tell whom it is about."""
    desk, asked, now = legal_requests(site.platform), id_of(wanted), site.now()
    who = identity(caller_of(request))
    try:
        if step == "inspect":
            return _one(site, request, asked, shown=_seen(desk.inspect(asked, who, now)))
        if step == "answer":
            return _answered(site, request, asked, desk.answer(asked, who, now))
        if step == "refuse":
            desk.refuse(asked, who, data.get("reason", ""), now)
        elif step == "tell":
            _tell(site, desk.show(asked))
    except InputError as fault:
        return _one(site, request, asked, declined_as(fault, "recipients"))
    return go_to(f"{HERE}/{asked.hex()}")


def _seen(answers: Sequence[Any]) -> Shown:
    return Shown(
        deed="inspect",
        values=[(e.category, e.field, text_of(e.value)) for each in answers for e in each.seen],
        refused=[reason for each in answers for reason in each.refused],
    )


def _answered(site: Site, request: Call, asked: bytes, done: Disclosed | Declined) -> Response[str]:
    if isinstance(done, Declined):
        return _one(site, request, asked, done)
    values = [row for each in done.handed.values() for row in rows_of(each.values)]
    shown = Shown(deed="answer", values=values, refused=done.refused)
    return _one(site, request, asked, shown=shown)


def _tell(site: Site, found: LegalRequest) -> None:
    platform, now = site.platform, site.now()
    if all(one.id != found.id for one in legal_requests(platform).to_tell(now)):
        return
    message = message_of(platform.policy, found, site.post.sender)
    letters = dossier_letters(platform)
    site.post.run(lambda: letters.write(found.id, message, site.post.door, now))


ROUTES = (legal, open_, one, approve, take)
