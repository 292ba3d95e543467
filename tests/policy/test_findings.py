"""What the law asks and a text leaves out is found, once where one clause would close it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from scripts.pages.findings import pages
from tests.policy.written import LAW, ROOT, SMALL, findings_of, policy_of, with_changes
from tests.support.beside import ABSENT, SEEDS
from troth.policy.findings.find import TOPICS, find, stops
from troth.policy.findings.rule import Finding
from troth.policy.parse import parse

EXPECTED = SEEDS.parent / "findings.yaml"
NUMBERS = {"000": "intexsoft", "002": "altexsoft", "003": "soft-ok"}


def codes(text: str) -> Counter[str]:
    return Counter(finding.code for finding in findings_of(text))


def shipped(name: str) -> tuple[Finding, ...]:
    text = (ROOT / "policies" / f"{name}.yaml").read_text(encoding="utf-8")
    return find(parse(text, name), policy_of(text, name), LAW)


@pytest.mark.parametrize(("number", "name"), NUMBERS.items())
def test_the_findings_of_a_real_policy_are_exactly_those_expected(number: str, name: str) -> None:
    if not EXPECTED.is_file():
        pytest.skip(ABSENT)
    said = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))[number]
    expected: Counter[str] = Counter()
    for each in [*said["gaps"], *said["warnings"]]:
        expected[each["code"]] += each["count"]
    found = shipped(name)
    assert Counter(finding.code for finding in found) == expected
    weights = {each["code"]: (each["severity"], each["status"]) for each in said["gaps"]}
    assert {f.code: (f.severity, f.status) for f in found if f.code in weights} == weights


def test_a_text_that_sets_out_no_grounds_has_a_gap_for_each_purpose() -> None:
    found = [each for each in shipped("integrica") if each.code == "GAP.13-1-c"]
    assert len(found) == 7
    named = [each for each in shipped("intexsoft") if each.code == "GAP.13-1-c"]
    assert len(named) == 1
    assert len(named[0].about) > 5


def test_the_silent_categories_of_a_text_are_named_in_one_gap() -> None:
    gaps = [each for each in shipped("intexsoft") if each.code == "GAP.13-2-a"]
    assert len(gaps) == 1
    assert {"usage", "device", "page-tags", "log", "referral"} <= set(gaps[0].about)


def test_the_pages_of_the_rules_are_those_the_rules_would_write() -> None:
    folder = ROOT / "docs" / "findings"
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert written == dict(pages())


def test_a_law_that_does_not_apply_makes_notes_of_its_findings() -> None:
    abroad = yaml.safe_load(SMALL)["controller"] | {
        "law": ["US-CA"], "seat": "US", "addresses-people-in": ["US-CA"],
    }  # fmt: skip
    found = findings_of(with_changes(controller=abroad, rights=None))
    assert "GAP.13-2-b" in {each.code for each in found}
    assert {each.severity for each in found} == {"info"}


def test_every_rule_is_whole_and_its_code_its_own() -> None:
    rules = [rule for topic in TOPICS.values() for rule in topic]
    assert len({rule.code for rule in rules}) == len(rules)
    tests = {getattr(rule.test, "__name__", "") for rule in rules}
    assert len(tests) > 90
    for rule in rules:
        assert re.fullmatch(r"(GAP|WARN)(\.[a-z0-9]+(-[a-z0-9]+)*)", rule.code), rule.code
        assert rule.why.endswith("."), rule.code
        assert rule.instead[0].islower(), rule.code
        assert not rule.instead.endswith("."), rule.code
        assert rule.article, rule.code
        assert rule.test.__doc__, rule.code
        assert rule.valid_from <= LAW.as_of, rule.code


def test_closing_a_gap_takes_exactly_its_finding_away() -> None:
    before = codes(SMALL)
    closed: dict[str, dict[str, object]] = {
        "GAP.minors-silent": {"minors": {"under": 16, "do": "refuse"}},
        "GAP.sensitive-silent": {"sensitive": {"stance": "refuse"}},
        "GAP.13-3": {"changes": {"notify": {"new-purpose": "each-person"}}},
        "GAP.13-2-d": {"disputes": {"authority": "unconditional"}},
        "GAP.13-2-a": {
            "retention": {"all": {"keeps": ["contact", "billing"], "for": "P1Y", "from": "issued"}}
        },
    }
    for code, sections in closed.items():
        after = codes(with_changes(**sections))
        assert before - after == Counter({code: before[code]}), code
        assert after - before == Counter(), code


def test_a_finding_stands_at_the_entry_it_is_about() -> None:
    found = {each.code: each for each in findings_of(SMALL)}
    line = SMALL.splitlines().index("  billing: {items: [invoice]}") + 1
    assert found["GAP.13-2-a"].place == f"small.yaml:{line}:3"
    assert found["GAP.13-2-a"].status == "partial"


READ = re.compile(r"\| `((?:GAP|WARN)\.[\w-]+)` \| ([^|]+) \| ([^|]+) \|")


@pytest.mark.parametrize(
    ("name", "gaps", "errors", "doubts"), [("intermind", 23, 12, 12), ("integrica", 23, 8, 14)]
)
def test_every_finding_of_the_two_policies_read_is_justified_on_their_page(
    name: str, gaps: int, errors: int, doubts: int
) -> None:
    page = (ROOT / "docs" / "findings-read.md").read_text(encoding="utf-8")
    section = page.split(f"policies/{name}.yaml")[1].split("\n## ")[0]
    read = {code: (clause.strip(), why.strip()) for code, clause, why in READ.findall(section)}
    found = shipped(name)
    assert set(read) == {each.code for each in found}
    assert all(why.endswith(".") for _, why in read.values())
    kinds = Counter(code.split(".")[0] for code in read)
    assert kinds == {"GAP": gaps, "WARN": doubts}
    assert len({each.code for each in stops(found)}) == errors
    text = (ROOT / "policies" / f"{name}.yaml").read_text(encoding="utf-8")
    clauses = set(re.findall(r"[\w./]+", " ".join(re.findall(r"clause: (.+)", text))))
    said = {part.strip() for clause, _ in read.values() for part in clause.split(";")} - {"–"}
    assert [one for one in said if not any(f"{c}.".startswith(f"{one}.") for c in clauses)] == []


def test_the_gravest_come_first() -> None:
    order = ["error", "warning", "info"]
    weights = [order.index(each.severity) for each in shipped("soft-ok")]
    assert weights == sorted(weights)


def test_the_privacy_shield_is_doubted_only_once_it_had_fallen() -> None:
    host = {"name": "H", "receives": ["contact"], "place": ["US"], "transfer": "privacy-shield"}
    parsed = parse(with_changes(recipients={"host": host}), "small.yaml")
    for day, expected in (("2019-06-01", 0), ("2021-06-01", 1)):
        at = yaml.safe_load(day)
        found = find(parsed, policy_of(SMALL), LAW, at=at)
        assert sum(each.code == "WARN.privacy-shield" for each in found) == expected


def test_a_threat_that_one_kind_of_measure_misses_is_named() -> None:
    security = {
        "technical": {"kind": "technical", "against": ["access", "blocking"]},
        "organisational": {"kind": "organisational", "against": ["access"]},
    }
    found = [
        each
        for each in findings_of(with_changes(security=security))
        if each.code == "WARN.threat-uncovered"
    ]
    assert [each.message for each in found] == [
        "no organisational measure is named against `blocking`"
    ]


def test_periods_from_two_events_are_two_ends_unless_a_law_says_why() -> None:
    rules = {
        "asked": {"keeps": ["contact"], "for": "P1Y", "from": "collection"},
        "quiet": {"keeps": ["contact"], "for": "P2Y", "from": "last-contact"},
    }
    found = [one for one in findings_of(with_changes(retention=rules)) if "conflict" in one.code]
    assert [one.about for one in found] == [("categories/contact",)]
    rules["quiet"]["because"] = "a law on letters"
    found = findings_of(with_changes(retention=rules))
    assert not any("conflict" in one.code for one in found)
    rules["quiet"] |= {"because": None, "collected-by": ["contact-form"]}
    found = findings_of(with_changes(retention=rules))
    assert not any("conflict" in one.code for one in found)


def test_a_threat_that_nothing_is_named_against_is_named_once() -> None:
    text = with_changes(threats=["theft"])
    found = [each for each in findings_of(text) if each.code == "WARN.threat-uncovered"]
    assert [each.message for each in found] == ["no measure is named against `theft`"]


def test_a_certificate_counts_while_it_lasts() -> None:
    claim = {"kind": "certified", "evidence": "iso-27701", "valid-until": "2026-01-01"}
    parsed = parse(with_changes(claims={"iso": claim}), "small.yaml")
    for day, expected in (("2025-12-31", 0), ("2026-01-02", 1)):
        found = find(parsed, policy_of(SMALL), LAW, at=yaml.safe_load(day))
        assert sum(each.code == "WARN.certification-unproven" for each in found) == expected


@pytest.mark.parametrize("path", sorted((ROOT / "policies").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_finding_says_where_why_and_what_to_do(path: Path) -> None:
    for finding in shipped(path.stem):
        assert finding.place.startswith(f"{path.stem}:")
        assert finding.message
        assert not finding.message.endswith(".")
        assert finding.help
        assert finding.article
        assert finding.why
        assert (finding.status is None) == finding.code.startswith("WARN.")


def test_the_errors_stop_publishing_and_nothing_else_does() -> None:
    found = shipped("intexsoft")
    assert {each.code for each in stops(found)} == {
        "GAP.13-1-c", "GAP.13-1-f", "GAP.13-2-a", "GAP.place-of-processing",
    }  # fmt: skip
    assert stops(each for each in found if each.severity != "error") == ()
