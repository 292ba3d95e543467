"""Tokens of programs: shown once, kept as a hash, open until their end and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.grounds import START, Ground, on_memory
from troth.assembly.foundation import Foundation
from troth.engines.programs.tokens import LONGEST, SCOPES, Tokens
from troth.errors import InputError

DAY = timedelta(days=1)


@pytest.fixture
def tokens(laid: Foundation) -> Tokens:
    """Tokens on an empty store."""
    return Tokens(data=laid.data, vault=laid.vault, entropy=laid.entropy)


def test_a_token_is_found_by_itself_alone(tokens: Tokens, laid: Foundation) -> None:
    row, token = tokens.make("shop", ["decide", "collect", "decide"], START, START + DAY)
    assert row.roles == ("collect", "decide")
    assert tokens.find(token, START) == row
    assert tokens.find(token + "0", START) is None
    assert tokens.find(row.token.hex(), START) is None
    with laid.data.read() as reader:
        assert [token.encode() in bytes(one.token) for one in reader.tokens()] == [False]


@pytest.mark.parametrize(
    ("name", "scopes", "until", "code"),
    [
        ("Shop", ["decide"], DAY, "tokens/malformed-name"),
        ("ada@mail.example", ["decide"], DAY, "tokens/malformed-name"),
        ("shop", [], DAY, "tokens/no-scope"),
        ("shop", ["decides"], DAY, "tokens/unknown-scope"),
        ("shop", ["decide"], timedelta(0), "tokens/over-already"),
        ("shop", ["decide"], LONGEST + timedelta(seconds=1), "tokens/too-long"),
    ],
)
def test_what_is_no_token_is_refused(
    tokens: Tokens, name: str, scopes: list[str], until: timedelta, code: str
) -> None:
    with pytest.raises(InputError) as no:
        tokens.make(name, scopes, START, START + until)
    assert no.value.code == code
    assert tokens.listed() == []


def test_a_name_is_free_again_when_its_token_has_ended(tokens: Tokens) -> None:
    tokens.make("shop", ["decide"], START, START + DAY)
    with pytest.raises(InputError, match="known"):
        tokens.make("shop", ["decide"], START, START + DAY)
    tokens.end("shop", START)
    _, second = tokens.make("shop", ["decide"], START, START + DAY)
    assert tokens.find(second, START) is not None
    # By its own end, too.
    tokens.make("shop", ["decide"], START + DAY, START + 2 * DAY)
    with pytest.raises(InputError, match="tokens/unknown"):
        tokens.end("nobody", START)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["make", "end", "pass"]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(min_value=1, max_value=40),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_a_token_holds_from_its_making_to_its_end(steps: list[tuple[str, str, int]]) -> None:
    ground: Ground = on_memory()
    with ground.opened() as laid:
        tokens, now = Tokens(data=laid.data, vault=laid.vault, entropy=laid.entropy), START
        model: list[tuple[str, str, object, object]] = []
        for act, name, days in steps:
            living = {one: n for n, (one, _, end, _) in enumerate(model) if now < end}
            if act == "pass":
                now += days * DAY
            elif act == "end" and name in living:
                tokens.end(name, now)
                known = model[living[name]]
                model[living[name]] = (known[0], known[1], now, known[3])
            elif act == "make" and name not in living:
                scope = sorted(SCOPES)[days % len(SCOPES)]
                _, token = tokens.make(name, [scope], now, now + days * DAY)
                model.append((name, token, now + days * DAY, scope))
            for _, token, end, scope in model:
                found = tokens.find(token, now)
                assert (found is not None) == (now < end)
                assert found is None or found.roles == (scope,)
