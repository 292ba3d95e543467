"""Takes messages of webhooks out over HTTP: every receiver at once, each for a few seconds at most.

A receiver that hangs, drips or redirects holds up nobody: a try is cut off as a whole, what it
answers is not read, and a redirect is not followed (it could lead inside).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpx

from troth.connectors.carrier import NOT_TRIED, Message

PATIENCE: Final = 8.0
"""Seconds for one try, from connecting to the status line."""
TURN: Final = 20.0
"""Seconds after which no further message goes to one address in this turn."""


class HttpCarrier:
    """Carries messages, in their order to each address."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience

    def carry(self, messages: Sequence[Message]) -> Sequence[int | str]:
        """Send messages; return for each the HTTP status, or a word for why there was none."""
        # In a thread of its own: the caller's may have a loop that is running.
        with ThreadPoolExecutor(max_workers=1) as aside:
            return aside.submit(asyncio.run, self._carry(messages)).result()

    async def _carry(self, messages: Sequence[Message]) -> Sequence[int | str]:
        found: list[int | str] = [NOT_TRIED] * len(messages)
        by_address: dict[str, list[int]] = {}
        for number, message in enumerate(messages):
            by_address.setdefault(message.url, []).append(number)
        # The environment's proxies are not asked: an address means the receiver itself.
        async with httpx.AsyncClient(follow_redirects=False, trust_env=False) as client:

            async def one_address(numbers: Sequence[int]) -> None:
                over = asyncio.get_running_loop().time() + TURN
                for number in numbers:
                    if asyncio.get_running_loop().time() > over:
                        return
                    found[number] = await self._try(client, messages[number])
                    if isinstance(found[number], str):
                        return

            await asyncio.gather(*(one_address(each) for each in by_address.values()))
        return found

    async def _try(self, client: httpx.AsyncClient, message: Message) -> int | str:
        try:
            async with asyncio.timeout(self._patience):
                sent = client.stream(
                    "POST", message.url, headers=dict(message.headers), content=message.body
                )
                async with sent as answer:
                    return answer.status_code
        except TimeoutError:
            return "no-answer-in-time"
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return "unreachable"
