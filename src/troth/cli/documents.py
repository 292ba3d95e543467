"""`troth document`: agreements and terms beside the policy, version by version.

Who accepted which version is kept with it: a customer by their agreement, a person by their id.

GDPR Art. 28(3), 5(2).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from troth.cli.files import write_new
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, store_options
from troth.cli.options import json_option, read_file
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, pairs, table
from troth.cli.subjects import one_person
from troth.core.periods import from_micros
from troth.engines.documents.documents import Accepted, DocumentKind, Edition
from troth.errors import InputError

version_option = click.option("--version", type=int, help="Which one; by default the newest.")


@click.group(cls=Group)
def document() -> None:
    """Keep agreements and terms; note who accepted which."""


@document.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--kind", type=click.Choice(get_args(DocumentKind)), required=True,
              help="What it is.")  # fmt: skip
@click.option("--internal", is_flag=True, help="Not for everybody to download.")
@store_options
@json_option
def publish(
    name: str, file: Path, kind: DocumentKind, internal: bool, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Keep a version of a document; the same text again is no new one."""
    body = read_file(str(file))
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        draft = Edition(
            document=name,
            kind=kind,
            version=0,
            sha256="",
            file=file.name,
            public=not internal,
            published_at=0,
        )
        made = platform.documents.publish(draft, body, platform.clock.now())
    output.show(_edition(made), pairs({"kept": name, "version": made.version}))
    return Exit.DONE


@document.command("list")
@store_options
@json_option
def list_(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """List every version of every document."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = platform.documents.editions()
    rows = [(e.document, e.version, e.kind, e.sha256[:16], _day(e.published_at)) for e in found]
    heads = ("document", "version", "kind", "sha256", "published")
    words = table(heads, rows) if rows else line("no document")
    output.show({"documents": [_edition(each) for each in found]}, words)
    return Exit.DONE


@document.command()
@click.argument("name")
@version_option
@click.option("--to", type=click.Path(path_type=Path), metavar="FILE", help="Write it here.")
@store_options
@json_option
def show(
    name: str, version: int | None, to: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show a version; with --to write it to a new file."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = platform.documents.edition(name, version)
        body = platform.documents.body(found)
    if to is not None:
        write_new(to, body)
    output.show(
        _edition(found), pairs({"document": name, "version": found.version, "sha256": found.sha256})
    )
    return Exit.DONE


@document.command()
@click.argument("name")
@version_option
@click.option("--agreement", metavar="ID", help="The customer's agreement.")
@click.option("--by", default="", metavar="ROLE", help="Who accepted at the customer: a role.")
@click.option("--person", metavar="ID", help="Or the person: an id, an address or a number.")
@store_options
@json_option
def accept(
    name: str, version: int | None, agreement: str | None, by: str, person: str | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note who accepted a version: a customer, or a person."""
    if (agreement is None) == (person is None):
        raise InputError(
            "document/who-accepts",
            "one of --agreement and --person says who accepts",
        )
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now = platform.clock.now()
        if agreement is not None:
            told = accepted_document(platform.documents.accept(agreement, name, by, now, version))
        else:
            who = one_person(platform, person or "")
            told = _edition(platform.documents.bind(who, name, now, version))
    output.show(told, pairs({"accepted": name, "version": told["version"]}))
    return Exit.DONE


def accepted_document(one: Accepted) -> dict[str, object]:
    """Return an acceptance as JSON says it."""
    return {"version": one.version, "sha256": one.sha256, "by": one.by,
            "at": from_micros(one.at).isoformat()}  # fmt: skip


def _edition(one: Edition) -> dict[str, object]:
    return {
        "document": one.document,
        "kind": one.kind,
        "version": one.version,
        "sha256": one.sha256,
        "file": one.file,
        "public": one.public,
        "published_at": from_micros(one.published_at).isoformat(),
    }


def _day(micros: int) -> str:
    return from_micros(micros).date().isoformat()
