"""Recipients: who they are, what each may get, and the ledger of what each got."""

from __future__ import annotations

import pytest

from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.test_transfers import AGREED, may, register, rows_of

CONSENTED = {"consents": {"analytics": None, "newsletter": None}}


@entry("sharing.recipient-register")
def test_nine_vendors_stand_in_the_register_and_nobody_else_gets_anything(
    company: Companies,
) -> None:
    house = company("altexsoft")
    rows = {
        row["cells"]["recipient"][0]: row
        for row in register(house, "recipients")
        if row["cells"]["company"]
    }
    assert len(rows) == 9
    for name, row in rows.items():
        cells = row["cells"]
        assert cells["places"], name
        assert {"privacy policy", "opt-out"} <= set(cells["links"]), name
        assert bool(cells["data"]) is (name != "Mailchimp"), name
    assert "data" in rows["Mailchimp"]["gaps"]
    unknown = may(house, "somebody-else")
    assert unknown.codes == ["RECIPIENT_UNDECLARED"]


@entry("sharing.disclosure-log")
def test_an_answer_names_two_recipients_and_three_dated_disclosures(company: Companies) -> None:
    def served(data: dict) -> None:
        data["recipients"]["mailchimp"] |= {"receives": ["contact"], "transfer": "dpf"}
        data["recipients"]["zoho-crm"] |= {
            "role": "processor", "receives": ["contact"], "for": ["newsletter"], "place": ["NL"],
        }  # fmt: skip

    house = company("altexsoft", served)
    ada = {"name": "Ada", "email": "ada@mail.example"}
    came = house.consenting("newsletter-signup", ada, "newsletter", at="2026-01-05T10:00")
    person = came.said["person"]
    passed_on = [
        ("mailchimp", "2026-02-01", ["email"], ["US"]),
        ("mailchimp", "2026-03-01", ["email", "name"], ["US"]),
        ("zoho-crm", "2026-03-02", ["email"], ["NL"]),
    ]
    for recipient, day, fields, _ in passed_on:
        handed = (person, recipient, "newsletter", "contact")
        assert house.hand_over(*handed, fields=tuple(fields), at=f"{day}T10:00") == []
    rows = house.export(person, at="2026-03-03T10:00")["recipients"]
    assert len({row["recipient"] for row in rows}) == 2
    told = [(row["recipient"], row["at"][:10], row["fields"], row["place"]) for row in rows]
    assert told == passed_on
    assert {row["purpose"] for row in rows} == {"newsletter"}


@entry("sharing.gosquared")
@pytest.mark.parametrize(
    ("day", "codes"), [("2026-11-21", []), ("2032-01-01", ["TRANSFER_INVALID"])]
)
def test_britain_is_open_while_its_decision_lasts(
    company: Companies, day: str, codes: list[str]
) -> None:
    house = company("altexsoft")
    assert may(house, "gosquared", day).codes == codes
    assert rows_of(house, "recipients/gosquared", day)["GB"]["until"] == ["2031-12-27"]
    refused = may(house, "gosquared", "2026-11-21", standing={})
    assert refused.codes == ["CONSENT_REQUIRED"]


@entry("sharing.own-purpose-of-vendors")
def test_five_vendors_with_ends_of_their_own_get_nothing_without_consent(
    company: Companies,
) -> None:
    house = company("altexsoft")
    assert house.check().codes.count("WARN.third-party-own-ads") == 5
    own = [
        row["address"].partition("/")[2]
        for row in register(house, "recipients")
        if "also for ends of its own" in row["cells"]["role"]
    ]
    assert len(own) == 5
    for vendor in own:
        purpose = "advertising" if vendor == "google-ads" else "analytics"
        refused = may(house, vendor, purpose=purpose, standing={})
        assert "CONSENT_REQUIRED" in refused.codes, vendor


@entry("sharing.third-party-functions")
def test_a_recipient_helps_in_one_of_four_ways_and_resale_is_none(company: Companies) -> None:
    def helping(function: str):
        def edit(data: dict) -> None:
            data["recipients"]["data-storage-providers"]["functions"] = [function]

        return edit

    for function in ("provide", "improve", "promote", "protect"):
        assert company("altexsoft", helping(function)).check().code == 0, function
    refused = company("altexsoft", helping("resell")).check()
    assert refused.code == 2
    (told,) = refused.said["diagnostics"]
    assert "resell" in told["message"]
    for function in ("provide", "improve", "promote", "protect"):
        assert function in told["message"] + told["help"]


@entry("sharing.hosting-analytics-payment")
def test_a_kind_of_partner_gets_nothing_until_one_is_named(company: Companies) -> None:
    def host(data: dict) -> None:
        data["recipients"]["hosting-providers"] |= {
            "name": "HostCo", "company": "HostCo GmbH", "role": "processor",
            "receives": ["contact"], "place": ["DE"],
        }  # fmt: skip

    literal, named = company("integrica"), company("integrica", host)
    assert literal.check().codes.count("GAP.recipient-unnamed") == 3
    assert named.check().codes.count("GAP.recipient-unnamed") == 2
    person = named.collect("registration", {"email": "ada@mail.example"}).said["person"]
    wanted = {"to": "hosting-providers", "for": "registration", "category": "contact"}
    assert named.subject("disclose", person, **wanted).codes == ["AGREEMENT_MISSING"]
    assert named.recipient("sign", "hosting-providers", agreement="A").code == 0
    written = named.subject("disclose", person, **wanted)
    assert written.code == 0
    assert {one["field"] for one in written.said["handed"]} == {"email"}
    asked = {"category": "usage", "purpose": "traffic-analysis", "region": "DE"}
    unnamed = named.decide(recipient="some-analytics", standing=AGREED, **asked)
    assert "RECIPIENT_UNDECLARED" in unnamed.codes
    assert named.decide(recipient="analytics-services", **asked).code == 2


@entry("sharing.zoho-and-azure-as-recipients")
def test_two_processors_outside_the_list_are_told_of_all_the_same(company: Companies) -> None:
    house = company("altexsoft")
    unlisted = [
        one for one in house.check().said["findings"] if one["code"] == "WARN.recipient-unlisted"
    ]
    named = {name for name in ("zoho-crm", "azure") if name in str(unlisted)}
    assert named == {"zoho-crm", "azure"}
    words = {"email": "ada@mail.example", "reviewer-name": "Ada", "testimonial": "Well made."}
    came = house.consenting("testimonial", words, "testimonials", at="2026-04-01").said["person"]
    more = {"name": "Ada", "email": "ada@mail.example", "message": "hello"}
    assert house.collect("contact-form", more, person=came, at="2026-04-01").code == 0
    answer = house.export(came, at="2026-04-02")
    kept = {one["recipient"] for one in answer["kept_by"]}
    assert kept == {"zoho-crm", "azure"}
    listed = [row for row in register(house, "recipients") if row["cells"]["company"]]
    assert len(listed) + len(kept) == 11
