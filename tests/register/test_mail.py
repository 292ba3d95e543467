"""Mail that comes in: what came back, who wants no more of it, and who asks for their rights."""

from __future__ import annotations

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import options, troth
from tests.web.mailing import message, returned

ANN = "ann@mail.example"
T = "2026-03-02T10:00:00+00:00"
LATER = "2026-03-03T10:00:00+00:00"
NEWS = {"newsletter": {"kind": "marketing", "purpose": "newsletter"},
        "notice": {"kind": "service", "purpose": "support"}}  # fmt: skip
WORDS = "The first issue is out.\n\nNo more of these: {{unsubscribe}}"


@pytest.fixture(autouse=True)
def sender(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator's own settings, where a manifest names no address to write from."""
    monkeypatch.setenv("TROTH_MAIL_FROM", "desk@company.example")
    monkeypatch.setenv("TROTH_ADDRESS", "https://privacy.company.example")


def reads(house: Company, *messages: bytes, at: str = T) -> list[str]:
    """Lay messages into the company's folder and run `troth mail read`; what each was."""
    folder = house.folder / "inbox"
    folder.mkdir(exist_ok=True)
    for number, raw in enumerate(messages):
        (folder / f"{at[:10]}-{number}.eml").write_bytes(raw)
    given = {"drop": str(folder), "outbox": str(house.folder / "outbox"), "store": house.store}
    ran = troth("mail", "read", *options(given), at=at)
    assert ran.code == 0, ran.words
    return [one["kind"] for one in ran.said["messages"]]


def reviews(house: Company, at: str) -> int:
    """Return how many reviews of an address are open."""
    listed = troth("case", "list", *options({"store": house.store}), at=at).said["cases"]
    return [one["kind"] for one in listed].count("accuracy-review")


@entry("collection.not-verified")
@pytest.mark.parametrize(
    ("name", "form", "watched"),
    [
        ("intermind", "registration", False),
        ("soft-ok", "application-form", False),
        ("altexsoft", "contact-form", True),
    ],
)
def test_what_is_said_is_presumed_true_and_looked_at_only_where_the_policy_says_so(
    company: Companies, name: str, form: str, watched: bool
) -> None:
    house = company(name)
    field, agreed = "name", ()
    if name == "soft-ok":
        # It asks for no names and rests on consent: what is written is as good as any.
        field, agreed = "request", ("information-and-consulting",)
    given = house.consenting(form, {field: "zzz", "email": ANN}, *agreed, at=T)
    assert given.code == 0, given.words
    assert given.said["accuracy"] == ("reviewed" if watched else "asserted")
    person = given.said["person"]
    assert reviews(house, T) == 0
    assert reads(house, message("Please send me a copy of my data.").as_bytes()) == ["request"]
    [letter] = [one for one in house.letters() if one["To"] == ANN]
    assert reads(house, returned(letter), at=LATER) == ["bounce"]
    assert bool(reviews(house, LATER)) is watched
    # Whether or not somebody looks into it, nothing is sent there again.
    assert house.held(person, at=LATER)[field]["value"] == "zzz"


@entry("marketing.optout-by-email-to-legal")
def test_a_message_to_the_legal_desk_ends_promotion_on_every_channel_from_receipt(
    company: Companies,
) -> None:
    house = company("altexsoft", every_channel)
    person = reader(house, ANN)
    reached = ("email", "phone", "message")
    assert [house.closed(person, "newsletter", T, channel=one) for one in reached] == [()] * 3
    assert house.audience("newsletter", "contact", at=T).said["people"] == [person]
    words = "I do not want my personal information used for promotion."
    asked = message(words, To="legal@altexsoft.com").as_bytes()
    assert reads(house, asked, at=LATER) == ["request"]
    [request] = house.request("list", all=True, at=LATER).said["requests"]
    assert (request["right"], request["about"], request["channel"]) == (
        "objection", "marketing", "email",
    )  # fmt: skip
    assert request["received"].startswith(LATER[:10])
    for one in reached:
        assert "OPTED_OUT" in house.closed(person, "newsletter", LATER, channel=one)
    # All promotion, not one list of letters: advertising, other companies' and audiences too.
    promoting = [name for name, one in house.tables()["purposes"].items() if one["marketing"]]
    assert {"newsletter", "retargeting", "third-party-marketing"} < set(promoting)
    for purpose in promoting:
        assert "OPTED_OUT" in house.closed(person, purpose, LATER), purpose
    assert house.audience("newsletter", "contact", at=LATER).said["people"] == []


def every_channel(data: dict) -> None:
    """News by e-mail, by calls and by messages."""
    data["purposes"]["newsletter"]["channels"] = ["email", "phone", "message"]


def templates(data: dict) -> None:
    """A newsletter, and a notice that a service needs."""
    data["correspondence"]["templates"] = NEWS


def reader(house: Company, address: str) -> str:
    """Sign somebody up to the newsletter; return who they are."""
    given = {"email": address}
    signed = house.consenting("newsletter-signup", given, "newsletter", at=T)
    assert signed.code == 0, signed.words
    return signed.said["person"]


@entry("marketing.unsubscribe-by-reply")
def test_an_answer_that_asks_to_be_removed_counts_for_the_address_the_news_went_to(
    company: Companies,
) -> None:
    """The answer comes from another address: the letter it answers shows whom it went to."""
    house = company("altexsoft", templates)
    person, other = reader(house, ANN), reader(house, "bob@mail.example")
    also = {"template": "newsletter", "subject": "News", "text": WORDS, "who": "news-1", "at": T}
    assert house.correspondence("send", person, **also).said["state"] == "sent"
    [letter] = house.letters()
    answer = message(
        "please remove me", "alias@elsewhere.example", In_Reply_To=str(letter["Message-ID"]),
        Subject="Re: News",
    )  # fmt: skip
    question = message("Who wrote the second article?", ANN, Subject="Re: News",
                       In_Reply_To=str(letter["Message-ID"]))  # fmt: skip
    assert reads(house, question.as_bytes(), answer.as_bytes(), at=LATER) == [
        "correspondence", "unsubscription",
    ]  # fmt: skip
    assert house.closed(person, "newsletter", LATER) == ("CONSENT_WITHDRAWN",)
    assert house.closed(other, "newsletter", LATER) == ()
    refused = house.correspondence("send", person, **{**also, "at": LATER})
    assert refused.said["state"] == "refused"
    # What confirms it promotes nothing; what is no removal waits for somebody, by a day.
    [confirmed] = [one for one in house.letters() if one["To"] == "alias@elsewhere.example"]
    assert confirmed["List-Unsubscribe"] is None
    listed = house.correspondence("list", at=LATER)
    assert listed.code == 0, listed.words
    [asked] = [
        one for one in listed.said["inquiries"]
        if one["state"] == "received" and one["received"].startswith(LATER[:10])
    ]  # fmt: skip
    assert asked["due"] is not None


@entry("marketing.optout-instructions-in-every-message")
def test_news_without_a_way_out_do_not_leave_and_with_one_they_carry_it_threefold(
    company: Companies,
) -> None:
    house = company("altexsoft", templates)
    person = reader(house, ANN)
    news = {"template": "newsletter", "subject": "News", "who": "news-1", "at": T}
    without = house.correspondence("send", person, text="The first issue is out.", **news)
    assert (without.code, without.codes) == (2, ["UNSUBSCRIBE_MISSING"])
    assert house.correspondence("send", person, text=WORDS, **news).said["state"] == "sent"
    [letter] = house.letters()
    link = letter.get_content().split("No more of these: ")[1].strip()
    assert link.startswith("https://privacy.company.example/unsubscribe/")
    assert str(letter["List-Unsubscribe"]).startswith(f"<{link}>, <mailto:desk@company.example?")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    notice = {**news, "template": "notice", "subject": "Notice", "role": "support-team"}
    text = "Your contract was renewed.\n\n{{unsubscribe}}"
    asked = {"name": "Bob", "email": "bob@mail.example", "message": "help"}
    customer = house.collect("contact-form", asked, at=T).said["person"]
    sent = house.correspondence("send", customer, text=text, **notice)
    assert sent.said["state"] == "sent", sent.codes
    [told] = [one for one in house.letters() if one["Subject"] == "Notice"]
    assert "ends promotion" in told.get_content()
    assert told["List-Unsubscribe"] is None
    # The way out by message needs no page: an empty one with the token is enough.
    token = link.rpartition("/")[2]
    left = message("", "anybody@mail.example", Subject=f"unsubscribe {token}")
    assert reads(house, left.as_bytes(), at=LATER) == ["unsubscription"]
    assert house.closed(person, "newsletter", LATER) != ()
