"""Writes docs/law.md: every law of the packs, with its terms, figures, sources and first days.

Run by `make docs`; a test holds the page to what it would write.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from troth.assembly.law import load_law_book
from troth.law.book import Deadline, Figure, LawBook

PAGE = Path(__file__).resolve().parents[2] / "docs" / "law.md"

HEAD = """\
# The law packs

Made from the packs in `src/troth/law/data/` by `make docs`. They are kept up to **{as_of}** and
are no legal advice: *read* means read in the source named, *general* means general knowledge that
is still to be checked there.

Every line has the first day on which it holds, or `unknown`; an unknown first day is never taken
to lie before the day of the act itself, where that is known. A question is answered with the rule
of the day of receipt: `troth law explain us-states --on 2024-06-30 --region US-TX` finds none,
since that act began a day later. What is only *proposed* is listed last and is never active. How
terms are counted is in [counting.md](counting.md).

"""


def page() -> str:
    """Return the page."""
    book = load_law_book()
    parts = [HEAD.format(as_of=book.as_of), "## Terms\n"]
    in_force = [law for law in book.laws() if not _proposed(book, law)]
    proposed = [law for law in book.laws() if _proposed(book, law)]
    for law in (*in_force, *proposed):
        parts.append("\n".join(_law(book, law)))
    parts.append("## Figures by place and kind\n")
    for group in _groups(book):
        parts.append("\n".join(_group(book, group)))
    return "\n".join(parts)


def _proposed(book: LawBook, law: str) -> bool:
    return any(
        each.status == "proposed"
        for event in book.events(law)
        for each in book.variants(law, event)
    )


def _law(book: LawBook, law: str) -> Iterator[str]:
    terms = [each for event in book.events(law) for each in book.deadlines[law, event]]
    yield f"### `{law}`" + (": proposed, not law" if _proposed(book, law) else "")
    yield ""
    yield f"{terms[0].source}. In: {', '.join(sorted({r for t in terms for r in t.regions}))}."
    if terms[0].counting:
        yield f"Counted by {terms[0].counting}."
    yield ""
    yield "| term | limit | from | valid from | basis | sure | more |"
    yield "|---|---|---|---|---|---|---|"
    for term in terms:
        yield (
            f"| {term.event} | {term.limit} | {_words(term.start)} | {_first(term)} |"
            f" {term.basis or '–'} | {_sure(term)} | {_more(term) or '–'} |"
        )
    yield ""
    figures = [
        each
        for name, found in book.figures.items()
        if name.startswith(f"duty/{law}/")
        for each in found
    ]
    if figures:
        yield from _figures(figures)
    yield from _read_in([*terms, *figures])


def _group(book: LawBook, group: str) -> Iterator[str]:
    figures = [f for name, all_ in book.figures.items() if _group_of(name) == group for f in all_]
    yield f"### {group}"
    yield ""
    yield from _figures(figures)
    yield from _read_in(figures)


def _figures(figures: Sequence[Figure]) -> Iterator[str]:
    yield "| figure | value | valid from | until | source | sure | note |"
    yield "|---|---|---|---|---|---|---|"
    for each in figures:
        value = ", ".join(each.names())
        yield (
            f"| {each.name.rpartition('/')[2]} | {value} | {_first(each)} |"
            f" {each.valid_until or '–'} | {each.source} | {_sure(each)} | {each.note or '–'} |"
        )
    yield ""


def _read_in(rules: Sequence[Deadline | Figure]) -> Iterator[str]:
    addresses = list(dict.fromkeys(url for rule in rules for url in rule.read_in))
    if addresses:
        yield "Read in: " + ", ".join(f"<{each}>" for each in addresses)
        yield ""


def _groups(book: LawBook) -> list[str]:
    assumed = {name for name, all_ in book.figures.items() if "assumed" in all_[0].source}
    names = {_group_of(name) for name in set(book.figures) - assumed}
    return sorted(name for name in names if not name.startswith("duty/"))


def _group_of(name: str) -> str:
    return name.rpartition("/")[0]


def _first(rule: Deadline | Figure) -> str:
    if rule.valid_from:
        return rule.valid_from.isoformat()
    return f"unknown (act: {rule.dated})" if rule.dated else "unknown"


def _sure(rule: Deadline | Figure) -> str:
    return "read" if rule.confidence == "verified" else "general"


def _words(name: str) -> str:
    return name.replace("-", " ")


def _more(term: Deadline) -> str:
    said = []
    if term.extends:
        said.append(f"extends {', '.join(term.extends)}")
    if term.notice_within:
        said.append(f"notice within {term.notice_within}")
    if term.reasons:
        named = " or ".join(_words(each) for each in term.grounds)
        said.append(f"for {named}" if named else "with reasons")
    if term.suspend:
        said.append(f"stands for {', '.join(_words(each) for each in term.suspend)}")
    if term.roll_holiday:
        said.append("rolls over")
    if term.excepted:
        said.append(f"not in {', '.join(term.excepted)}")
    if term.narrowed:
        said.append(f"only in {', '.join(term.regions)}")
    if term.region_dates and not term.narrowed:
        said.append("from " + ", ".join(f"{day} in {r}" for r, day in term.region_dates))
    return "; ".join([*said, *([term.note] if term.note else [])])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
