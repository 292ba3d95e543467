"""One-time links: looking leaves them unused, using them works once, and time ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.grounds import START, on_memory
from troth.assembly.foundation import Foundation
from troth.engines.accounts.links import LASTING, TERMS, Links, Opened, Use
from troth.engines.accounts.sessions import Sessions

USES = sorted(TERMS)
OWNER = b"o" * 16


@pytest.fixture
def links(laid: Foundation) -> Links:
    """Links on an empty store."""
    return Links(data=laid.data, entropy=laid.entropy)


@pytest.mark.parametrize("use", USES)
def test_looking_never_uses_a_link_up(links: Links, use: Use) -> None:
    token = links.make(use, START, owner=OWNER, about="newsletter")
    opened = Opened(use=use, owner=OWNER, about="newsletter")
    assert [links.look(token, use, START) for _ in range(3)] == [opened] * 3
    assert links.use(token, use, START) == opened


@pytest.mark.parametrize("use", USES)
def test_a_link_works_once_unless_it_is_one_that_lasts(links: Links, use: Use) -> None:
    token = links.make(use, START)
    assert links.use(token, use, START) is not None
    again = links.use(token, use, START)
    assert (again is not None) is (use in LASTING)
    assert (links.look(token, use, START) is not None) is (use in LASTING)


@pytest.mark.parametrize("use", USES)
def test_a_link_is_over_when_its_time_is(links: Links, use: Use) -> None:
    token, over = links.make(use, START), START + TERMS[use]
    assert links.look(token, use, over - timedelta(seconds=1)) is not None
    assert links.look(token, use, over) is None
    assert links.use(token, use, over) is None


@pytest.mark.parametrize("use", USES)
def test_a_link_opens_nothing_but_what_it_was_made_for(links: Links, use: Use) -> None:
    token = links.make(use, START)
    for other in USES:
        if other != use:
            assert links.use(token, other, START) is None
    assert links.use(token, use, START) is not None


def test_the_store_never_sees_a_token(laid: Foundation, links: Links) -> None:
    token = links.make("sign-in", START, owner=OWNER)
    with laid.data.read() as reader:
        assert reader.link(bytes.fromhex(token)) is None
    assert links.look("f" * 64, "sign-in", START) is None
    assert links.look("", "sign-in", START) is None


def test_cleaning_deletes_what_is_over_and_nothing_else(laid: Foundation, links: Links) -> None:
    sessions = Sessions(data=laid.data, entropy=laid.entropy)
    sessions.begin("staff", OWNER, START)
    short, long = links.make("sign-in", START), links.make("package", START)
    later = START + timedelta(days=1)
    assert links.clean(START) == 0
    assert links.clean(later) == 2
    assert links.look(short, "sign-in", START) is None
    assert links.look(long, "package", later) is not None


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["look", "use"]), st.integers(0, 900)), min_size=1, max_size=10
    )
)
def test_of_all_that_is_done_with_a_link_only_the_first_use_in_time_counts(
    acts: list[tuple[str, int]],
) -> None:
    with on_memory().opened() as laid:
        links = Links(data=laid.data, entropy=laid.entropy)
        token, at, used = links.make("sign-in", START), START, False
        for act, seconds in acts:
            at += timedelta(seconds=seconds)
            open_ = not used and at < START + TERMS["sign-in"]
            found = (links.look if act == "look" else links.use)(token, "sign-in", at)
            assert (found is not None) is open_
            used = used or (open_ and act == "use")
