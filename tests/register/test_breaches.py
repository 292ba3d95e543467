"""The register of breaches: its clock, its form, who is told, and what cannot be closed."""

from __future__ import annotations

from pathlib import Path

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.program import Ran, options, troth
from tests.register.test_authorities import letters

AWARE = "2026-03-06T22:15:00+00:00"
"""A Friday night: neither it nor the weekend stops hours."""
DUE = "2026-03-09T22:15:00+00:00"
READER = {"email": "ada@mail.example", "name": "Ada"}
OPENED = {
    "what": "A backup of the newsletter list lay open on a web server.",
    "nature": ["confidentiality"],
    "category": ["contact"],
    "by": "privacy-1",
}
ASSESSED = {
    "people": "tell",
    "why": "names and addresses together, and strangers had them",
    "consequences": "unwanted letters in the company's name",
    "measures": "the server was closed; be wary of letters that ask for a password",
    "by": "privacy-1",
}


def breach(house: Company, act: str, *given: str, at: str = AWARE, **also: object) -> Ran:
    """`troth breach open`, `assess`, `tell`, `close`, `show`, `list`."""
    place = {"store": house.store, "keys": house.keys}
    return troth("breach", act, *given, *options(also | place), at=at)


def european(data: dict) -> None:
    """Put the company under the Regulation, with a promise to tell of breaches."""
    data["controller"] |= {"law": ["GDPR"], "seat": "LT", "timezone": "Europe/Vilnius"}
    data["security"]["told-of-breaches"] = {
        "kind": "breach-notification", "says": "Breaches are told within the term of the law",
    }  # fmt: skip


def readers(house: Company, count: int, at: str = "2026-03-01T10:00") -> list[str]:
    """Sign so many people up to the newsletter."""
    made = [
        house.consenting("newsletter-signup", {**READER, "email": f"p{n}@mail.example"},
                         "newsletter", at=at).said["person"]
        for n in range(count)
    ]  # fmt: skip
    return sorted(made)


def form(ran: Ran) -> dict[str, str]:
    """Return title → text of the form for the authority."""
    return {one["title"]: one["text"] for one in ran.said["form"]}


def test_the_clock_runs_from_awareness_and_the_form_is_filled_from_what_is_held(
    company: Companies,
) -> None:
    house = company("altexsoft", european)
    readers(house, 3)
    ran = breach(house, "open", aware=AWARE, at="2026-03-07T10:15:00+00:00", **OPENED)
    assert ran.code == 0, ran.words
    said = ran.said
    assert (said["due"], said["hours_left"], said["law"]) == (DUE, 60.0, "gdpr")
    assert any("72 hours" in line for line in said["derivation"])
    # Two data of each of three people: name and address.
    assert (said["persons"], said["records"]) == (3, 6)
    filled = form(ran)
    assert filled["People affected, approximately"] == "3"
    assert "email" in filled["Categories of data"]
    assert filled["Likely consequences"] == "not known yet; to follow"
    assert "2026-03-10 00:15 EET" in filled["To be told by"]


def test_people_are_told_by_letter_once_and_only_then_can_it_be_closed(
    company: Companies, tmp_path: Path
) -> None:
    house = company("altexsoft", european)
    readers(house, 2)
    drop = tmp_path / "post"
    wanted = breach(house, "open", **OPENED).said["breach"]
    assert breach(house, "close", wanted, by="privacy-1").codes == ["NOT_ASSESSED"]
    untold = ASSESSED | {"people": "not-needed"}
    high = breach(house, "assess", wanted, risk="high", **untold)
    assert high.said["error"]["code"] == "breach/high-risk-untold"
    assert breach(house, "assess", wanted, risk="high", **ASSESSED).said["told"] == {"waiting": 2}
    assert breach(house, "close", wanted, by="privacy-1").codes == ["AUTHORITY_UNTOLD"]
    told = breach(house, "tell", wanted, by="privacy-1", reference="LT-2026-9", at=DUE)
    assert (told.code, told.said["reference"]) == (0, "LT-2026-9")
    assert breach(house, "close", wanted, by="privacy-1").codes == ["PEOPLE_UNTOLD"]
    for _ in range(2):
        sent = breach(house, "tell", wanted, people=True, drop=str(drop), by="privacy-1", at=DUE)
        assert sent.said["told"] == {"told": 2}
    written = letters(drop)
    assert len(written) == 2
    assert all("be wary of letters" in letter for letter in written)
    closed = breach(house, "close", wanted, by="privacy-1", at=DUE)
    assert (closed.code, closed.said["state"]) == (0, "closed")
    kinds = [one["event"] for one in closed.said["events"]]
    assert kinds == ["opened", "assessed", "notified", "closed"]
    proved = {one["address"]: one for one in house.prove(at=DUE).said["promises"]}
    assert proved["security/told-of-breaches"]["state"] == "kept"


def test_a_late_notification_says_why_and_breaks_the_promise(company: Companies) -> None:
    house = company("altexsoft", european)
    readers(house, 1)
    wanted = breach(house, "open", **OPENED).said["breach"]
    breach(house, "assess", wanted, risk="risk", **ASSESSED)
    after = "2026-03-10T08:00:00+00:00"
    address = "security/told-of-breaches"
    before = {one["address"]: one for one in house.prove(at=DUE).said["promises"]}[address]
    assert before["state"] == "unproven"
    waiting = house.prove(at=after)
    overdue = {one["address"]: one for one in waiting.said["promises"]}[address]
    assert (waiting.code, overdue["state"]) == (3, "broken")
    assert "does not know" in overdue["reason"]
    silent = breach(house, "tell", wanted, by="privacy-1", at=after)
    assert silent.said["error"]["code"] == "breach/late-without-reasons"
    late = breach(house, "tell", wanted, by="privacy-1", late="the logs came late", at=after)
    assert form(late)["Why it is late"] == "the logs came late"
    told = {one["address"]: one for one in house.prove(at=after).said["promises"]}[address]
    assert (told["state"], "told late" in told["reason"]) == ("broken", True)


def test_a_breach_at_a_recipient_reaches_whose_data_it_received(company: Companies) -> None:
    def serving(data: dict) -> None:
        european(data)
        data["recipients"]["mailchimp"] |= {"receives": ["contact"], "place": ["LT"]}

    house = company("altexsoft", serving)
    first, *_ = readers(house, 3)
    assert house.hand_over(first, "mailchimp", "newsletter", "contact", at="2026-03-02T10:00") == []
    at_them = {"recipient": ["mailchimp"], "category": []}
    said = breach(house, "open", **(OPENED | at_them)).said
    assert (said["persons"], said["categories"]) == (1, ["contact"])
    unknown = breach(house, "open", **(OPENED | {"system": ["zoho"]}))
    assert unknown.said["error"]["code"] == "breach/unknown-name"
    named = breach(house, "open", **(OPENED | {"what": "ada@mail.example was in it"}))
    assert named.said["error"]["code"] == "dossier/names-somebody"
    listed = breach(house, "list").said["breaches"]
    assert [one["breach"] for one in listed] == [said["breach"]]


def test_a_breach_without_an_account_or_with_its_times_out_of_order_is_not_written_down(
    company: Companies,
) -> None:
    house = company("altexsoft", european)
    assert readers(house, 1)
    early, late = "2026-03-05T10:00:00+00:00", "2026-03-06T10:00:00+00:00"
    for wrong, code in (
        ({"what": "  "}, "breach/no-account"),
        ({"began": late, "ended": early}, "breach/out-of-order"),
        ({"began": late, "aware": early}, "breach/out-of-order"),
    ):
        ran = breach(house, "open", **(OPENED | wrong))
        assert (ran.code, ran.said["error"]["code"]) == (2, code)
    assert breach(house, "list").said["breaches"] == []
    assert breach(house, "open", began=early, ended=early, **OPENED).code == 0
