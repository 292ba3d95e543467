"""Runs a command with a PostgreSQL server for its tests, and stops the server whatever happens.

    python -m scripts.with_postgres COMMAND [ARGUMENT ...]

A server named by `TROTH_TEST_POSTGRES` is used as it is. Otherwise one is found on the machine, or
installed, and two private clusters are started: their URLs are handed on in `TROTH_TEST_POSTGRES`
and `TROTH_TEST_POSTGRES_KEYS`. Where none can be had the command runs all the same and
`TROTH_TEST_POSTGRES_ABSENT` says why; in CI (`CI=true`) that makes the tests fail.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from tests.support.binaries import NoPostgres, folder_of_server
from tests.support.cluster import Cluster

ROOT = Path(__file__).resolve().parents[1]


def interrupted(number: int, frame: FrameType | None) -> None:
    """Leave by the ordinary way, so that the servers are stopped."""
    raise SystemExit(128 + number)


def serve(stack: contextlib.ExitStack, env: dict[str, str]) -> None:
    """Start what is not configured and put its URLs, or the reason for none, into `env`."""
    if env.get("TROTH_TEST_POSTGRES"):
        return
    try:
        programs = folder_of_server(ROOT / "build" / "postgres-wheel", install=True)
        for variable in ("TROTH_TEST_POSTGRES", "TROTH_TEST_POSTGRES_KEYS"):
            cluster = Cluster(programs)
            stack.callback(cluster.stop)
            env[variable] = cluster.url()
        print(f"PostgreSQL for the tests: {programs}", flush=True)
    except NoPostgres as reason:
        env["TROTH_TEST_POSTGRES_ABSENT"] = str(reason)
        print(f"no PostgreSQL for the tests: {reason}", flush=True)


def main(command: list[str]) -> int:
    """Run `command` beside the servers; return its exit code."""
    if not command:
        print(__doc__)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    env = dict(os.environ)
    with contextlib.ExitStack() as stack:
        serve(stack, env)
        child = subprocess.Popen(command, env=env)
        try:
            return child.wait()
        except BaseException:
            child.terminate()
            child.wait(timeout=60)
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
