"""A message is read by somebody who dies at each step in turn.

    python -m tests.faults.mailed FOLDER

A step is the end of a unit on either store, and the moment before and after a letter leaves or the
message is put away. After each death it is read again by a new process: it leads to one request,
one inquiry and one letter, and lies with what was done. Prints how many steps there were.
"""

from __future__ import annotations

import sys
from email.message import EmailMessage
from pathlib import Path

from tests.engines.grounds import Ground, on_sqlite
from tests.engines.told import company
from tests.faults.doors import Fuse, burning, killed
from tests.web.mailing import message
from troth.assembly.platform import Platform, build_platform
from troth.assembly.ruling import versions_of
from troth.connectors.inbox import Arrived, Verdict
from troth.connectors.inbox_drop import DropInbox
from troth.ledger.verify import verify_bundle
from troth.mail.door import Delivery
from troth.mail.drop import FileDrop
from troth.web.mailroom import Mailroom
from troth.web.serving import site_of

STEPS = 80
TEXT = "Please send me a copy of all my data."


class Burning:
    """A folder of messages and one for letters, around each use of which a fuse burns."""

    def __init__(self, place: Path, fuse: Fuse) -> None:
        self._inbox, self._outbox = DropInbox(place / "in"), FileDrop(place / "out")
        self.waiting = self._inbox.waiting
        self._fuse = fuse

    def put_away(self, arrived: Arrived, verdict: Verdict) -> None:
        self._fuse.step()
        self._inbox.put_away(arrived, verdict)
        self._fuse.step()

    def send(self, letter: EmailMessage) -> Delivery:
        self._fuse.step()
        done = self._outbox.send(letter)
        self._fuse.step()
        return done

    def close(self) -> None:
        """Nothing is held open."""


def read(house: Platform, place: Path, fuse: Fuse) -> None:
    """Read what lies there."""
    doors = Burning(place, fuse)
    site = site_of(house, "https://privacy.example", doors, "privacy@company.example")
    fuse.lit = True
    Mailroom(site, doors, "folder").read(house.clock.now())
    site.close()


def one_round(ground: Ground, place: Path, step: int) -> bool:
    """Die at a step; then read it again and see what came of it."""
    (place / "in").mkdir()
    with company(ground):
        pass
    (place / "in" / "1.eml").write_bytes(message(TEXT).as_bytes())
    was_killed = killed(lambda: _die(ground, place, step))
    ground.clock.pass_(minutes=1)
    with company(ground) as house:
        house.resume()
        read(house, place, Fuse(-1))
        assert len(house.requests.listed(open_only=False)) == 1
        assert len(house.correspondence.inquiries.listed()) == 1
        assert verify_bundle(house.evidence.bundle()) == []
    assert len(list((place / "out").glob("*.eml"))) == 1
    assert [one.name for one in (place / "in").rglob("*.eml")] == ["1.eml"]
    assert (place / "in" / "done" / "1.eml").exists()
    return was_killed


def _die(ground: Ground, place: Path, step: int) -> None:
    laid = burning(ground, fuse := Fuse(step))
    current = versions_of(laid.data).current(ground.clock.now())
    assert current is not None
    read(build_platform(laid, current), place, fuse)


def main(folder: str) -> None:
    """Run rounds until the work ends unharmed; fail when it never does."""
    for step in range(STEPS):
        place = Path(folder) / str(step)
        place.mkdir()
        if not one_round(on_sqlite(place), place, step):
            sys.stdout.write(f"{step} steps\n")
            return
    raise AssertionError(f"the work has more than {STEPS} steps")


if __name__ == "__main__":
    main(*sys.argv[1:])
