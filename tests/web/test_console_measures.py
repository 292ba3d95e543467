"""Security measures in the console: what is due is told, what was done is taken down."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.web.console import sent, signed_in
from tests.web.served import Served, serving
from troth.assembly.measures import security_register
from troth.web.proofs import prove_now

PAGE = "/console/measures"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of this file's own: what is recorded in it bothers nobody else."""
    with serving(tmp_path_factory.mktemp("measures")) as opened:
        yield opened


def row(page: str, anchor: str) -> str:
    """Return the text of one row of a page."""
    found = re.search(rf'<tr id="{anchor}">(.*?)</tr>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]+>", " ", found[1])


def taken(desk: httpx.Client, step: str, **data: str) -> httpx.Response:
    return sent(desk, PAGE, f"{PAGE}/{step}", **data)


def test_what_is_recorded_is_shown_and_no_longer_asked_for_today(served: Served) -> None:
    desk = signed_in(served, "office", "privacy")
    assert "never recorded" in row(desk.get(PAGE).text, "vendors/zoho")
    today = desk.get("/console").text
    assert 'href="/console/measures#vendors/zoho"' in today
    done = taken(desk, "done", about="vendors/zoho", on=f"{served.site.now():%Y-%m-%d}")
    assert (done.status_code, done.headers["location"]) == (303, PAGE)
    shown = row(desk.get(PAGE).text, "vendors/zoho")
    assert ("in time" in shown, "never recorded" in shown) == (True, False)
    today = desk.get("/console").text
    assert 'href="/console/measures#vendors/zoho"' not in today
    [deed] = [one for one in security_register(served.platform).read().done if one.about == "zoho"]
    staff = {one.login: one.staff.hex() for one in served.site.doors.staff.everybody()}
    assert deed.by == staff["office"]


def test_a_page_that_did_not_hold_is_shown_so(served: Served) -> None:
    desk = signed_in(served, "admin", "admin")
    assert taken(desk, "done", about="vendors/azure", failed="on").status_code == 303
    assert "did not hold" in row(desk.get(PAGE).text, "vendors/azure")


def test_the_board_of_promises_says_what_evidence_is_missing(served: Served) -> None:
    prove_now(served.site)
    desk = signed_in(served, "office", "privacy")
    assert (
        "evidence-missing: azure" in desk.get("/console/promises/security/controlled-servers").text
    )
    done = taken(desk, "done", about="controlled-servers/azure", until="2099-12-31")
    assert done.status_code == 303
    prove_now(served.site)
    shown = desk.get("/console/promises/security/controlled-servers").text
    assert "evidence-missing" not in shown


def test_a_finding_is_open_until_somebody_closes_it(served: Served) -> None:
    desk = signed_in(served, "office", "privacy")
    found = {"finding": "SEC-9", "measure": "technical-measures", "weight": "high"}
    assert taken(desk, "found", **found).status_code == 303
    assert "SEC-9" in desk.get(PAGE).text
    again = taken(desk, "found", **found)
    assert (again.status_code, "measures/known-finding" in again.text) == (422, True)
    assert taken(desk, "closed", finding="SEC-9", ending="fixed").status_code == 303
    assert "SEC-9" not in desk.get(PAGE).text


@pytest.mark.parametrize(
    ("step", "data", "code"),
    [
        ("done", {"about": "vendors/nobody"}, "measures/unknown-evidence"),
        ("done", {"about": "vendors/zoho", "on": "yesterday"}, "measures/bad-day"),
        ("done", {"about": "vendors/zoho", "on": "2999-01-01"}, "measures/not-yet"),
        ("done", {"about": "controlled-servers/azure"}, "measures/no-end"),
        ("found", {"finding": "A 1", "measure": "https", "weight": "low"}, "measures/not-an-id"),
        (
            "found",
            {"finding": "A1", "measure": "walls", "weight": "low"},
            "measures/unknown-measure",
        ),
        ("found", {"finding": "A1", "measure": "https", "weight": "dire"}, "measures/unknown-word"),
        ("closed", {"finding": "A1", "ending": "fixed"}, "measures/unknown-finding"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    served: Served, step: str, data: dict[str, str], code: str
) -> None:
    desk = signed_in(served, "office", "privacy")
    before = security_register(served.platform).read()
    refused = taken(desk, step, **data)
    assert (refused.status_code, code in refused.text) == (422, True)
    assert security_register(served.platform).read() == before


def test_who_only_looks_has_no_forms(served: Served) -> None:
    page = signed_in(served, "guest", "viewer").get(PAGE)
    assert page.status_code == 200
    assert f'action="{PAGE}/' not in page.text
    assert "Unauthorised processing" in page.text
