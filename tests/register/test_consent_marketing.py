"""Consent and marketing: who may be reached, by whose law, and who gets what for their own ends."""

from __future__ import annotations

import pytest

from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.submissions import readers

LATER = "2026-03-03T10:00:00+00:00"
AFTER = "2026-03-03T10:00:01+00:00"
MARKETING = {"altexsoft": "marketing-management", "intexsoft": "marketing"}
ADDRESS = "AltexSoft Inc., 654 Matsonia Dr,\nFoster City, CA 94404, US"


@entry("consent.opt-in-marketing-where-required")
def test_the_law_of_where_somebody_lives_says_whether_they_opt_in(company: Companies) -> None:
    """A German and somebody from nowhere known are asked first; an American may say no later."""
    house = company("altexsoft")
    people = {
        place: house.collect("contact-form", {"email": f"p{n}@mail.example"}, **lives).said[
            "person"
        ]
        for n, (place, lives) in enumerate(
            {"DE": {"residence": "DE"}, "US": {"residence": "US-CA"}, "unknown": {}}.items()
        )
    }
    refused = {place: house.closed(person, "newsletter") for place, person in people.items()}
    assert refused == {"DE": ("CONSENT_REQUIRED",), "US": (), "unknown": ("CONSENT_REQUIRED",)}
    with house.open() as platform:
        now = platform.clock.now()
        platform.standing.object(bytes.fromhex(people["US"]), "marketing", now)
    assert house.closed(people["US"], "newsletter", LATER) == ("OPTED_OUT",)


@entry("marketing.consent-based-002")
def test_a_segment_of_any_kind_of_data_holds_who_agrees_and_for_as_long(company: Companies) -> None:
    """Contact, usage, location and analytics: four segments, four times alike."""
    house = company("altexsoft")
    form = {"email": "ada@mail.example"}
    person = house.collect("contact-form", form).said["person"]
    view = {"pages-viewed": "/prices", "ip-address": "203.0.113.7"}
    assert house.consenting("page-view", view, "analytics", person=person).code == 0
    event = {"browser": "Firefox"}
    assert house.consenting("analytics-event", event, "analytics", person=person).code == 0
    shown = {"shown": ["device-permission=P-1"], "person": person}
    assert house.collect("device-location", {"device-location": "54.7,25.3"}, **shown).code == 0
    kinds = ("contact", "usage", "location", "analytics")

    def segments(at: str) -> list[tuple[int, list[str]]]:
        found = [house.audience("marketing-management", kind, at=at).said for kind in kinds]
        return [(len(one["people"]), sorted(one["refused"])) for one in found]

    before = segments(LATER)
    assert [count for count, _ in before] == [0] * 4
    assert all("CONSENT_REQUIRED" in codes for _, codes in before)
    assert house.consent("give", person, "marketing-management", LATER).code == 0
    assert segments(LATER) == [(1, [])] * 4
    assert house.consent("withdraw", person, "marketing-management", AFTER).code == 0
    after = segments(AFTER)
    assert [count for count, _ in after] == [0] * 4
    assert all("CONSENT_WITHDRAWN" in codes for _, codes in after)


@entry("marketing.applicable-law-check")
def test_a_message_holds_what_the_law_of_its_readers_asks_for(company: Companies) -> None:
    """An American reader must find a postal address; a German must have agreed before."""
    house = company("altexsoft")
    signed = {"email": "ada@mail.example"}
    reader = house.consenting("newsletter-signup", signed, "newsletter", residence="US")
    german = house.collect("contact-form", {"email": "kai@mail.example"}, residence="DE")
    letter = house.folder / "letter.txt"

    def send(words: str):
        letter.write_text(words, encoding="utf-8")
        return house.audience("newsletter", "contact", channel="email", message=str(letter))

    lacking = send("AltexSoft news: ten articles on travel technology.")
    assert lacking.code == 2
    assert [(one["code"], one["place"]) for one in lacking.said["reasons"]] == [
        ("POSTAL_ADDRESS_MISSING", "US")
    ]
    whole = send(f"AltexSoft news: ten articles.\n\n{ADDRESS}")
    assert (whole.code, whole.said["people"]) == (0, [reader.said["person"]])
    assert whole.said["refused"]["CONSENT_REQUIRED"] == 1
    assert "CONSENT_REQUIRED" in house.closed(german.said["person"], "newsletter")


@entry("sharing.no-third-party-marketing")
def test_a_partner_gets_the_two_of_fifty_who_named_it(company: Companies) -> None:
    """Each is decided once more as it goes, and each is a row of its own."""

    def partners(data: dict) -> None:
        for key in ("partner-p", "partner-q"):
            data["recipients"][key] = {
                "name": key, "does": "markets its own services", "receives": ["contact"],
                "for": ["third-party-marketing"], "place": ["DE"],
            }  # fmt: skip

    house = company("altexsoft", partners)
    with house.open() as platform:
        answers = platform.intake.receive_many(readers(50, platform.clock.now()))
    people = [answer.person.hex() for answer in answers]
    for person in people[:2]:
        given = house.consent("give", person, "third-party-marketing", recipient="partner-p")
        assert given.code == 0
    asked = ["third-party-marketing", "contact"]
    sent = house.audience(*asked, recipient="partner-p", commit=True).said
    assert [one["person"] for one in sent["handed"]] == sorted(people[:2])
    other = house.audience(*asked, recipient="partner-q", commit=True).said
    assert (other["people"], other["handed"]) == ([], [])
    assert other["refused"] == {"CONSENT_REQUIRED": 50}
    with house.open() as platform, platform.data.read() as reader:
        rows = list(reader.all_disclosures())
    assert [row.recipient for row in rows] == ["partner-p"] * 2


@entry("marketing.objection-absolute")
@pytest.mark.parametrize(
    ("name", "interest"), [("altexsoft", "location-needs"), ("intexsoft", "improve-service")]
)
def test_an_objection_to_marketing_is_done_at_once_and_another_is_weighed_first(
    company: Companies, name: str, interest: str
) -> None:
    """While an interest is weighed against the objection, the purpose stays closed."""
    house = company(name)
    person = house.collect("contact-form", {"email": "ada@mail.example"}).said["person"]
    assert house.consent("give", person, MARKETING[name]).code == 0
    assert house.closed(person, MARKETING[name]) == ()
    assert house.tables()["purposes"][interest]["basis"] == "legitimate-interests"
    assert house.closed(person, interest) == ()
    absolute = house.subject("object", person, to="marketing", at=LATER).said
    assert (absolute["state"], absolute["outcome"], absolute["ground"]) == (
        "closed", "granted", "absolute",
    )  # fmt: skip
    assert house.closed(person, MARKETING[name], AFTER) == ("OPTED_OUT",)
    weighed = house.subject("object", person, to=interest, at=LATER).said
    assert (weighed["outcome"], "refuse" in weighed["possible"]) == ("", True)
    assert house.closed(person, interest, AFTER) == ("OBJECTED",)
