"""Nothing that a text did not mention begins for somebody before they were told of it."""

from __future__ import annotations

from tests.mail.relays import Inbox, relay
from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.inside import NOW
from tests.register.program import CONSENT_TEXT, Ran, clock
from tests.register.test_changes import TAKEN_ON, dated, purpose
from troth.engines.intake.submission import Receipt, Submission

PEOPLE = 120
BOUNCES = 3
BEGINS = "2026-03-03T10:00:00+00:00"
LATER = "2026-03-04T10:00:00+00:00"


def panel(data: dict) -> None:
    """Declare an activity that no text mentioned: a panel, with a form of its own."""
    purpose(data)
    data["collection"]["panel"] = {
        "from": "person", "source": "website", "property": "website", "system": "zoho-crm",
        "fields": {"email": {"category": "contact", "type": "email"}}, "for": ["panel"],
        "activity": True,
    }  # fmt: skip


def address(number: int) -> str:
    return f"person-{number}@mail.example"


def people(house: Company, count: int) -> list[str]:
    """Return people who wrote once, each from an address of their own."""
    with house.open() as platform:
        taken = platform.intake.receive_many(
            [
                Submission(
                    form="contact-form",
                    data={"email": address(number)},
                    received_at=clock(NOW).now(),
                )
                for number in range(count)
            ]
        )
    assert all(isinstance(one, Receipt) for one in taken)
    return [one.person.hex() for one in taken if isinstance(one, Receipt)]


def joining(house: Company, person: str, at: str, **also: object) -> Ran:
    return house.collect("panel", {"email": "new@mail.example"}, at=at, person=person, **also)


@entry("rights.notification-of-unmentioned-activity")
def test_a_new_activity_begins_for_those_who_were_told_of_it(company: Companies) -> None:
    """Of 120 people three have a mailbox that refuses; they wait until they are told otherwise."""
    house = company("altexsoft", dated("2026-03-01"))
    everybody = people(house, PEOPLE)
    absent = joining(house, everybody[0], NOW)
    assert (absent.code, absent.codes[0]) == (2, "FORM_UNDECLARED")
    published = house.publish(company("altexsoft", dated("2026-03-02", panel)), BEGINS, **TAKEN_ON)
    assert (published.said["weight"], published.said["told"]) == ("new-purpose", PEOPLE)
    assert published.said["demand"]["source"] == "changes/new-purpose"
    before = joining(house, everybody[0], BEGINS)
    assert (before.code, before.codes) == (2, ["NOTICE_MISSING"])
    assert house.closed(everybody[0], "panel", BEGINS) == ("NOTICE_MISSING",)
    # What was there before goes on, and whoever comes now reads the text that has it.
    assert "NOTICE_MISSING" not in house.closed(everybody[0], "support", BEGINS)
    assert house.collect("panel", {"email": "later@mail.example"}, at=BEGINS).code == 0
    away = {address(number): "550 no such mailbox" for number in range(BOUNCES)}
    with relay(Inbox(replies=away)) as to:
        sent = house.policy(
            "announce", at=BEGINS, commit=True, smtp=f"smtp://{to.host}:{to.port}",
            per_minute=1_000, **{"from": "privacy@company.example"},
        )  # fmt: skip
    told = sent.said["by_state"]
    assert (told["sent"], told["refused"]) == (PEOPLE - BOUNCES, BOUNCES)
    assert joining(house, everybody[-1], LATER).code == 0
    assert house.closed(everybody[-1], "panel", LATER) == ()
    back = joining(house, everybody[0], LATER)
    assert (back.code, back.codes) == (2, ["NOTICE_MISSING"])
    # Another way reaches them: what waits is shown at their next visit, before anything else.
    shown = house.policy("waiting", everybody[0], seen=True, at=LATER)
    assert [one["weight"] for one in shown.said["waiting"]] == ["new-purpose"]
    assert joining(house, everybody[0], LATER).code == 0
    assert joining(house, everybody[1], LATER).codes == ["NOTICE_MISSING"]


@entry("rights.notification-of-unmentioned-activity")
def test_who_consents_to_a_new_activity_has_been_told_of_it(company: Companies) -> None:
    """The text of the consent says it; without one nothing begins."""

    def newer(data: dict) -> None:
        panel(data)
        data["purposes"]["panel"]["basis"] = "consent"

    house = company("altexsoft", dated("2026-03-01"))
    (old,) = people(house, 1)
    published = house.publish(company("altexsoft", dated("2026-03-02", newer)), BEGINS, **TAKEN_ON)
    assert published.said["told"] == 1
    assert set(joining(house, old, BEGINS).codes) == {"NOTICE_MISSING", "CONSENT_REQUIRED"}
    assert joining(house, old, BEGINS, consent=f"panel={CONSENT_TEXT}").code == 0
