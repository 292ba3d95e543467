"""Rights as somebody without an account meets them: on the site, by a link and by a code."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from tests.engines.grounds import SteppedClock
from tests.register.entries import entry
from tests.web.asking import answers, asks, number_of, post, token, writes
from tests.web.served import Served, serving

START = datetime(2026, 3, 2, 10, tzinfo=UTC)


def opened(answer: httpx.Response) -> dict:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        return json.loads(whole.read("answer.json"))


def code_on(page: str) -> str:
    return re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page)[0]


def fetched(served: Served, visitor: httpx.Client, path: str, address: str) -> tuple[str, str]:
    """Ask for the link to the answer; return its path and the code."""
    sent = post(visitor, path, to=f"{path}/link", email=address)
    code = code_on(visitor.get(sent.headers["location"]).text)
    return served.link(address).removeprefix(served.address), code


@entry("rights.confirm-held")
def test_a_stranger_learns_nothing_and_the_person_learns_yes(tmp_path: Path) -> None:
    with serving(tmp_path) as served, served.client() as visitor, served.client() as stranger:
        writes(served, "held@mail.example")
        said = [
            stranger.get(
                post(stranger, "/requests/new/confirmation", email=address).headers["location"]
            ).text
            for address in ("held@mail.example", "stranger@mail.example")
        ]
        assert said[0] == said[1]
        assert len(served.letters("held@mail.example")) == 1
        path = asks(served, visitor, "confirmation", "held@mail.example")
        answers(served, number_of(served, path))
        package, code = fetched(served, visitor, path, "held@mail.example")
        held = opened(post(visitor, package, code=code, form="zip"))["held"]
        other = asks(served, stranger, "confirmation", "stranger@mail.example")
        answers(served, number_of(served, other))
        nothing = opened(post(stranger, other, to=f"{other}/package"))["held"]
    assert held["contact"]
    assert held["correspondence"]
    assert not any(nothing.values())


@entry("rights.access")
def test_a_link_to_an_answer_opens_it_once_within_seven_days_and_for_nobody_else(
    tmp_path: Path,
) -> None:
    clock = SteppedClock(START)
    with serving(tmp_path, clock=clock) as served, served.client() as visitor:
        writes(served, "once@mail.example", clock.now())
        path = asks(served, visitor, "access", "once@mail.example")
        answers(served, number_of(served, path))
        first, code = fetched(served, visitor, path, "once@mail.example")
        assert post(visitor, first, code=code, form="zip").status_code == 200
        assert visitor.get(first).status_code == 410

        late, code = fetched(served, visitor, path, "once@mail.example")
        clock.at = START + timedelta(days=7)
        assert visitor.get(late).status_code == 410

        other = writes(served, "other@mail.example", clock.now())
        session = served.site.doors.sessions.begin("person", other, clock.now())
        with served.client(cookies={"troth-person": session}) as somebody:
            # Another account cannot even tell that there is such a request.
            own = f"/requests/status/{number_of(served, path).hex()}"
            assert somebody.get(own).status_code == 404
            csrf = token(somebody.get("/requests/new/access"))
            refused = somebody.post(f"{own}/package", data={"_csrf_token": csrf})
            assert refused.status_code == 404


@entry("rights.identity-check")
def test_another_address_is_one_more_step_and_documents_are_never_asked_for(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as served, served.client() as visitor:
        person = writes(served, "registered@mail.example")
        path = asks(served, visitor, "access", "registered@mail.example")
        shown = served.platform.requests.show(
            number_of(served, path), served.platform.clock.now()
        ).entry
        assert shown.case.verified
        assert shown.row.person == person

        form = visitor.get("/requests/new/access").text
        assert 'type="file"' not in form
        other = asks(served, visitor, "access", "elsewhere@mail.example")
        unknown = served.platform.requests.show(
            number_of(served, other), served.platform.clock.now()
        ).entry
        answers(served, unknown.row.request)
        told = opened(post(visitor, other, to=f"{other}/package"))
    assert unknown.row.person is None
    assert told["nothing_held"] == {"expired": None}
    assert "data" not in told


@entry("rights.exceptions-and-limits")
def test_a_refusal_names_its_ground_the_authority_and_the_court(tmp_path: Path) -> None:
    with serving(tmp_path) as served, served.client() as visitor:
        writes(served, "again@mail.example")
        path = asks(served, visitor, "access", "again@mail.example", residence="LT")
        requests, now = served.platform.requests, served.platform.clock.now()
        request = number_of(served, path)
        assert requests.refuse(request, "excessive", now, who="privacy")
        assert requests.answer(request, now, who="privacy")
        page = visitor.get(path).text
        letter = visitor.get(f"{path}/complaint.txt").text
    assert "GDPR Art. 12(5)(b)" in page
    assert "Valstybinė duomenų apsaugos inspekcija" in page
    assert "GDPR Art. 79" in page
    assert "It was refused on this ground: excessive" in letter
