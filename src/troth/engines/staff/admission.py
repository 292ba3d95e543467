"""Who may be given access to personal data, and who may use it: by name, few, and bound to secrecy.

The operator may set how many people reach personal data (`settings: access: max-persons`).
Administrators count, and whoever runs the machine or its databases, who reaches it without the
console. Where the number is set nobody else looks, and where an undertaking of confidentiality is
asked for, nobody is given access before theirs is kept.

GDPR Art. 5(1)(f), 29, 32(4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from troth.engines.staff.undertakings import unsigned
from troth.policy.compiled import Policy
from troth.policy.question import Reason
from troth.storage.ports import DataReader
from troth.storage.signin_rows import StaffRow

CONSOLE_ROLES: Mapping[str, str] = {
    "privacy": "answers requests, sees promises, retention and evidence",
    "approver": "approves what needs a second person",
    "legal": "handles what authorities ask for",
    "admin": "gives and takes roles",
    "superuser": "runs the machine or its databases, and reaches the data there",
    "viewer": "sees counts, promises and evidence, and nobody's data",
}
WITHOUT_DATA: Final = frozenset(("viewer",))
"""Roles that reach nobody's data."""
SETTING: Final = "settings/access"
"""Where the manifest says who may."""


def reaches_data(roles: Iterable[str]) -> bool:
    """Tell whether somebody with these roles reaches personal data."""
    return bool(set(roles) - WITHOUT_DATA)


def with_access(everybody: Iterable[StaffRow]) -> list[StaffRow]:
    """Return who reaches personal data today."""
    return [one for one in everybody if one.ended_at is None and reaches_data(one.roles)]


def member_named(reader: DataReader, who: str) -> StaffRow | None:
    """Return the member of staff known by a login, or by an id in hex; None for anybody else."""
    by_login = reader.staff_by_login(who)
    if by_login is not None:
        return by_login
    try:
        return reader.staff(bytes.fromhex(who))
    except ValueError:
        return None


def against_giving(
    reader: DataReader, policy: Policy, member: StaffRow, roles: Sequence[str], now: datetime
) -> Reason | None:
    """Return why somebody is not given these roles; None where they may be."""
    if not reaches_data(roles):
        return None
    silent = unsigned(reader, policy, _names(member), now)
    if silent:
        return silent[0]
    most = policy.access.max_persons
    others = [one for one in with_access(reader.all_staff()) if one.staff != member.staff]
    if most is None or len(others) < most:
        return None
    return Reason(
        code="LIMIT",
        address=f"{SETTING}/max-persons",
        detail=f"{len(others)} people reach personal data, and {most} may",
        help="take it from somebody who does not need it any more, or change the setting",
    )


def against_looking(
    reader: DataReader, policy: Policy, who: str, now: datetime, role: str | None = None
) -> list[Reason]:
    """Return why somebody may read nothing at all, whatever for; empty where they may.

    Args:
        who: A login or id of a member of staff, or the id of a program.
        role: In which role they look; of a member of staff, one that they were given.
    """
    member = member_named(reader, who)
    if member is not None and member.ended_at is not None:
        return [
            Reason(
                code="ACCOUNT_CLOSED",
                address=SETTING,
                detail="who looks has left, and reads nothing any more",
            )
        ]
    names = frozenset((who,)) if member is None else _names(member)
    reasons = unsigned(reader, policy, names, now)
    named = member is not None and reaches_data(member.roles)
    if policy.access.max_persons is not None and not named:
        detail = "only those who were given access by name read personal data"
        reasons.append(_not_given(f"{SETTING}/max-persons", detail))
    elif member is not None and role is not None and role not in member.roles:
        reasons.append(_not_given("staff-roles", "who looks was not given the role they look in"))
    return reasons


def _not_given(address: str, detail: str) -> Reason:
    help = "`troth staff roles` gives it"
    return Reason(code="ROLE", address=address, detail=detail, help=help)


def _names(member: StaffRow) -> frozenset[str]:
    return frozenset((member.login, member.staff.hex()))
