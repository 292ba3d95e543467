"""What was said, shown and refused: consents, disclosures, looks and refusals, oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from troth.storage.rows import AccessRow, ConsentRow, DisclosureRow, RefusalRow
from troth.storage.sql import shapes
from troth.storage.sql.shapes import Shape
from troth.storage.sql.subjects import SubjectReads, SubjectWrites

R = TypeVar("R")


class HistoryReads(SubjectReads):
    """Reads what happened about persons."""

    def consents(self, persons: Sequence[bytes]) -> Sequence[ConsentRow]:
        """Return consent events in the order they were appended."""
        return self._about(shapes.CONSENTS, persons, "event")

    def consents_after(self, persons: Sequence[bytes], at: int) -> Sequence[ConsentRow]:
        """Return those consent events that stand after an instant, in the order of appending."""
        condition, values = self._session.among("person", persons)
        later = f"{shapes.CONSENTS.select} WHERE {condition} AND at > ? ORDER BY event"
        return shapes.CONSENTS.rows(self._session.lines(later, (*values, at)))

    def all_consents(self) -> Iterator[ConsentRow]:
        """Yield every consent event in the order they were appended."""
        return self._all(shapes.CONSENTS, "event")

    def lapsing(self, at: int) -> Sequence[bytes]:
        """Return in order who ever gave a consent that ends by itself at or before `at`."""
        lines = self._session.lines(
            "SELECT DISTINCT person FROM consents WHERE action = 'give' AND until <= ?"
            " ORDER BY person",
            (at,),
        )
        return [line[0] for line in lines if isinstance(line[0], bytes)]

    def disclosures(self, persons: Sequence[bytes]) -> Sequence[DisclosureRow]:
        """Return disclosures about these persons, oldest first."""
        return self._about(shapes.DISCLOSURES, persons, "at, disclosure")

    def all_disclosures(self) -> Iterator[DisclosureRow]:
        """Yield every disclosure, oldest first."""
        return self._all(shapes.DISCLOSURES, "at, disclosure")

    def accesses(self, persons: Sequence[bytes]) -> Sequence[AccessRow]:
        """Return looks at these persons' records, oldest first."""
        return self._about(shapes.ACCESSES, persons, "at, access")

    def all_accesses(self) -> Iterator[AccessRow]:
        """Yield every look, oldest first."""
        return self._all(shapes.ACCESSES, "at, access")

    def refusals(self) -> Iterator[RefusalRow]:
        """Yield every refusal, oldest first."""
        return self._all(shapes.REFUSALS, "at, refusal")

    def _about(self, shape: Shape[R], persons: Sequence[bytes], order: str) -> list[R]:
        condition, values = self._session.among("person", persons)
        sql = f"{shape.select} WHERE {condition} ORDER BY {order}"
        return shape.rows(self._session.lines(sql, values))

    def _all(self, shape: Shape[R], order: str) -> Iterator[R]:
        for lines in self._session.stream(f"{shape.select} ORDER BY {order}"):
            yield from shape.rows(lines)


class HistoryWrites(HistoryReads, SubjectWrites):
    """Appends what happened about persons; nothing here is ever changed."""

    def add_consents(self, rows: Sequence[ConsentRow]) -> None:
        """Append consent events; `event` is given by the database."""
        self.demand((row.person for row in rows), "consents")
        self._session.insert(shapes.CONSENTS, rows)

    def add_disclosures(self, rows: Sequence[DisclosureRow]) -> None:
        """Add disclosures about known persons."""
        self.demand((row.person for row in rows), "disclosures")
        self._session.insert(shapes.DISCLOSURES, rows)

    def add_accesses(self, rows: Sequence[AccessRow]) -> None:
        """Add looks at known persons' records."""
        self.demand((row.person for row in rows), "accesses")
        self._session.insert(shapes.ACCESSES, rows)

    def add_refusals(self, rows: Sequence[RefusalRow]) -> None:
        """Add what the gate refused."""
        self._session.insert(shapes.REFUSALS, rows)
