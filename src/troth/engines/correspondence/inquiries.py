"""Inquiries: what somebody asked, who takes it up, when it was answered or closed with a reason.

An inquiry is a dossier: names, ids and instants, never words. It is in exactly one state from the
unit of work that keeps the first message on. What nobody has answered in the operator's own term
is overdue; a question that reads like a request for a right has the term of the law beside.

GDPR Art. 5(1)(b) (an answer serves the purpose of the question), 5(2), 12(2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, get_args

import msgspec

from troth.core.periods import Period, add, to_micros
from troth.core.ports import Entropy
from troth.engines.dossiers.dossiers import Dossiers, Step, body_of, encoded, moved, words
from troth.errors import InputError, StateError
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.policy.syntax.correspondence import Topic
from troth.storage.dossier_rows import DossierRow
from troth.storage.ports import DataUnit

STATES: Final = ("received", "in-work", "answered", "closed")
WAITING: Final = ("received", "in-work")
TOPICS: Final[tuple[str, ...]] = get_args(Topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is known of an inquiry beside its state.

    Attributes:
        form: The form by which its words came in; empty where none takes such messages.
        refused: Why its words were not kept; empty where they were.
        answered_at: When the last answer left, in microseconds.
        reason: Why it was closed.
    """

    topic: str
    purpose: str
    channel: str
    form: str = ""
    refused: str = ""
    taken_by: str = ""
    answered_at: int | None = None
    answered_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """An inquiry as it stands."""

    row: DossierRow
    body: Body

    @property
    def id(self) -> bytes:
        """Its id."""
        return self.row.dossier

    def overdue(self, now: datetime) -> bool:
        """Whether somebody has waited for longer than the operator wants."""
        due = self.row.due_at
        return self.row.state in WAITING and due is not None and due <= to_micros(now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How all inquiries stand.

    Attributes:
        states: State → how many; every inquiry is in one.
        overdue: Those that waited too long.
        astray: How many are in no state that there is.
    """

    states: Mapping[str, int]
    overdue: tuple[Inquiry, ...]
    astray: int


class Inquiries:
    """Leads inquiries from receipt to their end."""

    def __init__(self, *, policy: Policy, dossiers: Dossiers, entropy: Entropy) -> None:
        self._policy = policy
        self._dossiers = dossiers
        self._entropy = entropy

    def show(self, inquiry: bytes) -> Inquiry:
        """Return one inquiry.

        Raises:
            InputError: `dossier/unknown`.
        """
        return _of(self._dossiers.row(inquiry))

    def listed(
        self, *, states: Sequence[str] = (), topic: str = "", newest: int | None = None
    ) -> list[Inquiry]:
        """Return inquiries, oldest first.

        Args:
            states: Only those in one of these states; none named: in any.
            topic: Only those of this topic; empty: of any.
            newest: Look at so many of them only, the newest.
        """
        found = [_of(row) for row in self._dossiers.listed(states=states, newest=newest)]
        return [one for one in found if not topic or one.body.topic == topic]

    def report(self, now: datetime) -> Report:
        """Return how many stand in which state, and which have waited for too long."""
        counts = self._dossiers.counted()
        return Report(
            states={state: counts.get(state, 0) for state in STATES},
            overdue=tuple(one for one in self.listed(states=WAITING) if one.overdue(now)),
            astray=sum(count for state, count in counts.items() if state not in STATES),
        )

    def receive(
        self, unit: DataUnit, body: Body, persons: Sequence[bytes], now: datetime, *, who: str = ""
    ) -> bytes:
        """Open an inquiry in the unit of work that keeps its words; return its id."""
        row = DossierRow(
            dossier=self._entropy.bytes(16),
            kind="inquiry",
            state="received",
            opened_at=to_micros(now),
            due_at=self._due(now),
            closed_at=None,
            body=encoded(msgspec.to_builtins(body)),
        )
        step = Step(event="received", who=who, detail=body.channel)
        return self._dossiers.place(unit, row, step, now, persons=persons).dossier

    def again(
        self, unit: DataUnit, inquiry: bytes, persons: Sequence[bytes], now: datetime
    ) -> bytes:
        """Open an inquiry anew by a further message: it waits for an answer from now on."""
        found = unit.dossier(inquiry)
        assert found is not None  # whoever calls has read it
        state = "in-work" if _of(found).body.taken_by else "received"
        row = replace(found, state=state, due_at=self._due(now), closed_at=None)
        self._dossiers.place(unit, row, Step(event="received"), now, persons=persons)
        return inquiry

    def answered(self, unit: DataUnit, inquiry: Inquiry, who: str, now: datetime) -> None:
        """Note, in the unit that notes the letter, that an answer left."""
        body = replace(inquiry.body, answered_at=to_micros(now), answered_by=who)
        row = moved(inquiry.row, "answered", msgspec.to_builtins(body))
        self._dossiers.place(unit, row, Step(event="answered", who=who), now)

    def take(self, inquiry: bytes, who: str, now: datetime) -> Inquiry:
        """Note that somebody works on it.

        Raises:
            StateError: `inquiry/not-waiting`.
        """
        found = self.show(inquiry)
        if found.row.state not in WAITING:
            raise StateError("inquiry/not-waiting", f"this inquiry is {found.row.state} already")
        return self._move(found, replace(found.body, taken_by=who), "taken", "in-work", who, now)

    def sort(self, inquiry: bytes, topic: str, who: str, now: datetime) -> Inquiry:
        """Put an inquiry under another topic.

        Raises:
            InputError: `inquiry/unknown-topic`.
        """
        check_topic(topic)
        found = self.show(inquiry)
        body = replace(found.body, topic=topic)
        return self._move(found, body, "sorted", found.row.state, who, now, detail=topic)

    def close(self, inquiry: bytes, reason: str, who: str, now: datetime) -> Inquiry:
        """End an inquiry, answered or not, with a reason.

        Raises:
            InputError: `inquiry/no-reason`, `dossier/names-somebody`, `dossier/too-long`.
            StateError: `inquiry/closed`.
        """
        found = self.show(inquiry)
        said = words(reason, "reason")
        if not said:
            raise InputError("inquiry/no-reason", "an inquiry is closed with a reason")
        if found.row.state == "closed":
            raise StateError("inquiry/closed", "this inquiry was closed")
        body = replace(found.body, reason=said)
        return self._move(found, body, "closed", "closed", who, now, detail=said)

    def _move(
        self, found: Inquiry, body: Body, event: str, state: str, who: str, now: datetime,
        *, detail: str = "",
    ) -> Inquiry:  # fmt: skip
        closed = now if state == "closed" else None
        row = moved(found.row, state, msgspec.to_builtins(body), closed=closed)
        return _of(self._dossiers.write(row, Step(event=event, who=who, detail=detail), now))

    def _due(self, now: datetime) -> int | None:
        within: Period | None = self._policy.correspondence.answer_within
        return None if within is None else to_micros(add(now, within))


def check_topic(topic: str) -> None:
    """Refuse a topic that is none.

    Raises:
        InputError: `inquiry/unknown-topic`.
    """
    if topic not in TOPICS:
        raise InputError(
            "inquiry/unknown-topic",
            f"`{topic[:60]}` is no topic of an inquiry",
            help=nearest(topic, TOPICS) or f"one of: {', '.join(TOPICS)}",
        )


def _of(row: DossierRow) -> Inquiry:
    return Inquiry(row=row, body=body_of(row, Body))
