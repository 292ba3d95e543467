"""What is held of a person is open to nobody without a reason, on a served site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.register.entries import entry
from tests.register.program import POLICIES
from tests.web.console import nobody, sent, signed_in
from tests.web.served import Served, serving
from troth.engines.intake.submission import Receipt, Submission

SECRET = "ada@mail.example"


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("confidential"), POLICIES / "intermind.yaml") as opened:
        yield opened


def came(site: Served, address: str) -> bytes:
    answer = site.platform.intake.receive(
        Submission(
            form="technical-support-application",
            data={"name": "Ada", "email": address},
            received_at=site.site.now(),
        )
    )
    assert isinstance(answer, Receipt), answer
    return answer.person


@entry("sharing.confidentiality-default")
def test_only_who_has_a_role_and_a_purpose_sees_what_is_held(site: Served) -> None:
    person, other = came(site, SECRET), came(site, "bob@mail.example")
    page = f"/console/people/{person.hex()}"
    stranger = nobody(site)
    for path in (page, f"/api/v1/subjects/{person.hex()}/export"):
        turned_away = stranger.get(path)
        assert turned_away.status_code in (303, 401), path
        assert SECRET not in turned_away.text
    user = nobody(site)
    user.cookies.set(
        "troth-person", site.site.doors.sessions.begin("person", other, site.site.now())
    )
    for path in (page, f"/api/v1/subjects/{person.hex()}/export"):
        refused = user.get(path)
        assert refused.status_code in (303, 401, 403), path
        assert SECRET not in refused.text
    assert SECRET not in user.get("/account").text
    agent = signed_in(site, "desk", "privacy")
    without = sent(agent, page, page, purpose="")
    assert without.status_code == 422
    assert SECRET not in without.text
    assert looks(site, person) == []
    shown = sent(agent, page, page, purpose="support")
    assert (shown.status_code, SECRET in shown.text) == (200, True)
    assert looks(site, person) == [("support", True)]


def looks(site: Served, person: bytes) -> list[tuple[str, bool]]:
    with site.platform.data.read() as reader:
        return [(row.purpose, row.allowed) for row in reader.accesses([person])]
