"""Rights requests and due steps: what every driver does alike.

The contract of `storage.request_ports` on the memory model, on SQLite and on PostgreSQL; where no
server can be had, the last is skipped and said so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.conformance import refused
from tests.storage.rows import ANN, BOB, POLICY, id_of
from troth.storage.memory import MemoryDataStore
from troth.storage.ports import DataStore, DataUnit
from troth.storage.request_rows import DueStepRow, RequestEventRow, RequestRow


def request(number: int, person: bytes | None = ANN, *, due_at: int = 30) -> RequestRow:
    return RequestRow(
        request=id_of("request", number),
        person=person,
        asked="access",
        about="",
        asker="person",
        mandate="",
        channel="email",
        residence="LU",
        state="received",
        verification="none",
        outcome="",
        ground="",
        handler="",
        law="gdpr",
        policy=POLICY,
        received_at=number,
        opened_at=number,
        moved_at=number,
        safe_at=due_at,
        statutory_at=due_at + 2,
        promised_at=None,
        due_at=due_at,
        extended_at=None,
        answered_at=None,
        repeats=None,
        plan=None,
        answer="",
        expired=0,
    )


def event(number: int, kind: str = "verify", *, at: int = 1) -> RequestEventRow:
    return RequestEventRow(
        event=0,
        request=id_of("request", number),
        kind=kind,
        actor="staff",
        who="clerk-1",
        detail="session",
        state="verified",
        at=at,
    )


def due(number: int, name: str = "remind/7", *, at: int = 5) -> DueStepRow:
    return DueStepRow(request=id_of("request", number), step=name, due_at=at)


def test_requests_come_first_due_first(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.add_requests([request(1, due_at=9), request(2, None, due_at=4), request(3, BOB)])
        unit.update_request(replace(request(1, due_at=9), state="closed"))
        assert [row.received_at for row in unit.requests()] == [2, 1, 3]
        assert [row.received_at for row in unit.requests(states=["received"])] == [2, 3]
        assert unit.request(id_of("request", 2)) == request(2, None, due_at=4)
        assert unit.request(id_of("request", 9)) is None


def test_a_persons_requests_come_oldest_first(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.add_requests([request(5, due_at=1), request(2, due_at=9), request(3, BOB)])
    with peopled.read() as reader:
        assert [row.received_at for row in reader.requests_of([ANN])] == [2, 5]
        assert [row.received_at for row in reader.requests_of([ANN, BOB])] == [2, 3, 5]


def test_events_keep_the_order_in_which_they_were_appended(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.add_request_events([event(1, at=9), event(2, at=1)])
        unit.add_request_events([event(1, "collect", at=3)])
        found = unit.request_events([id_of("request", 1)])
        assert [row.kind for row in found] == ["verify", "collect"]
        assert found[0].event < found[1].event


def test_a_step_is_done_once(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.put_steps([due(1), due(1, "remind/3", at=9), due(2, at=5), due(3, at=20)])
        assert unit.due_steps(9, 2) == sorted([due(1), due(2)], key=lambda one: one.request)
        assert unit.next_due(5) == 9
        unit.put_steps([replace(due(1), state="done", done_at=6, outcome="told")])
        assert [row.step for row in unit.due_steps(9, 10)] == ["remind/7", "remind/3"]
        assert unit.steps([id_of("request", 1)])[0].outcome == "told"
        assert unit.next_due(20) is None


def test_requests_outlive_their_person_and_lead_to_nobody(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.add_requests([request(1), request(2, BOB)])
        unit.delete_persons([ANN])
    with peopled.read() as reader:
        assert reader.requests_of([ANN]) == []
        assert reader.request(id_of("request", 1)) == request(1, None)
        assert reader.request(id_of("request", 2)) == request(2, BOB)


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("store/duplicate", lambda unit: unit.add_requests([request(1)])),
        ("store/unknown", lambda unit: unit.update_request(request(2))),
        ("store/unknown-reference", lambda unit: unit.add_requests([request(2, b"\x00" * 16)])),
        (
            "store/unknown-reference",
            lambda unit: unit.update_request(replace(request(1), person=b"\x00" * 16)),
        ),
    ],
)
def test_a_register_is_not_written_wrongly(
    peopled: DataStore, code: str, act: Callable[[DataUnit], object]
) -> None:
    with peopled.unit() as unit:
        unit.add_requests([request(1)])
    refused(code, peopled, act)


STEPS = st.lists(
    st.builds(
        due,
        st.integers(1, 3),
        st.sampled_from(["remind/7", "remind/3", "overdue"]),
        at=st.integers(0, 20),
    ),
    max_size=12,
)


@given(STEPS, st.integers(0, 20), st.integers(1, 5))
@settings(max_examples=60)
def test_the_model_serves_the_first_due_first(
    steps: list[DueStepRow], now: int, limit: int
) -> None:
    store = MemoryDataStore()
    with store.unit() as unit:
        unit.put_steps(steps)
        last = {(one.request, one.step): one for one in steps}
        ordered = sorted(last.values(), key=lambda one: (one.due_at, one.request, one.step))
        assert unit.due_steps(now, limit) == [one for one in ordered if one.due_at <= now][:limit]
