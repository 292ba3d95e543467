"""How far a hand-over reaches: fields, cases and their parties, sales, and what is published."""

from __future__ import annotations

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Ran
from tests.register.test_disputes import PURPOSES, bound, case

CAME = "2026-04-01T10:00:00+00:00"
LATER = "2026-04-20T10:00:00+00:00"
NAMED = {"name": "Ada", "email": "ada@mail.example"}


def with_name(form: str):
    """Return an edit that lets a form ask for a name."""

    def edit(data: dict) -> None:
        data["categories"]["contact"]["items"].append("name")
        data["collection"][form]["fields"]["name"] = {"category": "contact"}

    return edit


def handed(ran: Ran) -> set[str]:
    assert ran.code == 0, ran.said
    return {one["field"] for one in ran.said["handed"]}


def with_phone(house: Company) -> str:
    """Let somebody sign up for the newsletter and give a number later; return who."""
    came = house.consenting("newsletter-signup", NAMED, "newsletter", at=CAME).said["person"]
    more = NAMED | {"phone": "+37052000001"}
    assert house.collect("contact-form", more, person=came, at=CAME).code == 0
    return came


@entry("sharing.minimum-fields")
def test_a_recipient_gets_the_fields_of_its_list_and_no_other(company: Companies) -> None:
    def mailer(data: dict) -> None:
        data["recipients"]["mailer"] = {
            "name": "Mailer", "company": "Mailer GmbH", "role": "processor", "place": ["DE"],
            "receives": ["contact"], "fields": ["email", "name"], "for": ["newsletter"],
        }  # fmt: skip

    house = company("altexsoft", mailer)
    person = with_phone(house)
    wanted = {"to": "mailer", "for": "newsletter", "category": "contact", "at": LATER}
    sent = house.subject("disclose", person, **wanted)
    assert handed(sent) == {"email", "name"}
    assert sent.said["left_out"] == ["phone"]
    assert house.refused_by_the_gate() == [("FIELD_NOT_ALLOWED", "recipients/mailer")]
    alone = house.subject("disclose", person, field=["phone"], **wanted | {"at": "2026-04-21"})
    assert handed(alone) == set()
    assert [items for _, items, _ in house.ledger(person)] == [("email", "name"), ()]


@entry("sharing.mailchimp")
def test_the_mailing_service_gets_what_its_entry_declares(company: Companies) -> None:
    def declared(data: dict) -> None:
        data["categories"]["contact"]["items"].append("segment")
        data["recipients"]["mailchimp"] |= {
            "receives": ["contact"], "fields": ["email", "name", "segment"], "transfer": "dpf",
        }  # fmt: skip

    literal, whole = company("altexsoft"), company("altexsoft", declared)
    gaps = [one for one in literal.check().said["findings"] if one["code"] == "GAP.recipient-data"]
    assert ["mailchimp" in str(one) for one in gaps] == [True]
    assert "GAP.recipient-data" not in whole.check().codes
    person = with_phone(whole)
    sent = whole.subject(
        "disclose", person, to="mailchimp", category="contact", at=LATER, **{"for": "newsletter"}
    )
    assert handed(sent) == {"email", "name"}
    assert sent.said["left_out"] == ["phone"]
    assert whole.refused_by_the_gate() == [("FIELD_NOT_ALLOWED", "recipients/mailchimp")]


@entry("sharing.never-sell")
def test_nothing_goes_for_a_consideration_whatever_somebody_has_agreed_to(
    company: Companies,
) -> None:
    house = company("altexsoft")
    asked = {
        "recipient": "gosquared", "purpose": "analytics", "category": "usage", "region": "DE",
        "standing": {"consents": {"analytics": None}},
    }  # fmt: skip
    assert house.decide(**asked).code == 0
    sold = house.decide(**asked, shown="consideration=INVOICE-7")
    assert (sold.code, sold.codes) == (2, ["SALE_FORBIDDEN"])
    person = house.consenting("newsletter-signup", NAMED, "newsletter", at=CAME).said["person"]
    wanted = {"to": "mailchimp", "for": "newsletter", "category": "contact", "at": LATER}
    refused = house.subject("disclose", person, **wanted, shown="consideration=1")
    assert "SALE_FORBIDDEN" in refused.codes
    assert house.ledger(person) == []
    (warned,) = [one for one in house.check().said["findings"] if one["code"] == "WARN.never-sell"]
    told = str(warned)
    for vendor in ("rb2b", "google-ads", "linkedin-analytics", "microsoft-clarity"):
        assert vendor in told, vendor


@entry("sharing.rights-protection")
def test_a_breach_lets_data_go_to_the_parties_of_its_case_and_no_further(
    company: Companies,
) -> None:
    house = company("intermind")
    person = house.collect("registration", NAMED, at="2026-03-01").said["person"]
    bound(house, person)
    opened = case(
        house, "open", kind="breach", person=person, document="user-agreement",
        about="clause-5", scope=["name", "contract"], to="counsel",
    ).said  # fmt: skip
    assert opened["document"] == "user-agreement/3"

    def disclose(party: str, field: str, to: Company, case_: str, who: str, purpose: str) -> Ran:
        shown = [f"breach={case_}", f"case={case_}", f"party={party}"]
        return to.subject(
            "disclose", who, to="breach-remedy", category="contact", field=field, shown=shown,
            at=LATER, **{"for": purpose},
        )  # fmt: skip

    ours = (house, opened["case"], person, "account")
    assert handed(disclose("counsel", "name", *ours)) == {"name"}
    advertiser = disclose("advertiser", "name", *ours)
    assert (advertiser.code, advertiser.codes) == (2, ["OUT_OF_SCOPE"])
    assert disclose("counsel", "email", *ours).codes == ["OUT_OF_SCOPE"]
    ((recipient, items, ground),) = house.ledger(person)
    assert (recipient, items) == ("breach-remedy", ("name",))
    assert f"case={opened['case']}" in ground.split("+")

    other = company("soft-ok", with_name("application-form"))
    form = {"email": "bob@mail.example", "request": "a bot", "name": "Bob"}
    bob = other.consenting("application-form", form, *PURPOSES, at="2026-03-01").said["person"]
    bound(other, bob)
    theirs = case(
        other, "open", kind="breach", person=bob, document="user-agreement",
        about="right-of-a-third-party", scope=["name", "email"], to="counsel-of-the-third-party",
    ).said["case"]  # fmt: skip
    asked = (other, theirs, bob, "information-and-consulting")
    assert handed(disclose("counsel-of-the-third-party", "name", *asked)) == {"name"}


@entry("sharing.rights-protection")
def test_own_rights_are_protected_by_what_the_case_names_and_the_recipient_may_have(
    company: Companies,
) -> None:
    """The text of Integrica names nothing such a recipient may have: as written, it gets none."""

    def declared(data: dict) -> None:
        data["recipients"]["rights-protection"] |= {"receives": ["contact"], "place": ["DE"]}

    def breached(house: Company) -> tuple[str, str]:
        form = {"first-name": "Ada", "email": "ada@mail.example"}
        person = house.collect("registration", form, at="2026-03-01").said["person"]
        bound(house, person)
        opened = case(
            house, "open", kind="breach", person=person, document="user-agreement",
            about="clause-5", scope=["first-name", "contract"], to="counsel",
        )  # fmt: skip
        return person, opened.said["case"]

    def disclose(house: Company, who: str, field: str, *shown: str) -> Ran:
        wanted = {"to": "rights-protection", "for": "rights-and-security", "at": LATER}
        return house.subject(
            "disclose", who, category="contact", field=field, shown=shown, **wanted
        )

    literal = company("integrica")
    person, opened = breached(literal)
    silent = disclose(literal, person, "first-name", f"case={opened}", "party=counsel")
    assert (silent.code, silent.codes) == (2, ["RECIPIENT_CATEGORY"])
    house = company("integrica", declared)
    person, opened = breached(house)
    assert disclose(house, person, "first-name").codes == ["CASE_REQUIRED"]
    to_counsel = (f"case={opened}", "party=counsel")
    assert handed(disclose(house, person, "first-name", *to_counsel)) == {"first-name"}
    advertiser = disclose(house, person, "first-name", f"case={opened}", "party=advertiser")
    assert (advertiser.code, advertiser.codes) == (2, ["OUT_OF_SCOPE"])
    wider = disclose(house, person, "email", *to_counsel)
    assert (wider.code, wider.codes) == (2, ["OUT_OF_SCOPE"])
    ((recipient, items, ground),) = house.ledger(person)
    assert (recipient, items) == ("rights-protection", ("first-name",))
    assert f"case={opened}" in ground.split("+")


@entry("sharing.fraud-prevention")
def test_a_suspected_fraud_is_a_case_before_anything_goes_to_a_bank(company: Companies) -> None:
    house = company("intexsoft", with_name("contact-form"))
    person = house.collect("contact-form", NAMED, at=CAME).said["person"]

    def disclose(*fields: str, shown: tuple[str, ...] = ()) -> Ran:
        wanted = {"to": "fraud-case-parties", "for": "fraud-prevention", "at": LATER}
        kinds = ["contact", "usage"] if len(fields) > 2 else ["contact"]
        return house.subject(
            "disclose", person, category=kinds, field=fields, shown=shown, **wanted
        )

    assert disclose("name", "email").codes == ["CASE_REQUIRED"]
    without = case(house, "open", kind="fraud", person=person, who="reviewer")
    assert (without.code, without.said["error"]["code"]) == (2, "case/no-scope")
    opened = case(
        house, "open", kind="fraud", person=person, about="payment-flagged", who="reviewer",
        scope=["name", "email"], to="bank-b",
    ).said["case"]  # fmt: skip
    shown = (f"case={opened}", "party=bank-b")
    assert handed(disclose("name", "email", shown=shown)) == {"name", "email"}
    ((_, items, ground),) = house.ledger(person)
    assert (items, ground.split("+")[-1]) == (("email", "name"), f"case={opened}")
    wider = disclose("name", "email", "page", shown=shown)
    assert (wider.code, wider.codes) == (2, ["OUT_OF_SCOPE"])
    assert "`page`" in wider.said["reasons"][0]["detail"]
    case(house, "close", opened, outcome="no-fraud", at=LATER)
    assert disclose("name", "email", shown=shown).codes == ["CASE_CLOSED"]


@entry("sharing.testimonials-third-parties")
def test_a_testimonial_is_shown_to_everybody_by_consent_alone(company: Companies) -> None:
    house = company("altexsoft")
    words = {"email": "ada@mail.example", "reviewer-name": "Ada", "testimonial": "Well made."}
    ada = house.consenting("testimonial", words, "testimonials", at=CAME).said["person"]
    named = {"recipient": "public", "at": "2026-04-02"}
    assert house.consent("give", ada, "testimonials", **named).code == 0
    wanted = {"to": "public", "for": "testimonials", "category": "testimonials", "at": LATER}
    published = house.subject("disclose", ada, **wanted)
    assert handed(published) == {"reviewer-name", "testimonial"}
    ((recipient, items, ground),) = house.ledger(ada)
    assert (recipient, items) == ("public", ("reviewer-name", "testimonial"))
    # The second of the two acts is the one that names whom the words are shown to.
    assert [one["action"] for one in house.consents(ada)["events"]] == ["give", "give"]
    assert ground == "consent=2"
    house.consent("withdraw", ada, "testimonials", at="2026-04-21")
    late = house.subject("disclose", ada, **wanted | {"at": "2026-04-22"})
    assert (late.code, "CONSENT_WITHDRAWN" in late.codes) == (2, True)
    bob = house.collect("contact-form", NAMED, at=CAME).said["person"]
    refused = house.subject("disclose", bob, **wanted)
    assert (refused.code, set(refused.codes)) == (2, {"CONSENT_REQUIRED"})
    assert house.ledger(bob) == []
