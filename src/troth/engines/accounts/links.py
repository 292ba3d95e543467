"""One-time links: what is sent by mail so that somebody can show that an address is theirs.

A link opens one thing, once, for a while. The token is nowhere but in the message; an address is
never in a link. Looking at a link does not use it: mail scanners look at every one, so using is a
second step that a person takes (a button, never the visit itself).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.accounts.sessions import TOKEN_BYTES, token_hash
from troth.storage.ports import DataStore
from troth.storage.signin_rows import LinkRow

Use = Literal[
    "confirm-email", "confirm-consent", "verify-request", "request-status", "package", "sign-in",
    "unsubscribe", "choices", "staff-start", "receipt", "second-factor", "passkey", "provider",
    "public-page", "refused-age", "mail-taken",
]  # fmt: skip

TERMS: Mapping[Use, timedelta] = {
    "confirm-email": timedelta(days=2),
    "confirm-consent": timedelta(days=7),
    "verify-request": timedelta(days=7),
    "request-status": timedelta(days=400),
    "package": timedelta(days=7),
    "sign-in": timedelta(minutes=20),
    # RFC 8058: a message may be opened long after it was sent.
    "unsubscribe": timedelta(days=800),
    "choices": timedelta(days=7),
    "staff-start": timedelta(hours=1),
    "receipt": timedelta(days=30),
    # Never sent to anybody: what one browser asks, it answers within minutes.
    "second-factor": timedelta(minutes=10),
    "passkey": timedelta(minutes=5),
    "provider": timedelta(minutes=10),
    # As long as there is an account that could be opened; it goes with its person.
    "refused-age": timedelta(days=30),
    "public-page": timedelta(days=36_500),
    # A message may lie in a mailbox, or come back from a backup of one, for long.
    "mail-taken": timedelta(days=800),
}
LASTING: frozenset[Use] = frozenset(("request-status", "unsubscribe", "public-page"))
"""Uses that a link opens again and again until its time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a link opens."""

    use: Use
    owner: bytes | None
    about: str


class Links:
    """Makes, looks at and uses links."""

    def __init__(self, *, data: DataStore, entropy: Entropy) -> None:
        self._data = data
        self._entropy = entropy

    def make(self, use: Use, now: datetime, *, owner: bytes | None = None, about: str = "") -> str:
        """Make a link; return its token, which is nowhere else.

        Args:
            owner: The person, request or member of staff it is for.
            about: A name that narrows it; never a value of a person.
        """
        token = self._entropy.bytes(TOKEN_BYTES).hex()
        row = LinkRow(
            token=token_hash(token),
            use=use,
            owner=owner,
            about=about,
            until=to_micros(now + TERMS[use]),
        )
        with self._data.unit() as unit:
            unit.put_link(row)
        return token

    def look(self, token: str, use: Use, now: datetime) -> Opened | None:
        """Return what a link would open, and leave it unused."""
        with self._data.read() as reader:
            row = reader.link(token_hash(token))
        if row is None or row.use != use or to_micros(now) >= row.until:
            return None
        if row.used_at is not None and use not in LASTING:
            return None
        return Opened(use=use, owner=row.owner, about=row.about)

    def use(self, token: str, use: Use, now: datetime) -> Opened | None:
        """Use a link; None where it does not open this, was used before, or is too old."""
        found = self.look(token, use, now)
        if found is None or use in LASTING:
            return found
        with self._data.unit() as unit:
            first = unit.use_link(token_hash(token), to_micros(now))
        return found if first else None

    def note(
        self, use: Use, key: bytes, now: datetime, *, owner: bytes | None = None, about: str = ""
    ) -> None:
        """Note something under a key of one's own; 32 bytes that lead back to nobody.

        Under the hash of a token (`token_hash`) it is a link that this token opens.
        """
        row = LinkRow(
            token=key, use=use, owner=owner, about=about, until=to_micros(now + TERMS[use])
        )
        with self._data.unit() as unit:
            unit.put_link(row)

    def noted(self, use: Use, key: bytes, now: datetime) -> bool:
        """Tell whether something was noted under a key, and its time is not over."""
        with self._data.read() as reader:
            row = reader.link(key)
        return row is not None and row.use == use and to_micros(now) < row.until

    def clean(self, now: datetime) -> int:
        """Delete sessions and links whose time is over; return how many."""
        with self._data.unit() as unit:
            return unit.delete_lapsed(to_micros(now))
