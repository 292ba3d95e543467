"""A skip is seen by whoever runs the tests, and in CI it is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.support.beside import ABSENT

CASES = f"""
import pytest

def test_runs():
    assert 1 + 1 == 2

@pytest.mark.skip(reason="the moon is not full")
def test_waits():
    raise AssertionError

def test_needs_the_texts():
    pytest.skip({ABSENT!r})
"""
EXPECTED_FAILURE = """
import pytest

@pytest.mark.xfail(reason="not yet kept", strict=True)
def test_fails():
    raise AssertionError
"""
SKIPPED_MODULE = """
import pytest

pytest.skip("no such engine", allow_module_level=True)
"""


def run(folder: Path, text: str, *, ci: bool, workers: int = 0) -> subprocess.CompletedProcess[str]:
    (folder / "test_cases.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    env = {**kept, "PYTHONPATH": str(ROOT), "CI": "true" if ci else ""}
    env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plugins = ("-p", "tests.support.skips", "-p", "xdist", "-p", "no:cacheprovider")
    command = (sys.executable, "-m", "pytest", *plugins, "-n", str(workers))
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("workers", [0, 1])
def test_reasons_stand_right_before_the_closing_line(tmp_path: Path, workers: int) -> None:
    done = run(tmp_path, CASES, ci=False, workers=workers)
    last = [line for line in done.stdout.splitlines() if line.strip()][-4:]
    assert done.returncode == 0
    assert "not tested here" in last[0]
    assert {line.strip() for line in last[1:3]} == {"1  the moon is not full", f"1  {ABSENT}"}
    assert "1 passed, 2 skipped" in last[3]


@pytest.mark.parametrize("workers", [0, 1])
def test_a_skip_fails_in_ci_but_for_the_texts_beside_the_checkout(
    tmp_path: Path, workers: int
) -> None:
    done = run(tmp_path, CASES, ci=True, workers=workers)
    assert done.returncode == 1
    assert "nothing may be skipped in CI: the moon is not full" in done.stdout
    # A mark skips before the test begins, which pytest counts as an error.
    assert "1 passed, 1 skipped, 1 error" in done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("text", [EXPECTED_FAILURE, SKIPPED_MODULE])
def test_other_ways_not_to_test_fail_in_ci_too(tmp_path: Path, text: str) -> None:
    assert run(tmp_path, text, ci=False).returncode in {0, 5}
    done = run(tmp_path, text, ci=True)
    assert done.returncode in {1, 2}
    assert "nothing may be skipped in CI" in done.stdout
