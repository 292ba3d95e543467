"""The watch over what has no date: criteria without a number, living clocks, copies at vendors.

A record that stands on a criterion, such as a consent nobody withdraws, has no end by itself. So
that none stands there silently for ever, each such rule is listed with how many records, since
when, and when somebody must look again; each vendor's setting is held against the promise.

GDPR Art. 5(1)(e), recital 39 (periodic review), 28(3)(g) (processors delete as well).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.core.facts import fact
from troth.core.periods import Period, add, from_micros, to_micros
from troth.core.retention import expiry
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.retention.anonymise import ANONYMOUS
from troth.errors import InputError
from troth.policy.bounds import longer
from troth.policy.compiled import Policy, RetentionRule
from troth.policy.keeping import term_of
from troth.policy.nearest import nearest, quoted
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import ActivityRow

REVIEWED = "criterion-reviewed:"
VENDOR = "vendor-retention:"
"""Settings of the store in which the last review and a vendor's period are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Records that one rule keeps without a date.

    Attributes:
        waits_for: The event that will date them; for a living clock the event that renews it.
        since: When the oldest of them was taken in, or last showed life.
        next_end: For a living clock, when the oldest goes unless something happens.
        reviewed: When somebody last looked at the criterion.
        review_by: When somebody must look again; None for a living clock, which ends by itself.
        overdue: Whether that day has passed.
    """

    rule: str
    waits_for: str
    records: int
    since: datetime
    next_end: datetime | None = None
    reviewed: datetime | None = None
    review_by: datetime | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorLonger:
    """A vendor that keeps longer than the policy promises."""

    recipient: str
    keeps: Period
    rule: str
    promised: Period


class Watch:
    """Looks at what has no date, and remembers who looked and what vendors are set to."""

    def __init__(self, *, policy: Policy, data: DataStore, evidence: EvidenceLog) -> None:
        self._policy = policy
        self._data = data
        self._evidence = evidence

    def look(self, now: datetime) -> list[Watched]:
        """Return every rule under which records stand without a date, with since when."""
        with self._data.read() as reader:
            activities = reader.activities()
            found = [*self._criteria(reader, activities, now)]
            found += self._living(reader, activities, now)
        return sorted(found, key=lambda one: (one.rule, one.waits_for))

    def review(self, address: str, now: datetime) -> Watched:
        """Note that somebody looked at a criterion and still needs what stands on it.

        Raises:
            InputError: `retention/unknown-rule`; `retention/no-criterion` for a rule that has a
                date or under which nothing stands.
        """
        if all(rule.address != address for rule in self._policy.rules.values()):
            known = [rule.address for rule in self._policy.rules.values()]
            raise InputError(
                "retention/unknown-rule",
                f"the policy has no rule {quoted(address)}",
                help=nearest(address, known),
            )
        mine = [one for one in self.look(now) if one.rule == address and one.review_by is not None]
        if not mine:
            raise InputError(
                "retention/no-criterion",
                f"nothing stands on {quoted(address)} without a date",
                help="see `troth retention watch`",
            )
        with self._data.unit() as unit:
            unit.set_meta(f"{REVIEWED}{address}", str(to_micros(now)))
            self._evidence.append(
                unit,
                fact("criterion-reviewed", to_micros(now), address=address, count=mine[0].records),
            )
        return next(one for one in self.look(now) if one.rule == address)

    def set_vendor(self, recipient: str, keeps: Period, now: datetime) -> list[VendorLonger]:
        """Remember for how long a vendor is set to keep; return the promises that this breaks.

        Raises:
            InputError: `retention/unknown-recipient`.
        """
        if recipient not in self._policy.recipients:
            raise InputError(
                "retention/unknown-recipient",
                f"the policy names no recipient {quoted(recipient)}",
                help=nearest(recipient, self._policy.recipients),
            )
        with self._data.unit() as unit:
            unit.set_meta(f"{VENDOR}{recipient}", str(keeps))
            self._evidence.append(
                unit,
                fact("vendor-setting", to_micros(now), recipient=recipient, period=str(keeps)),
            )
        return [one for one in self.vendors() if one.recipient == recipient]

    def vendors(self) -> list[VendorLonger]:
        """Return every vendor whose setting is longer than what is promised of its data."""
        with self._data.read() as reader:
            settings = {key: reader.meta(f"{VENDOR}{key}") for key in self._policy.recipients}
        return [
            VendorLonger(recipient=key, keeps=keeps, rule=rule.address, promised=rule.period)
            for key, text in sorted(settings.items())
            if text
            for keeps in (Period.parse(text),)
            for rule in self._policy.rules.values()
            if rule.period is not None
            and rule.provenance == "said"
            and rule.categories & self._policy.recipients[key].receives
            and longer(keeps, rule.period)
        ]

    # -- inside ---------------------------------------------------------------------------------

    def _criteria(
        self, reader: DataReader, activities: Mapping[int, ActivityRow], now: datetime
    ) -> Iterator[Watched]:
        at = to_micros(now)
        counted: dict[str, list[int]] = {}
        for group in reader.record_groups(at, at):
            activity = activities[group.activity]
            rule = self._criterion(activity)
            if group.dated or rule is None:
                continue
            began = group.last_collected if group.first_collected is None else group.first_collected
            before = counted.setdefault(rule.address, [0, began])
            before[0] += group.records
            before[1] = min(before[1], began)
        rules = {rule.address: rule for rule in self._policy.rules.values()}
        for address, (records, began) in counted.items():
            yield self._watched(reader, rules[address], records, from_micros(began), now)

    def _criterion(self, activity: ActivityRow) -> RetentionRule | None:
        """Return the rule without a number on which an activity's records stand, if they do."""
        if activity.rules == (ANONYMOUS,):
            return None
        governing = self._policy.rules_for(activity.category, activity.form)
        if any(rule.moving for rule in governing):
            return None
        return next((rule for rule in governing if rule.until is not None), None)

    def _watched(
        self, reader: DataReader, rule: RetentionRule, records: int, since: datetime, now: datetime
    ) -> Watched:
        told = reader.meta(f"{REVIEWED}{rule.address}")
        reviewed = from_micros(int(told)) if told else None
        by = None if rule.review is None else add(reviewed or since, rule.review)
        return Watched(
            rule=rule.address,
            waits_for=rule.until or "",
            records=records,
            since=since,
            reviewed=reviewed,
            review_by=by,
            overdue=by is not None and by <= now,
        )

    def _living(
        self, reader: DataReader, activities: Mapping[int, ActivityRow], now: datetime
    ) -> Iterator[Watched]:
        at = to_micros(now)
        live: Counter[int] = Counter()
        for group in reader.record_groups(at, at):
            live[group.activity] += group.records
        for rule in self._policy.rules.values():
            term = term_of(rule)
            mine = _under(rule, activities, live)
            if not rule.moving or term is None or not mine:
                continue
            oldest = reader.oldest_moving(rule.start, mine, at, at)
            if not oldest:
                continue
            since = from_micros(min(oldest.values()))
            yield Watched(
                rule=rule.address,
                waits_for=rule.start,
                records=sum(live[number] for number in mine),
                since=since,
                next_end=expiry(term, since),
            )


def _under(
    rule: RetentionRule, activities: Mapping[int, ActivityRow], live: Mapping[int, int]
) -> Sequence[int]:
    return [
        number
        for number, activity in activities.items()
        if rule.address in activity.rules and live.get(number)
    ]
