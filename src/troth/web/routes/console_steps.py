"""The steps that staff takes on a request: each one is a form, and a refusal says why.

What is refused has changed nothing and comes back with the page. An erasure above the threshold is
carried out only with the word of a second person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from troth.core.requests import LEVELS, Verification
from troth.engines.rights.course import Answered
from troth.engines.rights.register import Declined, Entry
from troth.engines.rights.requests import Requests
from troth.errors import InputError
from troth.storage.request_rows import DueStepRow
from troth.web.access import Call, caller_of
from troth.web.console import PRIVACY, declined_as, id_of, identity
from troth.web.posted import Posted, go_to
from troth.web.request_letters import tell_answered
from troth.web.routes.console_requests import eyes_of, plan_of, request_page
from troth.web.site import Site

Outcome = Entry | Answered | DueStepRow | Declined
Step = Callable[[Requests, bytes, Mapping[str, str], datetime, str], Outcome]


def _level(written: str) -> Verification:
    return next((one for one in LEVELS if one == written), "none")


def _id(written: str) -> bytes:
    try:
        return bytes.fromhex(written)
    except ValueError:
        return b""


def _waived(data: Mapping[str, str]) -> Mapping[str, str]:
    return {data["letter"]: data.get("why", "")} if data.get("letter") else {}


def _stated(data: Mapping[str, str]) -> Mapping[str, str]:
    given = {"h": data.get("decisions", ""), "f": data.get("authority", "")}
    return {letter: said for letter, said in given.items() if said}


STEPS: Final[Mapping[str, Step]] = {
    "proceed": lambda to, one, _, now, who: to.proceed(one, now, handed=False, who=who),
    "verify": lambda to, one, data, now, who: to.verify(
        one, _level(data.get("level", "")), now, mandate=data.get("mandate", "").strip(), who=who
    ),
    "ask-identity": lambda to, one, _, now, who: to.ask_identity(one, now, who=who),
    "ask-person": lambda to, one, _, now, who: to.ask_person(one, now, who=who),
    "hear": lambda to, one, _, now, who: to.hear(one, now, who=who),
    "suspend": lambda to, one, data, now, who: to.suspend(
        one, data.get("ground", "").strip(), now, because=data.get("because", "").strip(), who=who
    ),
    "resume": lambda to, one, _, now, who: to.resume(one, now, who=who),
    "extend": lambda to, one, data, now, who: to.extend(
        one, data.get("reasons", "").strip(), now, who=who
    ),
    "refuse": lambda to, one, data, now, who: to.refuse(
        one, data.get("ground", ""), now, citation=data.get("citation", "").strip(), who=who
    ),
    "carry-out": lambda to, one, data, now, who: to.carry_out(
        one, now, anyway=data.get("anyway", "").strip(), who=who
    ),
    "answer": lambda to, one, data, now, who: to.answer(
        one,
        now,
        waived=_waived(data),
        stated=_stated(data),
        handed=data.get("take") == "file",
        who=who,
    ),
    "reconsider": lambda to, one, _, now, who: to.reconsider(one, now, who=who),
    "uphold": lambda to, one, data, now, who: to.uphold(
        one, data.get("ground", "").strip(), now, who=who
    ),
    "join": lambda to, one, data, now, who: to.join(
        one, _id(data.get("original", "")), now, who=who
    ),
    "settle": lambda to, one, data, now, who: to.settle(
        one, data.get("step", ""), data.get("outcome", ""), now, who=who
    ),
}
"""Name in the address → what it does."""


@post(
    "/console/requests/{wanted:str}/{step:str}",
    opt={"may": PRIVACY},
    sync_to_thread=True,
    include_in_schema=False,
)
def take(
    site: NamedDependency[Site],
    request: Call,
    wanted: FromPath[str],
    step: FromPath[str],
    data: Posted,
) -> Response[str] | Redirect:
    """Take one step; show the request afterwards, or why it was refused."""
    asked, caller = id_of(wanted), caller_of(request)
    taken = STEPS.get(step)
    entry = site.platform.requests.show(asked, site.now()).entry
    if taken is None:
        return request_page(
            site, request, asked, Declined(code="NO_SUCH_STEP", why="there is no such step")
        )
    plan = plan_of(site, entry) if erases(step, entry) else None
    lacking = None if plan is None else eyes_of(site).lacking(asked, plan, caller.id)
    if lacking is not None:
        return request_page(site, request, asked, lacking)
    try:
        done = taken(site.platform.requests, asked, data, site.now(), identity(caller))
    except InputError as fault:
        return request_page(site, request, asked, declined_as(fault))
    if isinstance(done, Declined):
        return request_page(site, request, asked, done)
    if isinstance(done, Answered):
        tell_answered(site, asked)
    if isinstance(done, Answered) and data.get("take") == "file":
        return _file(done)
    return go_to(f"/console/requests/{asked.hex()}")


@post(
    "/console/requests/{wanted:str}/approve",
    opt={"may": ("staff:approver",)},
    sync_to_thread=True,
    include_in_schema=False,
)
def approve(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str], data: Posted
) -> Response[str] | Redirect:
    """Approve the plan of an erasure as it was shown; another one is not approved by it."""
    asked, caller = id_of(wanted), caller_of(request)
    entry = site.platform.requests.show(asked, site.now()).entry
    plan = plan_of(site, entry)
    if plan is None or data.get("records") != str(plan.records):
        changed = Declined(
            code="PLAN_CHANGED",
            why="the plan is not the one that was shown",
            help="look at it again",
            address="rights/erasure",
        )
        return request_page(site, request, asked, changed)
    eyes_of(site).approve(asked, plan, caller.id, site.now())
    return go_to(f"/console/requests/{asked.hex()}")


def erases(step: str, entry: Entry) -> bool:
    """Whether a step would carry an erasure out."""
    going = entry.case.state == "decided" and entry.case.outcome != "refused"
    return going and entry.row.asked == "erasure" and step in ("carry-out", "proceed")


def _file(done: Answered) -> Response[str]:
    return Response(
        done.answer.encode().decode(),
        status_code=HTTPStatus.OK,
        media_type="application/json",
        headers={"content-disposition": 'attachment; filename="answer.json"'},
    )


ROUTES = (take, approve)
