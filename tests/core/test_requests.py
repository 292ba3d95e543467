"""The table of requests: its shape, each refusal, and what each step leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from troth.core.requests import (
    EVENTS,
    OPEN,
    OVER,
    RIGHTS,
    STATES,
    TABLE,
    Actor,
    Case,
    Event,
    Moved,
    NotNow,
    Right,
    fold,
    possible,
    shown_enough,
    step,
)

AT = datetime(2026, 4, 7, 10, tzinfo=UTC)


def fresh(right: Right = "access") -> Case:
    return Case(right=right, at=AT)


def after(*moves: tuple[Event, Actor, str], right: Right = "access") -> Case:
    case = fold(fresh(right), [Moved(event=e, actor=a, at=AT, detail=d) for e, a, d in moves])
    assert isinstance(case, Case), case
    return case


VERIFIED: tuple[Event, Actor, str] = ("verify", "staff", "staff-attested")
COLLECTED: tuple[Event, Actor, str] = ("collect", "system", "")
GRANTED: tuple[Event, Actor, str] = ("grant", "system", "")


def refused(
    case: Case, event: Event, actor: Actor = "staff", detail: str = "", **more: bool
) -> str:
    answer = step(case, Moved(event=event, actor=actor, at=AT, detail=detail), **more)
    assert isinstance(answer, NotNow), answer
    assert answer.why
    return answer.code


def test_every_state_but_the_first_is_reached_and_every_event_moves_something() -> None:
    assert {line.end for line in TABLE} | {"received"} == set(STATES)
    assert {line.event for line in TABLE} == set(EVENTS)
    assert all(line.law for line in TABLE)
    assert all(line.by for line in TABLE)


def test_an_event_leads_from_a_state_to_one_state_whoever_is_known() -> None:
    seen: dict[tuple[str, str, frozenset[str]], str] = {}
    for line in TABLE:
        key = (line.event, line.start, line.needs & {"verified", "unverified"})
        assert key not in seen
        seen[key] = line.end
    for event, start in {(line.event, line.start) for line in TABLE}:
        whens = [line.needs for line in TABLE if (line.event, line.start) == (event, start)]
        if len(whens) > 1:
            assert {next(iter(w & {"verified", "unverified"})) for w in whens} == {
                "verified",
                "unverified",
            }


def test_a_request_that_is_over_owes_nothing_and_can_only_be_appealed() -> None:
    assert set(STATES) == OPEN | OVER
    for state in OVER:
        events = {line.event for line in TABLE if line.start == state}
        assert events <= {"appeal", "close"}


def test_the_course_of_a_granted_request() -> None:
    case = after(
        VERIFIED, COLLECTED, GRANTED, ("carry-out", "system", ""), ("answer", "staff", ""),
        ("close", "system", ""),
    )  # fmt: skip
    assert (case.state, case.outcome, case.open) == ("closed", "granted", False)


@pytest.mark.parametrize(
    ("code", "case", "event", "actor", "detail"),
    [
        ("NO_SUCH_STEP", fresh(), "answer", "staff", ""),
        ("NO_SUCH_STEP", after(("withdraw", "asker", "")), "verify", "staff", "session"),
        ("NOT_YOURS", after(VERIFIED, COLLECTED), "grant", "asker", ""),
        ("NOT_YOURS", fresh(), "withdraw", "staff", ""),
        ("NOT_ENOUGH_SHOWN", fresh(), "verify", "staff", "none"),
        ("NOT_ENOUGH_SHOWN", fresh(), "verify", "staff", "passport-copy"),
        ("GROUND_MISSING", fresh(), "refuse", "staff", ""),
        ("GROUND_MISSING", fresh(), "suspend", "staff", ""),
        ("NOT_READY", after(VERIFIED, GRANTED, ("carry-out", "staff", "")), "answer", "staff", ""),
        ("NOT_CARRIED_OUT", after(VERIFIED, GRANTED), "answer", "staff", ""),
        ("NOT_GRANTED", after(("refuse", "staff", "excessive")), "carry-out", "staff", ""),
        ("IDENTITY_SHOWN", after(VERIFIED), "suspend", "staff", "identity-doubt"),
        ("EXTENDED_ALREADY", after(("extend", "staff", "x")), "extend", "staff", "x"),
    ],
)
def test_what_is_refused_says_why(
    code: str, case: Case, event: Event, actor: Actor, detail: str
) -> None:
    assert refused(case, event, actor, detail) == code


def test_events_never_go_back_in_time() -> None:
    moved = Moved(event="verify", actor="staff", at=AT - timedelta(seconds=1), detail="session")
    answer = step(fresh(), moved)
    assert isinstance(answer, NotNow)
    assert answer.code == "CLOCK_SET_BACK"


def test_a_pause_is_closed_when_the_clock_runs_on_or_the_asker_takes_it_back() -> None:
    paused = after(("suspend", "staff", "identity-doubt"))
    assert paused.pauses[0].stop is None
    for event, actor in (("resume", "staff"), ("withdraw", "asker")):
        moved = Moved(event=event, actor=actor, at=AT)  # names of the table
        ended = step(paused, moved)
        assert isinstance(ended, Case)
        assert ended.pauses[0].stop == AT


def test_the_clock_runs_on_to_where_the_asker_stands() -> None:
    assert after(("suspend", "staff", "x"), ("resume", "staff", "")).state == "identifying"
    assert after(VERIFIED, ("suspend", "staff", "x"), ("resume", "asker", "")).state == "collecting"


def test_an_appeal_is_taken_up_anew_or_the_answer_upheld() -> None:
    answered = (("refuse", "staff", "excessive"), ("answer", "staff", ""), ("appeal", "asker", ""))
    assert after(*answered, ("uphold", "staff", "excessive")).state == "closed"
    again = after(VERIFIED, *answered, ("reconsider", "staff", ""))
    assert (again.state, again.outcome, again.ground) == ("collecting", "", "")


@pytest.mark.parametrize("right", RIGHTS)
def test_whoever_asks_for_another_is_attested_by_staff(right: Right) -> None:
    for asker in ("guardian", "agent", "heir"):
        assert not shown_enough(right, asker, "session")
        assert shown_enough(right, asker, "staff-attested")


def test_to_stop_is_as_easy_as_to_begin() -> None:
    assert shown_enough("withdrawal", "person", "none")
    assert shown_enough("objection", "person", "none")
    assert not shown_enough("access", "person", "none")


def test_possible_steps_are_those_of_the_table() -> None:
    assert possible(after(("withdraw", "asker", ""))) == ()
    assert "verify" in possible(fresh())
    assert "answer" not in possible(after(VERIFIED, GRANTED))
    assert "answer" in possible(after(("refuse", "staff", "excessive")))
    assert "extend" not in possible(after(("extend", "staff", "complexity")))


def test_who_was_shown_is_doubted_again_only_for_a_new_reason() -> None:
    assert after(VERIFIED, ("suspend", "staff", "identity-doubt:new-address")).state == "suspended"
    assert after(VERIFIED, ("suspend", "staff", "clarification-if-large")).state == "suspended"
    to_stop = Case(right="withdrawal", at=AT)
    assert refused(to_stop, "suspend", "staff", "identity-doubt") == "IDENTITY_SHOWN"
