"""Kills a process at its n-th step, for every n, and looks at what the next start makes of it.

Run as a program, once per scenario, so that forking happens in a process with one thread:

    python -m tests.faults.killed SCENARIO FOLDER [DATA_URL KEYS_URL]

A step is entering a unit, being about to commit it, having committed it, or touching the root. The
doors of both stores and of the root are wrapped here; the product knows nothing of it. With the
addresses of two PostgreSQL databases, each round works on fresh copies of them. Writes one JSON
object: how many steps there were, and every problem found.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.engines.grounds import START, Ground, activity, new_record, on_postgres, on_sqlite
from tests.support.databases import Server
from troth.assembly.entropy import SystemEntropy
from troth.assembly.foundation import Foundation, lay_foundation
from troth.core.names import Identifier
from troth.core.periods import to_micros
from troth.engines.vault.rows import Opened
from troth.errors import TrothError
from troth.storage.rows import PlanRow, RecordRow

ANNA = Identifier("email", "anna@example.org")
BORIS = Identifier("email", "boris@example.org")
NEWCOMER = Identifier("email", "vera@example.org")


OVER = START + timedelta(days=800)
"""When every month of the base is over."""


class Counter:
    """Ends the process, as a power cut would, at one step."""

    def __init__(self) -> None:
        self.left = -1

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class CountedStore:
    """A store whose units count as steps."""

    def __init__(self, store: Any, counter: Counter) -> None:
        self._store = store
        self._counter = counter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def unit(self) -> Iterator[Any]:
        self._counter.step()
        with self._store.unit() as unit:
            yield unit
            self._counter.step()
        self._counter.step()

    def clean_up(self) -> None:
        self._counter.step()
        self._store.clean_up()


class CountedRoot:
    """A root each of whose changes counts as steps."""

    can_overwrite = True

    def __init__(self, root: Any, counter: Counter) -> None:
        self._root = root
        self._counter = counter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._root, name)

    def prepare(self, root: bytes) -> None:
        self._counter.step()
        self._root.prepare(root)
        self._counter.step()

    def promote(self) -> None:
        self._counter.step()
        self._root.promote()
        self._counter.step()


@dataclass(slots=True)
class Base:
    """What every scenario starts from: two people, two e-mails of the first, one of the second."""

    anna: bytes
    boris: bytes
    stays: RecordRow
    goes: RecordRow
    other: RecordRow


def prepare(ground: Ground) -> Base:
    with ground.opened() as laid:
        anna, boris = laid.identity.welcome([[ANNA], [BORIS]], START)
        with laid.data.unit() as unit:
            number = activity(unit)
            rows = laid.vault.put(
                unit,
                [
                    new_record(laid, anna, number, b"stays"),
                    new_record(laid, anna, number, b"goes"),
                    new_record(laid, boris, number, b"other"),
                ],
            )
        return Base(anna, boris, *rows)


def read(laid: Foundation, person: bytes) -> dict[bytes, bytes | None]:
    """Return record → value of a person; None for what does not open."""
    with laid.data.read() as reader:
        rows = reader.records([person])
    found: dict[bytes, bytes | None] = {}
    for row in rows:
        try:
            opened = laid.vault.open_records([row])[0]
        except TrothError:
            found[row.record] = None
            continue
        found[row.record] = opened.value if isinstance(opened, Opened) else None
    return found


# Scenarios: what is killed, and what must hold after the next start.


def create(laid: Foundation, base: Base) -> None:
    person = laid.identity.welcome([[NEWCOMER]], laid.clock.now())[0]
    with laid.data.unit() as unit:
        laid.vault.put(unit, [new_record(laid, person, base.other.activity, b"new")])


def after_create(laid: Foundation, base: Base) -> None:
    with laid.data.read() as reader:
        persons = {row.person for row in reader.all_persons()} - {base.anna, base.boris}
    found = {one.person for one in laid.identity.find(NEWCOMER)}
    assert found == persons, "a newcomer is there with row, key and index row, or not at all"
    for person in persons:
        assert set(read(laid, person).values()) <= {b"new"}
    assert read(laid, base.anna) == {base.stays.record: b"stays", base.goes.record: b"goes"}


PLAN = b"p" * 16


def destroy(laid: Foundation, base: Base) -> None:
    now = laid.clock.now()
    at = to_micros(now)
    plan = PlanRow(plan=PLAN, kind="erasure", state="running", step="", at=at, body=base.anna)
    with laid.data.unit() as unit:
        intents = laid.vault.intents.intend(unit, "erase", [base.anna], now)
        unit.hide([base.anna])
        unit.save_plan(plan)
    laid.vault.destroy_persons([base.anna])
    with laid.data.unit() as unit:
        unit.delete_persons([base.anna])
        unit.settle_intents(intents, at)
    laid.vault.epoch(now)


def after_destroy(laid: Foundation, base: Base) -> None:
    with laid.data.read() as reader:
        begun = reader.plan(PLAN) is not None
    keys = laid.keyring.person_keys([base.anna])
    values = laid.vault.open_values([base.stays, base.goes])
    if begun:
        assert keys == {}, "an erasure that began has destroyed its key after a start"
        assert values == [None, None]
        assert laid.identity.find(ANNA) == []
    else:
        assert values == [b"stays", b"goes"]


def epoch(laid: Foundation, base: Base) -> None:
    laid.vault.destroy_persons([base.anna])
    laid.vault.epoch(laid.clock.now())
    laid.vault.epoch(laid.clock.now())


def after_epoch(laid: Foundation, base: Base) -> None:
    with laid.data.read() as reader:
        facts = len(list(reader.facts_of("epoch")))
    assert facts == laid.vault.current_epoch, "every epoch is a fact, once"
    if laid.keyring.person_keys([base.anna]):
        assert laid.vault.open_values([base.stays]) == [b"stays"]
    else:
        waits = laid.vault.claim([base.anna]).epoch is None
        assert waits or laid.vault.current_epoch > 0, "a claim never comes early"
        # What this scenario has done by hand, an intent would have explained.
        with laid.data.unit() as unit:
            unit.delete_persons([base.anna])


def rekey(laid: Foundation, base: Base) -> None:
    laid.vault.rekey({base.anna: [base.stays]}, laid.clock.now())


def after_rekey(laid: Foundation, base: Base) -> None:
    values = read(laid, base.anna)
    assert values[base.stays.record] == b"stays", "what stays can be opened at every moment"
    assert values[base.goes.record] in (b"goes", None)
    with laid.data.read() as reader:
        kept = [row for row in reader.records([base.anna]) if row.record == base.stays.record]
    laid.vault.rekey({base.anna: kept}, laid.clock.now())
    assert read(laid, base.anna) == {base.stays.record: b"stays", base.goes.record: None}


def end_month(laid: Foundation, base: Base) -> None:
    with laid.data.unit() as unit:
        unit.delete_records([(base.anna, base.goes.record)])
    laid.vault.destroy_empty_periods(OVER, PLAN)


def after_end_month(laid: Foundation, base: Base) -> None:
    assert read(laid, base.anna)[base.stays.record] == b"stays"


def confirm(laid: Foundation, base: Base) -> None:
    laid.identity.claim(base.boris, [ANNA], laid.clock.now())
    laid.identity.confirm(base.anna, ANNA, laid.clock.now())


def after_confirm(laid: Foundation, base: Base) -> None:
    with laid.data.read() as reader:
        aliases = set(reader.aliases(base.anna))
        assert reader.plans() == [], "a confirmation that began is carried through"
        facts = len(list(reader.facts_of("identifier-confirmed")))
    status = {one.person: one.status for one in laid.identity.find(ANNA)}
    assert (
        (status[base.anna] == "confirmed") == (facts == 1) == (aliases == {base.anna, base.boris})
    )


Scenario = Callable[[Foundation, Base], None]
SCENARIOS: dict[str, tuple[Scenario, Scenario]] = {
    "create": (create, after_create),
    "destroy": (destroy, after_destroy),
    "epoch": (epoch, after_epoch),
    "rekey": (rekey, after_rekey),
    "end-month": (end_month, after_end_month),
    "confirm": (confirm, after_confirm),
}


def check(ground: Ground, base: Base, after: Scenario) -> None:
    """Start anew, later than any step was, and look at everything."""
    ground.clock.at = OVER + timedelta(minutes=2)
    with ground.opened() as laid:
        after(laid, base)
        assert read(laid, base.boris) == {base.other.record: b"other"}, "others are untouched"
        assert [one.person for one in laid.identity.find(BORIS)] == [base.boris]
        with laid.data.read() as reader:
            assert list(reader.intents()) == [], "no intent stays open"
        assert laid.vault.intents.orphans() == [], "no key without a person, and none without key"
        assert len(laid.root.candidates()) == 1
        laid.vault.epoch(laid.clock.now())
        assert read(laid, base.boris) == {base.other.record: b"other"}


def child(ground: Ground, base: Base, scenario: Scenario, at: int) -> None:
    """Run a scenario in this process and be killed at a step of it."""
    counter = Counter()
    data, keys = ground.stores()
    laid = lay_foundation(
        data=CountedStore(data, counter),
        keys=CountedStore(keys, counter),
        root=CountedRoot(ground.root, counter),
        clock=ground.clock,
        entropy=SystemEntropy(),
    )
    counter.left = at
    scenario(laid, base)


def killed_at(ground: Ground, base: Base, scenario: Scenario, at: int) -> bool:
    """Fork, run, and tell whether the child was killed rather than done."""
    pid = os.fork()
    if pid == 0:
        try:
            child(ground, base, scenario, at)
        except BaseException as fault:
            sys.stderr.write(f"{type(fault).__name__}: {fault}\n")
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status) != 0:
        raise SystemExit(f"step {at}: the scenario failed by itself")
    return False


@contextmanager
def grounds(folder: Path, urls: tuple[str, str] | None) -> Iterator[Callable[[], Ground]]:
    """Give a maker of copies of one prepared ground; the first call prepares it."""
    count = 0
    made: list[tuple[Server, str]] = []

    def copy() -> Ground:
        nonlocal count
        count += 1
        here = folder / f"round-{count}"
        shutil.copytree(folder / "base", here)
        if urls is None:
            return on_sqlite(here)
        fresh = []
        for url in urls:
            server, name = Server(url.rsplit("/", 1)[0] + "/postgres"), url.rsplit("/", 1)[1]
            fresh.append((server, server.create(template=name)))
        made.extend(fresh)
        data, keys = (server.url_of(name) for server, name in fresh)
        return on_postgres(here, (data, keys))

    try:
        yield copy
    finally:
        for server, name in made:
            server.drop(name)


def main(name: str, folder: Path, urls: tuple[str, str] | None) -> None:
    scenario, after = SCENARIOS[name]
    (folder / "base").mkdir()
    base_ground = on_sqlite(folder / "base") if urls is None else on_postgres(folder / "base", urls)
    base = prepare(base_ground)
    problems: dict[int, str] = {}
    at, alive = 0, True
    with grounds(folder, urls) as copy:
        while alive:
            at += 1
            ground = copy()
            alive = killed_at(ground, base, scenario, at)
            try:
                check(ground, base, after)
            except (AssertionError, TrothError) as problem:
                problems[at] = f"{type(problem).__name__}: {problem}"
    sys.stdout.write(json.dumps({"steps": at - 1, "problems": problems}))


if __name__ == "__main__":
    given = sys.argv[3:]
    main(sys.argv[1], Path(sys.argv[2]), (given[0], given[1]) if given else None)
