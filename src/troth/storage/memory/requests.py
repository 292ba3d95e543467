"""Rights requests in the memory model: plain dictionaries, exact meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from troth.storage.memory.tables import DataTables
from troth.storage.refusals import duplicate, unknown, unknown_reference
from troth.storage.request_rows import DueStepRow, RequestEventRow, RequestRow


class MemoryRequestReads:
    """Reads requests, their events and their steps."""

    _tables: DataTables

    def request(self, request: bytes) -> RequestRow | None:
        """Return one request."""
        return self._tables.requests.get(request)

    def requests(self, *, states: Sequence[str] = ()) -> Sequence[RequestRow]:
        """Return requests in these states (none named: all), first due first."""
        rows = self._tables.requests.values()
        chosen = [row for row in rows if not states or row.state in states]
        return sorted(chosen, key=lambda row: (row.due_at, row.request))

    def requests_of(self, persons: Sequence[bytes]) -> Sequence[RequestRow]:
        """Return the requests of these persons, oldest receipt first."""
        wanted = set(persons)
        found = [row for row in self._tables.requests.values() if row.person in wanted]
        return sorted(found, key=lambda row: (row.received_at, row.request))

    def request_events(self, requests: Sequence[bytes]) -> Sequence[RequestEventRow]:
        """Return what happened to these requests, in the order it was appended."""
        wanted = set(requests)
        events = self._tables.request_events
        return [events[key] for key in sorted(events) if events[key].request in wanted]

    def steps(self, requests: Sequence[bytes]) -> Sequence[DueStepRow]:
        """Return every step of these requests, first due first."""
        wanted = set(requests)
        return _ordered(row for row in self._tables.due_steps.values() if row.request in wanted)

    def due_steps(self, now: int, limit: int) -> Sequence[DueStepRow]:
        """Return open steps that are due, first due first."""
        rows = self._tables.due_steps.values()
        return _ordered(r for r in rows if r.state == "open" and r.due_at <= now)[:limit]

    def next_due(self, after: int) -> int | None:
        """Return the earliest `due_at` of an open step after an instant."""
        rows = self._tables.due_steps.values()
        later = [row.due_at for row in rows if row.state == "open" and row.due_at > after]
        return min(later, default=None)


class MemoryRequestWrites(MemoryRequestReads):
    """Writes requests, their events and their steps."""

    def add_requests(self, rows: Sequence[RequestRow]) -> None:
        """Add new requests of known persons or of nobody yet known."""
        for row in rows:
            if row.person is not None and row.person not in self._tables.persons:
                raise unknown_reference("requests")
            if row.request in self._tables.requests:
                raise duplicate("requests")
            self._tables.requests[row.request] = row

    def update_request(self, row: RequestRow) -> None:
        """Replace a request's row."""
        if row.request not in self._tables.requests:
            raise unknown("requests")
        if row.person is not None and row.person not in self._tables.persons:
            raise unknown_reference("requests")
        self._tables.requests[row.request] = row

    def add_request_events(self, rows: Sequence[RequestEventRow]) -> None:
        """Append events; `event` is given here."""
        for row in rows:
            event = self._tables.number("request_events")
            self._tables.request_events[event] = replace(row, event=event)

    def put_steps(self, rows: Sequence[DueStepRow]) -> None:
        """Write steps in place of older ones of the same request and name."""
        self._tables.due_steps.update({(row.request, row.step): row for row in rows})

    def _forget_requesters(self, persons: Iterable[bytes]) -> None:
        gone = set(persons)
        for request, row in list(self._tables.requests.items()):
            if row.person in gone:
                self._tables.requests[request] = replace(row, person=None)


def _ordered(rows: Iterable[DueStepRow]) -> list[DueStepRow]:
    return sorted(rows, key=lambda row: (row.due_at, row.request, row.step))
