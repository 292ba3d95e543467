"""What programs need, in the memory model: plain dictionaries, exact meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from troth.storage.memory.tables import DataTables
from troth.storage.program_rows import DeliveryRow, ReplyRow, WebhookRow


class MemoryProgramReads:
    """Reads what programs need."""

    _tables: DataTables

    def webhooks(self) -> Sequence[WebhookRow]:
        """Return the webhooks, ended ones too, in the order they were made."""
        return sorted(self._tables.webhooks.values(), key=lambda row: (row.made_at, row.hook))

    def deliveries(self, hook: bytes, limit: int) -> Sequence[DeliveryRow]:
        """Return the newest deliveries of a webhook, the newest first."""
        held = self._tables.deliveries
        found = [held[number] for number in sorted(held, reverse=True) if held[number].hook == hook]
        return found[:limit]

    def waiting(self, hook: bytes | None = None) -> int:
        """Return how many deliveries are not over, of one webhook or of all."""
        return sum(
            row.next_at is not None and hook in (None, row.hook)
            for row in self._tables.deliveries.values()
        )

    def reply(self, call: bytes) -> ReplyRow | None:
        """Return the kept outcome of a call."""
        return self._tables.replies.get(call)


class MemoryProgramWrites(MemoryProgramReads):
    """Writes what programs need."""

    def put_webhook(self, row: WebhookRow) -> None:
        """Write a webhook in place of an older row."""
        self._tables.webhooks[row.hook] = row

    def add_deliveries(self, rows: Sequence[DeliveryRow]) -> None:
        """Append deliveries; `number` is given here."""
        for row in rows:
            number = self._tables.number("deliveries")
            self._tables.deliveries[number] = replace(row, number=number)

    def claim_deliveries(self, now: int, until: int, limit: int) -> Sequence[DeliveryRow]:
        """Return due deliveries in order, and let nobody else have them until an instant."""
        held = self._tables.deliveries
        due = [row for row in held.values() if row.next_at is not None and row.next_at <= now]
        claimed = [
            replace(row, next_at=until) for row in sorted(due, key=lambda row: row.number)[:limit]
        ]
        held.update({row.number: row for row in claimed})
        return claimed

    def note_delivery(self, row: DeliveryRow) -> None:
        """Write how a try went: `tries`, `next_at` and `outcome`."""
        known = self._tables.deliveries.get(row.number)
        if known is not None:
            self._tables.deliveries[row.number] = replace(
                known, tries=row.tries, next_at=row.next_at, outcome=row.outcome
            )

    def delete_deliveries(self, before: int, hook: bytes | None = None) -> int:
        """Delete deliveries that are over and older than an instant, or all of one webhook."""
        held = self._tables.deliveries
        gone = [
            number
            for number, row in held.items()
            if (row.next_at is None and row.at < before if hook is None else row.hook == hook)
        ]
        for number in gone:
            del held[number]
        return len(gone)

    def claim_reply(self, row: ReplyRow) -> bool:
        """Write a reply where the call has none; False where it has one."""
        return self._tables.replies.setdefault(row.call, row) is row

    def put_reply(self, row: ReplyRow) -> None:
        """Write the outcome of a call in place of what it was."""
        self._tables.replies[row.call] = row

    def delete_reply(self, call: bytes) -> None:
        """Forget a call that came to nothing."""
        self._tables.replies.pop(call, None)

    def delete_replies(self, before: int) -> int:
        """Delete replies older than an instant; return how many."""
        gone = [call for call, row in self._tables.replies.items() if row.at < before]
        for call in gone:
            del self._tables.replies[call]
        return len(gone)
