"""Consent: what counts as one, how far it reaches, and what its withdrawal ends."""

from __future__ import annotations

from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import CONSENT_TEXT

GIVEN = "2026-03-02T10:00:00+00:00"
LATER = "2026-03-03T10:00:00+00:00"
AFTER = "2026-03-03T10:00:01+00:00"
SEEDS = ("intexsoft", "intermind", "altexsoft", "soft-ok", "integrica")


def subscriber(house) -> str:
    """Return somebody who signed up for the newsletter, and for nothing else."""
    given = house.consenting("newsletter-signup", {"email": "ada@mail.example"}, "newsletter")
    return given.said["person"]


@entry("consent.record")
def test_one_consent_is_one_purpose_with_the_hash_of_its_text(company: Companies) -> None:
    house = company("altexsoft")
    person = subscriber(house)
    shown = house.consents(person)
    assert [(e["purpose"], e["action"], e["text"]) for e in shown["events"]] == [
        ("newsletter", "give", CONSENT_TEXT)
    ]
    assert list(shown["active"]) == ["newsletter"]
    assert house.closed(person, "newsletter") == ()
    assert "CONSENT_REQUIRED" in house.closed(person, "analytics")


@entry("consent.by-using-site")
def test_a_page_that_was_viewed_and_scrolled_is_no_consent(company: Companies) -> None:
    """All five policies rely on it in some form; each gets its finding."""
    house = company("altexsoft")
    visit = house.collect("online-identifiers", {"cookie-id": "c1"})
    assert set(visit.codes) == {"CONSENT_REQUIRED"}
    assert house.count_records() == 0
    person = subscriber(house)
    used = house.consent("give", person, "analytics", method="by-use")
    assert (used.code, "not-affirmative" in used.words + str(used.said)) == (2, True)
    assert [e["purpose"] for e in house.consents(person)["events"]] == ["newsletter"]
    assert "CONSENT_REQUIRED" in house.closed(person, "analytics")
    found = [name for name in SEEDS if "WARN.consent-by-use" in company(name).check().codes]
    assert len(found) == 5


@entry("consent.withdraw")
def test_one_act_withdraws_what_one_act_gave(company: Companies) -> None:
    """Nothing is sent after it, what only consent kept goes, and what was sent stays sent."""
    house = company("altexsoft")
    person = subscriber(house)
    assert [one.value for one in house.look(person, "newsletter").seen] == [b"ada@mail.example"]
    assert house.consent("withdraw", person, "newsletter", LATER).code == 0
    refused = house.look(person, "newsletter", AFTER)
    assert (len(refused.seen), refused.codes) == (0, ("CONSENT_WITHDRAWN",))
    assert house.closed(person, "newsletter", AFTER) == ("CONSENT_WITHDRAWN",)
    assert house.sweep(LATER) == {"retention/consent-data": 1}
    told = house.export(person, AFTER)
    assert told["data"] == []
    assert [one["allowed"] for one in told["looks"]][:2] == [True, False]
    actions = [(e["action"], e["at"]) for e in house.consents(person, AFTER)["events"]]
    assert actions == [("give", GIVEN), ("withdraw", LATER)]


@entry("consent.withdraw-must-contact-first")
def test_nobody_has_to_make_contact_before_withdrawing(company: Companies) -> None:
    """No step of staff lies between the person's word and its effect."""
    house = company("intexsoft")
    assert "WARN.withdrawal-condition" in house.check().codes
    person = house.collect("contact-form", {"email": "ada@mail.example"}).said["person"]
    assert house.consent("give", person, "survey-metrics").code == 0
    assert house.closed(person, "survey-metrics") == ()
    assert house.consent("withdraw", person, "survey-metrics", LATER).code == 0
    assert house.closed(person, "survey-metrics", LATER) == ("CONSENT_WITHDRAWN",)


@entry("consent.third-party-marketing")
def test_a_partner_markets_only_to_whom_has_named_it(company: Companies) -> None:
    def partners(data: dict) -> None:
        for key in ("partner-p", "partner-q"):
            data["recipients"][key] = {
                "name": key,
                "does": "markets its own services",
                "receives": ["contact"],
                "for": ["third-party-marketing"],
                "place": ["DE"],
            }

    house = company("altexsoft", partners)
    person = subscriber(house)
    handed = [person, "partner-p", "third-party-marketing", "contact"]
    assert house.hand_over(*handed) == ["CONSENT_REQUIRED"]
    given = house.consent("give", person, "third-party-marketing", recipient="partner-p")
    assert given.code == 0
    assert house.hand_over(*handed) == []
    assert house.hand_over(person, "partner-q", *handed[2:]) == ["CONSENT_REQUIRED"]
    assert house.consent(
        "withdraw", person, "third-party-marketing", LATER, recipient="partner-p"
    ).said
    assert house.hand_over(*handed, at=AFTER) == ["CONSENT_WITHDRAWN"]


@entry("consent.unconditional-acceptance")
def test_browsing_on_accepts_no_new_purpose_for_old_data(company: Companies) -> None:
    """A second version adds a sale of data; going on is recorded under it, and is no consent."""

    def faithful(data: dict) -> None:
        data["mode"] = "faithful"

    def second(data: dict) -> None:
        faithful(data)
        data["purposes"]["ad-sale"] = {
            "kind": "advertising",
            "uses": ["contact"],
            "basis": "consent",
            "consent-as-written": "by-continuing",
            "marketing": True,
        }

    house = company("soft-ok", faithful)
    form = {"email": "ada@mail.example", "request": "a bot"}
    purposes = ("information-and-consulting", "identify-party", "support")
    person = house.consenting("application-form", form, *purposes).said["person"]
    newer = company("soft-ok", second)
    taken_on = {"accept_material": True, "accept_findings": "record-1"}
    assert house.publish(newer, LATER, **taken_on).code == 0
    gone_on = house.consent(
        "give", person, "ad-sale", LATER, method="by-continuing", policy=str(newer.manifest)
    )
    event = house.consents(person, AFTER)["events"][-1]
    assert gone_on.code == 0
    assert (event["action"], event["method"]) == ("record-only", "by-continuing")
    assert event["policy"] != house.consents(person, AFTER)["events"][0]["policy"]
    refused = house.look(person, "ad-sale", AFTER)
    assert not refused.seen
    assert "CONSENT_REQUIRED" in refused.codes


@entry("consent.prolongation-permission")
def test_a_permission_given_in_time_adds_a_year_and_silence_deletes(company: Companies) -> None:
    """The permission is asked for while the data may still be used, and never afterwards."""
    house = company("intexsoft")
    mail = {"email": "ada@mail.example", "message": "hello"}
    first = house.collect("contact-form", mail, at="2025-03-10T09:00").said["person"]
    second = house.collect("contact-form", mail, at="2025-03-10T09:00").said["person"]
    rule = "retention/contact-form"
    assert house.retention("extend", first, rule, at="2026-02-20").code == 0
    ends = {one["delete_after"] for one in house.held(first, "2026-02-20").values()}
    assert ends == {"2027-03-10T09:00:00+00:00"}
    assert house.sweep("2026-03-10T08:59:59+00:00") == {}
    assert house.sweep("2026-03-10T09:00:00+00:00") == {rule: 2}
    assert house.held(second, "2026-03-11") == {}
    assert house.retention("extend", second, rule, at="2026-03-11").said["records"] == 0
    assert house.sweep("2027-03-10T08:59:59+00:00") == {}
    assert house.sweep("2027-03-10T09:00:00+00:00") == {rule: 2}
