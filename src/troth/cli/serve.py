"""`troth serve`: a compiled policy as a running site, until it is told to stop."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import click
import uvicorn

from troth.assembly.answering import letters_of
from troth.assembly.dossiers import tell_of_requests
from troth.assembly.inbox import Arrivals, open_inbox
from troth.assembly.platform import Platform
from troth.assembly.post import SENDER
from troth.assembly.programs import program_chores
from troth.assembly.providers import read_providers
from troth.assembly.schedule import Chore, Schedule, chores_of
from troth.assembly.settings import read_settings
from troth.assembly.work import open_driver
from troth.cli.demonstration import ways_in
from troth.cli.letters import site_door
from troth.cli.opening import Place, demo_option, opened, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line
from troth.connectors.durable import Driver
from troth.connectors.webhooks import HttpCarrier
from troth.web.mailroom import Mailroom
from troth.web.serving import Listening, on_a_port, plain_server, server, site_of, told_to_stop
from troth.web.site import Site
from troth.web.watching import lines_to

MAIL_EVERY = timedelta(minutes=1)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="What to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Where to listen; 0 takes a free one.",
)
@click.option("--address", default="", metavar="URL", help="What people type, behind a proxy.")
@click.option("--certificate", type=click.Path(path_type=Path), help="PEM certificate for TLS.")
@click.option("--key", type=click.Path(path_type=Path), help="PEM key of the certificate.")
@click.option(
    "--plain-port",
    type=click.IntRange(1, 65535),
    help="A second port, without TLS, that sends readers on.",
)
@click.option(
    "--forwarded",
    type=click.IntRange(0, 9),
    default=0,
    show_default=True,
    metavar="N",
    help="How many proxies of yours add X-Forwarded-For.",
)
@click.option(
    "--drop",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Lay letters here; else TROTH_SMTP sends them, else they lie in .troth/outbox.",
)
@click.option(
    "--inbox", metavar="PLACE", help="Read messages here: FOLDER, imaps://user@host/INBOX."
)
@click.option("--quiet", is_flag=True, help="Log faults alone, not every answer.")
@click.option(
    "--forms-per-minute",
    type=click.IntRange(1),
    default=60,
    show_default=True,
    help="Forms taken from one address in a minute.",
)
@click.option(
    "--providers",
    type=click.Path(path_type=Path),
    help="Settings of sign-in through others; else TROTH_PROVIDERS.",
)
@click.option("--work", metavar="URL", help="Database of durable work; else beside the store.")
@demo_option
@store_options
@json_option
def serve(
    file: Path | None,
    host: str,
    port: int,
    address: str,
    certificate: Path | None,
    key: Path | None,
    plain_port: int | None,
    forwarded: int,
    drop: Path | None,
    inbox: str | None,
    quiet: bool,
    forms_per_minute: int,
    providers: Path | None,
    work: str | None,
    demo: bool,
    store: str | None,
    keys: str | None,
    at: datetime | None,
    output: Output,
) -> Exit:
    """Serve the policy of FILE, or the one the store remembers."""
    listening = on_a_port(Listening(
        host=host, port=port, address=address, certificate=certificate, key=key,
        plain=plain_port or 0, proxies=forwarded,
    ))  # fmt: skip
    place = Place(store=store, keys=keys, at=at)
    with opened(place, manifest=file, demo=demo, create=file is not None, running=True) as platform:
        arrivals = open_inbox(inbox, environment=os.environ)
        door = site_door(platform, drop)
        known = read_providers(providers, platform, os.environ)
        site = site_of(
            platform, listening.reached_at, door, os.environ.get(SENDER, ""), providers=known,
            forms_a_minute=forms_per_minute,
        )  # fmt: skip
        running = server(site, listening)
        beside = plain_server(site, listening) if listening.plain else None
        _say(platform, site, output)
        settings = read_settings(store, keys, environment=os.environ)
        steps = open_driver(platform.requests, settings, work)
        with at_work(platform, site, steps, arrivals), lines_to(sys.stderr, answers=not quiet):
            _run(running, beside)
    return Exit.DONE


def _run(running: uvicorn.Server, beside: uvicorn.Server | None) -> None:
    """Listen until it is told to stop."""
    if beside is not None:
        threading.Thread(target=beside.run, name="troth-plain", daemon=True).start()
    # What was made until now stays; nobody need look through it for what may go.
    gc.collect()
    gc.freeze()
    try:
        with told_to_stop():
            running.run()
    finally:
        if beside is not None:
            beside.should_exit = True


def letters_chore(site: Site) -> Chore:
    """Return the chore that sends what waited, and as it would have left at first."""
    return Chore(
        name="send-letters",
        every=timedelta(minutes=1),
        run=lambda now: site.post.run(
            lambda: letters_of(site.platform).deliver(site.mailing(), now)
        ),
    )


@contextmanager
def at_work(
    platform: Platform, site: Site, steps: Driver, arrivals: Arrivals | None = None
) -> Iterator[None]:
    """Do the chores of a site while the block runs, then finish what was begun."""
    chores = [
        *chores_of(platform, site.doors, steps),
        *program_chores(platform, HttpCarrier()),
        Chore(
            name="tell-of-requests",
            every=timedelta(hours=1),
            # Where a law forbade to tell somebody, they are told when that ends.
            run=lambda now: site.post.run(
                lambda: tell_of_requests(platform, site.post.door, site.post.sender, now)
            ),
        ),
        letters_chore(site),
    ]
    room = None if arrivals is None else Mailroom(site, arrivals.inbox, arrivals.account)
    if room is not None:
        chores.append(Chore(name="read-mail", every=MAIL_EVERY, run=room.read))
    schedule = Schedule(chores, platform.clock)
    schedule.start()
    try:
        yield
    finally:
        schedule.stop()
        if room is not None:
            room.close()
        steps.close()
        site.close()


def _say(platform: Platform, site: Site, output: Output) -> None:
    """Print where the site is, and of a demonstration the ways in."""
    ways = ways_in(platform, site.doors, site.address)
    said = {
        "address": site.address,
        "policy": platform.policy.hash,
        "centre": site.address,
        "console": f"{site.address}/console",
    }
    words = [line(f"serving {platform.policy.controller.name} at {site.address}")]
    words += [line(f"within the hour, once, as {login}: {way}") for login, way in ways.items()]
    output.show(said | ({"ways_in": ways} if ways else {}), *words)
