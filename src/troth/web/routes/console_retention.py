"""Retention: the schedule as it runs, what is coming, and the holds that make erasure wait."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from troth.core.periods import to_micros
from troth.errors import InputError
from troth.rehearsal.plots import Plot, bars, series_of
from troth.web.access import Call
from troth.web.console import ANY, PRIVACY, console_page
from troth.web.posted import Posted, go_to
from troth.web.proofs import Ahead, last_look_ahead, look_ahead_now
from troth.web.site import Site

HERE: Final = "/console/retention"
MONTHS: Final = 18
"""How many months of the forecast are drawn; the table holds them all."""
MOVING: Final = "moving"
_ID: Final = re.compile(r"[0-9a-f]{32}")


def plot_of(ahead: Ahead) -> Plot:
    """Return what is due, month by month, as a drawing."""
    months = sorted(month for month in ahead.months if month != MOVING)[:MONTHS]
    return bars(months, series_of([ahead.months[month] for month in months]))


def _page(site: Site, request: Call, wrong: InputError | None = None) -> Response[str]:
    ahead, now = last_look_ahead(site), site.now()
    with site.platform.data.read() as reader:
        due = len(reader.due_fixed(to_micros(now), 501))
    return console_page(
        site,
        request,
        "retention.html",
        status=HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        rules=sorted(site.platform.policy.rules.values(), key=lambda one: one.address),
        ahead=ahead,
        plot=None if ahead is None else plot_of(ahead),
        months=[] if ahead is None else sorted(ahead.months),
        holds=site.platform.retention.holds(now),
        categories=sorted(site.platform.policy.categories),
        due=due,
        busy=site.aside.busy,
        wrong=wrong,
    )


@get(HERE, opt={"may": ANY}, sync_to_thread=True, include_in_schema=False)
def retention(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show schedule, forecast and holds."""
    return _page(site, request)


@post(f"{HERE}/ahead", opt={"may": PRIVACY}, sync_to_thread=True, include_in_schema=False)
def look_ahead(site: NamedDependency[Site]) -> Redirect:
    """Begin to count what will be due when."""
    site.aside.begin(lambda: look_ahead_now(site))
    return go_to(HERE)


@post(f"{HERE}/sweep", opt={"may": PRIVACY}, sync_to_thread=True, include_in_schema=False)
def sweep(site: NamedDependency[Site]) -> Redirect:
    """Begin to delete what is due, as the schedule does by itself."""

    def work() -> None:
        site.platform.retention.sweep(site.now())
        look_ahead_now(site)

    site.aside.begin(work)
    return go_to(HERE)


@post(f"{HERE}/holds", opt={"may": PRIVACY}, sync_to_thread=True, include_in_schema=False)
def place(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str] | Redirect:
    """Place a hold on a person, a category, or both; never on everything."""
    try:
        person, until = data.get("person", "").strip(), data.get("until", "").strip()
        site.platform.retention.hold(
            ground=data.get("ground", "").strip(),
            now=site.now(),
            person=_person(person),
            category=data.get("category") or None,
            until=_end_of(until, site.platform.policy.controller.timezone),
        )
    except InputError as refused:
        return _page(site, request, refused)
    return go_to(HERE)


@post(f"{HERE}/release", opt={"may": PRIVACY}, sync_to_thread=True, include_in_schema=False)
def release(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str] | Redirect:
    """Release a hold; what it stopped is due again."""
    try:
        site.platform.retention.release(data.get("hold", ""), site.now())
    except InputError as refused:
        return _page(site, request, refused)
    return go_to(HERE)


def _person(written: str) -> bytes | None:
    if not written:
        return None
    if not _ID.fullmatch(written):
        raise InputError("hold/unknown-person", "a person is named by their id, 32 digits")
    return bytes.fromhex(written)


def _end_of(written: str, zone: str) -> datetime | None:
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError as fault:
        raise InputError("hold/bad-date", "a day is written like 2027-03-01") from fault
    return datetime.combine(day, time(), ZoneInfo(zone))


ROUTES = (retention, look_ahead, sweep, place, release)
