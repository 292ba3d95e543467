"""Erasure waits for an answer: whoever asked what is held of them is told before it goes.

A request for erasure takes nothing back that was asked before. While somebody has shown who they
are and is owed what is held of them, or was told that it is ready and has not fetched it, their
erasure is declined; or done all the same, for a reason that is written down with the request that
is left without an answer, which then says what could no longer be given.

GDPR Art. 12(2) (the exercise of rights is made easier), 15, 17.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.engines.retention.dates import families_among
from troth.engines.rights.register import Declined, Entry, Register, check_name
from troth.storage.ports import DataStore
from troth.storage.request_rows import DueStepRow, RequestRow

SHOWS: Final = frozenset(("access", "portability", "confirmation"))
"""Rights whose answer is made of what is held when it leaves."""

FETCH: Final = "fetch"
"""Step of an answer that is ready and waits to be fetched."""
SET_ASIDE: Final = "set-aside"
"""Step of a request whose answer an erasure did not wait for; its outcome is the reason."""


class Pending:
    """Knows which answers an erasure must wait for."""

    def __init__(self, *, data: DataStore, register: Register) -> None:
        self._data = data
        self._register = register

    def of(self, persons: Sequence[bytes]) -> list[Entry]:
        """Return the requests of these persons whose answer is still owed or not fetched."""
        with self._data.read() as reader:
            families = families_among(reader, persons)
            known = [*persons, *(one for family in families.values() for one in family)]
            rows = reader.requests_of(list(dict.fromkeys(known)))
        wanted = [row for row in rows if row.asked in SHOWS]
        return [one for one in self._register.entries(wanted) if _waits(one)]

    def declined(self, persons: Sequence[bytes], address: str) -> Declined | None:
        """Return why an erasure of these persons is not begun, or None."""
        waiting = self.of(persons)
        if not waiting:
            return None
        names = ", ".join(one.row.request.hex() for one in waiting)
        return Declined(
            code="ACCESS_PENDING",
            why=f"what is held was asked for before and not handed over yet: {names}",
            help="answer first; or erase all the same with --anyway REASON, and the answer says so",
            address=address,
        )

    def set_aside(self, persons: Sequence[bytes], reason: str, now: datetime) -> list[Entry]:
        """Write down with each request that is left without its answer why the data goes first.

        Raises:
            InputError: `requests/not-a-name` where the reason is more than a name.
        """
        check_name(reason)
        waiting = self.of(persons)
        for one in waiting:
            self._note(one.row, SET_ASIDE, reason, now)
            self._over(one, SET_ASIDE, now)
        return waiting

    def fetched(self, entry: Entry, now: datetime) -> None:
        """Note that a ready answer was fetched."""
        self._over(entry, "fetched", now)

    def _over(self, entry: Entry, outcome: str, now: datetime) -> None:
        for step in entry.open_steps:
            if step.step == FETCH:
                self._register.finish_step(step, outcome, now)

    def _note(self, row: RequestRow, step: str, outcome: str, now: datetime) -> None:
        at = to_micros(now)
        done = DueStepRow(
            request=row.request, step=step, due_at=at, state="done", done_at=at, outcome=outcome
        )
        told = fact("request-step", at, request=row.request, step=step, outcome=outcome)
        self._register.write(row, now, put=[done], facts=[told])


def ready(request: bytes, now: datetime) -> DueStepRow:
    """Return the step of an answer that waits to be fetched."""
    return DueStepRow(request=request, step=FETCH, due_at=to_micros(now))


def why_set_aside(steps: Iterable[DueStepRow]) -> str:
    """Return the reason for which an erasure did not wait for an answer, or an empty text."""
    return next((one.outcome for one in steps if one.step == SET_ASIDE), "")


def _waits(entry: Entry) -> bool:
    if why_set_aside(entry.steps):
        return False
    if any(one.step == FETCH for one in entry.open_steps):
        return True
    case = entry.case
    # Whoever has not shown who they are is owed nothing of anybody's data yet.
    return case.open and case.verified and case.outcome != "refused"
