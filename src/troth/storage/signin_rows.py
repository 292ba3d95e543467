"""What crosses the doors of storage about signing in: accounts, staff, passkeys, sessions, links.

No secret is kept as it was given: passwords as argon2id hashes (RFC 9106), tokens of sessions,
links and programs as SHA-256 of 32 random bytes. An address is never here: it lies sealed in the
vault and as a blind index, and an account is found by it through identity.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """A person's account.

    Attributes:
        password: argon2id hash; empty where only a passkey or a link opens it.
        factor: The sealed secret of the second factor (RFC 6238), or None.
    """

    person: bytes
    password: str
    factor: bytes | None
    opened_at: int
    closed_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """A member of staff.

    Attributes:
        login: What they sign in with: a short name, no address.
        roles: Words of the manifest's staff roles and of the console's own.
    """

    staff: bytes
    login: str
    roles: tuple[str, ...]
    password: str
    factor: bytes | None
    opened_at: int
    ended_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRow:
    """A passkey (WebAuthn level 3) of a person or of staff; `owner` is whose."""

    credential: bytes
    kind: str
    owner: bytes
    public_key: bytes
    counter: int
    made_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session of a browser, by the hash of its token; `kind` is `person` or `staff`."""

    token: bytes
    kind: str
    owner: bytes
    opened_at: int
    seen_at: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A one-time link, by the hash of its token.

    Attributes:
        use: What it opens: `confirm-email`, `verify-request`, `sign-in`, `package`, ...
        owner: The person or request it is for, or None.
        about: A name that narrows it: a purpose, a form; never a value of a person.
    """

    token: bytes
    use: str
    owner: bytes | None
    about: str
    until: int
    used_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """What a program shows to be let in, by its hash; `roles` are the scopes it was given.

    It opens nothing from `until` on, where there is one, nor once it was ended.
    """

    token: bytes
    name: str
    roles: tuple[str, ...]
    made_at: int
    ended_at: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRow:
    """What happened to somebody's way in: a sign-in, a failure, a change; and when.

    Attributes:
        event: A random id.
        kind: `person` or `staff`; `owner` is whose.
        what: One of `engines.accounts.happenings.WHAT`. No address, no browser.
    """

    event: bytes
    kind: str
    owner: bytes
    what: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """Somebody looked again at what a member of staff may reach.

    Attributes:
        reviewer: Another member of staff.
        outcome: `approved` or `withdrawn`.
        roles: What they had.
        withdrawn: What was taken from them.
    """

    review: bytes
    staff: bytes
    reviewer: bytes
    outcome: str
    roles: tuple[str, ...]
    withdrawn: tuple[str, ...]
    at: int
