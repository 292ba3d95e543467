"""What drivers make of due requests, and what the probe says of the store afterwards."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.engines.asking import ask, done, to_the_end
from tests.engines.grounds import Ground, on_sqlite
from tests.engines.living import kept, living
from troth.assembly.platform import Platform
from troth.assembly.proof import prove_platform
from troth.connectors.durable_dbos import DbosDriver
from troth.core.periods import from_micros, to_micros
from troth.rehearsal.driver import run_until


def state(troth: Platform, address: str) -> tuple[str, str]:
    table = prove_platform(troth, troth.clock.now())
    return next((one.state, one.reason) for one in table.promises if one.address == address)


def rung_by_jumps(ground: Ground, troth: Platform) -> list[tuple[str, str]]:
    def jump(at: datetime) -> None:
        ground.clock.at = at

    now = ground.clock.at
    ran = run_until(troth.requests, now, now + timedelta(days=60), jump)
    return [(step, outcome) for _, _, step, outcome in ran]


def rung_durably(ground: Ground, troth: Platform, folder: Path) -> list[tuple[str, str]]:
    driver = DbosDriver(f"sqlite:///{folder / 'work.db'}", steps=troth.requests)
    rung = []
    while (upcoming := troth.requests.next_due(ground.clock.at)) is not None:
        ground.clock.at = upcoming
        rung += [(step, outcome) for _, step, outcome in driver.run_due(upcoming)]
    driver.close()
    return rung


@pytest.mark.parametrize("driver", ["jumps", "dbos"])
def test_both_drivers_ring_the_same_bells(driver: str, tmp_path: Path) -> None:
    ground = on_sqlite(tmp_path)
    with living(ground) as troth:
        ask(troth, "access", kept(troth).person)
        rung = (
            rung_by_jumps(ground, troth)
            if driver == "jumps"
            else rung_durably(ground, troth, tmp_path)
        )
    assert rung == [
        ("remind/7", "reminded"), ("remind/3", "reminded"), ("remind/1", "reminded"),
        ("overdue", "overdue"),
    ]  # fmt: skip


def test_an_answer_in_time_keeps_the_promise_and_a_late_one_breaks_it() -> None:
    ground = Ground("memory")
    with living(ground) as troth:
        assert state(troth, "rights/answer-within") == ("unproven", "not-exercised")
        request = ask(troth, "confirmation", kept(troth).person).row.request
        to_the_end(troth, request)
        assert state(troth, "rights/answer-within")[0] == "kept"
        assert state(troth, "rights/confirmation")[0] == "kept"
        ask(troth, "access", kept(troth, 2).person)
        ground.clock.pass_(days=32)
        assert state(troth, "rights/answer-within")[0] == "broken"


def test_a_register_that_was_made_to_look_in_time_is_seen() -> None:
    ground = Ground("memory")
    with living(ground) as troth:
        entry = ask(troth, "confirmation", kept(troth).person)
        answered = to_the_end(troth, entry.row.request)
        forged = dataclasses.replace(answered.entry.row, answer="f" * 64)
        with troth.data.unit() as unit:
            unit.update_request(forged)
        assert state(troth, "rights/confirmation") == (
            "broken",
            "answers that the log does not know",
        )


def test_records_found_past_their_end_break_the_right_they_were_found_for() -> None:
    ground = Ground("memory")
    with living(ground) as troth:
        person = kept(troth).person
        ground.clock.pass_(days=400)
        request = ask(troth, "access", person).row.request
        done(troth.requests.proceed(request, troth.clock.now()))
        assert state(troth, "rights/access")[0] == "broken"


def test_the_last_instant_is_in_time_and_the_next_is_late() -> None:
    ground = Ground("memory")
    with living(ground) as troth:
        entry = ask(troth, "confirmation", kept(troth).person)
        ground.clock.at = from_micros(entry.row.due_at - 1)
        to_the_end(troth, entry.row.request)
        assert state(troth, "rights/answer-within")[0] == "kept"
        assert troth.requests.report(ground.clock.at).late == ()
        second = ask(troth, "confirmation", kept(troth, 2).person)
        ground.clock.at = from_micros(second.row.due_at)
        to_the_end(troth, second.row.request)
        assert state(troth, "rights/answer-within")[0] == "broken"
        late = troth.requests.report(ground.clock.at).late
        assert late == ((second.row.request, 1),)
        assert to_micros(ground.clock.at) == second.row.due_at
