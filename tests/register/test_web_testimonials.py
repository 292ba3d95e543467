"""Testimonials on a served company's page: shown by consent, changed and deleted by their owner."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.register.asking import answered, asked, carried, refusal, shown
from tests.register.company import Company
from tests.register.entries import entry
from tests.register.inside import NOW
from tests.register.program import CONSENT_TEXT, written
from tests.web.served import serving
from troth.cli.instants import StoppedClock
from troth.cli.options import read_instant

LATER = "2026-03-03T10:00:00+00:00"
OLD, NEW = "They kept every promise", "They kept nearly every promise"


def read(house: Company, at: str = NOW) -> httpx.Response:
    """Open the page as any reader does."""
    clock = StoppedClock(read_instant(at))
    with (
        serving(house.folder, house.manifest, store=house.store, clock=clock) as served,
        served.client() as reader,
    ):
        return reader.get("/testimonials")


def reviewed(folder: Path) -> tuple[Company, str, str]:
    """Return a company with one published testimonial, its writer and its id."""
    house = Company(written("altexsoft", folder, None), folder, f"sqlite:///{folder / 'data.db'}")
    words = {"email": "ada@mail.example", "reviewer-name": "Ada L.", "testimonial": OLD}
    agreed = {"consent": f"testimonials={CONSENT_TEXT}"}
    person = house.collect("testimonial", words, **agreed).said["person"]
    draft = house.testimonial("enter", person).said
    assert draft["state"] == "draft"
    # To say something is not to agree that everybody may read it, with one's name.
    early = house.testimonial("publish", draft["testimonial"])
    assert refusal(early) == "CONSENT_REQUIRED"
    assert OLD not in read(house).text
    assert house.consent("give", person, "testimonials", recipient="public").code == 0
    assert house.testimonial("list").said["testimonials"][0]["state"] == "consented"
    assert house.testimonial("publish", draft["testimonial"]).code == 0
    return house, person, draft["testimonial"]


@entry("communications.testimonial-display-edit-delete")
def test_the_page_shows_the_new_words_and_then_none(tmp_path: Path) -> None:
    house, person, _ = reviewed(tmp_path)
    page = read(house)
    assert (OLD in page.text, "Ada L." in page.text) == (True, True)
    assert page.headers["cache-control"] == "no-store"

    about = "testimonial-edit"
    edit = asked(house, "rectification", person, session=True, about=about)["request"]
    for _ in range(2):
        house.request("advance", edit, commit=True)
    record = house.held(person)["testimonial"]["record"]
    assert house.subject("rectify", person, record, value=NEW, request=edit).code == 0
    answered(house, edit)
    page = read(house)
    assert (OLD in page.text, NEW in page.text) == (False, True)

    about = "testimonial-delete"
    gone = asked(house, "erasure", person, LATER, session=True, about=about)["request"]
    carried(house, gone, LATER)
    told = answered(house, gone, LATER)
    page = read(house, LATER)
    assert (NEW in page.text, "Ada L." in page.text) == (False, False)
    assert house.testimonial("list", at=LATER).said["testimonials"][0]["state"] == "withdrawn"
    # What was copied meanwhile is said honestly.
    assert (told["copies"]["law"], told["copies"]["readers"]) == ("GDPR Art. 17(2)", ["public"])
    assert "search engines" in told["copies"]["explained"]
    assert [shown(house, one, LATER)["right"] for one in (edit, gone)] == [
        "rectification", "erasure",
    ]  # fmt: skip
    assert len(house.logged("request-opened", LATER)) == 2


def test_what_is_taken_back_by_either_is_gone_for_the_next_reader(tmp_path: Path) -> None:
    house, person, one = reviewed(tmp_path)
    assert house.testimonial("withdraw", one).code == 0
    assert OLD not in read(house).text
    assert house.testimonial("publish", one).code == 0
    assert OLD in read(house).text
    house.consent("withdraw", person, "testimonials", LATER, recipient="public")
    assert OLD not in read(house, LATER).text
    assert house.testimonial("list", at=LATER).said["testimonials"][0]["state"] == "withdrawn"
