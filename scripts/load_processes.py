"""Processes that serve one store, started, killed without a warning, and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 120.0
"""Seconds a process may take until it answers."""


@dataclass(slots=True)
class Process:
    """One `troth serve` of the store, on a port that stays the same.

    Attributes:
        store: Options that name both stores.
        folder: Where its letters and its log lie.
        down: When it was killed and when it answered again, on the clock of `time.perf_counter`.
    """

    store: tuple[str, ...]
    folder: Path
    port: int = 0
    program: subprocess.Popen[bytes] | None = None
    down: list[tuple[float, float]] = field(default_factory=list)

    async def start(self, *policy: str) -> None:
        """Start it and wait until it answers.

        Raises:
            RuntimeError: with its log, where it ends or does not answer in time.
        """
        self.port = self.port or _free_port()
        letters = str(self.folder / "letters")
        line = [sys.executable, "-m", "troth", "serve", *policy, *self.store, "--quiet",
                "--port", str(self.port), "--drop", letters]  # fmt: skip
        log = self.folder / f"served-{self.port}.log"
        with log.open("ab") as said:
            self.program = subprocess.Popen(
                line, stdout=said, stderr=said, env={**os.environ, "TROTH_SMTP": ""}
            )
        until = time.perf_counter() + PATIENCE
        while not await self._answers():
            if self.program.poll() is not None or time.perf_counter() > until:
                raise RuntimeError(log.read_text("utf-8")[-4_000:])
            await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """End it as a power cut would, and start it again."""
        assert self.program is not None, "it was started"
        began = time.perf_counter()
        self.program.send_signal(signal.SIGKILL)
        self.program.wait()
        await self.start()
        self.down.append((began, time.perf_counter()))

    def stop(self) -> None:
        """Tell it to finish what it began, and wait."""
        if self.program is not None and self.program.poll() is None:
            self.program.terminate()
            self.program.wait(PATIENCE)

    async def _answers(self) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(b"GET /health/ready HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            told = await asyncio.wait_for(reader.readline(), 5)
            writer.close()
        except (OSError, TimeoutError):
            return False
        return b" 200 " in told


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
