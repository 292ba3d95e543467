"""The page on which somebody sees and changes how they sign in: their own, person or staff.

Of a session no more is known than when it began and was last used: no address, no browser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Final
from zoneinfo import ZoneInfo

from litestar import Response

from troth.core.periods import from_micros
from troth.engines.accounts.sessions import token_hash
from troth.web.access import Call, caller_of
from troth.web.console import console_page
from troth.web.days import written_moment
from troth.web.elsewhere import connections_of
from troth.web.entering import BASES, is_fresh, owner_called
from troth.web.rendering import language_of, page
from troth.web.site import Site

SHOWN: Final = 20
"""How many of the last things that happened to ways in a page shows."""


def security_page(
    site: Site, request: Call, *, field: str = "", wrong: str = "", codes: Sequence[str] = ()
) -> Response[str]:
    """Return the page.

    Args:
        field: What is wrong is about.
        wrong: The message that says it.
        codes: New codes for recovery, shown this once.
    """
    caller = caller_of(request)
    owner = owner_called(site, caller)
    when = _when(site, language_of(request))
    mine = token_hash(caller.session)
    account = site.doors.accounts.of(caller.id) if owner.kind == "person" else None
    has = owner.kind == "staff" or account is not None
    values: dict[str, Any] = {
        "base": BASES[owner.kind],
        "sessions": [
            {
                "id": row.token.hex(), "began": when(row.opened_at), "seen": when(row.seen_at),
                "mine": row.token == mine,
            }
            for row in site.doors.sessions.of(caller.id)
        ],
        "passkeys": [
            {"id": row.credential.hex(), "made": when(row.made_at)}
            for row in site.doors.passkeys.of(owner)
        ],
        "factor": site.doors.factors.state(owner) if has else "none",
        "left": site.doors.factors.codes_left(owner) if has else 0,
        "password": account is None or bool(account.password),
        "fresh": is_fresh(site, caller),
        "demanded": caller.unready,
        "happened": [
            {"at": when(row.at), "what": row.what}
            for row in site.doors.happenings.of(owner)[:SHOWN]
        ],
        "codes": codes,
        **connections_of(site, request),
        "field": field,
        "wrong": wrong,
    }  # fmt: skip
    if owner.kind == "staff":
        answer = console_page(site, request, "security.html", **values)
    else:
        answer = page(site, request, "account-security.html", **values)
    answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return answer


def _when(site: Site, language: str) -> Callable[[int], str]:
    zone = ZoneInfo(site.platform.policy.controller.timezone)

    def when(micros: int) -> str:
        return written_moment(from_micros(micros).astimezone(zone), language)

    return when
