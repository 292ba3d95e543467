"""A rights request as a state table: every step it can take, who may take it, and on what law.

A request *is* its events: `fold` replays them and gives where it stands. Nothing outside the table
happens, and what is refused is a value with a code. Time comes in with each event and never goes
back. This file knows no store, no clock and no person; deadlines are counted elsewhere from the
pauses and the extension that are written down here.

GDPR Art. 12(2)-(6) (identity, terms, refusal), 15-22 (the rights), 77 and 79 (remedies).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, get_args

Right = Literal[
    "information", "confirmation", "access", "rectification", "erasure", "restriction",
    "objection", "portability", "withdrawal", "sale-opt-out",
]  # fmt: skip
"""What is asked for, in the words of the manifest."""

State = Literal[
    "received", "identifying", "verified", "collecting", "awaiting-person", "suspended", "decided",
    "carried-out", "answered", "closed", "appealed", "withdrawn", "joined",
]  # fmt: skip
"""Where a request stands."""

Event = Literal[
    "ask-identity", "verify", "collect", "ask-person", "hear", "suspend", "resume", "extend",
    "grant", "grant-part", "refuse", "carry-out", "answer", "close", "appeal", "reconsider",
    "uphold", "withdraw", "join",
]  # fmt: skip
"""What can happen to it."""

Actor = Literal["asker", "staff", "system"]
"""Who does it: the one who asks (the person or who speaks for them), staff, or Troth itself."""

Outcome = Literal["", "granted", "partial", "refused"]
Verification = Literal["none", "session", "confirmed-link", "staff-attested"]
"""How it was shown who asks. A copy of an identity document is not among them: none is kept."""

Asker = Literal["person", "guardian", "agent", "heir", "reporter"]
"""In whose name it is asked (GDPR Art. 8 and national law for the others); a reporter only says
that data of a minor may be held, and learns nothing of it."""

Need = Literal["verified", "unverified", "granted", "refused", "ready", "ground"]
"""What a step needs beyond its state; the words of `NEEDS`."""

RIGHTS: Final[tuple[Right, ...]] = get_args(Right)
STATES: Final[tuple[State, ...]] = get_args(State)
EVENTS: Final[tuple[Event, ...]] = get_args(Event)
ACTORS: Final[tuple[Actor, ...]] = get_args(Actor)
LEVELS: Final[tuple[Verification, ...]] = get_args(Verification)

OPEN: Final[frozenset[State]] = frozenset(
    ("received", "identifying", "verified", "collecting", "awaiting-person", "suspended",
     "decided", "carried-out", "appealed")
)  # fmt: skip
"""States in which somebody still owes an answer."""

OVER: Final[frozenset[State]] = frozenset(STATES) - OPEN

WITHOUT_PROOF: Final[frozenset[Right]] = frozenset(
    # GDPR Art. 7(3), 21(3) and 11 CCR 7026(d): to stop is as easy as to begin; nothing is
    # disclosed by it, so nobody has to show who they are.
    ("information", "objection", "withdrawal", "sale-opt-out")
)


IDENTITY_DOUBTS: Final = frozenset(("identity-doubt", "identity"))
"""Grounds of a pause that doubt who asks, by the names the laws have for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One line of the table.

    Attributes:
        event: What happens.
        start, end: From where to where.
        by: Who may do it.
        needs: What must be true beyond the state.
        law: The rule it follows.
    """

    event: Event
    start: State
    end: State
    by: frozenset[Actor]
    needs: frozenset[Need]
    law: str


def _rows(
    event: Event, starts: str, end: State | None, by: str, law: str, needs: str = ""
) -> tuple[Transition, ...]:
    """Return one line for each state an event can happen in; no end means that nothing moves."""
    return tuple(
        Transition(
            event=event,
            start=start,
            end=end or start,
            by=frozenset(actor for actor in ACTORS if actor in by.split()),
            needs=frozenset(need for need in NEEDS if need in needs.split()),
            law=law,
        )
        for start in STATES
        if start in starts.split()
    )


NEEDS: Final[Mapping[Need, str]] = {
    "verified": "who asks was shown, as far as this right asks for it",
    "unverified": "who asks was not shown yet",
    "granted": "it was decided to grant all or a part",
    "refused": "it was decided to refuse",
    "ready": "nothing is open that this step waits for: a system, a part of the answer, a notice",
    "ground": "the ground is named",
}

_WORKING: Final = "verified collecting awaiting-person"
_BEFORE: Final = f"received identifying {_WORKING} suspended"

TABLE: Final[tuple[Transition, ...]] = (
    *_rows("ask-identity", "received", "identifying", "staff system", "GDPR Art. 12(6)",
           "unverified"),
    *_rows("verify", "received identifying", "verified", "asker staff system",
           "GDPR Art. 12(2), 12(6)"),
    *_rows("collect", "verified", "collecting", "staff system", "GDPR Art. 12(3)", "verified"),
    *_rows("ask-person", "verified collecting", "awaiting-person", "staff", "GDPR recital 63"),
    *_rows("hear", "awaiting-person", "collecting", "asker staff", "GDPR recital 63"),
    *_rows("suspend", "received identifying verified collecting awaiting-person", "suspended",
           "staff", "EDPB Guidelines 01/2022, section 5.3", "ground"),
    *_rows("resume", "suspended", "identifying", "asker staff",
           "EDPB Guidelines 01/2022, section 5.3", "unverified"),
    *_rows("resume", "suspended", "collecting", "asker staff",
           "EDPB Guidelines 01/2022, section 5.3", "verified"),
    *_rows("extend", _BEFORE, None, "staff", "GDPR Art. 12(3)", "ground"),
    *_rows("grant", "verified collecting awaiting-person", "decided", "staff system",
           "GDPR Art. 12(3)", "verified"),
    *_rows("grant-part", "verified collecting awaiting-person", "decided", "staff system",
           "GDPR Art. 12(4), 17(3)", "verified ground"),
    # Who cannot be identified is told so, and why (GDPR Art. 11(2), 12(2)).
    *_rows("refuse", f"received identifying {_WORKING}", "decided", "staff system",
           "GDPR Art. 12(4), 12(5)", "ground"),
    *_rows("carry-out", "decided", "carried-out", "staff system", "GDPR Art. 15-22", "granted"),
    *_rows("answer", "carried-out", "answered", "staff system", "GDPR Art. 12(3), 15, 19",
           "ready"),
    *_rows("answer", "decided", "answered", "staff system", "GDPR Art. 12(4)", "refused ready"),
    *_rows("close", "answered", "closed", "staff system", "GDPR Art. 5(2), 19", "ready"),
    *_rows("appeal", "answered closed", "appealed", "asker", "GDPR Art. 77, 79"),
    *_rows("reconsider", "appealed", "collecting", "staff", "GDPR Art. 12(3), 24", "verified"),
    *_rows("reconsider", "appealed", "identifying", "staff", "GDPR Art. 12(6), 24", "unverified"),
    *_rows("uphold", "appealed", "closed", "staff", "GDPR Art. 12(4)", "ground"),
    *_rows("withdraw", _BEFORE, "withdrawn", "asker", "the asker's own will"),
    *_rows("join", "received identifying verified", "joined", "staff system",
           "GDPR Art. 12(5)"),
)  # fmt: skip
"""The whole table; a test draws it in `docs/requests.md` and another tries to leave it."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still, on one ground, from one instant to another (None: still does)."""

    ground: str
    start: datetime
    stop: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One event of a request: what, by whom, when, and a name that says more."""

    event: Event
    actor: Actor
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Where a request stands, as its events tell.

    Attributes:
        right: What is asked for.
        asker: In whose name.
        at: The instant of the last event; nothing may be older.
        ground: The ground of the decision.
        pauses: Every suspension, oldest first.
        extended_at: When the extension was told to the person; None without.
        extended_for: The reason that its notice states.
        appealed_at: When somebody else was asked to look again; None without.
    """

    right: Right
    at: datetime
    asker: Asker = "person"
    state: State = "received"
    verification: Verification = "none"
    outcome: Outcome = ""
    ground: str = ""
    pauses: tuple[Pause, ...] = ()
    extended_at: datetime | None = None
    extended_for: str = ""
    appealed_at: datetime | None = None

    @property
    def verified(self) -> bool:
        """Whether enough was shown for this right and this asker."""
        return shown_enough(self.right, self.asker, self.verification)

    @property
    def open(self) -> bool:
        """Whether somebody still owes an answer."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNow:
    """A step that is refused: a code, why, and what can be done."""

    code: Literal[
        "NO_SUCH_STEP", "NOT_YOURS", "UNVERIFIED", "ALREADY_VERIFIED", "NOT_GRANTED",
        "NOT_CARRIED_OUT", "NOT_READY", "GROUND_MISSING", "NOT_ENOUGH_SHOWN", "CLOCK_SET_BACK",
        "EXTENDED_ALREADY", "IDENTITY_SHOWN",
    ]  # fmt: skip
    why: str
    help: str = ""


def shown_enough(right: Right, asker: Asker, level: Verification) -> bool:
    """Whether a level of verification is enough for a right and an asker."""
    if asker != "person":
        # Who speaks for somebody else shows by what right; only staff can look at that.
        return level == "staff-attested"
    return right in WITHOUT_PROOF or level != "none"


def step(case: Case, moved: Moved, *, ready: bool = False) -> Case | NotNow:
    """Return where a request stands after an event, or why it cannot happen.

    Args:
        case: Where it stands now.
        moved: What is to happen.
        ready: Whether no system is open and the answer is complete.
    """
    if moved.at < case.at:
        return NotNow(
            code="CLOCK_SET_BACK",
            why="the event is older than what happened last",
            help="events come in their order; look at the clock",
        )
    lines = [t for t in TABLE if t.event == moved.event and t.start == case.state]
    if not lines:
        return NotNow(
            code="NO_SUCH_STEP",
            why=f"`{moved.event}` cannot happen to a request that is {case.state}",
            help="possible now: " + (", ".join(possible(case)) or "nothing; it is over"),
        )
    allowed = [line for line in lines if moved.actor in line.by]
    if not allowed:
        return NotNow(code="NOT_YOURS", why=f"`{moved.event}` is not for the {moved.actor} to do")
    lacking = [_lacking(case, moved, line.needs, ready=ready) for line in allowed]
    for line, refused in zip(allowed, lacking, strict=True):
        if refused is None:
            return _after(case, moved, line)
    return next(refused for refused in lacking if refused is not None)


def possible(case: Case) -> tuple[Event, ...]:
    """Return the events that can happen to a request, as far as they bring what else they need."""
    holds = _known(case)
    lines = [one for one in TABLE if one.start == case.state]
    known = {one.event for one in lines if all(holds.get(need, True) for need in one.needs)}
    once = {"extend"} if _extended(case) else set()
    return tuple(event for event in EVENTS if event in known - once)


def _known(case: Case) -> dict[Need, bool]:
    """Return the needs that a request itself answers."""
    return {
        "verified": case.verified,
        "unverified": not case.verified,
        "granted": case.outcome in ("granted", "partial"),
        "refused": case.outcome == "refused",
    }


def fold(case: Case, events: Iterable[Moved]) -> Case | NotNow:
    """Replay events that were accepted once; every answer was ready when it left."""
    for moved in events:
        after = step(case, moved, ready=True)
        if isinstance(after, NotNow):
            return after
        case = after
    return case


def _lacking(case: Case, moved: Moved, needs: frozenset[Need], *, ready: bool) -> NotNow | None:
    if moved.event == "verify":
        level = _level(moved.detail)
        if level is None or not shown_enough(case.right, case.asker, level):
            return NotNow(
                code="NOT_ENOUGH_SHOWN",
                why=f"`{moved.detail}` does not show that the {case.asker} may ask for this",
                help="what counts: " + ", ".join(LEVELS[1:]) + "; for others only staff-attested",
            )
    if moved.event == "suspend" and _doubts_anew(case, moved.detail):
        return NotNow(
            code="IDENTITY_SHOWN",
            why="who asks was shown, or need not be; the clock does not stand for it again",
            help="GDPR Art. 12(6): only a new, reasonable doubt; give its reason with --because",
        )
    if moved.event == "extend" and _extended(case):
        return NotNow(code="EXTENDED_ALREADY", why="a term is extended once (GDPR Art. 12(3))")
    holds = {**_known(case), "ready": ready, "ground": bool(moved.detail)}
    missing = next((need for need in NEEDS if need in needs and not holds[need]), None)
    return None if missing is None else _MISSING[missing]


_MISSING: Final[Mapping[Need, NotNow]] = {
    "verified": NotNow(
        code="UNVERIFIED", why="nobody has shown who asks", help="verify the request first"
    ),
    "unverified": NotNow(
        code="ALREADY_VERIFIED",
        why="who asks is known",
        help="GDPR Art. 12(6): more may be asked only on reasonable doubt",
    ),
    "granted": NotNow(code="NOT_GRANTED", why="nothing was granted", help="answer the refusal"),
    "refused": NotNow(
        code="NOT_CARRIED_OUT",
        why="what was granted is not carried out yet",
        help="carry it out first: `troth request advance REQUEST --commit`",
    ),
    "ready": NotNow(
        code="NOT_READY", why="something is open that this step waits for",
        help="`troth request show` lists what is open",
    ),
    "ground": NotNow(
        code="GROUND_MISSING", why="the ground is missing",
        help="GDPR Art. 12(4): the person is told the reasons",
    ),
}  # fmt: skip


_OUTCOMES: Final[Mapping[Event, Outcome]] = {
    "grant": "granted", "grant-part": "partial", "refuse": "refused",
}  # fmt: skip


def _after(case: Case, moved: Moved, line: Transition) -> Case:
    after = replace(case, state=line.end, at=moved.at)
    match moved.event:
        case "verify":
            return replace(after, verification=_level(moved.detail) or "none")
        case "suspend":
            return replace(after, pauses=(*case.pauses, Pause(moved.detail, moved.at)))
        case "resume":
            return replace(after, pauses=_closed(case.pauses, moved.at))
        case "withdraw":
            return replace(after, pauses=_closed(case.pauses, moved.at))
        case "extend":
            return replace(after, extended_at=moved.at, extended_for=moved.detail)
        case "appeal":
            return replace(after, appealed_at=moved.at)
        case "grant" | "grant-part" | "refuse":
            return replace(after, outcome=_OUTCOMES[moved.event], ground=moved.detail)
        case "reconsider":
            return replace(after, outcome="", ground="")
        case _:
            return after


def _doubts_anew(case: Case, detail: str) -> bool:
    """Whether a pause would doubt who asks after that was shown, and name no new reason."""
    ground, _, reason = detail.partition(":")
    return case.verified and ground in IDENTITY_DOUBTS and not reason


def _extended(case: Case) -> bool:
    """Whether the term that runs was extended; an appeal has a term of its own."""
    if case.extended_at is None:
        return False
    return case.appealed_at is None or case.extended_at >= case.appealed_at


def _closed(pauses: tuple[Pause, ...], at: datetime) -> tuple[Pause, ...]:
    return tuple(replace(pause, stop=at) if pause.stop is None else pause for pause in pauses)


def _level(written: str) -> Verification | None:
    return next((level for level in LEVELS if level == written), None)
