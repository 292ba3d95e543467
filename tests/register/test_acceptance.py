"""A person on an old version is decided by the old version, whichever way somebody asks."""

from __future__ import annotations

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.test_changes import MARCH, TAKEN_ON, dated, published

LATER = "2026-03-03T10:00:00+00:00"


def panel(data: dict) -> None:
    """Add a purpose that the contact form serves, a recipient of it, and a question of the form."""
    data["purposes"]["panel"] = {
        "kind": "research", "uses": ["contact"], "basis": "legitimate-interests",
        "interest": "better services",
    }  # fmt: skip
    data["recipients"]["panel-host"] = {
        "name": "Panel Host", "company": "Panel Host GmbH", "role": "processor",
        "receives": ["contact"], "for": ["panel"], "place": ["DE"],
    }  # fmt: skip
    form = data["collection"]["contact-form"]
    form["for"].append("panel")
    form["fields"]["topic"] = {"category": "contact", "item": "message"}


@pytest.fixture
def house(company: Companies) -> Company:
    return company("intexsoft", dated("2026-01-01"))


@pytest.fixture
def people(house: Company, company: Companies) -> tuple[str, str]:
    """Return somebody who accepted the second version, and somebody who did not."""
    ann, bob = (
        house.collect("contact-form", {"email": f"{name}@mail.example"}, at="2026-01-02").said
        for name in ("ann", "bob")
    )
    published(house.publish(company("intexsoft", dated("2026-03-01", panel)), MARCH, **TAKEN_ON))
    assert house.policy("accept", ann["person"], at="2026-03-02").said["bound_to"] == 2
    return ann["person"], bob["person"]


@entry("changes.effective-upon-acceptance")
def test_a_form_takes_in_what_the_version_of_the_person_asks_for(
    house: Company, people: tuple[str, str]
) -> None:
    ann, bob = people
    more = {"email": "x@mail.example", "topic": "prices"}
    first, second = house.policy("list", at=LATER).said["versions"]
    new = house.collect("contact-form", more, at=LATER, person=ann)
    assert (new.code, new.said["policy"]) == (0, second["policy"])
    assert "panel" in new.said["purposes"]
    old = house.collect("contact-form", more, at=LATER, person=bob)
    assert (old.code, old.codes) == (2, ["FIELD_UNDECLARED"])
    del more["topic"]
    old = house.collect("contact-form", more, at=LATER, person=bob)
    assert (old.code, old.said["policy"]) == (0, first["policy"])
    assert "panel" not in old.said["purposes"]
    stranger = house.collect("contact-form", more, at=LATER)
    assert stranger.said["policy"] == second["policy"]


@entry("changes.effective-upon-acceptance")
def test_nobody_looks_for_a_purpose_that_was_not_accepted(
    house: Company, people: tuple[str, str]
) -> None:
    ann, bob = people
    shown = {"consent": "C-1"}
    assert house.look(ann, "panel", at=LATER, shown=shown).codes == ()
    assert house.look(bob, "panel", at=LATER, shown=shown).codes == ("NOT_ACCEPTED",)
    assert house.look(bob, "inquiry", at=LATER).codes == ()
    assert house.subject("show", bob, purpose="panel", at=LATER, shown="consent=C-1").code == 2


@entry("changes.effective-upon-acceptance")
def test_nothing_goes_to_a_recipient_that_was_not_accepted(
    house: Company, people: tuple[str, str]
) -> None:
    ann, bob = people
    asked = {"to": "panel-host", "category": "contact", "at": LATER}
    assert house.subject("disclose", ann, **asked, **{"for": "panel"}).code == 0
    refused = house.subject("disclose", bob, **asked, **{"for": "panel"})
    assert (refused.code, refused.codes) == (2, ["NOT_ACCEPTED"])
    refused = house.subject("disclose", bob, **asked, **{"for": "inquiry"})
    assert (refused.code, refused.codes) == (2, ["RECIPIENT_UNDECLARED"])
    reached = house.audience("panel", "contact", at=LATER, recipient="panel-host").said
    assert (reached["people"], reached["refused"]) == ([ann], {"NOT_ACCEPTED": 1})
