"""Chance that is the same on every machine: choices drawn from a seed and a name.

SHA-256 in counter mode. Every draw belongs to a named stream (`Chance(seed, "person", 12)`), so
that one more draw in one place changes nothing in another, and person 12 is the same whether ten
people are rehearsed or ten thousand. Never used for keys, nonces or ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """One named stream of choices."""

    __slots__ = ("_block", "_count", "_left", "_root")

    def __init__(self, seed: int, *names: str | int) -> None:
        written = "/".join(str(part) for part in (seed, *names))
        self._root = hashlib.sha256(written.encode())
        self._count = 0
        self._block = b""
        self._left = 0

    def below(self, limit: int) -> int:
        """Return a number from 0 up to and without `limit`; each alike to within 2**-32."""
        if self._left == 0:
            drawn = self._root.copy()
            drawn.update(self._count.to_bytes(8, "big"))
            self._block, self._count, self._left = drawn.digest(), self._count + 1, 4
        self._left -= 1
        start = self._left * 8
        return int.from_bytes(self._block[start : start + 8], "big") % limit

    def between(self, low: int, high: int) -> int:
        """Return a number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def happens(self, in_thousand: int) -> bool:
        """Return whether something that happens so many times in a thousand happens now."""
        return self.below(1000) < in_thousand

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of `choices`."""
        return choices[self.below(len(choices))]

    def hexadecimal(self, digits: int) -> str:
        """Return so many hex digits, such as an invented device gives itself."""
        return "".join("0123456789abcdef"[self.below(16)] for _ in range(digits))
