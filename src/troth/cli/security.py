"""`troth security`: what shows the measures of a policy, what checks found, and what is due.

Everything is named by ids: of evidence as the manifest has it, of findings as your tracker has it.
GDPR Art. 5(2), 32(1)(d).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from troth.assembly.measures import measures_at, security_register
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, pairs, table
from troth.cli.security_shown import (
    done_document,
    finding_document,
    improvement_document,
    improvement_words,
    issue_document,
    issue_row,
    standing_document,
    standing_row,
)
from troth.connectors.links import unreachable
from troth.engines.measures.audit import improvement
from troth.engines.measures.kept import Done, Ending, Weight
from troth.engines.measures.register import ENDINGS, WEIGHTS
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.measures import Kind

DAY = click.DateTime(formats=["%Y-%m-%d"])
about_argument = click.argument("about", metavar="EVIDENCE")
by_option = click.option("--by", required=True, metavar="ID", help="Who did it: an id of staff.")
on_option = click.option("--on", type=DAY, metavar="DAY", help="When it was done; else today.")
failed_option = click.option("--failed", is_flag=True, help="It was done, and did not hold.")


@click.group(cls=Group)
def security() -> None:
    """Record what shows security measures; list what is due."""


@security.command()
@about_argument
@click.option("--until", type=DAY, required=True, metavar="DAY", help="The last day it holds.")
@on_option
@by_option
@policy_option
@store_options
@json_option
def attest(
    about: str, until: datetime, on: datetime | None, by: str, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record a provider's attestation, and until when it holds."""
    place = Place(store=store, keys=keys, at=at)
    return _record("attestation", about, place, manifest, output, by=by, on=on, until=until.date())


@security.command()
@about_argument
@failed_option
@on_option
@by_option
@policy_option
@store_options
@json_option
def check(
    about: str, failed: bool, on: datetime | None, by: str, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record a security check; what it found is recorded by `find`."""
    place = Place(store=store, keys=keys, at=at)
    return _record("check", about, place, manifest, output, by=by, on=on, good=not failed)


@security.command()
@about_argument
@on_option
@by_option
@policy_option
@store_options
@json_option
def review(
    about: str, on: datetime | None, by: str, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record that methods were looked at again."""
    place = Place(store=store, keys=keys, at=at)
    return _record("review", about, place, manifest, output, by=by, on=on)


@security.command()
@about_argument
@click.option("--try", "tried", is_flag=True, help="Try the address now, and record the outcome.")
@failed_option
@on_option
@by_option
@policy_option
@store_options
@json_option
def link(
    about: str, tried: bool, failed: bool, on: datetime | None, by: str, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record that a vendor's page was looked at, and whether it still says so."""
    place = Place(store=store, keys=keys, at=at)
    answers = _answers if tried else None
    return _record(
        "link", about, place, manifest, output, by=by, on=on, good=not failed, answers=answers
    )


@security.command()
@click.argument("finding", metavar="FINDING")
@click.option("--measure", required=True, help="The measure it is about, as the manifest has it.")
@click.option("--weight", type=click.Choice(WEIGHTS), required=True, help="How much it weighs.")
@by_option
@policy_option
@store_options
@json_option
def find(
    finding: str, measure: str, weight: Weight, by: str, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record what a check or a review found, by its id."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest, create=True) as platform:
        made = security_register(platform).find(
            finding, measure, weight, platform.clock.now(), by=by
        )
    output.show(finding_document(made), line(f"open: {made.finding} ({made.weight})"))
    return Exit.DONE


@security.command()
@click.argument("finding", metavar="FINDING")
@click.option(
    "--as", "ending", type=click.Choice(ENDINGS), default="fixed", show_default=True,
    help="Fixed, or its risk accepted.",
)  # fmt: skip
@by_option
@store_options
@json_option
def close(
    finding: str, ending: Ending, by: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record that a finding is fixed, or accepted."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        made = security_register(platform).close(
            finding, platform.clock.now(), by=by, ending=ending
        )
    output.show(finding_document(made), line(f"{made.ending}: {made.finding}"))
    return Exit.DONE


@security.command()
@policy_option
@store_options
@json_option
def show(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List what shows each measure, how it stands, and when it is due."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = measures_at(platform, platform.clock.now())
        owners = {key: terms.owner for key, terms in platform.policy.measures.items()}
    heads = ("measure", "shown by", "kind", "state", "last", "due")
    rows = [standing_row(one) for one in found.standings]
    output.show(
        {
            "on": found.day.isoformat(),
            "evidence": [standing_document(one, owners) for one in found.standings],
            "findings": [finding_document(one) for one in found.open],
        },
        table(heads, rows) if rows else line("the policy names nothing that shows its measures"),
        line(counted(len(found.open), "open finding")),
    )
    return Exit.DONE


@security.command()
@policy_option
@store_options
@json_option
def audit(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List what is overdue, missing and open; exits 3 if anything."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = measures_at(platform, platform.clock.now())
    heads = ("code", "promise", "about", "days", "due")
    rows = [issue_row(one) for one in found.issues]
    output.show(
        {"on": found.day.isoformat(), "violations": [issue_document(o) for o in found.issues]},
        table(heads, rows) if rows else line("everything is shown and in time"),
    )
    return Exit.BROKEN if rows else Exit.DONE


@security.command()
@click.option("--from", "first", type=DAY, required=True, metavar="DAY", help="The first day.")
@click.option("--to", "last", type=DAY, required=True, metavar="DAY", help="The last day.")
@store_options
@json_option
def report(
    first: datetime, last: datetime, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Count what was done, found and improved in a time."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = improvement(security_register(platform).read(), first.date(), last.date())
    output.show(
        improvement_document(found, first.date(), last.date()), pairs(improvement_words(found))
    )
    return Exit.DONE


def _record(
    kind: Kind, about: str, place: Place, manifest: Path | None, output: Output, *, by: str,
    on: datetime | None, good: bool = True, until: date | None = None,
    answers: Callable[[Policy, str], bool] | None = None,
) -> Exit:  # fmt: skip
    with opened(place, manifest=manifest, create=True) as platform:
        held = good if answers is None else answers(platform.policy, about)
        made = security_register(platform).show(
            kind, about, platform.clock.now(), by=by, on=None if on is None else on.date(),
            good=held, until=until,
        )  # fmt: skip
    output.show(done_document(made), line(_said(made)))
    return Exit.DONE


def _answers(policy: Policy, about: str) -> bool:
    """Whether the page of a link answers.

    Raises:
        InputError: `measures/no-address`.
    """
    wanted = about.rpartition("/")[2]
    addresses = {
        f"{measure}/{one.about}": one.url
        for measure, terms in policy.measures.items()
        for one in terms.evidence.values()
        if about in (f"{measure}/{one.about}", one.about) and one.url
    }
    if not addresses:
        raise InputError(
            "measures/no-address",
            f"the manifest gives no address for `{wanted}`",
            help="give its `document`, with a `url`",
        )
    return not unreachable(addresses)


def _said(done: Done) -> str:
    held = "holds" if done.good else "does not hold"
    end = "" if done.until is None else f" until {done.until.isoformat()}"
    return f"{done.kind} of {done.about} on {done.on.isoformat()}: {held}{end}"
