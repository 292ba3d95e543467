"""`troth backup`, `restore`, `upgrade`, `doctor` and `keys`: the stores themselves.

A backup is of the data store only; the key store has no backups, or nothing could be erased from
old copies (DESIGN, D4.1). A restore replays erasures, restrictions, objections and corrections
before the gate opens again (D4.8); it shows what it would do until `--commit`.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.settings import read_settings
from troth.cli import instants
from troth.cli.groups import Group
from troth.cli.opening import Place, laid, opened, store_options
from troth.cli.options import commit_option, json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, pairs
from troth.connectors.directory import Directory
from troth.core.periods import from_micros
from troth.engines.backup import Replayed, needs_replay
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.vault.epochs import EpochReport
from troth.errors import InputError, OutsideError, StateError


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@store_options
@json_option
def backup(
    target: Path, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Copy the data store to the new file TARGET; the key store is never part of it."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        made = platform.backups.make(str(target), platform.clock.now())
    output.show(
        {"backup": made, "file": str(target)},
        line(f"wrote {target}"),
        line("it opens only with the key store as it is then: who is erased until then stays so"),
    )
    return Exit.DONE


@click.command()
@click.argument("source", type=click.Path(path_type=Path), required=False)
@click.option("--replay", is_flag=True, help="Finish a restore: the data store is in its place.")
@click.option(
    "--log", type=click.Path(path_type=Path), help="Where the log is published (publish FOLDER)."
)
@commit_option
@store_options
@json_option
def restore(
    source: Path | None, replay: bool, log: Path | None, commit: bool, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Bring the backup SOURCE back and do again what it does not know; or only --replay."""
    if (source is None) != replay:
        raise InputError(
            "restore/what", "name either a backup or --replay", help="troth restore FILE --commit"
        )
    if source is not None and not source.is_file():
        raise OutsideError("file/unreadable", f"`{source}` is not a file", place=str(source))
    place = Place(store=store, keys=keys, at=at)
    settings = read_settings(store, keys, environment=os.environ)
    if source is not None and not commit:
        output.show(
            {"committed": False, "source": str(source), "store": shown(settings.store)},
            line("would restore (nothing is done without --commit)", "bold"),
            pairs({"from": source, "into": shown(settings.store)}),
        )
        return Exit.DONE
    file = settings.store_file
    if source is not None and file is not None and not file.exists():
        _put(source, file)
        source = None
    published = None if log is None else Directory(log)
    with opened(place, restoring=True) as platform:
        now = platform.clock.now()
        if source is not None:
            done = platform.backups.restore(str(source), now, log=published)
        else:
            done = platform.backups.replay(now, log=published)
    output.show(_replayed(done), line("restored; the gate is open", "bold"), pairs(_words(done)))
    return Exit.DONE


@click.command()
@store_options
@json_option
def upgrade(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """Bring the tables of both stores to this version, and settle what was left open."""
    with (
        laid(Place(store=store, keys=keys, at=at)) as foundation,
        foundation.data.read() as reader,
    ):
        records = reader.count_records()
    output.show(
        {"upgraded": True, "records": records},
        line(f"the tables are this version's; {counted(records, 'record')}"),
    )
    return Exit.DONE


@click.command()
@store_options
@json_option
def doctor(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """Look a store over and say what asks for attention."""
    settings = read_settings(store, keys, environment=os.environ)
    with laid(Place(store=store, keys=keys, at=at), examining=True) as foundation:
        tampered = log_fault(foundation.evidence)
        with foundation.data.read() as reader:
            policies = reader.policies()
            facts: dict[str, object] = {
                "store": shown(settings.store),
                "keys": shown(settings.keys),
                "root": "a file that can be overwritten"
                if foundation.root.can_overwrite
                else "given from outside; cannot be overwritten",
                "holds": "synthetic people" if foundation.kind == "rehearsal" else "real people",
                "policy": policies[-1].name if policies else None,
                "policy since": from_micros(policies[-1].published_at).isoformat()
                if policies
                else None,
                "records": reader.count_records(),
                "facts in the log": reader.tree_size(),
                "key epoch": foundation.vault.current_epoch,
                "open intents": len(reader.intents()),
                "unfinished plans": len(reader.plans()),
            }
            came_back = needs_replay(reader)
        waits = foundation.vault.epoch_due(foundation.clock.now())
    attention = [
        said
        for said, holds in (
            ("the data store came from a backup: run `troth restore --replay`", came_back),
            ("destroyed keys await an epoch: run `troth keys epoch`", waits),
            ("erasures were cut short: any command under a policy resumes them",
             facts["unfinished plans"] != 0),
            ("TROTH_CLOCK stops the clock: periods do not end", instants.stopped()),
            ("data store and key store share one server: their backups must not",
             _one_server(settings.store, settings.keys)),
            (f"{tampered}: run `troth prove`", bool(tampered)),
            ("the root key cannot be overwritten: receipts claim less",
             not foundation.root.can_overwrite),
        )
        if holds
    ]  # fmt: skip
    output.show(
        {**{name.replace(" ", "_"): value for name, value in facts.items()},
         "attention": attention},
        pairs(facts),
        *([line(""), line("asks for attention", "warning")] if attention else []),
        *(line(f"  {each}") for each in attention),
    )  # fmt: skip
    return Exit.DONE


def log_fault(evidence: EvidenceLog) -> str:
    """Return what is wrong with the log since its last signed head, or nothing."""
    try:
        evidence.check()
    except StateError as fault:
        return fault.message
    return ""


@click.group(cls=Group)
def keys() -> None:
    """Rotate the root key; run an erasure epoch."""


@keys.command()
@store_options
@json_option
def rotate(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """Put every key under a new root key; the old root is overwritten."""
    return _epoch(Place(store=store, keys=keys, at=at), output)


@keys.command()
@store_options
@json_option
def epoch(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """Make what was destroyed unreadable in older copies too: new shard keys, new root."""
    return _epoch(Place(store=store, keys=keys, at=at), output)


def shown(url: str) -> str:
    """Return an address without its password."""
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:…@", url)


def _epoch(place: Place, output: Output) -> Exit:
    with laid(place) as foundation:
        if not foundation.root.can_overwrite:
            output.note("the root key comes from outside and stays as it is")
        done = foundation.vault.epoch(foundation.clock.now())
    output.show(_epoch_document(done), line(done.words(), "bold"), pairs(
        {"shards re-made": done.shards, "keys wrapped anew": done.keys}
    ), *(line(f"assumes: {each}") for each in done.assumptions))  # fmt: skip
    return Exit.DONE


def _epoch_document(done: EpochReport) -> dict[str, object]:
    return {
        "epoch": done.epoch,
        "shards": done.shards,
        "keys": done.keys,
        "at": done.at.isoformat(),
        "claim": done.words(),
        "assumptions": list(done.assumptions),
    }


def _replayed(done: Replayed) -> dict[str, object]:
    return {
        "committed": True,
        "erased_again": done.erased_again,
        "expired_again": done.expired_again,
        "replayed": done.replayed,
        "facts": done.facts,
        "lost": done.lost,
        "requests": done.requests,
        "requests_broken": [one.hex() for one in done.requests_broken],
    }


def _words(done: Replayed) -> dict[str, object]:
    return {
        "erased again": done.erased_again,
        "expired again": done.expired_again,
        "changes made again": done.replayed,
        "facts put back": done.facts,
        "persons lost with the data": done.lost,
        "requests brought up to date": done.requests,
        **(
            {
                "requests of which steps are lost": ", ".join(
                    one.hex() for one in done.requests_broken
                )
            }
            if done.requests_broken
            else {}
        ),
    }


def _put(source: Path, file: Path) -> None:
    """Copy a backup to where the data store is missing: whole, or not at all."""
    part = file.with_name(file.name + ".part")
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, part)
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(file)


def _one_server(store: str, keys: str) -> bool:
    server = re.compile(r"^[a-z0-9+]+://(?:[^@/]*@)?([^/?]+)/")
    one, two = server.match(store), server.match(keys)
    return bool(one and two and one[1] == two[1])
