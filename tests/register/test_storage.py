"""Storage: where data may lie, and that it goes from there."""

from __future__ import annotations

from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import troth

ANSWER = {"erased": 0, "found_again": 0, "receipt": None}
"""What a system that is not asked has answered."""


def test_a_kind_of_data_is_written_only_where_the_policy_says(company: Companies) -> None:
    """Correspondence belongs in the CRM; another store, and one nobody declared, are refused."""
    house = company("altexsoft")
    data = {"message": "please call"}
    for asked, code in (("zoho-crm", 0), ("azure", 2), ("azure-blob-2", 2)):
        ran = house.decide(action="store", category="correspondence", system=asked)
        assert (ran.code, set(ran.codes)) == (code, {"STORAGE_UNDECLARED"} if code else set())
        sent = house.collect("contact-form", data, system=asked)
        assert (sent.code, set(sent.codes)) == (code, {"STORAGE_UNDECLARED"} if code else set())
    assert house.count_records() == 1


@entry("storage.azure")
def test_the_place_of_a_cloud_is_asked_for_and_then_told(company: Companies) -> None:
    def placed(data: dict) -> None:
        data["systems"]["azure"] |= {"region": "westeurope", "place": ["NL"]}
        data["recipients"]["azure"]["place"] = ["NL"]

    def gaps(findings: list[dict]) -> set[str]:
        return {one["message"] for one in findings if one["code"] == "GAP.place-of-processing"}

    silent, told = company("altexsoft"), company("altexsoft", placed)
    assert any("`azure`" in message for message in gaps(silent.check().said["findings"]))
    assert not any("`azure`" in message for message in gaps(told.check().said["findings"]))
    given = told.consenting("testimonial", {"testimonial": "Good work."}, "testimonials").said
    held = told.held(given["person"])["testimonial"]
    assert (held["system"], held["places"]) == ("azure", ["NL"])


@entry("storage.device-side-storage")
def test_a_cookie_on_a_device_waits_for_the_next_visit(company: Companies) -> None:
    """No server reaches into a browser: the receipt says so, and when the cookie's record ends."""
    house = company("intexsoft")
    cookie = house.collect("security-cookie", {"security-cookie": "s1"}).said
    held = house.held(cookie["person"])["security-cookie"]
    assert held["system"] == "visitor-device"
    assert held["delete_after"] is not None
    planned = house.plan(cookie["person"])
    waiting = {"system": "visitor-device", "state": "awaiting-next-visit", "records": 1}
    assert planned["plan"]["systems"] == [waiting | ANSWER]
    assert house.count_records() == 1
    receipt = house.erase(cookie["person"])
    assert waiting | ANSWER in receipt["systems"]


@entry("storage.deletion-everywhere")
def test_a_restored_backup_brings_nobody_back(company: Companies) -> None:
    """What was erased after the backup goes again before the gate opens, without its data."""
    house = company("altexsoft")
    data = {"email": "ada@mail.example", "message": "please call"}
    gone = house.collect("contact-form", data, at="2026-02-01T10:00").said["person"]
    stays = house.collect("contact-form", data, at="2026-02-01T11:00").said["person"]
    copy = house.folder / "copy.db"
    with house.open("2026-02-28T10:00") as platform:
        platform.backups.make(str(copy), platform.clock.now())
    house.erase(gone, at="2026-03-01T10:00")
    with house.open("2026-03-05T10:00") as platform:
        replayed = platform.backups.restore(str(copy), platform.clock.now())
    assert replayed.erased_again == 1
    again = troth("subject", "export", gone, "--store", house.store, at="2026-03-05T11:00")
    assert (again.code, again.said["error"]["code"]) == (2, "subject/unknown")
    assert set(house.held(stays, "2026-03-05T11:00")) == {"email", "message"}
    assert "ada@mail.example" not in house.everything_written()
