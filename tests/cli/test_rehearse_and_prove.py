"""`troth rehearse` and `troth prove`: one year for one seed, and exit 3 for a broken promise."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import POLICIES, Ended, run

STATES = {"kept", "broken", "unproven"}


def rehearse(*more: str | Path) -> Ended:
    return run(
        "rehearse", POLICIES / "soft-ok.yaml", "--people", "12", "--months", "2", *more, "--json"
    )


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which a short rehearsal has made its store."""
    folder = tmp_path_factory.mktemp("lived")
    ended = rehearse("--store", f"sqlite:///{folder / 'year.db'}")
    assert ended.code == 0, ended.err
    return folder


@pytest.fixture
def store(lived: Path, folder: Path) -> str:
    """A store that a short rehearsal has made, every file of it: each test has its own."""
    shutil.copytree(lived, folder, dirs_exist_ok=True)
    return "sqlite:///year.db"


def test_the_same_seed_prints_the_same_bytes(folder: Path) -> None:
    first, second, other = rehearse(), rehearse(), rehearse("--seed", "2")
    assert first.code == 0, first.err
    assert first.out == second.out
    assert first.out != other.out
    promises = first.json["promises"]
    assert isinstance(promises, list)
    for each in promises:
        assert {"address", "state", "control", "probe", "evidence"} <= set(each)
        assert each["state"] in STATES
    assert list(folder.iterdir()) == []


def test_a_rehearsal_tells_its_months_and_writes_its_report(folder: Path) -> None:
    (folder / "out").mkdir()
    ended = run(
        "rehearse", POLICIES / "soft-ok.yaml", "--people", "12", "--months", "2",
        "--report", "out/report.html",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert [line.split()[0] for line in ended.err.splitlines()] == ["1/2", "2/2"]
    assert "report: out/report.html" in ended.out
    assert (folder / "out" / "report.html").read_text("utf-8").lstrip().startswith("<!")


def test_a_rehearsals_store_is_proved_where_its_year_ended(store: str) -> None:
    ended = run("prove", "--store", store, "--json")
    assert ended.code == 0, ended.err
    # Two months from the first of January, up to the last head that was signed.
    assert "2026-02-28" <= str(ended.json["at"]) <= "2026-03-02"


def test_time_moves_freely_where_people_are_synthetic(store: str) -> None:
    planned = run("retention", "sweep", "--store", store, "--at", "2040-01-01", "--json")
    assert planned.code == 0
    assert isinstance(planned.json["records"], int)
    assert planned.json["records"] > 0
    late = run("prove", "--store", store, "--at", "2040-01-01", "--json")
    assert late.code == 3


def test_nobody_real_is_added_to_a_rehearsal_by_mistake(store: str) -> None:
    ended = run(
        "collect", POLICIES / "soft-ok.yaml", "--form", "site-forms", "--data", "{}",
        "--store", store, "--json",
    )  # fmt: skip
    assert (ended.code, ended.error["code"]) == (2, "store/is-rehearsal")


def test_no_rehearsal_begins_among_real_people(folder: Path) -> None:
    assert run("init", "--yes", "--name", "A", "--email", "e@a.example").code == 0
    arguments = ("--form", "contact-form", "--data", '{"email": "a@x.example", "message": "m"}')
    assert run("collect", "troth.yaml", *arguments, "--store", "sqlite:///real.db").code == 0
    ended = rehearse("--store", "sqlite:///real.db")
    assert (ended.code, ended.error["code"]) == (2, "store/holds-real-people")


def test_a_tampered_log_breaks_the_proof(store: str) -> None:
    with closing(sqlite3.connect("year.db")) as database, database:
        rows = database.execute("SELECT rowid, body FROM facts").fetchall()
        row, body = next((row, body) for row, body in rows if b'"collected"' in body)
        bent = body.replace(b'"collected"', b'"collectex"')
        database.execute("UPDATE facts SET body = ? WHERE rowid = ?", (bent, row))
    ended = run("prove", "--store", store, "--json")
    assert ended.code == 3
    promises = ended.json["promises"]
    assert isinstance(promises, list)
    broken = [each["address"] for each in promises if each["state"] == "broken"]
    assert "store/evidence-log" in broken
    assert run("evidence", "verify", "--store", store).code == 3


@pytest.mark.parametrize("option", [("--people", "0"), ("--months", "0"), ("--seed", "-1")])
def test_a_rehearsal_of_nobody_or_no_time_is_refused(option: tuple[str, str]) -> None:
    ended = run("rehearse", POLICIES / "soft-ok.yaml", *option, "--json")
    assert (ended.code, ended.error["code"]) == (2, "rehearsal/out-of-range")


def test_a_report_in_a_folder_that_is_not_there_is_refused_before_any_work(
    store: str, folder: Path
) -> None:
    for command in (
        ["rehearse", POLICIES / "soft-ok.yaml", "--people", "12", "--months", "2"],
        ["prove", "--store", store],
    ):
        ended = run(*command, "--report", "absent/report.html")
        assert (ended.code, ended.out) == (2, "")
        assert "file/no-folder" in ended.err
    assert not (folder / "absent").exists()


def test_prove_writes_its_report_beside_the_table(store: str, folder: Path) -> None:
    ended = run("prove", "--store", store, "--report", "proof.html")
    assert ended.code == 0, ended.err
    assert "report: proof.html" in ended.out
    assert "collection/site-forms" in (folder / "proof.html").read_text("utf-8")
