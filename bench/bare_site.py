"""The site by hand: one endpoint of the same framework that inserts one row, durably, and answers.

    python -m bench.bare_site FILE PORT

Same server, same settings of durability, one transaction a row; nothing is decided, sealed or
proved. What Troth's own endpoint is measured against.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import msgspec
import uvicorn
from litestar import Litestar, post

from bench.stores import bare


class Note(msgspec.Struct):
    """What is sent."""

    form: str
    data: dict[str, str]


class Notebook:
    """One table, one writer."""

    def __init__(self, file: Path) -> None:
        self._made = threading.Lock()
        bare(file).execute("CREATE TABLE IF NOT EXISTS notes (form TEXT, data TEXT)")
        self._file = file
        self._own = threading.local()

    def add(self, note: Note) -> int:
        """Insert one row in a transaction of its own; return its number."""
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = bare(self._file)
        data = msgspec.json.encode(note.data).decode()
        # One writer at a time, as SQLite wants it; waiting here costs less than its retries.
        with self._made:
            done = connection.execute("INSERT INTO notes VALUES (?, ?)", (note.form, data))
        return int(done.lastrowid or 0)


def site(file: Path) -> Litestar:
    """Return the application of one endpoint."""
    notebook = Notebook(file)

    @post("/notes", sync_to_thread=True)
    def add(data: Note) -> dict[str, int]:
        return {"note": notebook.add(data)}

    return Litestar([add], openapi_config=None)


if __name__ == "__main__":
    uvicorn.run(site(Path(sys.argv[1])), port=int(sys.argv[2]), access_log=False, log_config=None)
