"""The served site: what goes through it, how long people wait, what it takes of the machine.

Everything is asked over the wire, of `troth serve` in a process of its own with a store on SQLite.
A submission through the API is decided, sealed, written with its proof and answered; the bare site
(`bare_site`) inserts one row, as durably, behind the same framework. The notice is asked for by the
clock, five hundred times a second, and an answer is timed from when it was due to be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyotp

from bench.load import Answers, asking, closed, steady
from bench.measure import Cost
from bench.rights import FIELDS, people
from bench.rows import Row, Target
from bench.served import Listener, compiled, listening
from bench.stores import AT_ONCE, RIGHTS, folder
from troth.assembly.platform import open_platform
from troth.assembly.signing_in import build_signing_in
from troth.engines.accounts.totp import Owner
from troth.engines.staff.admission import CONSOLE_ROLES
from troth.storage.signin_rows import StaffRow

SMALL = {1: (200, 2), 10: (500, 3), 100: (1_000, 5)}
FULL = {1: (500, 5), 10: (2_000, 10), 100: (10_000, 30)}
"""Questions of one kind, and seconds of steady asking, a size."""
PEOPLE = {"small": 1_000, "full": 100_000}
RECORDS_EACH = 10
"""Values handed in by each of the people whom the console shows."""
CONNECTIONS = (8, 64)
"""How many programs call at a time: a few, and many."""
READERS = 64
RATE = 500
A_SECOND = 1_000
VISITS = 10
TEXT = "cd" * 32
SCOPES = ("collect", "consent")
PAGES = ("/console", "/console/people", "/console/requests", "/console/promises",
         "/console/retention", "/console/recipients", "/console/evidence")  # fmt: skip


def measure(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield submissions, consents, the notice, and what the site takes when it starts."""
    counts = SMALL if small else FULL
    with folder() as place, site(place) as (running, persons, token):
        yield _started(running)
        for calling in CONNECTIONS:
            for scale in sizes:
                count = counts[scale][0]
                yield _collected(place, running, token, persons, scale, count, calling)
            for scale in sizes:
                yield _consented(running, token, persons, scale, counts[scale][0], calling)
        for scale in sizes:
            yield _noticed(running, scale, counts[scale][1])


@contextmanager
def site(place: Path) -> Iterator[tuple[Listener, list[bytes], str]]:
    """Serve a store with people in it; give the program, the people and a token."""
    store = str(place / "site.db")
    platform = open_platform(store, manifest=RIGHTS)
    persons = people(platform, AT_ONCE, when=lambda _: platform.clock.now())
    platform.close()
    compiled("troth serve", place)
    with _served(place, store) as running:
        yield running, persons, _token(store)


def _started(running: Listener) -> Row:
    return Row(
        work="the service started, until its first answer",
        against="",
        scale=1,
        size="one process on SQLite",
        units=1,
        ours=Cost(running.started_in, running.cpu),
        target=Target("seconds", 3),
        note=f"memory at rest {running.megabytes:.0f} MB (target 150)",
    )


def _collected(
    place: Path,
    running: Listener,
    token: str,
    persons: Sequence[bytes],
    scale: int,
    count: int,
    calling: int,
) -> Row:
    plain = [json.dumps({"form": "day", "data": {"fixed": f"value {n:06d}"}}) for n in range(count)]
    named = [
        json.dumps({**json.loads(one), "person": persons[n % len(persons)].hex()})
        for n, one in enumerate(plain)
    ]
    ours = _asked(running, "/api/v1/submissions", named, calling, token)
    bare = ("bench.bare_site", str(place / f"bare-{calling}-{scale}.db"), "{port}")
    with listening(bare, path="/", folder=place) as other:
        theirs = _asked(other, "/notes", plain, calling)
    return Row(
        work=f"a submission over HTTP, decided, sealed and proved, {calling} at a time",
        against="one durable INSERT behind the same framework",
        scale=scale,
        size=f"{count:,} submissions",
        units=count,
        ours=ours,
        theirs=theirs,
        target=Target("speed", 0.5),
    )


def _consented(
    running: Listener, token: str, persons: Sequence[bytes], scale: int, count: int, calling: int
) -> Row:
    bodies = [
        json.dumps(
            {"person": persons[n % len(persons)].hex(), "purpose": "newsletter", "text": TEXT}
        )
        for n in range(count)
    ]
    return Row(
        work=f"a consent over HTTP, with its proof, {calling} at a time",
        against="",
        scale=scale,
        size=f"{count:,} consents",
        units=count,
        ours=_asked(running, "/api/v1/consents", bodies, calling, token),
        target=Target("seconds", count / A_SECOND),
        note=f"the target is {A_SECOND:,} a second",
    )


def _noticed(running: Listener, scale: int, seconds: int) -> Row:
    asked = asking("GET", "/notice")
    steady(running.port, asked, RATE // 10, 1, 1)
    before = running.cpu
    answers = _good(steady(running.port, asked, RATE, seconds, READERS))
    return Row(
        work="the notice, 99 of 100 readers",
        against="",
        scale=scale,
        size=f"{RATE} readers a second for {seconds} s",
        units=1,
        ours=Cost(answers.wait(0.99), (running.cpu - before) / len(answers.waits)),
        target=Target("seconds", 0.05),
        note=f"half of them waited {answers.wait(0.5) * 1_000:.1f} ms; "
        f"memory {running.megabytes:.0f} MB",
    )


def _asked(
    program: Listener, path: str, bodies: Sequence[str], calling: int, token: str = ""
) -> Cost:
    headers = [("content-type", "application/json")]
    if token:
        headers.append(("authorization", f"Bearer {token}"))
    asked = [asking("POST", path, body.encode(), headers) for body in bodies]
    before = program.cpu
    answers = _good(closed(program.port, asked, calling))
    return Cost(answers.wall, program.cpu - before)


def _good(answers: Answers) -> Answers:
    if answers.failed:
        raise AssertionError(f"answers that were not good: {dict(answers.statuses)}")
    return answers


@contextmanager
def _served(place: Path, store: str) -> Iterator[Listener]:
    drop = str(place / "letters")
    serve = ("troth", "serve", "--store", store, "--port", "{port}", "--drop", drop)
    with listening(serve, path="/health/ready", folder=place) as running:
        yield running


def _token(store: str) -> str:
    scopes = [part for scope in SCOPES for part in ("--scope", scope)]
    line = [sys.executable, "-m", "troth", "token", "make", "bench", *scopes, "--store", store]
    made = subprocess.run([*line, "--json"], check=True, capture_output=True)
    return str(json.loads(made.stdout)["token"])


def console(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield the pages of the console, over a store of many people."""
    whole = PEOPLE["small" if small else "full"]
    for scale in sizes:
        with folder() as place:
            yield from _console(place, scale, max(1, whole * scale // max(sizes)))


def _console(place: Path, scale: int, count: int) -> Iterator[Row]:
    store = str(place / "site.db")
    platform = open_platform(store, manifest=RIGHTS)
    now = platform.clock.now()
    # An account is two values; every form adds one.
    people(platform, count, *(list(FIELDS) * 2)[: RECORDS_EACH - 2], when=lambda _: now)
    doors = build_signing_in(platform)
    member = doors.staff.add("bench", tuple(CONSOLE_ROLES), now)
    assert isinstance(member, StaffRow)
    # Who reaches personal data has a second factor, or sees no page but the one that makes it.
    owner = Owner(kind="staff", id=member.staff)
    doors.factors.begin(owner)
    secret = doors.factors.offer(owner, issuer="bench", name="bench").secret
    assert doors.factors.confirm(owner, pyotp.TOTP(secret).at(now), now)
    session = doors.sessions.begin("staff", member.staff, now)
    platform.close()
    with _served(place, store) as running:
        for page in PAGES:
            asked = asking("GET", page, headers=[("cookie", f"troth-staff={session}")])
            _good(closed(running.port, [asked], 1))
            before = running.cpu
            answers = _good(closed(running.port, [asked] * VISITS, 1))
            yield Row(
                work=f"{page} to staff",
                against="",
                scale=scale,
                size=f"{count:,} people, {count * RECORDS_EACH:,} records",
                units=1,
                ours=Cost(answers.wait(0.5), (running.cpu - before) / VISITS),
                target=Target("seconds", 0.1),
            )
