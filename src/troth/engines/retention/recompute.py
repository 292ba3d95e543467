"""A new policy over data that is already held: what ends sooner now, and what may stay longer.

A shorter period reaches what is held at once. A longer one does not, unless that is allowed
expressly, and never for what has expired: nothing comes back from the dead. People were told the
old period when they gave the data (GDPR Art. 13(2)(a)).

GDPR Art. 5(1)(e).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from troth.core.facts import fact
from troth.core.periods import from_micros, to_micros
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.retention.dates import End, dated, end_of, journal_dates
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy
from troth.policy.keeping import keeping
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import ActivityRow, RecordRow

AT_ONCE = 5_000
"""Records of one unit of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """What a recomputation did, or would do.

    Attributes:
        shorter: Records that end sooner, by the rule that says so.
        longer: Records that the new policy would keep longer.
        allowed: Whether those were in fact given their later end.
        expired: Records a longer period would bring back; they stay due.
    """

    committed: bool
    shorter: Mapping[str, int]
    longer: int
    allowed: bool
    expired: int


@dataclass(slots=True)
class _Found:
    shorter: Counter[str]
    longer: int = 0
    expired: int = 0


class Recomputation:
    """Lays a policy over data that is already held."""

    def __init__(
        self, *, policy: Policy, data: DataStore, vault: Vault, evidence: EvidenceLog
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence

    def run(self, now: datetime, *, commit: bool, allow_longer: bool) -> Recomputed:
        """Compute every end that another policy version computed; safe to repeat and to die in."""
        with self._data.read() as reader:
            activities = reader.activities()
            # What this very policy took in has the ends it gave, with permissions counted in.
            others = {n for n, a in activities.items() if a.policy != self._policy.hash}
        found = _Found(Counter())
        with self._data.read() as reader:
            changes = [
                row
                for rows in reader.all_records(AT_ONCE)
                for row in self._changed(
                    reader, [r for r in rows if r.activity in others], activities, now,
                    allow_longer, found,
                )
            ]  # fmt: skip
        if commit:
            self._commit(changes, now, found, allow_longer)
        return Recomputed(
            committed=commit,
            shorter=dict(sorted(found.shorter.items())),
            longer=found.longer,
            allowed=allow_longer,
            expired=found.expired,
        )

    def _changed(
        self,
        reader: DataReader,
        rows: Sequence[RecordRow],
        activities: Mapping[int, ActivityRow],
        now: datetime,
        allow_longer: bool,
        found: _Found,
    ) -> list[RecordRow]:
        at = to_micros(now)
        happened = _events(reader, rows)
        changed = []
        for row in rows:
            end = self._end(row, activities[row.activity], happened.get(row.person, {}))
            held = row.expires_at
            if self._by_permission(row, activities[row.activity], end):
                continue
            if end is not None and (held is None or end[0] < held):
                found.shorter[end[1]] += 1
                changed.append(dated(self._policy, row, end))
            elif held is not None and (end is None or end[0] > held):
                if held <= at:
                    found.expired += 1
                    continue
                found.longer += 1
                if allow_longer and end is not None:
                    changed.append(dated(self._policy, row, end))
        return changed

    def _end(
        self, row: RecordRow, activity: ActivityRow, events: Mapping[str, datetime]
    ) -> End | None:
        collected = from_micros(row.collected_at)
        kept = keeping(
            self._policy, activity.category, activity.form, activity.source, collected, events
        )
        if kept.rule == "retention/none":
            # No rule keeps it any more, so nothing does.
            return row.collected_at, kept.rule
        return end_of(self._policy, row, activity, events)

    def _by_permission(self, row: RecordRow, activity: ActivityRow, end: End | None) -> bool:
        """Whether a later end than the rule's own is what permissions to keep longer amount to."""
        held, times = row.expires_at, 0
        while end is not None and held is not None and end[0] < held:
            times += 1
            longer = end_of(self._policy, row, activity, {}, times)
            if longer is None or longer == end:
                return False
            end = longer
        return times > 0 and end is not None and end == (held, row.rule)

    def _commit(
        self, changes: Sequence[RecordRow], now: datetime, found: _Found, allow_longer: bool
    ) -> None:
        for start in range(0, len(changes), AT_ONCE):
            part = changes[start : start + AT_ONCE]
            journal_dates(self._vault, part, now)
            with self._data.unit() as unit:
                still = {row.record for row in unit.records(list({r.person for r in part}))}
                self._vault.reseal(unit, [row for row in part if row.record in still])
        with self._data.unit() as unit:
            unit.update_activities(self._under_new_rules)
            self._evidence.append(
                unit,
                fact(
                    "recomputed",
                    to_micros(now),
                    policy=self._policy.hash,
                    shorter=sum(found.shorter.values()),
                    longer=found.longer if allow_longer else 0,
                ),
            )

    def _under_new_rules(self, activity: ActivityRow) -> ActivityRow | None:
        """Return the activity with the rules of this policy added: moving ones bite by them."""
        rules = {r.address for r in self._policy.rules_for(activity.category, activity.form)}
        named = tuple(sorted(rules | set(activity.rules)))
        return None if named == activity.rules else replace(activity, rules=named)


def _events(
    reader: DataReader, rows: Sequence[RecordRow]
) -> Mapping[bytes, Mapping[str, datetime]]:
    found: dict[bytes, dict[str, datetime]] = {}
    for clock in reader.clocks(list({row.person for row in rows})):
        found.setdefault(clock.person, {})[clock.clock] = from_micros(clock.at)
    return found
