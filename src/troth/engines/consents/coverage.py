"""How much of what came in really rests on a consent that somebody gave, collection by collection.

A text may say that people have agreed; here every submission is held against the consents on
record. What was refused for lack of one counts as seen, so a share says what the claim is worth and
not only what was kept.

GDPR Art. 5(2), 7(1) (whoever relies on consent must be able to demonstrate it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from troth.engines.consents.standing import read_standing
from troth.policy.compiled import Policy
from troth.policy.decide_person import stands
from troth.storage.ports import DataReader, DataStore

LACKING: Final = frozenset(("CONSENT_REQUIRED", "CONSENT_WITHDRAWN", "CONSENT_EXPIRED"))
"""Codes of the gate for what came without a consent that stands."""

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One collection.

    Attributes:
        form: Its key.
        seen: Submissions kept, and those refused for lack of a consent.
        consented: Of these, how many have a consent that stands for a purpose they serve.
        refused: How many were refused for lack of one.
        grounds: Legal basis → submissions kept on it without a consent that stands.
    """

    form: str
    seen: int
    consented: int
    refused: int
    grounds: Mapping[str, int]

    @property
    def percent(self) -> int:
        """Share of what was seen that rests on a real consent, rounded down."""
        return 100 * self.consented // self.seen if self.seen else 0

    @property
    def unfounded(self) -> int:
        """Submissions that are said to rest on consent, and on whose record none stands."""
        return self.grounds.get("consent", 0)


def coverage(policy: Policy, data: DataStore, now: datetime) -> list[Covered]:
    """Return each declared collection through which anything came, by its key."""
    with data.read() as reader:
        consented, grounds = _kept(reader, now)
        refused: Counter[str] = Counter()
        for row in reader.refusals():
            if row.action == "collect" and row.code in LACKING:
                refused[row.subject] += 1
    made = []
    for form in sorted(policy.forms):
        mine = dict(sorted(grounds.get(form, Counter()).items()))
        seen = consented[form] + refused[form] + sum(mine.values())
        if seen:
            one = Covered(
                form=form, seen=seen, consented=consented[form], refused=refused[form], grounds=mine
            )
            made.append(one)
    return made


def _kept(reader: DataReader, now: datetime) -> tuple[Counter[str], dict[str, Counter[str]]]:
    activities = reader.activities()
    submissions: dict[bytes, tuple[bytes, int]] = {}
    purposes: dict[bytes, set[str]] = {}
    for rows in reader.all_records():
        for row in rows:
            submissions[row.submission] = row.person, row.activity
            served = activities[row.activity].purposes
            purposes.setdefault(row.submission, set()).update(served)
    persons = sorted({person for person, _ in submissions.values()})
    given: dict[bytes, set[str]] = {}
    for start in range(0, len(persons), AT_ONCE):
        for person, standing in read_standing(
            reader, persons[start : start + AT_ONCE], now
        ).items():
            given[person] = {key for key in standing.consents if stands(standing, key, now)}
    consented: Counter[str] = Counter()
    grounds: dict[str, Counter[str]] = {}
    for submission, (person, number) in submissions.items():
        activity = activities[number]
        if given[person] & purposes[submission]:
            consented[activity.form] += 1
        else:
            grounds.setdefault(activity.form, Counter())[activity.basis or "none"] += 1
    return consented, grounds
