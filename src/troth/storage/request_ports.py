"""The doors to rights requests and to what is due: halves of the data store's reader and unit.

Part of `troth.storage.ports`, under the same contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from troth.storage.request_rows import DueStepRow, RequestEventRow, RequestRow


class RequestReader(Protocol):
    """The read half."""

    def request(self, request: bytes) -> RequestRow | None: ...
    def requests(self, *, states: Sequence[str] = ()) -> Sequence[RequestRow]:
        """Return requests in these states (none named: all), first due first."""
        ...

    def requests_of(self, persons: Sequence[bytes]) -> Sequence[RequestRow]:
        """Return the requests of these persons, oldest receipt first."""
        ...

    def request_events(self, requests: Sequence[bytes]) -> Sequence[RequestEventRow]:
        """Return what happened to these requests, in the order it was appended."""
        ...

    def steps(self, requests: Sequence[bytes]) -> Sequence[DueStepRow]:
        """Return every step of these requests, first due first."""
        ...

    def due_steps(self, now: int, limit: int) -> Sequence[DueStepRow]:
        """Return open steps with `due_at` <= now, first due first."""
        ...

    def next_due(self, after: int) -> int | None:
        """Return the earliest `due_at` > `after` of an open step, or None."""
        ...


class RequestUnit(RequestReader, Protocol):
    """The write half. When a person is deleted, their requests stay and lead to nobody."""

    def add_requests(self, rows: Sequence[RequestRow]) -> None: ...
    def update_request(self, row: RequestRow) -> None: ...
    def add_request_events(self, rows: Sequence[RequestEventRow]) -> None: ...
    def put_steps(self, rows: Sequence[DueStepRow]) -> None:
        """Write steps in place of older ones of the same request and name."""
        ...
