"""Every value that runs is shown under who says so."""

from __future__ import annotations

from tests.policy.written import SMALL, policy_of, with_changes
from troth.policy.explain import TITLES, explain


def test_said_filled_in_by_law_and_assumed_are_told_apart() -> None:
    rows = {row.address: (row.group, row.value) for row in explain(policy_of(SMALL))}
    assert rows["purposes/support/basis"] == ("said by the policy", "contract")
    assert rows["rights/portability"] == ("filled in by law", "by GDPR")
    assert rows["purposes/invoicing/basis"] == ("assumed by Troth", "contract")
    assert rows["retention/assumed-billing"] == ("assumed by Troth", "P1Y from collection")


def test_rows_are_grouped_in_one_order_and_sorted_within() -> None:
    rows = explain(policy_of(SMALL))
    order = list(TITLES.values())
    keys = [(order.index(row.group), row.address) for row in rows]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys) == len(policy_of(SMALL).facts)


def test_saying_a_thing_moves_it_to_what_the_policy_says() -> None:
    rules = {"bills": {"keeps": ["billing", "contact"], "for": "P9Y"}}
    rows = explain(policy_of(with_changes(retention=rules)))
    assert not any(row.address.startswith("retention/assumed-") for row in rows)
    said = {row.address for row in rows if row.group == "said by the policy"}
    assert "retention/bills" in said


def test_a_row_names_the_clause() -> None:
    rows = {row.address: row.as_dict() for row in explain(policy_of(SMALL))}
    assert rows["categories/contact"]["source"] == "clause 2.10"
