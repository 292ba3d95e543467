"""The two things the pure floors may not fetch for themselves: time and chance.

Nothing below `assembly` reads a clock or a random source; it is handed one of these. Tests and the
rehearsal hand in deterministic ones.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant, always timezone-aware and in UTC."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        ...


class Entropy(Protocol):
    """Gives unpredictable bytes for ids, nonces and keys (in production of NIST SP 800-90A)."""

    def bytes(self, count: int) -> bytes:
        """Return `count` unpredictable bytes."""
        ...
