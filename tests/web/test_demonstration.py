"""A rehearsed year is served with ways in for two; a store of real people gets none."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from scripts import demo
from tests.web.served import POLICIES, serving
from troth.cli.demonstration import ways_in


@contextmanager
def running(*options: object) -> Iterator[dict[str, object]]:
    """Run `troth serve` on a free port until the block ends; give what it says when it starts."""
    port = demo.free(0)
    command = demo.troth("serve", *options, "--port", port, "--quiet", "--json")
    serving = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield demo.document(serving)
    finally:
        serving.terminate()
        serving.communicate(timeout=30)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which two synthetic people lived for a month."""
    store = tmp_path_factory.mktemp("year") / "data.db"
    people = ("--people", 2, "--months", 1, "--seed", 7)
    command = demo.troth("rehearse", POLICIES / "altexsoft.yaml", *people, "--store", store)
    subprocess.run(command, check=True, capture_output=True)
    return store


@pytest.mark.slow
def test_the_service_is_up_on_the_year_and_lets_two_in_once(year: Path) -> None:
    post = year.parent / "letters"
    with running("--demo", "--store", year, "--drop", post) as said:
        demo.answering(str(said["address"]))
        assert "everybody in here is invented" in httpx.get(str(said["centre"])).text
        ways = said["ways_in"]
        assert isinstance(ways, dict)
        assert sorted(ways) == ["demo", "second"]
        with httpx.Client(follow_redirects=True) as client:
            page = client.get(ways["demo"])
            assert page.status_code == 200
            assert "password" in page.text


@pytest.mark.slow
def test_a_rehearsed_store_is_not_served_as_a_real_one(year: Path) -> None:
    command = demo.troth("serve", "--store", year, "--port", demo.free(0))
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 2
    assert "--demo" in ended.stderr


def test_a_real_store_gets_no_way_in(folder: Path) -> None:
    with serving(folder) as served:
        assert ways_in(served.platform, served.site.doors, served.address) == {}
        assert served.site.doors.staff.everybody() == []
