"""Says what it was measured on: a ratio travels, a time does not."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path

import cryptography


def describe() -> dict[str, str]:
    """Return processor, cores, memory, system, versions and the load at the start."""
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor() or "unknown",
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "cryptography": cryptography.__version__,
        "load": " ".join(f"{one:.1f}" for one in os.getloadavg()),
    }


def _first(file: str, name: str) -> str:
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")


def _memory() -> str:
    total = _first("/proc/meminfo", "MemTotal").removesuffix(" kB")
    return f"{int(total) / 1_048_576:.0f} GiB" if total.isdigit() else "unknown"
