"""What every page of the console shares: its menu by role, who did what, and how instants are said.

A page is in the menu only for whom its route lets in. Members of staff are known to the registers
by the id they have here, never by name; the console says their login in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

from litestar import Response
from litestar.exceptions import NotFoundException

from troth.core.periods import from_micros
from troth.engines.rights.register import Declined
from troth.errors import InputError, StateError
from troth.web.access import STAFF, Call, Caller, allowed, caller_of
from troth.web.rendering import page
from troth.web.site import Site

ANY: Final = (STAFF,)
REQUESTS: Final = ("staff:privacy", "staff:approver")
PRIVACY: Final = ("staff:privacy",)
PEOPLE: Final = ("staff:privacy", "staff:legal")
ADMIN: Final = ("staff:admin",)
LEGAL: Final = ("staff:legal", "staff:approver")
REVIEWS: Final = ("staff:admin", "staff:approver")
BREACHES: Final = ("staff:privacy", "staff:legal")
MEASURES: Final = ("staff:privacy", "staff:admin")

Options = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the menu; `says` is the message that names it."""

    address: str
    says: str
    may: tuple[str, ...]


MENU: Final[tuple[Entry, ...]] = (
    Entry(address="/console", says="console-today", may=ANY),
    Entry(address="/console/promises", says="console-promises", may=ANY),
    Entry(address="/console/requests", says="console-requests", may=REQUESTS),
    Entry(address="/console/people", says="console-people", may=PEOPLE),
    Entry(address="/console/correspondence", says="letters", may=PEOPLE),
    Entry(address="/console/retention", says="console-retention", may=ANY),
    Entry(address="/console/recipients", says="console-recipients", may=ANY),
    Entry(address="/console/systems", says="console-systems", may=ANY),
    Entry(address="/console/legal", says="dossier-legal", may=LEGAL),
    Entry(address="/console/breaches", says="dossier-breaches", may=BREACHES),
    Entry(address="/console/measures", says="measures", may=ANY),
    Entry(address="/console/takeovers", says="dossier-takeovers", may=("staff:legal",)),
    Entry(address="/console/policy", says="console-policy", may=ANY),
    Entry(address="/console/evidence", says="console-evidence", may=ANY),
    Entry(address="/console/staff", says="console-staff", may=ADMIN),
    Entry(address="/console/reviews", says="console-reviews", may=REVIEWS),
)


def identity(caller: Caller) -> str:
    """Return how a member of staff is written down: by their id here."""
    return caller.id.hex()


def console_page(
    site: Site, request: Call, template: str, *, status: int = HTTPStatus.OK, **values: object
) -> Response[str]:
    """Return a page of the console.

    Args:
        template: File name under `templates/console/`.
        values: What the template asks for.
    """
    caller = caller_of(request)
    menu = [entry for entry in MENU if allowed(entry.may, caller) and not caller.unready]
    zone = ZoneInfo(site.platform.policy.controller.timezone)
    answer = page(
        site,
        request,
        f"console/{template}",
        menu=menu,
        known=frozenset(entry.address for entry in menu),
        day=day_in(zone),
        moment=moment_in(zone),
        **values,
    )
    answer.status_code = status
    return answer


def acting_role(site: Site, caller: Caller, purpose: str) -> str | None:
    """Return the manifest's role in which somebody acts for a purpose, if they have one."""
    roles = site.platform.policy.staff_roles
    mine = sorted(role for role in caller.grants if role in roles)
    return next((role for role in mine if purpose in roles[role]), mine[0] if mine else None)


def names_of(site: Site) -> Mapping[str, str]:
    """Return id in hex → login of everybody who works or worked here."""
    return {one.staff.hex(): one.login for one in site.doors.staff.everybody()}


def day_in(zone: ZoneInfo) -> Callable[[date | datetime | int | None], str]:
    """Return what writes a day as ISO 8601 has it, where the controller is established."""

    def day(at: date | datetime | int | None) -> str:
        if at is None:
            return "–"
        if isinstance(at, int):
            at = from_micros(at)
        if isinstance(at, datetime):
            at = at.astimezone(zone).date()
        return at.isoformat()

    return day


def moment_in(zone: ZoneInfo) -> Callable[[datetime | int | None], str]:
    """Return what writes an instant to the minute, where the controller is established."""

    def moment(at: datetime | int | None) -> str:
        if at is None:
            return "–"
        if isinstance(at, int):
            at = from_micros(at)
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")

    return moment


def declined_as(fault: InputError | StateError, address: str = "rights") -> Declined:
    """Return what was wrong with what somebody sent, as a page shows what is declined."""
    return Declined(code=fault.code, why=fault.message, help=fault.help, address=address)


def id_of(written: str) -> bytes:
    """Return the 16 bytes of an id in an address.

    Raises:
        NotFoundException: for what is no id.
    """
    try:
        read = bytes.fromhex(written)
    except ValueError:
        read = b""
    if len(read) != 16:
        raise NotFoundException("nothing here")
    return read


def open_to(caller: Caller, roles: Iterable[str]) -> bool:
    """Tell whether a member of staff has one of these roles."""
    return not caller.grants.isdisjoint(roles)
