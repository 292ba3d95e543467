"""What is left of a manifest whose shape has faults, so that its other problems show as well.

Faulty parts are cut out, the rest is read, and names and sense are checked on the rest: one unknown
key must not hide a dangling reference three sections below. Nothing salvaged is ever compiled.
"""

from __future__ import annotations

from collections.abc import Iterable

from troth.policy.diagnostics import Path
from troth.policy.syntax.manifest import Manifest
from troth.policy.syntax.reading import Fault, validate

ROUNDS = 24
"""Each round cuts at least one part; the language nests to nine."""

_STAND_INS: dict[str, object] = {
    "troth": 1,
    "controller": {"name": "unnamed"},
    "categories": {},
    "purposes": {},
}
"""What the head needs to be read at all when it is the head that is faulty."""


def salvage(data: object, faults: Iterable[Fault]) -> tuple[Manifest | None, frozenset[Path]]:
    """Return what can be read once the faulty parts are cut out, and the paths of the cuts."""
    if not isinstance(data, dict):
        return None, frozenset()
    cuts: set[Path] = set()
    rest: dict[str, object] = _copied(data)
    for _ in range(ROUNDS):
        cuts.update(_cut(rest, fault.path) for fault in faults)
        outcome = validate({**_STAND_INS, **rest})
        if isinstance(outcome, Manifest):
            return outcome, frozenset(cuts)
        faults = outcome
    return None, frozenset(cuts)


def _copied(data: dict[str, object]) -> dict[str, object]:
    """Copy containers, so that aliases of one part are cut apart."""
    return {name: _copy(each) for name, each in data.items()}


def _copy(value: object) -> object:
    if isinstance(value, dict):
        return _copied(value)
    return [_copy(each) for each in value] if isinstance(value, list) else value


def _cut(data: dict[str, object], path: Path) -> Path:
    """Remove the part at `path`; a whole list for one of its items, so that no place shifts."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    here: object = data
    for step in path[:-1]:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
    if path and isinstance(here, dict):
        here.pop(path[-1], None)
    return path
