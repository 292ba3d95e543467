"""Writes down which entries of the register the tests of a run have proved, and which not.

A plugin for runs of `scripts/register.py`: `-p tests.support.register_results`, with the file to
write in `TROTH_REGISTER_RESULTS`: entry → test → whether it passed. What was skipped is left out.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

VARIABLE = "TROTH_REGISTER_RESULTS"

_outcomes: dict[str, dict[str, bool]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note one phase: a call that passed counts, unless any phase of the test fails."""
    for name, value in report.user_properties:
        tests = _outcomes.setdefault(str(value), {}) if name == "entry" else {}
        if report.failed:
            tests[report.nodeid] = False
        elif report.passed and report.when == "call":
            tests.setdefault(report.nodeid, True)


def pytest_sessionfinish() -> None:
    """Write the file, if one is asked for."""
    target = os.environ.get(VARIABLE)
    if target:
        text = json.dumps(_outcomes, indent=1, sort_keys=True)
        Path(target).write_text(text + "\n", encoding="utf-8")
