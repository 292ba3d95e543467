"""Programs that listen, started and ended for a measurement, with what they take of the machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120.0
"""Seconds a program may take until it listens."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A program that answers on a port of this machine."""

    pid: int
    port: int
    started_in: float

    @property
    def megabytes(self) -> float:
        """Memory that is its own or shared, resident now (Linux: VmRSS), in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        told = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(told.split()[1]) / 1_000

    @property
    def cpu(self) -> float:
        """Seconds of CPU it has used so far."""
        told = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def listening(arguments: Sequence[str], *, path: str, folder: Path) -> Iterator[Listener]:
    """Start `python -m ...` with `{port}` filled in; wait until `path` is answered well.

    Raises:
        RuntimeError: when it ends, or does not answer in time.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = [sys.executable, "-m", *(one.format(port=port) for one in arguments)]
    began = time.perf_counter()
    with (folder / f"listener-{port}.log").open("wb") as log:
        program = subprocess.Popen(line, stdout=log, stderr=log, env=_environment(folder))
        try:
            while not _answers(port, path):
                if program.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise RuntimeError((folder / f"listener-{port}.log").read_text("utf-8"))
                time.sleep(0.01)
            yield Listener(program.pid, port, time.perf_counter() - began)
        finally:
            program.terminate()
            program.wait(timeout=60)


def compiled(module: str, folder: Path) -> None:
    """Let a program write the bytecode of its modules down, as an installation does."""
    line = [sys.executable, "-m", *module.split(), "--help"]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL, env=_environment(folder))


def _environment(folder: Path) -> dict[str, str]:
    given = {**os.environ, "TROTH_SMTP": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    return given


def _answers(port: int, path: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as asked:
            asked.sendall(
                f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n".encode()
            )
            return asked.recv(12).startswith(b"HTTP/1.1 ")
    except OSError:
        return False
