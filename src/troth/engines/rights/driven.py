"""What of a request goes on by itself: the next step that needs no choice, and what has come due.

`proceed` takes the next step that needs no choice of a person; `advance` does what has come due.
Both can be called again at any time: what is done is not done twice.

GDPR Art. 12(3) (without undue delay).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth.core.periods import to_micros
from troth.core.requests import Actor, Event, Moved, NotNow, step
from troth.engines.rights.course import Answered, Course
from troth.engines.rights.grounds import ABSOLUTE
from troth.engines.rights.register import Declined, Entry, declined
from troth.engines.rights.steps import ACT, REMIND, RUNS_ITSELF, kind_of
from troth.storage.request_rows import DueStepRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One due step that was run."""

    request: bytes
    step: str
    outcome: str


class Driven(Course):
    """Takes requests on by themselves."""

    def proceed(
        self, request: bytes, now: datetime, *, anyway: str = "", handed: bool = True,
        actor: Actor = "staff", who: str = "",
    ) -> Entry | Answered | Declined:  # fmt: skip
        """Take the next step that needs no choice of a person.

        Args:
            anyway: As for `carry_out`.
            handed: As for `answer`.
        """
        entry = self._register.entry(request)
        match entry.case.state:
            case "verified":
                return self.collect(request, now, actor=actor, who=who)
            case "collecting" if entry.case.right == "rectification":
                return self._grant(request, now, actor=actor, who=who)
            case "collecting":
                return self.decide(request, now, actor=actor, who=who)
            case "decided" if entry.case.outcome != "refused":
                return self.carry_out(request, now, anyway=anyway, actor=actor, who=who)
            case "decided" | "carried-out":
                return self.answer(request, now, handed=handed, actor=actor, who=who)
            case "answered":
                return self.close(request, now, actor=actor, who=who)
            case "received" | "identifying":
                event: Event = "collect"
            case _:
                event = "grant"
        # The table says why nothing happens by itself here.
        after = step(entry.case, Moved(event=event, actor=actor, at=now))
        if isinstance(after, NotNow):
            return declined(after, entry.row)
        return entry

    def run_through(self, request: bytes, now: datetime, *, actor: Actor, who: str = "") -> Entry:
        """Proceed until the request is over or waits for somebody."""
        while True:
            before = self._register.entry(request)
            after = self.proceed(request, now, actor=actor, who=who)
            if isinstance(after, Declined):
                return before
            entry = after.entry if isinstance(after, Answered) else after
            if entry.case.state == before.case.state or not entry.case.open:
                return self._closed(entry, now, actor, who)

    def run_step(self, request: bytes, name: str, now: datetime) -> str:
        """Run one due step; return its outcome. Done once, by (request, step)."""
        entry = self._register.entry(request)
        one = next((each for each in entry.steps if each.step == name), None)
        if one is None:
            return "unknown"
        if one.state != "open" or one.due_at > to_micros(now):
            return one.outcome or "not-due"
        outcome = self._run(entry, one, now)
        return self._register.finish_step(one, outcome, now).outcome

    def advance(self, now: datetime, *, limit: int = 1_000) -> list[Ran]:
        """Run what has come due, first due first; what waits for somebody stays."""
        return [
            Ran(request=r, step=s, outcome=self.run_step(r, s, now))
            for r, s in self.due(now, limit)
        ]

    def due_keys(self, now: datetime) -> list[tuple[str, str, int]]:
        """Return (request in hex, step, due at) of what runs by itself, for a driver."""
        with self._data.read() as reader:
            rows = reader.due_steps(to_micros(now), 1_000)
        return [
            (row.request.hex(), row.step, row.due_at)
            for row in rows
            if kind_of(row.step) in RUNS_ITSELF
        ]

    def run_key(self, request: str, name: str, now: datetime) -> str:
        """Run one due step that a driver names."""
        return self.run_step(bytes.fromhex(request), name, now)

    def due(self, now: datetime, limit: int = 1_000) -> list[tuple[bytes, str]]:
        """Return the due steps that run by themselves, first due first."""
        with self._data.read() as reader:
            rows = reader.due_steps(to_micros(now), limit)
        return [(row.request, row.step) for row in rows if kind_of(row.step) in RUNS_ITSELF]

    def _run(self, entry: Entry, one: DueStepRow, now: datetime) -> str:
        kind = kind_of(one.step)
        if kind == ACT:
            self._work.act_at_once(entry, now)
            if self._work.judge(entry, now).ground == ABSOLUTE or entry.case.right == "restriction":
                self.run_through(entry.row.request, now, actor="system")
            return "done"
        if not entry.case.open:
            return "not-needed"
        return "reminded" if kind == REMIND else "overdue"

    def _grant(self, request: bytes, now: datetime, *, actor: Actor, who: str) -> Entry | Declined:
        """Grant a rectification: whether the value is right was looked at by whoever says so."""
        moved = Moved(event="grant", actor=actor, at=now)
        return self._register.move(request, moved, who=who)

    def _closed(self, entry: Entry, now: datetime, actor: Actor, who: str) -> Entry:
        if entry.case.state != "answered":
            return entry
        after = self.close(entry.row.request, now, actor=actor, who=who)
        return entry if isinstance(after, Declined) else after
