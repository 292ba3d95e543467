"""A rehearsed year has requests of every kind, and answers each before its earliest date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.policies.manifests import POLICIES
from tests.rehearsal.conftest import PEOPLE
from troth.assembly.platform import open_platform
from troth.assembly.policies import load_policy
from troth.core.facts import decode
from troth.core.requests import OPEN
from troth.law.counting import after_months
from troth.rehearsal.asked import by_kind
from troth.rehearsal.rehearse import rehearse
from troth.rehearsal.result import Rehearsed
from troth.rehearsal.scripts import SCRIPTS, openings

Lived = Callable[[str], Rehearsed]
NAMES = sorted(PEOPLE)

OF_THE_LAW = {
    "information", "confirmation", "access", "rectification", "erasure", "restriction",
    "objection", "portability", "withdrawal",
}  # fmt: skip
"""What people may ask for under every policy: GDPR Art. 7(3), 13-18, 20, 21."""

ASKED = dict.fromkeys(NAMES, OF_THE_LAW) | {
    # A company of the United States: the sale of data may be opted out of.
    "altexsoft": OF_THE_LAW | {"sale-opt-out"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_right_the_policy_or_the_law_gives_is_asked_for_and_answered(
    lived: Lived, name: str
) -> None:
    policy = load_policy(POLICIES / f"{name}.yaml").required()
    kinds = by_kind(lived(name).requests)
    offered = policy.rights.offered | policy.rights.by_law
    assert {kind.right for kind in kinds} == ASKED[name]
    assert {kind.right for kind in kinds} <= offered
    assert all(kind.answered for kind in kinds), kinds


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_answer_is_late_and_none_that_is_owed_is_overdue(lived: Lived, name: str) -> None:
    told = lived(name)
    for one in told.requests:
        earliest = min(day for day in (one.safe, one.statutory, one.promised) if day is not None)
        assert (one.answered or told.last) <= earliest or not (one.answered or one.open), one
        if one.to_spare is not None:
            assert one.to_spare >= 0, one
    totals = told.totals()
    assert totals["requests-late"] == totals["overdue"] == 0
    assert totals["reminders"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_date_is_later_than_a_month_unless_the_clock_stood_or_the_person_was_told(
    lived: Lived, name: str
) -> None:
    for one in lived(name).requests:
        if one.law == "gdpr" and not one.pauses and one.extended is None:
            assert one.safe <= after_months(one.received, 1), one


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_requests_go_every_way_a_request_can_go(lived: Lived, name: str) -> None:
    asked = lived(name).requests
    assert {one.asker for one in asked} == {"person", "agent", "guardian"}
    assert {"closed", "joined", "withdrawn"} <= {one.state for one in asked}
    assert {"granted", "refused"} <= {one.outcome for one in asked}
    assert any(one.pauses for one in asked)
    assert len({one.channel for one in asked}) >= 5
    assert all(one.ground for one in asked if one.outcome == "refused"), asked


@pytest.mark.slow
def test_a_part_is_granted_where_a_hold_keeps_the_rest(lived: Lived) -> None:
    partial = [
        (one.right, one.ground)
        for name in NAMES
        for one in lived(name).requests
        if one.outcome == "partial"
    ]
    assert ("erasure", "claims") in partial


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_term_is_extended_in_time_where_law_and_policy_allow_it_and_nowhere_else(
    lived: Lived, name: str
) -> None:
    policy = load_policy(POLICIES / f"{name}.yaml").required()
    extended = [one for one in lived(name).requests if one.extended is not None]
    if policy.rights.extension is False:
        assert extended == []
        refused = [account.refused["NOT_ALLOWED_BY_POLICY"] for account in lived(name).accounts]
        assert sum(refused) > 0
    else:
        assert extended
    for one in extended:
        assert one.extended is not None
        # GDPR Art. 12(3): within one month of receipt.
        assert one.extended <= after_months(one.received, 1) + timedelta(days=4)
        assert one.answered is None or one.answered > one.extended


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_recipients_of_what_was_corrected_or_erased_are_told(lived: Lived, name: str) -> None:
    totals = lived(name).totals()
    assert bool(totals["recipients-told"]) == bool(totals["disclosures"])
    assert totals["recipients-told"] <= totals["recipients-owed"]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_accounts_of_the_months_add_up_to_the_register(lived: Lived, name: str) -> None:
    told = lived(name)
    totals = told.totals()
    assert totals["requests"] == len(told.requests)
    answered = sum(one.answered is not None for one in told.requests)
    outcomes = ("requests-granted", "requests-partial", "requests-refused")
    assert sum(totals[outcome] for outcome in outcomes) == answered
    assert [one.number for one in told.requests] == list(range(1, len(told.requests) + 1))


@pytest.mark.slow
def test_the_rehearsal_tells_of_each_request_what_the_stores_log_tells(tmp_path: Path) -> None:
    store = str(tmp_path / "year.db")
    told = rehearse(POLICIES / "intexsoft.yaml", people=12, months=4, seed=3, store=store)
    house = open_platform(store, demo=True, environment={})
    try:
        with house.data.read() as reader:
            opened = [decode(row.body) for row in reader.facts_of("request-opened")]
            answered = [decode(row.body) for row in reader.facts_of("request-answered")]
            rows = reader.requests()
    finally:
        house.close()
    assert len(opened) == len(rows) == len(told.requests) > 0
    # A request that was appealed is answered twice.
    whose = {dict(fact.detail)["request"] for fact in answered}
    assert len(whose) == sum(one.answered is not None for one in told.requests)
    assert sum(row.state in OPEN for row in rows) == sum(one.open for one in told.requests)
    days = {datetime.fromtimestamp(fact.at / 1_000_000, UTC).date() for fact in answered}
    assert days >= {one.answered for one in told.requests if one.answered is not None} - {None}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("people", "days"), [(1, 31), (40, 425), (20_000, 425)])
def test_every_script_of_a_right_the_policy_knows_is_dealt_out(
    name: str, people: int, days: int
) -> None:
    policy = load_policy(POLICIES / f"{name}.yaml").required()
    dealt = openings(policy, people, days)
    scripts = [script for day in sorted(dealt) for script in dealt[day]]
    assert set(scripts) == {s for s in SCRIPTS if s.right in ASKED[name]}
    assert all(0 <= day < days for day in dealt)
    assert len(scripts) <= max(len(SCRIPTS), people * 2 * days // 36_500)


@pytest.mark.slow
@pytest.mark.parametrize("within", ["P3D", "P1W", "P1M"])
def test_a_short_promise_is_kept_as_well_as_a_long_one(tmp_path: Path, within: str) -> None:
    text = (POLICIES / "intexsoft.yaml").read_text("utf-8")
    assert "answer-within: P30D" in text
    manifest = tmp_path / "short.yaml"
    manifest.write_text(text.replace("answer-within: P30D", f"answer-within: {within}"))
    told = rehearse(manifest, people=12, months=6)
    assert [one for one in told.requests if one.to_spare is not None and one.to_spare < 0] == []
    promise = next(p for p in told.promises if p["address"] == "rights/answer-within")
    assert promise["state"] == "kept", promise
    assert told.totals()["overdue"] == 0


@pytest.mark.slow
def test_a_month_with_one_person_asks_for_what_it_can_and_breaks_nothing() -> None:
    told = rehearse(POLICIES / "soft-ok.yaml", people=1, months=1)
    assert all(one.received <= date(2026, 1, 31) for one in told.requests)
    assert told.totals()["overdue"] == 0
