"""Correspondence: statements for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troth.storage.message_rows import MessageRow
from troth.storage.sql import message_schema
from troth.storage.sql.session import Session
from troth.storage.sql.shapes import Shape
from troth.storage.sql.subjects import SubjectWrites

_MESSAGES: Final = Shape(message_schema.MESSAGES, MessageRow)
_ORDER: Final = "ORDER BY at, direction, message"


class MessageReads:
    """Reads messages."""

    _session: Session

    def message(self, message: bytes) -> MessageRow | None:
        """Return one message."""
        return self._one_message("message", message)

    def message_outside(self, outside: bytes) -> MessageRow | None:
        """Return the message that bears an id elsewhere, by the hash of that id."""
        return self._one_message("outside", outside)

    def messages_in(self, inquiries: Sequence[bytes]) -> Sequence[MessageRow]:
        """Return the messages of these inquiries in the order of (at, direction, message)."""
        return self._messages_among("inquiry", inquiries)

    def messages_of(self, persons: Sequence[bytes]) -> Sequence[MessageRow]:
        """Return the messages from and to these persons, by (at, direction, message)."""
        return self._messages_among("person", persons)

    def messages_at(self, state: str) -> Sequence[MessageRow]:
        """Return the messages in a state in the order of (at, direction, message)."""
        sql = f"{_MESSAGES.select} WHERE state = ? {_ORDER}"
        return _MESSAGES.rows(self._session.lines(sql, (state,)))

    def _one_message(self, column: str, value: bytes) -> MessageRow | None:
        line = self._session.line(f"{_MESSAGES.select} WHERE {column} = ?", (value,))
        return None if line is None else _MESSAGES.row(line)

    def _messages_among(self, column: str, ids: Sequence[bytes]) -> Sequence[MessageRow]:
        condition, values = self._session.among(column, ids)
        sql = f"{_MESSAGES.select} WHERE {condition} {_ORDER}"
        return _MESSAGES.rows(self._session.lines(sql, values))


class MessageWrites(MessageReads, SubjectWrites):
    """Writes messages."""

    def put_messages(self, rows: Sequence[MessageRow]) -> None:
        """Write messages in place of what they were."""
        self.demand((row.person for row in rows if row.person is not None), "messages")
        self._session.put(_MESSAGES, rows)

    def move_message(self, message: bytes, was: str, state: str) -> bool:
        """Put a message that is in one state into another; tell whether it was in the first."""
        sql = "UPDATE messages SET state = ? WHERE message = ? AND state = ?"
        return self._session.run(sql, (state, message, was)) == 1
