"""`troth subject`: find, confirm, export and erase a person.

A person is named by id or by an identifier (an address, a number, `account:…`). An identifier that
leads to more than one person, or is shared, names nobody: the command lists whom it leads to and
does nothing. Erasure shows its plan; `--commit` carries it out, searches again and gives a receipt.

GDPR Art. 12(6), 15, 17, 20.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import click
from rich.console import RenderableType

from troth.assembly.platform import Platform
from troth.cli.files import refuse_existing, write_folder, write_new
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import commit_option, json_option, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, pairs, table
from troth.cli.requests_shown import refused
from troth.core.erasure import ErasurePlan
from troth.core.periods import from_micros
from troth.engines.erasure.erasure import ErasureReceipt
from troth.engines.export.folder import portable_folder
from troth.engines.export.portable import LEFT_OUT, Portion
from troth.engines.export.redaction import WHY
from troth.engines.subjects.finding import identifier_in, look_up
from troth.errors import InputError, OutsideError

ERASED: Final = {
    "all": "erased", "part": "erased in part", "nothing": "nothing was erased: all of it is kept",
    "waits": "nothing was erased yet: a system did not answer",
}  # fmt: skip
"""What a receipt begins with."""


@click.group(cls=Group)
def subject() -> None:
    """Find, export and erase a person."""


@subject.command()
@click.argument("who", metavar="ID")
@policy_option
@store_options
@json_option
def find(
    who: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """List the persons an id, address, number or `account:…` leads to."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        hits = look_up(platform.data, platform.identity, who)
    document = {
        "persons": [
            {
                "person": hit.person.hex(),
                "status": hit.status,
                "aliases": [one.hex() for one in hit.aliases if one != hit.person],
                "records": hit.records,
            }
            for hit in hits
        ]
    }
    if not hits:
        output.show(document, line("nobody is known under it"))
        return Exit.DONE
    rows = [(hit.person.hex(), hit.status, len(hit.aliases) - 1, hit.records) for hit in hits]
    output.show(document, table(("person", "identifier", "aliases", "records"), rows))
    return Exit.DONE


@subject.command()
@click.argument("person")
@click.argument("identifier")
@policy_option
@store_options
@json_option
def confirm(
    person: str, identifier: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note that PERSON showed to control IDENTIFIER; gathers its unshared claimants."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        known = identifier_in(identifier)
        done = platform.identity.confirm(read_id(person, "person"), known, platform.clock.now())
    output.show(
        {
            "status": done.status,
            "persons": [one.hex() for one in done.persons],
            "gathered": done.gathered,
        },
        line(f"{done.status}; {counted(done.gathered, 'claimant')} gathered"),
    )
    return Exit.DONE


@subject.command()
@click.argument("who", metavar="ID")
@click.option("--out", type=click.Path(path_type=Path), help="Write the pack to a new file.")
@click.option("--portable", is_flag=True, help="Only what Art. 20 covers, machine-readable.")
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="With --portable: a new folder of JSON, CSV, vCard, iCalendar, mbox and files.",
)
@click.option("--by", default="person", show_default=True, help="Who asks, as it is recorded.")
@policy_option
@store_options
@json_option
def export(
    who: str, out: Path | None, portable: bool, to: Path | None, by: str, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Print everything held of a person, with the facts of Art. 15. The look is recorded."""
    if to is not None and not portable:
        raise click.UsageError("--to goes with --portable")
    for path in (out, to):
        if path is not None:
            refuse_existing(path)
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        person = one_person(platform, who)
        pack = platform.export.assemble(person, platform.clock.now(), who=by)
        portion = platform.export.portion(pack) if portable else None
        policy = platform.policy
    if portion is not None and to is not None:
        files = portable_folder(policy, pack.content, portion)
        write_folder(to, files)
        output.show({"folder": str(to), "files": sorted(files), **portion.explained()},
                    *_taken_along(to, files, portion))  # fmt: skip
    taken = None if portion is None else {"data": list(portion.values), **portion.explained()}
    if out is not None:
        write_new(out, pack.encode() if taken is None else _text(taken))
        if to is None:
            output.show(
                {"file": str(out), "sha256": pack.digest.hex()},
                pairs({"wrote": out, "sha256 of the whole pack": pack.digest.hex()}),
            )
    elif to is None:
        document = pack.content if taken is None else taken
        output.raw(document, _text(document).decode())
    return Exit.DONE


@subject.command()
@click.argument("who", metavar="ID...", nargs=-1, required=True)
@click.option("--anyway", default="", metavar="REASON", help="Why no answer is waited for.")
@commit_option
@policy_option
@store_options
@json_option
def erase(
    who: tuple[str, ...], anyway: str, commit: bool, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show the plan of an erasure; with --commit carry it out and print the receipt."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        persons = [one_person(platform, each) for each in who]
        pending = platform.requests.pending
        if not commit:
            drawn, waits = platform.erasure.look(persons, now), pending.of(persons)
            names = [one.row.request.hex() for one in waits]
            output.show(
                {"plan": plan_document(drawn), "access_pending": names},
                *_planned(drawn),
                *(line(f"waits for the answer to {name}", "refused") for name in names),
            )
            return Exit.DONE
        declined = pending.declined(persons, "rights/erasure")
        if declined is not None and not anyway:
            return refused(declined, output)
        pending.set_aside(persons, anyway, now)
        drawn = platform.erasure.plan(persons, now, begin=True)
        with _begun(drawn.plan):
            done = platform.erasure.carry_out(drawn.plan, now)
            if not done.waits:
                # The epoch makes it true of older copies too; one erasure is worth one (D4.7).
                platform.vault.epoch(now)
            receipt = platform.erasure.receipt(drawn.plan)
    output.show(receipt_document(receipt), *_erased(receipt))
    if receipt.waits:
        return Exit.FAULT
    return Exit.DONE if receipt.found_again == 0 else Exit.BROKEN


@subject.command("receipt")
@click.argument("plan")
@policy_option
@store_options
@json_option
def receipt_(
    plan: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Print what can be said today of an erasure, by the id of its plan."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = platform.erasure.receipt(read_id(plan, "plan"))
    output.show(receipt_document(found), *_erased(found))
    return Exit.DONE


@contextmanager
def _begun(plan: bytes) -> Iterator[None]:
    """Say of a fault from outside that what is saved will be done all the same."""
    try:
        yield
    except OutsideError as fault:
        raise OutsideError(
            fault.code,
            fault.message,
            help=f"plan {plan.hex()} is begun and will be finished by the next command that opens "
            f"the store; then see `troth subject receipt {plan.hex()}`",
            place=fault.place,
        ) from fault


def one_person(platform: Platform, who: str) -> bytes:
    """Return the one person meant.

    Raises:
        InputError: `subject/unknown`, `subject/ambiguous`, `subject/shared`.
    """
    hits = look_up(platform.data, platform.identity, who)
    if not hits:
        raise InputError(
            "subject/unknown", "nobody is known under it", help="see `troth subject find`"
        )
    # D15: a shared identifier leads to nobody alone.
    if any(hit.status == "shared" for hit in hits):
        raise InputError(
            "subject/shared",
            "this identifier is shared and names nobody alone",
            help="name the person by id; `troth subject find` lists whom it leads to",
        )
    if len(hits) > 1:
        raise InputError(
            "subject/ambiguous",
            f"this leads to {len(hits)} persons",
            help="name one by id, or gather them first with `troth subject confirm`",
        )
    return hits[0].person


def plan_document(plan: ErasurePlan) -> dict[str, object]:
    """Return an erasure plan as JSON says it."""
    return {
        "plan": plan.plan.hex() if any(plan.plan) else None,
        "persons": [person.hex() for person in plan.persons],
        "records": plan.records,
        "kept": [
            {
                "person": part.person.hex(),
                "records": [record.hex() for record in part.records],
                "address": part.address,
                "ground": part.ground or None,
                "until": None if part.until is None else from_micros(part.until).isoformat(),
            }
            for part in plan.kept
        ],
        "systems": [
            {
                "system": one.system,
                "state": one.state,
                "records": one.records,
                "erased": one.erased,
                "found_again": one.found,
                "receipt": one.receipt or None,
            }
            for one in plan.systems
        ],
    }


def extent(plan: ErasurePlan) -> str:
    """Return how much a plan erases: `all`, `part` or `nothing`."""
    if not plan.kept:
        return "all"
    return "part" if plan.records else "nothing"


def receipt_document(receipt: ErasureReceipt) -> dict[str, object]:
    """Return an erasure receipt as JSON says it."""
    return {
        **plan_document(receipt.plan),
        "erased": "waits" if receipt.waits else extent(receipt.plan),
        "state": receipt.state,
        "pending": receipt.pending,
        "found_again": receipt.found_again,
        "epoch": receipt.epoch,
        "claim": receipt.claim,
        "assumptions": list(receipt.assumptions),
        "suppressed": receipt.suppressed,
    }


def _taken_along(
    folder: Path, files: Mapping[str, bytes], portion: Portion
) -> list[RenderableType]:
    parts: list[RenderableType] = [
        pairs({"wrote": folder, "files": ", ".join(sorted(files)), "values": len(portion.values)})
    ]
    reasons = Counter(one.reason for one in portion.left_out)
    if reasons:
        rows = [(count, LEFT_OUT[reason]) for reason, count in sorted(reasons.items())]
        parts += [line(""), table(("left out", "because"), rows)]
    if portion.redactions:
        masked = [(one.field, one.count, WHY[one.reason]) for one in portion.redactions]
        parts += [line(""), table(("masked in", "places", "because"), masked)]
    return parts


def _planned(plan: ErasurePlan) -> list[RenderableType]:
    return [line("would erase (nothing is done without --commit)", "bold"), *_plan_words(plan)]


def _plan_words(plan: ErasurePlan) -> list[RenderableType]:
    parts: list[RenderableType] = [pairs({"persons": len(plan.persons), "records": plan.records})]
    if plan.kept:
        rows: Sequence[tuple[object, ...]] = [
            (
                f"{part.address} ({part.ground})" if part.ground else part.address,
                len(part.records),
                "lifted" if part.until is None else from_micros(part.until).date().isoformat(),
            )
            for part in plan.kept
        ]
        parts += [line(""), table(("stays because of", "records", "until"), rows)]
    if plan.systems:
        outside = [
            (one.system, one.state, one.records, one.erased, one.receipt[:16])
            for one in plan.systems
        ]
        heads = ("system", "state", "records", "erased there", "receipt")
        parts += [line(""), table(heads, outside)]
    return parts


def _erased(receipt: ErasureReceipt) -> list[RenderableType]:
    said = receipt_document(receipt)
    about: Mapping[str, object] = {
        "plan": said["plan"],
        "state": receipt.state,
        "found again": receipt.found_again,
        "claim": said["claim"],
    }
    return [
        line(ERASED[str(said["erased"])], "allowed" if receipt.found_again == 0 else "broken"),
        *_plan_words(receipt.plan),
        line(""),
        pairs(about),
        *(line(f"assumes: {each}") for each in receipt.assumptions),
    ]


def _text(document: object) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()
