"""The laws of keeping, on random rules and lives: the sweep against a naive reading of the rules.

The reference (`retention_model`) computes every record alone; the engine works set-based, on rows,
month keys and clocks. Each sentence is the name of its test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.grounds import START, Ground, on_memory, on_sqlite
from tests.laws.retention_model import Held, Hold, Model
from tests.policy.written import policy_of, with_changes
from troth.assembly.platform import Platform, build_platform
from troth.engines.intake.submission import Receipt, Submission

CATEGORIES = ("names", "words", "papers")
EVENTS = ("account-closed", "agreement-end")
DOORS = ("desk", "page")
PERIODS = st.sampled_from(["P5D", "P20D", "P1M", "P2M", "P3M"])


def kept(**said: st.SearchStrategy) -> st.SearchStrategy[dict]:
    keeps = st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=3, unique=True)
    return st.fixed_dictionaries(
        {"keeps": keeps, **said}, optional={"collected-by": st.just(["desk"])}
    )


EXTENDABLE = kept(
    **{
        "for": PERIODS,
        "from": st.just("collection"),
        "extend": st.just({"by": "P1M", "on": "permission", "at-most": "P4M"}),
    }
)
RULES = st.one_of(
    kept(**{"for": PERIODS, "from": st.just("collection")}),
    kept(**{"every": PERIODS, "from": st.just("collection")}),
    kept(
        **{
            "for": PERIODS,
            "from": st.just("collection"),
            "purge": st.just({"on": "01-01", "takes": "everything"}),
        }
    ),
    kept(**{"more-than": PERIODS, "from": st.sampled_from(["last-activity", "last-contact"])}),
    kept(
        **{
            "more-than": PERIODS,
            "counted": st.just("by-day"),
            "from": st.sampled_from(["last-activity", "last-contact"]),
        }
    ),
    kept(**{"for": PERIODS, "from": st.sampled_from(["last-activity", "last-contact"])}),
    kept(**{"for": PERIODS, "from": st.sampled_from(EVENTS)}),
    kept(until=st.sampled_from(EVENTS)),
)
DUTY = st.fixed_dictionaries(
    {
        "categories": st.just(["papers"]),
        "for": PERIODS,
        "jurisdiction": st.just("DE"),
        "citation": st.just("Code, section 1"),
        "effect": st.just("retain"),
    }
)
PEOPLE = st.integers(0, 1)
SUBMIT = st.tuples(st.just("submit"), PEOPLE, st.sampled_from(DOORS))
ACTS = st.one_of(
    SUBMIT,
    SUBMIT,
    st.tuples(st.just("event"), PEOPLE, st.sampled_from(EVENTS)),
    st.tuples(st.just("permit"), PEOPLE, st.integers(0, 1)),
    st.tuples(
        st.just("hold"),
        st.sampled_from([(0, None), (None, "names"), (1, "words"), (None, "papers")]),
        st.sampled_from([None, 3, 40]),
    ),
    st.tuples(st.just("release"), st.integers(0, 3), st.just(0)),
    st.tuples(st.just("sweep"), st.just(0), st.just(0)),
)
STEPS = st.lists(st.tuples(st.sampled_from([0, 1, 5, 20, 31]), ACTS), min_size=4, max_size=16)
RULE_SETS = st.one_of(
    st.lists(RULES, min_size=1, max_size=4),
    st.tuples(EXTENDABLE, RULES).map(list),
    st.tuples(EXTENDABLE, EXTENDABLE, RULES).map(list),
)


def small_policy(rules: dict[str, dict], duty: dict) -> str:
    door = {name: {"category": name} for name in CATEGORIES}
    return with_changes(
        categories={name: {"items": [name]} for name in CATEGORIES},
        sources={"website": {"kind": "direct", "gives": list(CATEGORIES)}},
        purposes={"support": {"kind": "support", "uses": list(CATEGORIES), "basis": "contract"}},
        collection={
            name: {"from": "person", "source": "website", "for": ["support"], "fields": door}
            | ({"contact": True, "activity": True} if name == "desk" else {})
            for name in DOORS
        },
        recipients=None,
        retention=rules,
        legal_exceptions={"code": duty},
    )


class Life:
    """The same life led twice: by the house and by the model."""

    def __init__(self, house: Platform, model: Model) -> None:
        self.house = house
        self.model = model
        self.people: dict[int, bytes] = {}
        self.holds: list[str] = []
        self.swept: set[bytes] = set()

    def act(self, what: str, one: object, other: object, now: datetime) -> None:
        getattr(self, what)(one, other, now)

    def submit(self, who: int, form: str, now: datetime) -> None:
        sent = Submission(
            form=form,
            data=dict.fromkeys(CATEGORIES, "x"),
            received_at=now,
            person=self.people.get(who),
        )
        receipt = self.house.intake.receive(sent)
        assert isinstance(receipt, Receipt), receipt
        self.people[who] = receipt.person
        for item in receipt.kept:
            self.model.records[item.record] = Held(who, item.category, form, now)
        if form == "desk":
            self.model.happened.append((who, "last-activity", now))
            self.model.happened.append((who, "last-contact", now))

    def event(self, who: int, name: str, now: datetime) -> None:
        awaited = {rule.get("from") or rule.get("until") for rule in self.model.rules.values()}
        if who in self.people and name in awaited:
            self.house.retention.event(self.people[who], name, now)
            self.model.happened.append((who, name, now))

    def permit(self, who: int, number: int, now: datetime) -> None:
        key = f"r{number}"
        if who in self.people and "extend" in self.model.rules.get(key, {}):
            done = self.house.retention.permit(self.people[who], f"retention/{key}", now)
            assert done.moved == self.model.permit(who, key, now)

    def hold(self, scope: tuple[int | None, str | None], days: int | None, now: datetime) -> None:
        who, category = scope
        if who is not None and who not in self.people:
            return
        until = None if days is None else now + timedelta(days=days)
        person = None if who is None else self.people[who]
        made = self.house.retention.hold(
            ground="case-1", now=now, person=person, category=category, until=until
        )
        self.holds.append(made)
        self.model.holds[made] = Hold(who, category, until)

    def release(self, number: int, _: int, now: datetime) -> None:
        in_force = {row.hold for row in self.house.retention.holds(now)}
        if number < len(self.holds) and self.holds[number] in in_force:
            self.house.retention.release(self.holds[number], now)
            self.model.holds[self.holds[number]].released = True

    def sweep(self, _: int, __: int, now: datetime) -> None:
        due = self.model.due(now)
        held = {name for name, one in self.model.records.items() if self.model.kept(one, now)}
        planned = self.house.retention.plan(now)
        before = self.stored()
        report = self.house.retention.sweep(now)
        after = self.stored()
        assert before - after == due
        assert not (before - after) & held
        assert (planned.by_rule, planned.total) == (report.by_rule, len(due))
        for name in due:
            del self.model.records[name]
        assert after == set(self.model.records)

    def stored(self) -> set[bytes]:
        with self.house.data.read() as reader:
            return {row.record for rows in reader.all_records() for row in rows}

    def all_open(self) -> bool:
        with self.house.data.read() as reader:
            rows = [row for rows in reader.all_records() for row in rows]
        return all(value == b"x" for value in self.house.vault.open_values(rows))


def _subject(rule: dict) -> tuple:
    """Return what two rules may not both speak of with different periods."""
    keeps, doors = frozenset(rule["keeps"]), frozenset(rule.get("collected-by", ()))
    return keeps, doors, rule.get("from", "collection"), rule.get("until")


@contextmanager
def leading(ground: Ground, rules: list[dict], duty: dict) -> Iterator[Life]:
    covered = {name for rule in rules if "collected-by" not in rule for name in rule["keeps"]}
    # What no rule reaches would get an assumed one; a last rule reaches the rest.
    rest = {
        "keeps": sorted({*CATEGORIES} - covered) or ["names"],
        "for": "P3M",
        "from": "collection",
    }
    told = {_subject(rule): rule for rule in (*rules, rest)}
    named = {f"r{number}": rule for number, rule in enumerate(told.values())}
    with ground.opened() as laid:
        policy = policy_of(small_policy(named, duty))
        yield Life(build_platform(laid, policy), Model(named, duty))


def lead(ground: Ground, rules: list[dict], duty: dict, steps: list) -> None:
    with leading(ground, rules, duty) as life:
        now = START
        for days, (what, one, other) in steps:
            now = ground.clock.pass_(days=days)
            life.act(what, one, other, now)
        life.sweep(0, 0, ground.clock.pass_(days=31))
        assert life.all_open()
        for made in life.holds:
            life.release(life.holds.index(made), 0, ground.clock.now())
        life.sweep(0, 0, ground.clock.pass_(days=400))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RULE_SETS, DUTY, STEPS)
def test_a_sweep_deletes_exactly_what_the_rules_say_and_nothing_that_is_held(
    rules: list[dict], duty: dict, steps: list
) -> None:
    lead(on_memory(), rules, duty, steps)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RULE_SETS, DUTY, STEPS)
def test_a_sweep_of_a_database_deletes_exactly_what_the_rules_say(
    rules: list[dict], duty: dict, steps: list
) -> None:
    with TemporaryDirectory() as folder:
        lead(on_sqlite(Path(folder)), rules, duty, steps)
