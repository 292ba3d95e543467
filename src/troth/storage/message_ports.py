"""The doors to correspondence: halves of the data store's reader and unit.

Part of `troth.storage.ports`, under the same contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from troth.storage.message_rows import MessageRow


class MessageReader(Protocol):
    """The read half."""

    def message(self, message: bytes) -> MessageRow | None: ...
    def message_outside(self, outside: bytes) -> MessageRow | None:
        """Return the message that bears an id elsewhere, by the hash of that id."""
        ...

    def messages_in(self, inquiries: Sequence[bytes]) -> Sequence[MessageRow]:
        """Return the messages of these inquiries in the order of (at, direction, message)."""
        ...

    def messages_of(self, persons: Sequence[bytes]) -> Sequence[MessageRow]:
        """Return the messages from and to these persons, by (at, direction, message)."""
        ...

    def messages_at(self, state: str) -> Sequence[MessageRow]:
        """Return the messages in a state in the order of (at, direction, message)."""
        ...


class MessageUnit(MessageReader, Protocol):
    """The write half."""

    def put_messages(self, rows: Sequence[MessageRow]) -> None:
        """Write messages in place of what they were.

        Raises:
            StateError: `store/unknown-reference` for one about a person who is not there,
                `store/duplicate` for a second one that bears the same id elsewhere.
        """
        ...

    def move_message(self, message: bytes, was: str, state: str) -> bool:
        """Put a message that is in one state into another; tell whether it was in the first."""
        ...
