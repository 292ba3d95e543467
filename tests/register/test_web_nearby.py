"""The nearest representative of a served company: a position is used for it and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.register.entries import entry
from tests.register.program import written
from tests.web.programs import token_for
from tests.web.served import Served, serving

BERLIN, NEW_YORK = (52.5203, 13.4049), (40.7127, -74.0059)
HERE = {"latitude": 52.3907, "longitude": 13.0645}
PERMITTED = {"device-permission": "P-1"}


def offices(manifest: dict) -> None:
    """Let the operator have two offices, and a desk for everybody else."""
    manifest.setdefault("settings", {})["representatives"] = {
        "purpose": "nearest-representative", "default": "desk",
        "offices": {
            key: {"name": name, "latitude": at[0], "longitude": at[1]}
            for key, name, at in (("rep-a", "Office A", BERLIN), ("rep-b", "Office B", NEW_YORK))
        },
    }  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    """The policy that speaks of the closest representative, being served."""
    with serving(tmp_path, written("altexsoft", tmp_path, offices)) as served:
        yield served


def contacted(program: httpx.Client, name: str, **nearby: object) -> tuple[str, dict]:
    """Send a contact request of somebody and ask who looks after them."""
    data = {"email": f"{name}@mail.example", "message": "Whom do I talk to?"}
    answer = program.post("/api/v1/submissions", json={"form": "contact-form", "data": data})
    assert answer.status_code == 201, answer.text
    person = answer.json()["person"]
    found = program.post(f"/api/v1/subjects/{person}/representative", json=nearby)
    assert found.status_code == 200, found.text
    return person, found.json()


@entry("communications.nearest-representative")
def test_the_nearest_is_assigned_where_that_is_permitted_and_no_place_is_kept(
    site: Served,
) -> None:
    """Near office A with leave: A. The same without leave: the one named for that."""
    with site.client(headers={"authorization": f"Bearer {token_for(site)}"}) as program:
        near, allowed = contacted(program, "ann", **HERE, shown=PERMITTED)
        assert (allowed["representative"], allowed["reasons"]) == ("rep-a", [])
        far, denied = contacted(program, "bob", **HERE)
        assert denied["representative"] == "desk"
        assert [one["code"] for one in denied["reasons"]] == ["DEVICE_PERMISSION_DENIED"]
        _, unknown = contacted(program, "cid")
        assert (unknown["representative"], unknown["reasons"]) == ("desk", [])
        # Who has moved is looked after by another; nothing is left of before.
        abroad = {"latitude": 40.0, "longitude": -75.0, "shown": PERMITTED}
        moved = program.post(f"/api/v1/subjects/{near}/representative", json=abroad).json()
        assert moved["representative"] == "rep-b"
    with site.platform.data.read() as reader:
        activities = reader.activities()
        persons = [bytes.fromhex(one) for one in (near, far)]
        kinds = {activities[row.activity].category for row in reader.records(persons)}
        kept = {row.about for row in reader.standing(persons) if row.kind == "representative"}
    assert kinds == {"contact", "correspondence"}
    assert kept == {"rep-b", "desk"}
    everything = b"".join(path.read_bytes() for path in site.outbox.parent.glob("*.db*"))
    assert b"52.39" not in everything
    assert b"13.06" not in everything


def test_a_position_that_is_on_no_earth_is_refused(site: Served) -> None:
    with site.client(headers={"authorization": f"Bearer {token_for(site)}"}) as program:
        person, _ = contacted(program, "ann")
        wrong = {"latitude": 91, "longitude": 0}
        answer = program.post(f"/api/v1/subjects/{person}/representative", json=wrong)
        assert answer.status_code == 400
