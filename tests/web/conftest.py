"""Sites to visit, and a browser to visit them with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.web.served import Served, serving


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser without anybody's cookies."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def altexsoft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """AltexSoft's policy being served, for the tests of one file."""
    with serving(tmp_path_factory.mktemp("altexsoft")) as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a site of a test's own."""
    return tmp_path
