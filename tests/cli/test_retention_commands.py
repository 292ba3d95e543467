"""`troth retention conflicts|watch|review|vendor` and `troth obligation`, as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.register.program import POLICIES, Ran, troth, written


@pytest.fixture
def store(tmp_path: Path) -> list[str]:
    manifest = written("altexsoft", tmp_path, None)
    place = ["--store", f"sqlite:///{tmp_path / 'data.db'}"]
    given = json.dumps({"email": "ada@mail.example", "message": "hello"})
    asked = ["collect", manifest, "--form", "contact-form", "--data", given, *place]
    assert troth(*asked, at="2026-01-10").code == 0
    return place


def retention(act: str, *given: str, place: list[str], at: str = "2026-03-02") -> Ran:
    return troth("retention", act, *given, *place, at=at)


def test_conflicts_of_law_are_shown_with_their_sources_and_what_wins(store: list[str]) -> None:
    said = retention("conflicts", place=store).said
    (rule,) = said["rules"]
    assert (rule["rule"], rule["said_by"]) == ("retention/unsuccessful-candidates", "assumed")
    assert {
        "least": {"place": "US-CA", "period": "P4Y"},
        "most": {"place": "NL", "period": "P28D"},
    } in (rule["conflicts"])
    wins = {one["place"]: one["period"] for one in rule["wins"]}
    assert (wins["NL"], wins["DE"], wins["US-CA"]) == ("P28D", "P6M", "P4Y")
    assert all(one["source"] and one["valid_from"] for one in rule["bounds"])


def test_watch_says_when_the_oldest_of_a_living_clock_goes(store: list[str]) -> None:
    watched = {one["rule"]: one for one in retention("watch", place=store).said["watched"]}
    assert watched["retention/while-in-use"]["next_end"] == "2027-01-10T00:00:00+00:00"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("review", "retention/wishes"), "retention/unknown-rule"),
        (("review", "retention/usage"), "retention/no-criterion"),
        (("vendor", "google-analytic", "P1Y"), "retention/unknown-recipient"),
        (("vendor", "google-analytics", "a year"), "period/malformed"),
        (("except", "00" * 16, "e1"), "retention/unknown-record"),
    ],
)
def test_what_is_not_there_is_refused_by_name(
    store: list[str], given: tuple[str, ...], code: str
) -> None:
    refused = retention(*given, place=store)
    assert (refused.code, refused.said["error"]["code"]) == (2, code)


def test_obligations_are_opened_closed_and_listed(store: list[str]) -> None:
    def obligation(act: str, *given: str, at: str) -> Ran:
        return troth("obligation", act, person, *given, *store, at=at)

    given = ["--form", "live-chat", "--data", '{"message": "hello"}']
    manifest = POLICIES / "altexsoft.yaml"
    person = troth("collect", manifest, *given, *store, at="2026-03-02").said["person"]
    assert obligation("open", "C-1", "--kind", "contract", at="2026-03-02").code == 0
    again = obligation("open", "C-1", at="2026-03-02")
    assert (again.code, again.said["error"]["code"]) == (2, "obligation/known")
    assert obligation("close", "C-1", at="2026-04-02").said["state"] == "met"
    (one,) = obligation("list", at="2026-04-02").said["obligations"]
    assert (one["kind"], one["until"]) == ("contract", "2026-04-02T00:00:00+00:00")
