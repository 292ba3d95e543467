"""A rehearsed year of a real company's policy, then the service that runs it, on 127.0.0.1.

    python -m scripts.demo

At a terminal the service stays up until Ctrl-C. Where nobody watches it is started, asked for its
first pages, and stopped again.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "build" / "demo"
POLICY = ROOT / "policies" / "altexsoft.yaml"
REPORT = ROOT / "build" / "altexsoft.html"
PORT = 8000
PAGES = ("/health/ready", "/", "/console/sign-in")
"""What must answer before the demonstration says that it is up."""
PATIENCE = 120.0
"""Seconds to wait for the first answer."""


def main() -> int:
    """Live the year, serve it, and say where."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    began = time.monotonic()
    year = ("rehearse", POLICY, "--people", "1000", "--months", "14", "--seed", "1")
    ended = subprocess.run([*troth(*year), "--store", HOME / "data.db", "--report", REPORT])
    if ended.returncode:
        return ended.returncode
    print(f"wall time: {time.monotonic() - began:.0f} s\n", flush=True)
    port = str(free(PORT))
    options = ("--demo", "--quiet", "--port", port, "--drop", HOME / "letters", "--json")
    serving = subprocess.Popen(
        [*troth("serve"), "--store", HOME / "data.db", *options], stdout=subprocess.PIPE, text=True
    )
    try:
        return shown(serving)
    except KeyboardInterrupt:
        return 0
    finally:
        serving.terminate()
        serving.wait(timeout=30)


def shown(serving: subprocess.Popen[str]) -> int:
    """Print where the service is once it answers; stay while somebody watches."""
    said = document(serving)
    if not said:
        return serving.wait() or 1
    answering(str(said["address"]))
    print(f"privacy centre  {said['centre']}")
    print(f"console         {said['console']}")
    ways = said["ways_in"]
    for login, way in ways.items() if isinstance(ways, dict) else ():
        print(f"as {login:<13}{way}")
    print(f"letters         {HOME.relative_to(ROOT) / 'letters'}", flush=True)
    if not sys.stdout.isatty() or os.environ.get("CI"):
        print("nobody watches: stopped again", flush=True)
        return 0
    print("Ctrl-C stops it", flush=True)
    return serving.wait()


def document(serving: subprocess.Popen[str]) -> dict[str, object]:
    """Return what the service says when it starts: one JSON document."""
    text = ""
    for row in serving.stdout or ():
        text += row
        try:
            found: dict[str, object] = json.loads(text)
        except ValueError:
            continue
        return found
    return {}


def answering(address: str) -> None:
    """Wait until the first pages answer.

    Raises:
        SystemExit: when one does not.
    """
    until = time.monotonic() + PATIENCE
    for page in PAGES:
        while (status := asked(address + page)) != 200:
            if time.monotonic() > until:
                raise SystemExit(f"{page} answered {status}")
            time.sleep(0.1)


def asked(url: str) -> int:
    """Return the status of a page, 0 where nobody listens yet."""
    try:
        return httpx.get(url, timeout=10, follow_redirects=True).status_code
    except httpx.TransportError:
        return 0


def free(wanted: int) -> int:
    """Return a port nobody listens on: the one wanted, else any."""
    for port in (wanted, 0):
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(tried.getsockname()[1])
    return wanted


def troth(*arguments: object) -> list[str]:
    """Return the command line of the program."""
    return [sys.executable, "-m", "troth", *map(str, arguments)]


if __name__ == "__main__":
    sys.exit(main())
