"""Figures over many people: counts by value, where small cells never leave.

A purpose that the policy calls statistics gives out no rows. Each person's data is read through the
same gate as any other look (restricted people, and people who object, are not counted) and leaves
the same trace; what comes out is how many people share a value, and only where enough do.

Neither a total nor the size of a suppressed cell is given, since either would give away the other.

GDPR Art. 5(1)(b), 89(1); recital 162 (the result of statistics is no personal data).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from troth.engines.staff.access import Access, Look
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.nearest import nearest, quoted
from troth.policy.question import Question, Reason
from troth.storage.ports import DataStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How many people share each value. Falsy when refused.

    Attributes:
        cells: Value → people, for values that enough people share.
        suppressed: How many values were left out for being shared by too few.
        refused: Why no figures are given at all.
    """

    cells: Mapping[str, int]
    suppressed: int
    refused: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return not self.refused


class Statistics:
    """Counts people by what they have in common."""

    def __init__(self, *, policy: Policy, data: DataStore, access: Access) -> None:
        self._policy = policy
        self._data = data
        self._access = access

    def count(self, purpose: str, category: str, field: str, who: str, now: datetime) -> Table:
        """Return how many people share each value of a field, small cells left out.

        Args:
            purpose: A purpose that the policy gives a smallest cell.
            who: The pseudonymous id of the person or program that asks.
        """
        refused = self._refusal(purpose, category, field, now)
        if refused:
            return Table(cells={}, suppressed=0, refused=refused)
        least = self._policy.purposes[purpose].cell_minimum or 0
        counts = Counter[str]()
        for person in holders(self._data, category, (field,)):
            counts.update(self._values(person, purpose, category, field, who, now))
        cells = {value: count for value, count in sorted(counts.items()) if count >= least}
        return Table(cells=cells, suppressed=len(counts) - len(cells))

    def _refusal(
        self, purpose: str, category: str, field: str, now: datetime
    ) -> tuple[Reason, ...]:
        known = self._policy.purposes.get(purpose)
        if known is not None and known.cell_minimum is None:
            statistical = {k: 0 for k, p in self._policy.purposes.items() if p.cell_minimum}
            detail = f"{quoted(purpose)} is no purpose of statistics"
            help = nearest(purpose, statistical)
            address = f"purposes/{purpose}"
            return (Reason(code="AGGREGATE_ONLY", address=address, detail=detail, help=help),)
        question = Question(
            action="use",
            at=now,
            purpose=purpose,
            categories=(category,),
            fields=(field,),
            identified=False,
            aggregate=True,
        )
        # Consent is each person's own and asked of each; everything else must hold for all.
        reasons = decide(self._policy, question).reasons
        return tuple(reason for reason in reasons if reason.code != "CONSENT_REQUIRED")

    def _values(
        self, person: bytes, purpose: str, category: str, field: str, who: str, now: datetime
    ) -> set[str]:
        look = Look(
            person=person,
            purpose=purpose,
            who=who,
            categories=(category,),
            identified=False,
            aggregate=True,
        )
        seen = self._access.read(look, now).seen
        return {one.value.decode(errors="replace") for one in seen if one.field == field}


def holders(data: DataStore, category: str, fields: Collection[str]) -> list[bytes]:
    """Return everybody of whom one of these fields is held, each once, aliases under their head."""
    with data.read() as reader:
        wanted = {
            number
            for number, activity in reader.activities().items()
            if activity.category == category and activity.field in fields
        }
        found = {
            row.person for rows in reader.all_records() for row in rows if row.activity in wanted
        }
        known = reader.persons(sorted(found))
    return sorted({row.alias_of or person for person, row in known.items()})
