"""No skip goes unseen, and in CI none happens but for the texts beside the checkout.

A pytest plugin. With `CI=true` a skip is turned into a failure where it happens, so that the
closing line counts it; without, the reasons are listed with their numbers right before that line.
An expected failure counts as a skip: it too is a promise that was not tested.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator

import pytest

from tests.support.beside import ABSENT

IN_CI = os.environ.get("CI", "").lower() == "true"


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why a skipped report was skipped."""
    expected = getattr(report, "wasxfail", None)
    if expected is not None:
        return f"expected to fail: {expected}"
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)


def forbid(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip that CI does not allow into a failure, in place."""
    if not report.skipped:
        return
    reason = reason_of(report)
    if ABSENT in reason:
        return
    report.outcome = "failed"
    report.longrepr = f"nothing may be skipped in CI: {reason}"
    if hasattr(report, "wasxfail"):
        del report.wasxfail


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Refuse skips and expected failures of tests in CI."""
    report = yield
    if IN_CI:
        forbid(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse skips of whole modules in CI."""
    report = yield
    if IN_CI:
        forbid(report)
    return report


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was not tested, by reason, as the last thing before the closing line."""
    stats = terminalreporter.stats
    unseen = [*stats.get("skipped", []), *stats.get("xfailed", [])]
    if not unseen:
        return
    terminalreporter.section("not tested here")
    for reason, count in Counter(map(reason_of, unseen)).most_common():
        terminalreporter.line(f"{count:5d}  {reason}")
