"""Sensitive data: refused where the policy says so, and where it says nothing."""

from __future__ import annotations

import pytest

from tests.register.conftest import Companies
from tests.register.entries import entry

SAMPLES = {
    "identifying-number": "my passport number is AB1234567",
    "financial-account": "IBAN DE89370400440532013000",
    "racial-ethnic-origin": "I am ethnically Roma",
    "political-opinions": "I am a member of the Labour Party",
    "religious-philosophical-beliefs": "I am a Catholic",
    "trade-union-membership": "union card of IG Metall",
    "trade-association": "member of the chamber of commerce",
    "professional-association": "member of the bar association",
    "health": "I have diabetes",
    "mental-health": "I suffer from depression",
    "biometric": "here is my fingerprint",
    "genetic": "my DNA test",
    "sex-life": "I am gay",
    "criminal": "suspected of theft",
}


@entry("sensitive.refusal")
def test_neither_a_field_nor_free_text_brings_sensitive_data_in(company: Companies) -> None:
    """What was sent is in no file and in no word that is said about it."""

    def religion(data: dict) -> None:
        beliefs = {"items": ["religion"], "sensitive": ["religious-philosophical-beliefs"]}
        data["categories"]["beliefs"] = beliefs
        data["purposes"]["support"]["uses"].append("beliefs")
        data["systems"]["zoho-crm"]["holds"].append("beliefs")
        data["collection"]["contact-form"]["fields"]["religion"] = {"category": "beliefs"}

    house = company("altexsoft", religion)
    field = house.collect("contact-form", {"religion": "Zoroastrian-17"})
    text = house.collect("contact-form", {"message": "I have diabetes, ref Quux-99"})
    assert "SENSITIVE" in field.codes
    assert text.codes == ["SENSITIVE"]
    assert "health" in text.said["reasons"][0]["detail"]
    for secret in ("Zoroastrian", "Quux", "diabetes"):
        assert secret not in house.everything_written()
        assert secret not in str((field.said, field.words, text.said, text.words))
    assert house.count_records() == 0


@entry("sensitive.definition")
def test_each_of_the_fourteen_kinds_is_refused_by_its_name(company: Companies) -> None:
    house = company("altexsoft")
    assert len(SAMPLES) == 14
    for kind, text in SAMPLES.items():
        ran = house.collect("contact-form", {"message": text})
        assert (kind, ran.codes) == (kind, ["SENSITIVE"])
        assert f"hold {kind} data" in ran.said["reasons"][0]["detail"]
    assert house.count_records() == 0
    written = house.everything_written()
    assert [text for text in SAMPLES.values() if text in written] == []


@entry("sensitive.contradiction-with-recruitment")
def test_what_recruiting_takes_against_the_promise_is_named_four_times(company: Companies) -> None:
    house = company("altexsoft")
    found = [
        one["message"]
        for one in house.check().said["findings"]
        if one["code"] == "WARN.sensitive-contradiction"
    ]
    kinds = ("identifying-number", "financial-account", "criminal", "biometric")
    assert len(found) == 4
    assert all(any(f"`{kind}`" in message for message in found) for kind in kinds)


@entry("sensitive.silent-policies")
@pytest.mark.parametrize(
    ("name", "form", "field", "purposes"),
    [
        ("intexsoft", "contact-form", "message", ()),
        ("intermind", "technical-support-application", "position", ()),
        ("soft-ok", "application-form", "request", ("support",)),
        ("integrica", "contact-form", "feedback", ()),
    ],
)
def test_a_policy_that_says_nothing_takes_no_health_data(
    company: Companies, name: str, form: str, field: str, purposes: tuple[str, ...]
) -> None:
    house = company(name)
    ran = house.consenting(form, {field: "I have diabetes"}, *purposes)
    assert (ran.code, ran.codes) == (2, ["SENSITIVE"])
    assert house.check().codes.count("GAP.sensitive-silent") == 1
    assert house.count_records() == 0
