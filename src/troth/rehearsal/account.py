"""The month's account: what came in, was refused, was said, went, and is still there.

Counted twice where it can be: what happened, from the engines' own answers; what is alive and
which consents stand, from the store at the month's end. Figures only; an account names nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from troth.core.periods import to_micros
from troth.rehearsal.clock import FakeClock
from troth.storage.ports import DataReader

COUNTS: Mapping[str, str] = {
    "arrived": "people new to the store",
    "submitted": "submissions at any collection point",
    "collected": "values kept",
    "refused": "submissions refused",
    "consents-given": "consents given",
    "consents-withdrawn": "consents withdrawn",
    "consents-recorded": "recorded without counting as consent",
    "looks": "looks by staff that were allowed",
    "looks-refused": "looks refused",
    "disclosures": "disclosures to recipients",
    "disclosures-refused": "disclosures refused",
    "requests": "requests for people's rights",
    "requests-granted": "requests granted",
    "requests-partial": "requests granted in part",
    "requests-refused": "requests refused, with the ground",
    "requests-late": "answers after the earliest date",
    "requests-suspended": "requests whose clock stood",
    "requests-extended": "requests extended, told in time",
    "steps-declined": "steps that law, policy or table did not allow",
    "reminders": "reminders before a date",
    "overdue": "alarms after a date",
    "recipients-owed": "recipients owed a notice",
    "recipients-told": "recipients told",
    "answers": "people answered on what is held about them",
    "corrected": "values corrected",
    "objections": "objections",
    "restrictions": "restrictions placed",
    "restrictions-lifted": "restrictions lifted",
    "confirmed": "identifiers confirmed",
    "shared": "identifiers found to be shared",
    "minors": "people found to be under age",
    "events": "events that rules wait for",
    "extended": "values kept longer by permission",
    "holds-placed": "holds placed",
    "holds-released": "holds released",
    "expired": "values expired and deleted",
    "months-closed": "month keys destroyed",
    "people-erased": "people erased",
    "values-erased": "values erased with them",
    "kept-by-law": "values kept under a duty or a hold",
    "found-again": "anything found of erased people",
    "epochs": "key epochs",
    "versions": "versions of the policy published",
    "versions-withheld": "versions of the policy that were not ready",
    "told": "people written to about a version",
    "shown": "notices of a version shown at a visit",
    "accepted": "versions accepted by somebody",
    "declined": "versions declined by somebody",
    "continued": "people who went on after a version",
    "checkpoints": "signed heads of the evidence log",
    "backups": "backups made and restored",
}
"""Every count of an account with what it counts, in the order in which they are shown."""


@dataclass(slots=True, kw_only=True)
class MonthAccount:
    """One month. `counts` by the names of `COUNTS`; the rest by code, rule, category, purpose."""

    month: str
    counts: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    expired: Counter[str] = field(default_factory=Counter)
    alive: Counter[str] = field(default_factory=Counter)
    consents: Counter[str] = field(default_factory=Counter)

    def close(self, reader: DataReader, clock: FakeClock) -> None:
        """Count what is alive and which consents stand, as the store has it now."""
        activities = {n: one.category for n, one in reader.activities().items()}
        numbers: Counter[int] = Counter()
        for rows in reader.all_records():
            numbers.update(row.activity for row in rows)
        for number, count in numbers.items():
            self.alive[activities[number]] += count
        self.consents = standing_consents(reader, to_micros(clock.now()))

    def as_json(self) -> dict[str, object]:
        """Return the account with its names sorted, so that equal accounts are equal bytes."""
        return {
            "month": self.month,
            "counts": {name: self.counts[name] for name in COUNTS},
            "refused": dict(sorted(self.refused.items())),
            "expired": dict(sorted(self.expired.items())),
            "alive": dict(sorted(self.alive.items())),
            "consents": dict(sorted(self.consents.items())),
        }


def standing_consents(reader: DataReader, at: int) -> Counter[str]:
    """Return purpose → people whose consent to it stands at `at` (microseconds)."""
    standing: dict[tuple[bytes, str], int | None] = {}
    for event in reader.all_consents():
        key = (event.person, event.purpose)
        if event.action == "give":
            standing[key] = event.until
        elif event.action != "record-only":
            standing.pop(key, None)
    return Counter(p for (_, p), until in standing.items() if until is None or at < until)
