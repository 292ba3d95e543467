"""Who reaches personal data comes in by two factors, or sets a second one up before anything else.

Somebody new has one factor, the password of their start link: they are let in as far as the page on
which a second factor or a passkey is made, and no further (OWASP ASVS 5.0, 6.3.3).
"""

from __future__ import annotations

from typing import Final

from litestar.response import Redirect

from troth.engines.accounts.totp import Owner, is_on
from troth.engines.staff.admission import reaches_data
from troth.storage.signin_rows import StaffRow
from troth.web.access import Call, Unready
from troth.web.posted import go_to
from troth.web.site import Site

FIRST: Final = "/console/security"
"""Where a second factor is made."""


def on_unready(request: Call, error: Unready) -> Redirect:
    """Lead to where a second factor is made."""
    return go_to(FIRST)


def demanded(site: Site, member: StaffRow) -> bool:
    """Tell whether a member of staff has to come in by two factors."""
    return site.second_factor and reaches_data(member.roles)


def unready(site: Site, member: StaffRow) -> bool:
    """Tell whether a member of staff has to make a second factor before anything else."""
    return demanded(site, member) and not is_on(member.factor) and not has_passkey(site, member)


def has_passkey(site: Site, member: StaffRow) -> bool:
    """Tell whether a member of staff has a passkey."""
    return bool(site.doors.passkeys.of(Owner(kind="staff", id=member.staff)))
