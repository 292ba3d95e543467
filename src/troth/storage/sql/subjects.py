"""Persons, what holds for them, and what stops their erasure: statements for both databases.

A row about a person is written only while the person's row is locked against deletion, so an
erasure leaves nothing behind whatever runs beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from troth.storage.refusals import hold_without_scope, unknown, unknown_reference
from troth.storage.rows import ClockRow, HoldRow, PersonRow, StandingRow
from troth.storage.sql import shapes
from troth.storage.sql.schema import BEFORE_PERSONS
from troth.storage.sql.session import Session
from troth.storage.sql.standing import ALIASES

IN_FORCE = (
    "h.placed_at <= ? AND (h.until IS NULL OR h.until > ?)"
    " AND (h.released_at IS NULL OR h.released_at > ?)"
)
"""A hold in force; takes the instant three times."""

HELD = f"""
WITH RECURSIVE held (person, category) AS (
    SELECT h.person, h.category FROM holds h WHERE h.person IS NOT NULL AND {IN_FORCE}
    UNION
    SELECT CASE WHEN p.person = held.person THEN p.alias_of ELSE p.person END, held.category
    FROM held JOIN persons p ON p.alias_of IS NOT NULL
        AND (p.person = held.person OR p.alias_of = held.person)
)
"""
"""Who is held, with everybody merged with them (D15); takes the instant three times."""


class SubjectReads:
    """Reads persons, clocks, standing and holds."""

    _session: Session

    def person(self, person: bytes) -> PersonRow | None:
        """Return a person's row, hidden or not."""
        line = self._session.line(f"{shapes.PERSONS.select} WHERE person = ?", (person,))
        return None if line is None else shapes.PERSONS.row(line)

    def persons(self, persons: Sequence[bytes]) -> Mapping[bytes, PersonRow]:
        """Return the rows of those persons that exist."""
        condition, values = self._session.among("person", persons)
        lines = self._session.lines(f"{shapes.PERSONS.select} WHERE {condition}", values)
        return {row.person: row for row in shapes.PERSONS.rows(lines)}

    def all_persons(self) -> Iterator[PersonRow]:
        """Yield every person in the order of their ids."""
        for lines in self._session.stream(f"{shapes.PERSONS.select} ORDER BY person"):
            yield from shapes.PERSONS.rows(lines)

    def aliases(self, person: bytes) -> tuple[bytes, ...]:
        """Return the whole alias set in the order of the ids."""
        kind = "bytea" if self._session.postgres else "BLOB"
        lines = self._session.lines(ALIASES.format(bytes=kind), (person,))
        return tuple(bytes(line[0]) for line in lines if isinstance(line[0], bytes))

    def clocks(self, persons: Sequence[bytes]) -> Sequence[ClockRow]:
        """Return the moving clocks in the order of (person, clock)."""
        condition, values = self._session.among("person", persons)
        order = "ORDER BY person, clock"
        lines = self._session.lines(f"{shapes.CLOCKS.select} WHERE {condition} {order}", values)
        return shapes.CLOCKS.rows(lines)

    def standing(self, persons: Sequence[bytes]) -> Sequence[StandingRow]:
        """Return what holds for these persons in the order of (person, kind, about)."""
        condition, values = self._session.among("person", persons)
        order = "ORDER BY person, kind, about"
        lines = self._session.lines(f"{shapes.STANDING.select} WHERE {condition} {order}", values)
        return shapes.STANDING.rows(lines)

    def standing_like(self, kind: str, at: int) -> Iterator[StandingRow]:
        """Yield what of one kind holds for anybody at `at`, in the order of (person, about)."""
        sql = (
            f"{shapes.STANDING.select} WHERE kind = ? AND since <= ?"
            " AND (until IS NULL OR until > ?) ORDER BY person, about"
        )
        yield from shapes.STANDING.rows(self._session.lines(sql, (kind, at, at)))

    def holds(self, at: int) -> Sequence[HoldRow]:
        """Return the holds in force at `at`, oldest first."""
        sql = f"{shapes.HOLDS.select} h WHERE {IN_FORCE} ORDER BY placed_at, hold"
        return shapes.HOLDS.rows(self._session.lines(sql, (at, at, at)))

    def held(self, persons: Sequence[bytes]) -> Mapping[str, int]:
        """Return table → rows held under these persons, hidden ones included."""
        condition, values = self._session.among("person", persons)
        return {
            table: self._session.number(f"SELECT count(*) FROM {table} WHERE {condition}", values)
            for table in ("persons", *BEFORE_PERSONS)
            if table != "holds"
        }


class SubjectWrites(SubjectReads):
    """Writes persons, clocks, standing and holds."""

    def add_persons(self, rows: Sequence[PersonRow]) -> None:
        """Add new persons."""
        self._session.insert(shapes.PERSONS, rows)
        self.demand((row.alias_of for row in rows if row.alias_of is not None), "persons")

    def update_person(self, row: PersonRow) -> None:
        """Replace a person's row."""
        if not self._session.replace(shapes.PERSONS, [row]):
            raise unknown("persons")
        if row.alias_of is not None:
            self.demand([row.alias_of], "persons")

    def hide(self, persons: Sequence[bytes]) -> None:
        """Let no read return these persons' records from now on."""
        self._session.run_among("UPDATE persons SET hidden = 1", "person", persons)

    def delete_persons(self, persons: Sequence[bytes]) -> Mapping[str, int]:
        """Delete these persons and everything held under them; return table → rows deleted."""
        wanted = list(persons)
        # Locked first: a writer that holds a person's row finishes, a later one finds nobody.
        self._lock(wanted, "FOR UPDATE")
        counts = {
            table: self._session.run_among(f"DELETE FROM {table}", "person", wanted)
            for table in (*BEFORE_PERSONS, "persons")
        }
        self._session.run_among("UPDATE persons SET alias_of = NULL", "alias_of", wanted)
        self._session.run_among("DELETE FROM dossier_persons", "person", wanted)
        self._session.run_among("DELETE FROM accounts", "person", wanted)
        for table in ("passkeys", "sessions", "links", "sign_ins"):
            self._session.run_among(f"DELETE FROM {table}", "owner", wanted)
        # The register of requests outlives people and leads to nobody then (GDPR Art. 5(2)).
        self._session.run_among("UPDATE requests SET person = NULL", "person", wanted)
        self._session.run_among("UPDATE cases SET person = NULL", "person", wanted)
        forget = "UPDATE messages SET person = NULL, submission = NULL"
        self._session.run_among(forget, "person", wanted)
        return counts

    def touch(self, rows: Sequence[ClockRow]) -> None:
        """Move clocks forward, never back."""
        self.demand((row.person for row in rows), "clocks")
        forward = f"{shapes.CLOCKS.upsert} WHERE excluded.at > clocks.at"
        values = shapes.CLOCKS.values(sorted(rows, key=lambda row: (row.person, row.clock)))
        self._session.many(forward, values)

    def set_standing(self, rows: Sequence[StandingRow]) -> None:
        """Set what holds; the newest row for (person, kind, about) stays."""
        self.demand((row.person for row in rows), "standing")
        self._session.put(shapes.STANDING, rows)

    def clear_standing(self, person: bytes, kind: str, about: str) -> None:
        """Remove one row of standing, if it is there."""
        sql = "DELETE FROM standing WHERE person = ? AND kind = ? AND about = ?"
        self._session.run(sql, (person, kind, about))

    def add_hold(self, row: HoldRow) -> None:
        """Place a hold on a person, a category, or both."""
        if row.person is None and row.category is None:
            raise hold_without_scope()
        self.demand([] if row.person is None else [row.person], "holds")
        self._session.insert(shapes.HOLDS, [row])

    def release_hold(self, hold: str, at: int) -> None:
        """End a hold at an instant."""
        if not self._session.run("UPDATE holds SET released_at = ? WHERE hold = ?", (at, hold)):
            raise unknown("holds")

    def demand(self, persons: Iterable[bytes], table: str) -> None:
        """Lock these persons' rows against deletion until the unit ends.

        Raises:
            StateError: `store/unknown-reference` when one is not there.
        """
        wanted = set(persons)
        if wanted and self._lock(wanted, "FOR KEY SHARE") != len(wanted):
            raise unknown_reference(table)

    def _lock(self, persons: Iterable[bytes], strength: str) -> int:
        condition, values = self._session.among("person", persons)
        if not self._session.postgres:
            # The writer holds the whole file.
            return self._session.number(f"SELECT count(*) FROM persons WHERE {condition}", values)
        sql = f"SELECT person FROM persons WHERE {condition} ORDER BY person {strength}"
        return len(self._session.lines(sql, values))
