"""How long each value of an answer is still kept, and what it waits for (GDPR Art. 15(1)(d)).

What came in together under the same rules has the same term: it is worked out once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from troth.core.periods import from_micros
from troth.core.retention import verdict
from troth.engines.export.outline import instant
from troth.engines.retention.dates import as_stored, claims_of
from troth.policy.compiled import Policy
from troth.storage.rows import ActivityRow, RecordRow

Term = tuple[str | None, str | None]
"""Until when, or what it waits for."""


class Terms:
    """Works out the terms of the answers of one moment."""

    def __init__(self, policy: Policy, now: datetime) -> None:
        self._policy = policy
        self._now = now
        self._known: dict[tuple[object, ...], Term] = {}
        self._one_rule: dict[int, str] = {}
        self._waiting: dict[int, Term] = {}

    def of(self, row: RecordRow, activity: ActivityRow, events: Mapping[str, datetime]) -> Term:
        """Return the term of one record, under what has happened to its person."""
        if self._alone(row, activity):
            # One rule governs, and its end is stored: nothing else can speak.
            assert row.expires_at is not None
            return instant(row.expires_at), None
        # Where nothing has happened, what waits does so whenever it came in.
        waits = row.expires_at is None and row.keep_until is None and not events
        if waits and row.activity in self._waiting:
            return self._waiting[row.activity]
        alike = (
            row.activity,
            row.collected_at,
            row.expires_at,
            row.rule,
            row.keep_until,
            *events.items(),
        )
        known = self._known.get(alike)
        if known is None:
            known = self._known[alike] = self.worked_out(row, activity, events)
        if waits and known[1] is not None:
            self._waiting[row.activity] = known
        return known

    def _alone(self, row: RecordRow, activity: ActivityRow) -> bool:
        if row.expires_at is None or row.keep_until is not None:
            return False
        address = self._one_rule.get(row.activity)
        if address is None:
            rules = self._policy.rules_for(activity.category, activity.form)
            one = len(rules) == 1 and not rules[0].moving and rules[0].restricted_for is None
            address = self._one_rule[row.activity] = rules[0].address if one else ""
        return address == row.rule

    def worked_out(
        self, row: RecordRow, activity: ActivityRow, events: Mapping[str, datetime]
    ) -> Term:
        """Return the term from every rule that governs the record, by the whole way."""
        claims, _ = as_stored(self._policy, row, claims_of(self._policy, row, activity, events))
        keep = None if row.keep_until is None else from_micros(row.keep_until)
        found = verdict(claims, now=self._now, keep_until=keep, held_by=None)
        if found.state == "open":
            return None, next((c.waits_for for c in claims if c.waits_for), None)
        return None if found.until is None else found.until.isoformat(), None
