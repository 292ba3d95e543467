"""Rights: when an answer is due, where a request can arrive, and the register in figures."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.register.asking import answered, asked, carried, refusal, shown
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import clock

SEEDS = ("intexsoft", "intermind", "altexsoft", "soft-ok", "integrica")
SEVEN = (
    "access", "rectification", "erasure", "restriction", "objection", "portability", "withdrawal",
)  # fmt: skip
ADA = "ada@mail.example"


@entry("rights.deadline-30-days")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2025-01-31", "2025-02-28"),
        ("2025-02-10", "2025-03-10"),
        ("2025-03-10", "2025-04-09"),
        ("2026-06-01", "2026-07-01"),
    ],
)
def test_thirty_days_or_a_month_and_no_more(company: Companies, received: str, due: str) -> None:
    """The earlier of both; the policy leaves no room for an extension."""
    house, at = company("intexsoft"), f"{received}T10:00:00+00:00"
    request = asked(house, "access", ADA, at)
    assert request["due"] == due
    assert [one["step"] for one in request["steps"]] == [
        "remind/7", "remind/3", "remind/1", "overdue",
    ]  # fmt: skip
    no = house.request("extend", request["request"], reasons="complexity", at=at)
    assert refusal(no) == "NOT_ALLOWED_BY_POLICY"
    assert shown(house, request["request"], at)["due"] == due


@entry("rights.deadline-30-days")
def test_reminders_ring_seven_three_and_one_day_before_and_then_it_is_late(
    company: Companies,
) -> None:
    house = company("intexsoft")
    request = asked(house, "access", ADA, "2026-06-01T10:00:00+00:00")["request"]
    rung = {}
    for day in ("2026-06-23", "2026-06-24", "2026-06-28", "2026-06-30", "2026-07-01", "2026-07-02"):
        done = house.request("advance", commit=True, at=f"{day}T22:00:00+00:00").said["steps"]
        rung[day] = [one["step"] for one in done]
    assert rung == {
        "2026-06-23": [],
        "2026-06-24": ["remind/7"],
        "2026-06-28": ["remind/3"],
        "2026-06-30": ["remind/1"],
        "2026-07-01": ["overdue"],
        "2026-07-02": [],
    }
    assert shown(house, request, "2026-07-02T22:00:00+00:00")["overdue"] is True


@entry("rights.default-deadline")
@pytest.mark.parametrize("name", ["altexsoft", "integrica", "intermind"])
def test_where_a_text_is_silent_the_month_of_the_law_runs(company: Companies, name: str) -> None:
    """Extended by two months, with its notice inside the first; a day later it is too late."""
    house, first = company(name), "2024-01-31T12:00:00+00:00"
    in_time, late = (asked(house, right, ADA, first) for right in ("access", "erasure"))
    assert (in_time["due"], in_time["promised"]) == ("2024-02-29", None)
    extended = house.request(
        "extend", in_time["request"], reasons="complexity", at="2024-02-20T12:00:00+00:00"
    )
    assert extended.said["due"] == "2024-04-30"
    derived = shown(house, in_time["request"], "2024-02-20T12:00:00+00:00")["derivation"]
    assert any(
        "extended by 2 months, for complexity, stated in the notice of Tuesday 2024-02-20" in line
        for line in derived
    )
    too_late = house.request(
        "extend", late["request"], reasons="complexity", at="2024-03-01T12:00:00+00:00"
    )
    assert refusal(too_late) == "EXTENSION_TOO_LATE"
    after = shown(house, late["request"], "2024-03-01T12:00:00+00:00")
    assert (after["due"], after["overdue"]) == ("2024-02-29", True)


@entry("rights.default-deadline")
def test_an_extension_is_good_once_and_on_the_last_minute_it_still_is_one(
    company: Companies,
) -> None:
    house = company("altexsoft")
    request = asked(house, "access", ADA, "2024-01-31T12:00:00+00:00")["request"]
    # 23:59 of 29 February where the company is established; a minute later it is March there.
    last, over = "2024-03-01T07:59:00+00:00", "2024-03-01T08:00:00+00:00"
    other = asked(house, "erasure", ADA, "2024-01-31T12:00:00+00:00")["request"]
    for word in ("summer", "complex", "because-we-can"):
        no = house.request("extend", request, reasons=word, at=last)
        assert refusal(no) == "REASONS_NOT_ALLOWED"
        assert "complexity, number-of-requests" in no.said["refused"]["help"]
    assert house.request("extend", request, reasons="complexity", at=last).code == 0
    again = house.request("extend", request, reasons="complexity", at=last)
    assert refusal(again) in ("EXTENDED_ALREADY", "ALREADY_EXTENDED")
    no = house.request("extend", other, reasons="complexity", at=over)
    assert refusal(no) == "EXTENSION_TOO_LATE"


@entry("rights.channel")
@pytest.mark.parametrize("name", ["intexsoft", "altexsoft", "integrica", "intermind"])
def test_the_clock_starts_at_the_first_arrival_at_any_channel(
    company: Companies, name: str
) -> None:
    """What staff type for a mail that was forwarded, or for a fax (a phone note, a letter)."""
    house, typed = company(name), "2026-04-09T10:00:00+00:00"
    for channel in ("email", "fax", "phone", "post", "form"):
        request = asked(
            house, "access", ADA, typed, channel=channel, received="2026-04-06T09:00:00+00:00"
        )
        assert request["received"].startswith("2026-04-06")
        assert (request["due"], request["channel"]) == ("2026-05-06", channel)
    listed = house.request("list", at=typed).said["requests"]
    assert len(listed) == 5
    assert {one["due"] for one in listed} == {"2026-05-06"}


@entry("rights.channel")
def test_a_text_by_which_nobody_can_be_reached_is_a_gap(company: Companies) -> None:
    """One names nobody to write to; of two others the published address is cut off or masked."""
    found = {name: "GAP.contact-unresolvable" in company(name).check().codes for name in SEEDS}
    assert found == {
        "intexsoft": False, "intermind": True, "altexsoft": False, "soft-ok": True,
        "integrica": True,
    }  # fmt: skip
    assert asked(company("soft-ok"), "access", ADA, channel="post")["due"] == "2026-04-02"


@entry("rights.request-register")
def test_a_hundred_requests_are_counted_with_the_two_that_were_late(company: Companies) -> None:
    """Rows outlive the people they are about, and lead to nobody then."""
    house, day = company("intexsoft"), "2026-03-02T10:00:00+00:00"
    given = house.collect("contact-form", {"email": ADA, "message": "hello"}, at=day)
    person, received = given.said["person"], clock(day).now()
    days = [29] * 98 + [31, 35]
    made = house.informed(person, received, [received + timedelta(days=one) for one in days])
    report = house.request("list", report=True, at="2026-05-01T10:00:00+00:00").said
    assert (report["total"], report["on_time"], report["open"]) == (100, 98, 0)
    assert {one["request"]: one["days"] for one in report["late"]} == {made[98]: 1, made[99]: 5}
    house.erase(person, "2026-05-02T10:00:00+00:00")
    again = house.request("list", report=True, at="2026-05-03T10:00:00+00:00").said
    assert again == report
    rows = house.request("list", all=True, at="2026-05-03T10:00:00+00:00").said["requests"]
    assert len(rows) == 100
    assert ADA not in str(rows)
    assert person not in str(rows)


@entry("rights.request-register")
@pytest.mark.parametrize(
    ("name", "days"), [("altexsoft", [29, 32, 36]), ("integrica", [29, 32, 36])]
)
def test_the_report_is_the_same_where_no_term_is_promised_and_the_law_gives_a_month(
    company: Companies, name: str, days: list[int]
) -> None:
    """A month from the second of March has thirty-one days."""
    house, day = company(name), "2026-03-02T10:00:00+00:00"
    person = house.collect("contact-form", {"email": ADA}, at=day).said["person"]
    received = clock(day).now()
    made = house.informed(person, received, [received + timedelta(days=one) for one in days])
    report = house.request("list", report=True, at="2026-05-01T10:00:00+00:00").said
    assert (report["total"], report["on_time"], report["open"]) == (3, 1, 0)
    assert {one["request"]: one["days"] for one in report["late"]} == {made[1]: 1, made[2]: 5}
    house.erase(person, "2026-05-02T10:00:00+00:00")
    assert house.request("list", report=True, at="2026-05-03T10:00:00+00:00").said == report
    rows = house.request("list", all=True, at="2026-05-03T10:00:00+00:00").said["requests"]
    assert len(rows) == 3
    assert ADA not in str(rows)
    assert person not in str(rows)


@entry("rights.request-register")
@pytest.mark.parametrize("name", ["intexsoft", "altexsoft", "integrica"])
def test_who_handles_a_request_and_every_step_of_it_stand_in_the_register(
    company: Companies, name: str
) -> None:
    house = company(name)
    request = asked(house, "access", ADA, who="desk-2")["request"]
    house.request("verify", request, how="confirmed-link", who="desk-3")
    house.request("withdraw", request)
    told = shown(house, request)
    assert [(one["event"], one["by"], one["who"]) for one in told["events"]] == [
        ("open", "asker", "desk-2"), ("verify", "staff", "desk-3"), ("withdraw", "asker", ""),
    ]  # fmt: skip
    assert (told["state"], told["handler"], told["steps"]) == ("withdrawn", "desk-3", [])


@entry("rights.list-per-policy")
def test_what_the_law_gives_is_honoured_whatever_a_text_lists(company: Companies) -> None:
    gaps = {}
    for name in SEEDS:
        house = company(name)
        gaps[name] = len(set(SEVEN) - set(house.tables()["rights"]["offered"]))
        assert ("GAP.13-2-b" in house.check().codes) == (name != "altexsoft")
        for right in SEVEN:
            assert asked(house, right, ADA)["state"] == "received"
        assert len(house.request("list").said["requests"]) == 7
    assert gaps == {"intexsoft": 0, "intermind": 6, "altexsoft": 1, "soft-ok": 7, "integrica": 2}


@entry("rights.scope-european-users")
def test_nobody_is_left_without_an_answer_for_where_they_live(company: Companies) -> None:
    def by_regime(data: dict) -> None:
        data["rights"]["scope"] = "by-regime"
        data["controller"]["law"] = ["GDPR"]

    outcomes = {}
    for scope, edit in (("all", None), ("by-regime", by_regime)):
        house = company("intexsoft", edit)
        mail = {"email": ADA, "message": "hello"}
        person = house.collect("contact-form", mail).said["person"]
        for place in ("BY", "FR"):
            request = asked(house, "restriction", person, session=True, residence=place)
            done = carried(house, request["request"])
            assert done["due"] <= "2026-04-01"
            ran = house.request("answer", request["request"])
            if ran.code == 0:
                assert ran.said["controller"]["name"] == "IntexSoft Ltd"
            after = shown(house, request["request"])
            assert after["state"] in ("answered", "closed")
            assert after["answer"] is not None
            outcomes[scope, place] = after["outcome"], after["ground"]
    assert outcomes == {
        ("all", "BY"): ("granted", ""),
        ("all", "FR"): ("granted", ""),
        ("by-regime", "BY"): ("refused", "not-given-by-law"),
        ("by-regime", "FR"): ("granted", ""),
    }


@entry("rights.scope-european-users")
def test_the_law_of_a_place_gives_what_it_gives(company: Companies) -> None:
    """Access is a right in Belarus too; only what its law does not know is told to be missing."""

    def by_regime(data: dict) -> None:
        data["rights"]["scope"] = "by-regime"

    house = company("intexsoft", by_regime)
    mail = {"email": ADA, "message": "hello"}
    person = house.collect("contact-form", mail).said["person"]
    request = asked(house, "access", person, session=True, residence="BY")["request"]
    assert len(answered(house, request)["data"]) == 2


@entry("governance.applicable-law")
def test_the_strictest_law_that_applies_sets_the_day(company: Companies) -> None:
    """An unnamed law is a warning; of a promise of days and a month of law the earlier counts."""
    found = {name: "WARN.law-unspecified" in company(name).check().codes for name in SEEDS}
    assert found["soft-ok"] is True
    assert found["intexsoft"] is False
    house = company("intexsoft")
    dues = {
        day: asked(house, "access", ADA, f"{day}T10:00:00+00:00")["due"]
        for day in ("2025-01-31", "2025-03-10")
    }
    assert dues == {"2025-01-31": "2025-02-28", "2025-03-10": "2025-04-09"}
    here = asked(house, "access", ADA, "2026-04-06T10:00:00+00:00", residence="BY")
    assert here["laws"] == ["belarus", "gdpr"]
    assert here["due"] == here["statutory"] < "2026-04-20"
    # A clause on the governing law does not switch the GDPR off.
    luxembourg = asked(company("intermind"), "access", ADA, "2026-04-06T10:00:00+00:00")
    assert (luxembourg["laws"], luxembourg["due"]) == (["gdpr"], "2026-05-06")


def test_an_answer_counts_by_its_first_day_even_when_an_appeal_follows(company: Companies) -> None:
    """State law gives an appeal a term of its own; what it answers names authority and court."""
    house = company("altexsoft")
    mail = {"email": ADA}
    person = house.collect("contact-form", mail).said["person"]
    request = asked(house, "erasure", person, session=True, residence="US-TX")["request"]
    no = house.request("refuse", request, ground="claims", citation="case-17")
    assert no.said["state"] == "decided"
    assert house.request("answer", request).said["remedies"]
    appealed = house.request("appeal", request, at="2026-03-10T20:00:00+00:00").said
    assert (appealed["state"], appealed["due"]) == ("appealed", "2026-05-09")
    assert [one["step"] for one in appealed["steps"]][-1] == "overdue"
    upheld = house.request("uphold", request, ground="case-17", at="2026-03-12T20:00:00+00:00").said
    assert (upheld["appeal"], upheld["due"], len(upheld["remedies"])) == (
        "upheld", "2026-05-09", 2,
    )  # fmt: skip
    report = house.request("list", report=True, at="2026-03-13T20:00:00+00:00").said
    assert (report["total"], report["on_time"], report["late"]) == (1, 1, [])


def test_a_bare_day_of_arrival_is_a_day_where_the_company_is(company: Companies) -> None:
    """Midnight UTC is the evening before in California; the term counts from the day meant."""
    house = company("altexsoft")
    at = "2026-03-05T20:00:00Z"
    house.collect("contact-form", {"email": "ada@mail.example"}, at="2026-02-01T20:00:00Z")
    opened = house.request("open", right="access", received="2026-02-05", at=at).said
    assert opened["received"] == "2026-02-05T08:00:00+00:00"
    assert opened["safe"].startswith("2026-03-05")
