"""Runs migrations. Imported only where one is due: see `migrate`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def revisions(folder: Path) -> list[str]:
    """Return what the migrations of a folder say they lead to, oldest first."""
    return [one.revision for one in _script(folder).walk_revisions()][::-1]


def run(connection: Connection, folder: Path, version_table: str, target: str) -> None:
    """Run the migrations of a folder up to a revision inside the caller's transaction."""
    script = _script(folder)
    options = {
        "fn": lambda revision, _: script._upgrade_revs(target, revision),
        "version_table": version_table,
    }
    context = MigrationContext.configure(connection, opts=options)
    with Operations.context(context):
        context.run_migrations()


@cache
def _script(folder: Path) -> ScriptDirectory:
    # Both copies of a key store, and every store of a process, are made by the same files.
    return ScriptDirectory(str(folder))
