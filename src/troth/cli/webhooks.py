"""`troth webhooks`: tell other systems of facts as they happen, by signed messages.

A message holds ids, names and instants; whoever may know more asks with a token. `troth serve`
carries what waits every few seconds; `deliver` does it where no site is served.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from troth.assembly.programs import build_webhooks
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, table
from troth.connectors.webhooks import HttpCarrier
from troth.core.periods import from_micros


@click.group(cls=Group)
def webhooks() -> None:
    """Tell other systems of facts by signed messages."""


@webhooks.command()
@click.argument("name")
@click.argument("url")
@click.option(
    "--event", "events", multiple=True, metavar="KIND", help="A kind of fact; else every kind."
)
@policy_option
@store_options
@json_option
def add(
    name: str, url: str, events: tuple[str, ...], manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Tell URL of what happens from now on; print the secret, once."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        row, secret = build_webhooks(platform).add(name, url, events, platform.clock.now())
    output.show(
        {"name": row.name, "url": row.url, "events": list(row.events), "secret": secret},
        line(f"{row.name}: {', '.join(row.events) or 'every kind of fact'}"),
        line(f"shown once: {secret}"),
    )
    return Exit.DONE


@webhooks.command("list")
@policy_option
@store_options
@json_option
def list_(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List the webhooks, what waits for each, and how the last try went."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = build_webhooks(platform).listed()
    documents = [
        {
            "name": row.name,
            "url": row.url,
            "events": list(row.events),
            "since": from_micros(row.made_at).isoformat(timespec="seconds"),
            "until": None
            if row.ended_at is None
            else from_micros(row.ended_at).isoformat(timespec="seconds"),
            "waiting": waiting,
            "last": last,
        }
        for row, waiting, last in found
    ]
    heads = ("name", "url", "events", "until", "waiting", "last")
    rows = [tuple(one[name] for name in heads) for one in documents]
    output.show({"webhooks": documents}, table(heads, rows) if rows else line("no webhooks"))
    return Exit.DONE


@webhooks.command()
@click.argument("name")
@policy_option
@store_options
@json_option
def end(
    name: str, manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Tell a webhook no more, and forget what waits for it."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        forgotten = build_webhooks(platform).end(name, platform.clock.now())
    output.show(
        {"name": name, "forgotten": forgotten},
        line(f"{name} is told no more; {counted(forgotten, 'message')} forgotten"),
    )
    return Exit.DONE


@webhooks.command()
@policy_option
@store_options
@json_option
def deliver(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Carry what waits and is due. Exit 1 when a receiver did not take it."""
    carrier = HttpCarrier()
    delivered = failed = 0
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        hooks = build_webhooks(platform)
        while True:
            done = hooks.deliver(carrier, platform.clock.now())
            delivered, failed = delivered + done.delivered, failed + done.failed
            if done.delivered == 0:
                break
        waiting = hooks.waiting
    output.show(
        {"delivered": delivered, "failed": failed, "waiting": waiting},
        line(f"{counted(delivered, 'message')} delivered, {failed} failed, {waiting} waiting"),
    )
    return Exit.FAULT if failed else Exit.DONE
