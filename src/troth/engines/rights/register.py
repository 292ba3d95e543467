"""The register of requests: each step checked by the table, written with its event and its fact.

Everything a step changes (the row, the event, the due steps, the fact) is one unit of work: it
happened or it did not. Deadlines are counted anew after every step that can move them, from the
events alone. Nothing personal is written; a request leads to a person by a random id, and to nobody
after they are erased.

GDPR Art. 5(2), 12(3), 24 (it must be possible to show what was done, and when).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from troth.core.facts import Fact, fact
from troth.core.periods import from_micros, to_micros
from troth.core.requests import (
    ACTORS,
    EVENTS,
    LEVELS,
    RIGHTS,
    Asker,
    Case,
    Moved,
    NotNow,
    Right,
    fold,
    step,
)
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.rights.clock import Dates, RequestClock
from troth.engines.rights.journal import RequestJournal
from troth.engines.rights.steps import steps_after
from troth.errors import InputError, StateError
from troth.storage.ports import DataReader, DataStore
from troth.storage.request_rows import DueStepRow, RequestEventRow, RequestRow

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:*~+-]{0,119}")
"""What a detail may look like: a name or an id, never words about a person."""

_COUNTED_ANEW: Final = frozenset(("suspend", "resume", "extend", "appeal"))
_DECISIONS: Final = frozenset(("grant", "grant-part", "refuse"))
_CASE: Final[Mapping[str, Asker]] = {
    "person": "person", "guardian": "guardian", "agent": "agent", "heir": "heir",
    "reporter": "reporter",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A lawful no: nothing has changed. `address` is the promise it is about."""

    code: str
    why: str
    help: str = ""
    address: str = "rights"

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request with where it stands, its steps and its dates."""

    row: RequestRow
    case: Case
    steps: tuple[DueStepRow, ...]

    @property
    def received(self) -> datetime:
        """First arrival at any channel."""
        return from_micros(self.row.received_at)

    @property
    def open_steps(self) -> tuple[DueStepRow, ...]:
        """What is still to be done."""
        return tuple(one for one in self.steps if one.state == "open")

    def waiting(self, *kinds: str) -> tuple[str, ...]:
        """Return the names of open steps of these kinds, such as `ask` or `tell`."""
        return tuple(one.step for one in self.open_steps if one.step.partition("/")[0] in kinds)


class Register:
    """Writes down what happens to requests."""

    def __init__(
        self,
        *,
        data: DataStore,
        evidence: EvidenceLog,
        clock: RequestClock,
        journal: RequestJournal,
    ) -> None:
        self._data = data
        self._evidence = evidence
        self._journal = journal
        self.clock = clock

    def entry(self, request: bytes) -> Entry:
        """Return one request.

        Raises:
            InputError: `requests/unknown`.
        """
        with self._data.read() as reader:
            return read_entry(reader, request)

    def entries(self, rows: Sequence[RequestRow]) -> list[Entry]:
        """Return the entries of rows that were read, in their order."""
        with self._data.read() as reader:
            return [read_entry(reader, row.request) for row in rows]

    def dates(self, entry: Entry, now: datetime) -> Dates:
        """Return the three dates of a request and their derivation, as of now."""
        return self.clock.dates(entry.case, entry.received, entry.row.residence, now)

    def add(self, row: RequestRow, case: Case, who: str, now: datetime) -> Entry:
        """Write down a new request with its dates, its reminders and its fact."""
        dates = self.clock.dates(case, from_micros(row.received_at), row.residence, now)
        row = self._dated(row, dates)
        steps = steps_after(row, case, (), dates, self.clock, now)
        opened = RequestEventRow(
            event=0, request=row.request, kind="open", actor="asker", who=who,
            detail=row.channel, state=row.state, at=to_micros(now),
        )  # fmt: skip
        with self._data.unit() as unit:
            unit.add_requests([row])
            unit.add_request_events([opened])
            unit.put_steps(steps)
            self._evidence.append(unit, _opened(row, to_micros(now)))
            self._journal.keep(unit, row.request, now, new_events=1, owner=row.person)
        return self.entry(row.request)

    def move(
        self,
        request: bytes,
        moved: Moved,
        *,
        who: str = "",
        ready: bool = False,
        change: Callable[[RequestRow], RequestRow] | None = None,
        put: Sequence[DueStepRow] = (),
        facts: Sequence[Fact] = (),
    ) -> Entry | Declined:
        """Take one step, or say why not.

        Args:
            request: Which request.
            moved: The step.
            who: Who did it: a role or an id of staff.
            ready: Whether nothing is open that the step waits for.
            change: What else changes in the row.
            put: Due steps to write.
            facts: Further facts of the same unit.
        """
        check_name(moved.detail)
        check_name(who)
        with self._data.unit() as unit:
            entry = read_entry(unit, request)
            after = step(entry.case, moved, ready=ready)
            if isinstance(after, NotNow):
                return declined(after, entry.row)
            row = replace(_row(entry.row, after), handler=who or entry.row.handler)
            row = change(row) if change is not None else row
            dates = self.clock.dates(after, entry.received, row.residence, moved.at)
            anew = moved.event in _COUNTED_ANEW
            # The first answer is judged by the first term, whatever an appeal brings.
            row = self._dated(row, dates) if anew and after.appealed_at is None else row
            unit.update_request(row)
            unit.add_request_events([_event(request, moved, who, after)])
            unit.put_steps(
                [*put, *steps_after(row, after, entry.steps, dates, self.clock, moved.at)]
            )
            due = self.clock.over_micros(dates.alarm) if anew else None
            self._evidence.append(unit, *_facts(row, moved, dates, due), *facts)
            found = None if row.person == entry.row.person else row.person
            self._journal.keep(unit, request, moved.at, new_events=1, owner=found)
        return self.entry(request)

    def arrived(self, request: bytes, received: int, now: datetime) -> None:
        """Count a request from an earlier arrival of the same, at whatever channel."""
        with self._data.unit() as unit:
            entry = read_entry(unit, request)
            if received >= entry.row.received_at:
                return
            dates = self.clock.dates(
                entry.case, from_micros(received), entry.row.residence, max(now, entry.case.at)
            )
            row = self._dated(replace(entry.row, received_at=received), dates)
            told = fact(
                "request-due", to_micros(now), request=request, law=dates.laws[0], due=row.due_at
            )
            unit.update_request(row)
            unit.put_steps(steps_after(row, entry.case, entry.steps, dates, self.clock, now))
            self._evidence.append(unit, told)
            self._journal.keep(unit, request, now)

    def finish_step(self, one: DueStepRow, outcome: str, now: datetime, *facts: Fact) -> DueStepRow:
        """Write that a due step is done; done once, whoever asks again."""
        check_name(outcome)
        at = to_micros(now)
        done = replace(one, state="done", done_at=at, outcome=outcome)
        told = fact("request-step", at, request=one.request, step=one.step, outcome=outcome)
        with self._data.unit() as unit:
            known = [each for each in unit.steps([one.request]) if each.step == one.step]
            if known and known[0].state != "open":
                return known[0]
            unit.put_steps([done])
            self._evidence.append(unit, told, *facts)
            self._journal.keep(unit, one.request, now)
        return done

    def postpone_step(
        self, one: DueStepRow, outcome: str, now: datetime, due: datetime
    ) -> DueStepRow:
        """Write that a try failed; the step stays open and comes due again."""
        later = replace(one, due_at=to_micros(due), outcome=check_name(outcome))
        told = fact(
            "request-step", to_micros(now), request=one.request, step=one.step, outcome=outcome
        )
        with self._data.unit() as unit:
            known = [each for each in unit.steps([one.request]) if each.step == one.step]
            if known and known[0].state != "open":
                return known[0]
            unit.put_steps([later])
            self._evidence.append(unit, told)
        return later

    def write(
        self,
        row: RequestRow,
        now: datetime,
        put: Sequence[DueStepRow] = (),
        facts: Sequence[Fact] = (),
    ) -> None:
        """Write what was found about a request without a step of the table."""
        with self._data.unit() as unit:
            unit.update_request(row)
            unit.put_steps(put)
            self._evidence.append(unit, *facts)
            self._journal.keep(unit, row.request, now)

    def _dated(self, row: RequestRow, dates: Dates) -> RequestRow:
        over = self.clock.over_micros
        return replace(
            row,
            law=dates.laws[0],
            safe_at=over(dates.safe),
            statutory_at=over(dates.statutory),
            promised_at=None if dates.promised is None else over(dates.promised),
            due_at=over(dates.alarm),
        )


def read_entry(reader: DataReader, request: bytes) -> Entry:
    """Return one request, replayed from its events.

    Raises:
        InputError: `requests/unknown`.
        StateError: `requests/out-of-table` when what is stored is no run of the table.
    """
    row = reader.request(request)
    if row is None:
        raise InputError(
            "requests/unknown",
            f"there is no request `{request.hex()}`",
            help="`troth request list --all` lists them",
        )
    case = begun(row)
    events = [_moved(one) for one in reader.request_events([request]) if one.kind != "open"]
    after = fold(case, events)
    if isinstance(after, NotNow) or after.state != row.state:
        raise StateError(
            "requests/out-of-table",
            f"the events of request `{request.hex()}` are no run of the table",
            help="restore the data store from a backup",
        )
    return Entry(row=row, case=after, steps=tuple(reader.steps([request])))


def begun(row: RequestRow) -> Case:
    """Return the case of a request before its first step."""
    asked: Right = next(right for right in RIGHTS if right == row.asked)
    return Case(right=asked, asker=_CASE[row.asker], at=from_micros(row.opened_at))


def declined(refused: NotNow, row: RequestRow) -> Declined:
    """Return what the table refuses as an answer."""
    return Declined(
        code=refused.code, why=refused.why, help=refused.help, address=f"rights/{row.asked}"
    )


def check_name(written: str) -> str:
    """Return a name or id as it is; free text has no place in a register.

    Raises:
        InputError: `requests/not-a-name`.
    """
    if written and not NAME.fullmatch(written):
        raise InputError(
            "requests/not-a-name",
            f"`{written[:60]}` is not a name or an id",
            help="the register holds names and ids, never words about a person: `case-17`",
        )
    return written


def _row(row: RequestRow, after: Case) -> RequestRow:
    told = None if after.extended_at is None else to_micros(after.extended_at)
    return replace(
        row,
        state=after.state,
        verification=after.verification,
        outcome=after.outcome,
        ground=after.ground,
        moved_at=to_micros(after.at),
        extended_at=told,
    )


def _event(request: bytes, moved: Moved, who: str, after: Case) -> RequestEventRow:
    return RequestEventRow(
        event=0,
        request=request,
        kind=moved.event,
        actor=moved.actor,
        who=who,
        detail=moved.detail,
        state=after.state,
        at=to_micros(moved.at),
    )


def _moved(row: RequestEventRow) -> Moved:
    event = next((known for known in EVENTS if known == row.kind), None)
    actor = next((known for known in ACTORS if known == row.actor), None)
    if event is None or actor is None or (event == "verify" and row.detail not in LEVELS):
        raise StateError("requests/out-of-table", f"a request has the unknown event `{row.kind}`")
    return Moved(event=event, actor=actor, at=from_micros(row.at), detail=row.detail)


def _opened(row: RequestRow, at: int) -> Fact:
    return fact(
        "request-opened",
        at,
        request=row.request,
        right=row.asked,
        asker=row.asker,
        channel=row.channel,
        received=row.received_at,
        due=row.due_at,
    )


def _facts(row: RequestRow, moved: Moved, dates: Dates, due: int | None) -> list[Fact]:
    at = to_micros(moved.at)
    made = [
        fact(
            "request-moved", at, request=row.request, event=moved.event, state=row.state,
            actor=moved.actor,
        )
    ]  # fmt: skip
    if due is not None:
        made.append(fact("request-due", at, request=row.request, law=dates.laws[0], due=due))
    if moved.event in _DECISIONS:
        ground = moved.detail or "none"
        made.append(
            fact("request-decided", at, request=row.request, outcome=row.outcome, ground=ground)
        )
    return made
