"""`troth policy`: versions of a policy: compared, published, read again, told of, accepted.

What weakens a promise is not published by accident: `publish` says what stands against it and exits
with 2, and nothing has changed. GDPR Art. 12(1), 13(3), 24(1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import RenderableType

from troth.assembly.platform import build_platform, refuse_unreplayed
from troth.assembly.policies import LoadedPolicy, load_policy, read_manifest
from troth.assembly.ruling import Told, beside, draft_of, history
from troth.assembly.spoken import notice_pages, spoken
from troth.cli.groups import Group
from troth.cli.interchange import export
from troth.cli.opening import Place, laid, store_options
from troth.cli.options import InstantType, json_option, manifest_argument
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, pairs, reasons, table
from troth.cli.policy_adopted import adopt
from troth.cli.policy_answers import accept, waiting
from troth.cli.policy_conformance import conformance
from troth.cli.policy_coverage import coverage
from troth.cli.policy_told import announce
from troth.core.periods import from_micros, to_micros
from troth.engines.publication.publishing import Issued
from troth.engines.publication.terms import Approval, Withheld
from troth.engines.publication.versions import in_effect
from troth.errors import InputError
from troth.policy.differences.comparing import WEIGHTS, Difference, Weight
from troth.policy.differences.demands import Demand, demand
from troth.policy.differences.page import Edition, atom, change_log, side_by_side

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:*~+-]{0,119}")


@click.group(cls=Group)
def policy() -> None:
    """Publish and compare versions; tell people; take answers."""


policy.add_command(announce)
policy.add_command(accept)
policy.add_command(waiting)
policy.add_command(export)
policy.add_command(adopt)
policy.add_command(coverage)
policy.add_command(conformance)


@policy.command()
@manifest_argument
@click.option("--accept-material", is_flag=True, help="Take on that promises become weaker.")
@click.option(
    "--accept-findings", default="", metavar="RECORD", help="Record that takes errors on."
)
@click.option("--weight", type=click.Choice(WEIGHTS), default="none", help="At least this heavy.")
@click.option("--effective", type=InstantType(), metavar="INSTANT", help="When it takes effect.")
@click.option("--by", "author", default="", metavar="ROLE", help="Who publishes: a role or an id.")
@store_options
@json_option
def publish(
    file: Path, accept_material: bool, accept_findings: str, weight: Weight,
    effective: datetime | None, author: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Put a version into effect, with the plan to tell people of it.

    Exit 2 and nothing changed where errors or weaker promises were not taken on, or the revision
    date is missing, unchanged or runs backwards.
    """
    approval = Approval(
        author=_name(author, "--by"),
        accept_material=accept_material,
        accept_findings=_name(accept_findings, "--accept-findings"),
        effective_at=effective,
    )
    text = read_manifest(file)
    with laid(Place(store=store, keys=keys, at=at), create=True) as foundation:
        refuse_unreplayed(foundation, restoring=False)
        now = foundation.clock.now()
        pages = notice_pages(load_policy(file))
        draft = draft_of(foundation.data, text, file.name, at_least=weight, pages=pages)
        house = build_platform(foundation, draft.policy)
        answer = house.publishing.issue(draft, approval, now)
        if isinstance(answer, Withheld):
            said = [each.as_dict() for each in answer.reasons]
            rows = [(r.code, r.address, r.detail, r.help) for r in answer.reasons]
            output.show({"published": False, "reasons": said}, *reasons(rows))
            return Exit.REFUSED
        shorter = 0
        if answer.version.effective_at <= to_micros(now):
            # Shorter periods reach what is held; longer ones do not (GDPR Art. 5(1)(e)).
            shorter = sum(house.retention.recompute(now, commit=True).shorter.values())
    document = _issued(answer) | {"differences": [d.as_dict() for d in draft.found]}
    output.show(document | {"shortened": shorter}, *_issued_words(answer, draft.found, shorter))
    return Exit.DONE


@policy.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text",
    show_default=True, help="How to print it.",
)  # fmt: skip
@store_options
@json_option
def diff(
    old: str, new: str, form: str, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Lay two versions side by side: each a manifest's file, or the number of a version."""
    place = Place(store=store, keys=keys, at=at)
    sides = [_side(each, place) for each in (old, new)]
    found = beside(sides[0][1], sides[1][1])
    policies = [each.required() for _, each in sides]
    asked = demand(policies[0], policies[1], found)
    document = {"demand": asked.as_dict(), "differences": [each.as_dict() for each in found]}
    if form == "html":
        name = policies[1].controller.name
        words = spoken(found, sides[0][1], sides[1][1])
        page = side_by_side(name, sides[0][0], sides[1][0], words, asked)
        output.raw(document | {"page": page}, page)
        return Exit.DONE
    (Output(json=True) if form == "json" else output).show(document, *_compared(found, asked))
    return Exit.DONE


@policy.command("list")
@click.option(
    "--format", "form", type=click.Choice(["text", "html", "atom"]), default="text",
    show_default=True, help="As words, as the page of changes, or as a feed.",
)  # fmt: skip
@click.option("--link", default="", metavar="URL", help="Where the pages lie, for the feed.")
@store_options
@json_option
def list_(
    form: str, link: str, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List every version with what it changed."""
    with laid(Place(store=store, keys=keys, at=at)) as foundation:
        told = history(foundation.data)
        newest = in_effect([each.row for each in told], to_micros(foundation.clock.now()))
    document = {"versions": [_version(each, newest == each.row) for each in told]}
    editions = [(_edition(each), each.found) for each in told]
    name = told[-1].policy.controller.name if told else ""
    if form == "atom":
        feed = atom(name, link or "urn:troth:policy", editions)
        output.raw(document | {"page": feed}, feed)
    elif form == "html":
        page = change_log(name, editions)
        output.raw(document | {"page": page}, page)
    else:
        rows = [
            (each.row.version, each.row.dated or "–", _at(each.row.published_at)[:16],
             _at(each.row.effective_at)[:16], each.row.rule, each.row.weight,
             "in effect" if each.row == newest else "")
            for each in told
        ]  # fmt: skip
        heads = ("version", "dated", "published", "from", "rule", "weight", "")
        output.show(document, table(heads, rows) if rows else line("nothing was published yet"))
    return Exit.DONE


@policy.command()
@click.argument("version", type=int)
@click.option("--notice", metavar="LANGUAGE", help="Print its notice as it was: en, de, fr.")
@store_options
@json_option
def show(
    version: int,
    notice: str | None,
    store: str | None,
    keys: str | None,
    at: datetime | None,
    output: Output,
) -> Exit:
    """Print the text of a version as it was published."""
    with laid(Place(store=store, keys=keys, at=at)) as foundation:
        told = _numbered(history(foundation.data), version)
        with foundation.data.read() as reader:
            row = reader.policy(told.row.policy)
            pages = reader.documents(told.row.policy)
    text = row.manifest if row else ""
    if notice is not None:
        body = next((page.body for page in pages if page.language == notice), None)
        if body is None:
            raise InputError(
                "policy/no-page",
                f"version {version} was published without a notice in `{notice}`",
                help=", ".join(page.language for page in pages) or "no notice was kept with it",
            )
        output.raw({"version": version, "page": body}, body)
        return Exit.DONE
    kept = [{"kind": p.kind, "language": p.language, "hash": p.hash} for p in pages]
    output.raw(_version(told, False) | {"text": text, "pages": kept}, text)
    return Exit.DONE


def _side(given: str, place: Place) -> tuple[Edition, LoadedPolicy]:
    if not given.isdecimal():
        loaded = load_policy(Path(given))
        dated = loaded.required().dated
        return Edition(label=Path(given).name, dated=str(dated or "")), loaded
    with laid(place) as foundation:
        told = _numbered(history(foundation.data), int(given))
    return _edition(told), told.loaded


def _numbered(told: Sequence[Told], version: int) -> Told:
    for each in told:
        if each.row.version == version:
            return each
    raise InputError(
        "policy/unknown-version",
        f"no version {version} was published into this store",
        help="`troth policy list` shows the versions",
    )


def _name(given: str, option: str) -> str:
    if given and not _NAME.fullmatch(given):
        raise InputError(
            "policy/not-a-name",
            f"`{given[:60]}` is no name for {option}",
            help="name a role or a record, such as dpo or board-2026-03; the log holds no words",
        )
    return given


def _edition(told: Told) -> Edition:
    return Edition(
        label=f"version {told.row.version}",
        dated=told.row.dated,
        published_at=from_micros(told.row.published_at),
    )


def _version(told: Told, current: bool) -> dict[str, object]:
    row = told.row
    return {
        "version": row.version,
        "policy": row.policy,
        "sha256": row.text,
        "dated": row.dated,
        "published_at": _at(row.published_at),
        "effective_at": _at(row.effective_at),
        "rule": row.rule,
        "weight": row.weight,
        "author": row.author,
        "accepted": row.accepted,
        "in_effect": current,
        "changes": [each.as_dict() for each in told.found],
    }


def _issued(issued: Issued) -> dict[str, object]:
    row = issued.version
    return {
        "published": issued.published,
        "version": row.version,
        "policy": row.policy,
        "effective_at": _at(row.effective_at),
        "rule": row.rule,
        "weight": row.weight,
        "campaign": issued.campaign.hex() if issued.campaign else None,
        "told": issued.told,
        "demand": issued.demand.as_dict() if issued.demand else None,
    }


def _issued_words(
    issued: Issued, found: Sequence[Difference], shorter: int
) -> Iterator[RenderableType]:
    row = issued.version
    if not issued.published:
        yield line(f"version {row.version} is this very policy; nothing was published")
        return
    yield line(f"published as version {row.version}, {row.rule}, from {_at(row.effective_at)}")
    if issued.demand is not None:
        yield from _compared(found, issued.demand)
    if shorter:
        yield line(f"{counted(shorter, 'record')} will end sooner")
    if issued.campaign:
        yield line(
            f"{counted(issued.told, 'person', 'persons')} to be told: "
            f"`troth policy announce --commit`"
        )


def _compared(found: Sequence[Difference], asked: Demand) -> Iterator[RenderableType]:
    if not found:
        yield line("no difference")
        return
    rows = [(d.verdict, d.weight, d.address, d.was or "–", d.now or "–") for d in found]
    yield table(("for people", "weight", "where", "was", "is"), rows)
    yield line("")
    yield pairs(
        {
            "weight": asked.weight,
            "told by": asked.channel,
            "because": f"{asked.source} ({asked.by})",
            "asked again": ", ".join(asked.consents) or "nobody",
        }
    )


def _at(micros: int) -> str:
    return from_micros(micros).isoformat()
