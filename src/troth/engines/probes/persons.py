"""Is anything held of minors, or of a kind the policy refuses?

Minors are those somebody flagged; whoever is one and is still held, though the policy says such
data goes, breaks the promise. Sensitive kinds are looked for in the stored categories and in the
text of the records picked at random. GDPR Art. 8, 9(1), 10.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from troth.engines.probes.inquiry import Inquiry, SampledRecord
from troth.engines.probes.logged import facts_of, name
from troth.engines.probes.observation import Observation, Tally
from troth.policy.compiled import Policy
from troth.policy.sensitive_scan import scan
from troth.storage.rows import ActivityRow, RecordRow

PROBE: Final = "persons"
AGE: Final = "minors/age"
REFUSAL: Final = "sensitive/refusal"
AT_ONCE: Final = 500
READABLE: Final = frozenset(("text", "file", "json"))
"""Field types whose content can hold anything."""
SCANNED_BYTES: Final = 65_536


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return what is held of minors and of refused kinds."""
    tally = Tally(PROBE)
    tally.watch(REFUSAL, "refusal")
    for (_, _, code, _), number in inquiry.data.count_refusals().items():
        if code == "MINOR":
            tally.saw(AGE, "refusal", "minors refused", number)
        elif code == "SENSITIVE":
            tally.saw(REFUSAL, "refusal", "submissions of refused kinds turned away", number)
    if inquiry.policy.minors is not None:
        _minors(inquiry, tally)
    _categories(inquiry, tally)
    _sampled(inquiry, tally)
    return tally.observations()


# -- minors -------------------------------------------------------------------------------------


def _minors(inquiry: Inquiry, tally: Tally) -> None:
    since = {
        row.person: row.since
        for row in inquiry.data.all_standing()
        if row.kind == "minor" and (row.until is None or inquiry.now_micros < row.until)
    }
    known = sorted(since)
    for start in range(0, len(known), AT_ONCE):
        part = known[start : start + AT_ONCE]
        family = {member: person for person in part for member in inquiry.family(person)}
        for row in inquiry.data.records(sorted(family)):
            _of_minor(inquiry, row, since[family[row.person]], tally)
    for index, fields in facts_of(inquiry.data, "standing-changed"):
        if name(fields, "standing") == "minor" and name(fields, "change") == "set":
            tally.saw(AGE, "erasure", "persons found to be minors", fact=index)


def _of_minor(inquiry: Inquiry, row: RecordRow, since: int, tally: Tally) -> None:
    minors = inquiry.policy.minors
    if minors is None:
        return
    if row.collected_at > since:
        tally.broke(AGE, "refusal", "records taken in from known minors", ids=[row.record])
    if minors.erase and since <= inquiry.late and not _kept(inquiry, row):
        tally.broke(AGE, "erasure", "records held of known minors", ids=[row.record])


def _kept(inquiry: Inquiry, row: RecordRow) -> bool:
    """Whether a duty or a hold keeps a record (GDPR Art. 17(3))."""
    if row.keep_until is not None and row.keep_until > inquiry.late:
        return True
    category = inquiry.activities[row.activity].category
    return any(
        hold.person in (None, row.person) and hold.category in (None, category)
        for hold in (*inquiry.data.holds(inquiry.now_micros), *inquiry.data.holds(inquiry.late))
    )


# -- sensitive kinds ----------------------------------------------------------------------------


def _categories(inquiry: Inquiry, tally: Tally) -> None:
    live: Counter[int] = Counter()
    for group in inquiry.groups:
        live[group.activity] += group.records
    for number, activity in inquiry.activities.items():
        policy = inquiry.version_of(activity) or inquiry.policy
        category = policy.categories.get(activity.category)
        if not live[number] or category is None:
            continue
        admitted = _admitted(policy, activity)
        if admitted:
            tally.saw(REFUSAL, "exceptions", "records by a named exception", live[number])
        refused = category.sensitive & policy.sensitive.refused
        if refused - admitted:
            what = f"records of refused kinds: {', '.join(sorted(refused - admitted))}"
            tally.broke(REFUSAL, "refusal", what, live[number])


def _admitted(policy: Policy, activity: ActivityRow) -> frozenset[str]:
    return frozenset(
        kind
        for kind, form, field in policy.sensitive.admitted
        if form in ("*", activity.form) and field in ("*", activity.field)
    )


def _sampled(inquiry: Inquiry, tally: Tally) -> None:
    for one in inquiry.sample or ():
        activity = inquiry.activities.get(one.row.activity)
        if activity is None or one.value is None:
            continue
        policy = inquiry.version_of(activity) or inquiry.policy
        if _type_of(policy, activity) not in READABLE:
            continue
        found = _kinds(one) & policy.sensitive.refused - _admitted(policy, activity)
        if found:
            what = f"opened records that appear to hold {', '.join(sorted(found))} data"
            tally.broke(REFUSAL, "refusal", what, ids=[one.row.record])
        else:
            tally.saw(REFUSAL, "refusal", "opened texts without refused kinds")


def _kinds(one: SampledRecord) -> frozenset[str]:
    text = (one.value or b"")[:SCANNED_BYTES].decode(errors="ignore")
    return frozenset[str](scan(text))


def _type_of(policy: Policy, activity: ActivityRow) -> str:
    form = policy.forms.get(activity.form)
    field = None if form is None else form.fields.get(activity.field)
    return "" if field is None else field.type
