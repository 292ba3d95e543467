"""Collection: what data may be used for once it is in."""

from __future__ import annotations

import pytest

from tests.register.conftest import Companies
from tests.register.entries import entry

LOG = {
    "ip-address": "203.0.113.7",
    "cookie": "c1",
    "browser": "Firefox",
    "time": "10:00",
    "url": "https://site.example/",
}


@entry("collection.purpose-service-and-support")
def test_data_of_a_registration_serves_support_and_not_marketing(company: Companies) -> None:
    house = company("integrica")
    given = house.collect("registration", {"email": "ada@mail.example"})
    person = given.said["person"]
    assert "registration" in given.said["purposes"]
    assert [one.value for one in house.look(person, "technical-issues").seen] == [
        b"ada@mail.example"
    ]
    refused = house.look(person, "newsletter")
    assert not refused.seen
    assert "CONSENT_REQUIRED" in refused.codes


@entry("collection.purpose-improve-service")
def test_improvement_reads_usage_and_no_contact_data(company: Companies) -> None:
    house = company("intexsoft")
    usage = house.collect("usage-events", {"page": "/prices"}).said["person"]
    contact = house.collect("contact-form", {"email": "ada@mail.example"}).said["person"]
    assert [one.value for one in house.look(usage, "improve-service").seen] == [b"/prices"]
    refused = house.look(contact, "improve-service")
    assert not refused.seen
    assert "PURPOSE_NOT_DECLARED_FOR_FIELD" in refused.codes


@entry("collection.purpose-troubleshoot-abuse-fraud")
def test_only_roles_that_keep_things_running_read_device_data(company: Companies) -> None:
    """Two looks are allowed and recorded as such; the others are recorded as refused."""

    def roles(data: dict) -> None:
        data["purposes"]["troubleshoot"]["roles"] = ["ops", "security"]
        data["staff-roles"] = {
            "ops": {"may": ["troubleshoot", "bug-fixing"]},
            "security": {"may": ["troubleshoot", "abuse-monitoring"]},
            "marketing": {"may": ["marketing", "campaign-success"]},
        }

    house = company("intexsoft", roles)
    person = house.collect("device-report", {"system": "laptop"}, at="2026-02-20T10:00").said[
        "person"
    ]
    looks = [
        house.look(person, "troubleshoot", role="ops", who="o1"),
        house.look(person, "troubleshoot", role="security", who="s1"),
        house.look(person, "troubleshoot", role="marketing", who="m1"),
        house.look(person, "campaign-success", role="ops", who="o1"),
    ]
    assert [len(look.seen) for look in looks] == [1, 1, 0, 0]
    assert looks[2].codes == ("ROLE",)
    assert "PURPOSE_NOT_DECLARED_FOR_FIELD" in looks[3].codes
    recorded = [one["allowed"] for one in house.export(person)["looks"]]
    assert (recorded.count(True), recorded.count(False)) == (2, 2)


@entry("collection.purpose-statistics-research")
@pytest.mark.parametrize("people", [4, 5])
def test_a_cell_of_fewer_than_five_people_never_leaves(company: Companies, people: int) -> None:
    """Four visitors of one city are not shown, five are; rows leave in no case."""

    def city(data: dict) -> None:
        data["categories"]["log"]["items"].append("city")
        data["collection"]["statistics-files"]["fields"]["city"] = {"category": "log"}

    house = company("intermind", city)
    visits = [LOG | {"city": "Riga", "cookie": f"r{n}"} for n in range(people)]
    visits += [LOG | {"city": "Oslo", "cookie": f"o{n}"} for n in range(6)]
    persons = [house.collect("statistics-files", visit).said["person"] for visit in visits]
    with house.open() as platform:
        now = platform.clock.now()
        table = platform.statistics.count("visit-statistics", "log", "city", "desk-1", now)
        rows = platform.statistics.count("site-administration", "log", "city", "desk-1", now)
    assert dict(table.cells) == ({"Oslo": 6} if people < 5 else {"Oslo": 6, "Riga": 5})
    assert table.suppressed == (1 if people < 5 else 0)
    assert "203.0.113.7" not in str(table)
    assert [reason.code for reason in rows.refused] == ["AGGREGATE_ONLY"]
    assert house.look(persons[0], "visit-statistics").codes == ("AGGREGATE_ONLY",)


@entry("collection.purpose-admin-website")
def test_log_data_administers_the_site_and_nothing_else(company: Companies) -> None:
    house = company("intermind")
    person = house.collect("statistics-files", LOG).said["person"]
    assert len(house.look(person, "site-administration").seen) == 5
    assert not house.look(person, "visit-statistics").seen
    assert len(house.look(person, "visit-statistics", aggregate=True).seen) == 5
    assert house.look(person, "ad-targeting").codes == ("PURPOSE_UNDECLARED",)
    assert "PURPOSE_NOT_DECLARED_FOR_FIELD" in house.look(person, "offers").codes


@entry("collection.purpose-catalogue-001")
def test_who_opts_out_of_offers_still_hears_of_updates(company: Companies) -> None:
    house = company("intermind")
    data = {"email": "ada@mail.example"}
    person = house.consenting("registration", data, "offers").said["person"]
    assert house.look(person, "offers").seen
    with house.open() as platform:
        platform.standing.object(bytes.fromhex(person), "marketing", platform.clock.now())
    assert [one.value for one in house.look(person, "updates").seen] == [b"ada@mail.example"]
    assert house.look(person, "offers").codes == ("OPTED_OUT",)


@entry("collection.purpose-catalogue-003")
def test_technical_data_serves_only_once_it_leads_to_nobody(company: Companies) -> None:
    house = company("soft-ok")
    agreed = {"consents": {"ad-targeting": None}}
    asked = {"purpose": "ad-targeting", "category": "technical", "standing": agreed}
    assert len(house.tables()["purposes"]) == 8
    assert house.decide(**asked).codes == ["IDENTIFIED_TECHNICAL_DATA"]
    assert house.decide(**asked, anonymous=True).code == 0


@entry("collection.purpose-catalogue-004")
def test_every_kind_has_a_purpose_and_every_purpose_lacks_a_ground(company: Companies) -> None:
    """Seven purposes, no ground for any of them in the text."""
    house = company("integrica")
    tables = house.tables()
    used = {category for one in tables["purposes"].values() for category in one["uses"]}
    assert used == set(tables["categories"])
    assert all(one["uses"] for one in tables["purposes"].values())
    assert house.check().codes.count("GAP.13-1-c") == 7


@entry("collection.purposes-stated-at-collection")
def test_a_purpose_stated_at_the_form_binds_that_submission_alone(company: Companies) -> None:
    house = company("altexsoft")
    candidate = {"name": "Ada Lind", "email": "ada@mail.example"}
    asked = {"purpose": "conference-pool", "basis": "consent"}
    one = house.consenting("application", candidate, "conference-pool", **asked)
    other = house.consenting("application", {"name": "Bo"}, "role-applied", purpose="role-applied")
    assert one.said["purposes"] == ["conference-pool"]
    assert len(house.look(one.said["person"], "conference-pool").seen) == 2
    assert not house.look(other.said["person"], "conference-pool").seen
    answer = house.held(one.said["person"])
    assert answer["email"]["purposes"] == ["conference-pool"]


@entry("collection.use-only-as-described")
def test_a_job_without_a_purpose_reads_nothing(company: Companies) -> None:
    """With one it reads, and each look is written down; the files hold nothing in plain."""
    house = company("intermind")
    visits = [LOG | {"cookie": f"visitor-{n}"} for n in range(10)]
    people = [house.collect("statistics-files", visit).said["person"] for visit in visits]
    job = {"who": "nightly-job", "aggregate": True}
    assert {house.look(one, "", **job).codes for one in people} == {("PURPOSE_UNDECLARED",)}
    assert all(len(house.look(one, "visit-statistics", **job).seen) == 5 for one in people)
    with house.open() as platform, platform.data.read() as reader:
        looks = [one for one in reader.all_accesses() if one.who == "nightly-job" and one.allowed]
    assert len(looks) == 10
    assert "visitor-3" not in house.everything_written()
    assert "Firefox" not in house.everything_written()
