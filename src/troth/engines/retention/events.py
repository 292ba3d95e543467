"""What happens to people and moves an end: an account closes, an agreement ends, a permission.

An event dates what waited for it and never lengthens anything. A permission to keep longer is good
for one more period, given before the end, never past the cap, however many are asked for.

GDPR Art. 5(1)(e), 7(3) (a withdrawal ends what stood on the consent).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from troth.core.facts import fact
from troth.core.periods import Period, from_micros, to_micros
from troth.core.retention import permitted
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.retention.dates import End, dated, end_of, everyone, journal_dates
from troth.engines.vault.vault import Vault
from troth.errors import InputError, StateError
from troth.policy.compiled import Policy, RetentionRule
from troth.policy.keeping import FIXED_STARTS, legal_keep
from troth.policy.nearest import nearest, quoted
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import ActivityRow, ClockRow, RecordRow

SKEW = 3_600_000_000
"""Microseconds by which the clocks of two machines may differ."""
AT_ONCE = 1_000
"""Persons of one unit of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """What a permission did: records kept longer, and those it came too late or too often for."""

    moved: int
    too_late: int = 0
    capped: int = 0
    until: datetime | None = None

    @property
    def refused(self) -> str:
        """Code of the refusal, or nothing where at least one record is kept longer."""
        if self.moved:
            return ""
        if self.capped:
            return "retention/cap-reached"
        return "retention/too-late" if self.too_late else ""


class Happenings:
    """Tells the rules what has happened."""

    def __init__(
        self, *, policy: Policy, data: DataStore, vault: Vault, evidence: EvidenceLog
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence

    def tell(self, persons: Sequence[bytes], name: str, at: datetime) -> int:
        """Tell that something happened to these persons; return how many records it dated.

        Set-based: a thousand persons are one unit. What was taken in later is not touched by it.

        Raises:
            InputError: `retention/unknown-event` when no rule waits for it.
        """
        known = self._awaited()
        if name not in known:
            raise InputError(
                "retention/unknown-event",
                f"no rule of the policy waits for {quoted(name)}",
                help=nearest(name, known),
            )
        micros = to_micros(at)
        count = 0
        for start in range(0, len(persons), AT_ONCE):
            with self._data.unit() as unit:
                members = everyone(unit, persons[start : start + AT_ONCE])
                present = list(unit.persons(members))
                rows = self._sooner(unit, present, {name: at}, lambda _: True)
                journal_dates(self._vault, rows, at, persons=present, event=name, at=micros)
                unit.touch([ClockRow(person=one, clock=name, at=micros) for one in present])
                self._apply(unit, rows, name, micros)
            count += len(rows)
        return count

    def withdrawn(self, person: bytes, purpose: str, at: datetime, source: str = "") -> int:
        """End what stood on the consent to one purpose alone; return how many records.

        What another purpose still carries stays with its own rules.

        Args:
            source: The only source whose data is meant; empty for all of it.
        """
        name = "consent-withdrawn"
        if name not in self._awaited():
            return 0
        with self._data.unit() as unit:
            present = list(unit.persons(everyone(unit, [person])))
            rows = self._sooner(
                unit,
                present,
                {name: at},
                lambda a: a.purposes == (purpose,) and source in ("", a.source),
            )
            journal_dates(self._vault, rows, at)
            self._apply(unit, rows, name, to_micros(at))
        return len(rows)

    def permit(self, person: bytes, rule: RetentionRule, at: datetime) -> Permitted:
        """Keep what one rule governs for one more period, by a permission given at an instant.

        Each record has its own end, so each is asked for itself. No permission outvotes the cap.

        Raises:
            InputError: `retention/no-extension`.
            StateError: `time/set-back` where the log is already further on: a clock that was set
                back would make a late permission look as if it came in time.
        """
        if rule.extend_by is None:
            raise InputError("retention/no-extension", f"`{rule.address}` cannot be extended")
        with self._data.unit() as unit:
            _check_clock(unit, at)
            ends = list(self._permitted(unit, everyone(unit, [person]), rule, rule.extend_by, at))
            moved = [
                dated(self._policy, row, end)
                for row, end in ends
                if end is not None and end[0] > (row.expires_at or 0)
            ]
            journal_dates(self._vault, moved, at)
            # The old month's key will go: what stays longer is sealed under the new month first.
            self._vault.reseal(unit, moved)
            if moved:
                self._evidence.append(
                    unit,
                    fact("kept-longer", to_micros(at), address=rule.address, count=len(moved)),
                )
        late = sum(end is None for _, end in ends)
        latest = max((row.expires_at or 0 for row in moved), default=None)
        return Permitted(
            moved=len(moved),
            too_late=late,
            capped=len(ends) - late - len(moved),
            until=None if latest is None else from_micros(latest),
        )

    def _permitted(
        self,
        unit: DataUnit,
        members: Sequence[bytes],
        rule: RetentionRule,
        by: Period,
        at: datetime,
    ) -> Iterator[tuple[RecordRow, End | None]]:
        """Yield each record that the rule ends, with its later end; None where it is too late."""
        activities = unit.activities()
        events: dict[bytes, dict[str, datetime]] = {}
        for clock in unit.clocks(members):
            events.setdefault(clock.person, {})[clock.clock] = from_micros(clock.at)
        for row in unit.records(members):
            if row.rule != rule.address or row.expires_at is None:
                continue
            start, most = from_micros(row.collected_at), rule.extend_at_most
            longer = permitted(from_micros(row.expires_at), at, by=by, start=start, at_most=most)
            if longer is None:
                yield row, None
                continue
            mine, happened = activities[row.activity], events.get(row.person, {})
            # A permission speaks for its own rule: what another one ends sooner, ends sooner.
            other = end_of(self._policy, row, mine, happened, leaving_out=rule.address)
            yield row, min(filter(None, ((to_micros(longer), rule.address), other)))

    def _awaited(self) -> frozenset[str]:
        """Return the events that some rule waits for."""
        found: set[str] = set()
        for rule in self._policy.rules.values():
            if rule.until is not None:
                found.add(rule.until)
            if not rule.moving and rule.start not in FIXED_STARTS:
                found.add(rule.start)
        return frozenset(found)

    def _sooner(
        self,
        unit: DataUnit,
        persons: Sequence[bytes],
        events: Mapping[str, datetime],
        meant: Callable[[ActivityRow], bool],
    ) -> list[RecordRow]:
        activities = unit.activities()
        found = []
        for row in unit.records(persons):
            activity = activities[row.activity]
            if not meant(activity):
                continue
            end = end_of(self._policy, row, activity, events)
            kept = _obliged(self._policy, row, activity, events)
            if end is not None and (row.expires_at is None or end[0] < row.expires_at):
                found.append(dated(self._policy, kept, end))
            elif kept is not row:
                found.append(kept)
        return found

    def _apply(self, unit: DataUnit, rows: Sequence[RecordRow], name: str, at: int) -> None:
        self._vault.reseal(unit, rows)
        self._evidence.append(
            unit, fact("retention-event", at, event=name, happened=at, count=len(rows))
        )


def _check_clock(unit: DataUnit, at: datetime) -> None:
    size = unit.tree_size()
    last = unit.facts(size - 1, size) if size else ()
    if last and to_micros(at) < last[-1].at - SKEW:
        raise StateError(
            "time/set-back",
            "the clock stands before what the log already holds",
            help="set the clock right: a permission is dated by it",
        )


def _obliged(
    policy: Policy, row: RecordRow, activity: ActivityRow, events: Mapping[str, datetime]
) -> RecordRow:
    """Return a record with the end of the duty that the event begins, where there is one."""
    collected = from_micros(row.collected_at)
    until, _ = legal_keep(
        policy, activity.category, activity.form, collected, events, activity.item
    )
    longer = until is not None and to_micros(until) > (row.keep_until or 0)
    return replace(row, keep_until=to_micros(until)) if longer and until is not None else row
