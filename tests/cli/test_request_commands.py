"""Rights requests from a terminal: opened, shown, led to their answer, refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import POLICIES, Ended, run

ANN = "ann@example.org"


@pytest.fixture
def policy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """IntexSoft's policy and one person, on 2026-04-07."""
    at(monkeypatch, "2026-04-07T10:00:00Z")
    shutil.copy(POLICIES / "intexsoft.yaml", folder / "policy.yaml")
    data = json.dumps({"email": ANN, "message": "hello"})
    done = run("collect", "policy.yaml", "--form", "contact-form", "--data", data, "--json")
    assert done.code == 0, done.err
    return folder / "policy.yaml"


def at(monkeypatch: pytest.MonkeyPatch, instant: str) -> None:
    monkeypatch.setenv("TROTH_CLOCK", instant)


def opened(*arguments: str, right: str = "access") -> str:
    done = run("request", "open", "--right", right, "--person", ANN, *arguments, "--json")
    assert done.code == 0, done.err
    return str(done.json["request"])


def step(*arguments: str) -> Ended:
    done = run("request", *arguments, "--json")
    assert done.code == 0, (done.out, done.err)
    return done


def refused(*arguments: str) -> str:
    done = run(*arguments, "--json")
    assert done.code == 2, done.out
    no = done.json["refused"]
    assert isinstance(no, dict)
    assert no["why"]
    assert str(no["address"]).startswith("rights")
    return str(no["code"])


def test_a_request_goes_from_its_arrival_to_its_answer(policy: Path) -> None:
    request = opened()
    assert refused("request", "advance", request, "--commit") == "NO_SUCH_STEP"
    step("verify", request, "--how", "confirmed-link")
    assert [step("advance", request, "--commit").json["state"] for _ in range(3)] == [
        "collecting", "decided", "carried-out",
    ]  # fmt: skip
    assert refused("request", "answer", request) == "ANSWER_INCOMPLETE"
    answer = step("answer", request, "--state", "h=none", "--state", "f=IE").json
    data = answer["data"]
    assert isinstance(data, list)
    assert {one["value"] for one in data} == {ANN, "hello"}
    assert step("advance", request, "--commit").json["state"] == "closed"
    events = step("show", request).json["events"]
    assert isinstance(events, list)
    assert [one["event"] for one in events] == [
        "open", "verify", "collect", "grant", "carry-out", "answer", "close",
    ]  # fmt: skip


def test_without_commit_nothing_moves(policy: Path) -> None:
    request = opened("--session")
    before = step("show", request).json
    assert step("advance", request).json == {
        "request": request, "state": "verified", "next": "collect",
    }  # fmt: skip
    assert step("show", request).json == before


def test_opening_says_three_dates_and_nothing_of_who_is_known(policy: Path) -> None:
    known = run("request", "open", "--right", "access", "--person", ANN, "--json").json
    other = run("request", "open", "--right", "access", "--person", "x@y.example", "--json").json
    assert {key: value for key, value in known.items() if key != "request"} == {
        key: value for key, value in other.items() if key != "request"
    }
    assert [known[date] for date in ("safe", "statutory", "promised", "due")] == ["2026-05-07"] * 4


def test_this_policy_leaves_no_room_for_more_time(policy: Path) -> None:
    request = opened()
    done = refused("request", "extend", request, "--reasons", "complexity")
    assert done == "NOT_ALLOWED_BY_POLICY"


def test_the_clock_stops_and_runs_on(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = opened()
    assert refused("request", "suspend", request, "--ground", "holiday") == "SUSPENSION_NOT_ALLOWED"
    assert step("suspend", request, "--ground", "identity-doubt").json["running"] is False
    at(monkeypatch, "2026-04-12T10:00:00Z")
    resumed = step("suspend", request, "--resume").json
    # The promise of thirty days waits for nobody, so the alarm stays where it was.
    assert (resumed["safe"], resumed["due"]) == ("2026-05-12", "2026-05-07")


def test_a_refusal_names_ground_law_authority_and_court(policy: Path) -> None:
    request = opened("--session", right="erasure")
    assert refused("request", "refuse", request, "--ground", "claims") == "CITATION_REQUIRED"
    step("refuse", request, "--ground", "claims", "--citation", "case-17")
    answer = step("answer", request).json
    assert (answer["ground"], answer["law"]) == ("claims:case-17", "GDPR Art. 17(3)(e)")
    remedies = answer["remedies"]
    assert isinstance(remedies, list)
    assert len(remedies) == 2


def test_reminders_come_due_and_the_late_are_counted(
    policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = opened()
    at(monkeypatch, "2026-05-09T10:00:00Z")
    due = run("request", "advance", "--json").json
    assert due["committed"] is False
    steps = step("advance", "--commit").json["steps"]
    assert isinstance(steps, list)
    assert [one["outcome"] for one in steps] == ["reminded"] * 3 + ["overdue"]
    assert step("advance", "--commit").json["steps"] == []
    report = step("list", "--report").json
    assert (report["total"], report["on_time"], report["late"]) == (
        1, 0, [{"request": request, "days": 2}],
    )  # fmt: skip


def test_open_requests_are_listed_first_due_first(policy: Path) -> None:
    later = opened(right="erasure")
    sooner = opened("--received", "2026-04-01", right="portability")
    listed = step("list").json["requests"]
    assert isinstance(listed, list)
    assert [one["request"] for one in listed] == [sooner, later]


def test_a_restriction_is_lifted_only_after_a_notice(
    policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("subject", "restrict", ANN, "--ground", "unlawful", "--json")
    assert (done.code, done.json["state"]) == (0, "closed")
    assert refused("subject", "unrestrict", ANN) == "NOT_TOLD_BEFORE"
    at(monkeypatch, "2026-04-08T10:00:00Z")
    lifted = run("subject", "unrestrict", ANN, "--told", "2026-04-07T12:00", "--json")
    assert lifted.json["restricted"] is False


def test_what_a_person_does_at_once_stands_in_the_register(policy: Path) -> None:
    hit = run("subject", "export", ANN, "--json").json["data"]
    assert isinstance(hit, list)
    record = next(one["record"] for one in hit if one["field"] == "email")
    rectified = run("subject", "rectify", ANN, record, "--value", "ann@new.example", "--json")
    assert (rectified.code, rectified.json["state"]) == (0, "closed"), rectified.err
    assert run("subject", "find", ANN, "--json").json["persons"] == []
    objected = run("subject", "object", "ann@new.example", "--to", "marketing", "--json")
    assert objected.json["ground"] == "absolute"
    listed = step("list", "--all").json["requests"]
    assert isinstance(listed, list)
    assert sorted(one["right"] for one in listed) == ["objection", "rectification"]
    data = run("subject", "export", "ann@new.example", "--json").json["data"]
    assert isinstance(data, list)
    assert "ann@new.example" in {one["value"] for one in data}


def test_bad_input_is_refused(policy: Path) -> None:
    request = opened()
    unknown = run("request", "open", "--right", "acess", "--json")
    assert (unknown.code, unknown.error["code"]) == (2, "requests/unknown-right")
    assert "access" in str(unknown.error["help"])
    assert run("request", "show", "f" * 32, "--json").error["code"] == "requests/unknown"
    assert run("request", "show", "zz", "--json").error["code"] == "cli/malformed-id"
    later = ("request", "open", "--right", "access", "--received", "2026-04-08")
    assert refused(*later) == "RECEIVED_LATER"
    forged = ("request", "open", "--right", "access", "--person", ANN, "--by", "guardian")
    assert refused(*forged) == "MANDATE_MISSING"
    words = run("request", "refuse", request, "--ground", "claims", "--citation", "he is rude",
                "--json")  # fmt: skip
    assert words.error["code"] == "requests/not-a-name"
