"""A version is published and told of by somebody who dies at each step in turn.

    python -m tests.faults.announcements FOLDER

A step is the end of a unit on either store, and the moment before and after a message leaves. After
each death the work is done again by a new process: nobody is told twice, and who may not have been
told is listed. Prints how many steps there were.
"""

from __future__ import annotations

import sys
from email.message import EmailMessage
from pathlib import Path

from tests.engines.grounds import Ground, on_sqlite
from tests.engines.told import company, people, publish_second, sending
from tests.faults.doors import Fuse, burning, killed
from troth.assembly.platform import Platform, build_platform
from troth.assembly.ruling import versions_of
from troth.ledger.verify import verify_bundle
from troth.mail.door import Delivery

STEPS = 80
THREE = tuple(f"{name}@mail.example" for name in ("ann", "bob", "cyd"))


class Outbox:
    """Writes down every message that leaves, as often as it leaves; a fuse burns around it."""

    def __init__(self, path: Path, fuse: Fuse) -> None:
        self._path = path
        self._fuse = fuse

    def send(self, message: EmailMessage) -> Delivery:
        self._fuse.step()
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{message['To']} {message['Message-ID']}\n")
        self._fuse.step()
        return Delivery(outcome="sent")

    def close(self) -> None:
        """Nothing is held open."""


def work(house: Platform, outbox: Outbox) -> None:
    """Publish and tell."""
    campaign = publish_second(house)
    house.announcing.carry_out(campaign, outbox, sending(house), house.clock.now())


def one_round(ground: Ground, path: Path, step: int) -> bool:
    """Die at a step; then do it all again and see what came of it."""
    with company(ground) as house:
        people(house, THREE)
    was_killed = killed(lambda: _die(ground, path, step))
    ground.clock.pass_(hours=1)
    with company(ground) as house:
        house.resume()
        outbox = Outbox(path, Fuse(-1))
        work(house, outbox)
        reached = house.announcing.standings(house.announcing.campaign())
        with house.data.read() as reader:
            assert [row.version for row in reader.versions()] == [1, 2]
            assert len(reader.campaigns()) == 1
            tried = len(list(reader.facts_of("told")))
        assert verify_bundle(house.evidence.bundle()) == []
    left = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({address for address, _ in left}) == len(left), "somebody was told twice"
    missing = len(THREE) - len(left)
    # Nobody is lost: who got nothing is on the list, with at most one whose fate is unknown.
    assert 0 <= missing <= len(reached.undelivered) <= 1
    assert sum(reached.by_state.values()) == tried == len(THREE)
    return was_killed


def _die(ground: Ground, path: Path, step: int) -> None:
    fuse = Fuse(step)
    laid = burning(ground, fuse)
    current = versions_of(laid.data).current(ground.clock.now())
    assert current is not None
    house = build_platform(laid, current)
    fuse.lit = True
    work(house, Outbox(path, fuse))


def main(folder: str) -> None:
    """Run rounds until the work ends unharmed; fail when it never does."""
    for step in range(STEPS):
        place = Path(folder) / str(step)
        place.mkdir()
        ground = on_sqlite(place)
        (place / "outbox").touch()
        if not one_round(ground, place / "outbox", step):
            sys.stdout.write(f"{step} steps\n")
            return
    raise AssertionError(f"the work has more than {STEPS} steps")


if __name__ == "__main__":
    main(*sys.argv[1:])
