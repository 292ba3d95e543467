"""How often somebody may try to sign in: a few times at once, then ever more slowly.

Counted by login and address together, by login alone and by address alone, so that guessing one
password for many logins is as slow as guessing many for one, and a stranger far away keeps nobody
out for long. What is counted is a hash, in memory, and forgotten after a quiet day: there is no
list of who tried (OWASP ASVS 5.0, 6.3.1; GDPR Art. 5(1)(c)).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FREE: Final[Mapping[str, int]] = {"both": 5, "login": 20, "address": 50}
"""Failures before anybody has to wait, by what they are counted by."""
LONGEST: Final = timedelta(minutes=15)
FORGET: Final = timedelta(days=1)
MOST: Final = 50_000
"""Hashes kept at once; the quietest go first."""


@dataclass(slots=True, kw_only=True)
class _Failures:
    count: int
    last: datetime


class Attempts:
    """Counts failures, and tells how long to wait."""

    def __init__(self) -> None:
        self._seen: dict[bytes, _Failures] = {}
        self._lock = threading.Lock()

    def wait(self, login: str, address: str, now: datetime) -> int:
        """Return for how many seconds nothing is tried; 0 when it may be tried now."""
        with self._lock:
            longest = timedelta(0)
            for by, key in _keys(login, address):
                seen = self._seen.get(key)
                if seen is not None:
                    longest = max(longest, seen.last + _delay(seen.count, FREE[by]) - now)
        return -int(-longest.total_seconds() // 1)

    def failed(self, login: str, address: str, now: datetime) -> None:
        """Note that an attempt failed."""
        with self._lock:
            for _, key in _keys(login, address):
                seen = self._seen.pop(key, None)
                known = seen is not None and now - seen.last < FORGET
                count = seen.count + 1 if seen is not None and known else 1
                # Put back at the end: the front holds what was quiet longest.
                self._seen[key] = _Failures(count=count, last=now)
            while len(self._seen) > MOST:
                del self._seen[next(iter(self._seen))]

    def passed(self, login: str, address: str) -> None:
        """Note that somebody signed in: their own failures are forgotten, the address's are not."""
        with self._lock:
            for by, key in _keys(login, address):
                if by != "address":
                    self._seen.pop(key, None)


def _delay(count: int, free: int) -> timedelta:
    return min(LONGEST, timedelta(seconds=2 ** min(count - free, 20))) if count >= free else (
        timedelta(0)
    )  # fmt: skip


def _keys(login: str, address: str) -> Iterator[tuple[str, bytes]]:
    known = login.strip().casefold()[:256]
    for by, text in (("both", f"{known}\n{address}"), ("login", known), ("address", address)):
        yield by, hashlib.sha256(f"{by}\n{text}".encode()).digest()
