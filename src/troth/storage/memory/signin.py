"""What signing in needs, in the memory model: plain dictionaries, exact meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from troth.storage.memory.tables import DataTables
from troth.storage.refusals import duplicate, unknown_reference
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

R = TypeVar("R")


class MemorySignInReads:
    """Reads what signing in needs."""

    _tables: DataTables

    def accounts(self, persons: Sequence[bytes]) -> Sequence[AccountRow]:
        """Return the accounts of these persons, in the order of their ids."""
        held = self._tables.accounts
        return [held[person] for person in sorted(set(persons)) if person in held]

    def staff(self, staff: bytes) -> StaffRow | None:
        """Return one member of staff."""
        return self._tables.staff.get(staff)

    def staff_by_login(self, login: str) -> StaffRow | None:
        """Return the member of staff who signs in by a name."""
        return next((row for row in self._tables.staff.values() if row.login == login), None)

    def all_staff(self) -> Sequence[StaffRow]:
        """Return everybody, those who left too, in the order of their logins."""
        return sorted(self._tables.staff.values(), key=lambda row: row.login)

    def passkeys(self, owner: bytes) -> Sequence[PasskeyRow]:
        """Return the passkeys of one owner, oldest first."""
        found = [row for row in self._tables.passkeys.values() if row.owner == owner]
        return sorted(found, key=lambda row: (row.made_at, row.credential))

    def passkey(self, credential: bytes) -> PasskeyRow | None:
        """Return one passkey."""
        return self._tables.passkeys.get(credential)

    def session(self, token: bytes) -> SessionRow | None:
        """Return the session of a token's hash."""
        return self._tables.sessions.get(token)

    def sessions(self, owner: bytes) -> Sequence[SessionRow]:
        """Return the sessions of one owner, the newest first."""
        found = [row for row in self._tables.sessions.values() if row.owner == owner]
        return sorted(found, key=lambda row: (-row.opened_at, row.token))

    def sessions_of(self, owners: Sequence[bytes]) -> Sequence[SessionRow]:
        """Return the sessions of these owners, the newest first."""
        wanted = set(owners)
        found = [row for row in self._tables.sessions.values() if row.owner in wanted]
        return sorted(found, key=lambda row: (-row.opened_at, row.token))

    def link(self, token: bytes) -> LinkRow | None:
        """Return the link of a token's hash."""
        return self._tables.links.get(token)

    def tokens(self) -> Sequence[TokenRow]:
        """Return the tokens of programs, ended ones too, in the order they were made."""
        return sorted(self._tables.tokens.values(), key=lambda row: (row.made_at, row.token))

    def token(self, token: bytes) -> TokenRow | None:
        """Return the token of a program by its hash."""
        return self._tables.tokens.get(token)

    def sign_ins(self, owners: Sequence[bytes]) -> Sequence[SignInRow]:
        """Return what happened to these owners' ways in, the newest first."""
        wanted = set(owners)
        found = [row for row in self._tables.sign_ins.values() if row.owner in wanted]
        return sorted(found, key=lambda row: (-row.at, row.event))

    def reviews(self) -> Sequence[ReviewRow]:
        """Return every review of access, the oldest first."""
        return sorted(self._tables.reviews.values(), key=lambda row: (row.at, row.review))


class MemorySignInWrites(MemorySignInReads):
    """Writes what signing in needs."""

    def put_account(self, row: AccountRow) -> None:
        """Write an account in place of an older one of the same person."""
        self._known(row.person, "accounts")
        self._tables.accounts[row.person] = row

    def put_staff(self, row: StaffRow) -> None:
        """Write a member of staff in place of an older row; a login is never given twice."""
        same = self.staff_by_login(row.login)
        if same is not None and same.staff != row.staff:
            raise duplicate("staff")
        self._tables.staff[row.staff] = row

    def swap_factor(self, kind: str, owner: bytes, old: bytes | None, new: bytes | None) -> bool:
        """Write a second factor in place of `old`; False when another stands there by now."""
        if kind == "staff":
            member = self._tables.staff.get(owner)
            if member is None or member.factor != old:
                return False
            self._tables.staff[owner] = replace(member, factor=new)
            return True
        account = self._tables.accounts.get(owner)
        if account is None or account.factor != old:
            return False
        self._tables.accounts[owner] = replace(account, factor=new)
        return True

    def put_passkey(self, row: PasskeyRow) -> None:
        """Write a passkey in place of an older row of the same credential."""
        if row.kind == "person":
            self._known(row.owner, "passkeys")
        self._tables.passkeys[row.credential] = row

    def delete_passkeys(self, credentials: Sequence[bytes]) -> int:
        """Delete passkeys; return how many were there."""
        return _drop(self._tables.passkeys, credentials)

    def put_session(self, row: SessionRow) -> None:
        """Write a session in place of an older row of the same token."""
        if row.kind == "person":
            self._known(row.owner, "sessions")
        self._tables.sessions[row.token] = row

    def delete_sessions(self, tokens: Sequence[bytes]) -> int:
        """Delete sessions; return how many were there."""
        return _drop(self._tables.sessions, tokens)

    def put_link(self, row: LinkRow) -> None:
        """Write a link."""
        self._tables.links[row.token] = row

    def use_link(self, token: bytes, at: int) -> bool:
        """Mark a link as used; False when it was used before, whoever comes first."""
        row = self._tables.links.get(token)
        if row is None or row.used_at is not None:
            return False
        self._tables.links[token] = replace(row, used_at=at)
        return True

    def put_token(self, row: TokenRow) -> None:
        """Write a program's token in place of an older row."""
        self._tables.tokens[row.token] = row

    def add_sign_in(self, row: SignInRow) -> None:
        """Write down what happened to a way in."""
        if row.kind == "person":
            self._known(row.owner, "sign_ins")
        self._tables.sign_ins[row.event] = row

    def delete_sign_ins(self, before: int) -> int:
        """Delete what happened to ways in before an instant; return how many."""
        held = self._tables.sign_ins
        return _drop(held, [key for key, row in held.items() if row.at < before])

    def add_review(self, row: ReviewRow) -> None:
        """Write a review of access down."""
        self._tables.reviews[row.review] = row

    def end_ways_in(self, uses: Sequence[str]) -> int:
        """Delete every session and every link of these uses; return how many."""
        links = [key for key, row in self._tables.links.items() if row.use in uses]
        return _drop(self._tables.sessions, list(self._tables.sessions)) + _drop(
            self._tables.links, links
        )

    def delete_lapsed(self, before: int) -> int:
        """Delete sessions and links that ended before an instant; return how many."""
        sessions = [k for k, row in self._tables.sessions.items() if row.until < before]
        links = [k for k, row in self._tables.links.items() if row.until < before]
        return _drop(self._tables.sessions, sessions) + _drop(self._tables.links, links)

    def forget_sign_ins(self, persons: Iterable[bytes]) -> None:
        """Delete all that signs these persons in; part of deleting them."""
        gone = set(persons)
        _drop(self._tables.accounts, gone)
        held = self._tables
        _drop(held.passkeys, [key for key, row in held.passkeys.items() if row.owner in gone])
        _drop(held.sessions, [key for key, row in held.sessions.items() if row.owner in gone])
        _drop(held.links, [key for key, row in held.links.items() if row.owner in gone])
        _drop(held.sign_ins, [key for key, row in held.sign_ins.items() if row.owner in gone])

    def _known(self, person: bytes, table: str) -> None:
        if person not in self._tables.persons:
            raise unknown_reference(table)


def _drop(table: dict[bytes, R], keys: Iterable[bytes]) -> int:
    return sum(table.pop(key, None) is not None for key in list(keys))
