"""What happened to somebody's ways in: sign-ins, failures and changes; by kind and time alone.

Shown to its owner, so that they notice what was not them. No address and no browser is kept. What
ended a way in is journalled in the key store too, so that a restored backup does not open it again
(D4.8): a password, a factor or a passkey that was given up after a backup stays given up.

OWASP ASVS 5.0, 16.3.1; GDPR Art. 5(1)(c), 32(1)(b).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.accounts.links import Use
from troth.engines.accounts.totp import Owner, without_codes
from troth.engines.vault.rows import JournalEntry
from troth.engines.vault.vault import Vault
from troth.storage.ports import DataReader, DataStore, DataUnit
from troth.storage.rows import JournalKind
from troth.storage.signin_rows import SignInRow

What = Literal[
    "signed-in", "signed-in-passkey", "signed-in-provider", "signed-in-factor", "refused-password",
    "refused-factor", "signed-out", "sessions-ended", "password-changed", "factor-on",
    "factor-ended", "codes-renewed", "code-used", "passkey-made", "passkey-ended",
]  # fmt: skip
CHANGES: Final[frozenset[What]] = frozenset(
    ("password-changed", "factor-on", "factor-ended", "codes-renewed", "passkey-made",
     "passkey-ended")
)  # fmt: skip
"""What somebody is told of by a letter, too."""
JOURNALLED: Final[frozenset[What]] = CHANGES | {"code-used"}
CAME_IN: Final[frozenset[What]] = frozenset(
    ("signed-in", "signed-in-passkey", "signed-in-provider", "signed-in-factor")
)
KEPT: Final = timedelta(days=180)
ENDED_BY_RESTORE: Final[tuple[Use, ...]] = (
    "confirm-email", "sign-in", "staff-start", "second-factor", "passkey", "provider", "package",
    "verify-request",
)  # fmt: skip
"""Links that are good once: after a restore nobody knows which of them were used."""


class Happenings:
    """Writes down what happened to ways in, and shows it."""

    def __init__(self, *, data: DataStore, vault: Vault, entropy: Entropy) -> None:
        self._data = data
        self._vault = vault
        self._entropy = entropy

    def note(self, owner: Owner, what: What, now: datetime, *, credential: str = "") -> None:
        """Write down that something happened.

        Args:
            credential: Of a passkey, in hex.
        """
        if what in JOURNALLED:
            keep_change(self._vault, owner, what, now, credential=credential)
        row = SignInRow(
            event=self._entropy.bytes(16), kind=owner.kind, owner=owner.id, what=what,
            at=to_micros(now),
        )  # fmt: skip
        with self._data.unit() as unit:
            unit.add_sign_in(row)

    def of(self, owner: Owner) -> Sequence[SignInRow]:
        """Return what happened to somebody's ways in, the newest first."""
        with self._data.read() as reader:
            return reader.sign_ins([owner.id])

    def clean(self, now: datetime) -> int:
        """Delete what happened too long ago; return how many."""
        with self._data.unit() as unit:
            return unit.delete_sign_ins(to_micros(now - KEPT))


def last_came_in(reader: DataReader, owners: Sequence[bytes]) -> dict[bytes, int]:
    """Return owner → the instant at which they last came in, in microseconds."""
    found: dict[bytes, int] = {}
    for row in reader.sign_ins(owners):
        if row.what in CAME_IN:
            found.setdefault(row.owner, row.at)
    return found


def keep_change(
    vault: Vault, owner: Owner, what: What, now: datetime, *, credential: str = ""
) -> None:
    """Journal that a way in was changed, where no backup can forget it."""
    payload = msgspec.json.encode({"what": what, "credential": credential})
    if owner.kind == "person":
        vault.journal(owner.id, "way-in-changed", payload, now)
        return
    # Under the house's key, as nothing of staff lies under a person's.
    kind: JournalKind = "staff-way-in-changed"
    entry = JournalEntry(at=to_micros(now), person=owner.id, kind=kind, payload=payload)
    vault.journal_house(entry)


def change_again(unit: DataUnit, owner: Owner, payload: bytes) -> int:
    """Take from a restored store what was given up since; return 1 where that was something.

    The new password or factor is not in the journal: a password is set again by a link, a factor
    by its owner.
    """
    told = msgspec.json.decode(payload)
    what = told["what"]
    if what.startswith("passkey"):
        gone = bytes.fromhex(told["credential"])
        return unit.delete_passkeys([gone]) if what == "passkey-ended" else 0
    if what == "password-changed":
        return _without_password(unit, owner)
    factor = _factor(unit, owner)
    kept = None if factor is None or what.startswith("factor") else without_codes(factor)
    unit.swap_factor(owner.kind, owner.id, factor, kept)
    if what == "code-used":
        return 1
    # Who had a second factor since does not get in by the password alone now.
    return _without_password(unit, owner)


def _without_password(unit: DataUnit, owner: Owner) -> int:
    if owner.kind == "staff":
        member = unit.staff(owner.id)
        if member is not None:
            unit.put_staff(replace(member, password=""))
        return int(member is not None)
    accounts = unit.accounts([owner.id])
    for row in accounts:
        unit.put_account(replace(row, password=""))
    return len(accounts)


def _factor(unit: DataUnit, owner: Owner) -> bytes | None:
    if owner.kind == "staff":
        member = unit.staff(owner.id)
        return None if member is None else member.factor
    account = next(iter(unit.accounts([owner.id])), None)
    return None if account is None else account.factor
