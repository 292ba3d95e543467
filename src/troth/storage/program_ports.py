"""The doors to what programs need: halves of the data store's reader and unit.

Part of `troth.storage.ports`, under the same contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from troth.storage.program_rows import DeliveryRow, ReplyRow, WebhookRow


class ProgramReader(Protocol):
    """The read half."""

    def webhooks(self) -> Sequence[WebhookRow]:
        """Return the webhooks, ended ones too, in the order they were made."""
        ...

    def deliveries(self, hook: bytes, limit: int) -> Sequence[DeliveryRow]:
        """Return the newest deliveries of a webhook, the newest first."""
        ...

    def waiting(self, hook: bytes | None = None) -> int:
        """Return how many deliveries are not over, of one webhook or of all."""
        ...

    def reply(self, call: bytes) -> ReplyRow | None: ...


class ProgramUnit(ProgramReader, Protocol):
    """The write half."""

    def put_webhook(self, row: WebhookRow) -> None:
        """Write a webhook in place of an older row."""
        ...

    def add_deliveries(self, rows: Sequence[DeliveryRow]) -> None:
        """Append deliveries; `number` is given by storage."""
        ...

    def claim_deliveries(self, now: int, until: int, limit: int) -> Sequence[DeliveryRow]:
        """Return due deliveries in order, and let nobody else have them until an instant."""
        ...

    def note_delivery(self, row: DeliveryRow) -> None:
        """Write how a try went: `tries`, `next_at` and `outcome`."""
        ...

    def delete_deliveries(self, before: int, hook: bytes | None = None) -> int:
        """Delete deliveries that are over and older than an instant, or all of one webhook."""
        ...

    def claim_reply(self, row: ReplyRow) -> bool:
        """Write a reply where the call has none; False where it has one."""
        ...

    def put_reply(self, row: ReplyRow) -> None: ...
    def delete_reply(self, call: bytes) -> None: ...
    def delete_replies(self, before: int) -> int:
        """Delete replies older than an instant; return how many."""
        ...
