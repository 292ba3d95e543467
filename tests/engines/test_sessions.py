"""Sessions: opened by a token that only the browser has, ended by use, by disuse and by time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.grounds import START, Ground, on_memory
from troth.assembly.foundation import Foundation
from troth.core.names import Identifier
from troth.engines.accounts.sessions import SEEN_EVERY, TERMS, Kind, Sessions

STAFF = b"s" * 16


@pytest.fixture
def sessions(laid: Foundation) -> Sessions:
    """Sessions on an empty store."""
    return Sessions(data=laid.data, entropy=laid.entropy)


def test_a_token_opens_its_session_and_no_other_text_does(sessions: Sessions) -> None:
    token = sessions.begin("staff", STAFF, START)
    found = sessions.find(token, START)
    assert found is not None
    assert (found.owner, found.kind) == (STAFF, "staff")
    assert sessions.find(token.upper(), START) is None
    assert sessions.find(token[:-1], START) is None
    assert sessions.find("", START) is None


def test_the_store_never_sees_a_token(laid: Foundation, sessions: Sessions) -> None:
    token = sessions.begin("staff", STAFF, START)
    with laid.data.read() as reader:
        (row,) = reader.sessions(STAFF)
    assert bytes.fromhex(token) != row.token
    assert token.encode() not in row.token


def test_every_sign_in_gives_another_token(sessions: Sessions) -> None:
    tokens = {sessions.begin("staff", STAFF, START) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) == 64 for token in tokens)


def test_an_ended_session_opens_nothing_and_the_others_stay(sessions: Sessions) -> None:
    one, two = (sessions.begin("staff", STAFF, START) for _ in range(2))
    sessions.end(one)
    sessions.end(one)
    assert sessions.find(one, START) is None
    assert sessions.find(two, START) is not None


def test_ending_the_others_keeps_the_one_and_leaves_other_owners_alone(sessions: Sessions) -> None:
    mine = [sessions.begin("staff", STAFF, START) for _ in range(3)]
    theirs = sessions.begin("staff", b"t" * 16, START)
    assert sessions.end_others(STAFF, but=mine[1]) == 2
    assert [sessions.find(token, START) is not None for token in mine] == [False, True, False]
    assert sessions.find(theirs, START) is not None
    assert sessions.end_others(STAFF) == 1
    assert sessions.of(STAFF) == []


def test_use_is_written_down_and_keeps_a_session_alive_until_its_longest_time(
    sessions: Sessions,
) -> None:
    token, term = sessions.begin("staff", STAFF, START), TERMS["staff"]
    at, step = START, term.idle - timedelta(minutes=1)
    while at + step < START + term.longest:
        at += step
        found = sessions.find(token, at)
        assert found is not None
        assert sessions.of(STAFF)[0].seen_at == found.seen_at
    assert sessions.find(token, START + term.longest) is None


def test_the_session_of_an_erased_person_is_gone_with_them(
    laid: Foundation, sessions: Sessions
) -> None:
    person = laid.identity.welcome([[Identifier("email", "ann@example.org")]], START)[0]
    token = sessions.begin("person", person, START)
    with laid.data.unit() as unit:
        unit.delete_persons([person])
    assert sessions.find(token, START) is None


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["person", "staff"]),
    uses=st.lists(st.integers(1, 4 * 3600), min_size=1, max_size=12),
)
def test_a_session_holds_exactly_as_long_as_both_its_terms_say(kind: Kind, uses: list[int]) -> None:
    ground: Ground = on_memory()
    with ground.opened() as laid:
        sessions = Sessions(data=laid.data, entropy=laid.entropy)
        owner = laid.identity.welcome([[]], START)[0]
        token, at, seen, alive = sessions.begin(kind, owner, START), START, START, True
        for seconds in uses:
            at += timedelta(seconds=seconds)
            alive = alive and at < seen + TERMS[kind].idle and at < START + TERMS[kind].longest
            assert (sessions.find(token, at) is not None) is alive
            # The model of what is written down: not with every request.
            if alive and at - seen >= SEEN_EVERY:
                seen = at
            if not alive:
                break


def test_the_eleventh_session_ends_the_first(sessions: Sessions) -> None:
    tokens = [sessions.begin("staff", STAFF, START + timedelta(seconds=n)) for n in range(11)]
    sessions.begin("staff", b"t" * 16, START)
    now = START + timedelta(minutes=1)
    held = [sessions.find(token, now) is not None for token in tokens]
    assert held == [False, *([True] * 10)]
