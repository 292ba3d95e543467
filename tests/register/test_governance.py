"""Agreements beside the policy: what a case rests on, and which version a customer accepted."""

from __future__ import annotations

import hashlib

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Ran, options, troth

USER = {"name": "Ada", "email": "ada@mail.example"}


def breach(house: Company, person: str, happened: str, **also: object) -> Ran:
    """Open a case on 10 February 2026 for a breach of the user agreement on some day."""
    given = {
        "kind": "breach", "person": person, "document": "user-agreement", "about": "clause-4.2",
        "scope": ["email"], "happened": happened, "store": house.store, "keys": house.keys, **also,
    }  # fmt: skip
    return troth("case", "open", *options(given), at="2026-02-10")


def edition(house: Company, name: str, number: int, at: str, kind: str) -> str:
    """Keep a version of a document; return the hash of its file."""
    file = house.folder / f"{name}-{number}.txt"
    file.write_text(f"{name}, version {number}\n", encoding="utf-8")
    kept = house.document("publish", name, file, kind=kind, at=at)
    assert (kept.code, kept.said["version"]) == (0, number)
    return hashlib.sha256(file.read_bytes()).hexdigest()


@entry("governance.user-agreement-dependency")
@pytest.mark.parametrize(
    ("name", "form", "data", "kind"),
    [
        ("intermind", "registration", USER, "user-agreement"),
        ("soft-ok", "application-form", {"email": USER["email"]}, "service-terms"),
        ("altexsoft", "contact-form", USER, "service-agreement"),
    ],
)
def test_a_breach_is_of_an_agreement_that_bound_the_person_on_its_day(
    company: Companies, name: str, form: str, data: dict, kind: str
) -> None:
    house = company(name)
    consents = ("information-and-consulting", "identify-party", "support")
    taken = house.consenting(form, data, *(consents if name == "soft-ok" else ()), at="2025-12-20")
    person = taken.said["person"]
    missing = breach(house, person, "2026-02-01")
    assert (missing.code, missing.said["error"]["code"]) == (2, "document/unknown")
    for number in (1, 2, 3):
        edition(house, "user-agreement", number, "2025-12-28", kind)
    accepted = house.document("accept", "user-agreement", person=person, at="2026-01-05")
    assert accepted.said["version"] == 3
    opened = breach(house, person, "2026-02-01")
    assert (opened.code, opened.said["document"]) == (0, "user-agreement/3")
    assert opened.said["about"] == "clause-4.2"
    early = breach(house, person, "2026-01-01")
    assert (early.code, early.said["error"]["code"]) == (2, "document/not-bound-then")


def test_a_later_version_binds_nobody_who_has_not_accepted_it(company: Companies) -> None:
    house = company("intermind")
    person = house.collect("registration", USER, at="2025-12-20").said["person"]
    edition(house, "user-agreement", 1, "2025-12-28", "user-agreement")
    house.document("accept", "user-agreement", person=person, at="2026-01-05")
    edition(house, "user-agreement", 2, "2026-01-20", "user-agreement")
    assert breach(house, person, "2026-02-01").said["document"] == "user-agreement/1"
    # Accepting the same version again binds from the first day on, not from the second.
    again = house.document("accept", "user-agreement", person=person, version=1, at="2026-02-05")
    assert again.code == 0
    assert breach(house, person, "2026-01-06").said["document"] == "user-agreement/1"
    house.erase(person, at="2026-02-06")
    assert breach(house, person, "2026-02-01").code == 2


def test_an_agreement_points_at_the_version_its_customer_accepted(company: Companies) -> None:
    house = company("altexsoft")
    house.collect("contact-form", {"email": "ada@mail.example"}, at="2026-01-02")
    first = edition(house, "dpa", 1, "2026-01-03", "dpa")
    agreed = house.client(
        "agree", "C1", client="customer-1", entry="client-data", task="client-services",
        contact="privacy@customer.example", at="2026-01-04",
    )  # fmt: skip
    assert agreed.code == 0, agreed.said
    for refused in ({"agreement": "C2", "by": "legal"}, {"agreement": "C1", "by": "Ada Byron"}):
        assert house.document("accept", "dpa", at="2026-01-04", **refused).code == 2
    assert house.document("accept", "dpa", agreement="C1", by="legal", at="2026-01-04").code == 0
    second = edition(house, "dpa", 2, "2026-02-01", "dpa")

    def points_at() -> tuple[int, str, str]:
        (one,) = house.client("list", at="2026-02-02").said["agreements"]
        told = one["documents"]["dpa"]
        return told["version"], told["sha256"], told["by"]

    assert points_at() == (1, first, "legal")
    assert house.document("accept", "dpa", agreement="C1", by="board", at="2026-02-02").code == 0
    assert points_at() == (2, second, "board")
    out = house.folder / "out.txt"
    assert house.document("show", "dpa", version=1, to=str(out), at="2026-02-03").code == 0
    assert hashlib.sha256(out.read_bytes()).hexdigest() == first


@entry("governance.principle-accuracy")
def test_a_wrong_address_is_looked_into_where_accuracy_is_promised(company: Companies) -> None:
    """A letter bounces: nothing goes there again, and a review is due; mending ends both."""
    house = company("altexsoft")
    person = house.consenting("newsletter-signup", {"email": USER["email"]}, "newsletter").said[
        "person"
    ]
    assert house.audience("newsletter", "contact").said["people"] == [person]
    bounced = house.subject("bounced", USER["email"], at="2026-03-03").said
    (task,) = bounced["tasks"]
    assert (task["task"], task["state"], task["due"][:10]) == (
        "accuracy-review", "open", "2026-04-03",
    )  # fmt: skip
    assert bounced["suppressed"] is True
    assert house.audience("newsletter", "contact", at="2026-03-04").said["people"] == []
    assert house.subject("bounced", USER["email"], at="2026-03-05").said["tasks"] == []
    mended = house.subject("bounced", USER["email"], mended=True, at="2026-03-06").said
    assert [one["state"] for one in mended["tasks"]] == ["corrected"]
    assert house.audience("newsletter", "contact", at="2026-03-07").said["people"] == [person]


@entry("governance.principle-accuracy")
def test_what_people_say_is_kept_as_said_where_the_text_presumes_it_true(
    company: Companies,
) -> None:
    house = company("intermind")
    odd = {"name": "Xxxx Qwerty 123", "email": "xxxx@mail.example"}
    kept = house.collect("registration", odd)
    assert (kept.code, kept.said["accuracy"]) == (0, "asserted")
    assert house.held(kept.said["person"])["name"]["value"] == odd["name"]
    bounced = house.subject("bounced", odd["email"], at="2026-03-03").said
    assert (bounced["suppressed"], bounced["tasks"]) == (True, [])
    place = {"store": house.store, "keys": house.keys}
    assert troth("case", "list", *options(place), at="2026-03-04").said["cases"] == []
