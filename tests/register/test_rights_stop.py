"""Rights to stop: objected, withdrawn, opted out, by oneself or by a letter; and reports."""

from __future__ import annotations

import pytest

from tests.register.asking import answered, asked, carried, fulfilled, refusal, shown
from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import CONSENT_TEXT

ADA = "ada@mail.example"
LATER = "2026-03-03T10:00:00+00:00"
AFTER = "2026-03-04T10:00:00+00:00"


def interests(data: dict) -> None:
    """Let analytics rest on an interest that was weighed."""
    analytics = data["purposes"]["improve-service"]
    analytics |= {"basis": "legitimate-interests", "uses": ["contact", "usage", "device"]}
    analytics.pop("stated-bases", None)


def writer(house: Company) -> str:
    return house.collect("contact-form", {"email": ADA, "message": "hello"}).said["person"]


@entry("rights.objection")
def test_an_objection_to_marketing_is_done_at_once_and_is_not_weighed(
    company: Companies,
) -> None:
    for name, purpose in (("intexsoft", "marketing"), ("altexsoft", "newsletter")):
        house = company(name)
        person = writer(house)
        done = house.subject("object", person).said
        assert (done["state"], done["outcome"], done["ground"]) == ("closed", "granted", "absolute")
        assert "OPTED_OUT" in house.closed(person, purpose)
        again = asked(house, "objection", person, session=True, about=purpose)
        assert again["state"] == "closed"
        fresh = asked(house, "objection", person, about="marketing")["request"]
        weighed = house.request("verify", fresh, how="confirmed-link")
        assert weighed.said["state"] == "closed"
        no = house.request("refuse", fresh, ground="compelling-grounds", citation="W-1")
        assert no.code == 2


@entry("rights.objection")
def test_what_rests_on_an_interest_stands_still_until_grounds_are_weighed_and_named(
    company: Companies,
) -> None:
    house = company("intexsoft", interests)
    person = writer(house)
    assert "OBJECTED" not in house.closed(person, "improve-service")
    request = asked(house, "objection", person, session=True, about="improve-service")["request"]
    assert house.closed(person, "improve-service", LATER) == ("OBJECTED",)
    bare = house.request("refuse", request, ground="compelling-grounds", at=LATER)
    assert refusal(bare) == "CITATION_REQUIRED"
    assert house.closed(person, "improve-service", LATER) == ("OBJECTED",)
    weighed = house.request(
        "refuse", request, ground="compelling-grounds", citation="weighing-3", at=AFTER
    )
    assert weighed.said["outcome"] == "refused"
    assert "OBJECTED" not in house.closed(person, "improve-service", AFTER)
    told = house.request("answer", request, at=AFTER).said
    assert (told["ground"], told["law"]) == ("compelling-grounds:weighing-3", "GDPR Art. 21(1)")


@entry("rights.objection")
def test_an_objection_to_what_rests_on_consent_is_a_withdrawal_and_says_so(
    company: Companies,
) -> None:
    house = company("altexsoft")
    signed = house.consenting("newsletter-signup", {"email": ADA}, "newsletter")
    person = signed.said["person"]
    house.consent("give", person, "location-needs")
    consented = [
        key for key, one in house.tables()["purposes"].items()
        if one["consent_needed"] and not one["marketing"]
    ]  # fmt: skip
    about = consented[0]
    house.consent("give", person, about)
    told, after = fulfilled(house, "objection", person, LATER, about=about)
    assert (after["outcome"], after["ground"]) == ("granted", "converted-to-withdrawal")
    assert "withdrawn" in told["explained"]
    actions = [(one["purpose"], one["action"]) for one in house.consents(person, LATER)["events"]]
    assert actions[-1] == (about, "withdraw")
    assert "newsletter" in house.consents(person, LATER)["active"]


@entry("rights.withdraw-consent")
def test_a_formal_withdrawal_is_the_same_event_as_a_click(company: Companies) -> None:
    for name, first, second in (
        ("intexsoft", "survey-metrics", "web-analytics"),
        ("altexsoft", "newsletter", "analytics"),
    ):
        house = company(name)
        person = writer(house)
        for purpose in (first, second):
            assert house.consent("give", person, purpose).code == 0
        request = asked(house, "withdrawal", person, LATER, session=True, about=first)
        assert (request["state"], request["outcome"]) == ("closed", "granted")
        assert "CONSENT_WITHDRAWN" in house.closed(person, first, LATER)
        assert not {"CONSENT_WITHDRAWN", "CONSENT_REQUIRED"} & set(
            house.closed(person, second, LATER)
        )
        row = shown(house, request["request"], LATER)
        assert (row["right"], row["about"]) == ("withdrawal", first)
        assert [one["at"] for one in row["events"] if one["event"] == "answer"] == [LATER]
        events = house.consents(person, LATER)["events"]
        assert [(e["purpose"], e["at"]) for e in events if e["action"] == "withdraw"] == [
            (first, LATER)
        ]


@entry("rights.after-opt-out-service-data")
def test_a_release_notice_under_a_contract_goes_out_after_an_opt_out(company: Companies) -> None:
    """The look for the message names the agreement it rests on; the answer says it goes on."""
    house = company("altexsoft")
    person = writer(house)
    done = house.subject("object", person, at="2026-04-07T10:00:00+00:00")
    assert done.said["still_allowed"] == ["exchanges under a service agreement"]
    sent = "2026-04-08T10:00:00+00:00"
    promo = house.subject("show", person, why="newsletter", by="mailer", at=sent)
    assert "OPTED_OUT" in promo.codes
    notice = house.subject(
        "show", person, why="support", by="mailer", shown="agreement=C1", at=sent,
        **{"as": "support-team"},
    )  # fmt: skip
    assert (notice.code, notice.codes) == (0, [])
    assert ADA in {one["value"] for one in notice.said["seen"]}
    looks = house.export(person, sent)["looks"]
    assert [one["reason"] for one in looks if one["purpose"] == "support"] == ["agreement=C1"]


@entry("rights.self-service-parity")
def test_what_people_do_for_themselves_leaves_the_rows_of_a_formal_request(
    company: Companies,
) -> None:
    """Four acts at four places; each page will call what these commands call."""
    instants = [f"2026-03-0{day}T10:00:00+00:00" for day in (3, 4, 5, 6)]
    account = company("intermind")
    names = {"name": "Ada", "surname": "L", "email": ADA}
    person = account.collect("registration", names).said["person"]
    record = account.held(person)["name"]["record"]
    account.subject("rectify", person, record, value="Ana", channel="account", at=instants[0])
    rows = rows_of(account, instants[3])
    assert rows == [("rectification", "account", "closed", instants[0])]
    house = company("altexsoft")
    person = writer(house)
    house.consent("give", person, "analytics")
    house.subject("object", person, channel="link", at=instants[1])
    house.subject("withdraw", person, channel="account", at=instants[2], **{"from": "analytics"})
    calendar = company("integrica")
    other = calendar.collect("contact-form", {"email": ADA}).said["person"]
    calendar.consent("give", other, "crm-planning")
    calendar.subject(
        "withdraw", other, channel="signal", at=instants[3], **{"from": "crm-planning"}
    )
    assert rows_of(house, instants[3]) == [
        ("objection", "link", "closed", instants[1]),
        ("withdrawal", "account", "closed", instants[2]),
    ]
    assert rows_of(calendar, instants[3]) == [("withdrawal", "signal", "closed", instants[3])]
    assert "CONSENT_WITHDRAWN" in calendar.closed(other, "crm-planning", instants[3])


def rows_of(house: Company, at: str) -> list[tuple[str, str, str, str]]:
    """Return (right, channel, state, when it was answered) of every request, oldest first."""
    found = []
    for one in house.request("list", all=True, at=at).said["requests"]:
        events = shown(house, one["request"], at)["events"]
        when = next(each["at"] for each in events if each["event"] == "answer")
        found.append((one["right"], one["channel"], one["state"], when))
    return sorted(found, key=lambda row: row[3])


@entry("rights.correction-of-testimonial-and-crm")
def test_testimonials_and_the_crm_have_ways_of_their_own_into_the_register(
    company: Companies,
) -> None:
    house, day = company("altexsoft"), "2026-04-07T10:00:00+00:00"
    person = writer(house)
    said = {"testimonial": "fine work", "reviewer-name": "Ada"}
    shown_consent = {"consent": f"testimonials={CONSENT_TEXT}"}
    given = house.collect("testimonial", said, person=person, **shown_consent)
    assert given.code == 0, given.said
    made = {
        about: asked(house, right, person, day, session=True, about=about)
        for about, right in (
            ("testimonial-edit", "rectification"),
            ("testimonial-delete", "erasure"),
            ("crm-exclusion", "erasure"),
        )
    }
    assert {one["due"] for one in made.values()} == {"2026-05-07"}
    assert [one["about"] for one in house.request("list", at=day).said["requests"]] != []
    record = house.held(person, day)["testimonial"]["record"]
    edit = made["testimonial-edit"]["request"]
    for _ in range(2):
        house.request("advance", edit, commit=True, at=day)
    email = house.held(person, day)["email"]["record"]
    other = house.subject("rectify", person, email, value="x@y.example", request=edit, at=day)
    assert refusal(other) == "NOT_THEIRS"
    done = house.subject("rectify", person, record, value="good work", request=edit, at=day)
    assert done.code == 0
    assert house.held(person, day)["testimonial"]["value"] == "good work"
    told = answered(house, made["testimonial-delete"]["request"], day)
    assert (told["outcome"], told["erasure"]["records"]) == ("granted", 2)
    left = house.held(person, day)
    assert {one["category"] for one in left.values()} == {"contact", "correspondence"}
    assert [one["person"] for one in house.subject("find", ADA, at=day).said["persons"]] == [person]
    out = answered(house, made["crm-exclusion"]["request"], day)
    assert out["outcome"] == "granted"
    assert house.count_records() == 0
    signup = house.consenting("newsletter-signup", {"email": ADA}, "newsletter", at=day)
    assert "SUPPRESSED" in signup.codes


@entry("minors.report-channel")
@entry("governance.dpo")
def test_a_report_about_a_minor_goes_to_whom_the_policy_names(company: Companies) -> None:
    """What staff type for a report that came by letter or mail; of a reporter nothing is kept."""
    house = company("intexsoft")
    writer(house)
    report = asked(house, "erasure", ADA, by="reporter", about="minor")
    assert (report["handler"], report["by"], report["due"]) == ("dpo", "reporter", "2026-04-01")
    other = company("integrica")
    stranger = other.collect("contact-form", {"email": ADA}).said["person"]
    no = other.request("open", right="erasure", person=stranger, by="reporter", about="minor")
    assert refusal(no) == "NOT_A_REPORTER"
    parent = asked(other, "erasure", stranger, by="guardian", about="minor")
    assert (parent["handler"], parent["by"], parent["due"]) == (
        "contact", "guardian", "2026-04-02",
    )  # fmt: skip
    for forged in ("session", "confirmed-link"):
        ran = house.request("verify", report["request"], how=forged)
        assert refusal(ran) == "NOT_ENOUGH_SHOWN"
    house.request("verify", report["request"], how="staff-attested")
    told = answered(house, report["request"])
    assert told["outcome"] == "looked-into"
    assert not {"erasure", "data", "recipients_told", "ground"} & set(told)
    assert house.count_records() == 0
    again = house.collect("contact-form", {"email": ADA, "message": "x"})
    assert again.code == 2


@entry("governance.dpo")
def test_an_escalation_reaches_the_officer_with_the_very_request(company: Companies) -> None:
    house = company("intexsoft")
    assert "GAP.13-1-b" in house.check().codes
    person = writer(house)
    request = asked(house, "access", person, session=True, who="desk-1")["request"]
    answered(house, request)
    appealed = house.request("appeal", request, at=LATER).said
    assert (appealed["state"], appealed["handler"]) == ("appealed", "dpo")
    again = house.request("reconsider", request, who="dpo", at=LATER).said
    assert again["state"] == "collecting"
    carried(house, request, LATER)
    assert house.request("answer", request, at=LATER).said["data"]


def test_an_opt_out_of_sale_closes_what_a_later_policy_adds(company: Companies) -> None:
    """Read on every decision, by kind of purpose; asked for without any proof of who asks."""
    house = company("altexsoft")
    person = writer(house)
    advertising = [
        key for key, one in house.tables()["purposes"].items() if one["kind"] == "advertising"
    ]
    assert advertising
    for key in advertising:
        house.consent("give", person, key)
    done = asked(house, "sale-opt-out", person, session=True, residence="US-CA")
    assert (done["state"], done["laws"][0]) == ("closed", "ccpa")
    for key in advertising:
        assert "OPTED_OUT" in house.closed(person, key, LATER)


@pytest.mark.parametrize("right", ["objection", "sale-opt-out"])
def test_who_is_not_known_here_stays_uncontacted_all_the_same(
    company: Companies, right: str
) -> None:
    house = company("altexsoft")
    request = asked(house, right, ADA)["request"]
    house.request("verify", request, how="confirmed-link")
    signup = house.consenting("newsletter-signup", {"email": ADA}, "newsletter")
    assert ("SUPPRESSED" in signup.codes) == (right == "objection")
