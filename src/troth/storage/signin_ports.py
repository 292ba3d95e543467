"""The doors to what signing in needs: halves of the data store's reader and unit.

Part of `troth.storage.ports`, under the same contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from troth.storage.signin_rows import (
    AccountRow,
    LinkRow,
    PasskeyRow,
    ReviewRow,
    SessionRow,
    SignInRow,
    StaffRow,
    TokenRow,
)


class SignInReader(Protocol):
    """The read half."""

    def accounts(self, persons: Sequence[bytes]) -> Sequence[AccountRow]:
        """Return the accounts of these persons, in the order of their ids."""
        ...

    def staff(self, staff: bytes) -> StaffRow | None: ...
    def staff_by_login(self, login: str) -> StaffRow | None: ...
    def all_staff(self) -> Sequence[StaffRow]:
        """Return everybody, those who left too, in the order of their logins."""
        ...

    def passkeys(self, owner: bytes) -> Sequence[PasskeyRow]:
        """Return the passkeys of one owner, oldest first."""
        ...

    def passkey(self, credential: bytes) -> PasskeyRow | None: ...
    def session(self, token: bytes) -> SessionRow | None: ...
    def sessions(self, owner: bytes) -> Sequence[SessionRow]:
        """Return the sessions of one owner, the newest first."""
        ...

    def sessions_of(self, owners: Sequence[bytes]) -> Sequence[SessionRow]:
        """Return the sessions of these owners, the newest first."""
        ...

    def link(self, token: bytes) -> LinkRow | None: ...
    def tokens(self) -> Sequence[TokenRow]:
        """Return the tokens of programs, ended ones too, in the order they were made."""
        ...

    def token(self, token: bytes) -> TokenRow | None: ...
    def sign_ins(self, owners: Sequence[bytes]) -> Sequence[SignInRow]:
        """Return what happened to these owners' ways in, the newest first."""
        ...

    def reviews(self) -> Sequence[ReviewRow]:
        """Return every review of access, the oldest first."""
        ...


class SignInUnit(SignInReader, Protocol):
    """The write half. When a person is deleted, all that signed them in goes with them."""

    def put_account(self, row: AccountRow) -> None:
        """Write an account in place of an older one of the same person."""
        ...

    def put_staff(self, row: StaffRow) -> None:
        """Write a member of staff in place of an older row; a login is never given twice."""
        ...

    def swap_factor(self, kind: str, owner: bytes, old: bytes | None, new: bytes | None) -> bool:
        """Write a second factor in place of `old`; False when another stands there by now.

        Args:
            kind: `person` for an account, `staff` for a member of staff.
        """
        ...

    def put_passkey(self, row: PasskeyRow) -> None: ...
    def delete_passkeys(self, credentials: Sequence[bytes]) -> int: ...
    def put_session(self, row: SessionRow) -> None: ...
    def delete_sessions(self, tokens: Sequence[bytes]) -> int: ...
    def put_link(self, row: LinkRow) -> None: ...
    def use_link(self, token: bytes, at: int) -> bool:
        """Mark a link as used; False when it was used before, whoever comes first."""
        ...

    def put_token(self, row: TokenRow) -> None: ...
    def add_sign_in(self, row: SignInRow) -> None: ...
    def delete_sign_ins(self, before: int) -> int:
        """Delete what happened to ways in before an instant; return how many."""
        ...

    def add_review(self, row: ReviewRow) -> None: ...
    def end_ways_in(self, uses: Sequence[str]) -> int:
        """Delete every session and every link of these uses; return how many."""
        ...

    def delete_lapsed(self, before: int) -> int:
        """Delete sessions and links that ended before an instant; return how many."""
        ...
