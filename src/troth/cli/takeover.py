"""`troth takeover`: hand people over with every duty towards them, and take such a parcel in.

The parcel is sealed; its key travels apart. Import fills a new store, which runs the policy people
were promised until a new version is published there. GDPR Art. 5(1)(b), 14, 26-28.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.dossiers import dossier_letters, reorganisation, takeover_import
from troth.cli.files import refuse_existing, write_new
from troth.cli.groups import Group
from troth.cli.letters import letter_door, letter_options, sender_of
from troth.cli.opening import Place, laid, opened, policy_option, store_options
from troth.cli.options import json_option, read_arrival, read_file, read_id, read_paper
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, pairs, reasons, table
from troth.core.periods import from_micros, to_micros
from troth.engines.reorganisation.letters import message_of
from troth.engines.reorganisation.parcel import KEY_BYTES
from troth.engines.reorganisation.parcel import opened as parcel_in
from troth.engines.reorganisation.reorganisation import Deal, Terms
from troth.engines.rights.register import Declined, check_name
from troth.errors import InputError

id_argument = click.argument("deal_id", metavar="DEAL")
by_option = click.option("--by", required=True, metavar="ID", help="Who does it: an id of staff.")


@click.group(cls=Group)
def takeover() -> None:
    """Hand people over, or take them in."""


@takeover.command("open")
@click.option("--to", "assignee", required=True, help="Who takes over, as the manifest names it.")
@click.option("--party", required=True, metavar="NAME", help="The company that takes over.")
@click.option("--closing", required=True, metavar="DATE", help="When the deal takes effect.")
@click.option("--for", "purpose", default="", metavar="PURPOSE", help="What the ledger calls it.")
@by_option
@policy_option
@store_options
@json_option
def open_(
    assignee: str, party: str, closing: str, purpose: str, by: str, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Write a deal down."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        closes = read_arrival(closing, platform.policy.controller.timezone)
        terms = Terms(assignee=assignee, party=party, closing=to_micros(closes), purpose=purpose)
        made = reorganisation(platform).open(terms, platform.clock.now(), who=check_name(by))
    return _shown(made, output)


@takeover.command()
@id_argument
@click.option("--document", required=True, metavar="FILE|HASH", help="By which duties were taken.")
@by_option
@store_options
@json_option
def accept(
    deal_id: str, document: str, by: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record that the assignee took every duty on."""
    named = document if len(document) == 64 else hashlib.sha256(read_paper(document)).hexdigest()
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        made = reorganisation(platform).accept(
            _id(deal_id), named, platform.clock.now(), who=check_name(by)
        )
    return _shown(made, output)


@takeover.command()
@id_argument
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The parcel.")
@click.option("--key-out", type=click.Path(path_type=Path), required=True, help="Its key: apart.")
@by_option
@store_options
@json_option
def export(
    deal_id: str, out: Path, key_out: Path, by: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Make the parcel, and note in the ledger what of whom went."""
    for file in (out, key_out):
        refuse_existing(file)
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        made = reorganisation(platform).export(
            _id(deal_id), platform.clock.now(), who=check_name(by)
        )
    if isinstance(made, Declined):
        said = [(made.code, made.address, made.why, made.help)]
        told = {"code": made.code, "address": made.address, "detail": made.why, "help": made.help}
        output.show({"reasons": [told]}, line("refused", "refused"), *reasons(said))
        return Exit.REFUSED
    write_new(out, made.file)
    write_new(key_out, made.key)
    said_ = {"persons": made.persons, "records": made.records, "signer": made.signer}
    output.show(
        document(made.deal) | said_,
        pairs(said_),
        line(f"send {out} and {key_out} by two ways, and tell the fingerprint by a third"),
    )
    return Exit.DONE


@takeover.command()
@id_argument
@letter_options
@store_options
@json_option
def tell(
    deal_id: str, smtp: str | None, drop: Path | None, sender: str | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Write to everybody whose data went; nobody is told twice."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = reorganisation(platform).show(_id(deal_id))
        message = message_of(platform.policy, found, sender_of(platform.policy, sender))
        with letter_door(smtp, drop) as door:
            counts = dossier_letters(platform).write(
                found.row.dossier, message, door, platform.clock.now()
            )
    output.show({"deal": deal_id, "told": dict(counts)}, pairs(dict(counts)))
    return Exit.DONE


@takeover.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="PARCEL")
@click.option("--key", type=click.Path(path_type=Path), required=True, help="Its key.")
@click.option("--signer", default="", metavar="HASH", help="The fingerprint the giver told.")
@store_options
@json_option
def import_(
    file: Path, key: Path, signer: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Fill a new store with a parcel; the policy in it goes on to bind."""
    content, secret = read_file(str(file)), read_file(str(key))
    if len(secret) != KEY_BYTES:
        raise InputError(
            "takeover/wrong-key",
            f"a key is {KEY_BYTES} bytes",
            help="give the file that `--key-out` of the export wrote for this parcel",
        )
    parcel = parcel_in(content, secret, signer)
    with laid(Place(store=store, keys=keys, at=at), create=True) as foundation:
        taken = takeover_import(foundation).take(parcel, content, foundation.clock.now())
    said = {
        "from": parcel.giver,
        "deal": parcel.deal.hex(),
        "persons": taken.persons,
        "records": taken.records,
        "policy": taken.policy,
    }
    output.show(said, pairs(said))
    return Exit.DONE


@takeover.command()
@id_argument
@store_options
@json_option
def show(
    deal_id: str, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Show where a deal stands."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        return _shown(reorganisation(platform).show(_id(deal_id)), output)


@takeover.command("list")
@store_options
@json_option
def list_(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """List every deal, oldest first."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = [document(one) for one in reorganisation(platform).listed()]
    heads = ("deal", "state", "party", "closing")
    rows = [tuple(str(one[name]) for name in heads) for one in found]
    output.show({"deals": found}, table(heads, rows) if rows else line("no deal"))
    return Exit.DONE


def document(found: Deal) -> dict[str, object]:
    """Return a deal as JSON can say it."""
    terms = found.terms
    return {
        "deal": found.row.dossier.hex(),
        "state": found.row.state,
        "assignee": terms.assignee,
        "party": terms.party,
        "closing": from_micros(terms.closing).isoformat(),
        "acceptance": terms.acceptance,
        "parcel": terms.parcel,
        "events": [
            {"event": one.kind, "who": one.who, "at": from_micros(one.at).isoformat()}
            for one in found.events
        ],
    }


def _shown(found: Deal, output: Output) -> Exit:
    said = document(found)
    output.show(said, pairs({name: value for name, value in said.items() if name != "events"}))
    return Exit.DONE


def _id(text: str) -> bytes:
    return read_id(text, "deal")
