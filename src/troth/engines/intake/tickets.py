"""Tickets of forms: what is sent twice under one ticket is taken in once.

A page that is reloaded, a button that is pressed twice, a browser that tries again: the second time
finds the ticket taken. What was refused, or broke, gives its ticket back. A ticket is 32 random
bytes and a form's name, signed; only its hash is kept, and only for a day.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal

from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.storage.ports import DataStore
from troth.storage.signin_rows import LinkRow

USE: Final = "form"
LASTS: Final = timedelta(days=1)
"""How long a page with a form may stay open."""
UNDER_WAY: Final = timedelta(minutes=2)
"""After this, a submission that nobody finished may be sent again."""

State = Literal["taken", "free", "busy"]


class Tickets:
    """Issues and takes tickets.

    Args:
        secret: What signs them; the same in every process of a site.
    """

    def __init__(self, *, data: DataStore, entropy: Entropy, secret: bytes) -> None:
        self._data = data
        self._entropy = entropy
        self._secret = secret

    def issue(self, form: str, now: datetime) -> str:
        """Return a fresh ticket; nothing is kept of it until it is used."""
        told = f"{to_micros(now):x}.{self._entropy.bytes(16).hex()}"
        return f"{told}.{self._sign(form, told)}"

    def holds(self, ticket: str, form: str, now: datetime) -> bool:
        """Tell whether a ticket is ours, for this form, and not too old."""
        told, _, signed = ticket.rpartition(".")
        if not hmac.compare_digest(signed.encode(), self._sign(form, told).encode()):
            return False
        issued = from_micros(int(told.partition(".")[0], 16))
        return issued <= now + UNDER_WAY and now < issued + LASTS

    def take(self, ticket: str, now: datetime) -> State:
        """Claim a ticket that holds: `free` for whoever comes first, `busy` while they work."""
        key = _key(ticket)
        with self._data.unit() as unit:
            row = unit.link(key)
            if row is not None and to_micros(now) < row.until:
                return "busy" if row.used_at is None else "taken"
            unit.put_link(
                LinkRow(token=key, use=USE, owner=None, about="", until=to_micros(now + UNDER_WAY))
            )
        return "free"

    def finish(self, ticket: str, now: datetime, *, kept: bool) -> None:
        """Close a claim: for good when something was kept, else the ticket is free again."""
        with self._data.unit() as unit:
            row = unit.link(_key(ticket))
            if row is not None:
                at = to_micros(now)
                until = to_micros(now + LASTS) if kept else at
                unit.put_link(replace(row, until=until, used_at=at if kept else None))

    def _sign(self, form: str, told: str) -> str:
        return hmac.digest(self._secret, f"{USE}/{form}/{told}".encode(), "sha256").hex()


def _key(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()
