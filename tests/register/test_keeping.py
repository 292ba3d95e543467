"""Collection: how long what was taken in stays, and which rule ends it."""

from __future__ import annotations

from tests.register.conftest import Companies
from tests.register.entries import entry


@entry("collection.feedback-forms")
def test_one_form_ends_by_three_rules_in_three_companies(company: Companies) -> None:
    """A year; twelve months of silence or a yearly purge; or the inactivity of an account."""
    at = "2025-02-01T10:00"
    data = {"email": "ada@mail.example"}
    ended = {}
    fields = {"intexsoft": "message", "altexsoft": "message", "integrica": "feedback"}
    for name, field in fields.items():
        house = company(name)
        given = house.collect("contact-form", data | {field: "please call"}, at=at).said
        ended[name] = house, given["person"], {one["field"]: one for one in given["kept"]}
    first = ended["intexsoft"][2]["message"]
    assert (first["delete_after"], first["rule"]) == (
        "2026-02-01T10:00:00+00:00",
        "retention/contact-form",
    )
    second = ended["altexsoft"][2]["message"]
    assert (second["delete_after"], second["rule"]) == (
        "2026-02-01T00:00:00+00:00",
        "retention/forms-and-chats",
    )
    house, person, kept = ended["integrica"]
    assert kept["feedback"]["rule"] == "retention/inactive-account"
    held = house.held(person, at)["feedback"]
    assert held["delete_after"] == "2025-08-02T00:00:00+00:00"
    assert "GAP.13-2-a" in house.check().codes


@entry("collection.electronic-messages")
def test_a_chat_goes_after_a_year_and_an_email_after_a_year_of_silence(company: Companies) -> None:
    """The person goes on using the site, so only what is said about messages ends them.

    The year of silence is exact to the instant: the mail came just before midnight.
    """
    house = company("altexsoft")
    chat = house.collect("live-chat", {"message": "in the chat"}, at="2025-02-01T10:00")
    person = chat.said["person"]
    mail = {"message": "in a mail"}
    house.collect("email-message", mail, at="2025-09-15T23:59:59.5", person=person)
    assert house.sweep("2026-01-31T23:59:59") == {}
    assert house.sweep("2026-02-01T00:00:00") == {"retention/forms-and-chats": 1}
    house.consenting(
        "page-view", {"pages-viewed": "/"}, "analytics", person=person, at="2026-06-01T10:00"
    )
    assert house.sweep("2026-09-15T23:59:59") == {}
    values = [one["value"] for one in house.export(person, "2026-09-15T23:59:59")["data"]]
    assert sorted(values) == ["/", "in a mail"]
    assert house.sweep("2026-09-16T00:00:00") == {"retention/support-silence": 1}
    assert set(house.held(person, "2026-09-16T00:00:00")) == {"pages-viewed"}


@entry("collection.third-party-account-necessity")
def test_what_a_platform_allows_for_thirty_days_goes_on_the_next(company: Companies) -> None:
    def terms(data: dict) -> None:
        data["sources"]["linkedin"]["max-age"] = "P30D"

    house = company("altexsoft", terms)
    given = house.collect(
        "linkedin-connection",
        {"account-email": "ada@mail.example"},
        at="2026-01-01T10:00",
        shown="consent=C-1",
    ).said
    refused = house.look(given["person"], "analytics", at="2026-01-02T10:00")
    assert not refused.seen
    assert "PURPOSE_NOT_DECLARED_FOR_FIELD" in refused.codes
    assert given["kept"][0]["rule"] == "sources/linkedin"
    assert house.sweep("2026-01-30T10:00") == {}
    assert house.sweep("2026-01-31T10:00:00") == {"sources/linkedin": 1}
    assert house.held(given["person"], "2026-02-01T10:00") == {}


@entry("collection.purpose-legal-compliance")
def test_an_invoice_outlasts_the_account_it_belongs_to(company: Companies) -> None:
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

    house = company("integrica", tax)
    account = house.collect("registration", {"email": "ada@mail.example"}, at="2025-08-01T10:00")
    person = account.said["person"]
    house.collect("invoice", {"invoice": "INV-1"}, person=person, at="2025-08-01T10:00")
    now = "2026-03-02T10:00"
    assert house.sweep(now) == {"retention/inactive-account": 1}
    left = house.held(person, now)
    assert set(left) == {"invoice"}
    with house.open(now) as platform:
        record = bytes.fromhex(left["invoice"]["record"])
        with platform.data.read() as reader:
            kept = reader.record(record)
        late = house.open("2026-09-01T10:00")
    assert kept is not None
    assert kept.keep_until is not None
    with late as platform:
        why = platform.retention.explain(record, platform.clock.now()).verdict
    assert why.until is not None
    assert why.until.isoformat() == "2030-08-01T10:00:00+00:00"


@entry("collection.customer-task-data")
def test_a_customers_data_goes_when_its_agreement_says(company: Companies) -> None:
    """Ninety days after the agreement: there on the ninetieth, gone on the next."""

    def term(data: dict) -> None:
        data["retention"]["project-data"] = {
            "keeps": ["project"],
            "for": "P90D",
            "from": "agreement-end",
            "set-by": "agreement",
        }

    house = company("intexsoft", term)
    given = house.collect("task-data", {"task-data": "a table"}, shown="agreement=A1").said
    with house.open("2026-04-01T00:00") as platform:
        person = bytes.fromhex(given["person"])
        assert platform.retention.event(person, "agreement-end", platform.clock.now()) == 1
    assert house.sweep("2026-06-29T23:59:59") == {}
    assert house.count_records() == 1
    assert sum(house.sweep("2026-06-30T00:00:00").values()) == 1
    assert house.count_records() == 0
