"""Consent: whom it names, which items it names, and that it reaches no further."""

from __future__ import annotations

import pytest

from tests.register.conftest import Companies
from tests.register.entries import entry

LATER = "2026-03-03T10:00:00+00:00"
AFTER = "2026-03-03T10:00:01+00:00"


def _person(house, form: str, data: dict, *purposes: str) -> str:
    return house.consenting(form, data, *purposes).said["person"]


@entry("consent.transfer-to-third-party")
@pytest.mark.parametrize(
    ("name", "form", "purposes", "purpose"),
    [
        ("intermind", "registration", (), "support"),
        ("soft-ok", "application-form", ("support",), "analysis"),
        ("integrica", "registration", (), "registration"),
    ],
)
def test_what_was_agreed_to_goes_to_whom_was_named_and_nothing_beyond(
    company: Companies, name: str, form: str, purposes: tuple[str, ...], purpose: str
) -> None:
    """Name and e-mail to R1 leave; the phone does not, and nobody else gets anything."""

    def recipients(data: dict) -> None:
        for key in ("r-one", "r-two"):
            data["recipients"][key] = {
                "name": key, "does": "works for the company",
                "receives": ["contact"], "for": [purpose], "place": ["LU"], "needs": ["consent"],
            }  # fmt: skip
        if "name" not in data["categories"]["contact"]["items"]:
            data["categories"]["contact"]["items"].append("name")
        data["collection"][form]["fields"].setdefault("name", {"category": "contact"})

    house = company(name, recipients)
    data = {"name": "Ada", "email": "ada@mail.example", "phone": "+370 5 200 0000"}
    person = _person(house, form, data, *purposes)
    words = "I agree that my name and e-mail address are given to R1."
    text = house.text(words, purpose, recipient="r-one", field=["name", "email"])
    given = house.consent("give", person, purpose, recipient="r-one", text=text)
    assert given.code == 0, given.words
    handed = [person, "r-one", purpose, "contact"]
    assert house.hand_over(*handed, fields=("name", "email")) == []
    beyond = house.hand_over(*handed, fields=("name", "email", "phone"))
    assert beyond == ["FIELD_NOT_CONSENTED"]
    # A handover of the whole category is more than was agreed to as well.
    assert house.hand_over(*handed) == ["FIELD_NOT_CONSENTED"]
    other = house.hand_over(person, "r-two", purpose, "contact", fields=("name",))
    assert set(other) == {"CONSENT_REQUIRED"}
    with house.open() as platform, platform.data.read() as reader:
        assert [row.recipient for row in reader.all_disclosures()] == ["r-one"]


@entry("consent.testimonial-publication")
def test_a_testimonial_shows_a_name_while_its_author_agrees(company: Companies) -> None:
    """Not before, and not after: what shows it is told to purge, and the page is made anew."""

    def with_name(data: dict) -> None:
        data["purposes"]["testimonial-with-name"] = {
            "kind": "testimonials", "uses": ["testimonials"], "basis": "consent",
        }  # fmt: skip
        data["recipients"]["public"]["for"] = ["testimonial-with-name"]

    house = company("altexsoft", with_name)
    ann = {"reviewer-name": "Ann", "testimonial": "They kept their word."}
    person = _person(house, "testimonial", ann, "testimonials")

    def page(at: str) -> list[str]:
        asked = {"recipient": "public", "commit": True}
        shown = house.audience("testimonial-with-name", "testimonials", at=at, **asked).said
        return [each["value"] for one in shown["handed"] for each in one["values"]]

    handed = [person, "public", "testimonial-with-name", "testimonials"]
    assert set(house.hand_over(*handed)) == {"CONSENT_REQUIRED"}
    assert page(LATER) == []
    named = {"recipient": "public"}
    assert house.consent("give", person, "testimonial-with-name", LATER, **named).code == 0
    assert sorted(page(LATER)) == ["Ann", "They kept their word."]
    gone = house.consent("withdraw", person, "testimonial-with-name", AFTER).said
    assert gone["tell"] == ["public"]
    assert page(AFTER) == []
    assert "CONSENT_WITHDRAWN" in house.hand_over(*handed, at=AFTER)


@entry("consent.connect-third-party-account")
def test_a_connection_pulls_what_its_text_named_until_it_is_revoked(company: Companies) -> None:
    """Scopes are the items of the text; revoked, the token goes with what it brought."""

    def token(data: dict) -> None:
        data["categories"]["third-party-account"]["items"].append("access-token")
        field = {"category": "third-party-account"}
        data["collection"]["facebook-connection"]["fields"]["access-token"] = field

    house = company("altexsoft", token)
    scopes = ["account-email", "profile-photo", "access-token"]
    words = "I connect my account; my e-mail address and my photo are read."
    account = {"account-email": "ada@mail.example", "access-token": "t-1"}
    form = "facebook-connection"
    assert house.collect(form, account).codes == ["CONSENT_REQUIRED"]
    text = house.text(words, "get-in-touch", field=scopes)
    granted = [f"get-in-touch={text}"]
    pulled = house.collect(form, account, consent=granted)
    assert pulled.code == 0, pulled.said
    person = pulled.said["person"]
    pull = {"person": person, "purpose": "get-in-touch"}
    place = {"current-location": "Riga"}
    assert house.collect(form, place, LATER, **pull).codes == ["FIELD_NOT_CONSENTED"]
    assert house.collect(form, {"profile-photo": "p"}, LATER, **pull).code == 0
    revoked = house.consent("withdraw", person, "get-in-touch", AFTER).said
    assert revoked["records_due"] == 3
    assert not house.look(person, "get-in-touch", AFTER).seen
    assert sum(house.sweep(AFTER).values()) == 3
    assert house.count_records() == 0
    refused = house.collect(form, account, AFTER, **pull)
    assert (refused.code, "CONSENT_WITHDRAWN" in refused.codes) == (2, True)
