"""Webhooks, deliveries and kept outcomes: statements for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troth.storage.program_rows import DeliveryRow, ReplyRow, WebhookRow
from troth.storage.sql import program_schema
from troth.storage.sql.session import Session
from troth.storage.sql.shapes import Shape

_WEBHOOKS: Final = Shape(program_schema.WEBHOOKS, WebhookRow)
_DELIVERIES: Final = Shape(program_schema.DELIVERIES, DeliveryRow, "number")
_REPLIES: Final = Shape(program_schema.REPLIES, ReplyRow)


class ProgramReads:
    """Reads what programs need."""

    _session: Session

    def webhooks(self) -> Sequence[WebhookRow]:
        """Return the webhooks, ended ones too, in the order they were made."""
        return _WEBHOOKS.rows(self._session.lines(f"{_WEBHOOKS.select} ORDER BY made_at, hook"))

    def deliveries(self, hook: bytes, limit: int) -> Sequence[DeliveryRow]:
        """Return the newest deliveries of a webhook, the newest first."""
        sql = f"{_DELIVERIES.select} WHERE hook = ? ORDER BY number DESC LIMIT ?"
        return _DELIVERIES.rows(self._session.lines(sql, (hook, limit)))

    def waiting(self, hook: bytes | None = None) -> int:
        """Return how many deliveries are not over, of one webhook or of all."""
        sql = "SELECT count(*) FROM deliveries WHERE next_at IS NOT NULL"
        if hook is None:
            return self._session.number(sql)
        return self._session.number(f"{sql} AND hook = ?", (hook,))

    def reply(self, call: bytes) -> ReplyRow | None:
        """Return the kept outcome of a call."""
        line = self._session.line(f"{_REPLIES.select} WHERE call = ?", (call,))
        return None if line is None else _REPLIES.row(line)


class ProgramWrites(ProgramReads):
    """Writes what programs need."""

    def put_webhook(self, row: WebhookRow) -> None:
        """Write a webhook in place of an older row."""
        self._session.put(_WEBHOOKS, [row])

    def add_deliveries(self, rows: Sequence[DeliveryRow]) -> None:
        """Append deliveries; `number` is given by the database."""
        self._session.insert(_DELIVERIES, rows)

    def claim_deliveries(self, now: int, until: int, limit: int) -> Sequence[DeliveryRow]:
        """Return due deliveries in order, and let nobody else have them until an instant."""
        # Asked again outside the list: who waited here for another's claim finds it taken.
        sql = (
            "UPDATE deliveries SET next_at = ? WHERE next_at <= ? AND number IN"
            " (SELECT number FROM deliveries WHERE next_at <= ? ORDER BY number LIMIT ?)"
            f" RETURNING {', '.join(_DELIVERIES.columns)}"
        )
        lines = self._session.returning(sql, (until, now, now, limit))
        return sorted(_DELIVERIES.rows(lines), key=lambda row: row.number)

    def note_delivery(self, row: DeliveryRow) -> None:
        """Write how a try went: `tries`, `next_at` and `outcome`."""
        sql = "UPDATE deliveries SET tries = ?, next_at = ?, outcome = ? WHERE number = ?"
        self._session.run(sql, (row.tries, row.next_at, row.outcome, row.number))

    def delete_deliveries(self, before: int, hook: bytes | None = None) -> int:
        """Delete deliveries that are over and older than an instant, or all of one webhook."""
        if hook is not None:
            return self._session.run("DELETE FROM deliveries WHERE hook = ?", (hook,))
        sql = "DELETE FROM deliveries WHERE next_at IS NULL AND at < ?"
        return self._session.run(sql, (before,))

    def claim_reply(self, row: ReplyRow) -> bool:
        """Write a reply where the call has none; False where it has one."""
        sql = f"{_REPLIES.insert} ON CONFLICT (call) DO NOTHING"
        return self._session.run(sql, _REPLIES.values([row])[0]) == 1

    def put_reply(self, row: ReplyRow) -> None:
        """Write the outcome of a call in place of what it was."""
        self._session.put(_REPLIES, [row])

    def delete_reply(self, call: bytes) -> None:
        """Forget a call that came to nothing."""
        self._session.run("DELETE FROM replies WHERE call = ?", (call,))

    def delete_replies(self, before: int) -> int:
        """Delete replies older than an instant; return how many."""
        return self._session.run("DELETE FROM replies WHERE at < ?", (before,))
