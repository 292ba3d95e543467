"""Who of the staff lost what, kept where a restored backup of the data store cannot forget it.

Roles that were taken, and whoever left, since a backup was made: without this both would come back
with it (D4.8). What was given since is not given again: an admin gives it anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import msgspec

from troth.core.periods import to_micros
from troth.engines.accounts.happenings import ENDED_BY_RESTORE, change_again
from troth.engines.accounts.totp import Owner
from troth.engines.vault.rows import JournalEntry
from troth.engines.vault.vault import Vault
from troth.storage.ports import DataUnit
from troth.storage.signin_rows import StaffRow


def keep_staff(vault: Vault, row: StaffRow, now: datetime) -> None:
    """Journal what somebody may from now on, before the data store is changed."""
    payload = msgspec.json.encode({"roles": row.roles, "ended_at": row.ended_at})
    entry = JournalEntry(at=to_micros(now), person=row.staff, kind="staff-changed", payload=payload)
    vault.journal_house(entry)


def staff_again(unit: DataUnit, vault: Vault, since: datetime) -> int:
    """Take again what was taken since an instant, and end every session; return how many changed.

    The store as restored has sessions and links that were ended or used meanwhile, and nothing
    says which: all of them end.
    """
    changed = unit.end_ways_in(ENDED_BY_RESTORE)
    for entry in vault.read_house_journal(since, "staff-changed"):
        row = unit.staff(entry.person)
        told = msgspec.json.decode(entry.payload)
        if row is None:
            continue
        left = tuple(role for role in row.roles if role in told["roles"])
        unit.put_staff(replace(row, roles=left, ended_at=told["ended_at"] or row.ended_at))
        changed += 1
    for entry in vault.read_house_journal(since, "staff-way-in-changed"):
        changed += change_again(unit, Owner(kind="staff", id=entry.person), entry.payload)
    return changed
