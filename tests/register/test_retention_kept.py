"""Retention: what is owed, what a law keeps, what an exception names, and a form with two lives."""

from __future__ import annotations

import pytest
import yaml

from tests.register.asking import answered
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import CONSENT_TEXT, POLICIES, Edit
from tests.register.test_minors import with_birth_date
from tests.register.test_retention import MAIL, explained

ACCOUNT = "retention/inactive-account"
FIFTEEN = "2011-01-01"
"""Of whom the age is fifteen in March 2026."""
TAX = "legal-exceptions/tax-code"


@entry("retention.as-long-as-obligations")
def test_an_obligation_keeps_an_account_and_then_the_account_keeps_itself(
    company: Companies,
) -> None:
    house = company("integrica")
    owed = house.collect("registration", MAIL, at="2025-03-01").said["person"]
    none = house.collect("registration", MAIL, at="2025-03-01").said["person"]
    house.obligation("open", owed, "ticket-7", kind="ticket", at="2025-03-01")
    during = explained(house, owed, "email", "2025-12-01")
    assert (during["state"], during["owed"]) == ("keep", ["ticket/ticket-7"])
    assert house.sweep("2025-12-01") == {ACCOUNT: 1}
    assert not house.held(none, "2025-12-01")
    house.obligation("close", owed, "ticket-7", at="2026-02-01")
    after = explained(house, owed, "email", "2026-02-02")
    assert (after["rule"], after["until"]) == (ACCOUNT, "2026-08-02T00:00:00+00:00")
    assert {"retention/obligations": "obligation-met"}.items() <= {
        one["rule"]: one["waits_for"] for one in after["others"]
    }.items()
    assert house.sweep("2026-08-01T23:59:59") == {}
    never = company("integrica")
    person = never.collect("registration", MAIL, at="2026-01-10").said["person"]
    why = explained(never, person, "email", "2026-01-11")
    assert (why["rule"], why["until"]) == (ACCOUNT, "2026-07-11T00:00:00+00:00")
    assert {"code": "WARN.need-unset", "address": "retention/obligations"} in why["warnings"]
    assert "GAP.13-2-a" in never.check().codes


def papers(data: dict) -> None:
    """Documents are kept for a law that is cited, and seen by finance alone."""
    data["categories"]["contracts"] = {"items": ["contract"]}
    data["sources"]["invoicing"]["gives"].append("contracts")
    data["collection"]["invoice"]["fields"]["contract"] = {"category": "contracts"}
    data["systems"]["servers"]["holds"].append("contracts")
    for purpose in ("financial-operations", "legal-compliance"):
        data["purposes"][purpose]["uses"].append("contracts")
    rule = data["retention"]["financial-documents"]
    rule |= {"keeps": ["financial-documents", "contracts"], "cited": True}
    data["staff-roles"] = {
        "finance": {"may": ["legal-compliance"]},
        "support": {"may": ["support", "legal-compliance"]},
    }
    data["legal-exceptions"] = {
        "tax-code": {
            "jurisdiction": "UA",
            "citation": "L1",
            "effect": "retain",
            "categories": ["financial-documents"],
            "for": "P5Y",
            "role": "finance",
        }
    }


def papers_there(data: dict) -> None:
    """The same where a text speaks of duties to keep, and names no document: they come with it."""
    other = yaml.safe_load((POLICIES / "integrica.yaml").read_text(encoding="utf-8"))
    data["systems"]["servers"] = {"kind": "database", "holds": ["financial-documents"]}
    for part, names in {
        "categories": ["financial-documents"],
        "sources": ["invoicing"],
        "collection": ["invoice"],
        "purposes": ["financial-operations", "invoicing", "financial-reporting"],
        "retention": ["financial-documents"],
    }.items():
        data[part] |= {name: other[part][name] for name in names}
    data["purposes"]["legal-compliance"] = other["purposes"]["legal-compliance"]
    for name in ("financial-operations", "invoicing", "financial-reporting", "legal-compliance"):
        uses = set(data["purposes"][name]["uses"]) - {"payments"}
        data["purposes"][name]["uses"] = sorted(uses)
    papers(data)


@entry("retention.financial-and-other-documents")
@pytest.mark.parametrize(
    ("name", "edit", "form"),
    [("integrica", papers, "registration"), ("altexsoft", papers_there, "contact-form")],
)
def test_a_document_is_kept_for_the_law_that_is_cited_and_seen_by_finance_alone(
    company: Companies, name: str, edit: Edit, form: str
) -> None:
    house = company(name, edit)
    person = house.collect(form, MAIL, at="2026-01-10").said["person"]
    refused = house.collect("invoice", {"contract": "C-1"}, person=person, at="2026-01-10")
    assert (refused.code, refused.codes) == (2, ["CITATION_REQUIRED"])
    stored = house.collect("invoice", {"invoice": "INV-1"}, person=person, at="2026-01-10")
    assert stored.code == 0
    plan = house.plan(person, at="2026-02-01")
    assert TAX in str(plan)
    house.erase(person, at="2026-02-01")
    assert set(house.held(person, "2026-02-02")) == {"invoice"}
    case = {"case": "audit-1"}
    for role in ("support", None):
        look = house.look(person, "legal-compliance", role=role, shown=case, at="2026-03-01")
        assert not look.seen
        assert "ROLE" in look.codes
    seen = house.look(person, "legal-compliance", role="finance", shown=case, at="2026-03-01").seen
    assert [one.value for one in seen] == [b"INV-1"]
    unshown = house.look(person, "legal-compliance", role="finance", at="2026-03-01")
    assert not unshown.seen
    assert "RESTRICTED" in unshown.codes
    assert house.sweep("2031-01-09T23:59:59") == {}
    assert sum(house.sweep("2031-01-10T00:00:00").values()) == 1


def excepted(data: dict, form: str = "email-message", system: str = "zoho-crm") -> None:
    """An order keeps the number of an invoice, and nothing else of the order."""
    data["categories"]["orders"] = {"items": ["invoice-no", "delivery-note"]}
    source = data["sources"][data["collection"][form]["source"]]
    if "gives" in source:
        source["gives"].append("orders")
    data["collection"][form]["fields"] |= {
        "invoice-no": {"category": "orders"},
        "delivery-note": {"category": "orders"},
    }
    data["systems"][system]["holds"].append("orders")
    data["purposes"]["support"]["uses"].append("orders")
    data["retention"]["orders"] = {
        "keeps": ["orders"],
        "for": "P12M",
        "from": "collection",
        "unless": ["legal-duty"],
    }
    data["legal-exceptions"] = {
        "e1": {
            "jurisdiction": "US",
            "citation": "Order E1",
            "effect": "retain",
            "categories": ["orders"],
            "items": ["invoice-no"],
            "valid-until": "2027-01-01",
        }
    }


@entry("retention.legal-exceptions")
@pytest.mark.parametrize(
    ("name", "form", "system"),
    [("altexsoft", "email-message", "zoho-crm"), ("integrica", "contact-form", "servers")],
)
def test_an_exception_keeps_the_field_it_names_until_it_ends(
    company: Companies, name: str, form: str, system: str
) -> None:
    house = company(name, lambda data: excepted(data, form, system))
    order = {"invoice-no": "17", "delivery-note": "left at the door"}
    person = house.collect(form, order, at="2025-05-01").said["person"]
    swept = house.retention("sweep", commit=True, at="2026-05-01").said
    assert (swept["by_rule"], swept["exceptions_ended"]) == ({"retention/orders": 1}, {})
    assert set(house.held(person, "2026-05-01")) == {"invoice-no"}
    kept = explained(house, person, "invoice-no", "2026-05-01")
    assert (kept["rule"], kept["until"]) == ("legal-exceptions/e1", "2027-01-01T00:00:00+00:00")
    assert not house.look(person, "support", at="2026-05-02").seen
    assert house.sweep("2026-12-31T23:59:59") == {}
    ended = house.retention("sweep", commit=True, at="2027-01-01").said
    assert ended["by_rule"] == {"retention/orders": 1}
    assert ended["exceptions_ended"] == {"legal-exceptions/e1": 1}
    assert '"kind":"exception-ended"' in house.everything_written()


@entry("retention.legal-exceptions")
def test_where_the_text_reserves_no_exception_none_is_attached(company: Companies) -> None:
    """The refusal waits for a lawyer; the other text has one period, and it yields to law."""
    house, at = company("altexsoft", excepted), "2025-02-01"
    person = house.collect("live-chat", {"message": "hello"}, at=at).said["person"]
    record = house.held(person, at)["message"]["record"]
    refused = house.retention("except", record, "e1", at="2026-01-15")
    assert refused.code == 2
    assert refused.said["error"]["code"] == "retention/exception-not-in-policy"
    assert "lawyer" in refused.said["error"]["help"]
    assert '"code":"EXCEPTION_NOT_IN_POLICY"' in house.everything_written()
    assert house.sweep("2026-02-01") == {"retention/forms-and-chats": 1}


@entry("retention.form-with-consent-split")
def test_a_form_with_a_tick_leaves_yearly_and_the_address_stays_with_its_consent(
    company: Companies,
) -> None:
    def ticked(data: dict) -> None:
        data["collection"]["contact-form"]["splits"] = {"newsletter": "newsletter-signup"}
        data["retention"]["consent-data"]["combine"] = "consent-wins"

    house = company("altexsoft", ticked)
    form = {"email": "ada@mail.example", "message": "call me"}
    given = house.consenting("contact-form", form, "newsletter", at="2025-02-01").said
    person = given["person"]
    rules = sorted((one["field"], one["rule"]) for one in given["kept"])
    assert rules == [
        ("email", "retention/consent-data"),
        ("email", "retention/forms-and-chats"),
        ("message", "retention/forms-and-chats"),
    ]
    assert house.sweep("2026-01-31T23:59:59") == {}
    assert house.sweep("2026-02-01") == {"retention/forms-and-chats": 2}
    (left,) = house.export(person, "2026-02-01")["data"]
    assert (left["field"], left["value"]) == ("email", "ada@mail.example")
    why = house.retention("explain", left["record"], at="2026-02-01").said
    assert (why["form"], why["rule"]) == ("newsletter-signup", "retention/consent-data")
    consents = house.consents(person, "2026-02-01")
    assert CONSENT_TEXT in str(consents)
    house.consent("withdraw", person, "newsletter", at="2026-03-01")
    assert house.sweep("2026-03-01") == {"retention/consent-data": 1}
    assert not house.export(person, "2026-03-01")["data"]


def test_a_tick_that_is_refused_refuses_the_form_it_came_with(company: Companies) -> None:
    """Nobody could tell what was kept of it."""

    def ticked(data: dict) -> None:
        data["collection"]["contact-form"]["splits"] = {"newsletter": "newsletter-signup"}
        data["collection"]["newsletter-signup"]["fields"]["name"]["required"] = True

    house = company("altexsoft", ticked)
    form = {"email": "ada@mail.example", "message": "call me"}
    refused = house.consenting("contact-form", form, "newsletter", at="2025-02-01")
    assert (refused.code, refused.codes) == (2, ["REQUIRED_FIELD_MISSING"])
    assert house.count_records() == 0
    named = form | {"name": "Ada"}
    assert house.consenting("contact-form", named, "newsletter", at="2025-02-01").code == 0


@entry("retention.minor-data-delete")
def test_a_confirmed_minor_is_gone_the_same_day_and_only_the_parent_who_asked_is_answered(
    company: Companies,
) -> None:
    """One company tells nobody; the other answers the parent who reported, and not the child."""
    found = "2026-03-02T10:00"
    silent = company("intexsoft", with_birth_date("contact-form", "contact"))
    child = {"email": "kit@mail.example", "birth-date": FIFTEEN}
    assert silent.collect("contact-form", child, at=found).codes == ["MINOR"]
    person = silent.collect("contact-form", MAIL | {"message": "hi"}, at=found).said["person"]
    of_age = silent.subject("declare", person, born="1990-01-01", confirmed=True, at=found)
    assert (of_age.code, of_age.said["error"]["code"]) == (2, "declared/not-a-minor")
    assert silent.count_records() > 0
    gone = silent.subject("declare", person, born=FIFTEEN, confirmed=True, at=found).said
    assert (gone["minor"], silent.count_records()) == ("erased", 0)
    # Nobody asked, so nobody is answered: no request, no notice, no word to the child.
    written = silent.everything_written()
    assert '"kind":"answered"' not in written
    assert '"kind":"request-' not in written
    assert MAIL["email"] not in written
    house = company("integrica")
    person = house.collect("registration", MAIL, at=found).said["person"]
    asked_for = {"right": "erasure", "person": person, "by": "guardian", "about": "minor"}
    request = house.request("open", **asked_for, at=found).said["request"]
    house.request("verify", request, how="staff-attested", at=found)
    assert "minor" in house.subject("declare", person, born=FIFTEEN, at=found).said["kept"]
    told = answered(house, request, found)
    assert (told["outcome"], told["erasure"]["records"]) == ("granted", 1)
    assert house.count_records() == 0
    shown = house.request("show", request, at=found).said
    assert (shown["by"], shown["state"]) == ("guardian", "answered")
    alone = house.collect("registration", {"email": "kit@mail.example"}, at=found).said["person"]
    gone = house.subject("declare", alone, born=FIFTEEN, confirmed=True, at=found).said
    assert (gone["minor"], house.count_records()) == ("erased", 0)
