"""A purpose of several channels: each yes and no is given, kept, shown and proved apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.register.company import Company
from tests.register.inside import NOW
from tests.register.program import clock, written
from troth.storage.rows import DisclosureRow

LATER, AFTER = "2026-03-03T10:00:00+00:00", "2026-03-04T10:00:00+00:00"
NEWS = "newsletter"


@pytest.fixture
def house(tmp_path: Path) -> Company:
    """A company that sends its newsletter by e-mail and reads it out by phone."""

    def two_ways(data: dict) -> None:
        data["purposes"][NEWS]["channels"] = ["email", "phone"]
        data["recipients"]["sender"] = {
            "name": "Sender", "role": "processor", "does": "sends letters and places calls",
            "receives": ["contact"], "for": [NEWS], "place": ["DE"],
        }  # fmt: skip

    return Company(
        written("altexsoft", tmp_path, two_ways), tmp_path, f"sqlite:///{tmp_path / 'data.db'}"
    )


def reader(house: Company) -> str:
    """Take somebody in who says yes to the newsletter by e-mail, and to nothing else."""
    person = house.collect("contact-form", {"email": "ada@mail.example"}).said["person"]
    assert house.consent("give", person, NEWS, by_channel="email").code == 0
    return person


def reached(house: Company, channel: str, at: str) -> list[str]:
    """Return whom a campaign of a channel reaches through the company that sends it."""
    asked = {"channel": channel, "recipient": "sender", "commit": True}
    return [one["person"] for one in house.audience(NEWS, "contact", at=at, **asked).said["handed"]]


def test_what_is_handed_on_for_a_channel_rests_on_that_channel_and_is_proved(
    house: Company,
) -> None:
    person = reader(house)
    assert reached(house, "email", LATER) == [person]
    assert reached(house, "phone", LATER) == []
    assert facets(house)["consent"] == "kept"

    # Somebody goes round the gate and has the same person called.
    with house.open() as troth, troth.data.unit() as unit:
        (row,) = unit.all_disclosures()
        assert row.ground.endswith("+channel=email")
        called = {"ground": row.ground.replace("email", "phone"), "disclosure": bytes(16)}
        told = {name: getattr(row, name) for name in DisclosureRow.__dataclass_fields__}
        unit.add_disclosures([DisclosureRow(**{**told, **called})])
    assert facets(house)["consent"] == "broken"


def test_a_no_to_one_channel_leaves_the_others_and_the_consent(house: Company) -> None:
    person = reader(house)
    assert house.consent("give", person, NEWS, by_channel="phone").code == 0
    done = house.consent("withdraw", person, NEWS, LATER, by_channel="email").said
    assert (done["consent"]["by_channel"], done["records_due"]) == ("email", 0)
    assert reached(house, "email", AFTER) == []
    assert reached(house, "phone", AFTER) == [person]
    assert list(house.consents(person, AFTER)["active"]) == [NEWS]
    # The last no ends what rests on the consent.
    house.consent("withdraw", person, NEWS, AFTER, by_channel="phone")
    assert house.consents(person, AFTER)["active"] == {}
    assert facets(house)["consent"] == "kept"


def test_an_objection_to_one_channel_closes_that_channel(house: Company) -> None:
    person = reader(house)
    assert house.consent("give", person, NEWS, by_channel="phone").code == 0
    with house.open(NOW) as troth:
        troth.standing.object(bytes.fromhex(person), "marketing", clock(NOW).now(), "phone")
    assert reached(house, "phone", LATER) == []
    assert reached(house, "email", LATER) == [person]


def test_a_channel_that_the_policy_does_not_name_is_refused_with_the_nearest(
    house: Company,
) -> None:
    person = house.collect("contact-form", {"email": "ada@mail.example"}).said["person"]
    refused = house.consent("give", person, NEWS, by_channel="phones")
    assert refused.code == 2
    assert "consent/unknown-channel" in json.dumps(refused.said) + refused.words
    assert "phone" in json.dumps(refused.said) + refused.words
    both = house.consent("give", person, NEWS, by_channel="phone", recipient="sender")
    assert both.code == 2
    assert "consent/recipient-and-channel" in json.dumps(both.said) + both.words


def test_a_receipt_of_one_channel_tells_its_own_story(house: Company) -> None:
    person = reader(house)
    house.consent("give", person, NEWS, by_channel="phone")
    house.consent("withdraw", person, NEWS, LATER, by_channel="email")
    told = {
        channel: house.consent("receipt", person, NEWS, AFTER, by_channel=channel).said
        for channel in ("email", "phone")
    }
    events = {name: [one["event_type"] for one in each["events"]] for name, each in told.items()}
    assert events == {"email": ["give", "withdraw"], "phone": ["give"]}
    assert [each["channel"] for each in told.values()] == ["email", "phone"]
    assert told["email"]["record_id"] != told["phone"]["record_id"]


def facets(house: Company) -> dict[str, str]:
    """Return the sides of the newsletter's promise, as a probe sees them."""
    (found,) = [
        one for one in house.prove(AFTER).said["promises"] if one["address"] == f"purposes/{NEWS}"
    ]
    return {one["facet"]: one["state"] for one in found["facets"]}
