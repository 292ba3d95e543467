"""The three grounds, in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.grounds import Ground, on_memory, on_postgres, on_sqlite
from troth.assembly.foundation import Foundation


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    """Empty stores of one kind."""
    if request.param == "memory":
        return on_memory()
    if request.param == "sqlite":
        return on_sqlite(tmp_path)
    return on_postgres(tmp_path, request.getfixturevalue("postgres_stores"))


@pytest.fixture
def laid(ground: Ground) -> Iterator[Foundation]:
    """An open foundation on empty stores."""
    with ground.opened() as foundation:
        yield foundation
