"""The door that takes messages of webhooks out, as those who have something to send see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

NOT_TRIED: Final = "not-tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it is sent; `headers` carry its id, timestamp and signature."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class Carrier(Protocol):
    """Takes messages out."""

    def carry(self, messages: Sequence[Message]) -> Sequence[int | str]:
        """Send messages; return for each the HTTP status, or a word for why there was none.

        Messages to one address go one after another; after one that got no answer, the rest to
        that address are not tried and get the word `NOT_TRIED`.
        """
        ...
