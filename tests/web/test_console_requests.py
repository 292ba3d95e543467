"""Requests in the console: the board, each step with its refusal, and an erasure by four eyes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page

from tests.web.console import asked, nobody, sent, session, signed_in, somebody
from tests.web.served import Served, serving
from troth.core.requests import Right
from troth.engines.rights.four_eyes import FourEyes


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of this file's own."""
    with serving(tmp_path_factory.mktemp("console-requests")) as opened:
        yield opened


def opened(served: Served, name: str, right: Right = "erasure") -> tuple[bytes, str]:
    """Let somebody ask for something; return who they are, and the page of their request."""
    person = somebody(served, f"{name}@example.org")
    request = asked(served, person, right).row.request
    return person, f"/console/requests/{request.hex()}"


def step(client: httpx.Client, page: str, name: str, **fields: str) -> httpx.Response:
    return sent(client, page, f"{page}/{name}", **fields)


def state(served: Served, page: str) -> str:
    return served.platform.requests.show(
        bytes.fromhex(page.rpartition("/")[2]), served.site.now()
    ).entry.case.state


def decided(served: Served, name: str, office: httpx.Client) -> tuple[bytes, str]:
    person, page = opened(served, name)
    for _ in range(2):
        assert step(office, page, "proceed").status_code == 303
    return person, page


def test_the_board_narrows_to_one_right(served: Served) -> None:
    opened(served, "narrow", "access")
    office = signed_in(served, "office", "privacy")
    shown = office.get("/console/requests?right=access").text
    assert "Access <span" in shown
    assert "Erasure <span" not in shown


def test_a_request_shows_its_three_dates_and_how_they_were_counted(served: Served) -> None:
    _, page = opened(served, "dates", "access")
    request = bytes.fromhex(page.rpartition("/")[2])
    text = signed_in(served, "office", "privacy").get(page).text
    dates = served.platform.requests.show(request, served.site.now()).dates
    assert dates.safe.isoformat() in text
    assert dates.statutory.isoformat() in text
    assert dates.derivation[0].split("`")[0][:30] in text.replace("&#39;", "'")


def test_a_request_goes_its_course_to_a_file_for_the_post(served: Served) -> None:
    _, page = opened(served, "course", "access")
    office = signed_in(served, "office", "privacy")
    for wanted in ("collecting", "decided"):
        assert step(office, page, "proceed").status_code == 303
        assert state(served, page) == wanted
    assert step(office, page, "carry-out").status_code == 303
    for name in served.platform.requests.show(
        bytes.fromhex(page.rpartition("/")[2]), served.site.now()
    ).entry.waiting("ask", "forward"):
        settled = step(office, page, "settle", step=name, outcome="nothing-found")
        assert settled.status_code == 303
    # The text says nothing of machines, and neither person nor seat has an authority.
    assert "ANSWER_INCOMPLETE" in step(office, page, "answer", take="file").text
    said = {"decisions": "none", "authority": "DE"}
    answer = step(office, page, "answer", take="file", **said)
    assert answer.status_code == 200, answer.text[:2000]
    assert answer.headers["content-disposition"] == 'attachment; filename="answer.json"'
    assert "course@example.org" in json.dumps(answer.json())
    assert state(served, page) == "answered"


def test_a_step_out_of_turn_says_why_and_changes_nothing(served: Served) -> None:
    _, page = opened(served, "turn", "access")
    office = signed_in(served, "office", "privacy")
    refused = step(office, page, "carry-out")
    assert refused.status_code == 422
    assert "nothing has changed" in refused.text
    assert state(served, page) == "verified"


def test_a_ground_that_the_law_does_not_know_stops_no_clock(served: Served) -> None:
    _, page = opened(served, "ground", "access")
    office = signed_in(served, "office", "privacy")
    refused = step(office, page, "suspend", ground="holidays")
    assert refused.status_code == 422
    assert "SUSPENSION_NOT_ALLOWED" in refused.text


def test_words_about_a_person_do_not_get_into_the_register(served: Served) -> None:
    _, page = opened(served, "words", "access")
    office = signed_in(served, "office", "privacy")
    refused = step(office, page, "refuse", ground="claims", citation="she is a nuisance")
    assert refused.status_code == 422
    assert state(served, page) == "verified"


@pytest.mark.parametrize("roles", [("viewer",), ("admin",), ("legal",)])
def test_who_has_another_role_sees_no_request(served: Served, roles: tuple[str, ...]) -> None:
    _, page = opened(served, f"other-{roles[0]}", "access")
    client = signed_in(served, f"only-{roles[0]}", *roles)
    assert client.get(page).status_code == 403
    assert client.get("/console/requests").status_code == 403
    assert page not in client.get("/console").text


def test_a_request_that_is_not_there_is_a_plain_refusal(served: Served) -> None:
    office = signed_in(served, "office", "privacy")
    assert office.get("/console/requests/nonsense").status_code == 404
    assert office.get(f"/console/requests/{'0' * 32}").status_code == 422


def test_nobody_sees_a_request_without_a_session(served: Served) -> None:
    _, page = opened(served, "closed-door", "access")
    assert nobody(served).get(page).status_code == 401


def test_an_erasure_needs_the_word_of_a_second_person(served: Served) -> None:
    office = signed_in(served, "office", "privacy")
    second = signed_in(served, "second", "approver")
    person, page = decided(served, "two", office)
    shown = office.get(page).text
    assert "Records that go: 3" in shown
    assert "A second person" in shown
    refused = step(office, page, "carry-out")
    assert refused.status_code == 422
    assert "SECOND_PERSON" in refused.text
    assert step(second, page, "approve", records="3").status_code == 303
    assert "Approved by second" in office.get(page).text
    assert step(office, page, "carry-out").status_code == 303
    with served.platform.data.read() as reader:
        assert not reader.records([person])
    receipt = office.get(page).text
    assert "Receipt" in receipt
    assert "nothing was found" in receipt


def test_who_approves_an_erasure_does_not_carry_it_out(served: Served) -> None:
    both = signed_in(served, "both", "privacy", "approver")
    person, page = decided(served, "alone", both)
    assert step(both, page, "approve", records="3").status_code == 303
    refused = step(both, page, "carry-out")
    assert refused.status_code == 422
    assert "SAME_PERSON" in refused.text
    with served.platform.data.read() as reader:
        assert len(reader.records([person])) == 3


def test_the_main_button_is_no_way_around_the_second_person(served: Served) -> None:
    office = signed_in(served, "office", "privacy")
    person, page = decided(served, "around", office)
    assert step(office, page, "proceed").status_code == 422
    with served.platform.data.read() as reader:
        assert len(reader.records([person])) == 3


def test_an_approval_does_not_outlive_its_plan(served: Served) -> None:
    office = signed_in(served, "office", "privacy")
    second = signed_in(served, "second", "approver")
    person, page = decided(served, "changed", office)
    assert step(second, page, "approve", records="3").status_code == 303
    with served.platform.data.unit() as unit:
        gone = unit.records([person])[0]
        unit.delete_records([(gone.person, gone.record)])
    refused = step(office, page, "carry-out")
    assert refused.status_code == 422
    assert "SECOND_PERSON" in refused.text


def test_a_plan_is_approved_only_as_it_was_shown(served: Served) -> None:
    office = signed_in(served, "office", "privacy")
    second = signed_in(served, "second", "approver")
    _, page = decided(served, "shown", office)
    assert step(second, page, "approve", records="1").status_code == 422
    assert step(office, page, "approve", records="3").status_code == 403


def test_below_the_threshold_one_person_is_enough(served: Served) -> None:
    office = signed_in(served, "office", "privacy")
    person, page = decided(served, "small", office)
    eyes = FourEyes(data=served.platform.data, evidence=served.platform.evidence)
    eyes.set_threshold(3, served.site.now())
    try:
        assert step(office, page, "carry-out").status_code == 303
    finally:
        eyes.set_threshold(0, served.site.now())
    with served.platform.data.read() as reader:
        assert not reader.records([person])


def test_an_erasure_is_played_from_the_plan_to_the_receipt(served: Served, page: Page) -> None:
    office = signed_in(served, "office", "privacy")
    _, path = decided(served, "played", office)

    def enter(login: str, role: str) -> None:
        page.context.clear_cookies()
        token = session(served, login, role)
        page.context.add_cookies([{"name": "troth-staff", "value": token, "url": served.address}])
        page.goto(served.address + path)

    enter("office", "privacy")
    page.get_by_role("heading", name="What the erasure would do").wait_for()
    page.get_by_role("button", name="Carry it out").click()
    assert "SECOND_PERSON" in page.get_by_role("alert").inner_text()
    enter("second", "approver")
    page.get_by_role("button", name="Approve this plan").press("Enter")
    page.get_by_text("Approved by second").wait_for()
    enter("office", "privacy")
    page.get_by_role("button", name="Carry it out").press("Enter")
    page.get_by_role("heading", name="Receipt").wait_for()
    assert "nothing was found" in page.locator("main").inner_text()
