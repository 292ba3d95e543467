"""Collection: what comes in through the one gate, and what does not."""

from __future__ import annotations

import pytest

from tests.register.conftest import Companies
from tests.register.entries import entry

PERSON = {
    "name": "Ada",
    "surname": "Lind",
    "postal-address": "1 Harbour Way",
    "phone": "+37052000100",
    "email": "ada@mail.example",
    "company": "Lind and Sons",
    "position": "buyer",
}


@entry("collection.gate")
def test_only_what_has_kind_purpose_and_ground_gets_in(company: Companies) -> None:
    """Without a purpose, without a basis, or for a purpose nobody declared: refused, by code."""
    house = company("altexsoft")
    asked = {"action": "collect", "field": "email", "category": "contact", "source": "website"}
    kept = house.consenting(
        "newsletter-signup", {"email": "ada@mail.example"}, "newsletter", basis="consent"
    )
    stray = house.consenting(
        "newsletter-signup", {"email": "bo@mail.example"}, "newsletter", purpose="credit-scoring"
    )
    assert kept.code == 0
    assert kept.said["purposes"] == ["newsletter"]
    assert house.decide(**asked, basis="consent").codes == ["NO_PURPOSE"]
    assert "NO_BASIS" in house.decide(**asked, purpose="newsletter").codes
    assert (stray.code, stray.codes) == (2, ["PURPOSE_UNDECLARED"])
    assert len(kept.said["kept"]) == 1
    assert house.count_records() == 1


@entry("collection.gate")
@pytest.mark.postgres
def test_the_gate_is_the_same_on_postgresql(
    company: Companies, postgres_urls: tuple[str, str]
) -> None:
    house = company("altexsoft")
    house.store, house.keys = postgres_urls
    data = {"email": "ada@mail.example"}
    kept = house.consenting("newsletter-signup", data, "newsletter")
    asked = {"purpose": "credit-scoring", "basis": "consent"}
    stray = house.consenting("newsletter-signup", data, "newsletter", **asked)
    unasked = house.collect("newsletter-signup", data)
    assert (kept.code, kept.said["basis"]) == (0, "consent")
    assert stray.codes == ["PURPOSE_UNDECLARED"]
    assert unasked.codes == ["CONSENT_REQUIRED"]
    assert house.held(kept.said["person"])["email"]["value"] == "ada@mail.example"
    assert house.count_records() == 1


@entry("collection.contact-information")
def test_contact_data_comes_from_forms_and_sales_talks_only(company: Companies) -> None:
    """A purchased list is no source; a sales talk is one, with its date."""
    house = company("intexsoft")
    data = {"email": "ada@mail.example", "message": "please call"}
    form = house.collect("contact-form", data, source="web-form")
    dated = {"source": "sales-interaction", "shown": "date=2026-03-01"}
    sales = house.collect("sales-contact", data, **dated)
    undated = house.collect("sales-contact", data, source="sales-interaction")
    bought = house.collect("contact-form", data, source="purchased-list")
    assert [form.code, sales.code, undated.code, bought.code] == [0, 0, 2, 2]
    assert undated.codes == ["DATE_MISSING"]
    assert bought.codes == ["SOURCE_UNDECLARED"]


@entry("collection.registration-identity")
def test_registration_takes_seven_fields_and_no_eighth(company: Companies) -> None:
    house = company("intermind")
    seven = house.collect("registration", PERSON)
    eighth = house.collect("registration", PERSON | {"birth-date": "1990-01-01"})
    assert len(seven.said["kept"]) == 7
    assert "account" in seven.said["purposes"]
    assert (eighth.code, eighth.codes) == (2, ["FIELD_UNDECLARED"])
    assert "`birth-date`" in eighth.said["reasons"][0]["detail"]
    assert house.count_records() == 7


@entry("collection.request-forms-001")
def test_each_request_form_binds_its_own_purpose(company: Companies) -> None:
    """An address given for a webinar is no address for offers."""
    house = company("intermind")
    forms = {
        "software-info-request": "software-info",
        "webinar-application": "webinar",
        "technical-support-application": "support",
    }
    given = {form: house.collect(form, {"email": "ada@mail.example"}) for form in forms}
    for form, purpose in forms.items():
        assert given[form].said["purposes"] == [purpose, "feedback"]
    person = given["webinar-application"].said["person"]
    refused = house.look(person, "offers")
    assert not refused.seen
    assert "PURPOSE_INCOMPATIBLE" in refused.codes
    assert [one.value for one in house.look(person, "webinar").seen] == [b"ada@mail.example"]


@entry("collection.personal-information-002")
def test_the_seven_named_fields_and_no_other_file_or_field(company: Companies) -> None:
    house = company("altexsoft")
    data = {
        "name": "Ada Lind",
        "email": "ada@mail.example",
        "organisation": "Lind and Sons",
        "phone": "+37052000100",
        "photo": "a small picture",
        "cv": "ten years of shipbuilding",
        "social-profile": "https://social.example/ada",
    }
    kept = house.consenting("website-form", data, "service-provision")
    assert (len(kept.said["kept"]), kept.said["basis"]) == (7, "consent")
    extra = house.consenting("website-form", data | {"salary": "1000"}, "service-provision")
    assert extra.codes == ["FIELD_UNDECLARED"]
    big = house.consenting("website-form", data | {"cv": "x" * 30_000_000}, "service-provision")
    assert (big.code, big.codes) == (2, ["TOO_LARGE"])
    assert house.count_records() == 7


@entry("collection.personal-data-004")
def test_a_patronymic_may_be_left_out(company: Companies) -> None:
    house = company("integrica")
    data = {"first-name": "Ada", "last-name": "Lind", "phone": "+37052000100"}
    data["email"] = "ada@mail.example"
    first = house.collect("registration", data)
    second = house.collect("registration", data | {"patronymic": "Olafsdottir"})
    assert [first.code, second.code] == [0, 0]
    assert set(house.held(first.said["person"])) == set(data)
    assert house.held(second.said["person"])["patronymic"]["value"] == "Olafsdottir"


@entry("collection.item-metadata")
def test_every_item_says_where_it_came_from_and_what_for(company: Companies) -> None:
    """Direct, automatic and third-party are told apart; nothing an item must say is left empty."""

    def paid_in_the_crm(data: dict) -> None:
        data["collection"]["payment-callback"]["property"] = "crm"

    house = company("integrica", paid_in_the_crm)
    sent = {
        "contact-form": house.collect("contact-form", {"email": "ada@mail.example"}),
        "page-view": house.collect("page-view", {"visited-pages": "/"}),
        "payment-callback": house.collect(
            "payment-callback", {"payment-information": "paid"}, shown="payment=P-1"
        ),
    }
    origins = {}
    forms = house.tables()["forms"]
    for form, ran in sent.items():
        assert ran.code == 0, ran.codes
        (item,) = house.held(ran.said["person"]).values()
        for name in ("record", "category", "field", "source", "basis", "collected_at", "rule"):
            assert item[name], name
        assert item["purposes"] == ran.said["purposes"]
        assert item["policy"] == ran.said["policy"]
        assert forms[form]["property"]
        origins[form] = item["origin"]
    assert origins == {
        "contact-form": "direct",
        "page-view": "automatic",
        "payment-callback": "third-party",
    }


@entry("collection.catch-all-data")
def test_a_catch_all_takes_nothing_until_a_field_is_declared(company: Companies) -> None:
    house = company("intermind")
    before = house.collect("registration", {"email": "ada@mail.example", "shoe-size": "41"})
    assert before.codes == ["FIELD_UNDECLARED"]
    assert "WARN.open-ended-category" in house.check().codes

    def declare(data: dict) -> None:
        data["categories"]["other"]["items"] = ["shoe-size"]
        data["sources"]["user"]["gives"].append("other")
        data["purposes"]["account"]["uses"].append("other")
        data["collection"]["registration"]["fields"]["shoe-size"] = {"category": "other"}

    after = company("intermind", declare)
    kept = after.collect("registration", {"email": "ada@mail.example", "shoe-size": "41"})
    assert [one["field"] for one in kept.said["kept"]] == ["email", "shoe-size"]
    differs = house.changes_to(after)
    assert differs["categories/other"] == ("nothing", "shoe-size")
    assert all(now for _, now in differs.values())


@entry("collection.source-register")
def test_data_comes_from_declared_sources_only(company: Companies) -> None:
    """Website, text message, public profile and client are sources; a broker is not."""
    house = company("altexsoft")
    given = [
        house.collect("contact-form", {"email": "a@mail.example"}, source="website"),
        house.collect("text-message", {"message": "call me"}, source="electronic-messages"),
        house.collect("prospect-import", {"name": "Ada Lind"}, source="public-sources"),
        house.collect("client-import", {"name": "Bo"}, source="clients", shown="agreement=A7"),
        house.collect("prospect-import", {"name": "Cy"}, source="data-broker-x"),
    ]
    assert [one.code for one in given] == [0, 0, 0, 0, 2]
    assert given[4].codes == ["SOURCE_UNDECLARED"]
    sources = [house.sources_of(one.said["person"]) for one in given[:4]]
    assert sources == [{"website"}, {"electronic-messages"}, {"public-sources"}, {"clients"}]


@entry("collection.client-supplied")
def test_data_of_clients_serves_their_agreement_alone(company: Companies) -> None:
    house = company("altexsoft")
    people = ["ada", "bo", "cy"]
    without = [house.collect("client-import", {"email": f"{one}@mail.example"}) for one in people]
    assert [one.codes for one in without] == [["AGREEMENT_MISSING"]] * 3
    shown = {"shown": "agreement=A7"}
    kept = [house.collect("client-import", {"email": f"{p}@mail.example"}, **shown) for p in people]
    assert [one.code for one in kept] == [0, 0, 0]
    audience = [house.look(one.said["person"], "newsletter").seen for one in kept]
    assert audience == [(), (), ()]


@entry("collection.social-login-data")
def test_a_connection_keeps_four_fields_and_forgets_the_friends(company: Companies) -> None:
    house = company("altexsoft")
    payload = {
        "account-email": "ada@mail.example",
        "current-location": "Vilnius",
        "profile-photo": "a picture",
        "profile-url": "https://social.example/ada",
        "friends-list": "Ragnhild-Sigridsdottir",
    }
    unasked = house.collect("linkedin-connection", payload)
    assert "CONSENT_REQUIRED" in unasked.codes
    kept = house.collect("linkedin-connection", payload, shown="consent=C-1")
    assert len(kept.said["kept"]) == 4
    assert kept.said["dropped"] == ["friends-list"]
    held = house.held(kept.said["person"])
    assert {item["source"] for item in held.values()} == {"linkedin"}
    assert "Ragnhild" not in house.everything_written()
    assert "Ragnhild" not in kept.words + str(kept.said) + str(held)


@entry("collection.social-interaction-004")
def test_a_network_gives_data_only_with_an_interaction(company: Companies) -> None:
    house = company("integrica")
    said = {"interaction": "liked a post"}
    shown = {"shown": "interaction-reference=I-9"}
    assert house.collect("tiktok-interaction", said, **shown).code == 0
    assert house.collect("tiktok-interaction", said).codes == ["INTERACTION_REQUIRED"]
    other = house.collect("tiktok-interaction", said, source="telegram", **shown)
    assert other.codes == ["SOURCE_UNDECLARED"]


@entry("collection.location-of-user")
@pytest.mark.parametrize("decimals", [0, 1])
def test_a_location_needs_permission_and_is_kept_no_finer_than_needed(
    company: Companies, decimals: int
) -> None:
    def coarse(data: dict) -> None:
        for purpose in ("nearest-representative", "location-needs"):
            data["purposes"][purpose]["precision"] = decimals

    house = company("altexsoft", coarse)
    place = {"device-location": "37.55851,-122.27108"}
    denied = house.collect("device-location", place)
    assert (denied.code, denied.codes) == (2, ["DEVICE_PERMISSION_DENIED"])
    given = house.collect("device-location", place, shown="device-permission=location")
    assert given.said["purposes"] == ["nearest-representative", "location-needs"]
    kept = house.held(given.said["person"])["device-location"]
    assert kept["value"] == ["38,-122", "37.6,-122.3"][decimals]
    for purpose in ("marketing-management", "analytics"):
        assert not house.look(given.said["person"], purpose).seen
