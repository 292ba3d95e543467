"""Data for those who develop: asked for, approved by somebody else, and reduced to what is needed.

A purpose such as the development of products opens no list of people. What comes out are counts:
each line says how many share its values, lines of few are left out, and so is every column that
leads to somebody. Each person's data is read through the same gate as any other look, so whoever
objects is not counted, and every reading leaves its trace.

GDPR Art. 5(1)(b)-(c), 25(1), 32(4); recital 26.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.disclosure.extracts import fewest, identifies
from troth.engines.dossiers.dossiers import Dossiers, Step, body_of, encoded, moved, words
from troth.engines.staff.access import Access, Look
from troth.engines.staff.statistics import holders
from troth.errors import InputError, StateError
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.question import Question, Reason
from troth.storage.dossier_rows import DossierRow
from troth.storage.ports import DataStore

LEVEL: Final = "aggregated"
"""What every dataset is: counts of people, never their rows."""
PEOPLE: Final = "people"
"""The column that says of how many people a line speaks."""
_INSTANT: Final = re.compile(r"(\d{4}-\d{2})-\d{2}(?:[T ][0-9:.]+(?:Z|[+-]\d{2}:?\d{2})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for, by whom and why. `items` are fields of the category, in order."""

    purpose: str
    category: str
    items: tuple[str, ...]
    who: str
    why: str
    approver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A dataset as it stands; `refused` says why there is none. Falsy when refused."""

    row: DossierRow | None
    wanted: Wanted
    refused: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return not self.refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The table, and what was done so that it leads to nobody.

    Attributes:
        dropped: Columns that led to somebody.
        suppressed: How many lines spoke of too few.
        smallest: How many people the smallest line speaks of; 0 where no line is left.
    """

    table: bytes
    dropped: tuple[str, ...]
    suppressed: int
    smallest: int
    lines: int


class Datasets:
    """Takes requests for datasets to their approval, and makes what was approved."""

    def __init__(
        self, *, policy: Policy, data: DataStore, access: Access, dossiers: Dossiers,
        entropy: Entropy,
    ) -> None:  # fmt: skip
        self._policy = policy
        self._data = data
        self._access = access
        self._dossiers = dossiers
        self._entropy = entropy

    def ask(self, wanted: Wanted, now: datetime) -> Dataset:
        """Write a request down, or return why the policy refuses it.

        Raises:
            InputError: `dataset/nobody-asks`, `dataset/no-item`, `dossier/names-somebody`.
        """
        if not wanted.who.strip():
            raise InputError(
                "dataset/nobody-asks",
                "nobody is named who asks for the data",
                help="name a role or an id with --who",
            )
        if not wanted.items:
            raise InputError(
                "dataset/no-item",
                "no item is asked for",
                help="name each with --item; what is not named is not given",
            )
        wanted = Wanted(**{**asdict(wanted), "why": words(wanted.why, "reason")})
        question = Question(
            action="use", at=now, purpose=wanted.purpose, categories=(wanted.category,),
            fields=wanted.items, identified=False, aggregate=True,
        )  # fmt: skip
        against = [r for r in decide(self._policy, question).reasons if r.code not in _EACH_ONES]
        if against:
            return Dataset(row=None, wanted=wanted, refused=tuple(against))
        row = DossierRow(
            dossier=self._entropy.bytes(16), kind="dataset", state="asked",
            opened_at=to_micros(now), due_at=None, closed_at=None, body=encoded(asdict(wanted)),
        )  # fmt: skip
        self._dossiers.write(row, Step(event="asked", who=wanted.who), now)
        return Dataset(row=row, wanted=wanted)

    def approve(self, dataset: bytes, who: str, now: datetime) -> Dataset:
        """Let it be made; the word of somebody who did not ask.

        Raises:
            InputError: `dossier/unknown`.
            StateError: `dataset/own-approval`, `dataset/not-asked`.
        """
        row = self._dossiers.row(dataset)
        wanted = body_of(row, Wanted)
        if row.state != "asked":
            raise StateError(
                "dataset/not-asked",
                f"this dataset is {row.state} already",
                help="ask anew for another one",
            )
        if not who.strip() or who == wanted.who:
            raise StateError(
                "dataset/own-approval",
                "who asks does not approve",
                help="let a second person approve it",
            )
        wanted = Wanted(**{**asdict(wanted), "approver": who})
        row = moved(row, "approved", asdict(wanted))
        return Dataset(
            row=self._dossiers.write(row, Step(event="approved", who=who), now), wanted=wanted
        )

    def make(self, dataset: bytes, now: datetime) -> Extracted:
        """Make what was approved; once made, it is not made again.

        Raises:
            InputError: `dossier/unknown`.
            StateError: `dataset/not-approved`.
        """
        row = self._dossiers.row(dataset)
        wanted = body_of(row, Wanted)
        if row.state != "approved":
            raise StateError(
                "dataset/not-approved",
                f"this dataset is {row.state}",
                help="`troth extract approve` by a second person comes first",
            )
        made = _table(wanted.items, list(self._lines(wanted, now)), fewest(self._policy))
        step = Step(
            event="made", who=wanted.who, detail=LEVEL, document=sha256(made.table).hexdigest(),
            records=made.lines,
        )  # fmt: skip
        self._dossiers.write(moved(row, "made", asdict(wanted), closed=now), step, now)
        return made

    def _lines(self, wanted: Wanted, now: datetime) -> Iterator[set[tuple[str, ...]]]:
        """Give, for every person, what was asked for of each instant."""
        for person in holders(self._data, wanted.category, wanted.items):
            look = Look(
                person=person, purpose=wanted.purpose, who=wanted.who, identified=False,
                categories=(wanted.category,), aggregate=True,
            )  # fmt: skip
            at: dict[int, dict[str, str]] = {}
            for one in self._access.read(look, now).seen:
                if one.field in wanted.items:
                    text = one.value.decode(errors="replace")
                    at.setdefault(one.collected_at, {})[one.field] = text
            yield {tuple(each.get(item, "") for item in wanted.items) for each in at.values()}


_EACH_ONES: Final = frozenset(("CONSENT_REQUIRED",))
"""Asked of each person when their data is read."""


def _table(
    items: Sequence[str], people: Sequence[set[tuple[str, ...]]], smallest: int
) -> Extracted:
    coarse = [{tuple(map(_coarser, line)) for line in own} for own in people]
    columns = {item: [line[n] for own in coarse for line in own] for n, item in enumerate(items)}
    dropped = tuple(item for item, values in columns.items() if identifies(item, values))
    kept = [item for item in items if item not in dropped]
    places = [n for n, item in enumerate(items) if item in kept]
    # Once reduced, several lines of one person can be alike: a person counts once in each.
    counts = Counter(
        cell
        for own in (coarse if kept else ())
        for cell in {tuple(line[n] for n in places) for line in own}
    )
    cells = {line: count for line, count in sorted(counts.items()) if count >= smallest}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*kept, PEOPLE])
    writer.writerows([*line, count] for line, count in cells.items())
    return Extracted(
        table=text.getvalue().encode(),
        dropped=dropped,
        suppressed=len(counts) - len(cells),
        smallest=min(cells.values(), default=0),
        lines=len(cells),
    )


def _coarser(value: str) -> str:
    """Return an instant as its month; whoever knows the instant finds the visit elsewhere."""
    found = _INSTANT.fullmatch(value.strip())
    return found.group(1) if found else value.strip()
