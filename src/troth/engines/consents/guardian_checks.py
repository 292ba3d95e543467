"""Checks by which somebody was verified to hold parental responsibility, each with an id.

A check is made outside this house (a document seen, a signed form); what is kept is its random id,
how it was made and when. The first child it is used for binds it: the same id opens no consent for
another child, and an id that was never issued opens none at all. Who the parent is stays out.

GDPR Art. 8(2): reasonable efforts to verify that consent is given by the holder of parental
responsibility.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

import msgspec

from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.errors import InputError
from troth.storage.ports import DataReader, DataUnit

Means = Literal["document", "signed-form", "payment", "video-call", "in-person", "parent-account"]
"""How a parent was verified."""

_PREFIX: Final = "guardian-check/"
_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianCheck:
    """One check. `child` is a hash that binds it to the first child it was used for."""

    means: Means
    at: int
    child: str = ""


def record_check(unit: DataUnit, entropy: Entropy, means: Means, now: datetime) -> str:
    """Keep a check, in the caller's unit; return its id in hex."""
    check = entropy.bytes(16).hex()
    _put(unit, check, GuardianCheck(means=means, at=to_micros(now)))
    return check


def check_guardian(reader: DataReader, check: str, child: bytes) -> GuardianCheck:
    """Return the check that an id names, where it may serve for a child.

    Args:
        check: The id that the consent names.
        child: Person id; empty for somebody who is only about to be taken in.

    Raises:
        InputError: `consent/guardian-unverified`.
    """
    found = None
    if _ID.fullmatch(check):
        kept = reader.meta(_PREFIX + check)
        found = None if kept is None else msgspec.json.decode(kept, type=GuardianCheck)
    if found is None:
        raise InputError(
            "consent/guardian-unverified",
            "nothing shows that a holder of parental responsibility consented",
            help="record the check first: `troth consent verify-guardian` (GDPR Art. 8(2))",
        )
    if found.child and found.child != _binding(check, child):
        raise InputError(
            "consent/guardian-unverified",
            "this check of a parent was made for another child",
            help="verify the holder of parental responsibility for this child",
        )
    return found


def bind_check(unit: DataUnit, check: str, child: bytes) -> None:
    """Bind a check to the child it is used for, in the unit that keeps the consent."""
    found = check_guardian(unit, check, child)
    if not found.child:
        _put(unit, check, replace(found, child=_binding(check, child)))


def _put(unit: DataUnit, check: str, value: GuardianCheck) -> None:
    unit.set_meta(_PREFIX + check, msgspec.json.encode(value).decode())


def _binding(check: str, child: bytes) -> str:
    # Once the child is erased, nothing leads from this hash to anybody.
    return hashlib.sha256(bytes.fromhex(check) + child).hexdigest()
