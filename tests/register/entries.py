"""The mark by which a test names the entry of the register that it proves."""

from __future__ import annotations

import pytest


def entry(name: str) -> pytest.MarkDecorator:
    """Mark a test as proof of one entry, by its stable name `area.slug`."""
    return pytest.mark.entry(name)
