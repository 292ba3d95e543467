"""`troth retention watch|review|vendor|conflicts|except` and `troth obligation`.

What has no date is listed with since when; what the laws of several places say is shown side by
side, with what wins where and why, and never averaged.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from troth.assembly.law import load_law_book
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, table
from troth.cli.retention import retention
from troth.cli.retention_shown import (
    vendor_document,
    watched_document,
    watched_words,
    weighed_document,
    weighed_words,
)
from troth.cli.subjects import one_person
from troth.core.periods import Period, from_micros
from troth.policy.bounds import weigh


@retention.command()
@policy_option
@store_options
@json_option
def watch(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List what is kept without a date: on which criterion, since when, and when to look again."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = platform.retention.watch.look(platform.clock.now())
        vendors = platform.retention.watch.vendors()
    document = {
        "watched": [watched_document(one) for one in found],
        "vendors": [vendor_document(one) for one in vendors],
    }
    output.show(document, *watched_words(found))
    return Exit.DONE


@retention.command()
@click.argument("rule")
@policy_option
@store_options
@json_option
def review(
    rule: str, manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Note that somebody looked at what stands on a criterion, and that it is still needed."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = platform.retention.watch.review(rule, platform.clock.now())
    output.show(watched_document(found), *watched_words([found]))
    return Exit.DONE


@retention.command()
@click.argument("recipient")
@click.argument("period")
@policy_option
@store_options
@json_option
def vendor(
    recipient: str, period: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note for how long a vendor is set to keep; exits 3 where that is longer than promised."""
    keeps = Period.parse(period)
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = platform.retention.watch.set_vendor(recipient, keeps, platform.clock.now())
    document = {
        "recipient": recipient,
        "keeps": str(keeps),
        "violations": [vendor_document(one) for one in found],
    }
    rows = [(one.rule, str(one.promised)) for one in found]
    words = table(("longer than", "promised"), rows) if rows else line("within what is promised")
    output.show(document, words)
    return Exit.BROKEN if found else Exit.DONE


@retention.command()
@policy_option
@store_options
@json_option
def conflicts(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Show the least and the most that the laws of each place set, and what wins there."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        day = platform.clock.now().date()
        found = weigh(platform.policy, load_law_book(), day)
    words = [part for one in found for part in weighed_words(one)]
    output.show(
        {"on": day.isoformat(), "rules": [weighed_document(one) for one in found]},
        *(words or [line("no rule has a topic on which the laws set a least or a most")]),
    )
    return Exit.DONE


@retention.command("except")
@click.argument("record")
@click.argument("exception")
@policy_option
@store_options
@json_option
def except_(
    record: str, exception: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Attach an exception that the manifest cites to one record, where its rule reserves one."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        which = read_id(record, "record")
        until = platform.retention.exceptions.attach(which, exception, platform.clock.now())
    output.show(
        {"record": record, "exception": exception, "until": until.isoformat()},
        line(f"kept until {until.isoformat(timespec='seconds')}"),
    )
    return Exit.DONE


@click.group(cls=Group)
def obligation() -> None:
    """Note what is owed to or by a person, and what is met."""


@obligation.command("open")
@click.argument("person", metavar="ID")
@click.argument("name", metavar="OBLIGATION")
@click.option("--kind", default="contract", show_default=True, help="contract, ticket, invoice…")
@policy_option
@store_options
@json_option
def open_(
    person: str, name: str, kind: str, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note that something is owed from now on, by the id of a contract or a ticket."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        who = one_person(platform, person)
        platform.retention.owed.open(who, name, kind, platform.clock.now())
    output.show({"obligation": name, "kind": kind, "state": "open"}, line(f"open: {name}"))
    return Exit.DONE


@obligation.command()
@click.argument("person", metavar="ID")
@click.argument("name", metavar="OBLIGATION")
@policy_option
@store_options
@json_option
def close(
    person: str, name: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note that it has been met; the last one lets the account's own period begin."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        who = one_person(platform, person)
        dated = platform.retention.owed.close(who, name, platform.clock.now())
    output.show(
        {"obligation": name, "state": "met", "records": dated},
        line(f"met: {name}; {counted(dated, 'record')} dated"),
    )
    return Exit.DONE


@obligation.command("list")
@click.argument("person", metavar="ID")
@policy_option
@store_options
@json_option
def list_(
    person: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """List what was ever owed to or by a person."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        rows = platform.retention.owed.of(one_person(platform, person))
    found = [
        {
            "obligation": row.about,
            "kind": row.value,
            "since": from_micros(row.since).isoformat(),
            "until": None if row.until is None else from_micros(row.until).isoformat(),
        }
        for row in rows
    ]
    heads = ("obligation", "kind", "since", "until")
    lines = [tuple(one[head] or "" for head in heads) for one in found]
    output.show({"obligations": found}, table(heads, lines) if lines else line("nothing is owed"))
    return Exit.DONE
