"""Other areas of the register, as far as what is built already keeps them."""

from __future__ import annotations

from tests.register.conftest import Companies
from tests.register.entries import entry

MAIL = {"email": "ada@mail.example"}


@entry("retention.contact-form-one-year")
def test_a_contact_form_ends_at_the_very_instant_of_its_year(company: Companies) -> None:
    """Also from the last day of a February that the next year does not have."""
    house = company("intexsoft")
    leap = house.collect("contact-form", MAIL, at="2024-02-29T00:00:00").said
    assert leap["kept"][0]["delete_after"] == "2025-02-28T00:00:00+00:00"
    assert house.sweep("2025-02-28T00:00:00") == {"retention/contact-form": 1}
    given = house.collect("contact-form", MAIL, at="2025-03-10T09:00:00").said
    assert house.sweep("2026-03-10T08:59:59") == {}
    assert set(house.held(given["person"], "2026-03-10T08:59:59")) == {"email"}
    assert house.sweep("2026-03-10T09:00:00") == {"retention/contact-form": 1}
    assert house.count_records() == 0


@entry("retention.vendor-and-platform-caps")
def test_the_shorter_of_a_platforms_terms_and_the_own_rule_wins(company: Companies) -> None:
    def terms(data: dict) -> None:
        data["sources"]["linkedin"]["max-age"] = "P30D"
        data["sources"]["facebook"]["max-age"] = "P24M"
        data["retention"]["account-data"] = {
            "keeps": ["third-party-account"],
            "collected-by": ["linkedin-connection", "facebook-connection"],
            "for": "P12M",
            "from": "collection",
        }
        del data["retention"]["account-data-terms"]

    house = company("altexsoft", terms)
    ends = {}
    for network in ("linkedin", "facebook"):
        data, shown = {"account-email": "ada@mail.example"}, {"shown": "consent=C-1"}
        sent = house.collect(f"{network}-connection", data, at="2026-01-01T00:00", **shown)
        ends[network] = sent.said["kept"][0]["delete_after"], sent.said["kept"][0]["rule"]
    assert ends == {
        "linkedin": ("2026-01-31T00:00:00+00:00", "sources/linkedin"),
        "facebook": ("2027-01-01T00:00:00+00:00", "retention/account-data"),
    }


@entry("recruitment.basic-details")
def test_an_application_takes_four_details_and_no_date_of_birth(company: Companies) -> None:
    house = company("altexsoft")
    data = {"name": "Ada", "address": "1 Harbour Way", "phone": "+37052000100"} | MAIL
    kept = house.consenting("application", data, "role-applied")
    assert {one["category"] for one in kept.said["kept"]} == {"candidate-contact"}
    assert (len(kept.said["kept"]), kept.said["basis"]) == (4, "consent")
    held = house.held(kept.said["person"])
    assert {item["origin"] for item in held.values()} == {"direct"}
    fifth = house.consenting("application", data | {"date-of-birth": "1990-01-01"}, "role-applied")
    assert fifth.codes == ["FIELD_UNDECLARED"]
    assert house.count_records() == 4


@entry("recruitment.sources")
def test_the_ground_follows_the_source_of_a_candidate(company: Companies) -> None:
    house = company("altexsoft")
    sent = [
        house.consenting("application", {"name": "Ada"}, "role-applied", purpose="role-applied"),
        house.collect("agency-application", {"name": "Ada"}, purpose="role-applied"),
        house.collect("candidate-search", {"name": "Ada"}, purpose="find-candidates"),
        house.collect("candidate-checks", {"reference-result": "fine"}, purpose="role-applied"),
    ]
    assert [one.said.get("basis") for one in sent] == [
        "consent",
        "legitimate-interests",
        "legitimate-interests",
        "legitimate-interests",
    ]


@entry("tracking.usage-events")
def test_an_event_has_four_fields_and_no_fifth(company: Companies) -> None:
    house = company("intexsoft")
    event = {"page": "/", "click": "buy", "time": "10:00", "language": "en"}
    assert len(house.collect("usage-events", event).said["kept"]) == 4
    fifth = house.collect("usage-events", event | {"scroll-depth": "80"})
    assert fifth.codes == ["FIELD_UNDECLARED"]
    assert house.count_records() == 4


@entry("transfers.privacy-shield-flags")
def test_a_shield_that_fell_carries_no_transfer(company: Companies) -> None:
    house = company("altexsoft")
    assert house.check().codes.count("WARN.privacy-shield") == 5
    assert "WARN.privacy-shield" in company("intexsoft").check().codes
    asked = {"recipient": "google-analytics", "category": "usage", "purpose": "analytics"}
    agreed = {"consents": {"analytics": None}}
    refused = house.decide(**asked, region="DE", standing=agreed, at="2024-08-22T10:00")
    assert refused.codes == ["TRANSFER_INVALID"]


@entry("policydoc.data-subject-classes")
def test_a_customer_who_is_also_a_candidate_has_a_clock_for_each(company: Companies) -> None:
    """The candidate's items end by their own rule; those of the customer keep theirs."""

    def half_a_year(data: dict) -> None:
        rule = data["retention"]["unsuccessful-candidates"]
        del rule["as-written"]
        rule["for"] = "P6M"

    house = company("altexsoft", half_a_year)
    given = {"name": "Ada Lind", "email": "ada@mail.example"}
    person = house.consenting("contact-form", given, at="2026-01-10T10:00").said["person"]
    applied = house.consenting(
        "application", given, "role-applied", person=person, at="2026-02-01T10:00"
    )
    assert applied.said["person"] == person
    before = house.sweep("2026-02-28T10:00", commit=False)
    assert house.retention("event", person, "decision", at="2026-03-02T10:00").said["records"] == 2
    assert house.sweep("2026-09-02T09:59:59") == before == {}
    assert house.sweep("2026-09-02T10:00") == {"retention/unsuccessful-candidates": 2}
    left = house.export(person, "2026-09-02T10:00")["data"]
    assert {one["category"] for one in left} == {"contact"}
    assert {one["rule"] for one in left} == {"retention/forms-and-chats"}
