"""The laws of an erasure: nobody is forgotten in a plan, and its steps lead one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.core.erasure import (
    NEXT,
    STEPS,
    ErasurePlan,
    KeptPart,
    Step,
    SystemPart,
    decode_plan,
    next_step,
)
from troth.errors import StateError

IDS = st.binary(min_size=16, max_size=16)
COUNTS = st.integers(0, 2**62)
ADDRESSES = st.sampled_from(("legal-exceptions/tax", "retention/invoices", "hold"))
SYSTEMS = st.builds(
    SystemPart,
    system=st.sampled_from(("crm", "phone")),
    state=st.sampled_from(("erased", "pending", "awaiting-next-visit", "failed")),
    records=COUNTS,
)


@st.composite
def plans(draw: st.DrawFn) -> ErasurePlan:
    persons = draw(st.lists(IDS, min_size=1, max_size=6, unique=True))
    parts = st.builds(
        KeptPart,
        person=st.sampled_from(persons),
        records=st.lists(IDS, max_size=3).map(tuple),
        address=ADDRESSES,
        until=st.none() | COUNTS,
    )
    return ErasurePlan(
        plan=draw(IDS),
        persons=tuple(persons),
        records=draw(COUNTS),
        kept=tuple(draw(st.lists(parts, max_size=4))),
        systems=tuple(draw(st.lists(SYSTEMS, max_size=2))),
        at=draw(COUNTS),
        suppress=draw(st.sampled_from(("", "legal-obligation"))),
        destroyed_in=draw(st.none() | COUNTS),
    )


@given(plans())
def test_a_plan_is_read_back_from_its_bytes(plan: ErasurePlan) -> None:
    assert decode_plan(plan.encode()) == plan


@given(st.binary(max_size=60))
def test_bytes_that_are_no_plan_are_refused(body: bytes) -> None:
    with pytest.raises(StateError) as refused:
        decode_plan(body)
    assert refused.value.code == "erasure/malformed-plan"


@given(plans())
def test_everybody_in_a_plan_goes_wholly_or_has_a_part_that_stays(plan: ErasurePlan) -> None:
    assert set(plan.whole) | set(plan.partly) == set(plan.persons)
    assert not set(plan.whole) & set(plan.partly)


@given(st.sampled_from(STEPS))
def test_every_step_leads_one_way_to_the_end(step: Step) -> None:
    place = STEPS.index(step)
    if place == len(STEPS) - 1:
        with pytest.raises(StateError) as refused:
            next_step(step)
        assert refused.value.code == "erasure/finished"
    else:
        assert next_step(step) == STEPS[place + 1] == NEXT[step]
