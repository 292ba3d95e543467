"""Today: what somebody has to do now, the most pressing first; and what is broken or failed.

Every figure is a bounded read: open requests, steps, plans and holds, never a look through all that
is stored. What takes longer was found aside, and says when.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency

from troth.assembly.answering import letters_of
from troth.assembly.dossiers import breaches, legal_requests
from troth.assembly.measures import measures_at
from troth.core.periods import to_micros
from troth.engines.breaches.breaches import Breach
from troth.engines.correspondence.inquiries import Inquiry
from troth.engines.disclosure.legal_requests import LegalRequest
from troth.engines.measures.audit import to_do
from troth.engines.rights.desk import FAILED
from troth.engines.rights.register import Entry
from troth.engines.rights.steps import kind_of
from troth.storage.rows import HoldRow
from troth.web.access import Call, caller_of
from troth.web.console import ANY, console_page, open_to
from troth.web.dossier_pages import hours_left
from troth.web.proofs import last_proof
from troth.web.site import Site

SOON: Final = timedelta(days=14)
"""How far ahead a hold that ends is told of."""
SHOWN: Final = 10
"""Inquiries that wait, of which so many are named."""
MANY: Final = 500
"""Above this many due records a page says *more than*: who counts them all looks through all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One open request as a list shows it."""

    request: str
    right: str
    state: str
    received: datetime
    safe: int
    statutory: int
    promised: int | None
    due: int
    waits: tuple[str, ...]
    failed: tuple[str, ...]
    how: str
    """`late`, `due` within a week, or empty."""
    approval: bool
    """Whether it is an erasure that was decided and not carried out yet."""


def due_of(entry: Entry, now: datetime) -> Due:
    """Return an open request as a list shows it."""
    row, at = entry.row, to_micros(now)
    how = "late" if row.due_at <= at else ""
    if not how and row.due_at <= to_micros(now + timedelta(days=7)):
        how = "due"
    waits = [one for one in entry.open_steps if kind_of(one.step) in ("ask", "tell", "forward")]
    return Due(
        request=row.request.hex(),
        right=row.asked,
        state=row.state,
        received=entry.received,
        # The first instants after each day: the day itself is the one before.
        safe=row.safe_at - 1,
        statutory=row.statutory_at - 1,
        promised=None if row.promised_at is None else row.promised_at - 1,
        due=row.due_at - 1,
        waits=tuple(one.step for one in waits),
        failed=tuple(one.step for one in waits if one.outcome == FAILED),
        how=how,
        approval=row.asked == "erasure" and row.state == "decided" and row.outcome != "refused",
    )


def _ending(holds: Iterable[HoldRow], now: datetime) -> list[HoldRow]:
    latest = to_micros(now + SOON)
    ending = [one for one in holds if one.until is not None and one.until <= latest]
    return sorted(ending, key=lambda one: one.until or 0)


def _unfinished(site: Site) -> tuple[int, int]:
    """Return how many erasures were cut short, and how many writes are still open."""
    with site.platform.data.read() as reader:
        running = [row for row in reader.plans() if row.state == "running"]
        cutoff = to_micros(site.now() - timedelta(minutes=10))
        stale = [row for row in reader.intents() if row.at <= cutoff]
    return len(running), len(stale)


def _due_records(site: Site, now: datetime) -> int:
    with site.platform.data.read() as reader:
        return len(reader.due_fixed(to_micros(now), MANY + 1))


def _clocks(site: Site, now: datetime) -> list[tuple[Breach, float | None]]:
    """Return the breaches that are not closed, each with the hours its clock has left."""
    found = [one for one in breaches(site.platform).listed() if one.row.closed_at is None]
    known = [one for one in found if one.happened.notified_at is None]
    return [(one, hours_left(one.row.due_at, now)) for one in known]


def _letters(site: Site, now: datetime) -> tuple[list[Inquiry], int]:
    """Return the inquiries that waited too long, and how many messages are held back."""
    late = site.platform.correspondence.inquiries.report(now).overdue
    return list(late[:SHOWN]), len(letters_of(site.platform).held())


def _asking(site: Site) -> list[LegalRequest]:
    found = legal_requests(site.platform).listed()
    return [one for one in found if one.row.closed_at is None]


@get("/console", opt={"may": ANY}, sync_to_thread=True, include_in_schema=False)
def today(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show what is due, broken, failed and ending."""
    now, caller = site.now(), caller_of(request)
    due: Sequence[Due] = [due_of(one, now) for one in site.platform.requests.listed()]
    proof = last_proof(site)
    running, stale = _unfinished(site)
    return console_page(
        site,
        request,
        "today.html",
        now=now,
        due=due,
        late=sum(one.how == "late" for one in due),
        failed=[one for one in due if one.failed],
        approvals=[one for one in due if one.approval] if open_to(caller, ["approver"]) else [],
        proof=proof,
        broken=[] if proof is None else proof.listed(state="broken"),
        clocks=_clocks(site, now) if open_to(caller, ["privacy", "legal"]) else [],
        letters=_letters(site, now) if open_to(caller, ["privacy", "legal"]) else None,
        measures=to_do(measures_at(site.platform, now)),
        asking=_asking(site) if open_to(caller, ["legal", "approver"]) else [],
        reviews=site.doors.reviews.overdue(now) if open_to(caller, ["admin", "approver"]) else [],
        running=running,
        stale=stale,
        holds=_ending(site.platform.retention.holds(now), now),
        records=_due_records(site, now),
        many=MANY,
        epoch=site.platform.vault.epoch_due(now),
    )


ROUTES = (today,)
