"""Accounts, staff, passkeys, sessions, links and tokens: statements for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

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
from troth.storage.sql import signin_schema
from troth.storage.sql.session import R, Session
from troth.storage.sql.shapes import Shape
from troth.storage.sql.subjects import SubjectWrites

_ACCOUNTS: Final = Shape(signin_schema.ACCOUNTS, AccountRow)
_STAFF: Final = Shape(signin_schema.STAFF, StaffRow)
_PASSKEYS: Final = Shape(signin_schema.PASSKEYS, PasskeyRow)
_SESSIONS: Final = Shape(signin_schema.SESSIONS, SessionRow)
_LINKS: Final = Shape(signin_schema.LINKS, LinkRow)
_TOKENS: Final = Shape(signin_schema.TOKENS, TokenRow)
_SIGN_INS: Final = Shape(signin_schema.SIGN_INS, SignInRow)
_REVIEWS: Final = Shape(signin_schema.REVIEWS, ReviewRow)
_OF_ACCOUNTS: Final = "accounts SET factor = ? WHERE person"


class SignInReads:
    """Reads what signing in needs."""

    _session: Session

    def accounts(self, persons: Sequence[bytes]) -> Sequence[AccountRow]:
        """Return the accounts of these persons, in the order of their ids."""
        condition, values = self._session.among("person", persons)
        sql = f"{_ACCOUNTS.select} WHERE {condition} ORDER BY person"
        return _ACCOUNTS.rows(self._session.lines(sql, values))

    def staff(self, staff: bytes) -> StaffRow | None:
        """Return one member of staff."""
        return self._one(_STAFF, "staff", staff)

    def staff_by_login(self, login: str) -> StaffRow | None:
        """Return the member of staff who signs in by a name."""
        return self._one(_STAFF, "login", login)

    def all_staff(self) -> Sequence[StaffRow]:
        """Return everybody, those who left too, in the order of their logins."""
        return _STAFF.rows(self._session.lines(f"{_STAFF.select} ORDER BY login"))

    def passkeys(self, owner: bytes) -> Sequence[PasskeyRow]:
        """Return the passkeys of one owner, oldest first."""
        sql = f"{_PASSKEYS.select} WHERE owner = ? ORDER BY made_at, credential"
        return _PASSKEYS.rows(self._session.lines(sql, (owner,)))

    def passkey(self, credential: bytes) -> PasskeyRow | None:
        """Return one passkey."""
        return self._one(_PASSKEYS, "credential", credential)

    def session(self, token: bytes) -> SessionRow | None:
        """Return the session of a token's hash."""
        return self._one(_SESSIONS, "token", token)

    def sessions(self, owner: bytes) -> Sequence[SessionRow]:
        """Return the sessions of one owner, the newest first."""
        sql = f"{_SESSIONS.select} WHERE owner = ? ORDER BY opened_at DESC, token"
        return _SESSIONS.rows(self._session.lines(sql, (owner,)))

    def sessions_of(self, owners: Sequence[bytes]) -> Sequence[SessionRow]:
        """Return the sessions of these owners, the newest first."""
        condition, values = self._session.among("owner", owners)
        sql = f"{_SESSIONS.select} WHERE {condition} ORDER BY opened_at DESC, token"
        return _SESSIONS.rows(self._session.lines(sql, values))

    def link(self, token: bytes) -> LinkRow | None:
        """Return the link of a token's hash."""
        return self._one(_LINKS, "token", token)

    def tokens(self) -> Sequence[TokenRow]:
        """Return the tokens of programs, ended ones too, in the order they were made."""
        return _TOKENS.rows(self._session.lines(f"{_TOKENS.select} ORDER BY made_at, token"))

    def token(self, token: bytes) -> TokenRow | None:
        """Return the token of a program by its hash."""
        return self._one(_TOKENS, "token", token)

    def sign_ins(self, owners: Sequence[bytes]) -> Sequence[SignInRow]:
        """Return what happened to these owners' ways in, the newest first."""
        condition, values = self._session.among("owner", owners)
        sql = f"{_SIGN_INS.select} WHERE {condition} ORDER BY at DESC, event"
        return _SIGN_INS.rows(self._session.lines(sql, values))

    def reviews(self) -> Sequence[ReviewRow]:
        """Return every review of access, the oldest first."""
        return _REVIEWS.rows(self._session.lines(f"{_REVIEWS.select} ORDER BY at, review"))

    def _one(self, shape: Shape[R], column: str, value: object) -> R | None:
        line = self._session.line(f"{shape.select} WHERE {column} = ?", (value,))
        return None if line is None else shape.row(line)


class SignInWrites(SignInReads, SubjectWrites):
    """Writes what signing in needs."""

    def put_account(self, row: AccountRow) -> None:
        """Write an account in place of an older one of the same person."""
        self.demand([row.person], "accounts")
        self._session.put(_ACCOUNTS, [row])

    def put_staff(self, row: StaffRow) -> None:
        """Write a member of staff in place of an older row; a login is never given twice."""
        self._session.put(_STAFF, [row])

    def swap_factor(self, kind: str, owner: bytes, old: bytes | None, new: bytes | None) -> bool:
        """Write a second factor in place of `old`; False when another stands there by now."""
        table = "staff SET factor = ? WHERE staff" if kind == "staff" else _OF_ACCOUNTS
        same, values = ("IS NULL", ()) if old is None else ("= ?", (old,))
        sql = f"UPDATE {table} = ? AND factor {same}"
        return self._session.run(sql, (new, owner, *values)) == 1

    def put_passkey(self, row: PasskeyRow) -> None:
        """Write a passkey in place of an older row of the same credential."""
        if row.kind == "person":
            self.demand([row.owner], "passkeys")
        self._session.put(_PASSKEYS, [row])

    def delete_passkeys(self, credentials: Sequence[bytes]) -> int:
        """Delete passkeys; return how many were there."""
        return self._session.run_among("DELETE FROM passkeys", "credential", list(credentials))

    def put_session(self, row: SessionRow) -> None:
        """Write a session in place of an older row of the same token."""
        if row.kind == "person":
            self.demand([row.owner], "sessions")
        self._session.put(_SESSIONS, [row])

    def delete_sessions(self, tokens: Sequence[bytes]) -> int:
        """Delete sessions; return how many were there."""
        return self._session.run_among("DELETE FROM sessions", "token", list(tokens))

    def put_link(self, row: LinkRow) -> None:
        """Write a link."""
        self._session.put(_LINKS, [row])

    def use_link(self, token: bytes, at: int) -> bool:
        """Mark a link as used; False when it was used before, whoever comes first."""
        sql = "UPDATE links SET used_at = ? WHERE token = ? AND used_at IS NULL"
        return self._session.run(sql, (at, token)) == 1

    def put_token(self, row: TokenRow) -> None:
        """Write a program's token in place of an older row."""
        self._session.put(_TOKENS, [row])

    def add_sign_in(self, row: SignInRow) -> None:
        """Write down what happened to a way in."""
        if row.kind == "person":
            self.demand([row.owner], "sign_ins")
        self._session.put(_SIGN_INS, [row])

    def delete_sign_ins(self, before: int) -> int:
        """Delete what happened to ways in before an instant; return how many."""
        return self._session.run("DELETE FROM sign_ins WHERE at < ?", (before,))

    def add_review(self, row: ReviewRow) -> None:
        """Write a review of access down."""
        self._session.put(_REVIEWS, [row])

    def end_ways_in(self, uses: Sequence[str]) -> int:
        """Delete every session and every link of these uses; return how many."""
        sessions = self._session.run("DELETE FROM sessions", ())
        return sessions + self._session.run_among("DELETE FROM links", "use", list(uses))

    def delete_lapsed(self, before: int) -> int:
        """Delete sessions and links that ended before an instant; return how many."""
        sessions = self._session.run("DELETE FROM sessions WHERE until < ?", (before,))
        return sessions + self._session.run("DELETE FROM links WHERE until < ?", (before,))
