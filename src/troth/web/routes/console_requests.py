"""The requests board, and one request: where it stands, why it is due when it is, and its plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from troth.core.erasure import ErasurePlan
from troth.core.requests import LEVELS, TABLE, Event
from troth.engines.erasure.erasure import ErasureReceipt
from troth.engines.rights.complete import ART_15, STATED_OF_DECISIONS, WAIVERS
from troth.engines.rights.desk import FAILED, OUTCOMES
from troth.engines.rights.erasing import reach
from troth.engines.rights.four_eyes import Approval, FourEyes
from troth.engines.rights.grounds import REFUSALS
from troth.engines.rights.register import Declined, Entry
from troth.engines.rights.requests import Requests, Shown
from troth.engines.rights.steps import kind_of
from troth.web.access import Call, caller_of
from troth.web.console import REQUESTS, console_page, id_of, names_of, open_to
from troth.web.routes.console_today import due_of
from troth.web.site import Site

NEXT: Final[Mapping[str, str]] = {
    "verified": "collect",
    "collecting": "decide",
    "answered": "close",
}
"""State → the step that needs no choice; the others have forms of their own."""

SHOWN: Final = tuple(one for one in LEVELS if one not in ("none", "session"))
"""How staff can come to know who asks; a session is the person's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """What an erasure would do, and whether somebody else has to agree first."""

    plan: ErasurePlan
    threshold: int
    approval: Approval | None

    @property
    def two(self) -> bool:
        """Whether it needs a second person."""
        return self.plan.records > self.threshold

    @property
    def going(self) -> int:
        """How many records go."""
        return self.plan.records


def eyes_of(site: Site) -> FourEyes:
    """Return what keeps the approvals of a site."""
    return FourEyes(data=site.platform.data, evidence=site.platform.evidence)


def plan_of(site: Site, entry: Entry) -> ErasurePlan | None:
    """Return what carrying an erasure out would do, before it runs; None where nothing is held."""
    row = entry.row
    if row.asked != "erasure" or row.plan is not None or row.person is None or not entry.case.open:
        return None
    with site.platform.data.read() as reader:
        there = list(reader.persons(reader.aliases(row.person)))
    if not there:
        return None
    reached = reach(site.platform.policy, row.about)
    return site.platform.erasure.look(there, site.now(), only=reached)


def _erasing(site: Site, entry: Entry) -> Erasing | None:
    plan, eyes = plan_of(site, entry), eyes_of(site)
    if plan is None:
        return None
    return Erasing(
        plan=plan, threshold=eyes.threshold, approval=eyes.given(entry.row.request, plan)
    )


def _pending(site: Site, entry: Entry) -> list[str]:
    """Return the requests whose answer an erasure would have to wait for."""
    person = entry.row.person
    if entry.row.asked != "erasure" or entry.case.state != "decided" or person is None:
        return []
    return [one.row.request.hex() for one in site.platform.requests.pending.of([person])]


def _receipt(site: Site, entry: Entry) -> ErasureReceipt | None:
    plan = entry.row.plan
    return None if plan is None else site.platform.erasure.receipt(plan)


def staff_steps(entry: Entry) -> frozenset[Event]:
    """Return the steps of the table that staff can take from here."""
    return frozenset(
        line.event for line in TABLE if line.start == entry.case.state and "staff" in line.by
    )


def _twins(requests: Requests, entry: Entry) -> list[Entry]:
    """Return the open requests that this one may repeat."""
    if entry.row.person is None:
        return []
    return [
        one
        for one in requests.of_person(entry.row.person)
        if one.row.request != entry.row.request
        and one.row.asked == entry.row.asked
        and one.case.open
    ]


def request_page(
    site: Site, request: Call, wanted: bytes, declined: Declined | None = None
) -> Response[str]:
    """Return the page of one request, with why the last step was refused, if it was."""
    requests, caller = site.platform.requests, caller_of(request)
    shown: Shown = requests.show(wanted, site.now())
    entry = shown.entry
    waiting = [one for one in entry.open_steps if kind_of(one.step) in OUTCOMES]
    works = open_to(caller, ["privacy"])
    return console_page(
        site,
        request,
        "request.html",
        status=HTTPStatus.OK if declined is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        shown=shown,
        entry=entry,
        row=entry.row,
        steps=staff_steps(entry) if works else frozenset(),
        upcoming=NEXT.get(entry.case.state, ""),
        waiting=waiting,
        outcomes={one.step: sorted({*OUTCOMES[kind_of(one.step)], FAILED}) for one in waiting},
        levels=SHOWN,
        refusals=REFUSALS,
        letters=ART_15,
        waivers=sorted(WAIVERS),
        decisions=sorted(STATED_OF_DECISIONS),
        authorities=sorted(site.book.under("supervisory-authority", site.now().date())),
        twins=_twins(requests, entry) if works else [],
        erasing=_erasing(site, entry),
        pending=_pending(site, entry),
        receipt=_receipt(site, entry),
        approver=open_to(caller, ["approver"]),
        names=names_of(site),
        works=works,
        declined=declined,
    )


@get("/console/requests", opt={"may": REQUESTS}, sync_to_thread=True, include_in_schema=False)
def board(site: NamedDependency[Site], request: Call) -> Response[str]:
    """List open requests, first due first; `right` and `state` narrow the list."""
    now = site.now()
    right, state = request.query_params.get("right", ""), request.query_params.get("state", "")
    entries: Sequence[Entry] = site.platform.requests.listed()
    rights = sorted({one.row.asked for one in entries})
    states = sorted({one.row.state for one in entries})
    listed = [
        due_of(one, now)
        for one in entries
        if right in ("", one.row.asked) and state in ("", one.row.state)
    ]
    return console_page(
        site,
        request,
        "requests.html",
        due=listed,
        total=len(entries),
        right=right,
        state=state,
        rights=rights,
        states=states,
    )


@get(
    "/console/requests/{wanted:str}",
    opt={"may": REQUESTS},
    sync_to_thread=True,
    include_in_schema=False,
)
def one(site: NamedDependency[Site], request: Call, wanted: FromPath[str]) -> Response[str]:
    """Show one request."""
    return request_page(site, request, id_of(wanted))


ROUTES = (board, one)
