"""Is anything older than promised? Every period is computed again, from the policy alone.

The policy's rules are laid over all stored activities by category and form, whatever rules storage
noted for them; ends are computed with whole-number calendar arithmetic (`civil`), from the earliest
start of each group, so the whole store is one statement. Facts of sweeps show that what was due
went.

GDPR Art. 5(1)(e); 17(3)(b) (what a duty or a hold keeps is not overdue).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from troth.engines.probes.civil import due, end_of, latest_due
from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.logged import count, facts_of, name
from troth.engines.probes.observation import Observation, Tally
from troth.policy.compiled import Policy, RetentionRule
from troth.storage.rows import ActivityRow
from troth.storage.survey import Overdue

PROBE: Final = "retention"
HOUSE: Final = "store/retention"
ASSUMED: Final = "store/assumed-retention"
NOBODYS: Final = "anonymous"
"""Stands for the rules of what was anonymised; `probes.keeping` looks at that."""
ENOUGH: Final = 1_000
"""Overdue records counted at most; more than that is said as that many."""

_FROM_COLLECTION: Final = frozenset(("collection", "fetch"))
_AT_COLLECTION: Final = frozenset(("collection", "fetch", "issued"))


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return what retention looks like under every rule of the policy."""
    tally = Tally(PROBE)
    tally.watch(HOUSE, "retention")
    tally.watch(ASSUMED, "assumed-retention")
    swept = _swept(inquiry, tally)
    for rule in inquiry.policy.rules.values():
        governed = _governed(inquiry, rule)
        _live(inquiry, rule, governed, tally)
        _late(inquiry, tally, rule, _overdue(inquiry, rule, governed))
        _exception(inquiry, rule, governed, swept.get(rule.address, 0), tally)
    _sources(inquiry, tally)
    _open_ended(inquiry, tally)
    return tally.observations()


def _governed(inquiry: Inquiry, rule: RetentionRule) -> list[int]:
    return [
        number
        for number, activity in inquiry.activities.items()
        if _speaks_of(rule, activity)
        and activity.rules != (NOBODYS,)
        and not _outvoted(inquiry.policy, rule, activity)
    ]


def _speaks_of(rule: RetentionRule, activity: ActivityRow) -> bool:
    return activity.category in rule.categories and (
        rule.forms is None or activity.form in rule.forms
    )


def _outvoted(policy: Policy, rule: RetentionRule, activity: ActivityRow) -> bool:
    """Whether a consent outvotes the rule at the form through which an activity came in."""
    winners = {
        one.address
        for one in policy.rules.values()
        if activity.form in one.outvotes and activity.category in one.categories
    }
    return bool(winners) and rule.address not in winners


def _length_facet(rule: RetentionRule) -> str:
    return "criterion" if rule.period is None and rule.every is None else "period"


def _swept(inquiry: Inquiry, tally: Tally) -> dict[str, int]:
    """Count what went by rule; the log says which rule, a sweep of months says `retention`."""
    gone: dict[str, int] = defaultdict(int)
    known = {rule.address: rule for rule in inquiry.policy.rules.values()}
    for index, fields in facts_of(inquiry.data, "swept"):
        address, records = name(fields, "address"), count(fields, "count")
        gone[address] += records
        rule = known.get(address)
        if rule is None:
            continue
        if rule.provenance == "assumed":
            tally.saw(ASSUMED, "assumed-retention", "records swept", records, fact=index)
            continue
        for facet in ("action", _length_facet(rule)):
            tally.saw(address, facet, "records swept", records, fact=index)
    return gone


def _live(inquiry: Inquiry, rule: RetentionRule, governed: Sequence[int], tally: Tally) -> None:
    """Count the live records a rule governs; one that waits for an event shows the criterion."""
    mine = [group for group in inquiry.groups if group.activity in set(governed)]
    records = sum(group.records for group in mine)
    if not records:
        return
    if rule.provenance == "assumed":
        tally.saw(ASSUMED, "assumed-retention", "records governed", records)
        return
    tally.saw(rule.address, _length_facet(rule), "records governed", records)
    if rule.until is not None and _length_facet(rule) == "period":
        tally.saw(rule.address, "criterion", "records governed", records)


def _overdue(inquiry: Inquiry, rule: RetentionRule, governed: Sequence[int]) -> list[Overdue]:
    """Return free records that should be gone by now, by the policy or by their own stored end."""
    at, now = inquiry.late, inquiry.now_micros
    found: dict[bytes, Overdue] = {}
    for one in inquiry.data.ended(rule.address, at, now, ENOUGH):
        found[one.record] = one
    latest = latest_due(rule, at)
    if latest is None or not governed or not (rule.moving or _by_collection(rule)):
        return list(found.values())
    clock = rule.start if rule.moving else ""
    if rule.extend_by is not None:
        # Longer keeping by permission: only the promised most can be computed from the start.
        latest = _latest_extended(rule, at)
    if latest is not None and _any_before(inquiry, governed, clock, latest):
        for one in inquiry.data.overdue(governed, latest, at, now, ENOUGH, clock):
            found[one.record] = one
    return sorted(_not_owed(inquiry, rule, found), key=lambda one: (one.since, one.record))


def _not_owed(inquiry: Inquiry, rule: RetentionRule, found: dict[bytes, Overdue]) -> list[Overdue]:
    """Leave out whom something is still owed to: their last sign of life is today."""
    owed = {row.person for row in inquiry.data.standing_like("obligation", inquiry.late)}
    if not owed or rule.start != "last-activity":
        return list(found.values())
    rows = [(one, inquiry.data.record(one.record)) for one in found.values()]
    return [one for one, row in rows if row is None or row.person not in owed]


def _by_collection(rule: RetentionRule) -> bool:
    return rule.start in _FROM_COLLECTION


def _any_before(inquiry: Inquiry, governed: Sequence[int], clock: str, latest: int) -> bool:
    if clock:
        oldest = inquiry.data.oldest_moving(clock, governed, inquiry.late, inquiry.now_micros)
        return any(began <= latest for began in oldest.values())
    mine = set(governed)
    return any(
        group.first_collected is not None and group.first_collected <= latest
        for group in inquiry.groups
        if group.activity in mine
    )


def _latest_extended(rule: RetentionRule, by: int) -> int | None:
    most = rule.extend_at_most
    if most is None:
        return None
    # The cap counts from the start; a start whose own period ends later than the cap keeps that.
    low, high = -1, max(by, 0)
    while low < high:
        middle = (low + high + 1) // 2
        cap = end_of(middle, months=most.months, days=most.days, seconds=most.seconds)
        if max(cap, due(rule, middle) or 0) <= by:
            low = middle
        else:
            high = middle - 1
    return low


def _late(inquiry: Inquiry, tally: Tally, rule: RetentionRule, late: Sequence[Overdue]) -> None:
    if not late:
        return
    ids = [one.record for one in late]
    what = "records past the end of their period" + (" or more" if len(late) >= ENOUGH else "")
    if rule.provenance == "assumed":
        tally.broke(ASSUMED, "assumed-retention", what, len(late), ids=ids)
    elif rule.then == "review":
        # "May be deleted" promises no deletion: what is past its period waits for somebody.
        tally.saw(rule.address, "action", "records past their period that wait", len(late))
    else:
        tally.broke(rule.address, _length_facet(rule), what, len(late), ids=ids)


def _exception(
    inquiry: Inquiry, rule: RetentionRule, governed: Sequence[int], swept: int, tally: Tally
) -> None:
    """Show that only a hold or a duty kept anything: what is covered stays, the rest went."""
    if rule.provenance == "assumed":
        return
    mine = set(governed)
    covered = sum(group.records - group.free for group in inquiry.groups if group.activity in mine)
    if covered:
        tally.saw(rule.address, "exception", "records kept by a hold or a duty", covered)
    if swept:
        tally.saw(rule.address, "exception", "records that nothing kept went", swept)
    if rule.extend_by is not None:
        _extension(inquiry, rule, governed, tally)


def _extension(
    inquiry: Inquiry, rule: RetentionRule, governed: Sequence[int], tally: Tally
) -> None:
    latest = latest_due(rule, inquiry.late)
    if latest is None or not governed or not _by_collection(rule):
        return
    at, now = inquiry.late, inquiry.now_micros
    longer = len(inquiry.data.overdue(governed, latest, at, now, ENOUGH))
    if longer:
        tally.saw(rule.address, "extension", "records kept longer by permission", longer)


def _sources(inquiry: Inquiry, tally: Tally) -> None:
    """A source's own terms on age hold too, though no promise of the policy says so."""
    for key, source in inquiry.policy.sources.items():
        if source.max_age is None:
            continue
        late = inquiry.data.ended(f"sources/{key}", inquiry.late, inquiry.now_micros, ENOUGH)
        ids = [one.record for one in late]
        what = "records older than their source allows"
        tally.broke(HOUSE, "retention", what, len(late), ids=ids)


def _open_ended(inquiry: Inquiry, tally: Tally) -> None:
    """Every record has an end or a rule that waits, and its rule is a declared one."""
    for group in inquiry.groups:
        activity = inquiry.activities[group.activity]
        if activity.rules == (NOBODYS,):
            continue
        policies = [inquiry.policy, inquiry.version_of(activity) or inquiry.policy]
        tally.saw(HOUSE, "retention", "records with an end or a rule that waits", group.records)
        if not any(_declares(policy, group.rule, activity) for policy in policies):
            what = "records under an undeclared rule"
            tally.broke(HOUSE, "retention", what, group.records)
        elif not group.dated and not any(_waits(policy, activity) for policy in policies):
            what = "records with neither an end nor a rule that waits"
            tally.broke(HOUSE, "retention", what, group.records)


def _declares(policy: Policy, rule: str, activity: ActivityRow) -> bool:
    if rule.startswith("sources/"):
        return rule == f"sources/{activity.source}" and activity.source in policy.sources
    if rule.startswith("legal-exceptions/"):
        return rule.partition("/")[2] in policy.legal_keeps
    return rule.partition("/")[2] in policy.rules or rule == "retention/none"


def _waits(policy: Policy, activity: ActivityRow) -> bool:
    return any(
        rule.moving or rule.until is not None or rule.start not in _AT_COLLECTION
        for rule in policy.rules_for(activity.category, activity.form)
    )
