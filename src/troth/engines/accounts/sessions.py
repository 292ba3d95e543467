"""Sessions of browsers: begun at sign-in with a new token, ended by signing out or by time.

The token is 32 random bytes that only the browser has; the store has their hash. A session ends
when it was not used for a while and, used or not, after its longest time (OWASP ASVS 5.0, 7.3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.storage.ports import DataStore
from troth.storage.signin_rows import SessionRow

Kind = Literal["person", "staff"]
TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
"""How often the last use is written down: not with every request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long a session lasts: unused, and at the longest."""

    idle: timedelta
    longest: timedelta


TERMS: Mapping[Kind, Term] = {
    "person": Term(idle=timedelta(hours=2), longest=timedelta(days=1)),
    "staff": Term(idle=timedelta(minutes=30), longest=timedelta(hours=12)),
}

MOST: Final = 10
"""How many sessions one owner has at the same time."""


def token_hash(token: str) -> bytes:
    """Return what the store knows of a token."""
    return hashlib.sha256(token.encode()).digest()


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, *, data: DataStore, entropy: Entropy) -> None:
        self._data = data
        self._entropy = entropy

    def begin(self, kind: Kind, owner: bytes, now: datetime) -> str:
        """Begin a session; return its token, which is nowhere else."""
        token = self._entropy.bytes(TOKEN_BYTES).hex()
        at = to_micros(now)
        row = SessionRow(
            token=token_hash(token),
            kind=kind,
            owner=owner,
            opened_at=at,
            seen_at=at,
            until=to_micros(now + TERMS[kind].longest),
        )
        with self._data.unit() as unit:
            # The one that was begun first goes for the new one (OWASP ASVS 5.0, 7.1.2).
            unit.delete_sessions([one.token for one in unit.sessions(owner)[MOST - 1 :]])
            unit.put_session(row)
        return token

    def find(self, token: str, now: datetime) -> SessionRow | None:
        """Return the session of a token that still holds, and write down that it was used."""
        with self._data.read() as reader:
            row = reader.session(token_hash(token))
        if row is None or row.kind not in TERMS:
            return None
        at = to_micros(now)
        idle = TERMS["staff" if row.kind == "staff" else "person"].idle
        if at >= row.until or at >= row.seen_at + int(idle / timedelta(microseconds=1)):
            return None
        if at - row.seen_at >= int(SEEN_EVERY / timedelta(microseconds=1)):
            row = replace(row, seen_at=at)
            with self._data.unit() as unit:
                # Ended meanwhile by another request: it stays ended.
                if unit.session(row.token) is None:
                    return None
                unit.put_session(row)
        return row

    def end(self, token: str) -> None:
        """End one session, if it is there."""
        with self._data.unit() as unit:
            unit.delete_sessions([token_hash(token)])

    def end_one(self, owner: bytes, named: str) -> bool:
        """End one session of an owner, named by the hash of its token; False for anybody else's."""
        with self._data.unit() as unit:
            gone = [row.token for row in unit.sessions(owner) if row.token.hex() == named]
            return unit.delete_sessions(gone) == 1

    def end_others(self, owner: bytes, *, but: str = "") -> int:
        """End every session of one owner except one; return how many."""
        keep = token_hash(but) if but else b""
        with self._data.unit() as unit:
            gone = [row.token for row in unit.sessions(owner) if row.token != keep]
            return unit.delete_sessions(gone)

    def of(self, owner: bytes) -> list[SessionRow]:
        """Return the sessions of one owner, the newest first."""
        with self._data.read() as reader:
            return list(reader.sessions(owner))
