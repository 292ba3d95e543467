"""One decision, in process, against two policy engines asked the same question.

The question: may purpose P use category C? A matrix of purposes and categories of which a third is
allowed; every engine must give every answer right before it is timed. Each engine is used in the
fastest way it offers: Cedar with parsed policies kept, Casbin with its fast enforcer's index.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import casbin
import cedarpy

from bench.measure import Cost, alternate
from bench.rows import Row, Target
from troth.assembly.law import load_law_book
from troth.assembly.policies import load_text
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.question import Question

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SIDES = {1: (10, 10), 10: (20, 50), 100: (100, 100)}
"""Purposes and categories a size."""
ROUNDS = 5

_MODEL = """
[request_definition]
r = purpose, category, action
[policy_definition]
p = purpose, category, action
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.purpose == p.purpose && r.category == p.category && r.action == p.action
"""

Ask = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Which purposes may use which categories."""

    purposes: tuple[str, ...]
    categories: tuple[str, ...]

    def allows(self, purpose: str, category: str) -> bool:
        """Whether the pair is one of the allowed third."""
        return (self.purposes.index(purpose) + 2 * self.categories.index(category)) % 3 == 0

    def used_by(self, purpose: str) -> list[str]:
        """Return the categories a purpose may use."""
        return [one for one in self.categories if self.allows(purpose, one)]

    def pairs(self) -> list[tuple[str, str]]:
        """Return every pair."""
        return list(itertools.product(self.purposes, self.categories))


def matrix(purposes: int, categories: int) -> Matrix:
    """Return a matrix of these sides."""
    return Matrix(
        tuple(f"purpose-{n}" for n in range(purposes)),
        tuple(f"category-{n}" for n in range(categories)),
    )


def measure(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield a row for each answer, engine and size."""
    asked = 200 if small else 1_000
    for scale in sizes:
        sides = matrix(*SIDES[scale])
        ours = asking_troth(sides)
        engines = (("cedarpy", asking_cedar(sides)), ("casbin", asking_casbin(sides)))
        for allowed, (name, theirs) in itertools.product((True, False), engines):
            pairs = [pair for pair in sides.pairs() if sides.allows(*pair) is allowed]
            pairs = random.Random(scale).choices(pairs, k=asked)
            for ask in (ours, theirs):
                if any(ask(*pair) is not allowed for pair in pairs):
                    raise AssertionError(f"a wrong answer, of troth or {name}")
            costs = _race(ours, theirs, pairs)
            yield Row(
                work=f"one decision, {'permitted' if allowed else 'refused with its reasons'}",
                against=name,
                scale=scale,
                size=f"{len(sides.purposes)} purposes x {len(sides.categories)} categories",
                units=1,
                ours=costs[0].shared(asked),
                theirs=costs[1].shared(asked),
                target=Target("speed", 10),
            )


def _race(ours: Ask, theirs: Ask, pairs: list[tuple[str, str]]) -> list[Cost]:
    def over(ask: Ask) -> Callable[[int], None]:
        def run(_: int) -> None:
            for purpose, category in pairs:
                ask(purpose, category)

        return run

    return alternate([over(ours), over(theirs)], ROUNDS)


# -- the three engines --------------------------------------------------------------------------


def policy_of(sides: Matrix) -> Policy:
    """Return the matrix as a compiled policy."""
    categories = "\n".join(f"  {one}: {{items: [item-of-{one}]}}" for one in sides.categories)
    purposes = "\n".join(
        f"  {one}: {{kind: service, basis: contract, uses: [{', '.join(sides.used_by(one))}]}}"
        for one in sides.purposes
    )
    text = (
        "troth: 1\ncontroller: {name: Bench, law: [GDPR]}\nrevision: {dated: 2026-01-01}\n"
        f"categories:\n{categories}\npurposes:\n{purposes}\n"
    )
    return load_text(text, "matrix.yaml", law=load_law_book()).required()


def asking_troth(sides: Matrix) -> Ask:
    """Return how Troth is asked: a question made anew each time, as callers do."""
    policy = policy_of(sides)

    def ask(purpose: str, category: str) -> bool:
        question = Question(action="use", at=AT, purpose=purpose, categories=(category,))
        return decide(policy, question).allowed

    return ask


def asking_cedar(sides: Matrix) -> Ask:
    """Return how Cedar is asked: policies and entities parsed once, a request each time."""
    text = "\n".join(_cedar_rule(one, sides.used_by(one)) for one in sides.purposes)
    policies = cedarpy.PolicySet.from_str(text)
    entities = cedarpy.Entities.from_json_str("[]")

    def ask(purpose: str, category: str) -> bool:
        request = {
            "principal": {"type": "Purpose", "id": purpose},
            "action": {"type": "Action", "id": "use"},
            "resource": {"type": "Category", "id": category},
        }
        return bool(cedarpy.is_authorized(request, policies, entities).allowed)

    return ask


def _cedar_rule(purpose: str, categories: list[str]) -> str:
    named = ", ".join(f'Category::"{one}"' for one in categories)
    return (
        f'permit(principal == Purpose::"{purpose}", action == Action::"use", resource)'
        f" when {{ [{named}].contains(resource) }};"
    )


def asking_casbin(sides: Matrix) -> Ask:
    """Return how Casbin is asked: its fast enforcer, indexed by purpose and category."""
    model = casbin.FastModel([0, 1])
    model.load_model_from_text(_MODEL)
    lines = [f"p, {one}, {c}, use" for one in sides.purposes for c in sides.used_by(one)]
    enforcer = casbin.FastEnforcer(
        model, casbin.StringAdapter("\n".join(lines)), cache_key_order=[0, 1]
    )

    def ask(purpose: str, category: str) -> bool:
        return bool(enforcer.enforce(purpose, category, "use"))

    return ask
