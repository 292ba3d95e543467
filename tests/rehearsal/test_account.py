"""Which consents stand is counted from the events alone."""

from __future__ import annotations

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from troth.rehearsal.account import COUNTS, MonthAccount, standing_consents
from troth.storage.memory import MemoryDataStore
from troth.storage.rows import ConsentRow, PersonRow

PEOPLE = [bytes([number]) * 16 for number in range(3)]
Action = Literal["give", "withdraw", "expire", "record-only"]
ACTIONS: tuple[Action, ...] = ("give", "withdraw", "expire", "record-only")
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(["news", "calls"]),
        st.sampled_from(ACTIONS),
        st.one_of(st.none(), st.integers(0, 200)),
    ),
    max_size=30,
)


def event(at: int, person: bytes, purpose: str, action: Action, until: int | None) -> ConsentRow:
    return ConsentRow(
        event=0,
        person=person,
        purpose=purpose,
        recipient="",
        action=action,
        at=at,
        until=until,
        text_hash="0" * 64,
        language="en",
        channel="web",
        method="ticked-box",
        policy="0" * 64,
    )


@given(EVENTS)
def test_a_consent_stands_when_its_last_counting_event_gave_it_and_it_has_not_lapsed(
    told: list[tuple[bytes, str, Action, int | None]],
) -> None:
    store = MemoryDataStore()
    rows = [event(at, *each) for at, each in enumerate(told)]
    with store.unit() as unit:
        unit.add_persons([PersonRow(person=person, created_at=0) for person in PEOPLE])
        unit.add_consents(rows)
    expected = {}
    for purpose in ("news", "calls"):
        for person in PEOPLE:
            mine = [r for r in rows if (r.person, r.purpose) == (person, purpose)]
            counting = [r for r in mine if r.action != "record-only"]
            last = counting[-1] if counting else None
            if last and last.action == "give" and (last.until is None or last.until > 100):
                expected[purpose] = expected.get(purpose, 0) + 1
    with store.read() as reader:
        assert expected == dict(standing_consents(reader, 100))


def test_an_account_names_every_count_even_where_nothing_happened() -> None:
    told = MonthAccount(month="2026-01").as_json()
    assert told["counts"] == dict.fromkeys(COUNTS, 0)
