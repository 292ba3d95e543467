"""Does for many callers at once what each of them waits for: one unit of work, one write to disk.

Whoever comes in the same turn of the loop, or while a batch is under way, is in the next one. The
work is done in one thread of its own; nobody has a thread to wait in, and a batch wakes everybody
it was done for at once.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop, Future, get_running_loop
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

AT_ONCE = 256
"""How many are done in one unit of work at most."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[Asked, Answer]):
    asked: Asked
    loop: AbstractEventLoop
    answer: Future[Answer]


class Together(Generic[Asked, Answer]):
    """Gathers what coroutines ask for, of one loop or of several.

    Args:
        work: Does a batch; returns an answer or a fault each, in order.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Answer | Exception]]) -> None:
        self._work = work
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="troth-together")
        self._lock = Lock()
        self._waiting: list[_Waiting[Asked, Answer]] = []
        self._led = False

    async def ask(self, asked: Asked) -> Answer:
        """Have one thing done, with whatever others ask for meanwhile; return its answer.

        Raises:
            Exception: the fault of this one, or of the whole batch.
        """
        loop = get_running_loop()
        mine: Future[Answer] = loop.create_future()
        with self._lock:
            self._waiting.append(_Waiting(asked, loop, mine))
            first, self._led = not self._led, True
        if first:
            # Not at once: whoever is read in this turn of the loop comes along.
            loop.call_soon(self._worker.submit, self._lead)
        return await mine

    def close(self) -> None:
        """Finish what was begun."""
        self._worker.shutdown(wait=True)

    def _lead(self) -> None:
        while True:
            with self._lock:
                batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                if not batch:
                    self._led = False
                    return
            _tell(batch, self._done([one.asked for one in batch]))

    def _done(self, asked: Sequence[Asked]) -> Sequence[Answer | Exception]:
        try:
            return self._work(asked)
        except Exception as fault:
            return [fault] * len(asked)


def _tell(batch: Sequence[_Waiting[Asked, Answer]], answers: Sequence[Answer | Exception]) -> None:
    told: dict[AbstractEventLoop, list[tuple[Future[Answer], Answer | Exception]]] = {}
    for one, answer in zip(batch, answers, strict=True):
        told.setdefault(one.loop, []).append((one.answer, answer))
    for loop, theirs in told.items():
        # A loop that has ended waits for nothing.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_wake, theirs)


def _wake(told: Sequence[tuple[Future[Answer], Answer | Exception]]) -> None:
    for mine, answer in told:
        # Who hung up meanwhile is told nothing; what they asked for is done.
        if mine.done():
            continue
        if isinstance(answer, Exception):
            mine.set_exception(answer)
        else:
            mine.set_result(answer)
