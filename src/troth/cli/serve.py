"""`troth serve`: a compiled policy as a running site, until it is told to stop."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.post import SENDER, site_post
from troth.assembly.schedule import Schedule, chores_of
from troth.cli.opening import Place, demo_option, opened, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line
from troth.connectors.durable import DirectDriver
from troth.web.serving import Listening, server, site_of


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
    "--drop",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Lay letters here; else TROTH_SMTP sends them, else they lie in .troth/outbox.",
)
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
    drop: Path | None,
    demo: bool,
    store: str | None,
    keys: str | None,
    at: datetime | None,
    output: Output,
) -> Exit:
    """Serve the policy of FILE, or the one the store remembers."""
    listening = Listening(host=host, port=port, address=address, certificate=certificate, key=key)
    place = Place(store=store, keys=keys, at=at)
    with opened(place, manifest=file, demo=demo, create=file is not None) as platform:
        door = site_post(drop=drop, environment=os.environ)
        site = site_of(platform, listening.reached_at, door, os.environ.get(SENDER, ""))
        running = server(site, listening)
        said = {"address": site.address, "policy": platform.policy.hash}
        output.show(said, line(f"serving {platform.policy.controller.name} at {site.address}"))
        steps = DirectDriver(platform.requests)
        schedule = Schedule(chores_of(platform, site.doors, steps), platform.clock)
        schedule.start()
        try:
            running.run()
        finally:
            schedule.stop()
            site.post.close()
    return Exit.DONE
