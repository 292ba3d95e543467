"""Breaches in the console: the running clock, the form for the authority, and the people.

GDPR Art. 33 (authority, register), 34 (people).
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from troth.assembly.dossiers import breaches as register_of
from troth.assembly.dossiers import dossier_letters
from troth.core.periods import to_micros
from troth.engines.breaches.breaches import NATURES, RISKS, TELLINGS, Assessment, Breach, Happened
from troth.engines.breaches.form import form_of, letter_of
from troth.engines.rights.register import Declined
from troth.errors import InputError
from troth.web.access import Call, caller_of
from troth.web.console import BREACHES, console_page, declined_as, id_of, identity, names_of
from troth.web.dossier_pages import chosen, hours_left, instant_in, micros_in, told_counts
from troth.web.posted import Posted, go_to
from troth.web.site import Site

HERE: Final = "/console/breaches"


def _list(
    site: Site, request: Call, wrong: Declined | None = None, sent: Mapping[str, str] | None = None
) -> Response[str]:
    policy, now = site.platform.policy, site.now()
    found = list(reversed(register_of(site.platform).listed()))
    return console_page(
        site,
        request,
        "breaches.html",
        status=HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        found=found,
        left={one.id: hours_left(one.row.due_at, now) for one in found},
        natures=NATURES,
        systems=sorted(policy.systems),
        recipients=sorted(policy.recipients),
        categories=sorted(policy.categories),
        declined=wrong,
        sent=sent or {},
    )


@get(HERE, opt={"may": BREACHES}, sync_to_thread=True, include_in_schema=False)
def breaches(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show the register, and take in more."""
    return _list(site, request)


@post(HERE, opt={"may": BREACHES}, sync_to_thread=True, include_in_schema=False)
def open_(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str] | Redirect:
    """Write a breach down; its clock runs from when somebody here knew."""
    now = site.now()
    try:
        happened = Happened(
            what=data.get("what", ""),
            nature=chosen(data, "nature-"),
            systems=chosen(data, "system-"),
            recipients=chosen(data, "recipient-"),
            categories=chosen(data, "category-"),
            aware_at=to_micros(instant_in(site, data.get("aware", "")) or now),
            began_at=micros_in(site, data.get("began", "")),
            ended_at=micros_in(site, data.get("ended", "")),
        )
        made = register_of(site.platform).open(happened, now, who=identity(caller_of(request)))
    except InputError as fault:
        return _list(site, request, declined_as(fault, "security"), data)
    return go_to(f"{HERE}/{made.id.hex()}")


def _one(site: Site, request: Call, wanted: bytes, wrong: Declined | None = None) -> Response[str]:
    register, now = register_of(site.platform), site.now()
    found = register.show(wanted)
    return console_page(
        site,
        request,
        "breach.html",
        status=HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        found=found,
        happened=found.happened,
        open=found.row.closed_at is None,
        late=found.late_at(now),
        left=hours_left(found.row.due_at, now),
        form=form_of(site.platform.policy, site.book, found, now),
        told=told_counts(found.persons),
        lacking=register.lacking(wanted),
        risks=RISKS,
        tellings=TELLINGS,
        names=names_of(site),
        declined=wrong,
    )


@get(HERE + "/{wanted:str}", opt={"may": BREACHES}, sync_to_thread=True, include_in_schema=False)
def one(site: NamedDependency[Site], request: Call, wanted: FromPath[str]) -> Response[str]:
    """Show one breach: clock, form, people, and what can be done."""
    return _one(site, request, id_of(wanted))


@post(
    HERE + "/{wanted:str}/{step:str}",
    opt={"may": BREACHES},
    sync_to_thread=True,
    include_in_schema=False,
)
def take(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str], step: FromPath[str],
    data: Posted,
) -> Response[str] | Redirect:  # fmt: skip
    """Assess it, note that the authority knows, write to the people, or close it."""
    asked = id_of(wanted)
    try:
        done = _step(site, asked, step, data, identity(caller_of(request)))
    except InputError as fault:
        return _one(site, request, asked, declined_as(fault, "security"))
    if isinstance(done, Declined):
        return _one(site, request, asked, done)
    return go_to(f"{HERE}/{asked.hex()}")


def _step(
    site: Site, asked: bytes, step: str, data: Mapping[str, str], who: str
) -> Breach | Declined | None:
    register, now = register_of(site.platform), site.now()
    if step == "assess":
        found = Assessment(
            risk=data.get("risk", ""),
            telling=data.get("telling", ""),
            why=data.get("why", ""),
            consequences=data.get("consequences", ""),
            measures=data.get("measures", ""),
        )
        return register.assess(asked, found, now, who=who)
    if step == "notify":
        reference, late = data.get("reference", ""), data.get("late", "")
        return register.notify(asked, now, who=who, reference=reference, late=late)
    if step == "tell":
        breach = register.show(asked)
        message = letter_of(site.platform.policy, breach, site.post.sender)
        letters = dossier_letters(site.platform)
        site.post.run(lambda: letters.write(asked, message, site.post.door, now))
        return breach
    if step == "close":
        return register.close(asked, now, who=who)
    return None


ROUTES = (breaches, open_, one, take)
