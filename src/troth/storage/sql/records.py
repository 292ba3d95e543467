"""Records and the activities they share: clustered reads, set-based sweeps.

A record of a hidden person is not returned and not swept; its erasure deletes it. What a hold or a
legal keep stops is decided in the statement that deletes, so nothing can change in between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from troth.storage.refusals import unknown, unknown_reference
from troth.storage.rows import ActivityRow, RecordRow
from troth.storage.sql import shapes
from troth.storage.sql.shapes import Plain
from troth.storage.sql.subjects import HELD, IN_FORCE, SubjectReads, SubjectWrites

_ACTIVITIES_LOCK: Final = 0x54726F01

_SHOWN: Final = "NOT EXISTS (SELECT 1 FROM persons p WHERE p.person = r.person AND p.hidden = 1)"

_OLDEST: Final = "r.expires_at, r.person, r.record"

_NOT_HELD: Final = {
    # (a person is named, a category is named) → what such a hold does not reach.
    (0, 1): "r.activity NOT IN (SELECT a.activity FROM activities a"
    " JOIN holds h ON h.category = a.category"
    f" WHERE h.person IS NULL AND {IN_FORCE})",
    (1, 0): f"r.person NOT IN ({HELD} SELECT person FROM held WHERE category IS NULL)",
    (1, 1): f"(r.person, r.activity) NOT IN ({HELD} SELECT held.person, a.activity"
    " FROM held JOIN activities a ON a.category = held.category)",
}
"""Each takes the instant three times; the cheapest first."""

_HOLDING: Final = (
    "SELECT DISTINCT CASE WHEN h.person IS NULL THEN 0 ELSE 1 END,"
    f" CASE WHEN h.category IS NULL THEN 0 ELSE 1 END FROM holds h WHERE {IN_FORCE}"
)

_HIDDEN: Final = "SELECT person FROM persons WHERE hidden = 1"

_MOVING: Final = (
    # CROSS JOIN keeps SQLite at the written order: stopped clocks first, then their records.
    "FROM clocks c CROSS JOIN records r"
    " WHERE c.clock = ? AND c.at <= ? AND r.person = c.person"
    " AND r.activity IN (SELECT activity FROM activity_rules WHERE rule = ?)"
    # Taking a datum in is itself a sign of life: what came later is not yet due.
    " AND r.collected_at <= ? AND {free} ORDER BY c.at, r.person, r.record LIMIT ?"
)


class RecordReads(SubjectReads):
    """Reads records and activities."""

    def activity(self, activity: int) -> ActivityRow | None:
        """Return one processing activity."""
        sql = f"{shapes.ACTIVITIES.select} WHERE activity = ?"
        line = self._session.line(sql, (activity,))
        return None if line is None else shapes.ACTIVITIES.row(line)

    def activities(self) -> Mapping[int, ActivityRow]:
        """Return every processing activity by its number."""
        lines = self._session.lines(f"{shapes.ACTIVITIES.select} ORDER BY activity")
        return {row.activity: row for row in shapes.ACTIVITIES.rows(lines)}

    def records(self, persons: Sequence[bytes]) -> Sequence[RecordRow]:
        """Return the records of these persons in the order of (person, record)."""
        condition, values = self._session.among("r.person", persons)
        return self._records(f"{condition} AND {_SHOWN} ORDER BY person, record", values)

    def record(self, record: bytes) -> RecordRow | None:
        """Return one record by its id."""
        return next(iter(self._records(f"r.record = ? AND {_SHOWN}", (record,))), None)

    def all_records(self, chunk: int = 10_000) -> Iterator[Sequence[RecordRow]]:
        """Yield every record in chunks, in the order of (person, record)."""
        sql = f"{shapes.RECORDS.select} r WHERE {_SHOWN} ORDER BY person, record"
        for lines in self._session.stream(sql, chunk=chunk):
            yield shapes.RECORDS.rows(lines)

    def count_records(self) -> int:
        """Return the number of records that are not hidden."""
        return self._session.number(f"SELECT count(*) FROM records r WHERE {_SHOWN}")

    def sample_records(self, count: int, seed: int) -> Sequence[RecordRow]:
        """Return `count` records from a place in the order of record ids that the seed picks."""
        # Record ids are random, so neighbours in their order are a random sample.
        pivot = hashlib.sha256(str(seed).encode()).digest()[:16]
        order = f"AND {_SHOWN} ORDER BY record LIMIT ?"
        above = self._records(f"r.record >= ? {order}", (pivot, count))
        return [*above, *self._records(f"r.record < ? {order}", (pivot, count - len(above)))]

    def due_fixed(self, now: int, limit: int) -> Sequence[RecordRow]:
        """Return what a sweep at `now` would delete, oldest expiry first."""
        free, values = self._free(now)
        return self._records(
            f"r.expires_at <= ? AND {free} ORDER BY expires_at, person, record LIMIT ?",
            (now, *values, limit),
        )

    def due_of(self, rules: Sequence[str], now: int, limit: int) -> Sequence[RecordRow]:
        """Return what is due of records that one of these rules ends, oldest expiry first."""
        free, values = self._free(now)
        among, chosen = self._session.among("r.rule", rules)
        return self._records(
            f"r.expires_at <= ? AND {among} AND {free} ORDER BY expires_at, person, record LIMIT ?",
            (now, *chosen, *values, limit),
        )

    def due_moving(
        self, rule: str, clock: str, cutoff: int, now: int, limit: int
    ) -> Sequence[RecordRow]:
        """Return records under a moving rule whose clock stands at or before `cutoff`."""
        free, values = self._free(now)
        columns = ", ".join(f"r.{column}" for column in shapes.RECORDS.columns)
        lines = self._session.lines(
            f"SELECT {columns} {_MOVING.format(free=free)}",
            (clock, cutoff, rule, cutoff, *values, limit),
        )
        return shapes.RECORDS.rows(lines)

    def ended_duties(self, now: int) -> Mapping[int, int]:
        """Return activity → due records that a legal duty kept until it ended."""
        free, values = self._free(now)
        lines = self._session.lines(
            "SELECT r.activity, count(*) FROM records r"
            f" WHERE r.expires_at <= ? AND r.keep_until IS NOT NULL AND {free}"
            " GROUP BY r.activity ORDER BY r.activity",
            (now, *values),
        )
        return {int(activity or 0): int(count or 0) for activity, count in lines}

    def count_due_by_month(self) -> Mapping[tuple[str, str], int]:
        """Return (month or `moving`, rule) → records, in the order of the keys."""
        if self._session.postgres:
            month = "to_char(to_timestamp(r.expires_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM')"
        else:
            month = "strftime('%Y-%m', r.expires_at / 1000000, 'unixepoch')"
        lines = self._session.lines(
            f"SELECT coalesce({month}, 'moving'), r.rule, count(*) FROM records r"
            f" WHERE {_SHOWN} GROUP BY 1, 2"
        )
        found = {(str(month), str(rule)): int(count or 0) for month, rule, count in lines}
        return dict(sorted(found.items()))

    def live_periods(self, periods: Sequence[bytes]) -> frozenset[bytes]:
        """Return those of `periods` that at least one record still uses, hidden ones included."""
        condition, values = self._session.among("period", periods)
        lines = self._session.lines(
            f"SELECT DISTINCT period FROM records WHERE {condition}", values
        )
        return frozenset(line[0] for line in lines if isinstance(line[0], bytes))

    def records_in_period(self, period: bytes, limit: int) -> Sequence[RecordRow]:
        """Return records sealed under a period's key, in the order of (person, record)."""
        order = "ORDER BY person, record LIMIT ?"
        return self._records(f"r.period = ? AND {_SHOWN} {order}", (period, limit))

    def _free(self, now: int) -> tuple[str, Sequence[Plain]]:
        """Return the condition that nothing stops a record's deletion at `now`, with its values."""
        conditions = ["(r.keep_until IS NULL OR r.keep_until <= ?)"]
        if self._session.postgres:
            conditions += [*_NOT_HELD.values(), _SHOWN]
            return " AND ".join(conditions), [now] * 10
        # What does not exist need not be asked of every row: none can appear meanwhile.
        held = set(self._session.lines(_HOLDING, [now] * 3))
        conditions += [condition for scope, condition in _NOT_HELD.items() if scope in held]
        if self._session.line(f"{_HIDDEN} LIMIT 1"):
            conditions.append(f"r.person NOT IN ({_HIDDEN})")
        return " AND ".join(conditions), [now] * (1 + 3 * len(held))

    def _records(self, condition: str, values: Sequence[object]) -> list[RecordRow]:
        sql = f"{shapes.RECORDS.select} r WHERE {condition}"
        return shapes.RECORDS.rows(self._session.lines(sql, values))


class RecordWrites(RecordReads, SubjectWrites):
    """Writes records and activities."""

    def add_activity(self, row: ActivityRow) -> int:
        """Return the number of the activity with this content, made on first sight."""
        content = _content(row)
        find = "SELECT min(activity) FROM activities WHERE content = ?"
        number = self._session.number(find, (content,))
        if number:
            return number
        # Looked up again under the lock: another unit may have made it meanwhile.
        self._session.lock(_ACTIVITIES_LOCK)
        number = self._session.number(find, (content,))
        return number or self._make_activity(row, content)

    def update_activities(self, change: Callable[[ActivityRow], ActivityRow | None]) -> int:
        """Replace every activity for which `change` returns a row; return how many."""
        self._session.lock(_ACTIVITIES_LOCK)
        made = {number: change(row) for number, row in self.activities().items()}
        changed = [replace(row, activity=n) for n, row in made.items() if row is not None]
        self._session.replace(shapes.ACTIVITIES, changed)
        numbers = [row.activity for row in changed]
        self._session.run_among("DELETE FROM activity_rules", "activity", numbers)
        for row in changed:
            sql = "UPDATE activities SET content = ? WHERE activity = ?"
            self._session.run(sql, (_content(row), row.activity))
            self._add_rules(row.activity, row.rules)
        return len(changed)

    def add_records(self, rows: Sequence[RecordRow]) -> None:
        """Add new records of known persons under known activities."""
        self.demand((row.person for row in rows), "records")
        self._demand_activities(rows)
        # In the order of the cluster, so that a batch touches each page once.
        self._session.insert(shapes.RECORDS, sorted(rows, key=lambda row: (row.person, row.record)))

    def replace_records(self, rows: Sequence[RecordRow]) -> None:
        """Replace records, found by (person, record)."""
        self._demand_activities(rows)
        if not self._session.replace(shapes.RECORDS, rows):
            raise unknown("records")

    def reseal_records(self, rows: Sequence[tuple[bytes, bytes, bytes, bytes]]) -> None:
        """Put (person, record, period, sealed) in place; nothing else of a record changes.

        Only one of the three indexes is touched, where `replace_records` writes all of them anew.
        """
        by_person = sorted({(row[0], row[1]): row for row in rows}.values())
        if not by_person:
            return
        if self._session.postgres:
            sql = (
                "UPDATE records r SET period = made.period, sealed = made.sealed"
                " FROM unnest(?::bytea[], ?::bytea[], ?::bytea[], ?::bytea[])"
                " AS made (person, record, period, sealed)"
                " WHERE r.person = made.person AND r.record = made.record"
            )
            found = self._session.run(
                sql, [list(column) for column in zip(*by_person, strict=True)]
            )
        else:
            sql = "UPDATE records SET period = ?, sealed = ? WHERE person = ? AND record = ?"
            found = self._session.many(sql, [(p, s, who, what) for who, what, p, s in by_person])
        if found != len(by_person):
            raise unknown("records")

    def delete_records(self, keys: Sequence[tuple[bytes, bytes]]) -> int:
        """Delete by (person, record), hidden or not; return how many went."""
        if not self._session.postgres:
            return self._session.many("DELETE FROM records WHERE person = ? AND record = ?", keys)
        sql = (
            "DELETE FROM records r USING unnest(?::bytea[], ?::bytea[]) AS gone (person, record)"
            " WHERE r.person = gone.person AND r.record = gone.record"
        )
        pairs = list(dict.fromkeys(keys))
        return self._session.run(sql, ([pair[0] for pair in pairs], [pair[1] for pair in pairs]))

    def sweep_fixed(
        self, now: int, limit: int, sparing: Sequence[str] = ()
    ) -> Sequence[tuple[bytes, bytes, str]]:
        """Delete up to `limit` due records; return (person, record, rule) in the order of ids."""
        free, values = self._free(now)
        if sparing:
            marks = ", ".join("?" for _ in sparing)
            free, values = f"{free} AND r.rule NOT IN ({marks})", [*values, *sparing]
        # Up to the expiry of the first row beyond the limit, no choice has to be made among rows.
        due = "SELECT expires_at FROM records WHERE expires_at <= ? ORDER BY expires_at"
        beyond = self._session.line(f"{due} LIMIT 1 OFFSET ?", (now, limit))
        before = now + 1 if beyond is None or beyond[0] is None else int(beyond[0])
        gone = self._delete(f"r.expires_at < ? AND {free}", (before, *values))
        if beyond is not None and len(gone) < limit:
            due = f"FROM records r WHERE r.expires_at <= ? AND {free} ORDER BY {_OLDEST} LIMIT ?"
            gone += self._sweep(due, (now, *values, limit - len(gone)))
        return sorted(gone)

    def sweep_moving(
        self, rule: str, clock: str, cutoff: int, now: int, limit: int
    ) -> Sequence[tuple[bytes, bytes, str]]:
        """Delete records under a moving rule whose clock stands at or before `cutoff`."""
        free, values = self._free(now)
        due = _MOVING.format(free=free)
        gone = self._sweep(due, (clock, cutoff, rule, cutoff, *values, limit))
        return sorted((person, record, rule) for person, record, _ in gone)

    def set_expiry(self, rows: Sequence[tuple[bytes, bytes, int | None, str]]) -> None:
        """Set (person, record, expires_at, rule); what is gone meanwhile stays gone."""
        sql = "UPDATE records SET expires_at = ?, rule = ? WHERE person = ? AND record = ?"
        self._session.many(sql, [(at, rule, person, record) for person, record, at, rule in rows])

    def _sweep(self, due: str, values: Sequence[Plain]) -> list[tuple[bytes, bytes, str]]:
        if self._session.postgres:
            # By place in the table: the rows are found once. Their lock keeps them where they are.
            return self._delete(f"ctid = ANY (ARRAY (SELECT r.ctid {due} FOR UPDATE OF r))", values)
        return self._delete(f"(person, record) IN (SELECT r.person, r.record {due})", values)

    def _delete(self, condition: str, values: Sequence[Plain]) -> list[tuple[bytes, bytes, str]]:
        sql = f"DELETE FROM records AS r WHERE {condition} RETURNING person, record, rule"
        # The columns are declared NOT NULL and of these types.
        return self._session.returning(sql, values)  # type: ignore[return-value] # declared so

    def _make_activity(self, row: ActivityRow, content: bytes) -> int:
        shape = shapes.ACTIVITIES
        columns = [*shape.columns[1:], "content"]
        marks = ", ".join("?" for _ in columns)
        (values,) = shape.values([row])
        made = self._session.returning(
            f"INSERT INTO activities ({', '.join(columns)}) VALUES ({marks}) RETURNING activity",
            (*values[1:], content),
        )
        number = int(made[0][0] or 0)
        self._add_rules(number, row.rules)
        return number

    def _add_rules(self, activity: int, rules: Sequence[str]) -> None:
        sql = "INSERT INTO activity_rules (rule, activity) VALUES (?, ?)"
        self._session.many(sql, [(rule, activity) for rule in dict.fromkeys(rules)])

    def _demand_activities(self, rows: Sequence[RecordRow]) -> None:
        wanted = {row.activity for row in rows}
        condition, values = self._session.among("activity", wanted)
        sql = f"SELECT count(*) FROM activities WHERE {condition}"
        if wanted and self._session.number(sql, values) != len(wanted):
            raise unknown_reference("records")


def _content(row: ActivityRow) -> bytes:
    (values,) = shapes.ACTIVITIES.values([replace(row, activity=0)])
    return hashlib.sha256(shapes.listed([str(value) for value in values]).encode()).digest()
