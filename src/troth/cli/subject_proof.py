"""`troth subject prove-erasure` and `check-erasure`: a signed proof of a deletion, and its check.

Whoever had data erased gets the proof by the id of the plan, which their receipt names; it leads to
nobody. Checking needs no store where the log's public key is given.

GDPR Art. 5(2), 12(3), 19.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from troth.cli.files import refuse_existing, write_new
from troth.cli.opening import Place, laid, opened, policy_option, store_options
from troth.cli.options import json_option, read_file, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, line
from troth.cli.subjects import subject
from troth.engines.erasure.deletion_proof import KIND, check, issue
from troth.errors import InputError
from troth.ledger.note import unb64

__all__ = ["subject"]


@subject.command("prove-erasure")
@click.argument("plan", metavar="PLAN")
@click.option("--out", type=click.Path(path_type=Path), help="Write the proof to a new file.")
@policy_option
@store_options
@json_option
def prove_erasure(
    plan: str, out: Path | None, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Print the signed proof of an erasure, by the id of its plan."""
    if out is not None:
        refuse_existing(out)
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        receipt = platform.erasure.receipt(read_id(plan, "plan"))
        proof = issue(receipt, platform.policy, platform.evidence, platform.clock.now())
    text = json.dumps(proof, indent=2, sort_keys=True) + "\n"
    if out is None:
        output.raw(proof, text)
    else:
        write_new(out, text.encode())
        output.show({"proof": str(out)}, line(f"wrote {out}"))
    return Exit.DONE


@subject.command("check-erasure")
@click.argument("file", metavar="FILE")
@click.option("--key", metavar="BASE64", help="The log's public key; else this store's own.")
@store_options
@json_option
def check_erasure(
    file: str, key: str | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Check a proof of an erasure; a changed one is refused."""
    proof = _read(file)
    if key is not None:
        trusted = unb64(key)
        if trusted is None:
            raise InputError("proof/malformed", "the key is not base64")
    else:
        with laid(Place(store=store, keys=keys, at=at)) as foundation:
            trusted, _ = foundation.evidence.attest(KIND)
    receipts = check(proof, [trusted])
    told = f"the proof holds, with {receipts} receipts of systems"
    output.show({"holds": True, "receipts": receipts}, line(told, "kept"))
    return Exit.DONE


def _read(file: str) -> Mapping[str, object]:
    try:
        read = json.loads(read_file(file))
    except (ValueError, RecursionError) as fault:
        raise InputError(
            "proof/malformed",
            "the proof is not JSON",
            help="give the file that `troth subject prove-erasure` wrote",
        ) from fault
    if not isinstance(read, dict):
        raise InputError("proof/malformed", "the proof is no JSON object")
    return read
