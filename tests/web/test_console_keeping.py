"""Retention, evidence, policy and staff in the console: what they show, and who may do what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from tests.web.console import sent, signed_in, somebody
from tests.web.served import Served, serving
from troth.core.periods import to_micros

HOLDS = "/console/retention/holds"
HERE = "/console/retention"
SEEN_BY_ALL = ("retention", "recipients", "systems", "policy", "evidence", "promises")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of this file's own."""
    with serving(tmp_path_factory.mktemp("console-keeping")) as opened:
        yield opened


@pytest.fixture
def office(served: Served) -> httpx.Client:
    return signed_in(served, "office", "privacy")


@pytest.mark.parametrize("page", SEEN_BY_ALL)
def test_a_viewer_sees_counts_and_nobodys_data(served: Served, page: str) -> None:
    person = somebody(served, f"viewer-{page}@example.org")
    shown = signed_in(served, "guest", "viewer").get(f"/console/{page}")
    assert shown.status_code == 200
    assert "@example.org" not in shown.text
    assert person.hex() not in shown.text


@pytest.mark.parametrize("role", ["privacy", "approver", "legal", "admin", "viewer"])
def test_every_line_of_the_menu_opens_for_whom_it_is_shown(served: Served, role: str) -> None:
    client = signed_in(served, f"menu-{role}", role)
    menu = client.get("/console").text.partition("<main")[0]
    lines = re.findall(r'<li><a href="(/console[a-z/]*)"', menu)
    assert lines
    for address in lines:
        assert client.get(address).status_code == 200, address


def test_a_hold_is_placed_and_released(served: Served, office: httpx.Client) -> None:
    person = somebody(served, "held@example.org")
    placed = sent(office, HERE, HOLDS, ground="case-17", person=person.hex(), until="2099-03-01")
    assert placed.status_code == 303
    [hold] = served.platform.retention.holds(served.site.now())
    assert (hold.ground, hold.person) == ("case-17", person)
    assert "case-17" in office.get(HERE).text
    assert sent(office, HERE, f"{HERE}/release", hold=hold.hold).status_code == 303
    assert not served.platform.retention.holds(served.site.now())


@pytest.mark.parametrize(
    "fields",
    [
        {"ground": "case-17"},
        {"ground": "he sued us", "category": "contact"},
        {"ground": "case-17", "category": "contact", "until": "2001-01-01"},
        {"ground": "case-17", "category": "contact", "until": "soon"},
        {"ground": "case-17", "category": "nothing-like-it"},
        {"ground": "case-17", "person": "him"},
        {"ground": "case-17", "person": "0" * 32},
    ],
)
def test_a_hold_that_cannot_be_is_refused_with_a_reason(
    served: Served, office: httpx.Client, fields: dict[str, str]
) -> None:
    refused = sent(office, HERE, HOLDS, **fields)
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert not served.platform.retention.holds(served.site.now())


def test_what_is_due_is_counted_deleted_and_gone(served: Served, office: httpx.Client) -> None:
    person = somebody(served, "due@example.org")
    late = to_micros(served.site.now() - timedelta(days=3))
    with served.platform.data.unit() as unit:
        rows = unit.records([person])
        unit.replace_records([replace(one, expires_at=late) for one in rows])
    assert "3 records are past their end" in office.get(HERE).text
    assert sent(office, HERE, f"{HERE}/sweep").status_code == 303
    served.site.aside.settle()
    assert "Nothing with a date" in office.get(HERE).text
    with served.platform.data.read() as reader:
        assert not reader.records([person])


def test_the_forecast_is_drawn_and_told_in_figures(served: Served, office: httpx.Client) -> None:
    somebody(served, "later@example.org")
    assert sent(office, HERE, f"{HERE}/ahead").status_code == 303
    served.site.aside.settle()
    text = office.get(HERE).text
    assert 'role="img"' in text
    assert "retention/forms-and-chats" in text


def test_the_log_is_verified_and_one_fact_proved(served: Served, office: httpx.Client) -> None:
    somebody(served, "logged@example.org")
    assert sent(office, "/console/evidence", "/console/evidence/verify").status_code == 303
    served.site.aside.settle()
    text = office.get("/console/evidence").text
    assert "the root and the signature are right" in text
    newest = re.findall(r'href="/console/evidence/(\d+)"', text)[0]
    fact = office.get(f"/console/evidence/{newest}").text
    assert "RFC 6962" in fact
    assert served.platform.evidence.origin in fact
    assert office.get("/console/evidence/99999999").status_code == 404


def test_only_an_admin_lets_people_in(served: Served, office: httpx.Client) -> None:
    assert office.get("/console/staff").status_code == 403
    admin = signed_in(served, "boss", "admin")
    shown = sent(admin, "/console/staff", "/console/staff", login="new.one", **{"role-viewer": "1"})
    link = re.findall(r"/console/start/([0-9a-f]{64})", shown.text)
    assert len(link) == 1
    member = next(one for one in served.site.doors.staff.everybody() if one.login == "new.one")
    assert member.roles == ("viewer",)
    again = sent(admin, "/console/staff", "/console/staff", login="new.one")
    assert again.status_code == 422
    path = f"/console/staff/{member.staff.hex()}"
    given = sent(admin, "/console/staff", f"{path}/roles", **{"role-privacy": "1"})
    assert given.status_code == 303
    assert served.site.doors.staff.find(member.staff).roles == ("privacy",)
    assert sent(admin, "/console/staff", f"{path}/end").status_code == 303
    assert served.site.doors.staff.find(member.staff) is None


def test_nobody_takes_the_last_key_from_themselves(served: Served) -> None:
    admin = signed_in(served, "boss", "admin")
    own = next(one for one in served.site.doors.staff.everybody() if one.login == "boss")
    path = f"/console/staff/{own.staff.hex()}"
    assert sent(admin, "/console/staff", f"{path}/roles", **{"role-viewer": "1"}).status_code == 422
    assert sent(admin, "/console/staff", f"{path}/end").status_code == 422
    assert served.site.doors.staff.find(own.staff).roles == ("admin",)


@pytest.mark.parametrize("written", ["", "-1", "many", "1000001"])
def test_a_threshold_that_is_no_number_changes_nothing(served: Served, written: str) -> None:
    admin = signed_in(served, "boss", "admin")
    to = "/console/staff/four-eyes"
    assert sent(admin, "/console/staff", to, records="12").status_code == 303
    assert sent(admin, "/console/staff", to, records=written).status_code == 422
    assert 'value="12"' in admin.get("/console/staff").text
