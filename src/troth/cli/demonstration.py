"""What `troth serve --demo` adds to a rehearsal's store: two members of staff, and ways in.

The people in such a store are synthetic, so a link that lets anybody in harms nobody. A real store
gets none of this (DESIGN, D16).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troth.assembly.platform import Platform
from troth.assembly.signing_in import SigningIn
from troth.policy.question import Reason

TEAM: Final[Mapping[str, tuple[str, ...]]] = {
    "demo": ("admin", "legal", "privacy"),
    "second": ("approver", "legal"),
}
"""Login → roles. Two, because what needs four eyes needs two people."""


def ways_in(platform: Platform, doors: SigningIn, address: str) -> dict[str, str]:
    """Return login → one-time link for the staff of a demonstration; nothing for a real store."""
    if platform.kind != "rehearsal":
        return {}
    now = platform.clock.now()
    known = {one.login: one for one in doors.staff.everybody() if one.ended_at is None}
    made = {}
    for login, roles in TEAM.items():
        if platform.policy.undertaking is not None and login not in known:
            platform.undertakings.keep(login, f"demonstration-{login}", now)
        member = known.get(login) or doors.staff.add(login, roles, now)
        if isinstance(member, Reason):
            continue
        token = doors.links.make("staff-start", now, owner=member.staff)
        made[login] = f"{address}/console/start/{token}"
    return made
