"""Does for many callers at once what each of them waits for: one unit of work, one write to disk.

Whoever comes while a batch is under way waits for the next one. The first of those leads it, so
that nobody is kept for longer than two batches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

AT_ONCE = 256
"""How many are done in one unit of work at most."""


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Asked, Answer]):
    asked: Asked
    turn: Event = field(default_factory=Event)
    leads: bool = False
    answer: list[Answer] = field(default_factory=list)
    fault: Exception | None = None


class Together(Generic[Asked, Answer]):
    """Gathers what threads ask for.

    Args:
        work: Does a batch; returns an answer or a fault each, in order.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Answer | Exception]]) -> None:
        self._work = work
        self._lock = Lock()
        self._waiting: list[_Waiting[Asked, Answer]] = []
        self._led = False

    def do(self, asked: Asked) -> Answer:
        """Do one thing, with whatever others ask for meanwhile; return its answer.

        Raises:
            Exception: the fault of this one, or of the whole batch.
        """
        mine: _Waiting[Asked, Answer] = _Waiting(asked)
        with self._lock:
            self._waiting.append(mine)
            mine.leads = not self._led
            self._led = True
        if not mine.leads:
            mine.turn.wait()
        if mine.leads:
            self._lead()
        if mine.fault is not None:
            raise mine.fault
        return mine.answer[0]

    def _lead(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        try:
            self._done(batch)
        finally:
            with self._lock:
                # Whoever came meanwhile and waits longest leads the next batch.
                following = self._waiting[0] if self._waiting else None
                self._led = following is not None
            for one in batch:
                one.turn.set()
            if following is not None:
                following.leads = True
                following.turn.set()

    def _done(self, batch: Sequence[_Waiting[Asked, Answer]]) -> None:
        try:
            answers = self._work([one.asked for one in batch])
        except Exception as fault:
            for one in batch:
                one.fault = fault
            return
        for one, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Exception):
                one.fault = answer
            else:
                one.answer.append(answer)
