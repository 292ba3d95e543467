"""Staff: who may sign in to the console, in which roles, until when.

Least privilege by role: the roles are the manifest's (`staff-roles`: who may read what for which
purpose) and the console's own (`CONSOLE_ROLES`: what may be done). Somebody who left stays in the
list, so that the log's ids keep their meaning, and can no longer sign in. Every change is a fact,
and what is taken is journalled, so that no restored backup gives it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.accounts.passwords import Passwords
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.staff.admission import CONSOLE_ROLES, against_giving
from troth.engines.staff.journal import keep_staff
from troth.engines.vault.vault import Vault
from troth.errors import InputError, StateError
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.policy.question import Reason
from troth.storage.ports import DataStore, DataUnit
from troth.storage.signin_rows import StaffRow

GIVING: Final = "access-given-to"
"""Setting of the store that stands for giving access: one at a time."""
_LOGIN = re.compile(r"[a-z][a-z0-9.-]{1,39}")


class Staffing:
    """Gives and takes roles, and lets staff in."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        passwords: Passwords,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._passwords = passwords
        self._entropy = entropy

    @property
    def roles(self) -> Sequence[str]:
        """Every role there is."""
        return sorted({*CONSOLE_ROLES, *self._policy.staff_roles})

    def add(self, login: str, roles: Sequence[str], now: datetime) -> StaffRow | Reason:
        """Let somebody in, unless the policy refuses; they set their password by a link.

        Raises:
            InputError: `staff/bad-login`, `staff/unknown-role`.
            StateError: `staff/login-taken`.
        """
        if not _LOGIN.fullmatch(login):
            raise InputError(
                "staff/bad-login",
                "a login is 2 to 40 small letters, digits, dots and hyphens",
            )
        self._check(roles)
        row = _fresh(self._entropy.bytes(16), login, roles, now)
        with self._data.unit() as unit:
            if unit.staff_by_login(login) is not None:
                raise StateError("staff/login-taken", f"`{login}` is somebody's login already")
            refused = self._against(unit, row, now)
            if refused is not None:
                return refused
            self._write(unit, row, "let-in", now)
        return row

    def give(self, staff: bytes, roles: Sequence[str], now: datetime) -> StaffRow | Reason:
        """Set somebody's roles, unless the policy refuses; then they keep those they had.

        Raises:
            InputError: `staff/unknown-role`, `staff/unknown`.
            StateError: `staff/left`.
        """
        self._check(roles)
        named = tuple(sorted(set(roles)))
        with self._data.unit() as unit:
            row = _row(unit, staff)
            if row.ended_at is not None:
                raise StateError("staff/left", f"`{row.login}` has left")
            changed = replace(row, roles=named)
            refused = self._against(unit, changed, now, had=row.roles)
            if refused is not None:
                return refused
            # First where no backup can forget it.
            keep_staff(self._vault, changed, now)
            self._write(unit, changed, "roles", now)
        return changed

    def end(self, staff: bytes, now: datetime) -> StaffRow:
        """Let somebody in no longer; their sessions end at once.

        Raises:
            InputError: `staff/unknown`.
        """
        with self._data.unit() as unit:
            row = replace(_row(unit, staff), ended_at=to_micros(now))
            keep_staff(self._vault, row, now)
            self._write(unit, row, "ended", now)
            unit.delete_sessions([one.token for one in unit.sessions(staff)])
        return row

    def set_password(self, staff: bytes, password: str) -> None:
        """Set a password; every session opened with an older one ends.

        Raises:
            InputError: `password/*`, `staff/unknown`.
        """
        member = self.find(staff)
        hashed = self._passwords.hashed(password, () if member is None else (member.login,))
        with self._data.unit() as unit:
            unit.put_staff(replace(_row(unit, staff), password=hashed))
            unit.delete_sessions([one.token for one in unit.sessions(staff)])

    def sign_in(self, login: str, password: str) -> StaffRow | None:
        """Return who signs in; None for a wrong login as for a wrong password, in the same time."""
        with self._data.read() as reader:
            row = reader.staff_by_login(login)
        good = self._passwords.matches(row.password if row else "", password)
        return row if row is not None and good and row.ended_at is None else None

    def come(
        self, staff: bytes, login: str, roles: Sequence[str], now: datetime
    ) -> StaffRow | None:
        """Return a member of staff whom another system vouches for, with the roles it gives.

        None for who left here, for whom it gives no role, whom the policy refuses one, and for a
        login that is none or somebody else's: nobody becomes somebody by choosing their name
        elsewhere.

        Args:
            staff: The id that stands for them, the same at every visit.
        """
        named = tuple(sorted(set(roles)))
        if not named or not _LOGIN.fullmatch(login):
            return None
        self._check(named)
        with self._data.unit() as unit:
            same, row = unit.staff_by_login(login), unit.staff(staff)
            if (same is not None and same.staff != staff) or (row and row.ended_at is not None):
                return None
            row = replace(row or _fresh(staff, login, named, now), login=login, roles=named)
            if self._against(unit, row, now) is not None:
                return None
            self._write(unit, row, "came", now)
            return row

    def find(self, staff: bytes) -> StaffRow | None:
        """Return a member of staff who may still sign in."""
        with self._data.read() as reader:
            row = reader.staff(staff)
        return row if row is not None and row.ended_at is None else None

    def everybody(self) -> Sequence[StaffRow]:
        """Return everybody, those who left too."""
        with self._data.read() as reader:
            return reader.all_staff()

    def _check(self, roles: Sequence[str]) -> None:
        for role in roles:
            if role not in self.roles:
                raise InputError(
                    "staff/unknown-role",
                    f"`{role[:60]}` is no role of staff",
                    help=nearest(role, self.roles),
                )

    def _against(
        self, unit: DataUnit, row: StaffRow, now: datetime, had: Sequence[str] = ()
    ) -> Reason | None:
        """Return why somebody does not get these roles; what is only taken is never refused."""
        if set(row.roles) <= set(had):
            return None
        # Written first: of two who are let in at the same time, the second waits and is counted.
        unit.set_meta(GIVING, row.staff.hex())
        return against_giving(unit, self._policy, row, row.roles, now)

    def _write(self, unit: DataUnit, row: StaffRow, change: str, now: datetime) -> None:
        if unit.staff(row.staff) == row:
            return
        unit.put_staff(row)
        at, roles = to_micros(now), len(row.roles)
        changed = fact("access-changed", at, staff=row.staff, change=change, roles=roles)
        self._evidence.append(unit, changed)


def _fresh(staff: bytes, login: str, roles: Sequence[str], now: datetime) -> StaffRow:
    return StaffRow(
        staff=staff, login=login, roles=tuple(sorted(set(roles))), password="", factor=None,
        opened_at=to_micros(now),
    )  # fmt: skip


def _row(unit: DataUnit, staff: bytes) -> StaffRow:
    row = unit.staff(staff)
    if row is None:
        raise InputError("staff/unknown", "nobody here has this id")
    return row
