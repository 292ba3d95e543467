"""Silences are filled and marked, the lawful variant runs, and equal policies have equal hashes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.written import LAW, SHIPPED, SMALL, policy_of, with_changes
from tests.support.plain import read_yaml, write_yaml
from troth.core.periods import Period
from troth.policy.compile import as_json, compile_policy, content_hash
from troth.policy.diagnostics import ManifestRefused
from troth.policy.parse import parse


def shuffled(value: object, draw: st.DataObject) -> object:
    if isinstance(value, dict):
        keys = draw.draw(st.permutations(list(value)))
        return {key: shuffled(value[key], draw) for key in keys}
    return [shuffled(each, draw) for each in value] if isinstance(value, list) else value


@given(st.data())
def test_the_order_of_keys_does_not_change_the_policy(data: st.DataObject) -> None:
    text = write_yaml(shuffled(read_yaml(SMALL), data))
    expected = policy_of(write_yaml(read_yaml(SMALL)))
    assert as_json(policy_of(text)) == as_json(expected)


def test_the_name_of_the_file_is_not_part_of_the_hash_and_the_mode_is() -> None:
    assert policy_of(SMALL, "a.yaml").hash == policy_of(SMALL, "dir/b.yml").hash
    assert policy_of(SMALL).hash != policy_of("mode: faithful\n" + SMALL).hash


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_policies_compile_the_same_twice_and_carry_their_hash(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first, second = policy_of(text, path.name), policy_of(text, path.name)
    assert as_json(first) == as_json(second)
    assert first.hash == content_hash(first)
    assert first.name == path.stem


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_everything_a_shipped_policy_settles_has_a_provenance(path: Path) -> None:
    policy = policy_of(path.read_text(encoding="utf-8"), path.name)
    noted = {fact.address: fact for fact in policy.facts}
    for purpose in policy.purposes.values():
        assert noted[f"purposes/{purpose.key}/basis"].provenance == purpose.basis_by
    for rule in policy.rules.values():
        assert rule.address in noted or f"{rule.address}/period" in noted
    for section, table in (
        ("categories", policy.categories),
        ("sources", policy.sources),
        ("collection", policy.forms),
        ("recipients", policy.recipients),
        ("rights", policy.rights.offered | policy.rights.by_law),
        ("cookies", policy.cookies),
        ("security", policy.security),
    ):
        assert {f"{section}/{key}" for key in table} <= set(noted)
    assert all(fact.source and fact.value for fact in policy.facts)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_datum_of_every_form_has_a_rule_that_ends_it(path: Path) -> None:
    policy = policy_of(path.read_text(encoding="utf-8"), path.name)
    unruled = [
        f"{form.key}/{field.name}"
        for form in policy.forms.values()
        for field in form.fields.values()
        if not policy.rules_for(field.category, form.key)
    ]
    assert unruled == []


def test_a_refused_manifest_brings_all_its_diagnostics() -> None:
    text = SMALL.replace("for: P1Y", "for: 1 year-ish").replace("uses: [billing]", "uses: [biling]")
    with pytest.raises(ManifestRefused) as refused:
        compile_policy(parse(text, "small.yaml"), LAW)
    codes = [each.code for each in refused.value.diagnostics]
    assert codes == ["manifest/unknown-reference", "manifest/period"]
    assert refused.value.exit_code == 2


def test_a_silent_category_gets_an_assumed_rule_that_is_no_promise() -> None:
    policy = policy_of(SMALL)
    rule = policy.rules["assumed-billing"]
    assert (rule.period, rule.start, rule.provenance) == (
        Period.parse("P12M"), "collection", "assumed",
    )  # fmt: skip
    assert "retention/assumed-billing" not in {each.address for each in policy.promises}
    own = policy_of(with_changes(settings={"silent-retention": "P30D"}))
    assert own.rules["assumed-billing"].period == Period.parse("P30D")


def test_a_silent_basis_is_assumed_by_the_kind_of_purpose() -> None:
    purpose = policy_of(SMALL).purposes["invoicing"]
    assert (purpose.basis, purpose.basis_by, purpose.consent_needed) == (
        "contract", "assumed", False,
    )  # fmt: skip


def test_of_several_grounds_the_one_that_leaves_most_say_runs() -> None:
    purposes = {
        "stats": {
            "kind": "analytics", "uses": ["contact"],
            "stated-bases": ["legitimate-interests", "consent"],
        }
    }  # fmt: skip
    text = with_changes(purposes=purposes, collection=None, recipients=None)
    purpose = policy_of(text).purposes["stats"]
    assert (purpose.basis, purpose.basis_by, purpose.consent_needed) == ("consent", "said", True)


@pytest.mark.parametrize(("mode", "affirmative"), [("strict", True), ("faithful", False)])
def test_consent_by_use_must_be_an_act_in_strict_mode_only(mode: str, affirmative: bool) -> None:
    purposes = read_yaml(SMALL)["purposes"]
    purposes["newsletter"]["consent-as-written"] = "by-use"
    purpose = policy_of(with_changes(mode=mode, purposes=purposes)).purposes["newsletter"]
    assert purpose.consent_needed
    assert purpose.affirmative is affirmative


def test_may_delete_is_must_delete_in_strict_mode_and_a_review_in_faithful() -> None:
    rules = {"idle": {"keeps": ["contact"], "more-than": "P6M", "from": "last-activity",
                      "duty": "may"}}  # fmt: skip
    strict = policy_of(with_changes(retention=rules)).rules["idle"]
    assert (strict.then, strict.moving, strict.exceeds) == ("erase", True, True)
    assert policy_of(with_changes(mode="faithful", retention=rules)).rules["idle"].then == "review"


@pytest.mark.parametrize(
    ("place", "transfer", "day", "stands"),
    [
        (["US"], "dpf", date(2024, 1, 1), True),
        (["US"], "dpf", date(2022, 1, 1), False),
        (["BY"], "dpf", date(2024, 1, 1), False),
        (["US"], "privacy-shield", date(2019, 1, 1), True),
        (["US"], "privacy-shield", date(2024, 1, 1), False),
        (["GB"], None, date(2024, 1, 1), True),
        (["GB"], None, date(2032, 1, 1), False),
        (["DE", "NO"], None, date(2024, 1, 1), True),
        (["BY"], None, date(2024, 1, 1), False),
        (["BY", "any"], "scc", date(2024, 1, 1), True),
        (["any"], None, date(2024, 1, 1), False),
        (None, None, date(2024, 1, 1), True),
    ],
)
def test_a_transfer_stands_by_the_law_of_the_day(
    place: list[str] | None, transfer: str | None, day: date, stands: bool
) -> None:
    host = {"name": "Host", "receives": ["contact"], "place": place, "transfer": transfer}
    kept = {key: value for key, value in host.items() if value is not None}
    parsed = parse(with_changes(recipients={"host": kept}), "small.yaml")
    assert compile_policy(parsed, LAW, at=day).recipients["host"].transfer_valid is stands


def test_a_recipient_of_whom_nothing_is_said_receives_nothing() -> None:
    policy = policy_of(with_changes(recipients={"host": {"name": "Host"}}))
    assert policy.recipients["host"].receives == frozenset()


def test_the_law_gives_rights_that_the_text_does_not_offer() -> None:
    rights = policy_of(SMALL).rights
    assert rights.offered == {"access", "erasure"}
    assert {"portability", "complaint", "withdrawal"} <= rights.by_law
    assert (rights.answer_within, rights.answer_by) == (Period.parse("P14D"), "said")
    silent = policy_of(with_changes(rights=None)).rights
    assert (silent.answer_within, silent.answer_by) == (Period.parse("P1M"), "law")


def test_sensitive_kinds_are_refused_by_default_and_contradictions_admit_nothing() -> None:
    assert {"health", "criminal"} <= policy_of(SMALL).sensitive.refused
    stance = {
        "stance": "refuse", "kinds": ["health"],
        "exceptions": [{"admits": "health", "collection": "contact-form"}],
        "contradicted-by": [{"admits": "biometric", "collection": "contact-form"}],
    }  # fmt: skip
    strict = policy_of(with_changes(sensitive=stance)).sensitive
    assert strict.admitted == {("health", "contact-form", "*")}
    assert "biometric" in strict.refused
    faithful = policy_of(with_changes(mode="faithful", sensitive=stance)).sensitive
    assert ("biometric", "contact-form", "*") in faithful.admitted


def test_an_age_raised_by_residence_is_only_ever_raised() -> None:
    minors = {"under": 18, "do": "refuse", "raise-by-residence": True}
    made = policy_of(with_changes(minors=minors)).minors
    assert made is not None
    assert made.raise_by_residence["KW"] == 21
    assert min(made.raise_by_residence.values()) > 18
