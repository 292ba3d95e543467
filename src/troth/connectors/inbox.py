"""What a program that reads messages asks of the place where they lie.

A message lies there until somebody says that it was dealt with; whatever breaks before that finds
it again. So each may be handed out more than once, and whoever takes it knows it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from troth.errors import OutsideError

LARGEST: Final = 10_000_000
"""Bytes of one message that are fetched; of a larger one its beginning."""
BEGINNING: Final = 262_144

Verdict = Literal["done", "refused"]
"""Where a message goes: with those that were taken in, or with those somebody has to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A message that waits.

    Attributes:
        name: What its place calls it.
        number: What names it once for all in that place; empty where nothing does.
        raw: Its bytes, or the first of them.
        whole: Whether these are all.
        at: When it arrived there, by the place's own clock; None where it does not say.
    """

    name: str
    raw: bytes
    whole: bool
    number: str = ""
    at: datetime | None = None


class Inbox(Protocol):
    """A place where messages arrive."""

    def waiting(self, taken: Callable[[str], bool]) -> Iterator[Arrived]:
        """Yield what waits, oldest first.

        Args:
            taken: Tells by its number whether a message was taken in before; such a one is put
                away without being fetched.

        Raises:
            OutsideError: `mail/inbox-unreachable`, `mail/inbox-refused`.
        """
        ...

    def put_away(self, message: Arrived, verdict: Verdict) -> None:
        """Put a message away, once what came of it is durable; again is no fault."""
        ...

    def close(self) -> None: ...


def unreachable() -> OutsideError:
    """Return the fault of a place that cannot be read or written now."""
    return OutsideError(
        "mail/inbox-unreachable",
        "the place where messages arrive cannot be read or written",
        help="nothing is lost: what waits there is read the next time",
    )
