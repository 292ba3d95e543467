"""Forms and links of a served company: what is marked, what needs no name, and one click out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from tests.register.entries import entry
from tests.register.program import written
from tests.web.filling import held, person, read, send, sign_up
from tests.web.served import Served, serving
from troth.core.names import Identifier
from troth.policy.decide import decide
from troth.policy.question import Question
from troth.rehearsal.clock import FakeClock
from troth.web.invitations import invitations

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def persons(served: Served) -> int:
    """Return how many people a store knows."""
    with served.platform.data.read() as reader:
        return sum(1 for _ in reader.all_persons())


@entry("collection.required-versus-voluntary")
def test_what_is_needed_is_marked_and_nothing_else_is_asked_twice(tmp_path: Path) -> None:
    """E-mail needed, phone free: marked so for eyes and for readers; only the first is missed."""

    def need_email(manifest: dict) -> None:
        fields = manifest["collection"]["webinar-application"]["fields"]
        manifest["collection"]["webinar-application"]["fields"] = {
            "email": {**fields["email"], "required": True}, "phone": fields["phone"],
        }  # fmt: skip

    manifest = written("intermind", tmp_path, need_email)
    with serving(tmp_path, manifest) as served, served.client() as visitor:
        page = read(visitor.get("/forms/webinar-application"))
        marked = re.findall(r'<input id="data-([a-z]+)"[^>]*aria-required="true"', page.text)
        assert marked == ["email"]
        labels = dict(re.findall(r'<label for="data-([a-z]+)">.*?\((\w+)\)</span>', page.text))
        assert labels == {"email": "required", "phone": "optional"}

        without_phone = send(visitor, page, {"email": "ada@mail.example"})
        assert without_phone.status_code == 303
        assert held(served, "ada@mail.example") == [{"email": "ada@mail.example"}]

        again = read(visitor.get("/forms/webinar-application"))
        without_email = send(visitor, again, {"phone": "+37052000000"})
        assert without_email.status_code == 422
        assert read(without_email).errors == ["Email address: Please fill this in."]
        assert held_by_phone(served, "+37052000000") == 0
        with served.platform.data.read() as reader:
            assert [row.code for row in reader.refusals()] == ["REQUIRED_FIELD_MISSING"]


def held_by_phone(served: Served, number: str) -> int:
    """Return how many people a phone number leads to."""
    return len(served.platform.identity.find(Identifier("phone", number)))


@entry("collection.browse-without-identity")
def test_pages_are_read_and_forms_are_opened_by_nobody_in_particular(tmp_path: Path) -> None:
    """The start, what is offered and the webinar's form: two pages, one form, no person made."""
    with serving(tmp_path, "intermind") as served, served.client() as visitor:
        before = persons(served)
        pages = [visitor.get(path) for path in ("/", "/forms", "/forms/webinar-application")]
        assert [page.status_code for page in pages] == [200, 200, 200]
        assert ["data-email" in page.text for page in pages] == [False, False, True]
        # The form asks what the policy names for it, and nothing beside.
        asked = {name.removeprefix("data-") for name in read(pages[2]).fields
                 if name.startswith("data-")}  # fmt: skip
        assert asked == set(served.platform.policy.forms["webinar-application"].fields)
        assert persons(served) == before == 0


@entry("marketing.unsubscribe-link")
def test_one_click_stops_the_newsletter_400_days_after_it_was_sent(tmp_path: Path) -> None:
    """Twice clicked, once written down; a scanner that looks stops nothing."""
    clock = FakeClock(datetime(2026, 1, 10, 9, tzinfo=UTC))
    with serving(tmp_path, "altexsoft", clock=clock) as served, served.client() as visitor:
        assert sign_up(visitor, "reader@mail.example").status_code == 303
        reader = person(served, "reader@mail.example")
        token = invitations(served.site).way_out(reader, "newsletter", clock.now())
        link = f"{served.address}/unsubscribe/{token}"
        # Bound to person and list, and to nothing that could be read from it.
        assert re.fullmatch(r"[0-9a-f]{64}", token)
        clock.move_to(clock.now() + timedelta(days=400))

        assert httpx.get(link).status_code == 200
        assert open_for(served, reader)
        answers = [httpx.post(link, data=ONE_CLICK).status_code for _ in range(2)]
        assert answers == [200, 200]
        said = [row.action for row in served.platform.consents.show(reader)]
        assert said == ["give", "withdraw"]
        assert not open_for(served, reader)


def open_for(served: Served, reader: bytes) -> bool:
    """Tell whether a newsletter may go to somebody."""
    platform = served.platform
    now = platform.clock.now()
    asked = Question(
        action="use", at=now, purpose="newsletter", categories=("contact",), channel="email",
        form="newsletter-signup", collected_for=frozenset({"newsletter"}),
        standing=platform.standing.read(reader, now),
    )  # fmt: skip
    return bool(decide(platform.policy, asked))
