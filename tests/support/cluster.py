"""A private PostgreSQL cluster for tests: made, started, stopped and removed by whoever asked.

It listens on one free port of the loopback interface with a password of its own, keeps its files in
a temporary folder, and gives up durability for speed: nothing here outlives the run. PostgreSQL
refuses to run as root, so root starts it as an unprivileged user. It dies with the process that
started it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psycopg

from tests.support.binaries import NoPostgres

USERS = ("postgres", "nobody")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "max_wal_size": "1GB",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}


def _unprivileged() -> pwd.struct_passwd | None:
    """Return the user to run as when we are root; None means: as we are."""
    if os.geteuid() != 0:
        return None
    for name in USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgres(f"running as root and none of the users {', '.join(USERS)} exists")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _open_to_all(folder: Path) -> bool:
    """Tell whether an unprivileged user can reach a folder: no closed one lies above it."""
    return all(part.stat().st_mode & 0o005 == 0o005 for part in (folder, *folder.parents))


def _copied(programs: Path, to: Path) -> Path:
    """Copy a server with the libraries it looks for beside it; return its programs' new place."""
    # A wheel keeps its libraries in a `.libs` folder at its root, found by relative paths.
    roots = [part for part in programs.parents[:4] if list(part.glob("*.libs"))]
    root = roots[0] if roots else programs.parent
    shutil.copytree(root, to, symlinks=True)
    return to / programs.relative_to(root)


def _die_with_parent() -> None:
    """Ask Linux to stop the server when the run that started it is killed."""
    if sys.platform == "linux":
        # prctl(2): PR_SET_PDEATHSIG is 1; SIGINT is PostgreSQL's fast shutdown.
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


class Cluster:
    """One running server; `url()` names a database of it."""

    def __init__(self, programs: Path) -> None:
        self._user = _unprivileged()
        self._home = Path(tempfile.mkdtemp(prefix="troth-pg-"))
        self._programs = programs
        self._password = secrets.token_hex(16)
        self._server: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        try:
            self._make()
            self._start()
        except BaseException:
            self.stop()
            raise

    def url(self, database: str = "postgres") -> str:
        """Return the SQLAlchemy URL of a database of this cluster."""
        return f"postgresql+psycopg://troth:{self._password}@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """Stop the server by its pid and remove its files; may be called twice."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._server.send_signal(signal.SIGQUIT)
                self._server.wait(timeout=20)
        self._server = None
        shutil.rmtree(self._home, ignore_errors=True)

    def _make(self) -> None:
        if self._user is not None:
            if not _open_to_all(self._programs):
                self._programs = _copied(self._programs, self._home / "server")
            os.chown(self._home, self._user.pw_uid, self._user.pw_gid)
        word = self._home / "password"
        word.write_text(self._password, encoding="utf-8")
        if self._user is not None:
            os.chown(word, self._user.pw_uid, self._user.pw_gid)
        word.chmod(0o600)
        asked = ("-U", "troth", "-A", "scram-sha-256", f"--pwfile={word}", "-E", "UTF8")
        quick = ("--locale=C", "--no-sync", "-D", str(self._home / "data"))
        if self._spawn("initdb", *asked, *quick).wait(timeout=120) != 0:
            raise NoPostgres(f"initdb failed: {self._last_words()}")

    def _start(self) -> None:
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        self._server = self._spawn(
            "postgres", "-D", str(self._home / "data"), "-p", str(self.port), *options
        )
        pause = threading.Event()
        for _ in range(600):
            if self._server.poll() is not None:
                raise NoPostgres(f"postgres ended: {self._last_words()}")
            with contextlib.suppress(psycopg.OperationalError), admin(self.url()):
                return
            pause.wait(0.1)
        raise NoPostgres("postgres did not answer within a minute")

    def _spawn(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        # A file, not a pipe: nobody reads it while the server runs.
        with (self._home / "log").open("ab") as log:
            return subprocess.Popen(
                [str(self._programs / program), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._home,
                env={**os.environ, "HOME": str(self._home), "LC_ALL": "C"},
                user=None if self._user is None else self._user.pw_uid,
                group=None if self._user is None else self._user.pw_gid,
                extra_groups=None if self._user is None else [],
                preexec_fn=_die_with_parent,
                start_new_session=True,
            )

    def _last_words(self) -> str:
        return (self._home / "log").read_text(encoding="utf-8", errors="replace").strip()[-300:]


def admin(url: str) -> psycopg.Connection:
    """Open an autocommit connection to the server behind a SQLAlchemy URL."""
    return psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True, connect_timeout=5)
