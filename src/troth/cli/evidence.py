"""`troth evidence`: the log of what was done, for those who have to believe it.

`checkpoint` signs the head, `prove` shows one fact under it, `export` writes the whole log to one
file, `verify` checks such a file offline (or the store's own log), `publish` writes tiles to a
directory, `witness` runs a witness for somebody else's log, and `cosign` asks one for ours.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.entropy import SystemEntropy
from troth.assembly.platform import Platform
from troth.assembly.ruling import named_operations
from troth.cli import instants
from troth.cli.files import refuse_existing, write_new
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, store_options
from troth.cli.options import (
    InstantType,
    commit_option,
    json_option,
    read_file,
    read_pairs,
)
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, pairs, problem, table
from troth.connectors.directory import Directory
from troth.connectors.witness import Witness, ask_witness, serve_witness
from troth.core.facts import decode
from troth.core.periods import from_micros
from troth.errors import InputError, OutsideError
from troth.ledger.bundle import Bundle, decode_bundle, encode_bundle
from troth.ledger.checkpoint import parse_checkpoint
from troth.ledger.note import b64, check_public_key, parse_note, public_key_of, unb64
from troth.ledger.verify import Problem, verify_bundle
from troth.ledger.witness import AddCheckpoint
from troth.policy.operations import UNDECLARED, Operation
from troth.policy.operations import operations as found_operations


@click.group(cls=Group)
def evidence() -> None:
    """Checkpoint, prove, export, verify and witness the log."""


@evidence.command()
@store_options
@json_option
def checkpoint(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """Give every fact its index, sign the head and print it."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        note = platform.evidence.checkpoint()
        key = _public_key(platform)
    head = parse_checkpoint(parse_note(note).text)
    output.raw(
        {
            "checkpoint": note,
            "origin": head.origin,
            "size": head.size,
            "root": head.root.hex(),
            "public_key": b64(key),
        },
        note,
    )
    return Exit.DONE


@evidence.command()
@click.argument("index", type=int)
@store_options
@json_option
def prove(
    index: int, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Print fact INDEX with the proof that it stands under the signed head."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        proof = platform.evidence.prove(index)
        key = _public_key(platform)
        origin = platform.evidence.origin
    fact = decode(proof.body)
    document: dict[str, object] = {
        "index": proof.index,
        "entry": b64(proof.body),
        "fact": proof.body.decode(),
        "size": proof.size,
        "hashes": [b64(each) for each in proof.hashes],
        "checkpoint": proof.checkpoint,
        "origin": origin,
        "public_key": b64(key),
    }
    output.show(
        document,
        pairs(
            {
                "fact": f"{proof.index} of {proof.size}",
                "kind": fact.kind,
                "entry": proof.body.decode(),
                "proof": counted(len(proof.hashes), "hash", "hashes"),
            }
        ),
    )
    return Exit.DONE


@evidence.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--cosignatures",
    type=click.Path(path_type=Path),
    help="Lines by witnesses to put into it, as `evidence cosign` prints them.",
)
@store_options
@json_option
def export(
    file: Path, cosignatures: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Write the whole log to a new FILE that `evidence verify` checks without any store."""
    refuse_existing(file)
    lines = read_file(str(cosignatures)).decode().splitlines() if cosignatures else []
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        bundle = platform.evidence.bundle([each for each in lines if each.strip()])
    write_new(file, encode_bundle(bundle).encode())
    entries = len(bundle.entries)
    output.show(
        {"file": str(file), "facts": entries, "public_key": b64(bundle.public_key)},
        line(f"wrote {counted(entries, 'fact')} to {file}"),
        line(f"public key: {b64(bundle.public_key)}"),
    )
    return Exit.DONE


@evidence.command()
@click.argument("bundle", type=click.Path(path_type=Path), required=False)
@click.option("--key", metavar="BASE64", help="The log's public key, as known from elsewhere.")
@click.option("--older", type=click.Path(path_type=Path), help="A signed head kept from before.")
@click.option(
    "--witness", "witnesses", multiple=True, metavar="NAME=BASE64",
    help="A witness that must have cosigned. Repeatable.",
)  # fmt: skip
@store_options
@json_option
def verify(
    bundle: Path | None, key: str | None, older: Path | None, witnesses: tuple[str, ...],
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Check an exported log offline, or without BUNDLE the store's own. Exit 3: it is not true."""
    if bundle is not None:
        read = decode_bundle(_text(bundle))
    else:
        with opened(Place(store=store, keys=keys, at=at), examining=True) as platform:
            read = platform.evidence.as_found()
    named = read_pairs(witnesses, "--witness")
    problems = verify_bundle(
        read,
        public_key=None if key is None else _key(key),
        witness_keys={name: _key(value) for name, value in named.items()},
        older_checkpoint=None if older is None else _text(older),
    )
    return _verdict(output, read, problems, trusted=key is not None)


@evidence.command()
@store_options
@json_option
def operations(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """List what was done with data, in the policy's own words."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        named = named_operations(platform.data, platform.policy)
        done = found_operations(platform.evidence.facts(), platform.policy, named)
    beyond = [each for each in done if not each.declared]
    output.show(
        {
            "declared": list(named),
            "operations": [_operation(each) for each in done],
            "findings": [{"code": UNDECLARED, **_operation(each)} for each in beyond],
        },
        table(
            ("fact", "operation", "automated", "at", ""),
            [(each.index, each.name, _means(each), from_micros(each.at).isoformat(),
              "" if each.declared else "not in the policy's list") for each in done],
        ),
    )  # fmt: skip
    return Exit.DONE


def _operation(each: Operation) -> dict[str, object]:
    return {
        "index": each.index,
        "fact": each.fact,
        "operation": each.name,
        "automated": each.automated,
        "at": from_micros(each.at).isoformat(),
    }


def _means(each: Operation) -> str:
    return {True: "yes", False: "no", None: "not known"}[each.automated]


@evidence.command()
@click.argument("folder", type=click.Path(path_type=Path))
@store_options
@json_option
def publish(
    folder: Path, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Write tiles, entries and the signed head to FOLDER, for others to read (C2SP tiles)."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        size = platform.evidence.publish(Directory(folder))
    output.show(
        {"folder": str(folder), "size": size},
        line(f"published {counted(size, 'fact')} to {folder}"),
    )
    return Exit.DONE


@evidence.command()
@click.option(
    "--before", type=InstantType(), required=True, metavar="INSTANT",
    help="Forget facts written before this instant, rounded down to whole bundles of 256.",
)  # fmt: skip
@commit_option
@store_options
@json_option
def prune(
    before: datetime, commit: bool, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Show which facts are past the log's own retention; with --commit forget their bodies."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        count = platform.evidence.prune_before(before, commit=commit)
    said = f"{counted(count, 'fact')} {'forgotten' if commit else 'would be forgotten'}"
    rest = "" if commit else "; nothing is done without --commit"
    output.show({"facts": count, "committed": commit}, line(said + rest))
    return Exit.DONE


@evidence.command()
@click.argument("url")
@store_options
@json_option
def cosign(
    url: str, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Ask the witness at URL to sign our head; print its line, for `evidence export`."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        signature = _asked(platform, url)
    output.raw({"cosignature": signature}, signature)
    return Exit.DONE


@evidence.command()
@click.option("--name", required=True, help="The witness's name, as it stands in signatures.")
@click.option(
    "--log", "logs", multiple=True, required=True, metavar="ORIGIN=BASE64",
    help="A log to watch and its public key. Repeatable.",
)  # fmt: skip
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path(".troth-witness"),
    show_default=True, help="Where its key and the last heads are kept.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8091, show_default=True, help="Port; 0 for any.")
@json_option
def witness(
    name: str, logs: tuple[str, ...], folder: Path, host: str, port: int, output: Output
) -> Exit:
    """Run a witness: it signs a log's head only when it continues the last one it signed."""
    known = {origin: _key(key) for origin, key in read_pairs(logs, "--log").items()}
    running = Witness(
        folder=folder, name=name, logs=known, clock=instants.clock(), entropy=SystemEntropy()
    )
    server = serve_witness(running, host=host, port=port)
    url = f"http://{host}:{server.server_address[1]}"
    key = b64(running.public_key)
    output.show(
        {"url": url, "name": name, "public_key": key},
        pairs({"witness": name, "listens on": url, "public key": key}),
    )
    with server, contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return Exit.DONE


def _asked(platform: Platform, url: str) -> str:
    note = platform.evidence.checkpoint()
    size = parse_checkpoint(parse_note(note).text).size
    try:
        return ask_witness(url, AddCheckpoint(old_size=0, proof=(), note=note))
    except InputError as behind:
        # A witness that knows us says which size it signed last; the proof starts there.
        if behind.code != "witness/behind" or not behind.help.isdigit():
            raise
        known = int(behind.help)
    if known > size:
        raise OutsideError(
            "witness/knows-more",
            f"the witness has signed {known} facts, and this log holds {size}",
            help="the log was cut, or this is not the log the witness knows",
        )
    proof = tuple(platform.evidence.consistency(known, size))
    return ask_witness(url, AddCheckpoint(old_size=known, proof=proof, note=note))


def _public_key(platform: Platform) -> bytes:
    return public_key_of(platform.keyring.secret("log"))


def _verdict(output: Output, read: Bundle, problems: list[Problem], *, trusted: bool) -> Exit:
    head = parse_checkpoint(parse_note(read.checkpoint).text) if not problems else None
    document: dict[str, object] = {
        "verified": not problems,
        "origin": read.origin,
        "facts": len(read.entries),
        "first": read.first_index,
        "size": head.size if head else None,
        "root": head.root.hex() if head else None,
        "problems": [
            {"code": each.code, "message": each.message, "index": each.index} for each in problems
        ],
    }
    if problems:
        said = [part for each in problems for part in problem(f"{each.code}: {each.message}", "")]
        output.show(document, line("the log is not true", "broken"), *said)
        return Exit.BROKEN
    parts = [line(f"the log holds: {counted(len(read.entries), 'fact')} verified", "kept")]
    if not trusted:
        parts.append(line("the key was taken from the log itself; give --key to be sure whose"))
    output.show(document, *parts)
    return Exit.DONE


def _key(text: str) -> bytes:
    raw = unb64(text)
    if raw is None:
        raise InputError("cli/malformed-key", f"`{text[:60]}` is not a public key in base64")
    return check_public_key(raw)


def _text(path: Path) -> str:
    try:
        return read_file(str(path)).decode()
    except UnicodeDecodeError:
        raise InputError(
            "bundle/malformed", "the file is not text in UTF-8", place=str(path)
        ) from None
