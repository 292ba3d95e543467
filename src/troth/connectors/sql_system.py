"""A table in another database, from which rows are erased by an identifier they hold.

The manifest names the columns (`table.column`) and the kind of identifier in each; nothing else of
the database is read or touched. All tables go in one transaction, in the order of the manifest, so
that rows which point to others can be named first. Values are compared without regard to case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Engine,
    TableClause,
    column,
    create_engine,
    delete,
    func,
    select,
    table,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from troth.core.names import Identifier
from troth.errors import OutsideError

_FAULTS = (SQLAlchemyError, OSError, ImportError, ValueError)
"""What goes wrong on the way to a database: itself, its driver, or how its address is written."""


class SqlSystem:
    """A database that a manifest names as a system.

    Args:
        name: The system's key in the manifest.
        url: Where it is, as SQLAlchemy writes it.
        erases: (table, column, kind of identifier) each.
    """

    def __init__(self, *, name: str, url: str, erases: Sequence[tuple[str, str, str]]) -> None:
        self._name = name
        self._url = url
        self._erases = erases

    def locate(self, identifiers: Sequence[Identifier]) -> int:
        """Return how many rows hold one of these identifiers."""
        try:
            with self._engine().connect() as open_:
                return sum(
                    open_.execute(select(func.count()).select_from(rows).where(held)).scalar_one()
                    for rows, held in self._places(identifiers)
                )
        except _FAULTS as fault:
            raise self._unreached() from fault

    def erase(self, identifiers: Sequence[Identifier], plan: bytes) -> int:
        """Delete the rows that hold one of these identifiers; return how many went."""
        try:
            with self._engine().begin() as open_:
                return sum(
                    open_.execute(delete(rows).where(held)).rowcount
                    for rows, held in self._places(identifiers)
                )
        except _FAULTS as fault:
            raise self._unreached() from fault

    def _engine(self) -> Engine:
        return create_engine(self._url, poolclass=NullPool)

    def _places(
        self, identifiers: Sequence[Identifier]
    ) -> Iterator[tuple[TableClause, ColumnElement[bool]]]:
        for name, holder, kind in self._erases:
            values = sorted({one.value.lower() for one in identifiers if one.kind == kind})
            if values:
                schema, _, plain = name.rpartition(".")
                held: ColumnClause[str] = column(holder)
                yield (
                    table(plain, held, schema=schema or None),
                    func.lower(held).in_(values),
                )

    def _unreached(self) -> OutsideError:
        # What the database says may repeat what it was asked for, so it is not told further.
        return OutsideError(
            "system/unreached",
            f"the database of `{self._name}` did not do what it was asked",
            help="look at its address and at the columns that the manifest names",
            place=f"systems/{self._name}",
        )
