"""Documents made from the policy: what the notice prints is what the manifest says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import troth

DATES = {
    "intexsoft": "2018-05-29",
    "intermind": None,
    "altexsoft": "2024-08-22",
    "soft-ok": None,
    "integrica": "2024-02-24",
}


def notice(house: Company, layer: str = "full", form: str = "html") -> str:
    ran = troth("notice", house.manifest, "--layer", layer, "--format", form)
    assert ran.code == 0, ran.words
    return ran.said["notice"]


def lines(part: object) -> Iterator[dict]:
    """Every sentence of a notice in JSON."""
    if isinstance(part, dict):
        if "spans" in part:
            yield part
        for each in part.values():
            yield from lines(each)
    elif isinstance(part, list):
        for each in part:
            yield from lines(each)


def words(line: dict) -> str:
    return "".join(span["text"] for span in line["spans"])


@entry("policydoc.title-and-revision-date")
@pytest.mark.parametrize("name", DATES)
def test_the_date_is_printed_where_the_policy_puts_it(company: Companies, name: str) -> None:
    house = company(name)
    assert house.tables()["dated"] == DATES[name]
    missing = "GAP.policy-date" in house.check().codes
    assert missing == (DATES[name] is None)
    page = notice(house)
    assert ("Last revised: " in page) == (DATES[name] is not None)
    if name == "altexsoft":
        assert page.index("August 22, 2024") < page.index("<section")
    if name == "integrica":
        assert page.index("February 24, 2024") > page.rindex("</section>")


@entry("policydoc.defined-terms")
def test_a_word_used_and_never_defined_is_named_and_five_are_printed(company: Companies) -> None:
    undefined = [
        one
        for one in company("intermind").check().said["findings"]
        if one["code"] == "WARN.undefined-term"
    ]
    assert len(undefined) == 1
    assert "`services`" in undefined[0]["message"]
    document = json.loads(notice(company("integrica"), form="json"))
    defined = [one for one in lines(document) if one["address"].startswith("definitions/")]
    assert [one["address"].partition("/")[2] for one in defined] == [
        "personal-data", "processing", "confidentiality", "cookies", "ip-address",
    ]  # fmt: skip
    assert words(defined[0]) == "Personal data:"


@entry("policydoc.definition-personal-data")
def test_what_a_text_calls_not_personal_is_protected_all_the_same(company: Companies) -> None:
    def with_address(data: dict) -> None:
        data["categories"]["technical"]["items"].append("ip-address")
        data["collection"]["visit"]["fields"]["ip-address"] = {"category": "technical"}

    house = company("soft-ok", with_address)
    assert "WARN.ip-declared-non-personal" in house.check().codes
    seen = {"cookie": "c-17", "page": "/", "ip-address": "192.0.2.7"}
    taken = house.consenting("visit", seen, "improve-service", "analysis")
    assert taken.code == 0, taken.words
    held = house.held(taken.said["person"])
    assert held["ip-address"]["value"] == "192.0.2.7"
    [told] = [
        one
        for one in lines(json.loads(notice(house, form="json")))
        if one["text"] == "items-called"
    ]
    assert "We protect it as personal data." in words(told)


@entry("policydoc.definition-cookie")
def test_a_cookie_that_holds_an_identifier_is_listed_as_one(company: Companies) -> None:
    def one_cookie(data: dict) -> None:
        data["cookies"]["entries"] = {
            "retargeting": {
                "use": "marketing", "purpose": "retargeting", "vendor": "google-ads",
                "expires": "P3M", "identifier": True, "clause": "Cookies",
            }
        }  # fmt: skip

    page = notice(company("altexsoft", one_cookie), "cookies")
    rows = re.findall(r'<tr id="cookies/.*?</tr>', page, re.S)
    assert len(rows) == 1
    row = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", rows[0]))
    for said in (
        "Ads on other sites after a visit", "Google Ads", "Marketing", "3 months",
        "Contains identifier: yes.",
    ):  # fmt: skip
        assert said in row


@entry("policydoc.definition-ip-address")
def test_an_ip_address_serves_security_and_not_advertising(company: Companies) -> None:
    house = company("integrica")
    asked = {"form": "device-report", "field": "ip-address"}
    assert house.decide(purpose="rights-and-security", **asked).said["allowed"]
    refused = house.decide(
        purpose="marketing-campaigns",
        standing={"consents": ["marketing-campaigns"]},
        **asked,
    )
    assert not refused.said["allowed"]
    assert refused.codes == ["PURPOSE_NOT_DECLARED_FOR_FIELD"]
