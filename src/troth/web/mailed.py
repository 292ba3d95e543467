"""How the reading of messages goes: what was counted since the start, and whether it works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class Mailed:
    """What a process knows of its inbox.

    Attributes:
        counts: How many messages of each kind were seen to.
        read_at: When it was read last, without a fault; None before the first time.
        code: Of the fault that keeps it from being read; empty while it works.
    """

    counts: Counter[str] = field(default_factory=Counter)
    read_at: datetime | None = None
    code: str = ""

    def note(self, counts: Mapping[str, int], now: datetime) -> None:
        """Count one reading."""
        self.counts.update(counts)
        self.read_at, self.code = now, ""

    def failed(self, code: str) -> None:
        """Note that a reading failed."""
        self.code = code
