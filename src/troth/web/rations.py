"""How often anybody may ask: counted by address, and of a program by its token.

Counts are of this process, by minutes that begin with the first request of each; nothing else of a
request is kept, and nothing for longer (OWASP ASVS 5.0, 2.4.1). The headers are those of the IETF's
draft on rate limits.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from litestar.enums import ScopeType
from litestar.exceptions import TooManyRequestsException
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from troth.web.access import TOKEN, Caller
from troth.web.public import SAME_FOR_ALL

A_MINUTE: Final = 300
"""Requests from one address in a minute."""
OF_A_TOKEN: Final = 120_000
"""Requests by one token in a minute: more than one process answers."""
WINDOW: Final = 60
"""Seconds."""
MANY: Final = 10_000
"""From so many counts on, those whose minute is over are let go of."""
FREE: Final = re.compile("|".join(("^/health", "^/static", *SAME_FOR_ALL)))
"""Addresses whose reading is not rationed."""


@dataclass(slots=True)
class Ration:
    """How often something may be asked for by one and the same.

    Attributes:
        most: How often in a minute.
        counted: Under which name a request counts; empty for one that does not.
        now: Seconds from any beginning.
    """

    most: int
    counted: Callable[[Scope], str]
    now: Callable[[], float] = time.monotonic
    _counts: dict[str, tuple[float, int]] = field(default_factory=dict)

    @property
    def counted_now(self) -> int:
        """How many counts are kept."""
        return len(self._counts)

    def take(self, scope: Scope) -> dict[str, str]:
        """Count a request; return the headers that tell what is left, none where it is free.

        Raises:
            TooManyRequestsException: when nothing was left.
        """
        name = self.counted(scope)
        if not name:
            return {}
        now = self.now()
        ends, count = self._counts.get(name, (0.0, 0))
        if ends <= now:
            self._let_go(now)
            ends, count = now + WINDOW, 0
        if count >= self.most:
            raise TooManyRequestsException(headers=self._told(count, ends - now))
        self._counts[name] = (ends, count + 1)
        return self._told(count + 1, ends - now)

    def _let_go(self, now: float) -> None:
        if len(self._counts) >= MANY:
            self._counts = {name: one for name, one in self._counts.items() if one[0] > now}

    def _told(self, count: int, left: float) -> dict[str, str]:
        return {
            "ratelimit-policy": f"{self.most}; w={WINDOW}",
            "ratelimit-limit": str(self.most),
            "ratelimit-remaining": str(self.most - count),
            "ratelimit-reset": str(int(left)),
        }


def under(*prefixes: str) -> Callable[[Scope], str]:
    """Return what counts requests below some addresses: by token, else by address."""

    def counted(scope: Scope) -> str:
        return (_token(scope) or _address(scope)) if scope["path"].startswith(prefixes) else ""

    return counted


def rations(forms_a_minute: int) -> list[Ration]:
    """Return what holds for a site: by token or by address, and for forms beside that."""
    return [
        Ration(OF_A_TOKEN, _token),
        Ration(A_MINUTE, _visitor),
        Ration(forms_a_minute, _sender),
    ]


class Rationed:
    """An application that is asked only so often; knows who calls from what stands outside it."""

    def __init__(self, app: ASGIApp, rations: Sequence[Ration]) -> None:
        self._app = app
        self._rations = rations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        said: dict[str, str] = {}
        for ration in self._rations:
            # Where two count, the first one tells what is left.
            said = {**ration.take(scope), **said}
        told = [(name.encode(), value.encode()) for name, value in said.items()]

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *told]
            await send(message)

        await self._app(scope, receive, sent if told else send)


def _token(scope: Scope) -> str:
    user = scope.get("user")
    return user.id.hex() if isinstance(user, Caller) and user.kind == TOKEN else ""


def _visitor(scope: Scope) -> str:
    return "" if _token(scope) or FREE.search(scope["path"]) else _address(scope)


def _sender(scope: Scope) -> str:
    return FORMS(scope) if scope.get("method") == "POST" else ""


FORMS: Final = under("/forms/")


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "127.0.0.1"
