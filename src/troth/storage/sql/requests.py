"""Rights requests, what happened to them and what is due: statements for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troth.storage.refusals import unknown
from troth.storage.request_rows import DueStepRow, RequestEventRow, RequestRow
from troth.storage.sql import request_schema
from troth.storage.sql.session import Session
from troth.storage.sql.shapes import Shape
from troth.storage.sql.subjects import SubjectWrites

_REQUESTS: Final = Shape(request_schema.REQUESTS, RequestRow)
_EVENTS: Final = Shape(request_schema.REQUEST_EVENTS, RequestEventRow, "event")
_STEPS: Final = Shape(request_schema.DUE_STEPS, DueStepRow)
_IN_ORDER: Final = "ORDER BY due_at, request, step"


class RequestReads:
    """Reads requests, their events and their steps."""

    _session: Session

    def request(self, request: bytes) -> RequestRow | None:
        """Return one request."""
        line = self._session.line(f"{_REQUESTS.select} WHERE request = ?", (request,))
        return None if line is None else _REQUESTS.row(line)

    def requests(self, *, states: Sequence[str] = ()) -> Sequence[RequestRow]:
        """Return requests in these states (none named: all), first due first."""
        condition, values = self._session.among("state", states) if states else ("1 = 1", ())
        sql = f"{_REQUESTS.select} WHERE {condition} ORDER BY due_at, request"
        return _REQUESTS.rows(self._session.lines(sql, values))

    def requests_of(self, persons: Sequence[bytes]) -> Sequence[RequestRow]:
        """Return the requests of these persons, oldest receipt first."""
        condition, values = self._session.among("person", persons)
        sql = f"{_REQUESTS.select} WHERE {condition} ORDER BY received_at, request"
        return _REQUESTS.rows(self._session.lines(sql, values))

    def request_events(self, requests: Sequence[bytes]) -> Sequence[RequestEventRow]:
        """Return what happened to these requests, in the order it was appended."""
        condition, values = self._session.among("request", requests)
        sql = f"{_EVENTS.select} WHERE {condition} ORDER BY event"
        return _EVENTS.rows(self._session.lines(sql, values))

    def steps(self, requests: Sequence[bytes]) -> Sequence[DueStepRow]:
        """Return every step of these requests, first due first."""
        condition, values = self._session.among("request", requests)
        sql = f"{_STEPS.select} WHERE {condition} {_IN_ORDER}"
        return _STEPS.rows(self._session.lines(sql, values))

    def due_steps(self, now: int, limit: int) -> Sequence[DueStepRow]:
        """Return open steps that are due, first due first."""
        sql = f"{_STEPS.select} WHERE state = 'open' AND due_at <= ? {_IN_ORDER} LIMIT ?"
        return _STEPS.rows(self._session.lines(sql, (now, limit)))

    def next_due(self, after: int) -> int | None:
        """Return the earliest `due_at` of an open step after an instant."""
        sql = "SELECT min(due_at) FROM due_steps WHERE state = 'open' AND due_at > ?"
        line = self._session.line(sql, (after,))
        return None if line is None or line[0] is None else int(line[0])


class RequestWrites(RequestReads, SubjectWrites):
    """Writes requests, their events and their steps."""

    def request(self, request: bytes) -> RequestRow | None:
        """Return one request, locked until the unit ends: two steps of one never cross."""
        lock = "FOR UPDATE" if self._session.postgres else ""
        line = self._session.line(f"{_REQUESTS.select} WHERE request = ? {lock}", (request,))
        return None if line is None else _REQUESTS.row(line)

    def add_requests(self, rows: Sequence[RequestRow]) -> None:
        """Add new requests of known persons or of nobody yet known."""
        self.demand((row.person for row in rows if row.person is not None), "requests")
        self._session.insert(_REQUESTS, rows)

    def update_request(self, row: RequestRow) -> None:
        """Replace a request's row."""
        self.demand([] if row.person is None else [row.person], "requests")
        if not self._session.replace(_REQUESTS, [row]):
            raise unknown("requests")

    def add_request_events(self, rows: Sequence[RequestEventRow]) -> None:
        """Append events; `event` is given by the database."""
        self._session.insert(_EVENTS, rows)

    def put_steps(self, rows: Sequence[DueStepRow]) -> None:
        """Write steps in place of older ones of the same request and name."""
        self._session.put(_STEPS, rows)
