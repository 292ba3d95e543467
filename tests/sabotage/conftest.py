"""The healthy company, built once, and a copy of it for each act of sabotage."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sabotage.brightwater import Company, build, states


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The company as its engines left it."""
    return build(tmp_path_factory.mktemp("brightwater"))


@pytest.fixture(scope="session")
def before(healthy: Company, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every address with its state before anything was done to the store."""
    return states(healthy.copied(tmp_path_factory.mktemp("before")).table())


@pytest.fixture
def company(healthy: Company, tmp_path: Path) -> Company:
    """A copy to lay hands on."""
    return healthy.copied(tmp_path / "copy")
