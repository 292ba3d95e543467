"""The record of processing: one row an activity, and no fact missing unsaid."""

from __future__ import annotations

import pytest

from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import troth

SIX = {
    "parties": "recipients",
    "scope": "data",
    "purpose": "purpose",
    "terms": "retention",
    "storage place": "storage",
    "measures": "measures",
}
"""The facts that the right to information names, and the column that holds each."""


@entry("governance.record-of-processing")
@pytest.mark.parametrize("name", ["altexsoft", "intexsoft"])
def test_each_activity_has_the_six_facts_or_says_which_is_missing(
    company: Companies, name: str
) -> None:
    house = company(name)
    made = troth("register", house.manifest, "--kind", "processing").said
    one = made["registers"]["processing"]
    rows = one["rows"]
    declared = house.tables()["purposes"]
    assert len(rows) == sum(not each["processor"] for each in declared.values())
    assert one["head"]["kept by"]
    unsaid = [
        (row["address"], fact)
        for row in rows
        for fact, column in SIX.items()
        # Who takes part are the company, always, and the recipients, where there are any.
        if fact != "parties" and not row["cells"][column] and column not in row["gaps"]
    ]
    assert unsaid == []


@entry("governance.record-of-processing")
def test_a_new_recipient_or_rule_is_in_the_record_at_once(company: Companies) -> None:
    """It is made from the tables that the gate reads."""

    def more(data: dict) -> None:
        data["recipients"]["help-desk"] = {
            "name": "Help desk", "role": "processor", "receives": ["contact"],
            "for": ["support"], "place": ["IN"],
        }  # fmt: skip

    house = company("altexsoft", more)
    rows = troth("register", house.manifest, "--kind", "processing").said["registers"][
        "processing"
    ]["rows"]
    support = next(row["cells"] for row in rows if row["address"] == "purposes/support")
    assert "Help desk (processor)" in support["recipients"]
    assert any(line.startswith("Help desk, IN: no adequacy") for line in support["transfers"])
