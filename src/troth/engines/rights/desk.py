"""What is written down of a request at somebody's desk: doubts, pauses, endings, and an appeal.

Each is one step of the table, and the law's word on it: a pause on a ground the law names, an
extension with its notice in time. What waits for somebody outside is written down as they answer;
a try that failed stays open and comes due again. An appeal goes to whom the policy names, with a
term of its own, and is answered like the request.

GDPR Art. 12(3), 12(6), 19, 77, 79; EDPB Guidelines 01/2022, section 5.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from troth.core.requests import Moved
from troth.engines.erasure.erasure import Erasure
from troth.engines.rights.answer import Answers
from troth.engines.rights.course import Answered
from troth.engines.rights.driven import Driven
from troth.engines.rights.register import Declined, Entry, Register
from troth.engines.rights.steps import ASK, FORWARD, TELL, kind_of
from troth.engines.rights.work import Work
from troth.errors import InputError
from troth.law.statute import Refusal
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.storage.ports import DataStore
from troth.storage.request_rows import DueStepRow

OUTCOMES: Final[Mapping[str, frozenset[str]]] = {
    ASK: frozenset(("done", "nothing-found", "unreachable-waived")),
    TELL: frozenset(("acknowledged", "impossible", "disproportionate")),
    FORWARD: frozenset(("forwarded",)),
}
"""How a step that waits for somebody can end (GDPR Art. 19: unless impossible)."""

FAILED: Final = "failed"
"""How a try ends that is made again; the step stays open."""

AGAIN: Final = timedelta(days=1)
"""After how long a failed try comes due again."""


class Desk(Driven):
    """Writes down what staff and askers do."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        register: Register,
        work: Work,
        answers: Answers,
        erasure: Erasure,
    ) -> None:
        super().__init__(data=data, register=register, work=work, answers=answers, erasure=erasure)
        self._policy = policy

    # -- what staff does ------------------------------------------------------------------------

    def ask_identity(self, request: bytes, now: datetime, *, who: str = "") -> Entry | Declined:
        """Ask who it is; only on reasonable doubt (GDPR Art. 12(6))."""
        return self._simple(request, Moved(event="ask-identity", actor="staff", at=now), who)

    def ask_person(self, request: bytes, now: datetime, *, who: str = "") -> Entry | Declined:
        """Ask the person to specify; the clock runs on."""
        return self._simple(request, Moved(event="ask-person", actor="staff", at=now), who)

    def hear(self, request: bytes, now: datetime, *, who: str = "") -> Entry | Declined:
        """Note that the person has specified."""
        return self._simple(request, Moved(event="hear", actor="staff", at=now), who)

    def suspend(
        self, request: bytes, ground: str, now: datetime, *, because: str = "", who: str = ""
    ) -> Entry | Declined:
        """Stop the clock, where a law that applies stops it for this ground.

        Args:
            because: The id of a new reason; a doubt of who asks needs one once that was shown.
        """
        entry = self._register.entry(request)
        refused = self._register.clock.may_suspend(
            entry.case, entry.received, entry.row.residence, ground, now
        )
        if refused is not None:
            return _by_law(refused, entry)
        detail = f"{ground}:{because}" if because else ground
        moved = Moved(event="suspend", actor="staff", at=now, detail=detail)
        return self._simple(request, moved, who)

    def resume(self, request: bytes, now: datetime, *, who: str = "") -> Entry | Declined:
        """Let the clock run on."""
        return self._simple(request, Moved(event="resume", actor="staff", at=now), who)

    def extend(
        self, request: bytes, reasons: str, now: datetime, *, who: str = ""
    ) -> Entry | Declined:
        """Extend the term by a notice given now, where law and policy both allow it."""
        entry = self._register.entry(request)
        refused = self._register.clock.may_extend(
            entry.case, entry.received, entry.row.residence, reasons, now
        )
        if refused is not None:
            return _by_law(refused, entry)
        return self._simple(
            request, Moved(event="extend", actor="staff", at=now, detail=reasons), who
        )

    def settle(
        self, request: bytes, name: str, outcome: str, now: datetime, *, who: str = ""
    ) -> DueStepRow | Declined:
        """Write how a step ended that waited for somebody; a failed try comes due again.

        Raises:
            InputError: `requests/unknown`, `requests/unknown-step`, `requests/unknown-outcome`.
        """
        entry = self._register.entry(request)
        one = next((each for each in entry.steps if each.step == name), None)
        known = OUTCOMES.get(kind_of(name))
        if one is None or known is None:
            raise InputError(
                "requests/unknown-step",
                f"the request has no step `{name[:60]}` that waits for somebody",
                help=nearest(name, entry.waiting(ASK, FORWARD, TELL)),
            )
        if outcome == FAILED:
            return self._register.postpone_step(one, outcome, now, now + AGAIN)
        if outcome not in known:
            raise InputError(
                "requests/unknown-outcome",
                f"`{outcome[:60]}` is no way in which `{name}` ends",
                help="one of " + ", ".join(sorted({*known, FAILED})),
            )
        return self._register.finish_step(one, outcome, now)

    def due_for_anybody(self, request: bytes, residence: str, now: datetime) -> datetime:
        """Return the first instant after a request's last day, whoever it turns out to be about.

        Args:
            residence: Where the person lives as whoever asks says; nothing that is known here.
        """
        entry = self._register.entry(request)
        dates = self._register.clock.dates(entry.case, entry.received, residence, now)
        return self._register.clock.over(dates.alarm)

    # -- what the asker does, and what follows ---------------------------------------------------

    def withdraw(self, request: bytes, now: datetime) -> Entry | Declined:
        """Take a request back."""
        return self._simple(request, Moved(event="withdraw", actor="asker", at=now), "")

    def appeal(self, request: bytes, now: datetime) -> Entry | Declined:
        """Ask again, of somebody else: a complaint about the answer, with a term of its own."""
        moved, desk = Moved(event="appeal", actor="asker", at=now), self._policy.rights.escalate_to
        return self._register.move(
            request, moved, change=lambda row: replace(row, handler=desk or row.handler)
        )

    def reconsider(self, request: bytes, now: datetime, *, who: str = "") -> Entry | Declined:
        """Take an appealed request up again."""
        return self._simple(request, Moved(event="reconsider", actor="staff", at=now), who)

    def uphold(
        self, request: bytes, ground: str, now: datetime, *, who: str = ""
    ) -> Answered | Declined:
        """Stand by the answer, on a ground, and answer the appeal."""
        entry = self._register.entry(request)
        if entry.row.answered_at is None:
            # What was joined to another request has no answer of its own to stand by.
            at = f"rights/{entry.row.asked}"
            return Declined(code="NOT_ANSWERED", why="there is no answer yet", address=at)
        answer = self._answers.upheld(entry, ground, self._register.dates(entry, now), now)
        moved = Moved(event="uphold", actor="staff", at=now, detail=ground)
        after = self._answered(entry, moved, answer, now, who)
        return after if isinstance(after, Declined) else Answered(entry=after, answer=answer)

    def _simple(self, request: bytes, moved: Moved, who: str) -> Entry | Declined:
        return self._register.move(request, moved, who=who)


def _by_law(refused: Refusal, entry: Entry) -> Declined:
    return Declined(
        code=refused.code, why=refused.detail, help=refused.help,
        address=f"rights/{entry.row.asked}",
    )  # fmt: skip
