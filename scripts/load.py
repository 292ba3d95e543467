"""Mixed load on a served policy while its processes are killed, and the account of it.

    make load ARGS='--minutes 30 policies/altexsoft.yaml'

Two processes serve one store on PostgreSQL, data and keys on two clusters (with `--sqlite` one
process serves files). Their capacity is measured; then people ask at a share of it, by the clock,
while every minute one process is killed without a warning and started again. At the end each thing
that was acknowledged is looked for, the log is verified and the promises are proved. Exit 1 when
something acknowledged is missing or twice, an answer was a fault, or the log does not verify.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from bench.load import LIMIT, Answers, answered, asking
from scripts.load_processes import Process
from scripts.load_questions import Acknowledged, Question, questions
from tests.support.databases import Server

CONNECTIONS = 16
TOKENS = 12
"""A token may call only so often in a minute: enough tokens that none is refused for that."""
SCOPES = ("collect", "consent", "decide", "requests", "subjects")
TRIES = 400
PAUSE = 0.25
CAPACITY = 20.0
"""Seconds for which the capacity is measured."""


@dataclass(slots=True)
class Account(Answers):
    """What happened under load."""

    known: Acknowledged = field(default_factory=Acknowledged)
    faults: list[str] = field(default_factory=list)
    broken: int = 0
    undecided: int = 0


def asked() -> argparse.Namespace:
    """Read the load from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("policy", nargs="?", default="policies/altexsoft.yaml")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--share", type=float, default=0.7, help="of the measured capacity")
    parser.add_argument("--sqlite", action="store_true", help="one process, on files")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


async def ask(
    processes: Sequence[Process], planned: Iterator[tuple[float, Question]], account: Account,
    began: float,
) -> None:  # fmt: skip
    """Ask what comes next when it is due, over one connection, until nothing is left."""
    at, wire = 0, None
    for due, question in planned:
        early = began + due - time.perf_counter()
        if early > 0:
            await asyncio.sleep(early)
        asked_at = began + due if due else time.perf_counter()
        for attempt in range(TRIES):
            try:
                if wire is None:
                    port = processes[at % len(processes)].port
                    wire = await asyncio.open_connection("127.0.0.1", port, limit=LIMIT)
                wire[1].write(question.wire)
                status, body = await asyncio.wait_for(answered(wire[0]), 30)
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                account.broken += 1
                at, wire = at + 1, None
                await asyncio.sleep(PAUSE)
                continue
            if status != 409 or attempt == 0:
                _note(account, question, status, body)
                account.waits.append(time.perf_counter() - asked_at)
            else:
                # Who began it is gone: whether it was done is known to nobody yet.
                account.undecided += 1
            break
        else:
            account.faults.append(f"{question.kind}: nobody answered")


def _note(account: Account, question: Question, status: int, body: bytes) -> None:
    account.statuses[status] += 1
    if status < 300:
        account.known.note(question, body)
    else:
        account.faults.append(f"{question.kind}: {status} {body[:300]!r}")


async def capacity(processes: Sequence[Process], tokens: Sequence[str], account: Account) -> float:
    """Return how many of the mixed questions are answered in a second when nobody waits."""
    stream, ends = questions(tokens, 0, account.known), time.perf_counter() + CAPACITY

    def until() -> Iterator[tuple[float, Question]]:
        for one in stream:
            if time.perf_counter() > ends:
                return
            yield 0.0, one

    began, plan = time.perf_counter(), until()
    async with asyncio.TaskGroup() as group:
        for number in range(CONNECTIONS):
            group.create_task(ask(processes[number % len(processes) :], plan, account, began))
    return sum(account.statuses.values()) / (time.perf_counter() - began)


async def load(
    processes: Sequence[Process], tokens: Sequence[str], account: Account, rate: float,
    minutes: float, seed: int,
) -> int:  # fmt: skip
    """Ask by the clock; kill one process a minute; return how many were killed."""
    whole = int(rate * minutes * 60)
    stream = islice(questions(tokens, seed, account.known), whole)
    plan = ((number / rate, one) for number, one in enumerate(stream, 1))
    began, kills = time.perf_counter(), 0
    async with asyncio.TaskGroup() as group:
        for number in range(CONNECTIONS * 2):
            turned = [*processes[number % len(processes) :], *processes[: number % len(processes)]]
            group.create_task(ask(turned, plan, account, began))
        for minute in range(1, int(minutes) + 1):
            await asyncio.sleep(max(0.0, began + minute * 60 - 30 - time.perf_counter()))
            await processes[minute % len(processes)].kill()
            kills += 1
    return kills


async def missing(processes: Sequence[Process], token: str, known: Acknowledged) -> list[str]:
    """Ask for everything that was acknowledged; return what is not there or not once."""
    lost: list[str] = []
    whole = iter(
        [("person", *one) for one in known.persons.items()]
        + [("consent", person, str(given)) for person, given in known.consents.items()]
        + [("request", one, "") for one in known.requests]
    )
    async with asyncio.TaskGroup() as group:
        for number in range(CONNECTIONS):
            port = processes[number % len(processes)].port
            group.create_task(_look(port, token, whole, lost))
    return lost


async def _look(
    port: int, token: str, whole: Iterator[tuple[str, str, str]], lost: list[str]
) -> None:
    wire = await asyncio.open_connection("127.0.0.1", port, limit=LIMIT)
    headers = [("authorization", f"Bearer {token}"), ("content-type", "application/json")]
    for kind, name, expected in whole:
        question = _sought(kind, name, headers)
        status, told = 429, b""
        while status == 429:
            wire[1].write(question)
            status, told = await answered(wire[0])
            await asyncio.sleep(PAUSE if status == 429 else 0)
        if status != 200 or not _there(kind, json.loads(told), expected):
            lost.append(f"{kind} {name}: {status} {told[:300]!r}")
    wire[1].close()


def _sought(kind: str, name: str, headers: Sequence[tuple[str, str]]) -> bytes:
    if kind == "person":
        sought = json.dumps({"identifier": name}).encode()
        return asking("POST", "/api/v1/subjects/find", sought, headers)
    path = f"subjects/{name}/consents" if kind == "consent" else f"requests/{name}"
    return asking("GET", f"/api/v1/{path}", b"", headers)


def _there(kind: str, told: dict[str, Any], expected: str) -> bool:
    if kind == "person":
        return [one["person"] for one in told["persons"]] == [expected]
    return kind != "consent" or str("newsletter" in told["active"]) == expected


@contextlib.contextmanager
def stores(folder: Path, *, sqlite: bool) -> Iterator[tuple[str, ...]]:
    """Give the options that name two fresh stores, and take both away afterwards."""
    if sqlite:
        yield "--store", str(folder / "data.db"), "--keys", str(folder / "keys.db")
        return
    urls = [os.environ.get(name) for name in ("TROTH_TEST_POSTGRES", "TROTH_TEST_POSTGRES_KEYS")]
    data, keys = (Server(url) if url else None for url in urls)
    if data is None or keys is None:
        raise SystemExit(os.environ.get("TROTH_TEST_POSTGRES_ABSENT", "both servers must be named"))
    with data.fresh() as store, keys.fresh() as keyring:
        yield "--store", store, "--keys", keyring


def troth(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program once."""
    line = [sys.executable, "-m", "troth", *arguments]
    return subprocess.run(line, check=False, capture_output=True, text=True)


def made_tokens(store: tuple[str, ...]) -> list[str]:
    """Return tokens of programs that may do all that is asked."""
    scopes = [part for scope in SCOPES for part in ("--scope", scope)]
    made = [troth("token", "make", f"load-{n}", *scopes, *store, "--json") for n in range(TOKENS)]
    return [str(json.loads(one.stdout)["token"]) for one in made]


async def run(size: argparse.Namespace, folder: Path, store: tuple[str, ...]) -> dict[str, object]:
    """Serve, load, kill, and account for it."""
    processes = [Process(store, folder) for _ in range(1 if size.sqlite else 2)]
    account = Account()
    try:
        for process in processes:
            await process.start(*((size.policy,) if process is processes[0] else ()))
        tokens = made_tokens(store)
        able = await capacity(processes, tokens, account)
        account.waits.clear()
        rate = able * size.share
        print(f"{able:.0f} a second at most; asking {rate:.0f} a second", flush=True)
        kills = await load(processes, tokens, account, rate, size.minutes, size.seed)
        lost = await missing(processes, tokens[0], account.known)
    finally:
        for process in processes:
            process.stop()
    return {
        "capacity": round(able),
        "rate": round(rate),
        "minutes": size.minutes,
        "kills": kills,
        "down": round(sum(end - start for one in processes for start, end in one.down), 1),
        "answers": {str(status): count for status, count in sorted(account.statuses.items())},
        "acknowledged": {
            "submissions": len(account.known.persons),
            "consents": len(account.known.consents),
            "requests": len(account.known.requests),
        },
        "connections broken": account.broken,
        "undecided": account.undecided,
        "p50 ms": round(account.wait(0.5) * 1_000, 1),
        "p99 ms": round(account.wait(0.99) * 1_000, 1),
        "faults": account.faults[:20],
        "missing": lost[:20],
        "failed": len(account.faults) + len(lost),
    }


def main() -> int:
    """Run the load; print the account as JSON; return the exit code."""
    size = asked()
    with tempfile.TemporaryDirectory() as place, stores(Path(place), sqlite=size.sqlite) as store:
        told = asyncio.run(run(size, Path(place), store))
        verified = troth("evidence", "verify", *store)
        proved = troth("prove", *store)
    told |= {"log verifies": verified.returncode == 0, "prove": proved.returncode}
    print(json.dumps(told, indent=2))
    if verified.returncode:
        print(verified.stdout, verified.stderr)
    if proved.returncode:
        print(proved.stdout[-3_000:])
    return int(bool(told["failed"]) or verified.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
