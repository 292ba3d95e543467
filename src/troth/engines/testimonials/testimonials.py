"""Words of customers that a company shows to everybody: held, agreed to, published, taken back.

What a page shows is read anew each time it is asked for, and each is decided on at that moment: a
withdrawal, a restriction or an erasure empties the page with nothing to clean up behind it, and a
correction is what the next reader sees. Publishing is a disclosure like any other and stands in the
ledger; a consent to it names the readers (GDPR Art. 4(11), 6(1)(a), 7(3), 16, 17(1)(b)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

import msgspec

from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.consents.standing import read_standing
from troth.engines.disclosure.disclosure import Disclosures, Handover
from troth.engines.dossiers.dossiers import Dossiers, Step, body_of, encoded, moved
from troth.engines.vault.vault import Vault
from troth.errors import InputError, StateError
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.question import Question, Reason
from troth.policy.readers import Place, place_of
from troth.storage.dossier_rows import DossierRow
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import ActivityRow, RecordRow

KIND: Final = "testimonial"

State = Literal["draft", "consented", "published", "withdrawn"]
STATES: Final[tuple[State, ...]] = get_args(State)
MAY: Final[Mapping[str, frozenset[State]]] = {
    "publish": frozenset(("draft", "consented", "withdrawn")),
    "withdraw": frozenset(("published",)),
}
"""Step → the states it can begin in; a draft that is published was agreed to meanwhile."""


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    submission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One testimonial as everybody may read it: field → value."""

    testimonial: bytes
    values: Mapping[str, str]


class Testimonials:
    """Keeps testimonials through their states, and reads out what is published."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        disclosures: Disclosures,
        dossiers: Dossiers,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._disclosures = disclosures
        self._dossiers = dossiers
        self._entropy = entropy
        self._place = place_of(policy)

    def enter(self, person: bytes, now: datetime, who: str = "") -> DossierRow:
        """Take up the newest testimonial of a person; the same one twice is one.

        Raises:
            InputError: `testimonial/none` where the policy shows none, or nothing of theirs is
                held.
        """
        place = self._where()
        with self._data.read() as reader:
            rows = self._rows(reader, person, place, reader.activities())
        if not rows:
            raise InputError("testimonial/none", "nothing of this person is held to be shown")
        body = encoded({"submission": max(rows, key=lambda one: one.collected_at).submission.hex()})
        for known in self._dossiers.listed():
            if known.body == body:
                return known
        agreed = not self._against(person, place, now)
        state: State = "consented" if agreed else "draft"
        made = DossierRow(
            dossier=self._entropy.bytes(16), kind=KIND, state=state, opened_at=to_micros(now),
            due_at=None, closed_at=None, body=body,
        )  # fmt: skip
        step = Step(event="enter", who=who, records=len(rows))
        return self._dossiers.write(made, step, now, persons=[person])

    def state(self, row: DossierRow, now: datetime) -> State:
        """Return where a testimonial stands: agreed to meanwhile, or no longer."""
        kept = next(one for one in STATES if one == row.state)
        if kept == "withdrawn":
            return kept
        open_ = self._open(row, self._where(), now) is not None
        if kept == "published":
            return "published" if open_ else "withdrawn"
        return "consented" if open_ else "draft"

    def publish(self, testimonial: bytes, now: datetime, who: str = "") -> tuple[Reason, ...]:
        """Show a testimonial to everybody; return why it is not, or nothing.

        Raises:
            InputError: `dossier/unknown`.
            StateError: `testimonial/published-already`, `testimonial/gone`.
        """
        place, row = self._where(), self._dossiers.row(testimonial)
        if row.state not in MAY["publish"]:
            raise StateError("testimonial/published-already", "everybody can read it already")
        person = self._writer(row)
        handover = Handover(
            person=person, recipient=place.readers, categories=place.categories,
            purpose=place.purpose,
        )  # fmt: skip
        handed = self._disclosures.hand_over(handover, now)
        if not handed:
            return handed.refused
        self._move(
            row, "published", Step(event="publish", who=who, records=len(handed.values)), now
        )
        return ()

    def withdraw(self, testimonial: bytes, now: datetime, who: str = "") -> None:
        """Take a testimonial back from the page; what is held of it stays with its own rules.

        Raises:
            InputError: `dossier/unknown`.
            StateError: `testimonial/not-published`.
        """
        row = self._dossiers.row(testimonial)
        if row.state not in MAY["withdraw"]:
            raise StateError("testimonial/not-published", "nobody can read it as it is")
        self._move(row, "withdrawn", Step(event="withdraw", who=who), now)

    def listed(self) -> list[DossierRow]:
        """Return every testimonial that was ever taken up, oldest first."""
        return self._dossiers.listed()

    def shown(self, now: datetime) -> list[Shown]:
        """Return what everybody may read at `now`, oldest first."""
        place = self._place
        if place is None:
            return []
        listed = self._dossiers.listed(states=["published"])
        found = [(row, self._open(row, place, now)) for row in listed]
        return [Shown(testimonial=row.dossier, values=one) for row, one in found if one is not None]

    def _open(self, row: DossierRow, place: Place, now: datetime) -> Mapping[str, str] | None:
        """Return field → value of what may be shown; None where nothing may, or nothing is left."""
        persons = self._dossiers.persons(row.dossier)
        if not persons or self._against(persons[0].person, place, now):
            return None
        came = bytes.fromhex(body_of(row, _Body).submission)
        with self._data.read() as reader:
            activities = reader.activities()
            held = self._rows(reader, persons[0].person, place, activities)
        rows = [one for one in held if one.submission == came]
        opened = zip(rows, self._vault.open_values(rows), strict=True)
        values = {
            activities[one.activity].field: value.decode(errors="replace")
            for one, value in opened
            if value is not None
        }
        return values or None

    def _rows(
        self,
        reader: DataReader,
        person: bytes,
        place: Place,
        activities: Mapping[int, ActivityRow],
    ) -> Sequence[RecordRow]:
        return [
            row
            for row in reader.records(reader.aliases(person))
            if activities[row.activity].category in place.categories
            and place.purpose in activities[row.activity].purposes
        ]

    def _against(self, person: bytes, place: Place, now: datetime) -> tuple[Reason, ...]:
        with self._data.read() as reader:
            standing = read_standing(reader, [person], now)[person].toward(place.readers)
        question = Question(
            action="disclose", at=now, purpose=place.purpose, categories=place.categories,
            recipient=place.readers, region=standing.residence, standing=standing,
        )  # fmt: skip
        return decide(self._policy, question).reasons

    def _writer(self, row: DossierRow) -> bytes:
        persons = self._dossiers.persons(row.dossier)
        if not persons:
            raise StateError("testimonial/gone", "whoever wrote it has been erased")
        return persons[0].person

    def _move(self, row: DossierRow, state: State, step: Step, now: datetime) -> None:
        body = msgspec.to_builtins(body_of(row, _Body))
        self._dossiers.write(moved(row, state, body), step, now)

    def _where(self) -> Place:
        if self._place is None:
            raise InputError(
                "testimonial/none",
                "the policy shows nobody's words to everybody",
                help="a purpose of kind `testimonials`, and readers as its recipient",
            )
        return self._place
