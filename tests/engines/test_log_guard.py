"""A log that was cut or altered is not gone on with and not signed over."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.engines.grounds import Ground, on_sqlite
from tests.engines.living import kept, living
from troth.errors import StateError
from troth.ledger.verify import verify_bundle

CUTS = {
    "facts with their heads": (
        "DELETE FROM checkpoints",
        "DELETE FROM facts WHERE idx >= 6",
        "DELETE FROM nodes WHERE (idx + 1) * (1 << level) > 6",
    ),
    "one fact": ("DELETE FROM facts WHERE idx = (SELECT max(idx) FROM facts)",),
}
ALTERATIONS = {
    "a body": "UPDATE facts SET body = X'7B7D' WHERE idx = (SELECT max(idx) FROM facts)",
    "a kind": "UPDATE facts SET kind = 'pruned' WHERE idx = (SELECT max(idx) FROM facts)",
    "an instant": "UPDATE facts SET at = at + 1 WHERE idx = (SELECT max(idx) FROM facts)",
    "a node": "UPDATE nodes SET hash = zeroblob(32) WHERE level = 0 AND idx = 1",
}


@pytest.fixture
def solid(tmp_path: Path) -> Ground:
    return on_sqlite(tmp_path)


def by_hand(ground: Ground, *statements: str) -> None:
    with closing(sqlite3.connect(ground.data_url.removeprefix("sqlite:///"))) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
        connection.commit()


def facts_in(ground: Ground) -> int:
    with closing(sqlite3.connect(ground.data_url.removeprefix("sqlite:///"))) as connection:
        return int(connection.execute("SELECT count(*) FROM facts").fetchone()[0])


@pytest.mark.parametrize("cut", CUTS)
def test_a_log_cut_below_its_signed_head_opens_no_gate(solid: Ground, cut: str) -> None:
    with living(solid) as troth:
        for number in range(3):
            kept(troth, number)
        troth.evidence.checkpoint()
    by_hand(solid, *CUTS[cut])
    before = facts_in(solid)
    with pytest.raises(StateError) as refused, living(solid):
        pass
    assert refused.value.code == "evidence/rolled-back"
    assert facts_in(solid) == before


@pytest.mark.parametrize("what", ALTERATIONS)
def test_a_log_altered_after_its_signed_head_opens_no_gate_and_is_not_signed(
    solid: Ground, what: str
) -> None:
    with living(solid) as troth:
        kept(troth, 1)
        if what != "a node":
            troth.evidence.checkpoint()
        kept(troth, 2)
    by_hand(solid, ALTERATIONS[what])
    with pytest.raises(StateError) as refused, living(solid):
        pass
    assert refused.value.code in ("evidence/tampered", "evidence/malformed")
    with solid.opened(examining=True) as laid, pytest.raises(StateError):
        laid.evidence.checkpoint()


def test_an_unsigned_fact_that_is_gone_leaves_its_place_and_opens_no_gate(solid: Ground) -> None:
    with living(solid) as troth:
        troth.evidence.checkpoint()
        kept(troth)
    by_hand(solid, CUTS["one fact"][0])
    before = facts_in(solid)
    with pytest.raises(StateError) as refused, living(solid):
        pass
    assert (refused.value.code, facts_in(solid)) == ("evidence/tampered", before)


def test_an_altered_fact_under_a_signed_head_is_not_exported(solid: Ground) -> None:
    with living(solid) as troth:
        kept(troth, 1)
        kept(troth, 2)
        troth.evidence.checkpoint()
    by_hand(solid, "UPDATE facts SET body = X'7B7D' WHERE idx = 2")
    with solid.opened(examining=True) as laid, pytest.raises(StateError) as refused:
        laid.evidence.bundle()
    assert refused.value.code == "evidence/tampered"


def test_a_single_writer_gives_facts_their_places_with_their_deed(solid: Ground) -> None:
    with living(solid) as troth:
        kept(troth)
        with troth.data.read() as reader:
            assert reader.tree_size() == facts_in(solid) > 0


def test_what_is_pruned_stays_proven(ground: Ground) -> None:
    with living(ground) as troth:
        for number in range(300):
            kept(troth, number)
        before = troth.evidence.checkpoint()
        later = ground.clock.pass_(days=30)
        planned = troth.evidence.prune_before(later, commit=False)
        pruned = troth.evidence.prune_before(later, commit=True)
        assert planned == pruned > 0
        assert pruned % 256 == 0
        kept(troth, 1000)
        bundle = troth.evidence.bundle()
        assert bundle.first_index == pruned
        assert verify_bundle(bundle) == []
        assert before.split("\n")[1] < str(len(bundle.entries) + pruned)
        troth.evidence.check()
