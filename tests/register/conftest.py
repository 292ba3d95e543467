"""Companies to test with: any shipped manifest, as it is or edited, on SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.register.company import Company
from tests.register.program import Edit, written

Companies = Callable[..., Company]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "entry(name): the entry of the register a test proves")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("entry"):
            item.user_properties.append(("entry", mark.args[0]))


@pytest.fixture
def company(tmp_path: Path) -> Companies:
    """Make a company of a shipped manifest: `company("altexsoft")`, with an edit of its data."""
    made = []

    def make(name: str, edit: Edit | None = None) -> Company:
        folder = tmp_path / f"{name}-{len(made)}"
        folder.mkdir()
        made.append(name)
        store = f"sqlite:///{folder / 'data.db'}"
        return Company(written(name, folder, edit), folder, store)

    return make
