"""People in the console: found by an identifier, looked at for a purpose, every look recorded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.web.console import asked, nobody, sent, session, signed_in, somebody
from tests.web.served import Served, serving
from troth.storage.rows import AccessRow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of this file's own."""
    with serving(tmp_path_factory.mktemp("console-people")) as opened:
        yield opened


def looks(served: Served, person: bytes) -> list[AccessRow]:
    with served.platform.data.read() as reader:
        return list(reader.accesses([person]))


def test_an_address_leads_to_its_person_and_is_in_no_link(served: Served) -> None:
    person = somebody(served, "found@example.org")
    office = signed_in(served, "office", "privacy")
    answer = sent(office, "/console/people", "/console/people", identifier="Found@Example.org")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/console/people/{person.hex()}"


def test_what_is_held_is_not_shown_before_a_purpose_is_named(served: Served) -> None:
    person = somebody(served, "before@example.org")
    office = signed_in(served, "office", "privacy")
    page = f"/console/people/{person.hex()}"
    assert "before@example.org" not in office.get(page).text
    assert not looks(served, person)
    refused = sent(office, page, page, purpose="")
    assert refused.status_code == 422
    assert "before@example.org" not in refused.text
    assert not looks(served, person)


def test_a_look_is_recorded_with_who_and_why(served: Served) -> None:
    person = somebody(served, "seen@example.org")
    office = signed_in(served, "desk", "privacy", "support-team")
    page = f"/console/people/{person.hex()}"
    shown = sent(office, page, page, purpose="support")
    assert "seen@example.org" in shown.text
    [row] = looks(served, person)
    member = next(one for one in served.site.doors.staff.everybody() if one.login == "desk")
    assert (row.who, row.purpose, row.allowed) == (member.staff.hex(), "support", True)
    assert row.records == 3


def test_a_purpose_of_named_roles_is_closed_to_who_has_none_of_them(served: Served) -> None:
    person = somebody(served, "roles@example.org")
    office = signed_in(served, "office", "privacy")
    page = f"/console/people/{person.hex()}"
    shown = sent(office, page, page, purpose="support")
    assert "roles@example.org" not in shown.text
    assert "ROLE" in shown.text
    assert [row.allowed for row in looks(served, person)] == [False]


def test_a_look_for_what_the_policy_does_not_allow_shows_nothing_and_is_recorded(
    served: Served,
) -> None:
    person = somebody(served, "refused@example.org")
    office = signed_in(served, "office", "privacy")
    page = f"/console/people/{person.hex()}"
    shown = sent(office, page, page, purpose="advertising")
    assert "refused@example.org" not in shown.text
    assert "What is not shown, and why" in shown.text
    [row] = looks(served, person)
    assert not row.allowed


def test_everything_at_once_is_for_who_answers_a_request(served: Served) -> None:
    person = somebody(served, "answer@example.org")
    office = signed_in(served, "office", "privacy")
    page = f"/console/people/{person.hex()}"
    refused = sent(office, page, page, purpose="access")
    assert refused.status_code == 422
    assert not looks(served, person)
    asked(served, person, "access")
    shown = sent(office, page, page, purpose="access")
    assert "answer@example.org" in shown.text
    assert [row.purpose for row in looks(served, person)] == ["access"]


def test_who_is_not_known_and_what_is_no_identifier_are_told_apart_without_a_look(
    served: Served,
) -> None:
    office = signed_in(served, "office", "privacy")
    page = "/console/people"
    unknown = sent(office, page, page, identifier="stranger@example.org")
    assert "Nobody is known under it" in unknown.text
    wrong = sent(office, page, page, identifier="@@")
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.text


def test_an_identifier_of_several_names_them_by_id_alone(served: Served) -> None:
    first = somebody(served, "shared@example.org")
    second = somebody(served, "shared@example.org")
    office = signed_in(served, "office", "privacy")
    answer = sent(office, "/console/people", "/console/people", identifier="shared@example.org")
    assert answer.status_code in (200, 201)
    assert first.hex() in answer.text
    assert second.hex() in answer.text
    assert "Robin" not in answer.text


@pytest.mark.parametrize("role", ["viewer", "approver", "admin"])
def test_who_has_no_business_with_people_sees_none(served: Served, role: str) -> None:
    person = somebody(served, f"none-{role}@example.org")
    client = signed_in(served, f"only-{role}", role)
    assert client.get("/console/people").status_code == 403
    assert client.get(f"/console/people/{person.hex()}").status_code == 403
    assert not looks(served, person)


def test_nobody_without_a_session_learns_who_is_known(served: Served) -> None:
    person = somebody(served, "quiet@example.org")
    for path in (person.hex(), "0" * 32, "nonsense"):
        assert nobody(served).get(f"/console/people/{path}").status_code == 401


def test_staff_looks_a_person_up_with_the_keyboard_alone(served: Served, page: Page) -> None:
    person = somebody(served, "keyboard@example.org")
    token = session(served, "desk", "privacy", "support-team")
    page.context.add_cookies([{"name": "troth-staff", "value": token, "url": served.address}])
    page.goto(f"{served.address}/console/people")
    page.get_by_label("Identifier").press_sequentially("keyboard@example.org")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Known here").wait_for()
    assert "keyboard@example.org" not in page.content()
    page.get_by_label("What is the look for?").select_option("support")
    page.get_by_role("button", name="Look, and write it down").press("Enter")
    page.get_by_text("This look was written down").wait_for()
    assert "keyboard@example.org" in page.locator("main").inner_text()
    assert "was looked at for" in page.locator(".timeline").inner_text()
    assert len(looks(served, person)) == 1
