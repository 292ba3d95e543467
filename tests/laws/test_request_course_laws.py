"""The laws of a whole course: random work that follows the common road to answers and appeals.

What is tried at random alone seldom gets past the first states; here every other try goes on.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from troth.core.requests import (
    ACTORS,
    EVENTS,
    LEVELS,
    OPEN,
    RIGHTS,
    STATES,
    TABLE,
    WITHOUT_PROOF,
    Actor,
    Asker,
    Case,
    Event,
    Moved,
    NotNow,
    State,
    fold,
    possible,
    step,
)

START = datetime(2026, 3, 5, 9, tzinfo=UTC)
ROAD: dict[State, Event] = {
    "received": "verify",
    "identifying": "verify",
    "verified": "collect",
    "collecting": "grant",
    "awaiting-person": "hear",
    "suspended": "resume",
    "decided": "carry-out",
    "carried-out": "answer",
    "answered": "close",
    "closed": "appeal",
    "appealed": "reconsider",
}
ANYTHING = st.tuples(
    st.sampled_from(EVENTS),
    st.sampled_from(ACTORS),
    st.integers(-1, 40),
    st.sampled_from(("", "manifestly-unfounded", *LEVELS)),
    st.booleans(),
)
ONWARD = st.tuples(
    st.none(), st.just("staff"), st.integers(0, 40), st.just("staff-attested"), st.just(True)
)
TRIES = st.lists(ONWARD | ANYTHING, min_size=8, max_size=30)
CASES = st.builds(
    Case,
    right=st.sampled_from(RIGHTS),
    asker=st.sampled_from(get_args(Asker)),
    at=st.just(START),
)
BROUGHT = {
    "NOT_YOURS", "GROUND_MISSING", "NOT_READY", "NOT_ENOUGH_SHOWN", "CLOCK_SET_BACK",
    "IDENTITY_SHOWN",
}  # fmt: skip
"""What a possible event can still lack: it is in the one who takes it, or comes with it."""
Tries = list[tuple[Event | None, Actor, int, str, bool]]


def led(case: Case, tries: Tries) -> list[tuple[Case, Moved, Case | NotNow]]:
    """Try every event in turn; go on from what was accepted."""
    story = []
    for tried, by, hours, detail, ready in tries:
        event = tried or ROAD.get(case.state, "verify")
        actor = "asker" if (tried, event) == (None, "appeal") else by
        moved = Moved(event=event, actor=actor, at=case.at + timedelta(hours=hours), detail=detail)
        after = step(case, moved, ready=ready)
        story.append((case, moved, after))
        case = case if isinstance(after, NotNow) else after
    return story


def accepted(story: list[tuple[Case, Moved, Case | NotNow]]) -> list[tuple[Case, Moved, Case]]:
    return [(old, moved, new) for old, moved, new in story if not isinstance(new, NotNow)]


@given(CASES, TRIES)
def test_every_accepted_step_is_a_line_of_the_table(case: Case, tries: Tries) -> None:
    for old, moved, new in accepted(led(case, tries)):
        assert any(
            (line.event, line.start, line.end) == (moved.event, old.state, new.state)
            and moved.actor in line.by
            for line in TABLE
        )


@given(CASES, TRIES)
def test_what_the_table_does_not_hold_is_refused_by_that_name(case: Case, tries: Tries) -> None:
    for old, moved, new in led(case, tries):
        if isinstance(new, NotNow) and new.code != "CLOCK_SET_BACK":
            lines = [one for one in TABLE if (one.event, one.start) == (moved.event, old.state)]
            assert (new.code == "NO_SUCH_STEP") == (not lines)


@given(CASES, TRIES)
def test_what_is_called_possible_lacks_only_what_it_brings_with_it(
    case: Case, tries: Tries
) -> None:
    for old, moved, new in led(case, tries):
        if moved.event not in possible(old):
            assert isinstance(new, NotNow)
        elif isinstance(new, NotNow):
            assert new.code in BROUGHT


@given(CASES, TRIES)
def test_time_never_goes_back(case: Case, tries: Tries) -> None:
    for old, moved, new in led(case, tries):
        if isinstance(new, NotNow):
            assert (new.code == "CLOCK_SET_BACK") == (moved.at < old.at)
        else:
            assert old.at <= new.at


@given(CASES, TRIES)
def test_a_request_is_its_events(case: Case, tries: Tries) -> None:
    story = accepted(led(case, tries))
    last = story[-1][2] if story else case
    assert fold(case, [moved for _, moved, _ in story]) == last


@given(CASES, TRIES)
def test_nothing_is_granted_before_it_was_shown_who_asks(case: Case, tries: Tries) -> None:
    levels = []
    for _, moved, _ in accepted(led(case, tries)):
        if moved.event == "verify":
            levels.append(moved.detail)
        if moved.event not in ("grant", "grant-part"):
            continue
        if case.asker != "person":
            assert "staff-attested" in levels
        elif case.right not in WITHOUT_PROOF:
            assert set(levels) & set(LEVELS[1:])


@given(CASES, TRIES)
def test_a_term_is_extended_at_most_once(case: Case, tries: Tries) -> None:
    events = [moved.event for _, moved, _ in accepted(led(case, tries))]
    assert events.count("extend") <= 1


@given(CASES, TRIES)
def test_the_clock_stands_once_at_a_time_and_only_while_suspended(case: Case, tries: Tries) -> None:
    for _, _, new in accepted(led(case, tries)):
        open_pauses = [pause for pause in new.pauses if pause.stop is None]
        assert len(open_pauses) == (new.state == "suspended")
        assert all(pause.start <= (pause.stop or new.at) for pause in new.pauses)


@given(CASES, TRIES)
def test_an_answer_follows_a_decision_and_only_when_nothing_is_open(
    case: Case, tries: Tries
) -> None:
    for (old, moved, new), (*_, ready) in zip(led(case, tries), tries, strict=True):
        if not isinstance(new, NotNow) and moved.event in ("answer", "close"):
            assert ready
            assert old.outcome


def test_from_every_state_somebody_can_lead_to_an_end() -> None:
    reaching = set(STATES) - OPEN
    while more := {line.start for line in TABLE if line.end in reaching} - reaching:
        reaching |= more
    assert reaching == set(STATES)
