"""How often one may try to sign in: a few times at once, then ever more slowly, never for ever."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.grounds import START
from troth.engines.accounts.attempts import FORGET, FREE, LONGEST, Attempts

NEAR, FAR = "192.0.2.1", "198.51.100.7"


def failing(attempts: Attempts, times: int, login: str = "ann", address: str = NEAR) -> None:
    for _ in range(times):
        attempts.failed(login, address, START)


def test_the_first_few_failures_cost_nothing() -> None:
    attempts = Attempts()
    failing(attempts, FREE["both"] - 1)
    assert attempts.wait("ann", NEAR, START) == 0
    failing(attempts, 1)
    assert attempts.wait("ann", NEAR, START) == 1


def test_each_further_failure_doubles_the_wait_up_to_the_longest() -> None:
    attempts, waits = Attempts(), []
    for _ in range(30):
        failing(attempts, 1)
        waits.append(attempts.wait("ann", NEAR, START))
    assert waits[FREE["both"] - 1 :][:5] == [1, 2, 4, 8, 16]
    assert waits == sorted(waits)
    assert waits[-1] == int(LONGEST.total_seconds())


def test_a_login_is_one_login_however_it_is_typed() -> None:
    attempts = Attempts()
    failing(attempts, FREE["both"], "Ann@Example.org ")
    assert attempts.wait("ann@example.org", NEAR, START) > 0


def test_a_stranger_elsewhere_does_not_soon_keep_the_owner_out() -> None:
    attempts = Attempts()
    failing(attempts, FREE["login"] - 1, address=FAR)
    assert attempts.wait("ann", FAR, START) > 0
    assert attempts.wait("ann", NEAR, START) == 0


def test_one_login_guessed_from_many_places_is_slowed_everywhere() -> None:
    attempts = Attempts()
    for number in range(FREE["login"]):
        attempts.failed("ann", f"203.0.113.{number}", START)
    assert attempts.wait("ann", NEAR, START) > 0
    assert attempts.wait("boris", NEAR, START) == 0


def test_many_logins_guessed_from_one_place_slow_that_place() -> None:
    attempts = Attempts()
    for number in range(FREE["address"]):
        attempts.failed(f"person{number}", FAR, START)
    assert attempts.wait("somebody else", FAR, START) > 0
    assert attempts.wait("somebody else", NEAR, START) == 0


def test_signing_in_forgets_the_failures_of_the_login_and_not_of_the_place() -> None:
    attempts = Attempts()
    failing(attempts, FREE["address"])
    attempts.passed("ann", NEAR)
    assert attempts.wait("ann", FAR, START) == 0
    assert attempts.wait("boris", NEAR, START) > 0


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 200), st.integers(0, 86_400))
def test_a_wait_is_over_when_it_is_over(failures: int, later: int) -> None:
    attempts = Attempts()
    failing(attempts, failures)
    wait = attempts.wait("ann", NEAR, START)
    left = attempts.wait("ann", NEAR, START + timedelta(seconds=later))
    assert left == max(0, wait - later)


def test_after_a_quiet_day_counting_starts_anew() -> None:
    attempts = Attempts()
    failing(attempts, 100)
    later = START + FORGET
    attempts.failed("ann", NEAR, later)
    assert attempts.wait("ann", NEAR, later) == 0
