"""Retention: permissions and their cap, events, inactivity, lateness, and which rule wins."""

from __future__ import annotations

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import written

MAIL = {"email": "ada@mail.example"}
FORM = "retention/contact-form"


def ends(house: Company, person: str, field: str, at: str) -> str:
    return house.held(person, at)[field]["delete_after"]


def explained(house: Company, person: str, field: str, at: str) -> dict:
    return house.retention("explain", house.held(person, at)[field]["record"], at=at).said


@entry("retention.contact-form-extension")
def test_each_year_needs_its_own_permission_before_the_last_one_ends(company: Companies) -> None:
    """Each runs from the end that stood; a day after the end there is nothing to permit."""
    house = company("intexsoft")
    person = house.collect("contact-form", MAIL, at="2025-03-10T09:00").said["person"]
    late = house.collect("contact-form", MAIL, at="2025-03-10T09:00").said["person"]
    assert house.retention("extend", person, FORM, at="2026-02-20").said["records"] == 1
    assert ends(house, person, "email", "2026-02-20") == "2027-03-10T09:00:00+00:00"
    refused = house.retention("extend", late, FORM, at="2026-03-11")
    assert (refused.code, refused.said["error"]["code"]) == (2, "retention/too-late")
    assert house.sweep("2026-03-11") == {FORM: 1}
    assert house.retention("extend", person, FORM, at="2027-02-25").said["records"] == 1
    assert ends(house, person, "email", "2027-02-25") == "2028-03-10T09:00:00+00:00"
    assert house.sweep("2028-03-10T08:59:59") == {}
    assert house.sweep("2028-03-10T09:00:00") == {FORM: 1}


@entry("retention.contact-form-cap")
def test_three_years_are_the_end_whatever_is_permitted(company: Companies) -> None:
    """Only a hold keeps it past the cap, and the hold's id is what is said to keep it."""
    house = company("intexsoft")
    person = house.collect("contact-form", MAIL, at="2025-03-10T09:00").said["person"]
    for day in ("2026-02-20", "2027-02-25"):
        assert house.retention("extend", person, FORM, at=day).code == 0
    refused = house.retention("extend", person, FORM, at="2028-02-20")
    assert (refused.code, refused.said["error"]["code"]) == (2, "retention/cap-reached")
    assert ends(house, person, "email", "2028-02-20") == "2028-03-10T09:00:00+00:00"
    placed = house.hold("place", ground="case-7", person=person, at="2028-03-01").said["hold"]
    why = explained(house, person, "email", "2028-03-01")
    assert [one["by"] for one in why["afterwards"]] == [f"hold/{placed}"]
    assert house.sweep("2028-03-11") == {}
    assert house.hold("list", at="2028-03-11").said["holds"][0]["ground"] == "case-7"
    house.hold("release", placed, at="2028-04-01")
    assert house.sweep("2028-04-01") == {FORM: 1}


@entry("retention.project-data-by-agreement")
def test_project_data_ends_by_its_agreement_and_by_the_amendment(company: Companies) -> None:
    """Ninety days after 31 March; thirty days once the agreement is amended."""

    def term(period: str, dated: str):
        def edit(data: dict) -> None:
            data["revision"]["dated"] = dated
            data["retention"]["project-data"] = {
                "keeps": ["project"],
                "for": period,
                "from": "agreement-end",
                "set-by": "agreement",
            }

        return edit

    house = company("intexsoft", term("P90D", "2018-05-29"))
    given = house.collect("task-data", {"task-data": "a table"}, shown="agreement=A1").said
    person, record = given["person"], given["kept"][0]["record"]

    def until(at: str) -> str:
        # It is the customer's data: the person's own answer does not hold it.
        return house.retention("explain", record, at=at).said["until"]

    assert house.retention("event", person, "agreement-end", at="2026-03-31").said["records"] == 1
    assert until("2026-04-01") == "2026-06-29T00:00:00+00:00"
    (house.folder / "amended").mkdir()
    house.manifest = written("intexsoft", house.folder / "amended", term("P30D", "2026-04-10"))
    taken_on = {"accept_material": True, "accept_findings": "record-1"}
    assert house.publish(house, "2026-04-10", **taken_on).said["shortened"] == 1
    assert until("2026-04-10") == "2026-04-30T00:00:00+00:00"
    assert house.sweep("2026-04-29T23:59:59") == {}
    assert house.sweep("2026-04-30T00:00:00") == {"retention/project-data": 1}


@entry("retention.deletion-after-expiry")
def test_what_is_late_shows_until_the_sweep_and_the_log_counts_it(company: Companies) -> None:
    house = company("altexsoft")
    for number in range(3):
        house.collect("live-chat", {"message": f"hello {number}"}, at="2025-02-01T10:00")
    late = house.prove("2026-02-03T00:00:00")
    assert late.code == 3
    broken = promise(late.said, "retention/forms-and-chats")
    assert broken["state"] == "broken"
    assert "3" in str(broken)
    assert house.sweep("2026-02-03T00:00:00") == {"retention/forms-and-chats": 3}
    after = house.prove("2026-02-03T00:00:01")
    assert promise(after.said, "retention/forms-and-chats")["state"] != "broken"
    assert '"address":"retention/forms-and-chats"' in house.everything_written()


def promise(said: dict, address: str) -> dict:
    (found,) = [one for one in said["promises"] if one["address"] == address]
    return found


@entry("retention.inactive-account-six-months")
def test_an_idle_account_goes_the_day_after_six_months_or_waits_for_approval(
    company: Companies,
) -> None:
    """Strictly after the anniversary day; what the text only permits becomes a task as written."""

    def written_as(data: dict) -> None:
        data["mode"] = "faithful"

    def tax(data: dict) -> None:
        data["legal-exceptions"] = {
            "tax-code": {
                "jurisdiction": "UA",
                "citation": "Tax Code, documents",
                "effect": "retain",
                "categories": ["financial-documents"],
                "for": "P5Y",
            }
        }

    rule = "retention/inactive-account"
    for active, last, first in (
        ("2026-01-10T10:00", "2026-07-10T23:59:59", "2026-07-11T00:00:00"),
        ("2025-08-31T10:00", "2026-02-28T23:59:59", "2026-03-01T00:00:00"),
    ):
        must = company("integrica", tax)
        person = must.collect("registration", MAIL, at=active).said["person"]
        must.collect("invoice", {"invoice": "INV-1"}, person=person, at=active)
        assert must.sweep(last) == {}
        assert must.sweep(first) == {rule: 1}
        assert set(must.held(person, first)) == {"invoice"}
        may = company("integrica", written_as)
        may.collect("registration", MAIL, at=active)
        assert may.sweep(first) == {}
        task = may.retention("sweep", commit=True, at=first).said["awaiting_approval"]
        assert task == {rule: 1}
        done = may.retention("sweep", commit=True, approve=rule, at=first).said
        assert (done["by_rule"], done["awaiting_approval"]) == ({rule: 1}, {})


@entry("retention.precedence")
def test_the_shortest_wins_a_cap_beats_permissions_and_a_hold_keeps_what_it_names(
    company: Companies,
) -> None:
    _a_chat_goes_by_the_annual_rule(company)
    _a_held_name_outlasts_the_rest_of_its_form(company)
    _a_withdrawal_takes_all_but_the_invoice(company)


def _a_chat_goes_by_the_annual_rule(company: Companies) -> None:
    house = company("altexsoft")
    chat = {"message": "hello", "name": "Ada"}
    person = house.collect("live-chat", chat, at="2025-02-01T00:00").said["person"]
    house.consenting("newsletter-signup", MAIL, "newsletter", person=person, at="2025-12-01")
    for field in chat:
        why = explained(house, person, field, "2026-01-15")
        assert (why["until"], why["rule"]) == (
            "2026-02-01T00:00:00+00:00",
            "retention/forms-and-chats",
        )
        assert "retention/while-in-use" in [one["rule"] for one in why["others"]]
    # The name is data on which consent stands, too, and that rule still waits.
    waits = {
        one["rule"]: one["waits_for"]
        for one in explained(house, person, "name", "2026-01-15")["others"]
    }
    assert waits["retention/consent-data"] == "consent-withdrawn"


def _a_held_name_outlasts_the_rest_of_its_form(company: Companies) -> None:
    def named(data: dict) -> None:
        data["categories"]["names"] = {"items": ["name"]}
        data["collection"]["contact-form"]["fields"]["name"] = {"category": "names"}
        data["retention"]["contact-form"]["keeps"].append("names")
        for source in data["sources"].values():
            if "gives" in source:
                source["gives"].append("names")
        for purpose in ("inquiry", "service-information", "marketing"):
            data["purposes"][purpose]["uses"].append("names")

    house = company("intexsoft", named)
    form = MAIL | {"name": "Ada", "message": "call me"}
    person = house.collect("contact-form", form, at="2025-03-10T00:00").said["person"]
    for day in ("2026-02-20", "2027-02-25"):
        assert house.retention("extend", person, FORM, at=day).said["records"] == 3
    scope = {"person": person, "category": "names", "until": "2029-01-01"}
    house.hold("place", ground="case-7", at="2028-01-01", **scope)
    assert house.sweep("2028-03-10T00:00") == {FORM: 2}
    assert set(house.held(person, "2028-03-10T00:00")) == {"name"}
    why = explained(house, person, "name", "2028-03-10T00:00")
    assert (why["state"], why["until"]) == ("held", "2029-01-01T00:00:00+00:00")
    assert [one["rule"] for one in why["others"]] == [FORM]
    assert not house.look(person, "inquiry", at="2028-03-11T00:00").seen
    assert house.sweep("2028-12-31T23:59:59") == {}
    assert house.sweep("2029-01-01T00:00:00") == {FORM: 1}


def _a_withdrawal_takes_all_but_the_invoice(company: Companies) -> None:
    def invoiced(data: dict) -> None:
        data["categories"]["papers"] = {"items": ["invoice"]}
        data["collection"]["newsletter-signup"]["fields"]["invoice"] = {"category": "papers"}
        data["retention"]["consent-data"]["keeps"].append("papers")
        data["purposes"]["newsletter"]["uses"].append("papers")
        data["systems"]["mailchimp"]["holds"].append("papers")
        data["legal-exceptions"] = {
            "tax-code": {
                "jurisdiction": "US",
                "citation": "Code, documents",
                "effect": "retain",
                "categories": ["papers"],
                "for": "P5Y",
            }
        }

    house = company("altexsoft", invoiced)
    sent = MAIL | {"invoice": "INV-1"}
    person = house.consenting("newsletter-signup", sent, "newsletter", at="2025-01-01").said[
        "person"
    ]
    assert house.sweep("2025-06-01T00:00") == {}
    house.consent("withdraw", person, "newsletter", at="2025-06-01T00:00")
    assert house.sweep("2025-06-01T00:00") == {"retention/consent-data": 1}
    why = explained(house, person, "invoice", "2025-06-01T00:00")
    assert (why["state"], why["rule"], why["until"]) == (
        "held",
        "legal-exceptions/tax-code",
        "2030-01-01T00:00:00+00:00",
    )
    assert house.sweep("2029-12-31T23:59:59") == {}
    assert sum(house.sweep("2030-01-01T00:00:00").values()) == 1
