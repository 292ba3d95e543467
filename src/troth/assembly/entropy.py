"""Randomness: the operating system's for real stores, a seed's for rehearsals.

Every id, nonce and key in the house comes through one of these. The seeded one makes a rehearsal
repeatable byte for byte; a store made with it is marked as a rehearsal and keeps no real person
(DESIGN, D16), for whoever knows the seed knows its keys.
"""

from __future__ import annotations

import hmac
import os


class SystemEntropy:
    """Unpredictable bytes from the operating system."""

    def bytes(self, count: int) -> bytes:
        """Return `count` unpredictable bytes."""
        return os.urandom(count)


class SeededEntropy:
    """The same bytes for the same seed: HMAC-SHA256 over a counter. Never for real people.

    Args:
        seed: Any whole number.
    """

    def __init__(self, seed: int) -> None:
        self._key = b"troth/seeded-entropy/v1/%d" % seed
        self._counter = 0
        self._left = b""

    def bytes(self, count: int) -> bytes:
        """Return the next `count` bytes of the seed's sequence."""
        parts = [self._left]
        have = len(self._left)
        while have < count:
            block = hmac.digest(self._key, self._counter.to_bytes(8, "big"), "sha512")
            self._counter += 1
            parts.append(block)
            have += len(block)
        drawn = b"".join(parts)
        self._left = drawn[count:]
        return drawn[:count]
