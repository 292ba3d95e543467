"""`troth mail`: messages that came in are read, sorted and seen to.

What a message asks for is confirmed by the address it came from before anything is told or erased;
what stops something stops it at once; the rest is kept as correspondence for somebody to read.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.inbox import Arrivals, open_inbox
from troth.assembly.platform import Platform
from troth.assembly.post import SENDER
from troth.cli.groups import Group
from troth.cli.letters import site_address, site_door
from troth.cli.opening import Place, demo_option, opened, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.errors import InputError, OutsideError
from troth.web.mailroom import FAILED, Mailroom, Reading
from troth.web.serving import Listening, site_of
from troth.web.watching import lines_to

log = logging.getLogger("troth.mail")


@click.group(cls=Group)
def mail() -> None:
    """Read messages that came in."""


@mail.command()
@click.option(
    "--drop", type=click.Path(path_type=Path), metavar="FOLDER", help="`.eml` files, or a Maildir."
)
@click.option("--imap", metavar="URL", help="imaps://user@host/INBOX; else TROTH_INBOX.")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help="Holds the password; else TROTH_IMAP_PASSWORD does.",
)
@click.option("--address", metavar="URL", help="Where the site is; else TROTH_ADDRESS.")
@click.option(
    "--outbox",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Lay answers here; else as `troth serve` sends letters.",
)
@click.option("--watch", is_flag=True, help="Go on reading until stopped.")
@click.option(
    "--every",
    type=click.IntRange(1, 86_400),
    default=60,
    show_default=True,
    help="Seconds between two readings, with --watch.",
)
@demo_option
@store_options
@json_option
def read(
    drop: Path | None, imap: str | None, password_file: Path | None, address: str | None,
    outbox: Path | None, watch: bool, every: int, demo: bool, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Read what arrived, see to each message, and put it away."""
    if drop is not None and imap is not None:
        raise click.UsageError("give either --drop or --imap")
    named = imap if drop is None else str(drop)
    arrivals = open_inbox(named, password_file=password_file, environment=os.environ)
    if arrivals is None:
        raise InputError(
            "mail/no-inbox",
            "no place where messages arrive is set up",
            help="name a folder with --drop, a mailbox with --imap, or TROTH_INBOX",
        )
    with opened(Place(store=store, keys=keys, at=at), demo=demo) as platform:
        reached = address or site_address() or Listening().reached_at
        with _room(platform, arrivals, reached, outbox) as room:
            if watch:
                return _watch(room, platform, every)
            reading = room.read(platform.clock.now())
    return _show(reading, output)


@contextmanager
def _room(
    platform: Platform, arrivals: Arrivals, reached: str, outbox: Path | None
) -> Iterator[Mailroom]:
    door = site_door(platform, outbox)
    site = site_of(platform, reached.rstrip("/"), door, os.environ.get(SENDER, ""))
    room = Mailroom(site, arrivals.inbox, arrivals.account)
    try:
        yield room
    finally:
        room.close()
        site.close()


def _watch(room: Mailroom, platform: Platform, every: int) -> Exit:
    """Read again and again; what cannot be reached is told in the log and tried the next time."""
    stopped = threading.Event()
    with lines_to(sys.stderr), suppress(KeyboardInterrupt):
        while not stopped.is_set():
            try:
                for kind, count in sorted(room.read(platform.clock.now()).counts.items()):
                    log.info("messages read", extra={"kind": kind, "outcome": count})
            except OutsideError as fault:
                log.warning("inbox not read", extra={"code": fault.code})
            stopped.wait(every)
    return Exit.DONE


def _show(reading: Reading, output: Output) -> Exit:
    taken = [
        {"kind": one.kind, "kept": one.verdict, "request": one.request or None,
         "inquiry": one.inquiry or None, "code": one.code or None}
        for one in reading.taken
    ]  # fmt: skip
    rows = [(kind, str(count)) for kind, count in sorted(reading.counts.items())]
    output.show(
        {"messages": taken, "counts": dict(reading.counts)},
        table(("kind", "messages"), rows) if rows else line("nothing has arrived"),
    )
    # What failed lies where it lay, and is read the next time.
    return Exit.FAULT if reading.counts[FAILED] else Exit.DONE
