"""Correspondence: what people write is answered in time, kept, and never turned into promotion."""

from __future__ import annotations

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry

ADA = "ada@mail.example"
ASKED = {"email": ADA, "message": "Do you also build shops?"}


def opened(house: Company, at: str | None = None) -> list[dict]:
    """Every inquiry, oldest first."""
    return house.correspondence("list", **({"at": at} if at else {})).said["inquiries"]


ASKING = {
    "intexsoft": ("contact-form", "message", "inquiry"),
    "intermind": ("software-info-request", "question", "software-info"),
    "soft-ok": ("application-form", "request", "information-and-consulting"),
    "integrica": ("contact-form", "feedback", "support"),
}
"""Policy → where people ask, in which field, and for what that is used."""


@pytest.mark.parametrize("name", ASKING)
@entry("communications.inquiry-response")
def test_who_opted_out_is_answered_and_not_promoted_to(company: Companies, name: str) -> None:
    """The answer leaves for the purpose of the question; the same with an offer in it does not."""
    form, field, purpose = ASKING[name]
    house = company(name, asks_for_words if name == "intermind" else None)
    # One of the four rests on consent: applying is agreeing.
    agreed = (purpose,) if name == "soft-ok" else ()
    given = {"email": ADA, field: "Do you also build shops?"}
    person = house.consenting(form, given, *agreed).said["person"]
    assert house.subject("object", person).code == 0
    if name == "intexsoft":
        assert "OPTED_OUT" in house.closed(person, "marketing")
    (asked,) = opened(house)
    assert (asked["state"], asked["purpose"]) == ("received", purpose)
    answer = house.correspondence("reply", asked["inquiry"], who="desk-1", text="Yes, we do.")
    assert (answer.code, answer.said["state"], answer.said["kind"]) == (0, "sent", "inquiry-reply")
    assert answer.said["purpose"] == purpose
    offer = "By the way: a special offer, 20% off until Friday."
    promo = house.correspondence("reply", asked["inquiry"], who="desk-1", text=offer)
    assert (promo.code, promo.said["state"], promo.codes) == (2, "refused", ["OPTED_OUT"])
    assert promo.said["phrases"] == ["special offer", "% off"]
    (letter,) = house.letters()
    assert (letter["To"], letter.get_content().strip()) == (ADA, "Yes, we do.")
    assert letter["List-Unsubscribe"] is None
    assert [one["state"] for one in opened(house)] == ["answered"]
    assert offer not in house.everything_written()


SERVED = {
    "intexsoft": ("contact-form", "service-information", None),
    "intermind": ("software-info-request", "software-info", None),
    "altexsoft": ("contact-form", "support", "support-team"),
    "integrica": ("contact-form", "communication", None),
}
"""Policy → where customers are met, what is sent to them, and the role that sends it."""


@pytest.mark.parametrize("name", SERVED)
@entry("communications.service-messages")
def test_what_a_service_needs_reaches_who_opted_out_and_an_offer_in_disguise_waits(
    company: Companies, name: str
) -> None:
    """The template says of which kind a message is; another person looks at what belies it."""
    form, purpose, role = SERVED[name]

    def with_templates(data: dict) -> None:
        """What the operator sends unasked, each of a kind that nobody else may choose."""
        if name == "intermind":
            asks_for_words(data)
        kinds = {"invoice": "transactional", "security-notice": "service"}
        kinds["news-of-service"] = "service"
        data["correspondence"]["templates"] = {
            template: {"kind": kind, "purpose": purpose} for template, kind in kinds.items()
        }

    house = company(name, with_templates)
    person = house.collect(form, {"email": ADA}).said["person"]
    assert house.subject("object", person).code == 0
    send = {"role": role, "who": "billing-1", "text": "Invoice 17 is due on 1 June."}
    invoice = house.correspondence("send", person, template="invoice", **send)
    assert (invoice.said["state"], invoice.said["kind"]) == ("sent", "transactional")
    send = {
        "role": role,
        "who": "ops-1",
        "text": "Change your password: a library we use had a fault.",
    }
    notice = house.correspondence("send", person, template="security-notice", **send)
    assert (notice.said["state"], notice.said["kind"]) == ("sent", "service")
    send = {"role": role, "who": "growth-1", "text": "A special offer for you, this week only."}
    disguised = house.correspondence("send", person, template="news-of-service", **send)
    assert (disguised.code, disguised.said["state"]) == (0, "held")
    assert disguised.codes == ["KIND_SUSPECT"]
    assert len(house.letters()) == 2
    (held,) = house.correspondence("held").said["held"]
    assert (held["template"], held["kind"], held["who"]) == (
        "news-of-service",
        "service",
        "growth-1",
    )
    own = house.correspondence("release", held["message"], who="growth-1", reason="it is fine")
    assert own.said["error"]["code"] == "message/same-person"
    dropped = house.correspondence("drop", held["message"], who="legal-1", reason="an offer")
    assert dropped.said["state"] == "dropped"
    assert house.correspondence("held").said["held"] == []
    assert len(house.letters()) == 2
    again = house.correspondence("drop", held["message"], who="legal-1", reason="an offer")
    assert again.said["error"]["code"] == "message/not-held"


@entry("communications.correspondence-record")
def test_four_ways_of_writing_are_four_records_and_other_peoples_addresses_are_masked(
    company: Companies,
) -> None:
    """Form, chat, e-mail and text of one person are theirs to see, and what they say of others."""
    house = company("altexsoft")
    first = house.collect("contact-form", ASKED, at="2026-03-01").said["person"]
    ways = (
        ("chat", "2026-03-02", "Are you there?"),
        ("email", "2026-03-03", "My colleague is bob@other.example, ask there too."),
        ("sms", "2026-03-04", "Please call back."),
    )
    for channel, at, text in ways:
        given = {"channel": channel, "from": ADA, "person": first, "text": text}
        assert house.correspondence("receive", at=at, **given).said["person"] == first
    pack = house.export(first, at="2026-03-05")
    written = [one for one in pack["data"] if one["category"] == "correspondence"]
    told = {one["item"]: (one["collected_at"][:10], one["value"]) for one in written}
    assert len(written) == 4
    assert {item: day for item, (day, _) in told.items()} == {
        "form-message": "2026-03-01",
        "chat-message": "2026-03-02",
        "email-message": "2026-03-03",
        "text-message": "2026-03-04",
    }
    assert told["email-message"][1] == "My colleague is […], ask there too."
    assert [one["reason"] for one in pack["redacted"]] == ["NAMES_ANOTHER"]
    assert [one["channel"] for one in pack["correspondence"]] == ["form", "chat", "email", "sms"]
    assert {one["direction"] for one in pack["correspondence"]} == {"in"}
    assert [one["at"][:10] for one in pack["correspondence"]] == sorted(d for d, _ in told.values())
    assert "bob@other.example" not in str(pack)
    # What forms and chats bring goes yearly; the rest once nothing was heard for longer than that.
    assert {one["item"]: (one["rule"], one["delete_after"][:10]) for one in written} == {
        "form-message": ("retention/forms-and-chats", "2027-03-01"),
        "chat-message": ("retention/forms-and-chats", "2027-03-02"),
        "email-message": ("retention/support-silence", "2027-03-04"),
        "text-message": ("retention/support-silence", "2027-03-04"),
    }
    lying = house.everything_written()
    for words in ("shops", "there?", "colleague", "bob@other", "call back", ADA):
        assert words not in lying, words


@pytest.mark.parametrize(("days", "overdue"), [(13, 0), (14, 1)])
@entry("communications.feedback-loop")
def test_each_request_is_considered_and_the_one_that_nobody_touched_is_overdue(
    company: Companies, days: int, overdue: int
) -> None:
    """Two are answered, with the instant; the third is flagged after what the operator set."""
    house = company("intermind", asks_for_words)
    forms = ("software-info-request", "webinar-application", "technical-support-application")
    for number, form in enumerate(forms):
        given = {"name": "A", "email": f"user{number}@mail.example", "question": "How?"}
        assert house.consenting(form, given, at="2026-03-01").code == 0
    for asked in opened(house)[:2]:
        house.correspondence("take", asked["inquiry"], who="desk-1", at="2026-03-02")
        sent = {"who": "desk-1", "text": "Like this.", "at": "2026-03-03"}
        assert house.correspondence("reply", asked["inquiry"], **sent).said["state"] == "sent"
    report = house.correspondence("list", at=f"2026-03-{1 + days:02d}").said
    assert report["states"] == {"received": 1, "in-work": 0, "answered": 2, "closed": 0}
    assert (report["overdue"], report["without_state"]) == (overdue, 0)
    assert [one["answered"] for one in report["inquiries"][:2]] == ["2026-03-03T00:00:00+00:00"] * 2
    flags = [one["flag"] for one in report["inquiries"]]
    assert flags == [None, None, "OVERDUE" if overdue else None]


def asks_for_words(data: dict) -> None:
    """A field for the question, of what the text leaves open, and the term of the operator."""
    data["categories"]["contact"]["items"].append("question")
    forms = ("software-info-request", "webinar-application", "technical-support-application")
    for form in forms:
        data["collection"][form]["fields"] = {
            **data["collection"][form]["fields"], "question": {"category": "contact"}
        }  # fmt: skip
    topics = {form: {"channels": ["form", "email"], "text": "question"} for form in forms}
    data["correspondence"] = {"answer-within": "P14D", "forms": topics}


@entry("communications.feedback-loop")
def test_a_question_on_the_policy_is_a_topic_and_is_closed_with_a_reason(
    company: Companies,
) -> None:
    """An inquiry that needs no answer is closed, and says why; without a reason it is not."""
    house = company("intermind", asks_for_words)
    given = {"channel": "email", "from": ADA, "text": "What does 2.1.4 mean?", "topic": "policy"}
    came = house.correspondence("receive", **given).said
    assert [one["topic"] for one in opened(house)] == ["policy"]
    empty = house.correspondence("close", came["inquiry"], who="desk-1", reason=" ")
    assert empty.said["error"]["code"] == "inquiry/no-reason"
    closed = house.correspondence("close", came["inquiry"], who="desk-1", reason="asked twice")
    assert (closed.said["state"], closed.said["reason"]) == ("closed", "asked twice")
    late = house.correspondence("reply", came["inquiry"], who="desk-1", text="It means…")
    assert late.said["error"]["code"] == "inquiry/closed"


@entry("communications.sales-contact")
def test_who_asks_sales_a_question_is_in_no_campaign_and_gets_the_answer(
    company: Companies,
) -> None:
    """A question is no permission; what the representative writes is kept as correspondence."""
    house = company("intexsoft")
    given = {"email": "s@example.com", "message": "Who holds the keys of your other products?"}
    person = house.collect("security-question", given).said["person"]
    # Who agreed, by a form that asks for it, is in the campaign; who asked a question is not.
    agreed = house.consenting("contact-form", {"email": "q@example.com"}, "marketing").said
    audience = house.audience("marketing", "contact").said
    assert (audience["people"], person in str(audience)) == ([agreed["person"]], False)
    (asked,) = (one for one in opened(house) if one["topic"] == "sales")
    assert (asked["topic"], asked["purpose"]) == ("sales", "inquiry")
    sent = house.correspondence("reply", asked["inquiry"], who="sales-1", text="We do, in Vilnius.")
    assert (sent.said["state"], sent.said["purpose"]) == ("sent", "inquiry")
    (letter,) = house.letters()
    assert letter["To"] == "s@example.com"
    shown = house.correspondence("show", asked["inquiry"], who="sales-2").said["messages"]
    assert [(one["direction"], one["who"]) for one in shown] == [("in", None), ("out", "sales-1")]
    assert "We do, in Vilnius." in shown[1]["words"]
    assert [one["direction"] for one in house.export(person)["correspondence"]] == ["in", "out"]


@entry("communications.support-service")
def test_what_support_sends_out_does_not_reset_the_clock_of_silence(company: Companies) -> None:
    """Silence is the person's: twelve months after their last word the record goes."""
    house = company("altexsoft", with_survey)
    last = {"channel": "email", "from": ADA, "text": "Thank you."}
    person = house.correspondence("receive", at="2025-01-10", **last).said["person"]
    survey = {
        "template": "survey",
        "who": "support-1",
        "role": "support-team",
        "text": "How did we do?",
    }
    assert house.correspondence("send", person, at="2026-01-05", **survey).said["state"] == "sent"
    assert len(house.export(person, at="2026-01-06")["data"]) == 3
    assert house.sweep("2026-01-09") == {}
    assert house.sweep("2026-01-11") == {"retention/support-silence": 2}
    left = house.export(person, at="2026-01-12")["data"]
    assert [one["collected_at"][:10] for one in left] == ["2026-01-05"]
    assert ADA not in str(left)


@entry("communications.support-service")
def test_what_the_person_writes_does_reset_the_clock_of_silence(company: Companies) -> None:
    """An answer to the survey, by e-mail, is contact: everything stays for twelve months more."""
    house = company("altexsoft", with_survey)
    last = {"channel": "email", "from": ADA, "text": "Thank you."}
    person = house.correspondence("receive", at="2025-01-10", **last).said["person"]
    survey = {
        "template": "survey",
        "who": "support-1",
        "role": "support-team",
        "text": "How did we do?",
    }
    house.correspondence("send", person, at="2026-01-05", **survey)
    (letter,) = house.letters()
    reply = {"channel": "email", "from": ADA, "text": "Well.", "in-reply-to": letter["Message-ID"]}
    came = house.correspondence("receive", at="2026-01-06", **reply).said
    assert came["person"] == person
    assert house.sweep("2026-01-11") == {}
    assert house.sweep("2027-01-05") == {}
    assert sum(house.sweep("2027-01-07").values()) == 5
    assert house.export(person, at="2027-01-08")["data"] == []


def with_survey(data: dict) -> None:
    """Support asks how it did."""
    survey = {"kind": "service", "purpose": "support"}
    data["correspondence"]["templates"] = {"survey": survey}


@entry("collection.applications-003")
def test_a_letter_that_says_how_to_reach_somebody_is_an_application(company: Companies) -> None:
    """What counts are its words: the address it comes from makes no application of it."""
    house = company("soft-ok", takes_letters)
    call = {"channel": "email", "from": ADA, "text": "call me on +1 555 0100"}
    first = house.correspondence("receive", **call).said
    assert (first["application"], first["refused"]) == (True, [])
    events = house.consents(first["person"])["events"]
    assert [(one["purpose"], one["method"]) for one in events] == [
        ("information-and-consulting", "application")
    ]
    ask = {"channel": "email", "from": "bob@mail.example", "text": "What do you do?"}
    second = house.correspondence("receive", **ask).said
    assert (second["application"], second["refused"]) == (False, [])
    assert house.consents(second["person"])["events"] == []
    assert sorted(one["topic"] for one in opened(house)) == ["application", "question"]
    held = house.held(second["person"])
    assert held["later-input"]["value"] == "What do you do?"


@entry("collection.applications-003")
def test_where_the_policy_counts_headers_every_letter_is_an_application(
    company: Companies,
) -> None:
    """The rule says so, not the program; a letter without either has no form to go into."""

    def counted(data: dict) -> None:
        data["correspondence"]["contact-details"] = "headers"

    house = company("soft-ok", counted)
    ask = {"channel": "email", "from": "bob@mail.example", "text": "What do you do?"}
    assert house.correspondence("receive", **ask).said["application"] is True
    shipped = company("soft-ok")
    call = {"text": "call me on +1 555 0100"}
    for channel, sender in (("email", ADA), ("messenger", "+15550100")):
        given = {"channel": channel, "from": sender, **call}
        written = shipped.correspondence("receive", **given).said
        assert (written["application"], written["refused"]) == (True, [])
        (event,) = shipped.consents(written["person"])["events"]
        assert (event["method"], event["channel"]) == ("application", channel)
        assert shipped.held(written["person"])["phone"]["value"] == "+15550100"
    left = shipped.correspondence("receive", **ask).said
    assert (left["application"], left["refused"]) == (False, ["NO_FORM_FOR_CHANNEL"])
    assert "What do you do?" not in shipped.everything_written()
    assert sorted((one["topic"], one["state"]) for one in opened(shipped)) == [
        ("application", "received"), ("application", "received"), ("question", "received"),
    ]  # fmt: skip


def takes_letters(data: dict) -> None:
    """The operator's own ground for letters that are no application: somebody has to answer."""
    data["sources"]["letters"] = {"kind": "direct", "gives": ["contact", "application"]}
    data["purposes"]["answering"] = {
        "kind": "communication",
        "uses": ["contact", "application"],
        "basis": "legitimate-interests",
        "interest": "answering who writes",
        "balancing": "LIA-7",
    }
    data["collection"]["letters"] = {
        "from": "person",
        "source": "letters",
        "fields": {
            "email": {"category": "contact", "type": "email"},
            "later-input": {"category": "application"},
        },
        "for": ["answering"],
    }
    data["correspondence"]["forms"]["letters"] = {"channels": ["email"], "text": "later-input"}
