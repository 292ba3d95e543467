"""Is what outlasts its period kept as it may be: restricted, anonymous, looked at, not abroad?

Reads what the sweep left, not how it worked: values that are said to lead to nobody may lie under
nobody of whom anything else is known; what is past its end must have an end of its restriction;
a criterion without a number must have been looked at; a vendor may be set to keep no longer.

GDPR Art. 5(1)(e), 18(1), 28(3)(g); recitals 26, 39.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from troth.core.periods import Period, to_micros
from troth.engines.probes.civil import DAY, date_of, end_of
from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.logged import count, facts_of, name
from troth.engines.probes.observation import Observation, Tally
from troth.policy.compiled import RetentionRule
from troth.storage.rows import ActivityRow
from troth.storage.survey import Bound

PROBE: Final = "keeping"
HOUSE: Final = "store/retention"
NOBODYS: Final = "anonymous"
ENOUGH: Final = 1_000
_SOME_DAY: Final = to_micros(datetime(2025, 1, 1, tzinfo=UTC))


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return how what outlasts its period is kept."""
    tally = Tally(PROBE)
    for rule in inquiry.policy.rules.values():
        if rule.then == "restrict" and rule.provenance == "said":
            _restricted(inquiry, rule, tally)
        if rule.until is not None:
            _looked_at(inquiry, rule, tally)
        if rule.period is not None and rule.provenance == "said":
            _vendors(inquiry, rule, rule.period, tally)
    _anonymised(inquiry, tally)
    _nobodys(inquiry, tally)
    return tally.observations()


# -- restricted ---------------------------------------------------------------------------------


def _restricted(inquiry: Inquiry, rule: RetentionRule, tally: Tally) -> None:
    """What is past its end stays until the restriction ends, and has such an end."""
    lasts = rule.restricted_for or Period()
    wrong = []
    past = inquiry.data.past_end(rule.address, inquiry.late, ENOUGH)
    for one in past:
        due = end_of(one.ended, months=lasts.months, days=lasts.days, seconds=lasts.seconds)
        if one.kept_until is None or one.kept_until < due:
            wrong.append(one.record)
    tally.watch(rule.address, "action")
    if past:
        kept = len(past) - len(wrong)
        tally.saw(rule.address, "action", "records restricted at their end", kept)
    what = "records past their end without the end of a restriction"
    tally.broke(rule.address, "action", what, len(wrong), ids=wrong)
    for index, fields in facts_of(inquiry.data, "restricted-at-end"):
        if name(fields, "address") == rule.address:
            number = count(fields, "count")
            tally.saw(rule.address, "action", "records restricted", number, fact=index)


# -- anonymous ----------------------------------------------------------------------------------


def _anonymised(inquiry: Inquiry, tally: Tally) -> None:
    known = {rule.address for rule in inquiry.policy.rules.values() if rule.provenance == "said"}
    for index, fields in facts_of(inquiry.data, "anonymised"):
        address = name(fields, "address")
        if address in known:
            for facet in ("action", "period"):
                number = count(fields, "count")
                tally.saw(address, facet, "records anonymised", number, fact=index)


def _nobodys(inquiry: Inquiry, tally: Tally) -> None:
    """What is said to lead to nobody lies under nobody, dated by its month, of items that may."""
    mine = {n: one for n, one in inquiry.activities.items() if one.rules == (NOBODYS,)}
    if not mine:
        return
    persons: set[bytes] = set()
    for part in inquiry.data.bound(list(mine)):
        for one in part:
            persons.add(one.person)
            _one_of_nobody(inquiry, mine[one.activity], one, tally)
    everyone = sorted(persons)
    known = {
        row.person
        for rows in (
            inquiry.data.clocks(everyone),
            inquiry.data.standing(everyone),
            inquiry.data.consents(everyone),
            inquiry.data.disclosures(everyone),
        )
        for row in rows
    }
    known |= {person for person in everyone if len(inquiry.family(person)) > 1}
    known |= {
        one.person
        for part in inquiry.data.bound([n for n in inquiry.activities if n not in mine])
        for one in part
        if one.person in persons
    }
    what = "values said to lead to nobody, under somebody of whom more is known"
    tally.broke(HOUSE, "retention", what, len(known), ids=sorted(known))


def _one_of_nobody(inquiry: Inquiry, activity: ActivityRow, one: Bound, tally: Tally) -> None:
    rules = inquiry.policy.rules.values()
    leaves = [rule for rule in rules if activity.item in rule.leaves]
    day, rest = divmod(one.first_collected, DAY)
    if activity.purposes or activity.recipients or rest or date_of(day)[2] != 1:
        what = "anonymous values that still say when, why or for whom they came"
        tally.broke(HOUSE, "retention", what, ids=[one.person])
    elif not leaves:
        what = f"anonymous values of `{activity.item}`, which no rule leaves"
        tally.broke(HOUSE, "retention", what, ids=[one.person])
    for rule in leaves:
        if rule.provenance == "said":
            tally.saw(rule.address, "action", "kinds of values left that lead to nobody")


# -- criteria and vendors -----------------------------------------------------------------------


def _looked_at(inquiry: Inquiry, rule: RetentionRule, tally: Tally) -> None:
    """A criterion without a number is looked at again, or it is silently for ever."""
    if rule.review is None:
        return
    standing = [
        group
        for group in inquiry.groups
        if group.rule == rule.address and not group.dated and group.first_collected is not None
        and not _lives(inquiry, inquiry.activities[group.activity])
    ]  # fmt: skip
    if not standing:
        return
    first = min(group.first_collected or 0 for group in standing)
    told = inquiry.data.meta(f"criterion-reviewed:{rule.address}")
    since = int(told) if told and told.isdigit() else first
    again = rule.review
    due = end_of(since, months=again.months, days=again.days, seconds=again.seconds)
    if due <= inquiry.late:
        records = sum(group.records for group in standing)
        what = f"records that stand on `{rule.address}` and nobody has looked at in time"
        tally.broke(HOUSE, "retention", what, records)


def _lives(inquiry: Inquiry, activity: ActivityRow) -> bool:
    """Whether a living clock ends an activity's records by itself."""
    return any(
        rule.moving and rule.address in activity.rules for rule in inquiry.policy.rules.values()
    )


def _vendors(inquiry: Inquiry, rule: RetentionRule, promised: Period, tally: Tally) -> None:
    for key, recipient in inquiry.policy.recipients.items():
        told = inquiry.data.meta(f"vendor-retention:{key}")
        if not told or not rule.categories & recipient.receives:
            continue
        if _length(Period.parse(told)) > _length(promised):
            what = f"VENDOR_RETENTION: `{key}` is set to keep for {told}, longer than promised"
            tally.broke(rule.address, "period", what)


def _length(period: Period) -> int:
    return end_of(_SOME_DAY, months=period.months, days=period.days, seconds=period.seconds)
