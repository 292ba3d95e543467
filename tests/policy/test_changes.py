"""Between two policies every difference is named, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.policies.manifests import POLICIES
from troth.assembly.policies import load_policy
from troth.policy.changes import Change, changes
from troth.policy.compiled import Fact, Policy

NAMES = st.sampled_from(["a", "b", "c", "d"])
TABLES = st.dictionaries(NAMES, st.sampled_from(["one", "two"]))


def policy(values: dict[str, str]) -> Policy:
    known = load_policy(POLICIES / "soft-ok.yaml").required()
    facts = [
        Fact(address=address, value=value, provenance="said", source="clause 1")
        for address, value in values.items()
    ]
    return replace(known, facts=tuple(facts))


def test_a_policy_does_not_differ_from_itself() -> None:
    for path in sorted(POLICIES.glob("*.yaml")):
        one = load_policy(path).required()
        assert changes(one, one) == ()


@given(TABLES, TABLES)
def test_the_differences_turn_the_old_values_into_the_new(
    before: dict[str, str], after: dict[str, str]
) -> None:
    """Applied to the old table, the changes give the new one; each is one that was needed."""
    found = changes(policy(before), policy(after))
    table = dict(before)
    for change in found:
        assert table.get(change.address, "") == change.was != change.now
        if change.kind == "removed":
            del table[change.address]
        else:
            assert (change.kind == "added") == (change.address not in table)
            table[change.address] = change.now
    assert table == after


def test_what_was_swapped_reads_the_other_way_round() -> None:
    found = changes(policy({"a": "one"}), policy({"a": "two", "b": "one"}))
    assert found == (
        Change(address="a", kind="changed", was="one", now="two"),
        Change(address="b", kind="added", was="", now="one"),
    )
