"""The console: who comes in, what Today says, and how a broken promise is found with its cause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from tests.web.console import asked, nobody, sent, session, signed_in, somebody, with_session
from tests.web.served import Served, serving
from troth.core.periods import to_micros
from troth.web.wording import messages


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of this file's own: what is broken in it bothers nobody else."""
    with serving(tmp_path_factory.mktemp("console")) as opened:
        yield opened


def test_nobody_comes_in_without_a_session(served: Served) -> None:
    assert nobody(served).get("/console").status_code == 401
    assert nobody(served).get("/console/promises").status_code == 401


def test_a_session_of_a_person_opens_no_page_of_staff(served: Served) -> None:
    person = somebody(served, "walker@example.org")
    token = served.site.doors.sessions.begin("person", person, served.site.now())
    assert with_session(served, token).get("/console").status_code == 401


def test_who_left_comes_in_no_more(served: Served) -> None:
    token = session(served, "gone", "privacy")
    assert with_session(served, token).get("/console").status_code == 200
    member = next(one for one in served.site.doors.staff.everybody() if one.login == "gone")
    served.site.doors.staff.end(member.staff, served.site.now())
    assert with_session(served, token).get("/console").status_code == 401


def test_every_word_that_a_page_asks_for_is_there() -> None:
    folder = files("troth.web") / "templates" / "console"
    asked_for = {
        name
        for page in folder.iterdir()
        for name in re.findall(r"""say\(\s*["']([a-z0-9-]+)["']\s*[,)]""", page.read_text("utf-8"))
    }
    assert asked_for
    assert asked_for <= messages("en")


def test_today_names_open_requests_with_their_three_dates(served: Served) -> None:
    entry = asked(served, somebody(served, "reader@example.org"), "access")
    shown = signed_in(served, "office", "privacy").get("/console")
    assert shown.status_code == 200
    assert entry.row.request.hex()[:8] in shown.text
    dates = served.platform.requests.show(entry.row.request, served.site.now()).dates
    for day in (dates.safe, dates.statutory):
        assert day.isoformat() in shown.text


def test_a_viewer_sees_counts_and_proves_nothing(served: Served) -> None:
    viewer = signed_in(served, "guest", "viewer")
    assert "Check every promise now" not in viewer.get("/console/promises").text
    office = signed_in(served, "office", "privacy")
    page = office.get("/console/promises").text
    token = re.findall(r'name="_csrf_token" value="([^"]+)"', page)[0]
    viewer.cookies.set("troth-csrf", office.cookies["troth-csrf"])
    answer = viewer.post("/console/promises/prove", data={"_csrf_token": token})
    assert answer.status_code == 403


def test_a_form_without_its_token_does_nothing(served: Served) -> None:
    office = signed_in(served, "office", "privacy")
    assert office.post("/console/promises/prove", data={}).status_code == 403


def test_a_broken_promise_is_found_with_its_cause_and_what_to_do_next(served: Served) -> None:
    somebody(served, "kept@example.org")
    with served.platform.data.unit() as unit:
        # Kept a year too long: what a sweep that never ran leaves behind.
        record = next(iter(unit.all_records()))[0]
        late = to_micros(served.site.now() - timedelta(days=365))
        unit.replace_records([replace(record, expires_at=late)])
    office = signed_in(served, "office", "privacy")
    began = sent(office, "/console/promises", "/console/promises/prove")
    assert (began.status_code, began.headers["location"]) == (303, "/console/promises")
    served.site.aside.settle()
    today = office.get("/console").text
    addresses = re.findall(r'href="/console/promises/([a-z0-9/-]+)"', today)
    assert addresses
    page = office.get(f"/console/promises/{addresses[0]}").text
    assert "Cause" in page
    assert "What to do next" in page
    broken = office.get("/console/promises?state=broken").text
    assert addresses[0] in broken
    assert "✓" not in broken


def test_a_promise_that_is_not_there_is_not_found(served: Served) -> None:
    office = signed_in(served, "office", "privacy")
    assert office.get("/console/promises/retention/never").status_code == 404


def test_proving_again_while_it_runs_changes_nothing(folder: Path) -> None:
    with serving(folder) as served:
        office = signed_in(served, "office", "privacy")
        assert "Nobody has checked" in office.get("/console/promises").text
        for _ in range(2):
            answer = sent(office, "/console", "/console/promises/prove")
            assert answer.status_code == 303
        served.site.aside.settle()
        assert "Checked" in office.get("/console/promises").text
