"""Addresses that programs know by themselves (RFC 8615).

`security.txt` is RFC 9116, `gpc.json` the support resource of Global Privacy Control, and
`change-password` leads a password manager to where a password is changed.
"""

from __future__ import annotations

from datetime import timedelta

from litestar import Response
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.response import Redirect
from litestar.status_codes import HTTP_302_FOUND

from troth.core.periods import from_micros
from troth.web.access import Call
from troth.web.handing import printed
from troth.web.public import public
from troth.web.site import Site
from troth.web.wording import LANGUAGES

LASTS = timedelta(days=90)
"""How long a copy of `security.txt` may be trusted (RFC 9116, 2.5.5: less than a year)."""

CHANGE_PASSWORD = "/account/password"


@public("/.well-known/security.txt", sync_to_thread=False)
def security(site: NamedDependency[Site]) -> Response[str]:
    """Say where to report what is insecure."""
    email = site.platform.policy.controller.email
    # RFC 9116, 2.5.4: an address to write to, or a page that has one.
    contact = f"mailto:{email}" if email else f"{site.address}/contact"
    until = (site.now() + LASTS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {contact}",
        f"Expires: {until.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {site.address}/.well-known/security.txt",
    )
    return Response(
        "".join(f"{line}\n" for line in lines),
        media_type=MediaType.TEXT,
        headers={"cache-control": "public, max-age=3600"},
    )


@public("/.well-known/gpc.json")
async def global_privacy_control(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Say that the signal of Global Privacy Control is obeyed here."""
    return await printed(
        site,
        request,
        ("gpc",),
        lambda told, _: (
            f'{{"gpc":true,"lastUpdate":"{from_micros(told.row.published_at).date()}"}}\n'
        ),
        media="application/json",
    )


@public("/.well-known/change-password", sync_to_thread=False, status_code=HTTP_302_FOUND)
def change_password() -> Redirect:
    """Lead to where a password is changed."""
    return Redirect(CHANGE_PASSWORD, status_code=HTTP_302_FOUND)


ROUTES = (security, global_privacy_control, change_password)
