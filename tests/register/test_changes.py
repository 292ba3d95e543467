"""Changes of the policy: versions, who is told, what people answer, and what stays pinned."""

from __future__ import annotations

import email
from collections.abc import Iterable
from email import policy as mail_rules
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Ran

JUNE = "2024-06-01T12:00:00+00:00"
MARCH = "2026-03-01T12:00:00+00:00"
TAKEN_ON = {"accept_material": True, "accept_findings": "record-1"}
MAIL = {"email": "ada@mail.example"}
SOFT_OK = ("information-and-consulting", "identify-party", "support")


def dated(day: str, *edits) -> object:
    """Return an edit that dates the text and makes further edits."""

    def edit(data: dict) -> None:
        data.setdefault("revision", {})["dated"] = day
        for each in edits:
            each(data)

    return edit


def typo(data: dict) -> None:
    data["changes"]["says"] = "Told in other words."


def purpose(data: dict) -> None:
    data["purposes"]["panel"] = {
        "kind": "research",
        "uses": ["contact"],
        "basis": "legitimate-interests",
        "interest": "better services",
    }


def period(key: str, length: str) -> object:
    def edit(data: dict) -> None:
        rule = data["retention"][key]
        rule["more-than" if "more-than" in rule else "for"] = length

    return edit


def told(house: Company, at: str) -> list[str]:
    """Carry the newest announcement out into a folder; return the addresses, in order."""
    folder = house.folder / "out"
    sent = house.policy(
        "announce", at=at, commit=True, drop=str(folder), **{"from": "privacy@company.example"}
    )
    assert sent.code == 0, sent.said
    return sorted(str(message["To"]) for message in messages(folder))


def messages(folder: Path) -> Iterable[email.message.EmailMessage]:
    for path in sorted(folder.glob("*.eml")):
        yield email.message_from_bytes(path.read_bytes(), policy=mail_rules.default)


def published(ran: Ran) -> dict:
    assert ran.code == 0, ran.said
    return ran.said


@entry("changes.right-to-change")
def test_a_version_chain_keeps_who_when_and_what(company: Companies) -> None:
    house = company("intexsoft", dated("2026-01-01"))
    house.collect("contact-form", MAIL, at="2026-01-02")
    newer = company("intexsoft", dated("2026-03-01", period("contact-form", "P6M")))
    published(house.publish(newer, MARCH, by="dpo", **TAKEN_ON))
    first, second = house.policy("list", at=MARCH).said["versions"]
    assert (first["version"], second["version"]) == (1, 2)
    assert first["sha256"] != second["sha256"]
    assert (second["author"], second["dated"]) == ("dpo", "2026-03-01")
    (only,) = house.policy("diff", 1, 2, at=MARCH).said["differences"]
    assert only["address"] == "retention/contact-form/period"
    assert (only["was"], only["now"], only["material"]) == ("P1Y", "P6M", True)
    assert house.policy("show", 1, at=MARCH).said["text"] != newer.manifest.read_text()
    assert house.policy("show", 2, at=MARCH).said["text"] == newer.manifest.read_text()


@entry("changes.identify-changes-on-page")
def test_the_page_marks_what_changed_with_its_weight_and_its_date(company: Companies) -> None:
    house = company("intexsoft", dated("2026-01-01"))
    house.collect("contact-form", MAIL, at="2026-01-02")
    both = dated("2026-03-01", period("contact-form", "P6M"), typo)
    published(house.publish(company("intexsoft", both), MARCH, **TAKEN_ON))
    _, second = house.policy("list", at=MARCH).said["versions"]
    log = {one["address"]: (one["was"], one["now"], one["weight"]) for one in second["changes"]}
    assert log.pop("retention/contact-form/period") == ("P1Y", "P6M", "material")
    assert [weight for _, _, weight in log.values()] == ["editorial"]
    page = house.policy("list", at=MARCH, format="html")
    for shown in ("Version 2, 2026-03-01", "retention/contact-form/period", "P1Y", "P6M"):
        assert shown in page.said["page"]


@entry("changes.material-notice-account-holders")
def test_every_account_holder_is_told_of_what_is_material_and_nobody_of_a_typo(
    company: Companies,
) -> None:
    """An objection to marketing changes nothing: this is no advertisement."""
    house = company("intexsoft", dated("2026-01-01"))
    people = [
        house.collect("registration", {"email": f"holder-{n}@mail.example"}, at="2026-01-02").said
        for n in range(4)
    ]
    house.collect("contact-form", {"email": "visitor@mail.example"}, at="2026-01-02")
    house.object_to(people[0]["person"], "marketing", at="2026-01-03")
    house.close_account(people[3]["person"], at="2026-01-03")
    second = company("intexsoft", dated("2026-03-01", purpose))
    assert published(house.publish(second, MARCH, **TAKEN_ON))["told"] == 3
    assert told(house, MARCH) == [f"holder-{n}@mail.example" for n in range(3)]
    third = company("intexsoft", dated("2026-04-01", purpose, typo))
    result = published(house.publish(third, "2026-04-01T12:00:00+00:00", **TAKEN_ON))
    assert (result["weight"], result["told"], result["campaign"]) == ("editorial", 0, None)
    for message in messages(house.folder / "out"):
        assert message["List-Unsubscribe"] is None
        assert message["Auto-Submitted"] == "auto-generated"


@entry("changes.meaningful-reduction-notice")
def test_a_right_that_goes_shows_a_notice_before_anything_else(company: Companies) -> None:
    def without(data: dict) -> None:
        data["rights"]["offer"].remove("portability")

    house = company("altexsoft", dated("2026-01-01"))
    person = house.collect("contact-form", MAIL, at="2026-01-02").said["person"]
    second = company("altexsoft", dated("2026-03-01", without))
    result = published(house.publish(second, MARCH, **TAKEN_ON))
    assert result["demand"]["weakens"] == ["rights/portability"]
    assert len(house.policy("waiting", person, at="2026-03-02").said["waiting"]) == 1
    assert len(house.policy("waiting", person, at="2026-03-02", seen=True).said["waiting"]) == 1
    assert house.policy("waiting", person, at="2026-03-02").said["waiting"] == []
    third = company("altexsoft", dated("2026-04-01", without, typo))
    published(house.publish(third, "2026-04-01T12:00:00+00:00", **TAKEN_ON))
    assert house.policy("waiting", person, at="2026-04-02").said["waiting"] == []


@entry("changes.significant-separate-notice")
def test_what_is_significant_reaches_each_user_and_the_rest_only_the_page(
    company: Companies,
) -> None:
    house = company("integrica", dated("2026-01-01"))
    for n in range(4):
        form = {"email": f"user-{n}@mail.example"}
        assert house.collect("contact-form", form, at="2026-01-02").code == 0
    second = company("integrica", dated("2026-03-01", typo))
    result = published(house.publish(second, MARCH, weight="material", **TAKEN_ON))
    assert (result["weight"], result["told"]) == ("material", 4)
    assert told(house, MARCH) == [f"user-{n}@mail.example" for n in range(4)]
    report = house.policy("announce", at=MARCH).said
    assert (report["state"], report["by_state"]) == ("done", {"sent": 4})
    third = company("integrica", dated("2026-04-01"))
    result = published(
        house.publish(third, "2026-04-01T12:00:00+00:00", weight="minor", **TAKEN_ON)
    )
    assert (result["demand"]["channel"], result["told"]) == ("page", 0)
    newest = house.policy("list", at="2026-04-01T12:00:00").said["versions"][-1]
    assert (newest["dated"], newest["weight"]) == ("2026-04-01", "minor")


@entry("changes.effective-upon-publication")
@pytest.mark.parametrize(
    ("name", "form", "data", "purposes"),
    [
        ("intermind", "registration", {"name": "Ada"}, ()),
        ("soft-ok", "application-form", {"request": "a bot"}, SOFT_OK),
        ("integrica", "contact-form", {}, ()),
    ],
)
def test_a_version_holds_from_its_publication_or_from_the_day_it_names(
    company: Companies, name: str, form: str, data: dict, purposes: tuple[str, ...]
) -> None:
    def versions(house: Company, *instants: str) -> list[str]:
        given = [house.consenting(form, MAIL | data, *purposes, at=each) for each in instants]
        return [one.said["policy"] for one in given]

    second = dated("2026-03-01", typo)
    house = company(name, dated("2026-01-01"))
    (before,) = versions(house, "2026-03-01T11:59:59+00:00")
    after = published(house.publish(company(name, second), MARCH, **TAKEN_ON))["policy"]
    assert versions(house, MARCH) == [after]
    assert before != after
    house = company(name, dated("2026-01-01"))
    (before,) = versions(house, "2026-03-01T11:59:59+00:00")
    past = house.publish(company(name, second), MARCH, effective="2026-02-01", **TAKEN_ON)
    assert (past.code, [one["code"] for one in past.said["reasons"]]) == (2, ["EFFECTIVE_PAST"])
    later = company(name, second)
    after = published(house.publish(later, MARCH, effective="2026-04-01", **TAKEN_ON))["policy"]
    assert versions(house, MARCH, "2026-03-31T23:59:59+00:00", "2026-04-01") == [
        before, before, after,
    ]  # fmt: skip


@entry("changes.effective-upon-acceptance")
def test_who_has_not_accepted_stays_under_the_version_before(company: Companies) -> None:
    house = company("intexsoft", dated("2026-01-01"))
    ann, bob, visitor = (
        house.collect("contact-form", {"email": f"{name}@mail.example"}, at="2026-01-02").said[
            "person"
        ]
        for name in ("ann", "bob", "vic")
    )
    for person in (ann, bob):
        assert house.policy("accept", person, at="2026-01-03").said["bound_to"] == 1
    published(house.publish(company("intexsoft", dated("2026-03-01", purpose)), MARCH, **TAKEN_ON))
    assert house.policy("accept", ann, at="2026-03-02").said["bound_to"] == 2
    bound = [
        house.policy("accept", person, at="2026-03-02", show=True).said["bound_to"]
        for person in (ann, bob, visitor)
    ]
    assert bound == [2, 1, 1]
    assert house.closed(ann, "panel", at="2026-03-03") == ()
    assert house.closed(bob, "panel", at="2026-03-03") == ("NOT_ACCEPTED",)
    assert house.closed(visitor, "panel", at="2026-03-03") == ("NOT_ACCEPTED",)
    assert house.policy("accept", visitor, at="2026-03-04").said["bound_to"] == 2
    assert house.closed(visitor, "panel", at="2026-03-05") == ()


@entry("changes.revision-date")
@pytest.mark.parametrize(
    ("name", "form", "data"),
    [
        ("intermind", "registration", {"name": "Ada"}),
        ("altexsoft", "contact-form", {}),
        ("integrica", "contact-form", {}),
    ],
)
def test_a_version_carries_a_date_that_does_not_run_backwards(
    company: Companies, name: str, form: str, data: dict
) -> None:
    def undated(data: dict) -> None:
        typo(data)
        data["revision"].pop("dated", None)

    house = company(name, dated("2024-02-24"))
    assert house.collect(form, MAIL | data, at="2024-03-01").code == 0
    early = house.publish(company(name, dated("2024-02-20", typo)), JUNE, **TAKEN_ON)
    assert [one["code"] for one in early.said["reasons"]] == ["DATE_REGRESSION"]
    none = house.publish(company(name, undated), JUNE, **TAKEN_ON)
    assert [one["code"] for one in none.said["reasons"]] == ["DATE_MISSING"]
    assert (early.code, none.code) == (2, 2)
    newer = company(name, dated("2024-06-01", typo))
    published(house.publish(newer, JUNE, **TAKEN_ON))
    shown = house.policy("list", at="2024-06-02").said["versions"]
    assert [one["dated"] for one in shown] == ["2024-02-24", "2024-06-01"]
    assert (
        "Version 2, 2024-06-01" in house.policy("list", at="2024-06-02", format="html").said["page"]
    )
    assert "<title>version 2 (2024-06-01)</title>" in feed_of(house, "https://company.example/")


@entry("changes.continued-use-is-agreement")
def test_going_on_is_written_down_and_is_no_consent(company: Companies) -> None:
    house = company("soft-ok")
    form = {"email": "ada@mail.example", "request": "a bot"}
    purposes = ("information-and-consulting", "identify-party", "support")
    given = house.consenting("application-form", form, *purposes, at="2026-02-01")
    person = given.said["person"]
    before = len(house.consents(person, "2026-02-02")["events"])
    published(house.publish(company("soft-ok", typo), MARCH, **TAKEN_ON))
    used = house.policy("waiting", person, at="2026-03-02").said["used"]
    assert (used["version"], used["type"], used["at"]) == (
        2, "continued-use", "2026-03-02T00:00:00+00:00",
    )  # fmt: skip
    assert house.policy("waiting", person, at="2026-03-03").said["used"] is None
    answers = house.policy("accept", person, at="2026-03-03", show=True).said["answers"]
    assert [(one["version"], one["type"]) for one in answers] == [(2, "continued-use")]
    assert len(house.consents(person, "2026-03-03")["events"]) == before


@entry("changes.check-page-advice")
def test_a_feed_of_versions_never_takes_the_place_of_a_due_notice(company: Companies) -> None:
    def without(data: dict) -> None:
        data["rights"]["offer"].remove("portability")

    house = company("altexsoft", dated("2024-01-01"))
    person = house.collect("contact-form", MAIL, at="2024-01-01").said["person"]
    second = company("altexsoft", dated("2024-06-01", without))
    published(house.publish(second, JUNE, **TAKEN_ON))
    feed = ElementTree.fromstring(feed_of(house, "https://company.example/privacy"))
    names = {"a": "http://www.w3.org/2005/Atom"}
    entries = feed.findall("a:entry", names)
    titles = [one.findtext("a:title", namespaces=names) for one in entries]
    assert titles == ["version 2 (2024-06-01)", "version 1 (2024-01-01)"]
    links = [one.find("a:link", names).get("href") for one in entries]
    assert links == [f"https://company.example/privacy#version-{n}" for n in (2, 1)]
    assert [one.findtext("a:updated", namespaces=names)[:10] for one in entries] == [
        "2024-06-01", "2024-01-01",
    ]  # fmt: skip
    assert len(house.policy("waiting", person, at="2024-06-02").said["waiting"]) == 1


@entry("changes.without-consent")
def test_a_recipient_that_comes_later_gets_nothing_on_an_earlier_consent(
    company: Companies,
) -> None:
    """Asked again under the new version, and having agreed, the person's data may go there."""

    def partner(data: dict) -> None:
        data["recipients"]["partner-r"] = {
            "name": "Partner R",
            "does": "advises",
            "receives": ["contact"],
            "for": ["information-and-consulting"],
            "place": ["DE"],
        }

    house = company("soft-ok")
    form = {"email": "ada@mail.example", "request": "a bot"}
    purposes = ("information-and-consulting", "identify-party", "support")
    old = house.consenting("application-form", form, *purposes, at="2026-02-01").said["person"]
    published(house.publish(company("soft-ok", partner), MARCH, **TAKEN_ON))
    handed = ("partner-r", "information-and-consulting", "contact")
    assert house.hand_over(old, *handed, at="2026-03-02") == ["CONSENT_REQUIRED"]
    form["email"] = "bob@mail.example"
    new = house.consenting("application-form", form, *purposes, at="2026-03-02").said["person"]
    assert house.hand_over(new, *handed, at="2026-03-03") == []
    house.consent("withdraw", new, "information-and-consulting", "2026-03-04")
    assert house.hand_over(new, *handed, at="2026-03-05") == ["CONSENT_WITHDRAWN"]
    assert house.consent("give", old, "information-and-consulting", "2026-03-04").code == 0
    assert house.hand_over(old, *handed, at="2026-03-05") == []


def feed_of(house: Company, link: str) -> str:
    return house.policy("list", at="2024-06-02", format="atom", link=link).said["page"]


@entry("changes.past-data-pinned")
def test_a_shorter_period_reaches_what_is_held_and_a_longer_one_does_not(
    company: Companies,
) -> None:
    def ends(at: str) -> str:
        return house.held(person, at)["email"]["delete_after"][:10]

    house = company("intexsoft", dated("2025-01-01"))
    person = house.collect("contact-form", MAIL, at="2025-03-10").said["person"]
    assert ends("2025-03-11") == "2026-03-10"
    for day, length, expected in (
        ("2025-06-01", "P3Y", "2026-03-10"),
        ("2025-08-01", "P6M", "2025-09-10"),
    ):
        newer = company("intexsoft", dated(day, period("contact-form", length)))
        published(house.publish(newer, day, **TAKEN_ON))
        assert ends(day) == expected
