"""Governance: the principles, and what a policy must be able to show."""

from __future__ import annotations

import sqlite3

import pytest

from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.submissions import many
from troth.engines.intake.submission import Submission

MAIL = {"email": "ada@mail.example"}


@entry("governance.principle-lawful-fair-transparent")
def test_what_the_policy_does_not_describe_is_refused_and_remembered(company: Companies) -> None:
    house = company("altexsoft")
    kept = house.collect("contact-form", MAIL)
    strange = house.collect("contact-form", MAIL | {"birthday": "1990-01-01"})
    assert (kept.code, strange.codes) == (0, ["FIELD_UNDECLARED"])
    with house.open() as platform, platform.data.read() as reader:
        violations = [(one.subject, one.code) for one in reader.refusals()]
        known = {one.policy for one in reader.activities().values()}
    assert violations == [("contact-form", "FIELD_UNDECLARED")]
    assert known == {kept.said["policy"]}
    assert "1990-01-01" not in house.everything_written()


@entry("governance.principle-purpose-limitation")
def test_another_purpose_needs_a_consent_or_an_order(company: Companies) -> None:
    house = company("altexsoft")
    person = house.collect("contact-form", MAIL).said["person"]
    refused = house.look(person, "newsletter", at="2026-03-02T11:00")
    assert not refused.seen
    assert "PURPOSE_INCOMPATIBLE" in refused.codes
    ordered = house.look(person, "newsletter", at="2026-03-02T12:00", shown={"order": "17"})
    assert [one.value for one in ordered.seen] == [b"ada@mail.example"]
    given = house.consent("give", person, "newsletter")
    assert given.code == 0
    agreed = house.look(person, "newsletter", at="2026-03-02T13:00")
    assert [one.value for one in agreed.seen] == [b"ada@mail.example"]
    looks = sorted(house.export(person)["looks"], key=lambda one: one["at"])
    assert [(one["purpose"], one["allowed"]) for one in looks] == [
        ("newsletter", False),
        ("newsletter", True),
        ("newsletter", True),
    ]
    assert looks[1]["reason"] == "order=17"


@entry("governance.principle-minimisation")
@pytest.mark.parametrize("name", ["altexsoft", "intexsoft", "integrica"])
@pytest.mark.parametrize("mode", ["reject", "strip"])
def test_a_field_no_purpose_needs_is_refused_or_left_out(
    company: Companies, mode: str, name: str
) -> None:
    """The form asks for a name, an address and a message; two of three do so under other names."""

    def extra(data: dict) -> None:
        form, contact = data["collection"]["contact-form"], data["categories"]["contact"]["items"]
        form["extra-fields"] = mode
        for field in ("name", "message"):
            if field not in form["fields"]:
                form["fields"][field] = {"category": "contact"}
                contact.append(field)

    house = company(name, extra)
    data = {"name": "Ada", "email": "ada@mail.example", "message": "hello"}
    sent = house.collect("contact-form", data | {"passport-no": "XQ7719203"})
    if mode == "reject":
        assert (sent.code, sent.codes) == (2, ["FIELD_UNDECLARED"])
        assert "`passport-no`" in sent.said["reasons"][0]["detail"]
    else:
        assert (sent.code, sent.said["dropped"]) == (0, ["passport-no"])
        assert set(house.held(sent.said["person"])) == set(data)
    assert "XQ7719203" not in house.everything_written() + str(sent.said) + sent.words


@entry("governance.principle-storage-limitation")
@pytest.mark.parametrize("name", ["altexsoft", "integrica", "intermind", "intexsoft", "soft-ok"])
def test_nothing_is_held_without_an_end_or_an_event_that_ends_it(
    company: Companies, name: str
) -> None:
    """A thousand submissions over every door of the policy: none is left without an end."""
    house = company(name)
    with house.open() as platform:
        answers = platform.intake.receive_many(many(platform.policy, platform.clock.now(), 1000))
        kept = [one for one in answers if one]
        rules = {rule.address for rule in platform.policy.rules.values()}
        rules |= {f"sources/{source}" for source in platform.policy.sources}
        with platform.data.read() as reader:
            activities = reader.activities()
            rows = [row for rows in reader.all_records() for row in rows]
            endless = [
                row
                for row in rows
                if row.expires_at is None and not rules & set(activities[row.activity].rules)
            ]
            nameless = [row for row in rows if row.rule not in rules]
    assert len(kept) == 1000
    assert len(rows) >= 1000
    assert (endless, nameless) == ([], [])


@entry("governance.legal-basis-register")
def test_a_use_without_a_ground_is_a_gap_and_claiming_otherwise_is_false(
    company: Companies,
) -> None:
    house = company("intexsoft")
    findings = {one["code"]: one for one in house.check().said["findings"]}
    silent = findings["GAP.13-1-c"]["message"]
    for purpose in ("inquiry", "campaign-success", "troubleshoot", "abuse-monitoring"):
        assert f"`{purpose}`" in silent
    for purpose in ("integration-success", "legal-requests"):
        assert f"`{purpose}`" in silent
    assert "WARN.claim-false" in findings
    given = house.collect("contact-form", MAIL).said
    assert all(one["basis"] for one in house.export(given["person"])["data"])


@entry("governance.controller-identity")
def test_a_controller_who_cannot_be_reached_is_a_gap(company: Companies) -> None:
    gaps = {
        name: "GAP.13-1-a" in company(name).check().codes
        for name in ("intexsoft", "intermind", "altexsoft", "soft-ok", "integrica")
    }
    assert gaps == {
        "intexsoft": False,
        "intermind": True,
        "altexsoft": False,
        "soft-ok": True,
        "integrica": True,
    }


@entry("governance.legitimate-interest-register")
def test_an_interest_needs_its_balancing_record(company: Companies) -> None:
    def balanced(data: dict) -> None:
        analytics = data["purposes"]["analytics"]
        del analytics["stated-bases"]
        analytics |= {"basis": "legitimate-interests", "balancing": "required"}

    house = company("altexsoft", balanced)
    view = {"pages-viewed": "/"}
    assert house.collect("page-view", view).codes == ["LI_ASSESSMENT_MISSING"]
    assert house.collect("page-view", view, shown="balancing=B-1").code == 0
    assert "GAP.13-1-d" in company("altexsoft").check().codes


@entry("governance.mixed-legal-basis")
def test_two_grounds_are_doubtful_and_a_withdrawal_stops_both(company: Companies) -> None:
    house = company("altexsoft")
    assert "WARN.mixed-basis" in house.check().codes
    view = {"pages-viewed": "/"}
    person = house.consenting("page-view", view, "analytics").said["person"]
    assert house.collect("page-view", view, person=person).code == 0
    assert house.consent("withdraw", person, "analytics").code == 0
    assert house.collect("page-view", view, person=person).codes == ["CONSENT_WITHDRAWN"]


@entry("governance.authority-or-law-permission")
def test_a_law_that_keeps_data_longer_is_cited(company: Companies) -> None:
    def exception(cited: bool):
        def edit(data: dict) -> None:
            made = {"jurisdiction": "BY", "effect": "retain", "categories": ["contact"]}
            made |= {"for": "P5Y"} | ({"citation": "Tax Code"} if cited else {})
            data["legal-exceptions"] = {"invoices": made}

        return edit

    without = company("intexsoft", exception(cited=False)).check()
    assert (without.code, len(without.codes)) == (2, 1)
    assert "citation" in str(without.said["diagnostics"])
    house = company("intexsoft", exception(cited=True))
    given = house.collect("contact-form", MAIL, at="2025-02-01T10:00").said
    assert given["kept"][0]["delete_after"] == "2030-02-01T10:00:00+00:00"
    assert house.sweep("2026-03-01T10:00") == {}
    plan = house.plan(given["person"], at="2026-03-01T10:00")["plan"]
    assert [one["address"] for one in plan["kept"]] == ["legal-exceptions/invoices"]


@entry("governance.audit-evidence")
def test_one_altered_row_of_ten_thousand_is_named(company: Companies) -> None:
    """The log verifies until one of its rows is changed, and holds no address of anybody."""
    house = company("intexsoft")
    with house.open() as platform:
        now = platform.clock.now()
        platform.intake.receive_many(many(platform.policy, now, 100))
        stray = Submission(form="contact-form", data={"shoe-size": "41"}, received_at=now)
        platform.intake.receive_many([stray] * 9_900)
    assert house.evidence("verify").code == 0
    with sqlite3.connect(house.folder / "data.db") as rows:
        logged = rows.execute("select count(*), group_concat(hex(body), '') from facts").fetchone()
        assert logged[0] >= 10_000
        assert b"@mail.example".hex().upper() not in logged[1]
        changed = (
            "update facts set body = cast(replace(cast(body as text), :was, :now) as blob)"
            " where seq = 5000"
        )
        assert rows.execute(changed, {"was": "FIELD_", "now": "FIElD_"}).rowcount == 1
    rows.close()
    tampered = house.evidence("verify")
    assert tampered.code != 0
    altered = [one["index"] for one in tampered.said["problems"] if "altered" in one["code"]]
    assert altered == [4999]  # the tree counts from zero
