"""What staff may reach is looked at again in time, by somebody else; what is late is seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.register.program import Ran, options, troth, written
from tests.web.console import sent, signed_in
from tests.web.served import Served, serving
from troth.assembly.platform import open_platform
from troth.assembly.signing_in import build_signing_in
from troth.cli.instants import StoppedClock
from troth.cli.options import read_instant


def every_half_year(data: dict) -> None:
    data.setdefault("settings", {})["access"] = {"review-every": "P6M", "max-persons": 3}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return written("integrica", tmp_path, every_half_year)


@pytest.fixture
def team(tmp_path: Path, manifest: Path) -> dict[str, str]:
    """A store with three members of staff, let in on the first of January."""
    store, clock = str(tmp_path / "data.db"), StoppedClock(read_instant("2026-01-01"))
    platform = open_platform(store, manifest=manifest, clock=clock)
    try:
        staff = build_signing_in(platform).staff
        for login, roles in (
            ("ann", ["admin"]),
            ("bob", ["privacy", "legal"]),
            ("eve", ["viewer"]),
        ):
            staff.add(login, roles, clock.now())
    finally:
        platform.close()
    return {"store": store, "policy": str(manifest)}


def review(place: dict[str, str], *given: str, at: str, **also: object) -> Ran:
    return troth("staff", "review", *given, *options(also | place), at=at)


def test_what_is_late_is_listed_first_until_somebody_else_has_looked(team: dict[str, str]) -> None:
    early = review(team, at="2026-06-30").said["access"]
    assert [(one["login"], one["state"]) for one in early] == [
        ("ann", "due"), ("bob", "due"), ("eve", "no term"),
    ]  # fmt: skip
    late = review(team, at="2026-07-01", overdue=True).said["access"]
    assert [(one["login"], one["due"][:10]) for one in late] == [
        ("ann", "2026-07-01"), ("bob", "2026-07-01"),
    ]  # fmt: skip
    day = "2026-07-02"
    own = review(team, "ann", at=day, by="ann", approve=True)
    assert (own.code, own.codes) == (2, ["SAME_PERSON"])
    small = review(team, "ann", at=day, by="eve", approve=True)
    assert (small.code, small.codes) == (2, ["ROLE"])
    both = review(team, "bob", at=day, by="ann", approve=True, withdraw="legal")
    assert both.code == 2
    other = review(team, "bob", at=day, by="ann", withdraw="admin")
    assert other.code == 2
    assert len(review(team, at=day, overdue=True).said["access"]) == 2

    done = review(team, "bob", at=day, by="ann", withdraw="legal")
    assert (done.code, done.said["outcome"], done.said["roles"]) == (0, "withdrawn", ["privacy"])
    left = review(team, at=day).said["access"]
    assert [(one["login"], one["roles"], one["state"]) for one in left] == [
        ("ann", ["admin"], "overdue"), ("bob", ["privacy"], "due"), ("eve", ["viewer"], "no term"),
    ]  # fmt: skip


def proved(place: dict[str, str], at: str) -> str:
    found = troth("prove", *options({"store": place["store"]}), at=at).said["promises"]
    return next(one["state"] for one in found if one["address"] == "security/restricted-access")


def test_a_review_that_is_late_breaks_the_promise_of_restricted_access(
    team: dict[str, str],
) -> None:
    assert proved(team, "2026-06-30") == "kept"
    assert proved(team, "2026-07-02") == "broken"
    assert review(team, "bob", at="2026-07-02", by="ann", approve=True).code == 0
    assert proved(team, "2026-07-03") == "broken", "nobody looked at what the admin reaches"
    place = options({**team, "role": ["approver"]})
    assert troth("staff", "add", "max", *place, at="2026-07-03").code == 0
    assert review(team, "ann", at="2026-07-03", by="max", approve=True).code == 0
    assert proved(team, "2026-07-04") == "kept"


@pytest.fixture
def served(tmp_path: Path, manifest: Path, team: dict[str, str]) -> Iterator[Served]:
    later = StoppedClock(read_instant("2026-07-05T09:00:00+00:00"))
    with serving(tmp_path, manifest, store=team["store"], clock=later) as site:
        yield site


def test_the_console_shows_what_is_late_to_who_reviews_and_takes_their_word(
    served: Served,
) -> None:
    with signed_in(served, "ann") as ann, signed_in(served, "bob") as bob:
        assert "Access that is to be reviewed" in ann.get("/console").text
        assert "Access that is to be reviewed" not in bob.get("/console").text
        assert bob.get("/console/reviews").status_code == 403
        page = ann.get("/console/reviews")
        assert "every 6 months," in page.text
        assert page.text.index(">ann ") < page.text.index(">eve")
        members = {one.login: one.staff.hex() for one in served.site.doors.staff.everybody()}
        own = sent(
            ann, "/console/staff", f"/console/reviews/{members['ann']}", **{"keep-admin": "1"}
        )
        assert (own.status_code, "SAME_PERSON" in own.text) == (403, True)
        kept = {"keep-privacy": "1"}
        done = sent(ann, "/console/staff", f"/console/reviews/{members['bob']}", **kept)
        assert (done.status_code, done.headers["location"]) == (303, "/console/reviews")
        after = ann.get("/console/reviews").text
        assert "ann → bob: withdrawn (legal)" in after
        shown = {one.login: one.roles for one in served.site.doors.staff.everybody()}
        assert shown["bob"] == ("privacy",)
        today = ann.get("/console").text
        assert "bob" not in today[today.index("Access that is to be reviewed") :][:400]
