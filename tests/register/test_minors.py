"""Minors: the age of each policy, and what follows when somebody turns out to be younger."""

from __future__ import annotations

import pytest

from tests.register.conftest import Companies
from tests.register.entries import entry

TODAY = "2026-03-02T10:00"
BORN = ("2010-03-03", "2010-03-02", "2008-03-03", "2008-03-02")
"""15 years and 364 days, 16 years, 17 years and 364 days, 18 years, on that day."""


def with_birth_date(form: str, category: str):
    """Return an edit that lets a form ask for a date of birth."""

    def edit(data: dict) -> None:
        data["categories"][category]["items"].append("birth-date")
        fields = data["collection"][form]["fields"]
        fields["birth-date"] = {"category": category, "type": "birth-date"}

    return edit


@entry("minors.age-limit")
@pytest.mark.parametrize(
    ("name", "taken_in"),
    [("altexsoft", [2, 0, 0, 0]), ("integrica", [2, 2, 2, 0]), ("intexsoft", [2, 2, 2, 0])],
)
def test_the_birthday_is_the_boundary(company: Companies, name: str, taken_in: list[int]) -> None:
    """Sixteen for one company's data, eighteen for the services of two others."""
    house = company(name, with_birth_date("contact-form", "contact"))
    data = {"email": "ada@mail.example"}
    sent = [house.collect("contact-form", data | {"birth-date": b}, at=TODAY) for b in BORN]
    assert [one.code for one in sent] == taken_in
    assert {code for one in sent for code in one.codes} == {"MINOR"}


@entry("minors.age-limit")
def test_the_law_of_a_residence_raises_the_age(company: Companies) -> None:
    house = company("intexsoft", with_birth_date("contact-form", "contact"))
    data = {"email": "ada@mail.example", "birth-date": "2007-01-01"}
    assert house.collect("contact-form", data, at=TODAY, residence="BY").code == 0
    assert house.collect("contact-form", data, at=TODAY, residence="SG").codes == ["MINOR"]


@entry("minors.services-not-for-minors")
def test_two_companies_serve_no_minors_and_one_only_keeps_none_of_their_data(
    company: Companies,
) -> None:
    sixteen = {"born": "2010-01-15", "minor": True}
    asked = {"at": TODAY, "purpose": "support", "category": "contact", "standing": sixteen}
    assert company("integrica").decide(**asked).codes == ["MINOR"]
    assert company("intexsoft").decide(**asked | {"purpose": "inquiry"}).codes == ["MINOR"]
    of_age = asked | {"standing": {"born": "2010-01-15"}, "role": "support-team"}
    assert company("altexsoft").decide(**of_age).code == 0
    grown = asked | {"at": "2028-01-15T10:00", "standing": {"born": "2010-01-15"}}
    assert company("integrica").decide(**grown).code == 0


@entry("minors.not-knowingly-collect-or-register")
def test_knowledge_begins_with_the_report(company: Companies) -> None:
    """Four items came in unknowing; after the report the gate is shut."""
    house = company("intexsoft")
    first = house.collect("registration", {"email": "kit@mail.example"}, at="2026-05-01T10:00")
    person = first.said["person"]
    for day in ("03", "05", "07"):
        told = {"person": person, "at": f"2026-05-{day}T10:00"}
        assert house.collect("contact-form", {"message": "hello"}, **told).code == 0
    with house.open("2026-05-10T10:00") as platform:
        platform.minors.learn(bytes.fromhex(person), platform.clock.now())
        seen = platform.minors.timeline(bytes.fromhex(person))
    late = house.collect("contact-form", {"message": "hi"}, person=person, at="2026-05-11T10:00")
    assert late.codes == ["MINOR"]
    with house.open("2026-05-12T10:00") as platform:
        assert platform.minors.timeline(bytes.fromhex(person)) == seen
    assert seen.known_since is not None
    assert seen.known_since.isoformat() == "2026-05-10T10:00:00+00:00"
    assert (seen.unknowing, seen.knowing) == (4, 0)


@entry("minors.delete-without-notice")
def test_a_confirmed_minor_is_erased_and_cannot_register_again(company: Companies) -> None:
    house = company("intexsoft")
    data = {"email": "kit@mail.example"}
    person = house.collect("registration", data).said["person"]
    house.collect("contact-form", data | {"message": "hello"}, person=person)
    cookie = house.consenting(
        "visitor-cookie", {"visitor-id": "v1"}, "web-analytics", person=person
    )
    house.collect("usage-events", {"page": "/", "language": "en"}, person=person)
    assert cookie.code == 0
    assert len(house.export(person)["data"]) == 6
    with house.open() as platform:
        outcome = platform.minors.confirm(bytes.fromhex(person), platform.clock.now())
    assert outcome.state == "erased"
    assert outcome.receipt is not None
    assert (outcome.receipt.plan.records, outcome.receipt.found_again) == (6, 0)
    assert [one.system for one in outcome.receipt.plan.systems] == ["visitor-device"]
    assert house.count_records() == 0
    assert house.collect("registration", {"email": "KIT@mail.example"}).codes == ["MINOR"]
    assert house.collect("registration", {"email": "other@mail.example"}).code == 0
    assert "kit@mail.example" not in house.everything_written().lower()


@entry("minors.parental-consent-verification")
def test_verified_parental_consent_goes_to_a_person_and_its_absence_erases(
    company: Companies,
) -> None:
    house = company("integrica")
    data = {"email": "kit@mail.example"}
    without = house.collect("registration", data).said["person"]
    shown = house.collect("registration", {"email": "lou@mail.example"}).said["person"]
    with house.open() as platform:
        now = platform.clock.now()
        gone = platform.minors.confirm(bytes.fromhex(without), now)
        left = platform.minors.confirm(bytes.fromhex(shown), now, verified_by="PC-1")
    assert gone.state == "erased"
    assert (left.state, left.finding) == ("review", "WARN.minor-parental-ambiguity")
    assert left.finding in house.check().codes
    assert set(house.held(shown)) == {"email"}
    assert house.count_records() == 1


@entry("minors.capacity")
@pytest.mark.parametrize(
    ("name", "form", "purposes"),
    [("intermind", "registration", ()), ("soft-ok", "application-form", ("support",))],
)
def test_an_age_counts_from_the_version_that_names_it(
    company: Companies, name: str, form: str, purposes: tuple[str, ...]
) -> None:
    ask = with_birth_date(form, "contact")

    def add(data: dict) -> None:
        ask(data)
        data["minors"] = {"under": 16, "do": "refuse"}

    data = {"email": "kit@mail.example", "birth-date": "2010-06-01"}
    before, after = company(name, ask), company(name, add)
    assert before.check().codes.count("GAP.minors-silent") == 1
    # Where this child lives, a consent is its own from thirteen on (GDPR Art. 8(1)).
    lives = {"residence": "LV"}
    assert before.consenting(form, data, *purposes, at=TODAY, **lives).code == 0
    assert after.check().codes.count("GAP.minors-silent") == 0
    assert after.consenting(form, data, *purposes, at=TODAY, **lives).codes == ["MINOR"]
