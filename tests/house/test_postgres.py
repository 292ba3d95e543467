"""The ground the database tests stand on is itself tested."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT, WHEELS
from tests.support.binaries import NoPostgres, folder_of_server, is_server
from tests.support.cluster import admin
from tests.support.databases import Server

pytestmark = pytest.mark.postgres


def test_a_fresh_database_is_empty_and_writable(postgres_url: str) -> None:
    with admin(postgres_url) as connection:
        connection.execute("create table kept (id int)")
        tables = connection.execute(
            "select count(*) from information_schema.tables where table_schema = 'public'"
        ).fetchone()
    assert tables == (1,)


def test_two_databases_do_not_see_each_other(postgres_urls: tuple[str, str]) -> None:
    data, keys = postgres_urls
    with admin(data) as connection:
        connection.execute("create table only_in_data (id int)")
    with admin(keys) as connection:
        seen = connection.execute("select to_regclass('only_in_data')").fetchone()
    assert seen == (None,)


def test_the_second_cluster_keeps_its_files_elsewhere(postgres_apart: tuple[str, str]) -> None:
    places = set()
    for url in postgres_apart:
        with admin(url) as connection:
            places.add(connection.execute("show data_directory").fetchone())
    assert len(places) == 2


def test_a_database_is_gone_after_its_test(postgres_server: Server) -> None:
    with postgres_server.fresh() as url:
        held = admin(url)
        name = url.rpartition("/")[2]
    with admin(postgres_server.url) as connection:
        left = connection.execute("select 1 from pg_database where datname = %s", (name,))
        assert left.fetchone() is None
    with pytest.raises(psycopg.OperationalError):
        held.execute("select 1")
    held.close()


def test_a_template_is_copied(postgres_server: Server) -> None:
    with postgres_server.fresh() as first:
        with admin(first) as connection:
            connection.execute("create table laid (id int)")
        copied = postgres_server.fresh(template=first.rpartition("/")[2])
        with copied as second, admin(second) as connection:
            assert connection.execute("select to_regclass('laid')").fetchone() == ("laid",)


def test_a_folder_without_a_server_is_not_taken_for_one(tmp_path: Path) -> None:
    assert not is_server(tmp_path)


def start(*command: str) -> subprocess.Popen[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("TROTH_TEST_POSTGRES")}
    runner = (sys.executable, "-m", "scripts.with_postgres", *command)
    pipe = subprocess.PIPE
    return subprocess.Popen(runner, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True)


def close(run: subprocess.Popen[str]) -> None:
    for end in (run.stdin, run.stdout):
        assert end is not None
        end.close()


def server_or_skip() -> None:
    try:
        folder_of_server(WHEELS, install=False)
    except NoPostgres as reason:
        pytest.skip(f"no PostgreSQL: {reason}")


PRINT_URLS = (
    "import os; print('urls', os.environ['TROTH_TEST_POSTGRES'],"
    " os.environ['TROTH_TEST_POSTGRES_KEYS'], flush=True)"
)


def answers(url: str) -> bool:
    try:
        admin(url).close()
    except psycopg.OperationalError:
        return False
    return True


def urls_from(run: subprocess.Popen[str]) -> list[str]:
    assert run.stdout is not None
    for line in run.stdout:
        if line.startswith("urls "):
            return line.split()[1:]
    raise AssertionError("the runner printed no URLs")


def test_the_runner_hands_on_the_exit_code_and_stops_its_servers() -> None:
    server_or_skip()
    run = start(sys.executable, "-c", f"{PRINT_URLS}; raise SystemExit(7)")
    urls = urls_from(run)
    assert run.wait(timeout=60) == 7
    close(run)
    assert [answers(url) for url in urls] == [False, False]


def test_an_interrupted_runner_stops_its_servers_too() -> None:
    server_or_skip()
    run = start(sys.executable, "-c", f"{PRINT_URLS}; input()")
    urls = urls_from(run)
    assert [answers(url) for url in urls] == [True, True]
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=60) == 128 + signal.SIGTERM
    close(run)
    assert [answers(url) for url in urls] == [False, False]
