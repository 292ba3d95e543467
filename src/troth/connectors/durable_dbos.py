"""The driver that runs what has come due as durable workflows on DBOS.

DBOS keeps its state in a database of its own, where nothing but ids, names, counts and instants may
go: the serializer refuses the rest, and an error leaves its kind and code, never its words.

Five rules of living with DBOS: short workflows (nobody sleeps in one), a pinned version, no pickle,
a reaper of our own on PostgreSQL, and few workers in write-ahead mode on SQLite. Finished workflows
are pruned at once: the row is the truth.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Protocol

import psycopg
import sqlalchemy
from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID
from sqlalchemy import event
from sqlalchemy.engine import make_url

from troth.connectors.durable import DueKey, Steps
from troth.core.periods import from_micros, to_micros
from troth.errors import OutsideError, StateError, TrothError

VERSION: Final = "troth-steps-1"
"""Pinned: a change of our source must not strand what is under way."""

WORKERS: Final = 4
NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./:*~+-]{0,255}")
_LIVES: Final = 0x54726F57
"""The space of advisory locks that say which worker is alive (PostgreSQL)."""


class PlainSerializer(Serializer):
    """Writes JSON of ids, names, counts and instants, and refuses everything else."""

    def serialize(self, data: object) -> str:
        """Return the JSON of plain data.

        Raises:
            StateError: `durable/not-plain`, without the data.
        """
        return json.dumps(_plain(data), separators=(",", ":"), sort_keys=True)

    def deserialize(cls, serialized_data: str) -> object:
        """Read it back."""
        return _read(json.loads(serialized_data))

    def name(self) -> str:
        """Return the name that stands beside the data."""
        return "troth_plain"


class DbosDriver:
    """Runs steps as DBOS workflows, one a step, resumed after a crash.

    One process has one of these at a time: DBOS keeps its registry to itself.

    Args:
        url: A SQLite file of its own (`.troth/work.db`) or a PostgreSQL database of its own.
        steps: The engine.
        worker: This worker's name; on PostgreSQL each process has another.
    """

    def __init__(self, url: str, *, steps: Steps, worker: str = "local") -> None:
        self._steps = steps
        self._worker = worker
        self._postgres = make_url(url).get_backend_name() == "postgresql"
        self._life = _alive(url, worker) if self._postgres else None
        self._engine = None if self._postgres else _sqlite(url)
        config: DBOSConfig = {
            "name": "troth",
            "application_version": VERSION,
            "executor_id": worker,
            "serializer": PlainSerializer(),
            # Its log repeats the messages of errors, and those may name what was given.
            "log_level": "CRITICAL",
            "enable_otlp": False,
            "max_executor_threads": WORKERS,
            "use_listen_notify": False,
        }
        if self._engine is not None:
            config["system_database_engine"] = self._engine
        else:
            config["system_database_url"] = url
        DBOS(config=config)
        self._workflow = DBOS.workflow(name="troth.due-step")(_durable(steps))
        DBOS.launch()

    def run_due(self, now: datetime) -> list[tuple[str, str, str]]:
        """Run all that is due, at most four at a time, in their order.

        Raises:
            OutsideError: `durable/step-failed` after the others were run; it stays due.
        """
        keys = list(self._steps.due_keys(now))
        ran: list[tuple[str, str, str]] = []
        failed: list[str] = []
        for start in range(0, len(keys), WORKERS):
            part = keys[start : start + WORKERS]
            handles = [self._start(key, to_micros(now)) for key in part]
            for (request, step, _), handle in zip(part, handles, strict=True):
                try:
                    ran.append((request, step, str(handle.get_result())))
                except TrothError as fault:
                    failed.append(f"{request} {step}: {fault.code}")
            DBOS.delete_workflows([_name(key) for key in part])
        if failed:
            raise OutsideError(
                "durable/step-failed",
                f"{len(failed)} due steps failed, first `{failed[0]}`",
                help="they stay due and are run again",
            )
        return ran

    def reap(self) -> list[str]:
        """Resume the work of workers that died; return the ids of the workflows.

        On SQLite DBOS itself resumes at launch. On PostgreSQL a worker that lives holds a lock; who
        holds none is dead.
        """
        if self._life is None:
            return []
        pending = DBOS.list_workflows(
            status=["PENDING", "ENQUEUED"], load_input=False, load_output=False
        )
        dead = [
            found.workflow_id
            for found in pending
            if found.executor_id is not None
            and found.executor_id != self._worker
            and _is_dead(self._life, found.executor_id)
        ]
        for handle in DBOS.resume_workflows(dead) if dead else []:
            handle.get_result()
        return dead

    def close(self) -> None:
        """Let go; what is under way is resumed at the next start."""
        DBOS.destroy(destroy_registry=True)
        if self._engine is not None:
            self._engine.dispose()
        if self._life is not None:
            self._life.close()

    def _start(self, key: DueKey, at: int) -> _Handle:
        # What finished here once and is due all the same begins anew: the row is the truth.
        status = DBOS.get_workflow_status(_name(key))
        if status is not None and status.status in ("SUCCESS", "ERROR", "CANCELLED"):
            DBOS.delete_workflows([_name(key)])
        with SetWorkflowID(_name(key)):
            return DBOS.start_workflow(self._workflow, key[0], key[1], at)


class _Handle(Protocol):
    def get_result(self) -> object: ...


def _durable(steps: Steps) -> Callable[[str, str, int], str]:
    """Return the workflow: one step, whose outcome DBOS remembers."""

    def one_step(request: str, step: str, at: int) -> str:
        return steps.run_key(request, step, from_micros(at))

    def due_step(request: str, step: str, at: int) -> str:
        return DBOS.run_step({"name": "troth.step"}, one_step, request, step, at)

    return due_step


def _name(key: DueKey) -> str:
    return f"{key[0]}:{key[1]}:{key[2]}"


def _plain(data: object) -> object:
    if data is None or isinstance(data, bool | int):
        return data
    if isinstance(data, str) and (not data or NAME.fullmatch(data)):
        return data
    if isinstance(data, datetime):
        return {"~instant": to_micros(data)}
    if isinstance(data, BaseException):
        code = data.code if isinstance(data, TrothError) else "fault/unexpected"
        return {"~error": code, "~kind": type(data).__name__}
    if isinstance(data, Mapping):
        return {str(_plain(name)): _plain(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(each) for each in data]
    raise StateError(
        "durable/not-plain",
        f"a {type(data).__name__} may not enter the store of durable work",
        help="it holds ids, names, counts and instants; look the rest up by its id",
    )


def _read(data: object) -> object:
    if isinstance(data, list):
        return [_read(each) for each in data]
    if isinstance(data, dict):
        if "~instant" in data:
            return from_micros(int(data["~instant"]))
        if "~error" in data:
            return StateError(str(data["~error"]), f"a step failed ({data['~kind']})")
        return {name: _read(value) for name, value in data.items()}
    return data


def _sqlite(url: str) -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(
        url if "://" in url else f"sqlite:///{url}",
        connect_args={"check_same_thread": False, "timeout": 30},
        pool_size=WORKERS,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    # DBOS begins its own migrations by hand; elsewhere the driver begins, and at once as a writer.
    connection.isolation_level = "IMMEDIATE"
    pragmas = ("journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 30000")
    for pragma in (*pragmas, "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _alive(url: str, worker: str) -> psycopg.Connection[tuple[bool]]:
    """Hold the lock that says this worker lives, for as long as the connection does."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection: psycopg.Connection[tuple[bool]] = psycopg.connect(address, autocommit=True)
    if not _lock(connection, worker):
        connection.close()
        raise StateError("durable/worker-taken", f"a worker `{worker}` is at work already")
    return connection


def _is_dead(life: psycopg.Connection[tuple[bool]], worker: str) -> bool:
    if not _lock(life, worker):
        return False
    life.execute("SELECT pg_advisory_unlock(%s, %s)", (_LIVES, _number(worker)))
    return True


def _lock(life: psycopg.Connection[tuple[bool]], worker: str) -> bool:
    found = life.execute("SELECT pg_try_advisory_lock(%s, %s)", (_LIVES, _number(worker)))
    line = found.fetchone()
    return line is not None and line[0]


def _number(worker: str) -> int:
    digest = hashlib.sha256(worker.encode()).digest()
    return int.from_bytes(digest[:4], "big", signed=True)
