"""What shows a measure stands until its day is over; what cannot show anything is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.written import LAW, policy_of, with_changes
from troth.core.periods import Period
from troth.policy.check import check
from troth.policy.compile import compile_policy
from troth.policy.diagnostics import Diagnostic
from troth.policy.differences.comparing import differences
from troth.policy.measures import Kind, MeasureEvidence, Seen, State, standing
from troth.policy.parse import parse

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
INTERVALS = st.one_of(
    st.builds(Period, days=st.integers(1, 400)), st.builds(Period, months=st.integers(1, 18))
)


def measured(**evidence: object) -> str:
    """Return the small manifest with one measure, shown by something called `it`."""
    written = {name.replace("_", "-"): value for name, value in evidence.items()}
    measure = {"kind": "controlled-environment", "evidence": {"it": written}}
    return with_changes(security={"guarded": measure})


def diagnostics_of(text: str) -> tuple[Diagnostic, ...]:
    return check(parse(text, "small.yaml"))


def last_day(began: date, every: Period) -> date:
    """Count the days of an interval one by one: the model."""
    months = began.year * 12 + began.month - 1 + every.months
    day = began.day
    while True:
        try:
            return date(months // 12, months % 12 + 1, day) + timedelta(days=every.days)
        except ValueError:
            day -= 1


@settings(max_examples=100)
@given(DAYS, DAYS, INTERVALS, st.sampled_from(("link", "review", "check")))
def test_evidence_is_in_time_up_to_its_last_day_and_late_by_each_day_after(
    began: date, day: date, every: Period, kind: Kind
) -> None:
    evidence = MeasureEvidence(about="it", kind=kind, every=every, seen=began)
    found, due = standing("guarded", evidence, None, day), last_day(began, every)
    assert found.due == due
    assert found.late == max(0, (day - due).days)
    over: State = "expired" if kind == "link" else "overdue"
    assert found.state == (over if day > due else "shown")


@settings(max_examples=100)
@given(DAYS, DAYS, DAYS, st.booleans())
def test_what_was_recorded_later_outweighs_the_manifest(
    said: date, recorded: date, day: date, good: bool
) -> None:
    evidence = MeasureEvidence(about="it", kind="link", every=Period(days=30), seen=said)
    found = standing("guarded", evidence, Seen(on=recorded, good=good), day)
    assert found.last == max(said, recorded)
    if recorded < said:
        assert found.state != "failed"


@pytest.mark.parametrize(
    ("kind", "promised", "state"),
    [
        ("check", date(2026, 1, 1), "missing"),
        ("check", date(2025, 12, 1), "overdue"),
        ("review", date(2025, 12, 1), "overdue"),
        ("link", date(2025, 12, 1), "missing"),
        ("check", None, "missing"),
    ],
)
def test_a_first_check_is_due_an_interval_after_the_promise(
    kind: Kind, promised: date | None, state: State
) -> None:
    evidence = MeasureEvidence(about="it", kind=kind, every=Period(days=30))
    assert standing("guarded", evidence, None, date(2026, 1, 31), promised).state == state


def test_an_interval_that_the_text_leaves_open_is_assumed_and_marked() -> None:
    policy = policy_of(measured(kind="check"))
    figure = LAW.at("default/evidence-check", LAW.as_of)
    assert figure is not None
    assert policy.measures["guarded"].evidence["it"].every == Period.parse(str(figure.value))
    noted = {fact.address: fact.provenance for fact in policy.facts}
    assert noted["security/guarded/evidence/it/every"] == "assumed"


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"kind": "attestation", "every": "P1Y"}, "attestation"),
        ({"kind": "check", "valid_until": date(2026, 1, 1)}, "check"),
        ({"kind": "review", "document": "nothing"}, "nothing"),
        ({"kind": "check", "every": "P0D"}, "nothing"),
    ],
)
def test_what_can_show_nothing_is_refused(said: dict[str, object], word: str) -> None:
    found = diagnostics_of(measured(**said))
    assert any(word in each.message for each in found)


def test_a_graver_finding_stays_open_no_longer_than_a_lighter_one() -> None:
    late = {"kind": "regular-checks", "fix-within": {"critical": "P30D", "low": "P7D"}}
    found = diagnostics_of(with_changes(security={"checks": late}))
    assert [each.code for each in found] == ["manifest/contradiction"]


def test_to_look_less_often_is_a_weaker_promise() -> None:
    monthly, yearly = (
        compile_policy(parse(measured(kind="check", every=every), "m.yaml"), LAW)
        for every in ("P1M", "P1Y")
    )
    found = {one.address: one.verdict for one in differences(monthly, yearly)}
    assert found == {"security/guarded/every/it": "weaker"}
