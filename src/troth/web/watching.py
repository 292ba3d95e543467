"""Watches answers leave: counts them, and writes one JSON line each; about nobody.

A line has the template of the route, never the path itself; no query, no body, no header, no
address. The number of a request is random, made here and told in the answer, so that somebody who
complains can name it and a line of the log be found (OWASP ASVS 5.0, 16.2).
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final, TextIO

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("troth.answers")

METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
UNROUTED: Final = "none"
"""The route of an address that is none of ours."""
NUMBER: Final[ContextVar[str]] = ContextVar("troth-request-number", default="")
"""The number of the request that is being answered; every line written meanwhile carries it."""

TOLD: Final = (
    "method", "route", "status", "ms", "code", "kind", "handler", "chore", "outcome",
)  # fmt: skip
"""The only things a line may hold besides its time, level, logger and event."""


class Watched:
    """An application of which every answer is counted and written down.

    Args:
        app: What answers.
        note: Is told method, route template, status and seconds of each answer.
    """

    def __init__(self, app: ASGIApp, note: Callable[[str, str, int, float], None]) -> None:
        self._app = app
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        number = secrets.token_hex(8)
        began, status = time.perf_counter(), int(HTTPStatus.INTERNAL_SERVER_ERROR)
        NUMBER.set(number)

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            seconds = time.perf_counter() - began
            route = route_of(scope)
            method = str(scope.get("method"))
            # A method can be any word: only those that a route can have become a label.
            method = method if route != UNROUTED and method in METHODS else UNROUTED
            self._note(method, route, status, seconds)
            said = {"method": method, "route": route, "status": status}
            log.info("answered", extra={**said, "ms": round(seconds * 1000, 1)})


def route_of(scope: Scope) -> str:
    """Return the template of the route that answers, or `UNROUTED`."""
    return scope.get("path_template") or UNROUTED


class JsonLine(logging.Formatter):
    """Writes a record as one line of JSON, with a closed set of fields.

    Of a record that is not ours neither words nor values are written: they may hold anything.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        ours = record.name.partition(".")[0] == "troth" and isinstance(record.msg, str)
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "at": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if ours and not record.args else "not told",
        }
        if NUMBER.get():
            line["number"] = NUMBER.get()
        if ours:
            given = {name: record.__dict__.get(name) for name in TOLD}
            line |= {name: one for name, one in given.items() if isinstance(one, str | int | float)}
        if record.exc_info and record.exc_info[0] is not None:
            line["kind"] = record.exc_info[0].__name__
        return msgspec.json.encode(line).decode()


@contextmanager
def lines_to(stream: TextIO, *, answers: bool = True) -> Iterator[None]:
    """Let every record of the process go to a stream as a line of JSON while the block runs.

    Args:
        answers: Whether every answer has its line; else warnings and faults alone.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    root.addHandler(handler)
    log.setLevel(logging.INFO if answers else logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(handler)
