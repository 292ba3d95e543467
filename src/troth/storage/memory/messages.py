"""Correspondence in the memory model: one dictionary, exact meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from troth.storage.memory.tables import DataTables
from troth.storage.message_rows import MessageRow
from troth.storage.refusals import duplicate, unknown_reference


class MemoryMessageReads:
    """Reads messages."""

    _tables: DataTables

    def message(self, message: bytes) -> MessageRow | None:
        """Return one message."""
        return self._tables.messages.get(message)

    def message_outside(self, outside: bytes) -> MessageRow | None:
        """Return the message that bears an id elsewhere, by the hash of that id."""
        rows = self._tables.messages.values()
        return next((row for row in rows if row.outside == outside), None)

    def messages_in(self, inquiries: Sequence[bytes]) -> Sequence[MessageRow]:
        """Return the messages of these inquiries in the order of (at, direction, message)."""
        wanted = set(inquiries)
        return _in_order(r for r in self._tables.messages.values() if r.inquiry in wanted)

    def messages_of(self, persons: Sequence[bytes]) -> Sequence[MessageRow]:
        """Return the messages from and to these persons, by (at, direction, message)."""
        wanted = set(persons)
        return _in_order(r for r in self._tables.messages.values() if r.person in wanted)

    def messages_at(self, state: str) -> Sequence[MessageRow]:
        """Return the messages in a state in the order of (at, direction, message)."""
        return _in_order(r for r in self._tables.messages.values() if r.state == state)


class MemoryMessageWrites(MemoryMessageReads):
    """Writes messages."""

    def put_messages(self, rows: Sequence[MessageRow]) -> None:
        """Write messages in place of what they were."""
        for row in rows:
            if row.person is not None and row.person not in self._tables.persons:
                raise unknown_reference("messages")
            known = None if row.outside is None else self.message_outside(row.outside)
            if known is not None and known.message != row.message:
                raise duplicate("messages")
            self._tables.messages[row.message] = row

    def move_message(self, message: bytes, was: str, state: str) -> bool:
        """Put a message that is in one state into another; tell whether it was in the first."""
        row = self._tables.messages.get(message)
        if row is None or row.state != was:
            return False
        self._tables.messages[message] = replace(row, state=state)
        return True

    def _forget_in_messages(self, persons: Iterable[bytes]) -> None:
        gone, rows = set(persons), self._tables.messages
        for key in [key for key, row in rows.items() if row.person in gone]:
            rows[key] = replace(rows[key], person=None, submission=None)


def _in_order(rows: Iterable[MessageRow]) -> Sequence[MessageRow]:
    return sorted(rows, key=lambda row: (row.at, row.direction, row.message))
