"""A service that is told to stop finishes, says nothing of an error, and ends well."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from scripts import demo

POLICY = Path(__file__).resolve().parents[2] / "policies" / "integrica.yaml"


@pytest.mark.slow
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_service_that_is_told_to_stop_ends_well(tmp_path: Path, told: signal.Signals) -> None:
    place = ("--store", tmp_path / "data.db", "--drop", tmp_path / "letters")
    command = demo.troth("serve", POLICY, *place, "--port", 0, "--quiet", "--json")
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        demo.answering(str(demo.document(running)["address"]))
        running.send_signal(told)
        _, said = running.communicate(timeout=60)
    finally:
        running.kill()
    assert (running.returncode, said) == (0, "")
