"""What the tests of every driver share: refusals, a growing tree, and all a reader can tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.storage import rows
from tests.storage.rows import id_of
from troth.errors import TrothError
from troth.storage.ports import DataReader, DataStore, DataUnit
from troth.storage.rows import NodeRow


def refused(code: str, store: DataStore, act: Callable[[DataUnit], object]) -> None:
    with pytest.raises(TrothError) as fault, store.unit() as unit:
        act(unit)
    assert fault.value.code == code


def grow(unit: DataUnit, count: int) -> None:
    """Append facts and give them places, with nodes named after what they cover."""
    size = unit.tree_size()
    unit.append_facts([rows.fact(n) for n in range(size, size + count)])
    waiting = unit.unsequenced(count)
    nodes = []
    for index in range(size, size + count):
        level = 0
        while (index + 1) % (1 << level) == 0 and level < 20:
            nodes.append(node(level, index >> level))
            level += 1
    unit.place_facts([(row.seq, size + n) for n, row in enumerate(waiting)], nodes)


def node(level: int, index: int) -> NodeRow:
    return NodeRow(level=level, index=index, hash=id_of("node", level, index) * 2)


def everything(reader: DataReader) -> list[object]:
    """Return all that a reader can tell, in fixed order."""
    people = [row.person for row in reader.all_persons()]
    return [
        list(reader.all_persons()),
        reader.activities(),
        [row for part in reader.all_records() for row in part],
        list(reader.clocks(people)),
        list(reader.standing(people)),
        list(reader.all_consents()),
        list(reader.all_disclosures()),
        list(reader.all_accesses()),
        list(reader.refusals()),
        list(reader.intents(open_only=False)),
        list(reader.plans(unfinished_only=False)),
        list(reader.holds(10)),
        list(reader.facts(0, 10**6)),
        reader.tree_size(),
        list(reader.frontier()),
        list(reader.checkpoints()),
        list(reader.policies()),
        list(reader.requests()),
        list(reader.requests_of(people)),
        list(reader.due_steps(10, 100)),
        list(reader.versions()),
        list(reader.campaigns()),
        list(reader.notices_of(people)),
        list(reader.cases()),
        list(reader.accounts(people)),
        list(reader.all_staff()),
        list(reader.tokens()),
        [list(reader.sessions(one)) for one in people],
        [list(reader.passkeys(one)) for one in people],
        list(reader.sign_ins(people)),
        list(reader.reviews()),
        reader.meta("kind"),
    ]
