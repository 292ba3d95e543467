"""`troth breach`: the register of breaches, with the clock that runs from awareness.

What is touched is counted from what is held; the form for the authority is filled in from the
register and the data map. GDPR Art. 33, 34.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from rich.console import RenderableType

from troth.assembly.dossiers import breaches, dossier_letters
from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform
from troth.cli.groups import Group
from troth.cli.letters import letter_door, letter_options, sender_of
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, json_option, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, instant, line, pairs, reasons, table
from troth.core.periods import from_micros, to_micros
from troth.engines.breaches.breaches import NATURES, RISKS, TELLINGS, Assessment, Breach, Happened
from troth.engines.breaches.form import form_of, letter_of
from troth.engines.rights.register import Declined, check_name

id_argument = click.argument("breach_id", metavar="BREACH")
by_option = click.option("--by", required=True, metavar="ID", help="Who does it: an id of staff.")


@click.group(cls=Group)
def breach() -> None:
    """Keep the register of breaches, and its clock."""


@breach.command("open")
@click.option("--what", required=True, metavar="TEXT", help="What happened; it names nobody.")
@click.option("--nature", multiple=True, type=click.Choice(NATURES), required=True,
              help="What was lost. Repeatable.")  # fmt: skip
@click.option("--system", multiple=True, help="Where, as the manifest names it. Repeatable.")
@click.option("--recipient", multiple=True, help="At whom, as the manifest names them.")
@click.option("--category", multiple=True, help="Which data; narrows the others. Repeatable.")
@click.option("--aware", type=InstantType(), metavar="INSTANT", help="When you knew; else now.")
@click.option("--began", type=InstantType(), metavar="INSTANT", help="When it began.")
@click.option("--ended", type=InstantType(), metavar="INSTANT", help="When it ended.")
@by_option
@policy_option
@store_options
@json_option
def open_(
    what: str, nature: tuple[str, ...], system: tuple[str, ...], recipient: tuple[str, ...],
    category: tuple[str, ...], aware: datetime | None, began: datetime | None,
    ended: datetime | None, by: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Write a breach down; the clock runs from when you knew."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        happened = Happened(
            what=what,
            nature=nature,
            systems=system,
            recipients=recipient,
            categories=category,
            aware_at=to_micros(aware or now),
            began_at=None if began is None else to_micros(began),
            ended_at=None if ended is None else to_micros(ended),
        )
        return _shown(platform, breaches(platform).open(happened, now, who=check_name(by)), output)


@breach.command()
@id_argument
@click.option("--risk", type=click.Choice(RISKS), required=True, help="To people's rights.")
@click.option("--people", type=click.Choice(TELLINGS), required=True, help="Are they told?")
@click.option("--why", required=True, metavar="TEXT", help="The reasons of both.")
@click.option("--consequences", default="", metavar="TEXT", help="What may follow from it.")
@click.option("--measures", default="", metavar="TEXT", help="What was done, and can be done.")
@by_option
@store_options
@json_option
def assess(
    breach_id: str, risk: str, people: str, why: str, consequences: str, measures: str, by: str,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Say what the risk is, and whether people are told."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = Assessment(
            risk=risk, telling=people, why=why, consequences=consequences, measures=measures
        )
        made = breaches(platform).assess(
            _id(breach_id), found, platform.clock.now(), who=check_name(by)
        )
        return _shown(platform, made, output)


@breach.command()
@id_argument
@click.option("--people", is_flag=True, help="Write to the people, not down the authority.")
@click.option("--reference", default="", metavar="ID", help="The authority's own number.")
@click.option("--late", default="", metavar="TEXT", help="Why the authority is told late.")
@letter_options
@by_option
@store_options
@json_option
def tell(
    breach_id: str, people: bool, reference: str, late: str, smtp: str | None, drop: Path | None,
    sender: str | None, by: str, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Write down that the authority was told, or with --people write to the people."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        desk, wanted, now = breaches(platform), _id(breach_id), platform.clock.now()
        if not people:
            who = check_name(by)
            made = desk.notify(wanted, now, who=who, reference=reference, late=late)
            return _shown(platform, made, output)
        message = letter_of(platform.policy, desk.show(wanted), sender_of(platform.policy, sender))
        with letter_door(smtp, drop, platform=platform) as door:
            dossier_letters(platform).write(wanted, message, door, now)
        return _shown(platform, desk.show(wanted), output)


@breach.command()
@id_argument
@by_option
@store_options
@json_option
def close(
    breach_id: str, by: str, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """End it, once everybody knows who must."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        made = breaches(platform).close(_id(breach_id), platform.clock.now(), who=check_name(by))
        if isinstance(made, Declined):
            said = [(made.code, made.address, made.why, made.help)]
            told = {"code": made.code, "address": made.address, "detail": made.why,
                    "help": made.help}  # fmt: skip
            output.show({"reasons": [told]}, line("refused", "refused"), *reasons(said))
            return Exit.REFUSED
        return _shown(platform, made, output)


@breach.command()
@id_argument
@store_options
@json_option
def show(
    breach_id: str, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Show a breach with its clock and the form for the authority."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        return _shown(platform, breaches(platform).show(_id(breach_id)), output)


@breach.command("list")
@store_options
@json_option
def list_(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """List every breach, oldest first."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now = platform.clock.now()
        found = [document(one, now) for one in breaches(platform).listed()]
    heads = ("breach", "state", "risk", "due", "notified")
    rows = [tuple(str(one[name] or "") for name in heads) for one in found]
    output.show({"breaches": found}, table(heads, rows) if rows else line("no breach"))
    return Exit.DONE


def document(found: Breach, now: datetime) -> dict[str, object]:
    """Return a breach as JSON can say it."""
    row, happened = found.row, found.happened
    left = None if row.due_at is None else (from_micros(row.due_at) - now).total_seconds()
    return {
        "breach": found.id.hex(),
        "state": row.state,
        "what": happened.what,
        "nature": list(happened.nature),
        "systems": list(happened.systems),
        "recipients": list(happened.recipients),
        "categories": list(happened.categories),
        "aware": instant(happened.aware_at),
        "began": instant(happened.began_at),
        "ended": instant(happened.ended_at),
        "law": happened.law,
        "due": instant(row.due_at),
        "hours_left": None if left is None else round(left / 3600, 1),
        "derivation": [] if found.due is None else list(found.due.derivation),
        "persons": happened.persons,
        "records": happened.records,
        "risk": happened.risk,
        "people": happened.telling,
        "why": happened.why,
        "consequences": happened.consequences,
        "measures": happened.measures,
        "notified": instant(happened.notified_at),
        "reference": happened.reference,
        "late": happened.late,
        "told": _told(found),
        "events": [
            {"event": one.kind, "who": one.who, "detail": one.detail,
             "at": from_micros(one.at).isoformat()}
            for one in found.events
        ],
    }  # fmt: skip


def _told(found: Breach) -> dict[str, int]:
    made: dict[str, int] = {}
    for one in found.persons:
        made[one.state or "waiting"] = made.get(one.state or "waiting", 0) + 1
    return made


def _shown(platform: Platform, found: Breach, output: Output) -> Exit:
    now = platform.clock.now()
    form = form_of(platform.policy, load_law_book(), found, now)
    said = document(found, now) | {
        "form": [{"article": law, "title": title, "text": text} for law, title, text in form]
    }
    output.show(said, *_words(found, form, now))
    return Exit.DONE


def _words(
    found: Breach, form: tuple[tuple[str, str, str], ...], now: datetime
) -> Iterator[RenderableType]:
    said = document(found, now)
    yield pairs({name: str(said[name]) for name in ("breach", "state", "due", "hours_left")})
    yield line("")
    yield table(("article", "for the authority", ""), form)


def _id(text: str) -> bytes:
    return read_id(text, "breach")
