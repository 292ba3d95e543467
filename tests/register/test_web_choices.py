"""The preference centre of a served company: each channel of a purpose is a choice of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tests.register.entries import entry
from tests.register.inside import NOW
from tests.web.console import sent, signed_in
from tests.web.filling import Page, person, read, send
from tests.web.programs import token_for
from tests.web.served import Served, serving
from tests.web.test_choices import choose, enter
from troth.engines.disclosure.outreach import Aim
from troth.rehearsal.clock import FakeClock

START = datetime.fromisoformat(NOW)
ADS, ADDRESS = "ad-targeting", "ann@mail.example"
WAYS = ("email", "phone", "message")


@pytest.fixture
def softok(tmp_path: Path) -> Iterator[Served]:
    """The policy that speaks of messages by e-mail, calls and messages, being served."""
    with serving(tmp_path, "soft-ok", clock=FakeClock(START)) as served:
        yield served


def reached(served: Served, someone: bytes) -> list[str]:
    """Try to reach a person for advertising by each channel; return what programs are told."""
    told = []
    with served.client(headers={"authorization": f"Bearer {token_for(served)}"}) as program:
        for channel in WAYS:
            asked = {"action": "use", "purpose": ADS, "categories": ["contact"]}
            asked |= {"person": someone.hex(), "channel": channel}
            said = program.post("/api/v1/decisions", json=asked).json()
            told.append("yes" if said["allowed"] else said["reasons"][0]["code"])
    return told


def here(served: Served, visitor: httpx.Client) -> Page:
    """Apply, and come to one's choices by the link of a letter."""
    form = read(visitor.get("/forms/application-form"))
    ticked = tuple(name.removeprefix("yes-") for name in form.boxes if name.startswith("yes-"))
    given = {"email": ADDRESS, "request": "A site"}
    assert send(visitor, form, given, tick=ticked).status_code == 303
    return enter(served, visitor, ADDRESS)


def saved(visitor: httpx.Client, page: Page, **chosen: str) -> Page:
    """Choose for advertising, channel by channel, and return the page as it then is."""
    done = choose(visitor, page, **{f"{ADS}/{way}": said for way, said in chosen.items()})
    assert done.status_code == 303, done.text
    return read(visitor.get(done.headers["location"]))


@entry("marketing.channels-calls-messages")
def test_a_yes_and_a_no_reach_the_channel_they_name_and_no_other(softok: Served) -> None:
    """E-mail only; then messages too; then no e-mail: each tried by e-mail, call and message."""
    with softok.client() as visitor:
        page = here(softok, visitor)
        someone = person(softok, ADDRESS)
        assert reached(softok, someone) == ["CONSENT_REQUIRED"] * 3

        page = saved(visitor, page, email="yes")
        assert reached(softok, someone) == ["yes", "CONSENT_REQUIRED", "CONSENT_REQUIRED"]

        page = saved(visitor, page, message="yes")
        assert reached(softok, someone) == ["yes", "CONSENT_REQUIRED", "yes"]

        page = saved(visitor, page, email="no")
        assert reached(softok, someone) == ["CONSENT_WITHDRAWN", "CONSENT_REQUIRED", "yes"]
        assert [page.fields[f"to-{ADS}/{way}"] for way in WAYS] == ["no", "no", "yes"]
    rows = [row for row in softok.platform.consents.show(someone) if row.purpose == ADS]
    assert [(row.action, row.by_channel) for row in rows] == [
        ("give", "email"), ("give", "message"), ("withdraw", "email"),
    ]  # fmt: skip


def test_who_is_reached_by_a_channel_is_who_said_yes_to_it(softok: Served) -> None:
    """The people of a campaign are those of its channel; of no channel, it has none."""
    with softok.client() as visitor:
        saved(visitor, here(softok, visitor), email="yes")
    counted = {}
    for way in (*WAYS, None):
        aim = Aim(purpose=ADS, categories=("contact",), channel=way)
        found = softok.platform.outreach.segment(aim, softok.site.now())
        counted[way] = (len(found.people), "CONSENT_REQUIRED" in found.refused)
    closed = (0, True)
    assert counted == {"email": (1, False), "phone": closed, "message": closed, None: closed}


def test_nothing_any_more_takes_one_press(softok: Served) -> None:
    with softok.client() as visitor:
        page = saved(visitor, here(softok, visitor), email="yes", phone="yes")
        someone = person(softok, ADDRESS)
        assert reached(softok, someone) == ["yes", "yes", "CONSENT_REQUIRED"]
        done = visitor.post(
            page.action, data={"_csrf_token": page.fields["_csrf_token"], "nothing": "yes"}
        )
        page = read(visitor.get(done.headers["location"]))
        assert reached(softok, someone) == ["CONSENT_WITHDRAWN"] * 3
        assert {page.fields[f"to-{ADS}/{way}"] for way in WAYS} == {"no"}
        assert "No since 2 March 2026" in page.text
        # There is nothing left to end.
        assert 'name="nothing"' not in page.text
        # A yes to one channel afterwards is as easy, and opens that one alone.
        del page.fields["no-marketing"]
        saved(visitor, page, phone="yes")
        assert reached(softok, someone) == ["CONSENT_WITHDRAWN", "yes", "CONSENT_WITHDRAWN"]


def test_each_channel_shows_since_when_and_to_which_words(softok: Served) -> None:
    with softok.client() as visitor:
        page = here(softok, visitor)
        words = page.fields[f"text-{ADS}/phone"]
        assert words != page.fields[f"text-{ADS}/email"]
        page = saved(visitor, page, phone="yes")
        assert "Yes since 2 March 2026" in page.text
        someone = person(softok, ADDRESS)
        row = softok.platform.consents.show(someone)[-1]
        assert (row.text_hash, row.by_channel) == (words, "phone")
        visitor.headers["accept-language"] = "de"
        german = read(visitor.get(page.action))
    # Asked anew in another language, it is still the words of that day that were agreed to.
    assert "Die Worte, zu denen Sie ja gesagt haben" in german.text
    assert "reaches me by phone" in german.text


def test_a_yes_to_the_words_of_another_channel_is_refused(softok: Served) -> None:
    with softok.client() as visitor:
        page = here(softok, visitor)
        page.fields[f"text-{ADS}/phone"] = page.fields[f"text-{ADS}/email"]
        refused = choose(visitor, page, **{f"{ADS}/phone": "yes"})
    assert refused.status_code == 422
    assert "is about another channel" in refused.text
    assert reached(softok, person(softok, ADDRESS)) == ["CONSENT_REQUIRED"] * 3


def test_staff_sees_what_the_person_chose(softok: Served) -> None:
    with softok.client() as visitor:
        saved(visitor, here(softok, visitor), email="yes", message="yes")
    office = signed_in(softok, "office", "privacy")
    page = f"/console/people/{person(softok, ADDRESS).hex()}"
    shown = sent(office, page, page, purpose="support").text
    rows = re.findall(r'<th scope="row">Targeted ads</th><td>(.*?)</td><td>.*?>(\w+)</span>', shown)
    assert rows == [
        ("by e-mail", "Yes"), ("by text message or messenger", "Yes"), ("by phone", "No"),
    ]  # fmt: skip


def test_programs_write_down_a_yes_and_a_no_by_channel(softok: Served) -> None:
    with softok.client() as visitor:
        page = here(softok, visitor)
    someone = person(softok, ADDRESS)
    said = {"person": someone.hex(), "purpose": ADS, "by_channel": "phone"}
    with softok.client(headers={"authorization": f"Bearer {token_for(softok)}"}) as program:
        text = page.fields[f"text-{ADS}/phone"]
        given = program.post("/api/v1/consents", json={**said, "text": text, "layout": "policy"})
        assert (given.status_code, given.json()["by_channel"]) == (201, "phone"), given.text
        assert reached(softok, someone) == ["CONSENT_REQUIRED", "yes", "CONSENT_REQUIRED"]
        ended = program.post("/api/v1/consents/withdrawals", json=said)
        assert ended.json()["consent"]["by_channel"] == "phone"
        assert reached(softok, someone)[1] == "CONSENT_WITHDRAWN"
        wrong = program.post("/api/v1/consents", json={**said, "text": text, "by_channel": "fax"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "consent/unknown-channel")
