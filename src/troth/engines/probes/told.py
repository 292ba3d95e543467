"""Was everybody told of a new version as promised, and nobody held to what they had not accepted?

Goes through the versions in pairs. What the newer one changes for people is read again from both
texts, as plainly as it can be: a new purpose, a right that goes, another period, more that goes to
a recipient. Whom that surely concerns must stand on the list of the announcement; whoever stands on
it must have been told before the version took effect, or within the tolerance where it takes effect
as it is published. A probe accuses only of what is certain: who is on the list for a reason that it
does not see is judged by the list alone.

GDPR Art. 5(2), 7(1), 12(1), 13(3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice, pairwise
from typing import Final

from troth.core.periods import Period
from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.logged import facts_of, name
from troth.engines.probes.observation import Observation, Tally
from troth.engines.probes.stood import in_force
from troth.policy.compiled import Policy
from troth.storage.rows import AccessRow, DisclosureRow
from troth.storage.version_rows import CampaignRow, NoticeRow, VersionRow

PROBE: Final = "told"
WEIGHTS: Final = ("none", "editorial", "minor", "material", "new-purpose")
ONE_BY_ONE: Final = frozenset(("login-notice", "notify-or-login", "account-holders", "each-person"))
TOLD: Final = frozenset(("sent", "seen"))
WAITS: Final = frozenset(("queued", "refused"))
"""What a next visit makes good: no address to write to, or a mailbox that took nothing."""
ANONYMOUS: Final = ("anonymous",)
AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One version after another.

    Attributes:
        promise: The address that says how it is told; empty where the old text says nothing.
        means: How, as the old text has it.
        weighs: What it weighs at least, read from both texts.
        touches: Kinds of data of those whom it surely concerns; None for everybody.
    """

    old: Policy
    new: Policy
    row: VersionRow
    promise: str
    means: str
    weighs: str
    touches: frozenset[str] | None
    campaign: CampaignRow | None


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return what versions, notices, answers and the log show of `changes/...`."""
    tally = Tally(PROBE)
    rows = inquiry.data.versions()
    if len(rows) > 1:
        logged = _logged(inquiry)
        for step in _steps(inquiry, rows):
            if step.promise:
                _text(inquiry, step, tally)
                _weight(step, tally)
            if step.promise and step.means in ONE_BY_ONE:
                _list(inquiry, step, tally)
                _notices(inquiry, step, logged, tally)
        _accepted(inquiry, rows, tally)
    return tally.observations()


def _steps(inquiry: Inquiry, rows: Sequence[VersionRow]) -> Iterator[Step]:
    campaigns = {(one.previous, one.policy): one for one in inquiry.data.campaigns()}
    for before, row in pairwise(rows):
        old, new = inquiry.versions.get(before.policy), inquiry.versions.get(row.policy)
        if old is None or new is None:
            continue
        weighs, touches = _read_again(old, new)
        promise, means = _promised(old, max(row.weight, weighs, key=WEIGHTS.index))
        yield Step(
            old=old,
            new=new,
            row=row,
            promise=promise,
            means=means,
            weighs=weighs,
            touches=touches,
            campaign=campaigns.get((before.policy, row.policy)),
        )


def _promised(old: Policy, weight: str) -> tuple[str, str]:
    """Return the address and the means by which the old text says that it is told."""
    for said in (weight, "material") if weight == "new-purpose" else (weight,):
        if said in old.changes.notify:
            return f"changes/{said}", old.changes.notify[said]
    return "", ""


def _read_again(old: Policy, new: Policy) -> tuple[str, frozenset[str] | None]:
    """Return what a version surely weighs, and the kinds of data of those it surely concerns."""
    touched: set[str] = set()
    weighs = "none"
    for key, rule in new.rules.items():
        before = old.rules.get(key)
        if before is not None and _length(before.period) != _length(rule.period):
            weighs = "material"
            touched |= rule.categories | before.categories
    for key, recipient in new.recipients.items():
        known = old.recipients.get(key)
        if known is not None and not recipient.receives <= known.receives:
            weighs = "material"
            touched |= recipient.receives - known.receives
    if not old.rights.offered <= new.rights.offered:
        return "material", None
    fresh = [one for key, one in new.purposes.items() if key not in old.purposes]
    if fresh:
        return "new-purpose", frozenset(touched).union(*(one.uses for one in fresh))
    return weighs, frozenset(touched)


def _length(period: Period | None) -> tuple[int, int] | None:
    return None if period is None else (period.months, period.days * 86_400 + period.seconds)


def _text(inquiry: Inquiry, step: Step, tally: Tally) -> None:
    """Whoever opens the page finds the version as it was published, and the one before."""
    for policy in (step.old, step.new):
        row = inquiry.data.policy(policy.hash)
        texts = {one.text for one in inquiry.data.versions() if one.policy == policy.hash}
        if row is None or sha256(row.manifest.encode()).hexdigest() not in texts:
            what = "versions whose text is not the one that was published"
            tally.broke(step.promise, "notice", what)
            return
    if step.means == "page":
        tally.saw(step.promise, "notice", "versions on the page beside the one before")


def _weight(step: Step, tally: Tally) -> None:
    if WEIGHTS.index(step.row.weight) < WEIGHTS.index(step.weighs):
        what = f"versions published as {step.row.weight} that weigh more"
        tally.broke(step.promise, "notice", what)


# -- who is on the list --------------------------------------------------------------------------


def _list(inquiry: Inquiry, step: Step, tally: Tally) -> None:
    if step.touches == frozenset():
        return
    planned = step.row.published_at
    if step.means == "account-holders":
        concerned = _holders(inquiry, planned)
    else:
        concerned = _touched(inquiry, step.touches, planned)
    notices = () if step.campaign is None else inquiry.data.notices(step.campaign.campaign)
    listed = {one for row in notices for one in inquiry.family(row.person)}
    missing = [person for person in concerned if person not in listed]
    what = "people it concerned who are not on the list of those to be told"
    tally.broke(step.promise, "notice", what, len(missing), ids=missing)


def _touched(inquiry: Inquiry, kinds: frozenset[str] | None, planned: int) -> list[bytes]:
    """Return the people of whom data of some kinds was held when the version came."""
    numbers = {
        number
        for number, one in inquiry.activities.items()
        if one.rules != ANONYMOUS and (kinds is None or one.category in kinds)
    }
    found: set[bytes] = set()
    people = iter(inquiry.data.persons_under(sorted(numbers)))
    while chunk := list(islice(people, AT_ONCE)):
        for row in inquiry.data.records(chunk):
            if row.activity in numbers and row.collected_at < planned:
                found.add(row.person)
    return _there(inquiry, found, planned)


def _holders(inquiry: Inquiry, planned: int) -> list[bytes]:
    """Return the people whose account was open when the version came, and is."""
    opening = [
        number
        for number, one in inquiry.activities.items()
        if (version := inquiry.version_of(one)) is not None
        and one.form in version.forms
        and version.forms[one.form].creates_account
    ]
    people = sorted(inquiry.data.persons_under(opening))
    shut = {row.person for row in inquiry.data.clocks(people) if row.clock == "account-closed"}
    shut |= {row.person for row in inquiry.data.accounts(people) if row.closed_at is not None}
    closed = {one for person in shut for one in inquiry.family(person)}
    came = {
        row.person
        for row in inquiry.data.records(people)
        if row.activity in opening and row.collected_at < planned
    }
    return _there(inquiry, came - closed, planned)


def _there(inquiry: Inquiry, people: set[bytes], planned: int) -> list[bytes]:
    rows = inquiry.data.persons(sorted(people))
    return [
        person
        for person in sorted(people)
        if person in rows and not rows[person].hidden and rows[person].created_at < planned
    ]


# -- whether they were told ----------------------------------------------------------------------


def _logged(inquiry: Inquiry) -> Counter[tuple[str, str]]:
    """Return (announcement, outcome) → how many facts of the log say so."""
    return Counter(
        (name(fields, "campaign"), name(fields, "outcome"))
        for _, fields in facts_of(inquiry.data, "told")
    )


def _notices(inquiry: Inquiry, step: Step, logged: Counter[tuple[str, str]], tally: Tally) -> None:
    campaign, pruned = step.campaign, inquiry.data.first_fact() > 0
    if campaign is None:
        return
    # Where a version takes effect as it is published, nobody can be told before.
    grace = inquiry.now_micros - inquiry.late
    due = max(step.row.effective_at, campaign.planned_at + grace)
    rows = inquiry.data.notices(campaign.campaign)
    there = inquiry.data.persons([row.person for row in rows])
    for row in rows:
        if row.person in there and not there[row.person].hidden:
            _judge(inquiry, step, row, due, tally)
    for outcome in TOLD if not pruned else ():
        held = sum(row.state == outcome for row in rows)
        unknown = held - logged[campaign.campaign.hex(), outcome]
        what = "people noted as told of whom the log knows nothing"
        tally.broke(step.promise, "notice", what, max(unknown, 0), ids=[campaign.campaign])


def _judge(inquiry: Inquiry, step: Step, row: NoticeRow, due: int, tally: Tally) -> None:
    told = row.state in TOLD
    if told and row.channel == "mail" and (row.tried_at or 0) > due:
        what = "people told after the version had taken effect"
        tally.broke(step.promise, "notice", what, ids=[row.person])
    elif told:
        where = "by message" if row.channel == "mail" else "at their next visit"
        tally.saw(step.promise, "notice", f"people told {where}")
    elif due >= inquiry.now_micros:
        return
    elif row.channel == "mail" and row.state != "refused":
        what = "people to be told by message who were not"
        tally.broke(step.promise, "notice", what, ids=[row.person])
    elif row.state in WAITS and _came_back(inquiry, row, due):
        what = "people who came back and were shown nothing"
        tally.broke(step.promise, "notice", what, ids=[row.person])


def _came_back(inquiry: Inquiry, row: NoticeRow, since: int) -> bool:
    """Whether somebody gave data in a session of theirs after they should have been told."""
    for record in inquiry.data.records(inquiry.family(row.person)):
        activity = inquiry.activities[record.activity]
        version = inquiry.version_of(activity)
        form = None if version is None else version.forms.get(activity.form)
        if record.collected_at > since and form is not None and form.origin == "person":
            return True
    return False


# -- who had accepted ----------------------------------------------------------------------------


def _accepted(inquiry: Inquiry, rows: Sequence[VersionRow], tally: Tally) -> None:
    """Nothing is done for a purpose of a version that its person had not accepted."""
    fresh: dict[str, tuple[str, int]] = {}
    for before, row in pairwise(rows):
        old, new = inquiry.versions.get(before.policy), inquiry.versions.get(row.policy)
        if row.rule == "acceptance" and old is not None and new is not None:
            promise, _ = _promised(old, "new-purpose")
            came = new.purposes.keys() - old.purposes.keys()
            fresh |= dict.fromkeys(came, (promise, row.published_at))
    if not fresh:
        return
    for uses in (_looks(inquiry), inquiry.data.all_disclosures()):
        for use in uses:
            promise, came_in = fresh.get(use.purpose, ("", 0))
            if promise and _free(inquiry, use, came_in):
                tally.saw(promise, "notice", "uses for new purposes by who had accepted them")
            elif promise:
                what = "uses for a purpose that the person had not accepted"
                tally.broke(promise, "notice", what, ids=[use.person])


def _looks(inquiry: Inquiry) -> Iterator[AccessRow]:
    return (look for look in inquiry.data.all_accesses() if look.allowed)


def _free(inquiry: Inquiry, use: AccessRow | DisclosureRow, came_in: int) -> bool:
    """Whether somebody came under the version with the purpose, or accepted it by then."""
    family = inquiry.family(use.person)
    people = inquiry.data.persons(family)
    # Of who is gone nothing can be said any more.
    if all(row.created_at >= came_in for row in people.values()):
        return True
    rows = inquiry.data.standing(family)
    return any(row.since >= came_in for row in in_force(rows, "accepted", use.at + 1))
