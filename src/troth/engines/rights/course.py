"""The course of a request once somebody is known to have asked: searched, decided, done, answered.

Each method is one step, checked by the table and by what the law asks beyond it; a step that cannot
be taken says why and changes nothing. What goes on by itself is in `requests_driven`.

GDPR Art. 12(3)-(5), 15-22; no answer leaves while a system is open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from troth.core.facts import Fact, fact
from troth.core.periods import to_micros
from troth.core.requests import Actor, Moved, NotNow, step
from troth.engines.erasure.erasure import Erasure
from troth.engines.rights.answer import Answer, Answers
from troth.engines.rights.complete import ART_15, Said, recorded, steps_of
from troth.engines.rights.grounds import ABSOLUTE, NEEDS_CITATION, REFUSALS, Judgement
from troth.engines.rights.pending import SHOWS, Pending, ready
from troth.engines.rights.register import Declined, Entry, Register, declined
from troth.engines.rights.steps import (
    ASK,
    FORWARD,
    TELL,
)
from troth.engines.rights.work import Work, with_plan
from troth.errors import InputError
from troth.policy.nearest import nearest
from troth.storage.ports import DataStore
from troth.storage.request_rows import DueStepRow

AT_ONCE: Final = frozenset(("objection", "restriction", "withdrawal", "sale-opt-out"))
"""Rights that hold from the next decision on, before anything is decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A request that was answered, with what is handed over; its hash is in the log."""

    entry: Entry
    answer: Answer


class Course:
    """Takes requests through their course."""

    def __init__(
        self, *, data: DataStore, register: Register, work: Work, answers: Answers, erasure: Erasure
    ) -> None:
        self._data = data
        self._register = register
        self._work = work
        self._answers = answers
        self._erasure = erasure
        self.pending = Pending(data=data, register=register)

    # -- step by step ---------------------------------------------------------------------------

    def collect(
        self, request: bytes, now: datetime, *, actor: Actor = "staff", who: str = ""
    ) -> Entry | Declined:
        """Look for everything held, and open a step for each system and customer to ask."""
        entry = self._register.entry(request)
        held = self._work.held(entry.row, now)
        return self._register.move(
            request,
            Moved(event="collect", actor=actor, at=now),
            who=who,
            change=lambda row: replace(row, expired=held.expired),
            put=self._work.searches(entry.row, held, now),
            facts=self._work.violation(entry.row, held, now),
        )

    def decide(
        self, request: bytes, now: datetime, *, actor: Actor = "staff", who: str = ""
    ) -> Entry | Declined:
        """Grant what law and data allow, part by part; refuse only what nothing allows."""
        judged = self._work.judge(self._register.entry(request), now)
        moved = Moved(event=judged.event, actor=actor, at=now, detail=judged.ground)
        return self._register.move(request, moved, who=who)

    def refuse(
        self, request: bytes, ground: str, now: datetime, *, citation: str = "", who: str = ""
    ) -> Entry | Declined:
        """Refuse, on a ground of the law, with what it rests on.

        Raises:
            InputError: `requests/unknown-ground`.
        """
        if ground not in REFUSALS:
            raise InputError(
                "requests/unknown-ground",
                f"`{ground[:60]}` is no ground for a refusal",
                help=nearest(ground, sorted(REFUSALS)),
            )
        entry = self._register.entry(request)
        address = f"rights/{entry.row.asked}"
        if ground in NEEDS_CITATION and not citation:
            return Declined(
                code="CITATION_REQUIRED",
                why=f"`{ground}` names the law, the case or the weighing it rests on",
                help="give --citation with its id",
                address=address,
            )
        judged = self._work.judge(entry, now) if entry.case.verified else None
        if judged is not None and judged.ground == ABSOLUTE and ground != "not-identified":
            return Declined(
                code="ABSOLUTE_RIGHT",
                why="this right is absolute and is not weighed",
                help="GDPR Art. 7(3), 21(2)-(3): it holds already",
                address=address,
            )
        detail = f"{ground}:{citation}" if citation else ground
        moved = Moved(event="refuse", actor="staff", at=now, detail=detail)
        after = self._register.move(request, moved, who=who)
        if isinstance(after, Entry) and ground == "compelling-grounds":
            self._work.undo(entry, now)
        return after

    def carry_out(
        self, request: bytes, now: datetime, *, anyway: str = "", actor: Actor = "staff",
        who: str = "",
    ) -> Entry | Declined:  # fmt: skip
        """Do what was granted; an erasure goes on from where it stopped.

        Args:
            anyway: Why an erasure does not wait for an answer that is owed or not fetched yet.
        """
        entry = self._register.entry(request)
        moved = Moved(event="carry-out", actor=actor, at=now)
        allowed = step(entry.case, moved)
        if isinstance(allowed, NotNow):
            return declined(allowed, entry.row)
        if entry.case.right == "erasure" and entry.row.plan is None:
            persons = self._work.held(entry.row, now).persons
            waits = self.pending.declined(persons, "rights/erasure")
            if waits is not None and not anyway:
                return waits
            self.pending.set_aside(persons, anyway, now)
        done = self._work.carry_out(entry, now)
        if isinstance(done, Declined):
            return done
        if entry.case.right == "erasure":
            plan = done.plan or self._work.plan_erasure(entry, now)
            if plan is not None:
                # Before anything goes: which plan it is, and who is owed a notice afterwards.
                self._register.write(
                    with_plan(entry.row, plan), now, put=done.put if not done.plan else ()
                )
                silent = self._work.erase(plan, now)
                if silent:
                    return _unreached(entry, silent)
            return self._register.move(request, moved, who=who)
        return self._register.move(request, moved, who=who, put=done.put)

    def answer(
        self,
        request: bytes,
        now: datetime,
        *,
        waived: Mapping[str, str] | None = None,
        stated: Mapping[str, str] | None = None,
        handed: bool = True,
        actor: Actor = "staff",
        who: str = "",
    ) -> Answered | Declined:
        """Write the answer, if nothing is open and nothing is missing; keep its hash.

        Args:
            waived: Letter of Art. 15 → why it is left out.
            stated: Letter → what whoever answers says where the policy does not: h and f.
            handed: Whether it is handed over with this; else it waits to be fetched.
        """
        entry = self._register.entry(request)
        moved = Moved(event="answer", actor=actor, at=now)
        given = Said(waived=waived or {}, stated=stated or {})
        for held_back in (self._answers.may_say(entry, given, now), self._held_back(entry, moved)):
            if held_back is not None:
                return held_back
        answer = self._written(entry, now, given.on(recorded(entry)))
        if answer.missing:
            names = "; ".join(f"{letter}: {ART_15[letter]}" for letter in answer.missing)
            return _incomplete(entry, names)
        put = steps_of(request, given, now)
        if not handed and entry.case.right in SHOWS and entry.row.person is not None:
            put.append(ready(request, now))
        after = self._answered(entry, moved, answer, now, who, put)
        return after if isinstance(after, Declined) else Answered(entry=after, answer=answer)

    def written_again(self, request: bytes, now: datetime) -> Answer | Declined:
        """Write the answer of an answered request once more, from what is held now, to be fetched.

        No copy of an answer is kept; whoever fetches theirs gets it fresh, and what was read for it
        is recorded like the first time.
        """
        entry = self._register.entry(request)
        if entry.row.answered_at is None or entry.case.open:
            return Declined(
                code="NOT_ANSWERED",
                why="there is no answer yet",
                address=f"rights/{entry.row.asked}",
            )
        # What was waived or stated when the answer left still is.
        answer = self._written(entry, now, recorded(entry))
        self.pending.fetched(entry, now)
        return replace(answer, document={**answer.document, "left_out": list(answer.missing)})

    def _written(self, entry: Entry, now: datetime, said: Said) -> Answer:
        plan = entry.row.plan
        judged = self._work.judge(entry, now) if plan is None else _decided(entry)
        return self._answers.write(
            entry,
            judged,
            self._work.held(entry.row, now),
            self._register.dates(entry, now),
            now,
            said=said,
            receipt=None if plan is None else self._erasure.receipt(plan),
        )

    def _answered(
        self,
        entry: Entry,
        moved: Moved,
        answer: Answer,
        now: datetime,
        who: str,
        put: Sequence[DueStepRow] = (),
    ) -> Entry | Declined:
        """Take the step by which an answer leaves, and write its hash down."""
        at, due = to_micros(now), entry.row.due_at
        if entry.case.appealed_at is not None:
            due = self._register.clock.over_micros(self._register.dates(entry, now).alarm)
        # What came of an appeal is another fact: a request is counted as answered once.
        kind = "request-answered" if entry.row.answered_at is None else "appeal-answered"
        told = fact(
            kind, at, request=entry.row.request, outcome=answer.outcome or entry.case.outcome,
            answer=answer.digest, due=due, late=int(at >= due),
        )  # fmt: skip
        return self._register.move(
            entry.row.request,
            moved,
            who=who,
            ready=True,
            # An answer after an appeal takes nothing from when the first one left.
            change=lambda row: replace(
                row, answer=answer.digest.hex(), answered_at=row.answered_at or at
            ),
            put=put,
            facts=[told, *(_noted(one) for one in put if one.state == "done")],
        )

    def close(
        self, request: bytes, now: datetime, *, actor: Actor = "staff", who: str = ""
    ) -> Entry | Declined:
        """Close an answered request once nobody is owed anything any more."""
        entry = self._register.entry(request)
        waiting = entry.waiting(ASK, FORWARD, TELL)
        moved = Moved(event="close", actor=actor, at=now)
        after = self._register.move(request, moved, who=who, ready=not waiting)
        if isinstance(after, Declined) and after.code == "NOT_READY":
            return _still_open(entry, waiting)
        return after

    def _held_back(self, entry: Entry, moved: Moved) -> Declined | None:
        allowed = step(entry.case, moved, ready=True)
        if isinstance(allowed, NotNow):
            return declined(allowed, entry.row)
        asking = entry.waiting(ASK)
        if asking and entry.case.outcome != "refused":
            return _still_open(entry, asking)
        return None


def _unreached(entry: Entry, silent: tuple[str, ...]) -> Declined:
    return Declined(
        code="SYSTEM_UNREACHED",
        why="nothing is erased yet, for these did not answer: " + ", ".join(silent),
        help="look at their addresses; the erasure is tried again by itself, and by you in ten"
        " minutes; until then the data is restricted",
        address=f"rights/{entry.row.asked}",
    )


def _still_open(entry: Entry, waiting: tuple[str, ...]) -> Declined:
    return Declined(
        code="NOT_READY",
        why="still open: " + ", ".join(waiting),
        help="say how each ended with `troth request advance REQUEST --step STEP --outcome …`",
        address=f"rights/{entry.row.asked}",
    )


def _incomplete(entry: Entry, names: str) -> Declined:
    return Declined(
        code="ANSWER_INCOMPLETE",
        why=f"the answer lacks {names}",
        help="say it: --state h=none, --state f=COUNTRY; or waive it with a reason: "
        "--waive c=impossible",
        address=f"rights/{entry.row.asked}",
    )


def _noted(one: DueStepRow) -> Fact:
    """Return the fact that a part of an answer was waived or stated."""
    return fact("request-step", one.due_at, request=one.request, step=one.step, outcome=one.outcome)


def _decided(entry: Entry) -> Judgement:
    return Judgement(outcome=entry.case.outcome, ground=entry.case.ground, sets=())
