"""Names and sense: what is declared is found, what is not is refused with its neighbour."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.written import SHIPPED, SMALL, shown, with_changes
from tests.support.plain import read_yaml, write_yaml
from troth.policy.check import check, declared, references
from troth.policy.parse import parse


def test_the_small_manifest_has_no_problem() -> None:
    assert check(parse(SMALL, "small.yaml")) == ()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_taking_one_declaration_away_is_noticed_at_every_place_that_names_it(path: Path) -> None:
    # Through JSON, so that lists shared by anchors are written out and have places of their own.
    data = json.loads(json.dumps(read_yaml(path.read_text(encoding="utf-8")), default=str))
    parsed = parse(path.read_text(encoding="utf-8"), path.name)
    assert parsed.manifest is not None
    uses = [name for _, name, where in references(parsed.manifest) if where == "categories"]
    gone = sorted(set(uses))[0]
    del data["categories"][gone]
    problems = check(parse(write_yaml(data), path.name))
    noticed = [each for each in problems if f"`{gone}` is not declared" in each.message]
    assert len(noticed) == uses.count(gone)


def test_every_section_that_can_be_named_is_known() -> None:
    parsed = parse(SMALL, "small.yaml")
    assert parsed.manifest is not None
    sections = {
        section
        for path in SHIPPED
        for manifest in [parse(path.read_text(encoding="utf-8"), path.name).manifest]
        if manifest is not None
        for _, _, where in references(manifest)
        for section in where.split("|")
    }
    assert sections <= set(declared(parsed.manifest))


def test_a_fault_in_one_entry_does_not_make_its_name_unknown() -> None:
    text = SMALL.replace("contact: {items: [email, phone]", "contact: {items: 5")
    assert shown(check(parse(text, "small.yaml"))) == ["manifest/wrong-type 13:20"]


def test_rules_told_apart_by_form_or_event_or_law_do_not_contradict() -> None:
    rules = {
        "a": {"keeps": ["contact"], "for": "P1Y"},
        "b": {"keeps": ["contact"], "for": "P2Y", "collected-by": ["contact-form"]},
        "c": {"keeps": ["contact"], "for": "P3Y", "from": "last-activity"},
        "d": {"keeps": ["contact"], "for": "P9Y", "because": "tax law"},
    }
    assert check(parse(with_changes(retention=rules), "small.yaml")) == ()
    rules["e"] = {"keeps": ["contact"], "more-than": "P4Y"}
    problems = check(parse(with_changes(retention=rules), "small.yaml"))
    assert [each.code for each in problems] == ["manifest/contradiction"]


def test_the_same_length_in_other_units_is_no_contradiction() -> None:
    rules = {"a": {"keeps": ["contact"], "for": "P1Y"}, "b": {"keeps": ["contact"], "for": "P12M"}}
    assert check(parse(with_changes(retention=rules), "small.yaml")) == ()


@given(st.permutations(list(read_yaml(SMALL)["purposes"])))
def test_the_order_of_entries_changes_no_verdict(order: list[str]) -> None:
    purposes = read_yaml(SMALL)["purposes"]
    text = with_changes(purposes={key: purposes[key] for key in order})
    assert check(parse(text, "small.yaml")) == ()


def test_a_reference_says_what_it_points_to_and_what_is_there() -> None:
    references = {"nothing": {"clause": "1"}, "half": {"to": "4"}, "whole": {"document": "terms"}}
    text = with_changes(references=references)
    problems = [(each.code, each.help) for each in check(parse(text, "small.yaml"))]
    assert problems == [
        ("manifest/empty-entry", "give `to` or `document`"),
        ("manifest/missing-key", "add `for:`"),
    ]
