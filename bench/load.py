"""Asks a listening site many times over, by several connections, and times every answer.

Written on bare sockets, so that little of the machine goes to the asking. Two manners: `closed`,
where each connection asks again once it is answered, for how much goes through; `steady`, where
asking follows the clock and an answer is timed from when it was *due* to be asked, for how long
people wait (what a closed loop hides: a slow answer delays the next question).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

LIMIT = 1 << 22
"""Bytes of an answer that are read at most."""


@dataclass(slots=True)
class Answers:
    """What came back: seconds of each, how often each status, seconds of it all."""

    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wall: float = 0.0

    def wait(self, share: float) -> float:
        """Return the wait that this share of the answers stayed within, in seconds."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    @property
    def failed(self) -> int:
        """How many answers were not good ones."""
        return sum(count for status, count in self.statuses.items() if not 200 <= status < 400)


def asking(
    method: str, path: str, body: bytes = b"", headers: Sequence[tuple[str, str]] = ()
) -> bytes:
    """Return a question as it goes over the wire (HTTP/1.1, RFC 9112)."""
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", "accept: */*"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body:
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def closed(port: int, questions: Sequence[bytes], connections: int) -> Answers:
    """Ask all of it as fast as answers come, by so many connections at once."""
    return asyncio.run(_all(port, [(0.0, one) for one in questions], connections))


def steady(port: int, question: bytes, rate: int, seconds: float, connections: int) -> Answers:
    """Ask `rate` times a second for some seconds, whether or not answers come."""
    planned = [(number / rate, question) for number in range(int(rate * seconds))]
    return asyncio.run(_all(port, planned, connections))


async def _all(port: int, planned: Sequence[tuple[float, bytes]], connections: int) -> Answers:
    answers, queue = Answers(), iter(planned)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(_one(port, queue, answers, began))
    answers.wall = time.perf_counter() - began
    return answers


async def _one(
    port: int, queue: Iterator[tuple[float, bytes]], answers: Answers, began: float
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LIMIT)
    try:
        for due, question in queue:
            early = began + due - time.perf_counter()
            if early > 0:
                await asyncio.sleep(early)
            asked = began + due if due else time.perf_counter()
            writer.write(question)
            answers.statuses[(await answered(reader))[0]] += 1
            answers.waits.append(time.perf_counter() - asked)
    finally:
        writer.close()


async def answered(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Read one answer: its status and its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    body = b""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            body = await reader.readexactly(int(value))
    return int(head.split(b" ", 2)[1]), body
