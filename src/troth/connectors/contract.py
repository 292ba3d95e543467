"""What a system outside the store must be able to do for an erasure, and what it answers.

Both verbs can be asked again at any time: what is gone is gone, and erasing it once more erases
nothing. A door that cannot reach its system says so with a fault from outside; it never says that
something went which may still be there. Identifiers are handed to the system and kept nowhere.

GDPR Art. 17(1), 19, 28(3)(g).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from troth.core.names import Identifier


class SystemDoor(Protocol):
    """One system that holds data of people, found by their identifiers."""

    def locate(self, identifiers: Sequence[Identifier]) -> int:
        """Return how many items the system holds under these identifiers.

        Raises:
            OutsideError: `system/unreached`.
        """
        ...

    def erase(self, identifiers: Sequence[Identifier], plan: bytes) -> int:
        """Erase what the system holds under these identifiers; return how many items went.

        Args:
            identifiers: Confirmed, and nobody else's.
            plan: The erasure this is part of; the same one may come twice.

        Raises:
            OutsideError: `system/unreached`.
        """
        ...
