"""`troth law`: what the law packs hold, with sources and days, and which rule held on a day.

No store is touched. What is only proposed is shown as such and never as law.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import click
from rich.console import RenderableType

from troth.assembly.law import load_law_book
from troth.cli.groups import Group
from troth.cli.options import json_option, read_day
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, pairs, table
from troth.core.places import read_place
from troth.errors import InputError
from troth.law.book import Deadline, Figure, LawBook
from troth.law.cases import find_term
from troth.policy.nearest import nearest, quoted

UNKNOWN = "unknown"


@click.group(cls=Group)
def law() -> None:
    """Show the law packs; explain which rule held on a day."""


@law.command("list")
@json_option
def list_(output: Output) -> Exit:
    """List the laws of the packs."""
    book = load_law_book()
    rows = [_law_row(book, name) for name in book.laws()]
    output.show(
        {"as_of": book.as_of.isoformat(), "laws": rows},
        table(tuple(rows[0]), [tuple(row.values()) for row in rows]),
    )
    return Exit.DONE


@law.command()
@click.argument("name", metavar="LAW")
@json_option
def show(name: str, output: Output) -> Exit:
    """Show every term and figure of a law, with its source and its first day."""
    book = load_law_book()
    name = known_law(book, name)
    terms = [each for event in book.events(name) for each in book.deadlines[name, event]]
    figures = [
        each
        for group, found in book.figures.items()
        if group.startswith(f"duty/{name}/")
        for each in found
    ]
    document = {
        "law": name,
        "terms": [_term_document(each) for each in terms],
        "figures": [_figure_document(each) for each in figures],
    }
    output.show(document, *_law_parts(terms, figures))
    return Exit.DONE


@law.command()
@click.argument("name", metavar="LAW")
@click.option("--right", default="request", help="A right, or a term of the law by its name.")
@click.option("--on", "day", required=True, metavar="DATE", help="The day of receipt.")
@click.option("--region", metavar="CODE", help="Where the person is, such as US-TX.")
@json_option
def explain(name: str, right: str, day: str, region: str | None, output: Output) -> Exit:
    """Say which rule of a law held on a day."""
    book, on = load_law_book(), read_day(day)
    region = None if region is None else read_place(region)
    term = known_term(book, name, right, on, region)
    longer = book.extension(term, on, region)
    document = {
        "on": on.isoformat(),
        "term": _term_document(term),
        "extension": _term_document(longer) if longer else None,
    }
    parts: list[RenderableType] = [pairs(_term_document(term))]
    if longer is not None:
        parts += [line(""), line("and may be extended:", "bold"), pairs(_term_document(longer))]
    output.show(document, *parts)
    return Exit.DONE


def known_law(book: LawBook, name: str) -> str:
    """Return the name of a law as the packs have it, in whatever case it was written.

    Raises:
        InputError: `law/unknown`, with the nearest name.
    """
    known = name.lower()
    if known not in book.laws():
        message = f"{quoted(name)} is no law of the packs"
        raise InputError("law/unknown", message, help=nearest(known, book.laws()))
    return known


def known_term(
    book: LawBook, name: str, right: str, day: date, region: str | None = None
) -> Deadline:
    """Return the term of a law for a right.

    Raises:
        InputError: `law/unknown`, `law/unknown-term`, with the nearest name; `law/not-in-force`.
    """
    name = known_law(book, name)
    names = {*book.rights(), *book.events(name)}
    if right not in names:
        message = f"`{name}` sets no term for {quoted(right)}"
        raise InputError("law/unknown-term", message, help=nearest(right, names))
    return find_term(book, name, right, day, region)


def _law_row(book: LawBook, name: str) -> dict[str, object]:
    terms = [each for event in book.events(name) for each in book.deadlines[name, event]]
    regions = sorted({region for each in terms for region in each.regions})
    return {
        "law": name,
        "status": terms[0].status,
        "terms": len(terms),
        "regions": regions,
    }


def _law_parts(terms: Sequence[Deadline], figures: Sequence[Figure]) -> Iterator[RenderableType]:
    rows = [
        (each.event, str(each.limit), f"from {each.start}", _first(each.valid_from), each.status)
        for each in terms
    ]
    yield table(("term", "limit", "counted", "valid from", "status"), rows)
    yield line("")
    if figures:
        found = [(f.name.rpartition("/")[2], _plain(f), _first(f.valid_from)) for f in figures]
        yield table(("figure", "value", "valid from"), found)
        yield line("")
    rules: list[Deadline | Figure] = [*terms, *figures]
    sources = dict.fromkeys(each.source for each in rules)
    yield table(("source",), [(source,) for source in sources])
    for read in dict.fromkeys(url for each in rules for url in each.read_in):
        yield line(read, "dim")


def _term_document(term: Deadline) -> dict[str, object]:
    within = term.notice_within
    return {
        "law": term.law,
        "term": term.event,
        "limit": str(term.limit),
        "start": term.start,
        "extends": list(term.extends),
        "notice_within": str(within) if within else None,
        "suspended_for": list(term.suspend),
        "rolls_over": term.roll_holiday,
        "regions": list(term.regions),
        "regions_from": {region: day.isoformat() for region, day in term.region_dates},
        "except": list(term.excepted),
        "basis": term.basis,
        **_provenance(term),
    }


def _figure_document(figure: Figure) -> dict[str, object]:
    value = figure.value
    return {
        "figure": figure.name,
        "value": list(value) if isinstance(value, tuple) else value,
        **_provenance(figure),
    }


def _provenance(rule: Deadline | Figure) -> dict[str, object]:
    return {
        "source": rule.source,
        "read_in": list(rule.read_in),
        "act_of": rule.dated.isoformat() if rule.dated else None,
        "valid_from": _first(rule.valid_from),
        "valid_until": rule.valid_until.isoformat() if rule.valid_until else None,
        "confidence": rule.confidence,
        "status": rule.status,
        "note": rule.note,
    }


def _first(day: date | None) -> str:
    return day.isoformat() if day else UNKNOWN


def _plain(figure: Figure) -> str:
    return ", ".join(figure.names())
