"""Correspondence in the console: what waits, one inquiry with its words, and what is held back.

A page shows that somebody asked, when and by which channel. What they wrote is shown by a look for
the purpose of the inquiry, which is written down (DESIGN, D12). An answer is kept first and leaves
beside the page; what promotes is refused, or waits for a second pair of eyes.

GDPR Art. 5(1)(b), 12, 21(3), 32(4).
"""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from http import HTTPStatus
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from troth.assembly.answering import letters_of, threads_of
from troth.engines.correspondence.inquiries import STATES, TOPICS, WAITING, Inquiry
from troth.engines.correspondence.outgoing import Sent, Writing
from troth.engines.correspondence.threads import Read, Thread
from troth.engines.rights.register import Declined
from troth.errors import InputError, StateError
from troth.mail.door import Delivery
from troth.storage.message_rows import MessageRow
from troth.web.access import Call, Caller, caller_of
from troth.web.console import (
    PEOPLE,
    acting_role,
    console_page,
    declined_as,
    id_of,
    identity,
    names_of,
)
from troth.web.posted import Posted, go_to
from troth.web.site import Site

HERE: Final = "/console/correspondence"
OVERDUE: Final = "overdue"
DONE: Final = frozenset(("answered", "closed"))
LISTED: Final = 200
"""Inquiries that are done, of which a page shows so many."""


class _Beside:
    """A door that takes nothing yet: what is kept leaves by the post, beside the page."""

    def send(self, message: EmailMessage) -> Delivery:
        return Delivery(outcome="later")

    def close(self) -> None:
        """Nothing is held open."""


def _list(site: Site, request: Call, state: str, topic: str) -> Response[str]:
    now, desk = site.now(), site.platform.correspondence.inquiries
    report = desk.report(now)
    # What waits is shown whole; of what is done, the newest.
    states = (state,) if state in STATES else WAITING
    newest = None if state not in DONE else LISTED
    chosen = [
        one
        for one in desk.listed(states=states, topic=topic, newest=newest)
        if state != OVERDUE or one.overdue(now)
    ]
    return console_page(
        site,
        request,
        "correspondence.html",
        found=chosen[::-1],
        overdue={one.id for one in report.overdue},
        counts={**report.states, OVERDUE: len(report.overdue)},
        chosen={"state": state, "topic": topic},
        states=(*STATES, OVERDUE),
        topics=TOPICS,
        held=letters_of(site.platform).held(),
        names=names_of(site),
    )


@get(HERE, opt={"may": PEOPLE}, sync_to_thread=True, include_in_schema=False)
def inquiries(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show what was asked, and what waits."""
    asked = request.query_params
    return _list(site, request, asked.get("state", ""), asked.get("topic", ""))


def _one(
    site: Site,
    request: Call,
    wanted: bytes,
    *,
    thread: Thread | None = None,
    wrong: Declined | None = None,
    sent: Mapping[str, str] | None = None,
) -> Response[str]:
    now = site.now()
    found = thread.inquiry if thread else _known(site, wanted)
    with site.platform.data.read() as reader:
        rows = reader.messages_in([wanted])
        events = reader.dossier_events([wanted])
    read = {one.row.message: one.words for one in thread.messages} if thread else {}
    return console_page(
        site,
        request,
        "inquiry.html",
        status=HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        found=found,
        late=found.overdue(now),
        rows=rows,
        read=read,
        looked=thread is not None,
        refused=thread.refused if thread else (),
        events=events,
        topics=TOPICS,
        open=found.row.state != "closed",
        answerable=any(row.person for row in rows),
        ticketed=found.body.purpose in site.platform.policy.access.tickets_for,
        names=names_of(site),
        declined=wrong,
        sent=sent or {},
        waiting=found.row.state in WAITING,
    )


def _known(site: Site, wanted: bytes) -> Inquiry:
    try:
        return site.platform.correspondence.inquiries.show(wanted)
    except InputError:
        raise NotFoundException("nothing here") from None


@get(HERE + "/{wanted:str}", opt={"may": PEOPLE}, sync_to_thread=True, include_in_schema=False)
def one(site: NamedDependency[Site], request: Call, wanted: FromPath[str]) -> Response[str]:
    """Show one inquiry; its words are shown by a look."""
    return _one(site, request, id_of(wanted))


@post(
    HERE + "/{wanted:str}/{step:str}",
    opt={"may": PEOPLE},
    sync_to_thread=True,
    include_in_schema=False,
)
def take(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str], step: FromPath[str],
    data: Posted,
) -> Response[str] | Redirect:  # fmt: skip
    """Look at it, take it up, sort it, answer it, or close it."""
    asked, caller = id_of(wanted), caller_of(request)
    found = _known(site, asked)
    try:
        if step == "look":
            role = acting_role(site, caller, found.body.purpose)
            ticket = data.get("ticket", "").strip()
            thread = threads_of(site.platform).read(
                asked, identity(caller), role, site.now(), ticket=ticket
            )
            return _one(site, request, asked, thread=thread)
        wrong = _step(site, caller, found, step, data)
    except (InputError, StateError) as fault:
        wrong = declined_as(fault, HERE)
    if wrong is not None:
        return _one(site, request, asked, wrong=wrong, sent=data)
    return go_to(f"{HERE}/{asked.hex()}")


def _step(
    site: Site, caller: Caller, found: Inquiry, step: str, data: Mapping[str, str]
) -> Declined | None:
    desk, who, now = site.platform.correspondence.inquiries, identity(caller), site.now()
    asked = found.id
    if step == "take":
        desk.take(asked, who, now)
    elif step == "sort":
        desk.sort(asked, data.get("topic", ""), who, now)
    elif step == "close":
        desk.close(asked, data.get("reason", ""), who, now)
    elif step == "reply":
        writing = Writing(
            text=data.get("text", ""),
            subject=data.get("subject", ""),
            who=who,
            role=acting_role(site, caller, found.body.purpose),
        )
        mailing = site.mailing(_Beside())
        return _after(site, letters_of(site.platform).reply(asked, writing, mailing, now))
    else:
        raise NotFoundException("nothing here")
    return None


def _after(site: Site, made: Sent) -> Declined | None:
    """Let a message that was kept leave beside the page; return why it was refused or held."""
    if made.state == "waiting":
        letters, now = letters_of(site.platform), site.now()
        mailing = site.mailing()
        site.post.run(lambda: letters.deliver(mailing, now, only=made.message))
    if not made.reasons:
        return None
    first = made.reasons[0]
    return Declined(code=first.code, why=first.detail, help=first.help, address=first.address)


def _held(
    site: Site,
    request: Call,
    row: MessageRow,
    *,
    read: Read | None = None,
    wrong: Declined | None = None,
) -> Response[str]:
    return console_page(
        site,
        request,
        "held.html",
        status=HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        row=row,
        read=read,
        events=letters_of(site.platform).history(row.message),
        own=row.who == identity(caller_of(request)),
        names=names_of(site),
        declined=wrong,
    )


def _message(site: Site, wanted: bytes) -> MessageRow:
    with site.platform.data.read() as reader:
        row = reader.message(wanted)
    if row is None or row.direction != "out":
        raise NotFoundException("nothing here")
    return row


@get(HERE + "/held/{wanted:str}", opt={"may": PEOPLE}, sync_to_thread=True, include_in_schema=False)
def held(site: NamedDependency[Site], request: Call, wanted: FromPath[str]) -> Response[str]:
    """Show a message that is held back, and what became of it."""
    return _held(site, request, _message(site, id_of(wanted)))


@post(
    HERE + "/held/{wanted:str}/{step:str}",
    opt={"may": PEOPLE},
    sync_to_thread=True,
    include_in_schema=False,
)
def decide(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str], step: FromPath[str],
    data: Posted,
) -> Response[str] | Redirect:  # fmt: skip
    """Look at it, let it out, or drop it."""
    row, caller, now = _message(site, id_of(wanted)), caller_of(request), site.now()
    letters, who, reason = letters_of(site.platform), identity(caller), data.get("reason", "")
    if step == "look":
        purpose = letters.purpose_of(row)
        role = acting_role(site, caller, purpose)
        read = threads_of(site.platform).one(row, purpose, who, role, now)
        return _held(site, request, row, read=read)
    try:
        if step == "release":
            mailing = site.mailing(_Beside())
            _after(site, letters.release(row.message, reason, who, mailing, now))
        elif step == "drop":
            letters.drop(row.message, reason, who, now)
        else:
            raise NotFoundException("nothing here")
    except (InputError, StateError) as fault:
        wrong = declined_as(fault, HERE)
        return _held(site, request, row, wrong=wrong)
    return go_to(f"{HERE}/held/{row.message.hex()}")


ROUTES = (inquiries, one, take, held, decide)
