"""What every test may ask for: PostgreSQL databases of its own, and the texts beside the checkout.

`postgres_url` is one fresh database, `postgres_urls` a pair on one server (data store, key store),
`postgres_apart` a pair on two clusters; `postgres_stores` is a pair that has its tables already and
is emptied for each test. The server is the one `TROTH_TEST_POSTGRES` names (and
`TROTH_TEST_POSTGRES_KEYS` for the second cluster), else one started for this run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.support.beside import ABSENT, REGISTER, SEEDS
from tests.support.binaries import NoPostgres, folder_of_server
from tests.support.browser import QUIET
from tests.support.browser import found as found_browser
from tests.support.cluster import Cluster
from tests.support.databases import Server
from tests.support.emptying import emptied
from troth.storage.sql.database import open_data_store, open_key_store
from troth.storage.sql.migrate import DATA, KEYS

pytest_plugins = ["tests.support.skips"]

# Slow machines are not faults: no property is timed, and a run can be repeated from its seed.
settings.register_profile(
    "troth",
    deadline=None,
    max_examples=100,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("troth")

ROOT = Path(__file__).resolve().parents[1]
WHEELS = ROOT / "build" / "postgres-wheel"


def _server(variable: str) -> Iterator[Server]:
    configured = os.environ.get(variable)
    if configured:
        # SQLAlchemy takes a bare `postgresql:` for another driver than ours.
        yield Server(configured.replace("postgresql://", "postgresql+psycopg://", 1))
        return
    absent = os.environ.get("TROTH_TEST_POSTGRES_ABSENT")
    if absent:
        pytest.skip(f"no PostgreSQL: {absent}")
    try:
        cluster = Cluster(folder_of_server(WHEELS, install=False))
    except NoPostgres as reason:
        pytest.skip(f"no PostgreSQL: {reason}")
    try:
        yield Server(cluster.url())
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server to make databases on."""
    yield from _server("TROTH_TEST_POSTGRES")


@pytest.fixture(scope="session")
def postgres_key_server() -> Iterator[Server]:
    """A second cluster, with its own files and its own write-ahead log."""
    yield from _server("TROTH_TEST_POSTGRES_KEYS")


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database, dropped afterwards."""
    with postgres_server.fresh() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_pair(postgres_server: Server) -> Iterator[tuple[str, str]]:
    """Two databases with both stores' tables, shared by the tests that ask for empty stores."""
    with postgres_server.fresh() as data, postgres_server.fresh() as keys:
        open_data_store(data, create=True).close()
        open_key_store(keys, create=True).close()
        yield data, keys


@pytest.fixture
def postgres_stores(postgres_pair: tuple[str, str]) -> tuple[str, str]:
    """The two, emptied: a data store and a key store with their tables and no row."""
    data, keys = postgres_pair
    return emptied(data, DATA), emptied(keys, KEYS)


@pytest.fixture
def postgres_urls(postgres_server: Server) -> Iterator[tuple[str, str]]:
    """Two empty databases on one server: for the data store and for the key store."""
    with postgres_server.fresh() as data, postgres_server.fresh() as keys:
        yield data, keys


@pytest.fixture
def postgres_apart(
    postgres_server: Server, postgres_key_server: Server
) -> Iterator[tuple[str, str]]:
    """Two empty databases on two clusters: data store and key store with separate backups."""
    with postgres_server.fresh() as data, postgres_key_server.fresh() as keys:
        yield data, keys


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the published policy texts."""
    if not SEEDS.is_dir():
        pytest.skip(ABSENT)
    return SEEDS


@pytest.fixture(scope="session")
def register() -> Path:
    """The folder of the register's entries."""
    if not REGISTER.is_dir():
        pytest.skip(ABSENT)
    return REGISTER


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser to look at pages with."""
    path = found_browser()
    if path is None:
        pytest.skip("no Chromium: `make test` installs one where it may")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium, for the whole run: a process has room for one driver of it."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield opened
        opened.close()
