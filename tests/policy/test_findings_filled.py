"""A gap filled takes its finding away and nothing else; a gap made brings its finding alone."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.complete import COMPLETE, GAPS, Data, Gap, edited, having, nothing
from tests.policy.doubtful import DOUBTS
from tests.policy.written import LAW, findings_of
from troth.policy.compile import compile_policy
from troth.policy.findings.find import RULES, find, stops
from troth.policy.measures import Seen
from troth.policy.parse import parse

ALONE = sorted(code for code, gap in GAPS.items() if gap.given is nothing and not gap.beside)
"""Gaps that need nothing but the cut and bring nothing else."""


def codes(text: str) -> Counter[str]:
    return Counter(finding.code for finding in findings_of(text))


def test_nothing_is_found_in_a_manifest_that_says_it_all() -> None:
    assert codes(COMPLETE) == Counter()
    assert stops(findings_of(COMPLETE)) == ()


def test_every_rule_about_a_gap_has_its_gap_here() -> None:
    assert sorted(GAPS) == sorted(code for code in RULES if code.startswith("GAP."))


@pytest.mark.parametrize(("code", "gap"), GAPS.items(), ids=list(GAPS))
def test_taking_an_entry_out_brings_exactly_its_finding(code: str, gap: Gap) -> None:
    whole = codes(edited(gap.given))
    cut = codes(edited(gap.given, gap.cut))
    assert code not in whole
    assert set(whole) <= gap.beside
    assert cut[code] == 1
    assert set(cut) == {code} | gap.beside


def test_every_rule_about_a_doubt_has_its_doubt_here_or_a_test_of_its_own() -> None:
    # Whether a link answers, what day it is, and what a store knows, are no matters of the text.
    own = {"WARN.document-unreachable", "WARN.mechanism-lapsed", "WARN.evidence-missing"}
    assert sorted(set(DOUBTS) | own) == sorted(code for code in RULES if code.startswith("WARN."))


@pytest.mark.parametrize(("code", "doubt"), DOUBTS.items(), ids=list(DOUBTS))
def test_saying_one_doubtful_thing_brings_exactly_its_finding(code: str, doubt: Gap) -> None:
    whole = codes(edited(doubt.given))
    said = codes(edited(doubt.given, doubt.cut))
    assert set(whole) <= doubt.beside
    assert said[code] == 1
    assert set(said) == {code} | doubt.beside


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2023-07-09", {"dpf"}), ("2026-01-01", set()), ("2032-01-01", {"GB"})],
)
def test_a_mechanism_counts_from_its_first_day_to_its_last(day: str, expected: set[str]) -> None:
    def abroad(data: Data) -> None:
        data["recipients"]["mailer"] = {
            "name": "Mailer", "receives": ["contact"], "place": ["GB"],
        }  # fmt: skip

    parsed = parse(edited(abroad), "m.yaml")
    at = date.fromisoformat(day)
    found = [
        each
        for each in find(parsed, compile_policy(parsed, LAW, at=at), LAW, at=at)
        if each.code == "WARN.mechanism-lapsed"
    ]
    named = {"host": "dpf", "mailer": "GB"}
    assert {named[each.about[0]] for each in found} == expected


def test_a_document_whose_address_does_not_answer_is_named() -> None:
    at_a_page = having("documents", "terms", "url", value="https://acme.example/terms")
    parsed = parse(edited(at_a_page), "m.yaml")
    policy = compile_policy(parsed, LAW)
    assert find(parsed, policy, LAW) == ()
    found = find(parsed, policy, LAW, unreachable={"terms", "long-gone"})
    assert [(each.code, each.about) for each in found] == [
        ("WARN.document-unreachable", ("terms",))
    ]


def test_evidence_is_missing_only_where_a_store_was_asked_for_it() -> None:
    guarded = {"kind": "physical", "evidence": {"it": {"kind": "attestation"}}}
    parsed = parse(edited(having("security", value={"guarded": guarded})), "m.yaml")
    policy = compile_policy(parsed, LAW)
    assert find(parsed, policy, LAW) == ()
    found = find(parsed, policy, LAW, recorded={})
    assert [(each.code, each.about) for each in found] == [
        ("WARN.evidence-missing", ("it", "physical"))
    ]
    known = {("guarded", "it"): Seen(on=LAW.as_of, until=LAW.as_of)}
    assert find(parsed, policy, LAW, recorded=known) == ()


@settings(max_examples=60)
@given(st.data())
def test_filling_one_of_many_gaps_takes_its_finding_and_no_other(data: st.DataObject) -> None:
    made = data.draw(st.lists(st.sampled_from(ALONE), min_size=1, max_size=12, unique=True))
    filled = data.draw(st.sampled_from(made))
    rest = [code for code in made if code != filled]
    assert set(codes(edited(*(GAPS[code].cut for code in made)))) == set(made)
    assert set(codes(edited(*(GAPS[code].cut for code in rest)))) == set(rest)
