"""Steps kept in a SQLite file, for drivers to run, and a worker that can be killed meanwhile."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from troth.connectors.durable import DueKey
from troth.connectors.durable_dbos import DbosDriver
from troth.core.periods import from_micros, to_micros
from troth.errors import InputError


class FileSteps:
    """Rows of (request, step) in a file: done once, whoever runs them; each try is counted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._open()) as connection, connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS steps (request TEXT, step TEXT, due_at INT,"
                " done INT DEFAULT 0, tries INT DEFAULT 0, PRIMARY KEY (request, step))"
            )

    def add(self, *keys: DueKey) -> None:
        with closing(self._open()) as connection, connection:
            connection.executemany(
                "INSERT OR REPLACE INTO steps (request, step, due_at) VALUES (?, ?, ?)", keys
            )

    def due_keys(self, now: datetime) -> Sequence[DueKey]:
        sql = (
            "SELECT request, step, due_at FROM steps WHERE NOT done AND due_at <= ?"
            " ORDER BY due_at, request, step"
        )
        with closing(self._open()) as connection:
            return connection.execute(sql, (to_micros(now),)).fetchall()

    def run_key(self, request: str, step: str, now: datetime) -> str:
        where = (request, step)
        with closing(self._open()) as connection, connection:
            connection.execute(
                "UPDATE steps SET tries = tries + 1 WHERE request = ? AND step = ?", where
            )
        if step == "fails":
            raise InputError("step/fails", "ann@example.org is not well formed")
        if step.startswith("slow") and os.environ.get("DURABLE_SLOW") == "1":
            Path(f"{self._path}.under-way").touch()
            while True:
                time.sleep(0.05)
        with closing(self._open()) as connection, connection:
            sql = "UPDATE steps SET done = 1 WHERE request = ? AND step = ? AND NOT done"
            return "done" if connection.execute(sql, where).rowcount else "done-before"

    def tries(self) -> dict[tuple[str, str], tuple[int, int]]:
        with closing(self._open()) as connection:
            lines = connection.execute("SELECT request, step, done, tries FROM steps")
            return {(request, step): (done, tries) for request, step, done, tries in lines}

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)


def work(url: str, path: str, worker: str, at: int) -> None:
    """Run what is due in this process, until it is killed."""
    driver = DbosDriver(url, steps=FileSteps(Path(path)), worker=worker)
    driver.run_due(from_micros(at))
    driver.close()


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
