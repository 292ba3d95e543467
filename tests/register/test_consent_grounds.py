"""Consent beside other grounds: explicit, by contract, claimed by a text, by sending something."""

from __future__ import annotations

import pytest

from tests.register.conftest import Companies
from tests.register.entries import entry

LATER = "2026-03-03T10:00:00+00:00"


@entry("consent.explicit-for-sensitive")
def test_an_explicit_consent_opens_what_the_policy_admits_on_one(company: Companies) -> None:
    """AltexSoft admits no health data whoever agrees; another policy may, and asks for consent."""

    def health(data: dict) -> None:
        data["categories"]["health"] = {
            "items": ["diet"], "origin": "direct", "sensitive": ["health"],
        }  # fmt: skip
        uses = {"kind": "service", "uses": ["contact", "health"], "basis": "consent"}
        data["purposes"]["event-catering"] = uses
        data["collection"]["event-signup"] = {
            "from": "person", "source": "website", "property": "website",
            "fields": {"diet": {"category": "health"}}, "for": ["event-catering"],
        }  # fmt: skip

    def admitting(data: dict) -> None:
        health(data)
        data["sensitive"]["exceptions"] = [
            {"admits": "health", "field": "diet", "collection": "event-signup",
             "purpose": "event-catering", "ground": "explicit-consent"}
        ]  # fmt: skip

    told = ("event-signup", {"diet": "no gluten"})
    refusing = company("altexsoft", health)
    assert refusing.consenting(*told, "event-catering").codes == ["SENSITIVE"]
    assert refusing.count_records() == 0
    house = company("altexsoft", admitting)
    without = house.collect(*told)
    assert (without.code, set(without.codes)) == (2, {"CONSENT_REQUIRED"})
    kept = house.consenting(*told, "event-catering")
    assert kept.code == 0
    person = kept.said["person"]
    assert house.consent("withdraw", person, "event-catering", LATER).code == 0
    assert not house.look(person, "event-catering", LATER).seen


@entry("consent.contract-basis")
@pytest.mark.parametrize(
    ("name", "form", "door"),
    [
        ("altexsoft", "website-form", ("newsletter-signup", {"name": "Ada"}, "newsletter")),
        ("soft-ok", "application-form", ("visit", {"cookie": "c1"}, "analysis")),
    ],
)
def test_a_contract_carries_only_who_is_party_to_it_while_it_stands(
    company: Companies, name: str, form: str, door: tuple
) -> None:
    def by_contract(manifest: dict) -> None:
        for key in manifest["collection"][form]["for"]:
            purpose = manifest["purposes"][key]
            purpose.pop("stated-bases", None)
            purpose.pop("consent-as-written", None)
            purpose |= {"basis": "contract", "contract": "shown"}

    house = company(name, by_contract)
    data = {"email": "ada@mail.example"}
    ann, bo = (house.consenting(*came).said["person"] for came in [door] * 2)
    for person, contract in ((ann, "C-1"), (bo, "C-2")):
        told = {"contract": contract, "until": "2026-04-02T10:00"}
        assert house.subject("declare", person, **told).said["kept"] == ["contract"]
    session = {"person": ann}
    assert set(house.collect(form, data).codes) == {"AGREEMENT_MISSING"}
    of_another = house.collect(form, data, shown=["contract=C-2"], **session)
    assert set(of_another.codes) == {"AGREEMENT_MISSING"}
    own = house.collect(form, data, shown=["contract=C-1"], **session)
    assert (own.code, own.said["basis"]) == (0, "contract")
    over = house.collect(form, data, "2026-05-01T10:00", shown=["contract=C-1"], **session)
    assert set(over.codes) == {"AGREEMENT_MISSING"}


@entry("consent.claim-all-website-data")
def test_what_a_text_claims_is_held_against_the_consents_on_record(company: Companies) -> None:
    """Ten visits, three of which gave consent at the banner: thirty per cent, and no more."""

    def visits(data: dict) -> None:
        data["collection"]["website-cookies"] = {
            "from": "device", "source": "cookies-source", "identity": False,
            "fields": {"cookie-id": {"category": "cookies", "identifies": "cookie"}},
            "for": ["web-analytics"],
        }  # fmt: skip
        data["sources"]["cookies-source"] = {"kind": "automatic", "gives": ["cookies"]}
        data["categories"]["cookies"]["items"].append("cookie-id")

    house = company("intexsoft", visits)
    assert "WARN.consent-by-use" in house.check().codes
    for number in range(10):
        agreed = ("web-analytics",) if number < 3 else ()
        visit = house.consenting("website-cookies", {"cookie-id": f"visitor-{number}"}, *agreed)
        assert (visit.code == 0) == (number < 3)
        assert number < 3 or set(visit.codes) == {"CONSENT_REQUIRED"}
    (found,) = house.upkeep("coverage").said["collections"]
    assert (found["seen"], found["consented"], found["percent"]) == (10, 3, 30)
    assert (found["refused"], found["unfounded"], found["grounds"]) == (7, 0, {})


@entry("consent.by-sending-application")
def test_who_sends_an_application_is_answered_and_not_advertised_to(company: Companies) -> None:
    """What was begun and never sent is nowhere; sending is agreement to an answer alone."""
    house = company("soft-ok")
    begun = house.collect(
        "application-form", {"email": "ada@mail", "request": "a half-filled wish"}
    )
    assert begun.code == 2
    assert "half-filled" not in house.everything_written()
    sent = {"email": "ada@mail.example", "request": "a bot"}
    application = house.consenting("application-form", sent, "information-and-consulting")
    person = application.said["person"]
    assert len(house.look(person, "information-and-consulting").seen) == 2
    promo = house.look(person, "ad-targeting")
    assert (promo.seen, "CONSENT_REQUIRED" in promo.codes) == ((), True)
    assert "CONSENT_REQUIRED" in house.closed(person, "offers")
