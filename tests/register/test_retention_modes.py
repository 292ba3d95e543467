"""Retention: yearly purges, silence, use that ends, and consent that may outvote a period."""

from __future__ import annotations

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Edit
from tests.register.test_retention import MAIL, ends, explained, promise

BASE = "service-provision"
ANNUAL = "retention/forms-and-chats"


def purged(**purge: str) -> Edit:
    return lambda data: data["retention"]["forms-and-chats"].update({"purge": purge})


@entry("retention.forms-and-chats-annual")
def test_a_form_goes_within_its_year_whichever_way_the_year_is_counted(
    company: Companies,
) -> None:
    """Each on its own day, or all on one; what leaves some for nearly two years is refused."""
    at = "2025-02-01T00:00:00Z"
    each = company("altexsoft")
    person = each.collect("contact-form", MAIL, at=at).said["person"]
    assert ends(each, person, "email", at) == "2026-02-01T00:00:00+00:00"
    all_at_once = company("altexsoft", purged(on="12-31", takes="everything"))
    person = all_at_once.collect("contact-form", MAIL, at=at).said["person"]
    assert ends(all_at_once, person, "email", at) == "2025-12-31T00:00:00+00:00"
    assert all_at_once.sweep("2025-12-30T23:59:59") == {}
    assert all_at_once.sweep("2025-12-31T00:00:00") == {ANNUAL: 1}
    refused = company("altexsoft", purged(on="12-31", takes="older-than-period")).check()
    assert (refused.code, refused.codes) == (2, ["manifest/retention-mode-exceeds-promise"])
    words = str(refused.said)
    assert "2025-01-01 until 2026-12-31 (729 days)" in words


@entry("retention.support-inactivity-12-months")
def test_a_year_of_silence_is_over_the_second_after_it(company: Companies) -> None:
    """What staff write and what mails report back is not the person's voice."""
    house = company("altexsoft")
    last = "2025-01-10T10:00:00Z"
    mail = {"message": "please help", "name": "Ada", "email": "ada@mail.example"}
    person = house.collect("email-message", mail, at=last).said["person"]
    moved = house.collect("email-message", mail, at=last).said["person"]
    house.collect(
        "email-message", {"message": "still waiting"}, person=moved, at="2025-06-01T10:00"
    )
    for one in (person, moved):
        # Using the site goes on; it is another clock.
        seen = {"pages-viewed": "/"}
        house.consenting("page-view", seen, "analytics", person=one, at="2025-11-01T10:00")
    note = house.collect(
        "staff-note",
        {"business-note": "answered by the desk"},
        person=person,
        at="2025-12-01T10:00",
    )
    assert note.code == 0, note.words
    opened = house.consenting(
        "mail-response", {"opened": "yes"}, "mail-tracking", person=person, at="2025-12-24T10:00"
    )
    assert opened.code == 0, opened.words
    assert house.sweep("2026-01-10T10:00:00Z") == {}
    assert {"message", "name", "email"} <= set(house.held(person, "2026-01-10T10:00:00Z"))
    # The message and the contact in the CRM go together.
    assert house.sweep("2026-01-10T10:00:01Z") == {"retention/support-silence": 3}
    left = house.held(person, "2026-01-10T10:00:01Z")
    assert not {"message", "name", "email"} & set(left)
    why = explained(house, moved, "message", "2026-01-10T10:00:01Z")
    silence = {one["rule"]: one["at"] for one in why["others"]} | {why["rule"]: why["until"]}
    assert silence["retention/support-silence"].startswith("2026-06-01T10:00:00")


@entry("retention.usage-analytics-12-months")
def test_usage_goes_after_its_year_and_a_vendor_set_to_keep_longer_breaks_the_promise(
    company: Companies,
) -> None:
    house = company("altexsoft")
    event = {"pages-viewed": "/", "time-on-site": "12"}
    house.consenting("page-view", event, "analytics", at="2025-06-01T12:00:00Z")
    assert house.sweep("2026-06-01T11:59:59Z") == {}
    assert house.sweep("2026-06-01T12:00:00Z") == {"retention/usage": 2}
    at = "2026-06-01T12:00:01Z"
    within = house.retention("vendor", "google-analytics", "P12M", at=at)
    assert (within.code, within.said["violations"]) == (0, [])
    assert promise(house.prove(at).said, "retention/usage")["state"] == "kept"
    longer = house.retention("vendor", "google-analytics", "P14M", at=at)
    assert longer.code == 3
    assert {one["code"] for one in longer.said["violations"]} == {"VENDOR_RETENTION"}
    broken = promise(house.prove(at).said, "retention/usage")
    assert broken["state"] == "broken"
    assert "google-analytics" in str(broken)


@entry("retention.while-in-use")
def test_use_ends_with_the_last_of_its_signs(company: Companies) -> None:
    """A visit after the contract ended is the later sign; the watch says when use was last seen."""
    house = company("altexsoft")
    given = {"email": "ada@mail.example"}
    person = house.consenting("website-form", given, BASE, at="2024-03-01T10:00").said["person"]
    house.obligation("open", person, "C-1", kind="contract", at="2024-03-01T10:00")
    # While the contract runs, nothing is said to have ended.
    assert house.sweep("2024-11-30") == {}
    house.obligation("close", person, "C-1", at="2024-12-01")
    visit = {"pages-viewed": "/"}
    house.consenting("page-view", visit, "analytics", person=person, at="2025-01-15T00:00")
    why = explained(house, person, "email", "2025-06-01")
    assert why["since"]["retention/while-in-use"] == "2025-01-15T00:00:00+00:00"
    watched = house.retention("watch", at="2025-06-01").said["watched"]
    use = next(one for one in watched if one["rule"] == "retention/while-in-use")
    assert (use["since"], use["next_end"]) == (
        "2025-01-15T00:00:00+00:00",
        "2026-01-15T00:00:00+00:00",
    )


def needs(data: dict) -> None:
    """Let the CRM say its need, and a law keep copies of contracts."""
    data["categories"]["contract-docs"] = {"items": ["contract-copy"]}
    data["categories"]["crm"] = {"items": ["stage"]}
    fields = data["collection"]["website-form"]["fields"]
    fields["contract-copy"] = {"category": "contract-docs"}
    fields["stage"] = {"category": "crm"}
    data["retention"]["while-in-use"]["keeps"] += ["contract-docs", "crm"]
    data["retention"]["crm-need"] = {"keeps": ["crm"], "for": "P3M", "from": "last-activity"}
    data["systems"]["zoho-crm"]["holds"] += ["contract-docs", "crm"]
    data["purposes"]["service-provision"]["uses"] += ["contract-docs", "crm"]
    data["legal-exceptions"] = {
        "code": {
            "jurisdiction": "US",
            "citation": "Code, contracts",
            "effect": "retain",
            "categories": ["contract-docs"],
            "for": "P5Y",
            "from": "last-activity",
        }
    }


@entry("retention.after-use-minimum-max-12-months")
def test_twelve_months_are_the_ceiling_and_a_need_or_a_law_says_the_rest(
    company: Companies,
) -> None:
    """Three months for the CRM, five years for what a law asks, and a warning for the silent."""

    house = company("altexsoft", needs)
    sent = {"email": "ada@mail.example", "contract-copy": "signed", "stage": "won"}
    person = house.consenting("website-form", sent, BASE, at="2024-05-01T10:00").said["person"]
    visit = {"pages-viewed": "/"}
    house.consenting("page-view", visit, "analytics", person=person, at="2025-01-15T00:00")
    when = "2025-02-01"
    crm = explained(house, person, "stage", when)
    assert (crm["until"], crm["rule"]) == ("2025-04-15T00:00:00+00:00", "retention/crm-need")
    assert crm["warnings"] == []
    paper = explained(house, person, "contract-copy", when)
    assert {"by": "legal-exceptions/code", "until": "2030-01-15T00:00:00+00:00"} in (
        paper["afterwards"]
    )
    other = explained(house, person, "email", when)
    assert other["until"] == "2026-01-15T00:00:00+00:00"
    assert other["warnings"] == [{"code": "WARN.need-unset", "address": "retention/while-in-use"}]
    assert house.sweep("2025-04-15T00:00") == {"retention/crm-need": 1}
    assert "email" in house.held(person, "2026-01-14T23:59:59")
    house.sweep("2026-01-15T00:00")
    assert set(house.held(person, "2026-01-15T00:00")) == {"contract-copy"}
    kept = explained(house, person, "contract-copy", "2026-01-15T00:00")
    assert (kept["state"], kept["until"]) == ("held", "2030-01-15T00:00:00+00:00")
    assert not house.look(person, "service-provision", at="2026-01-16T00:00").seen
    assert sum(house.sweep("2030-01-14T23:59:59").values()) == 0
    assert sum(house.sweep("2030-01-15T00:00:00").values()) == 1


@entry("retention.consent-based-until-withdrawn")
@pytest.mark.parametrize(
    ("combine", "before"), [("min", "2025-01-01T00:00:00+00:00"), ("consent-wins", None)]
)
def test_a_consent_keeps_until_it_is_withdrawn_or_the_shortest_period_ends(
    company: Companies, combine: str, before: str | None
) -> None:
    """Either way a withdrawal deletes at once, and the text is said to contradict itself."""

    def combined(data: dict) -> None:
        data["retention"]["consent-data"]["combine"] = combine

    house = company("altexsoft", combined)
    person = house.consenting("newsletter-signup", MAIL, "newsletter", at="2023-01-01").said[
        "person"
    ]
    visit = {"pages-viewed": "/"}
    house.consenting("page-view", visit, "analytics", person=person, at="2024-01-01T00:00")
    why = explained(house, person, "email", "2024-02-01")
    assert why["until"] == before
    if before is None:
        assert (why["state"], why["rule"]) == ("open", "retention/consent-data")
        assert {one["rule"] for one in why["others"]} >= {"retention/while-in-use"}
        _the_watch_asks_to_look_again(house)
    assert sum(house.sweep("2024-05-31").values()) == 0
    house.consent("withdraw", person, "newsletter", at="2024-06-01T00:00")
    assert house.sweep("2024-06-01T00:00") == {"retention/consent-data": 1}
    assert "email" not in house.held(person, "2024-06-01T00:00")
    assert "WARN.retention-conflict" in house.check().codes


def _the_watch_asks_to_look_again(house: Company) -> None:
    """What stands on a consent alone is listed with since when, and somebody must look again."""
    rule = "retention/consent-data"

    def seen(at: str) -> dict:
        found = house.retention("watch", at=at).said["watched"]
        return next(one for one in found if (one["rule"], one["waits_for"]) == (
            rule, "consent-withdrawn"))  # fmt: skip

    first = seen("2024-02-01")
    assert (first["since"], first["overdue"]) == ("2023-01-01T00:00:00+00:00", False)
    assert first["review_by"] == "2025-01-01T00:00:00+00:00"
    assert seen("2025-01-01")["overdue"]
    house.retention("review", rule, at="2024-03-01")
    assert seen("2024-03-01")["review_by"] == "2026-03-01T00:00:00+00:00"
