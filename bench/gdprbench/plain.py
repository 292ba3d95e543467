"""The benchmark's own baseline: one table with metadata columns, indexed by purpose and user."""

from __future__ import annotations

from pathlib import Path

from bench.gdprbench.generator import FIELDS, Operation, record_of
from bench.gdprbench.oracle import Answer
from bench.stores import bare

_COLUMNS = ", ".join(FIELDS)
_MARKS = ", ".join("?" for _ in FIELDS)


class PlainTable:
    """SQLite with the durability of the store, each operation committed by itself."""

    def __init__(self, place: Path) -> None:
        self._file = place / "plain.db"
        self._connection = bare(self._file)
        fields = ", ".join(f"{name} TEXT NOT NULL" for name in FIELDS)
        self._connection.execute(f"CREATE TABLE records (key INTEGER PRIMARY KEY, {fields})")
        self._connection.execute("CREATE INDEX by_usr ON records (USR)")
        self._connection.execute("CREATE INDEX by_pur ON records (PUR)")

    def load(self, records: int) -> None:
        """Insert the first records."""
        self._connection.execute("BEGIN")
        self._connection.executemany(
            f"INSERT INTO records VALUES (?, {_MARKS})",
            ((number, *record_of(number)) for number in range(records)),
        )
        self._connection.execute("COMMIT")

    def apply(self, operation: Operation) -> Answer:
        """Carry out one operation, durably."""
        run, key = self._connection.execute, operation.key
        match operation.kind:
            case "read":
                found = run("SELECT * FROM records WHERE key = ?", (key,)).fetchall()
                return {row[0]: row[1:] for row in found}
            case "read-by":
                condition = f"{FIELDS[operation.by]} = ?"
                found = run(
                    f"SELECT * FROM records WHERE {condition}", (operation.value,)
                ).fetchall()
                return {row[0]: row[1:] for row in found}
            case "insert":
                run(f"INSERT INTO records VALUES (?, {_MARKS})", (key, *record_of(key)))
            case "update":
                run(
                    f"UPDATE records SET ({_COLUMNS}) = ({_MARKS}) WHERE key = ?",
                    (*record_of(key), key),
                )
            case "delete":
                run("DELETE FROM records WHERE key = ?", (key,))
            case "update-by":
                run(
                    f"UPDATE records SET {FIELDS[operation.field]} = ?"
                    f" WHERE {FIELDS[operation.by]} = ?",
                    (operation.new, operation.value),
                )
        return {}

    def everything(self) -> Answer:
        """Return all that is held."""
        return {row[0]: row[1:] for row in self._connection.execute("SELECT * FROM records")}

    def size(self) -> int:
        """Return the bytes on disk after the log is written back."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return self._file.stat().st_size

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
