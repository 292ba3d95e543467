"""Whoever's data came from others has a notice of it in time, and before anything else is sent."""

from __future__ import annotations

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry

FETCHED = "2026-04-07T10:00:00+00:00"
LAST_DAY = "2026-05-07"
FIRST_MAIL = "2026-04-20T09:00:00+00:00"
PROFILE = {
    "name": "Ada",
    "email": "ada@mail.example",
    "social-profile": "https://social.example/ada",
}
PURPOSE = "relationship-management"


def imported(house: Company, **also: object) -> str:
    done = house.collect("prospect-import", PROFILE, at=FETCHED, **also)
    assert done.code == 0, done.said
    return str(done.said["person"])


def owed(house: Company, at: str, **also: object) -> list[dict]:
    return house.subject("uninformed", at=at, **also).said["owed"]


@entry("collection.public-sources")
def test_data_from_a_public_profile_makes_a_notice_due_within_a_month(company: Companies) -> None:
    house = company("altexsoft")
    person = imported(house)
    for one in house.held(person, FETCHED).values():
        assert (one["origin"], one["collected_at"]) == ("public", FETCHED)
    assert house.held(person, FETCHED)["social-profile"]["value"] == PROFILE["social-profile"]
    (one,) = owed(house, FETCHED)
    assert (one["person"], one["source"], one["due"]) == (person, "public-sources", LAST_DAY)
    assert owed(house, "2026-05-07T20:00:00+00:00", late=True) == []
    late = owed(house, "2026-05-08T10:00:00+00:00", late=True)
    assert [each["person"] for each in late] == [person]


@entry("collection.public-sources")
def test_the_first_mail_goes_with_the_notice_or_not_at_all(company: Companies) -> None:
    house = company("altexsoft")
    person = imported(house)
    asked = {"channel": "email", "role": "professionals"}
    assert house.closed(person, PURPOSE, FIRST_MAIL, **asked) == ("NOTICE_14_MISSING",)
    with_it = house.closed(person, PURPOSE, FIRST_MAIL, **asked, shown={"notice": "in-this-mail"})
    assert with_it == ()
    told = house.subject("informed", person, how="message", at=FIRST_MAIL)
    assert told.said["sources"] == ["public-sources"]
    assert house.closed(person, PURPOSE, FIRST_MAIL, **asked) == ()
    assert owed(house, "2026-05-08T10:00:00+00:00") == []
    again = house.subject("informed", person, how="message", at=FIRST_MAIL)
    assert (again.code, again.said["error"]["code"]) == (2, "informing/nothing-owed")


@entry("collection.public-sources")
def test_what_a_person_gives_themselves_owes_no_such_notice(company: Companies) -> None:
    house = company("altexsoft")
    assert house.collect("contact-form", {"email": "ada@mail.example"}, at=FETCHED).code == 0
    assert owed(house, FETCHED) == []


@entry("collection.public-sources")
@pytest.mark.parametrize("item", ["made-public", "to-be-published", "to-be-disclosed"])
def test_each_of_three_kinds_of_public_data_is_taken_as_what_it_is(
    company: Companies, item: str
) -> None:
    """soft-ok tells apart what people made public, what must be published, and disclosed."""
    house = company("soft-ok")
    said = {item: "Managing director"}
    # That something is public is no basis by itself.
    bare = house.collect("public-data", said, at=FETCHED)
    assert (bare.code, bare.codes) == (2, ["CONSENT_REQUIRED"])
    done = house.consenting("public-data", said, "information-and-consulting", at=FETCHED)
    assert done.code == 0, done.said
    person = str(done.said["person"])
    assert house.held(person, FETCHED)[item]["source"] == "public-data"
    assert [one["due"] for one in owed(house, FETCHED)] == [LAST_DAY]
