"""One work, killed at its first step, then at its second, and so on until it ends unharmed.

    python -m tests.faults.rounds erase|sweep|request sqlite|postgres FOLDER [DATA_URL KEYS_URL]

Each round forks a child that opens the stores and works until its fuse burns; the parent then
starts again as a new process would, and checks that nothing is lost or half-done. Prints how
many steps there were. A process of its own, so that forking meets no threads.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.engines.asking import ask, done
from tests.engines.grounds import Ground, on_postgres, on_sqlite
from tests.engines.living import POLICIES, kept, living
from tests.faults.doors import Fuse, burning, killed
from troth.assembly.platform import Platform, build_platform
from troth.assembly.policies import load_policy
from troth.engines.subjects.search import search
from troth.ledger.verify import verify_bundle

STEPS = 80
"""More than any of these works has."""

Work = Callable[[Platform], None]


def erase(troth: Platform) -> None:
    """Erase the first two persons, epoch included."""
    now = troth.clock.now()
    plan = troth.erasure.plan(sorted(_visible(troth))[:2], now)
    troth.erasure.carry_out(plan.plan, now)
    troth.vault.epoch(now)


def sweep(troth: Platform) -> None:
    """Sweep what is due."""
    troth.retention.sweep(troth.clock.now())


def erase_round(ground: Ground, step: int) -> bool:
    """Two people come, two are erased by somebody who dies at `step`."""
    with living(ground) as troth:
        for number in range(2):
            kept(troth, 100 * step + number)
        before = _visible(troth)
    was_killed = killed(lambda: erase(_fused(ground, step)))
    with living(ground) as troth:
        _restart(troth, ground)
        _check_whole(troth)
        _check_erasures(troth)
        # Either the plan was never kept, and nobody is gone, or it was, and exactly two are.
        assert len(before - _visible(troth)) in (0, 2)
        assert all(_opens(troth, person) for person in _visible(troth))
    return was_killed


def sweep_round(ground: Ground, step: int) -> bool:
    """One record is due and one is not; the sweep dies at `step` and is done again."""
    with living(ground) as troth:
        old = kept(troth, step)
        ground.clock.pass_(days=200)
        young = kept(troth, 1000 + step)
    ground.clock.pass_(days=170)
    was_killed = killed(lambda: sweep(_fused(ground, step)))
    with living(ground) as troth:
        _restart(troth, ground)
        troth.retention.sweep(ground.clock.now())
        _check_whole(troth)
        with troth.data.read() as reader:
            held = {row.person for row in reader.records([old.person, young.person])}
        assert held == {young.person}
        assert _opens(troth, young.person)
    ground.clock.pass_(days=800)
    return was_killed


def request_round(ground: Ground, step: int) -> bool:
    """A request is answered by somebody who dies at `step`; then an older backup is put back."""
    with living(ground) as troth, TemporaryDirectory() as folder:
        request = ask(troth, "access", kept(troth, step).person, session=False).row.request
        troth.backups.make(f"{folder}/backup", troth.clock.now())
        ground.clock.pass_(hours=1)
        was_killed = killed(lambda: answer(_fused(ground, step), request=request))
        ground.clock.pass_(hours=1)
        acknowledged = _steps_of(troth, request)
        troth.backups.restore(f"{folder}/backup", troth.clock.now())
        again = _steps_of(troth, request)
        # What was written is there; what was only journalled may be, one step at most (D4.8).
        assert again[: len(acknowledged)] == acknowledged
        assert len(again) - len(acknowledged) in (0, 1)
        answer(troth, request)
        assert troth.requests.show(request, troth.clock.now()).entry.row.answered_at is not None
    return was_killed


def answer(troth: Platform, request: bytes) -> None:
    """Take a request from where it stands to its end."""
    now = troth.clock.now()
    if not troth.requests.show(request, now).entry.case.verified:
        done(troth.requests.verify(request, "confirmed-link", now))
    entry = troth.requests.run_through(request, now, actor="staff")
    for one in entry.waiting("ask"):
        done(troth.requests.settle(request, one, "done", now))
    entry = troth.requests.run_through(request, now, actor="staff")
    if entry.row.answered_at is None:
        # The policy says nothing of machines, nor who takes a complaint: whoever answers does.
        done(troth.requests.answer(request, now, stated={"h": "none", "f": "DE"}))


def _steps_of(troth: Platform, request: bytes) -> list[tuple[str, str, int]]:
    with troth.data.read() as reader:
        return [(one.kind, one.state, one.at) for one in reader.request_events([request])]


def _fused(ground: Ground, step: int) -> Platform:
    fuse = Fuse(step)
    laid = burning(ground, fuse)
    troth = build_platform(laid, load_policy(POLICIES / "intexsoft.yaml").required())
    fuse.lit = True
    return troth


def _restart(troth: Platform, ground: Ground) -> None:
    ground.clock.pass_(hours=1)
    troth.resume()


def _visible(troth: Platform) -> set[bytes]:
    with troth.data.read() as reader:
        return {row.person for row in reader.all_persons() if not row.hidden}


def _check_whole(troth: Platform) -> None:
    """No orphan, no open intent, no unfinished plan, and a log that verifies."""
    with troth.data.read() as reader:
        assert list(reader.intents()) == []
        assert [plan for plan in reader.plans() if plan.state == "running"] == []
    assert troth.vault.intents.orphans() == []
    assert verify_bundle(troth.evidence.bundle()) == []


def _check_erasures(troth: Platform) -> None:
    """Every erasure that began has ended: nothing is held, by rows or by keys."""
    with troth.data.read() as reader:
        for row in reader.plans(unfinished_only=False):
            if row.state == "done":
                plan = troth.erasure.receipt(row.plan).plan
                assert search(reader, troth.keys, plan.persons).total == 0


def _opens(troth: Platform, person: bytes) -> bool:
    with troth.data.read() as reader:
        rows = reader.records([person])
    return all(value is not None for value in troth.vault.open_values(rows))


def main(work: str, kind: str, folder: str, *urls: str) -> None:
    """Run rounds until the work ends unharmed; fail when it never does."""
    place = Path(folder)
    ground = on_sqlite(place) if kind == "sqlite" else on_postgres(place, (urls[0], urls[1]))
    one_round = {"erase": erase_round, "sweep": sweep_round, "request": request_round}[work]
    for step in range(STEPS):
        if not one_round(ground, step):
            sys.stdout.write(f"{step} steps\n")
            return
    raise AssertionError(f"the work has more than {STEPS} steps")


if __name__ == "__main__":
    main(*sys.argv[1:])
