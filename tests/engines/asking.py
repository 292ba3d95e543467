"""How tests ask for rights: open a request, carry it to its end, read a refusal."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from troth.assembly.platform import Platform
from troth.core.requests import Right
from troth.engines.rights.course import Answered
from troth.engines.rights.register import Declined, Entry
from troth.engines.rights.requests import Opening

T = TypeVar("T")


def done(answer: T | Declined) -> T:
    assert not isinstance(answer, Declined), answer
    return answer


def code(answer: object) -> str:
    assert isinstance(answer, Declined), answer
    return answer.code


def ask(
    troth: Platform,
    right: Right,
    person: bytes | None = None,
    *,
    about: str = "",
    session: bool = True,
    at: datetime | None = None,
) -> Entry:
    opening = Opening(
        asked=right,
        about=about,
        person=person,
        session=session,
        received_at=at or troth.clock.now(),
    )
    return done(troth.requests.open(opening, troth.clock.now()))


def to_the_end(troth: Platform, request: bytes) -> Answered:
    """Proceed until the answer, settling every system on the way."""
    now = troth.clock.now()
    for _ in range(6):
        entry = troth.requests.show(request, now).entry
        for one in entry.waiting("ask"):
            done(troth.requests.settle(request, one, "done", now))
        if entry.case.state == "carried-out" and entry.case.right == "access":
            # These policies say nothing of machines, and their seats have no authority.
            return done(troth.requests.answer(request, now, stated={"h": "none", "f": "DE"}))
        after = done(troth.requests.proceed(request, now))
        if isinstance(after, Answered):
            return after
    raise AssertionError("no answer came")
