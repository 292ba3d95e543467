"""One rehearsal of each shipped manifest, lived once and looked at by many tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.policies.manifests import POLICIES
from troth.rehearsal.rehearse import rehearse
from troth.rehearsal.result import Rehearsed

PEOPLE = {"altexsoft": 60, "integrica": 40, "intermind": 24, "intexsoft": 40, "soft-ok": 16}
"""So few that a test is quick, so many that every rule is met."""


@cache
def _lived(name: str) -> Rehearsed:
    return rehearse(POLICIES / f"{name}.yaml", people=PEOPLE[name], months=14, seed=1)


@pytest.fixture(scope="session")
def lived() -> Callable[[str], Rehearsed]:
    """Return the rehearsal of a shipped manifest over fourteen months."""
    return _lived
