"""Which statements of a published text are kept by what, and which nothing can keep.

Every entry of a manifest names the clause it comes from; here the lines of the text are put to
their clauses, and so to the entries. A line is *kept* where one of them is a promise, a *fact*
where they only tell (a name, a definition, a reference), and *declarative* where the manifest says
that it is an assurance that nothing keeps. A line of no known clause is *unmapped*: the manifest
has forgotten it. Pure, and only the text's own numbers and headings are read.

GDPR Art. 5(2): what cannot be shown is not accounted for by saying it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from troth.policy.promises import promises
from troth.policy.syntax.entry import Entry, Section
from troth.policy.syntax.manifest import Manifest

Kind = Literal["kept", "fact", "declarative", "heading", "unmapped"]
Clause = tuple[str, ...]

PREAMBLE: Final[Clause] = ("Preamble",)
DECLARATIONS: Final = "declarations"

_NUMBER: Final = re.compile(r"[\s•–*-]*(\d{1,2}(?:\.\d{1,2})*)\.?(?![\d,])")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SMALL: Final = frozenset(("of", "and", "the", "for", "to", "our", "your", "with"))
_STEM: Final = 4
"""Letters by which a word of a clause's name is known again: `notification`, `notify`."""
_LEAD: Final = 14
"""Words at the beginning of a line that leads in a list, where a clause's name is looked for."""
_NEAR: Final = 4
"""Words of any other line for each word of the name: what is named later is only mentioned."""
_HEADING: Final = 9
"""A line of more words is no heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One line of the text.

    Attributes:
        number: Of the line, from 1.
        clause: As the manifest names it; empty where no entry knows the place.
        addresses: What tells of its clause: promises first, then other entries.
    """

    number: int
    kind: Kind
    clause: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Every line of a text that is not blank."""

    statements: tuple[Statement, ...]

    def of(self, kind: Kind) -> tuple[Statement, ...]:
        """Return the lines of one kind."""
        return tuple(each for each in self.statements if each.kind == kind)

    @property
    def without_control(self) -> float:
        """The share of statements that no promise keeps; headings state nothing."""
        said = [each for each in self.statements if each.kind != "heading"]
        return sum(each.kind != "kept" for each in said) / len(said) if said else 0.0


def coverage(manifest: Manifest, text: str) -> Coverage:
    """Put every line of a published text to what keeps it.

    Args:
        manifest: Its entries name clauses by number (`3.1.2`) or by heading (`Sharing / RB2B`).
        text: As published, line by line.
    """
    kept = {promise.address for promise in promises(manifest)}
    known = _by_clause(manifest)
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    made = []
    numbered = any(_is_number(clause[0]) for clause in known)
    places = _by_number(lines) if numbered else _by_heading(lines, known)
    for (number, line), (clause, begins) in zip(lines, places, strict=True):
        found, addresses = _nearest(known, clause)
        kind, told = _judge(manifest, line, addresses, kept)
        if begins and _is_heading(line):
            kind = "heading"
        made.append(Statement(number=number, kind=kind, clause=" / ".join(found), addresses=told))
    return Coverage(statements=tuple(made))


def _judge(
    manifest: Manifest, line: str, addresses: Sequence[str], kept: set[str]
) -> tuple[Kind, tuple[str, ...]]:
    declared = [each for each in addresses if each.startswith(f"{DECLARATIONS}/")]
    for each in declared:
        opening = manifest.declarations[each.partition("/")[2]].begins
        if opening and _bare(line).startswith(_bare(opening)):
            return "declarative", (each,)
    promised = tuple(each for each in addresses if each in kept)
    if promised:
        others = (each for each in addresses if each not in kept and each not in declared)
        return "kept", (*promised, *others)
    # What is said of a whole clause holds for its lines that nothing else tells of.
    whole = tuple(e for e in declared if not manifest.declarations[e.partition("/")[2]].begins)
    if whole:
        return "declarative", whole
    told = tuple(each for each in addresses if each not in declared)
    return ("fact", told) if told else ("unmapped", ())


def _by_clause(manifest: Manifest) -> dict[Clause, list[str]]:
    """Return clause → addresses of the entries that come from it."""
    made: dict[Clause, list[str]] = {}
    said = [(promise.address, promise.clause) for promise in promises(manifest) if promise.clause]
    for address, label in (*said, *_labels(manifest, "")):
        short = "/".join(address.split("/")[:2])
        for one in label.split(";"):
            parts = tuple(part.strip() for part in one.split(" / "))
            entries = made.setdefault(parts, [])
            if short not in entries:
                entries.append(short)
    return made


def _labels(value: object, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Entry) and value.clause:
        yield at, value.clause
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _labels(each, f"{at}/{key}")
    elif isinstance(value, Section):
        for name, field in type(value).model_fields.items():
            shown = field.alias or name
            inner = getattr(value, name)
            if name.endswith("clause") and name != "clause" and isinstance(inner, str):
                yield at, inner
            yield from _labels(inner, f"{at}/{shown}" if at else shown)


def _nearest(known: Mapping[Clause, list[str]], clause: Clause) -> tuple[Clause, list[str]]:
    """Return the entries of a clause; else of what it lies in, else of what lies in it."""
    for length in range(len(clause), 0, -1):
        if clause[:length] in known:
            return _joined(clause[:length]), known[clause[:length]]
        dotted = ".".join(clause[:length])
        if (dotted,) in known:
            return (dotted,), known[dotted,]
    below = [
        address
        for one, addresses in known.items()
        if one[: len(clause)] == clause or tuple(one[0].split("."))[: len(clause)] == clause
        for address in addresses
    ]
    return (_joined(clause), list(dict.fromkeys(below))) if below else ((), [])


def _joined(clause: Clause) -> Clause:
    return (".".join(clause),) if clause and _is_number(clause[0]) else clause


def _is_number(part: str) -> bool:
    return part.replace(".", "").isdecimal()


def _by_number(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[Clause, bool]]:
    """Give the clause of each line, the last number that began one, and whether it begins it."""
    current = PREAMBLE
    for _, line in lines:
        begun = _NUMBER.match(line)
        if begun:
            current = tuple(begun[1].split("."))
        yield current, begun is not None or current == PREAMBLE


def _by_heading(
    lines: Sequence[tuple[int, str]], known: Mapping[Clause, list[str]]
) -> Iterator[tuple[Clause, bool]]:
    """Give the clause of each line, the last heading and its part, and whether it begins it."""
    tops = list(dict.fromkeys(clause[0] for clause in known))
    section, part = "", ""
    for _, line in lines:
        inner = _best(line, [clause[1] for clause in known if clause[0] == section and clause[1:]])
        alone = _is_heading(line) and not line.endswith(":")
        outer = _best(line, [top for top in tops if top != section]) if alone else ""
        if outer and not inner:
            section, part = outer, ""
        elif inner:
            part = inner
        yield (section, part) if part else (section,), bool(inner or outer or not section)


def _best(line: str, names: Iterable[str]) -> str:
    """Return the name of which every word stands at the beginning of a line; the longest one."""
    said = [word[:_STEM] for word in _words(line)]

    def fits(name: str) -> bool:
        wanted = _words(name)
        near = _LEAD if line.endswith(":") else _NEAR * len(wanted)
        return bool(wanted) and {word[:_STEM] for word in wanted} <= set(said[:near])

    return max(filter(fits, names), key=lambda name: len(_words(name)), default="")


def _words(text: str) -> list[str]:
    return [w for w in (m.casefold() for m in _WORD.findall(text)) if w not in _SMALL]


def _is_heading(line: str) -> bool:
    bare = _NUMBER.sub("", line, count=1).strip()
    short = 0 < len(bare.split()) <= _HEADING
    return short and not bare.endswith((".", ";", ",", "!")) and not bare.startswith(("•", "–"))


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(text)).casefold()
