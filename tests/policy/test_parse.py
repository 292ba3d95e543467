"""The text of a manifest is read with every place, every problem at once, and never a fault."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.written import ROOT, SHIPPED, SMALL, shown
from troth.policy.check import check
from troth.policy.diagnostics import CODES
from troth.policy.parse import MAX_CHARACTERS, parse

CASES = sorted((ROOT / "tests" / "cases" / "manifests").glob("*.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_each_bad_manifest_shows_exactly_its_problems_at_their_places(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    expected = [
        line.removeprefix("# expect: ")
        for line in text.splitlines()
        if line.startswith("# expect: ")
    ]
    problems = check(parse(text, case.name))
    assert shown(problems) == expected
    assert all(each.code in CODES for each in problems)


def test_the_cases_reach_every_code_but_those_of_size() -> None:
    reached = {
        line.split()[2]
        for case in CASES
        for line in case.read_text(encoding="utf-8").splitlines()
        if line.startswith("# expect: ")
    }
    assert set(CODES) - reached == {"manifest/too-deep"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_manifest_reads_without_a_word(path: Path) -> None:
    parsed = parse(path.read_text(encoding="utf-8"), path.name)
    assert parsed.diagnostics == ()
    assert parsed.manifest is not None


def test_ten_million_brackets_are_refused_before_anything_is_built() -> None:
    parsed = parse("[" * 10_000_000, "deep.yaml")
    assert shown(parsed.diagnostics) == ["manifest/too-large 1:1"]


def test_depth_is_bounded_within_the_allowed_length() -> None:
    parsed = parse("[" * MAX_CHARACTERS, "deep.yaml")
    assert shown(parsed.diagnostics) == ["manifest/too-deep 1:25"]


def test_a_clause_keeps_its_spelling_where_yaml_would_read_a_number() -> None:
    parsed = parse(SMALL, "small.yaml")
    assert parsed.manifest is not None
    assert parsed.manifest.categories["contact"].clause == "2.10"


def test_numbers_and_dates_are_taken_as_text_where_text_is_meant() -> None:
    parsed = parse(SMALL + "title: 2024\nscope: [2024-01-01]\n", "small.yaml")
    assert parsed.manifest is not None
    assert (parsed.manifest.title, parsed.manifest.scope) == ("2024", ["2024-01-01"])


def test_keys_that_yaml_reads_as_truth_values_stay_words() -> None:
    text = SMALL.replace("effective: publication", "effective: date, on: 2025-02-01")
    parsed = parse(text, "small.yaml")
    assert parsed.diagnostics == ()


def test_anchors_stand_for_what_they_name() -> None:
    text = SMALL.replace("uses: [contact], basis: contract", "uses: &c [contact], basis: contract")
    parsed = parse(text.replace("uses: [contact], basis: consent", "uses: *c, basis: consent"), "a")
    assert parsed.manifest is not None
    assert parsed.manifest.purposes["newsletter"].uses == ["contact"]


def test_a_place_is_that_of_the_nearest_thing_written() -> None:
    parsed = parse(SMALL, "small.yaml")
    key = parsed.places.of_key(("purposes", "support"))
    line = SMALL.splitlines().index("  support: {kind: support, uses: [contact], basis: contract}")
    assert key == f"small.yaml:{line + 1}:3"
    assert parsed.places.of(("purposes", "support", "interest")) == f"small.yaml:{line + 1}:12"


@given(st.text(max_size=400))
def test_no_text_makes_parsing_fail(text: str) -> None:
    parsed = parse(text, "any.yaml")
    assert (parsed.manifest is None) == bool(parsed.diagnostics)


@given(
    at=st.integers(0, len(SMALL)),
    cut=st.integers(0, 12),
    put=st.text(string.ascii_letters + string.digits + " \n\t:{}[],&*!|>'\"-#%@?", max_size=12),
)
def test_no_slip_of_the_pen_makes_checking_fail(at: int, cut: int, put: str) -> None:
    parsed = parse(SMALL[:at] + put + SMALL[at + cut :], "slip.yaml")
    problems = check(parsed)
    assert parsed.manifest is not None or problems
    assert all(each.code in CODES for each in problems)
