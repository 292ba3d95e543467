"""The figures over whole tables that checks ask for: a statement each, on both databases.

Aggregates run in the database; what must come out row by row is streamed. See `storage.survey`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from troth.storage.rows import StandingRow
from troth.storage.sql import shapes
from troth.storage.sql.session import Line, Session
from troth.storage.survey import Bound, Overdue, Past, RecordGroup

_SHOWN: Final = "NOT EXISTS (SELECT 1 FROM persons p WHERE p.person = r.person AND p.hidden = 1)"

_HOLDING: Final = (
    "h.placed_at <= ? AND (h.until IS NULL OR h.until > ?)"
    " AND (h.released_at IS NULL OR h.released_at > ?)"
)

_RELATIVES: Final = f"""
    WITH RECURSIVE stopped (person, category) AS (
        SELECT h.person, h.category FROM holds h WHERE h.person IS NOT NULL AND {_HOLDING}
        UNION
        SELECT CASE WHEN p.alias_of = stopped.person THEN p.person ELSE p.alias_of END,
            stopped.category
        FROM stopped JOIN persons p ON p.alias_of IS NOT NULL
            AND stopped.person IN (p.person, p.alias_of))
"""
"""Whom a hold names, and everybody merged with them."""

_FREE: Final = f"""
    (r.keep_until IS NULL OR r.keep_until <= ?)
    AND r.person NOT IN ({_RELATIVES} SELECT person FROM stopped WHERE category IS NULL)
    AND (r.person, r.activity) NOT IN ({_RELATIVES}
        SELECT s.person, a.activity FROM stopped s JOIN activities a ON a.category = s.category)
    AND r.activity NOT IN (
        SELECT a.activity FROM activities a JOIN holds h ON h.category = a.category
        WHERE h.person IS NULL AND {_HOLDING})
"""

_GROUPS: Final = f"""
    SELECT activity, rule, dated, count(*), sum(free),
        min(CASE WHEN free = 1 THEN collected_at END),
        min(CASE WHEN free = 1 THEN expires_at END), max(collected_at)
    FROM (SELECT r.activity, r.rule, r.collected_at, r.expires_at,
            CASE WHEN r.expires_at IS NULL THEN 0 ELSE 1 END AS dated,
            CASE WHEN {_FREE} THEN 1 ELSE 0 END AS free
          FROM records r WHERE {_SHOWN}) one
    GROUP BY activity, rule, dated ORDER BY activity, rule, dated
"""


def _free_values(at: int, now: int) -> tuple[int, ...]:
    return (at, *(now, at, at) * 3)


class SurveyReads:
    """Surveys the data store."""

    _session: Session

    def record_groups(self, at: int, now: int) -> Sequence[RecordGroup]:
        """Return the records in groups, in the order of (activity, rule, dated)."""
        return [_record_group(line) for line in self._session.lines(_GROUPS, _free_values(at, now))]

    def oldest_moving(
        self, clock: str, activities: Sequence[int], at: int, now: int
    ) -> Mapping[int, int]:
        """Return activity → the earliest last sign of life among its free records."""
        among, chosen = self._session.among("r.activity", activities)
        lines = self._session.lines(
            f"SELECT r.activity, min({self._began(clock)}) {_with_clock(clock)}"
            f" WHERE {among} AND {_SHOWN} AND {_FREE} GROUP BY r.activity ORDER BY r.activity",
            (*_clock_values(clock), *chosen, *_free_values(at, now)),
        )
        return {int(activity or 0): int(began or 0) for activity, began in lines}

    def overdue(
        self, activities: Sequence[int], latest: int, at: int, now: int, limit: int, clock: str = ""
    ) -> Sequence[Overdue]:
        """Return free records of these activities that began at or before `latest`."""
        among, chosen = self._session.among("r.activity", activities)
        began = self._began(clock)
        lines = self._session.lines(
            f"SELECT r.record, {began} {_with_clock(clock)}"
            f" WHERE {among} AND {began} <= ? AND {_SHOWN} AND {_FREE} ORDER BY 2, 1 LIMIT ?",
            (*_clock_values(clock), *chosen, latest, *_free_values(at, now), limit),
        )
        return _overdue(lines)

    def ended(self, rule: str, at: int, now: int, limit: int) -> Sequence[Overdue]:
        """Return free records under `rule` whose stored end is at or before `at`."""
        lines = self._session.lines(
            f"SELECT r.record, r.expires_at FROM records r WHERE r.rule = ? AND r.expires_at <= ?"
            f" AND {_SHOWN} AND {_FREE} ORDER BY 2, 1 LIMIT ?",
            (rule, at, *_free_values(at, now), limit),
        )
        return _overdue(lines)

    def past_end(self, rule: str, at: int, limit: int) -> Sequence[Past]:
        """Return records under `rule` whose stored end is at or before `at`."""
        lines = self._session.lines(
            "SELECT r.record, r.expires_at, r.keep_until FROM records r"
            f" WHERE r.rule = ? AND r.expires_at <= ? AND {_SHOWN} ORDER BY 2, 1 LIMIT ?",
            (rule, at, limit),
        )
        return [
            Past(record, int(ended or 0), None if kept is None else int(kept))
            for record, ended, kept in lines
            if isinstance(record, bytes)
        ]

    def bound(self, activities: Sequence[int]) -> Iterator[Sequence[Bound]]:
        """Yield every person with records under these activities, clustered by person."""
        # Written out (they are numbers of ours): no temporary table is held while streaming.
        numbers = ", ".join(str(int(number)) for number in activities) or "NULL"
        sql = (
            f"SELECT r.person, r.activity, min(r.collected_at) FROM records r"
            f" WHERE r.activity IN ({numbers}) AND {_SHOWN}"
            " GROUP BY r.person, r.activity ORDER BY r.person, r.activity"
        )
        for lines in self._session.stream(sql, chunk=5_000):
            yield [
                Bound(person, int(activity or 0), int(began or 0))
                for person, activity, began in lines
                if isinstance(person, bytes)
            ]

    def person_ids(self) -> Iterator[bytes]:
        """Yield every person's id in order."""
        return self._ids("SELECT person FROM persons ORDER BY person")

    def persons_with_records(self) -> Iterator[bytes]:
        """Yield in order, once each, the persons that records lie under."""
        return self._ids("SELECT DISTINCT person FROM records ORDER BY person")

    def periods_with_records(self) -> Iterator[bytes]:
        """Yield in order, once each, the periods that records are sealed under."""
        return self._ids("SELECT DISTINCT period FROM records ORDER BY period")

    def merged(self) -> Mapping[bytes, bytes]:
        """Return person → the person this one was merged into."""
        sql = "SELECT person, alias_of FROM persons WHERE alias_of IS NOT NULL ORDER BY person"
        return {
            one: other
            for one, other in self._session.lines(sql)
            if isinstance(one, bytes) and isinstance(other, bytes)
        }

    def all_standing(self) -> Iterator[StandingRow]:
        """Yield everything that holds for anybody."""
        sql = f"{shapes.STANDING.select} ORDER BY person, kind, about"
        for lines in self._session.stream(sql):
            yield from shapes.STANDING.rows(lines)

    def count_refusals(self) -> Mapping[tuple[str, str, str, str], int]:
        """Return (action, subject, code, address) → refusals."""
        what = "action, subject, code, address"
        lines = self._session.lines(f"SELECT {what}, count(*) FROM refusals GROUP BY {what}")
        found = {(str(a), str(b), str(c), str(d)): int(n or 0) for a, b, c, d, n in lines}
        return dict(sorted(found.items()))

    def count_facts(self) -> Mapping[str, int]:
        """Return kind → facts that are kept."""
        lines = self._session.lines("SELECT kind, count(*) FROM facts GROUP BY kind ORDER BY kind")
        return {str(kind): int(count or 0) for kind, count in lines}

    def nodes(self, level: int, start: int, end: int) -> Sequence[tuple[int, bytes]]:
        """Return (index, hash) of the stored nodes of a part of a level."""
        sql = "SELECT idx, hash FROM nodes WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx"
        return [
            (int(index or 0), hash_)
            for index, hash_ in self._session.lines(sql, (level, start, end))
            if isinstance(hash_, bytes)
        ]

    def _began(self, clock: str) -> str:
        if not clock:
            return "r.collected_at"
        later = "greatest" if self._session.postgres else "max"
        return f"{later}(r.collected_at, coalesce(c.at, r.collected_at))"

    def _ids(self, sql: str) -> Iterator[bytes]:
        for lines in self._session.stream(sql, chunk=10_000):
            yield from (line[0] for line in lines if isinstance(line[0], bytes))


def _with_clock(clock: str) -> str:
    joined = " LEFT JOIN clocks c ON c.person = r.person AND c.clock = ?" if clock else ""
    return f"FROM records r{joined}"


def _clock_values(clock: str) -> tuple[str, ...]:
    return (clock,) if clock else ()


def _record_group(line: Line) -> RecordGroup:
    activity, rule, dated, records, free, collected, end, last = line
    return RecordGroup(
        activity=int(activity or 0),
        rule=str(rule),
        dated=bool(dated),
        records=int(records or 0),
        free=int(free or 0),
        first_collected=None if collected is None else int(collected),
        first_end=None if end is None else int(end),
        last_collected=int(last or 0),
    )


def _overdue(lines: Sequence[Line]) -> list[Overdue]:
    return [
        Overdue(record, int(since or 0)) for record, since in lines if isinstance(record, bytes)
    ]
