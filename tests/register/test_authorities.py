"""What authorities ask for: a second person, the scope and no more, and the person is told."""

from __future__ import annotations

import hashlib
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Edit, Ran, options, troth

CAME = "2026-03-02T10:00:00+00:00"
LATER = "2026-03-04T10:00:00+00:00"
DOCUMENT = hashlib.sha256(b"the document as it came").hexdigest()
SUBPOENA = {
    "to": "legal-requesters",
    "authority": "District court",
    "instrument": "subpoena",
    "ground": "Code of Civil Procedure Art. 12",
    "document": DOCUMENT,
    "by": "legal-1",
}


def legal(house: Company, act: str, *given: str, at: str = CAME, **also: object) -> Ran:
    """`troth legal open`, `inspect`, `approve`, `answer`, `refuse`, `tell`, `show`."""
    place = {"store": house.store, "keys": house.keys}
    return troth("legal", act, *given, *options(also | place), at=at)


def visitor(house: Company) -> str:
    """Let somebody send the contact form; return them."""
    form = {"email": "ada@mail.example", "message": "When can we start?"}
    return house.collect("contact-form", form, at=CAME).said["person"]


def asked_for(house: Company, person: str, **also: object) -> str:
    """Take a subpoena in; return its id."""
    opened = legal(house, "open", person=person, **({"scope": ["contact"]} | SUBPOENA | also))
    assert opened.code == 0, opened.words
    return opened.said["request"]


def letters(folder: Path) -> list[str]:
    """Return the letters that were laid down, as text."""
    found = [message_from_bytes(one.read_bytes(), policy=default) for one in folder.glob("*.eml")]
    return [one.get_body(("plain",)).get_content() for one in found]


@entry("sharing.legal-requests")
def test_a_subpoena_is_inspected_approved_by_another_and_answered_within_its_scope(
    company: Companies,
) -> None:
    house = company("intexsoft")
    person = visitor(house)
    wanted = asked_for(house, person)
    seen = legal(house, "inspect", wanted, by="legal-1")
    assert seen.code == 0
    assert {one["category"] for look in seen.said["looks"] for one in look["seen"]} == {"contact"}
    looks = house.export(person, at=LATER)["looks"]
    assert [(one["purpose"], one["allowed"]) for one in looks] == [("legal-requests", True)]
    too_soon = legal(house, "answer", wanted, by="legal-1")
    assert (too_soon.code, too_soon.codes) == (2, ["APPROVAL_MISSING"])
    alone = legal(house, "approve", wanted, by="legal-1")
    assert (alone.code, alone.codes) == (2, ["SAME_PERSON"])
    assert legal(house, "approve", wanted, by="legal-2").code == 0
    done = legal(house, "answer", wanted, by="legal-1", only=["contact", "usage"], at=LATER)
    assert done.code == 0
    assert {one["category"] for one in done.said["handed"]} == {"contact"}
    assert {one["value"] for one in done.said["handed"]} >= {"ada@mail.example"}
    assert done.codes == ["OUT_OF_SCOPE"]
    assert "usage" in done.said["reasons"][0]["detail"]
    (row,) = house.export(person, at=LATER)["recipients"]
    assert (row["recipient"], row["purpose"]) == ("legal-requesters", "legal-requests")
    events = [one["event"] for one in legal(house, "show", wanted).said["events"]]
    assert events == ["opened", "inspected", "approved", "answered"]
    assert legal(house, "answer", wanted, by="legal-1").said["error"]["code"] == "legal/closed"


def received(name: str, *categories: str) -> Edit:
    """Declare what an authority may have, where a text says nothing of it."""

    def edit(data: dict) -> None:
        data["recipients"][name] |= {"receives": list(categories)}

    return edit


@entry("sharing.legal-requests")
@pytest.mark.parametrize(
    ("name", "form", "to", "purpose"),
    # Intermind names no purpose for it; what Integrica does to obey the law has payments alone.
    [
        ("intermind", "registration", "by-law", "account"),
        ("altexsoft", "contact-form", "courts", "legal-disclosures"),
        ("integrica", "registration", "authorities", "rights-and-security"),
        ("integrica", "registration", "legal-requesters", "rights-and-security"),
    ],
)
def test_a_second_person_and_the_scope_bind_under_every_policy_that_answers_authorities(
    company: Companies, name: str, form: str, to: str, purpose: str
) -> None:
    declared = received(to, "contact") if name != "intermind" else None
    house = company(name, declared)
    given = {"email": "ada@mail.example"} | ({"name": "Ada"} if name == "intermind" else {})
    person = house.collect(form, given, at=CAME).said["person"]
    wanted = asked_for(house, person, to=to, **{"for": purpose})
    assert legal(house, "inspect", wanted, by="legal-1").code == 0
    assert len(house.export(person, at=LATER)["looks"]) == 1
    too_soon = legal(house, "answer", wanted, by="legal-1")
    assert (too_soon.code, too_soon.codes) == (2, ["APPROVAL_MISSING"])
    assert legal(house, "approve", wanted, by="legal-1").codes == ["SAME_PERSON"]
    assert legal(house, "approve", wanted, by="legal-2").code == 0
    asked = ["contact", "log" if name == "intermind" else "usage"]
    done = legal(house, "answer", wanted, by="legal-1", only=asked, at=LATER)
    assert (done.code, done.codes) == (0, ["OUT_OF_SCOPE"])
    assert {one["value"] for one in done.said["handed"]} == set(given.values())
    (row,) = house.export(person, at=LATER)["recipients"]
    assert (row["recipient"], row["purpose"]) == (to, purpose)


@entry("sharing.legal-requests")
@pytest.mark.parametrize(
    ("name", "form", "to", "purpose"),
    [
        ("altexsoft", "contact-form", "courts", "legal-disclosures"),
        ("integrica", "registration", "authorities", "rights-and-security"),
    ],
)
def test_an_approved_request_hands_nothing_over_where_the_text_names_nothing_to_hand(
    company: Companies, name: str, form: str, to: str, purpose: str
) -> None:
    """Neither text says what an authority may have: as written, even approval opens nothing."""
    house = company(name)
    person = house.collect(form, {"email": "ada@mail.example"}, at=CAME).said["person"]
    wanted = asked_for(house, person, to=to, **{"for": purpose})
    assert legal(house, "approve", wanted, by="legal-2").code == 0
    done = legal(house, "answer", wanted, by="legal-1", at=LATER)
    assert (done.code, done.codes) == (2, ["RECIPIENT_CATEGORY"])
    assert house.ledger(person) == []


def test_no_other_door_hands_over_what_waits_for_a_second_person(company: Companies) -> None:
    house = company("intexsoft")
    person = visitor(house)
    wanted = asked_for(house, person, scope=["email"])
    handed = {"to": "legal-requesters", "for": "legal-requests", "category": "contact"}
    shown = f"legal-request={wanted}"
    assert house.subject("disclose", person, **handed, shown=shown).codes == ["APPROVAL_MISSING"]
    legal(house, "approve", wanted, by="legal-2")
    wide = house.subject("disclose", person, **handed, shown=shown)
    assert wide.codes == ["OUT_OF_SCOPE"]
    other = house.collect("contact-form", {"email": "bob@mail.example"}, at=CAME).said["person"]
    else_ = house.subject("disclose", other, **handed, field="email", shown=shown)
    assert else_.codes == ["OUT_OF_SCOPE"]
    narrow = house.subject("disclose", person, **handed, field="email", shown=shown)
    assert [one["field"] for one in narrow.said["handed"]] == ["email"]


def test_the_person_is_told_at_once_unless_a_law_forbids_it_until_a_day(
    company: Companies, tmp_path: Path
) -> None:
    house = company("intexsoft")
    person, drop = visitor(house), tmp_path / "post"
    writing = {"drop": str(drop), "from": "privacy@intexsoft.example"}

    def answered(**also: object) -> str:
        wanted = asked_for(house, person, **also)
        legal(house, "approve", wanted, by="legal-2")
        assert legal(house, "answer", wanted, by="legal-1", at=LATER).code == 0
        return wanted

    silent = answered(silent="Code of Criminal Procedure Art. 9", silent_until="2026-09-01")
    assert legal(house, "tell", at="2026-08-31T10:00:00+00:00", **writing).said["told"] == {}
    assert letters(drop) == []
    told = legal(house, "tell", at="2026-09-01T10:00:00+00:00", **writing).said["told"]
    assert told == {silent: {"told": 1}}
    (letter,) = letters(drop)
    assert "District court" in letter
    assert "Code of Criminal Procedure Art. 9" in letter
    open_ = answered(reference="C-17/26")
    assert legal(house, "tell", at=LATER, **writing).said["told"] == {open_: {"told": 1}}
    assert legal(house, "tell", at=LATER, **writing).said["told"] == {}
    endless = legal(house, "open", person=person, scope=["email"], silent="a law", **SUBPOENA)
    assert endless.said["error"]["code"] == "legal/silence-without-end"


def test_an_order_from_a_third_country_needs_a_treaty_and_may_be_refused(
    company: Companies,
) -> None:
    house = company("altexsoft", lambda data: data["controller"].update(law=["GDPR"], seat="LT"))
    person = visitor(house)
    order = {"to": "courts", "instrument": "court-order", "jurisdiction": "BR"}
    wanted = asked_for(house, person, **order)
    refused = legal(house, "approve", wanted, by="legal-2")
    assert (refused.code, refused.codes) == (2, ["FOREIGN_ORDER"])
    why = "no international agreement carries it: GDPR Art. 48"
    ended = legal(house, "refuse", wanted, by="legal-2", reason=why).said
    assert (ended["state"], ended["refusal"]) == ("refused", why)
    assert legal(house, "approve", wanted, by="legal-2").said["error"]["code"] == "legal/closed"
    carried = asked_for(house, person, **order, treaty="Treaty of 2004 Art. 3")
    assert legal(house, "approve", carried, by="legal-2").code == 0
    home = asked_for(house, person, **(order | {"jurisdiction": "LT"}))
    assert legal(house, "approve", home, by="legal-2").code == 0


def test_a_request_names_nobody_in_words_and_goes_with_the_person(company: Companies) -> None:
    house = company("intexsoft")
    person = visitor(house)
    named = legal(house, "open", person=person, scope=["email"],
                  **(SUBPOENA | {"ground": "the case of ada@mail.example"}))  # fmt: skip
    assert named.said["error"]["code"] == "dossier/names-somebody"
    wanted = asked_for(house, person)
    house.erase(person, at=LATER)
    left = legal(house, "show", wanted, at=LATER).said
    assert (left["persons"], left["authority"]) == ([], "District court")


@entry("sharing.public-disclosure-obligation")
def test_only_an_item_with_its_law_is_published_and_after_a_second_word(
    company: Companies,
) -> None:
    def marked(citation: str | None):
        def edit(data: dict) -> None:
            data["categories"]["contact"]["items"].append("company-register-no")
            data["categories"]["contact"]["must-publish"] = {"company-register-no": citation}
            fields = data["collection"]["application-form"]["fields"]
            fields["company-register-no"] = {"category": "contact"}
            data["recipients"]["company-register"] = {
                "says": "The public register of companies", "role": "authority",
                "receives": ["contact"], "needs": ["legal-request"],
            }  # fmt: skip

        return edit

    def publish(house: Company, item: str) -> Ran:
        given = {"email": "ada@mail.example", "request": "a bot", "company-register-no": "HRB 7"}
        purposes = ("information-and-consulting", "identify-party", "support")
        person = house.consenting("application-form", given, *purposes, at=CAME).said["person"]
        return legal(
            house, "open", person=person, to="company-register", scope=item, by="legal-1",
            authority="Register of companies", instrument="publication", document=DOCUMENT,
            ground="Companies Act s. 12", place="https://register.example/companies",
            **{"for": "information-and-consulting"},
        )  # fmt: skip

    bare = publish(company("soft-ok", marked(None)), "company-register-no")
    assert (bare.code, bare.codes) == (2, ["CITATION_REQUIRED"])
    house = company("soft-ok", marked("Companies Act s. 12"))
    opened = publish(house, "company-register-no")
    assert opened.code == 0, opened.words
    wanted = opened.said["request"]
    assert legal(house, "answer", wanted, by="legal-1").codes == ["APPROVAL_MISSING"]
    assert legal(house, "approve", wanted, by="legal-1").codes == ["SAME_PERSON"]
    assert legal(house, "approve", wanted, by="legal-2").code == 0
    done = legal(house, "answer", wanted, by="legal-1")
    assert done.code == 0, done.words
    assert [(one["field"], one["value"]) for one in done.said["handed"]] == [
        ("company-register-no", "HRB 7")
    ]
    shown = legal(house, "show", wanted).said
    assert shown["place"] == "https://register.example/companies"
    phone = publish(house, "phone")
    assert (phone.code, phone.codes) == (2, ["NOT_PUBLISHABLE"])
