"""Finds a PostgreSQL server to run tests against, or installs one.

In this order: on the search path, where Debian and others put it, and, only when asked to install,
from the package manager (as root on a Debian system) or from a wheel. Never touches a server that
is already running, and never fails a test run by itself: what cannot be had is told with reasons.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.support.packages import installed, ran

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
"""Folders where distributions keep the server's programs, which are often on no search path."""

WHEEL = "pgserver==0.1.4"
"""A wheel that carries PostgreSQL's own programs; only those are used, none of its Python."""


class NoPostgres(Exception):
    """No PostgreSQL can be had here; the message says what was tried."""


def is_server(folder: Path) -> bool:
    """Tell whether `folder` holds the two programs a private server needs."""
    return all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres"))


def _version(folder: Path) -> int:
    digits = "".join(c for c in folder.parent.name if c.isdigit())
    return int(digits or 0)


def found(wheels: Path) -> Path | None:
    """Return the folder of a server already on this machine, the newest first, or None."""
    wheels = wheels.resolve()
    beside = [Path(p).resolve().parent for p in [shutil.which("initdb")] if p]
    placed = [Path(match) for place in PLACES for match in Path("/").glob(place.lstrip("/"))]
    unpacked = sorted(wheels.glob("*/pginstall/bin"))
    for folder in [*beside, *sorted(placed, key=_version, reverse=True), *unpacked]:
        if is_server(folder):
            return folder
    return None


def from_wheel(wheels: Path) -> str:
    """Unpack the wheel's server below `wheels`; return why that failed, or nothing."""
    wheels.mkdir(parents=True, exist_ok=True)
    pip = (sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(wheels))
    return ran(*pip, WHEEL, seconds=600)


def folder_of_server(wheels: Path, *, install: bool) -> Path:
    """Return the folder that holds `initdb` and `postgres`.

    Args:
        wheels: Where a wheel may be unpacked, and was perhaps before.
        install: Whether installing is allowed when none is found.

    Raises:
        NoPostgres: None found, and none could be installed or none should be.
    """
    tried = ["none on this machine"]
    steps = (lambda: installed("postgresql"), lambda: from_wheel(wheels)) if install else ()
    folder = found(wheels)
    for step in steps:
        if folder is not None:
            break
        tried.append(step() or "installed, yet no server found")
        folder = found(wheels)
    if folder is None:
        raise NoPostgres("; ".join(tried))
    return folder
