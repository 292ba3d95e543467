"""A register as a value: a title, columns, and rows that bear the addresses of what they tell.

Every register is made from the compiled policy, with the manifest's words beside it, so that what
an authority reads and what runs cannot differ (DESIGN, D9). A fact that nobody states is an empty
cell and named among the row's gaps; it is never filled with a guess. Knows no file format.

GDPR Art. 30.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.policy.syntax.manifest import Manifest

Cell = tuple[str, ...]
"""What stands in one cell: a line each; empty where nobody states it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        needed: Whether the law asks for it, so that an empty cell is a gap.
        law: The article that asks for it.
    """

    key: str
    title: str
    needed: bool = False
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One row: the entry of the policy it tells of, and a cell a column."""

    address: str
    cells: Mapping[str, Cell]
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One register, ready to be laid out.

    Attributes:
        head: Facts that hold for all rows: who keeps it, how to reach them.
        day: The day whose law was read.
    """

    kind: str
    title: str
    law: str
    head: tuple[tuple[str, Cell], ...]
    columns: tuple[Column, ...]
    rows: tuple[RegisterRow, ...]
    policy: str
    hash: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedVersion:
    """A version that was published to a store, with the day from which it was."""

    version: int
    day: date
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMaterial:
    """What registers are made of.

    Attributes:
        day: The day on which the registers are to be true.
        history: The published versions, oldest first; empty where no store was asked.
    """

    manifest: Manifest
    policy: Policy
    law: LawBook
    day: date
    history: tuple[PublishedVersion, ...] = field(default=())


def cell(*lines: str | None) -> Cell:
    """Return a cell of the lines that say something."""
    return tuple(line for line in lines if line)


def listed(names: Iterable[str]) -> Cell:
    """Return a cell of names in order, each once."""
    return tuple(sorted(set(names)))


def row(columns: tuple[Column, ...], address: str, cells: Mapping[str, Cell]) -> RegisterRow:
    """Return a row, with the needed cells that are empty named as its gaps."""
    gaps = tuple(each.key for each in columns if each.needed and not cells.get(each.key))
    return RegisterRow(
        address=address, cells={each.key: cells.get(each.key, ()) for each in columns}, gaps=gaps
    )


def made(
    material: RegisterMaterial,
    *,
    kind: str,
    title: str,
    law: str,
    columns: tuple[Column, ...],
    rows: Iterable[RegisterRow],
) -> Register:
    """Return a register of these rows, with its head and its stamp."""
    return Register(
        kind=kind,
        title=title,
        law=law,
        head=head(material),
        columns=columns,
        rows=tuple(rows),
        policy=material.policy.name,
        hash=material.policy.hash,
        day=material.day,
    )


def head(material: RegisterMaterial) -> tuple[tuple[str, Cell], ...]:
    """Return who keeps the register and how to reach them.

    GDPR Art. 30(1)(a), 30(2)(a): name and contact details of the controller or processor, of its
    representative and of its data protection officer.
    """
    said, runs = material.manifest.controller, material.policy.controller
    stands_in = said.representative
    officer = "appointed" if said.dpo else ""
    reached = said.dpo.contact.email if said.dpo and said.dpo.contact else None
    phone = said.contact.phone if said.contact and not said.contact.masked else None
    return (
        ("kept by", cell(runs.legal_name or runs.name)),
        ("seat", cell(runs.seat)),
        ("address", cell(runs.address)),
        ("contact", cell(runs.email, phone)),
        ("data protection officer", cell(officer, reached)),
        (
            "representative in the Union",
            cell(f"{stands_in.name}, {stands_in.place}") if stands_in else (),
        ),
        ("law", tuple(runs.laws)),
    )
