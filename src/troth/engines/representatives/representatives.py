"""Which representative looks after somebody: the nearest, where a position may be used for it.

The position is used here and forgotten: what is kept is the representative's key. Whether it may be
used at all is asked of the policy, with what is shown for it; without a position, or without leave,
it is whoever the operator named for that. GDPR Art. 5(1)(b)-(c), 25.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from troth.core.nearness import Position, nearest_place
from troth.engines.consents.standing import Change, StandingEngine
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.question import Question, Reason
from troth.storage.ports import DataStore

KIND: Final = "representative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """What the operator set up.

    Attributes:
        purpose: For which the policy lets a position be used.
        default: Who looks after people of whom no position may be used.
        places: Representative → where they are.
    """

    purpose: str
    default: str
    places: Mapping[str, Position]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Who looks after somebody now, and why no position was used, where none was."""

    representative: str
    against: tuple[Reason, ...] = ()


class Representatives:
    """Assigns representatives to people."""

    def __init__(
        self, *, policy: Policy, data: DataStore, standing: StandingEngine, offices: Offices
    ) -> None:
        self._policy = policy
        self._data = data
        self._standing = standing
        self._offices = offices

    def assign(
        self, person: bytes, near: Position | None, shown: Mapping[str, str], now: datetime
    ) -> Assigned:
        """Assign whoever is nearest, where that may be asked; else the one named for it.

        Args:
            near: Where the person is; used for this call alone.
            shown: What is shown for its use, by id, such as `device-permission`.
        """
        against = () if near is None else self._against(person, shown, now)
        found = None if near is None or against else nearest_place(self._offices.places, near)
        chosen = found or self._offices.default
        if chosen != self.of(person):
            self._clear(person, now)
            self._standing.change(person, Change(kind=KIND, about=chosen), now)
        return Assigned(representative=chosen, against=against)

    def of(self, person: bytes) -> str | None:
        """Return who looks after somebody; None while nobody was assigned."""
        with self._data.read() as reader:
            rows = [row for row in reader.standing(reader.aliases(person)) if row.kind == KIND]
        newest = max(rows, key=lambda row: row.since, default=None)
        return None if newest is None else newest.about

    def _clear(self, person: bytes, now: datetime) -> None:
        with self._data.read() as reader:
            rows = [row for row in reader.standing(reader.aliases(person)) if row.kind == KIND]
        for row in rows:
            self._standing.change(row.person, Change(kind=KIND, about=row.about, cleared=True), now)

    def _against(
        self, person: bytes, shown: Mapping[str, str], now: datetime
    ) -> tuple[Reason, ...]:
        """Return why a position may not be used: asked as if it were taken in for that purpose."""
        purpose = self._offices.purpose
        by = next((key for key, form in sorted(self._policy.forms.items())
                   if purpose in form.purposes), None)  # fmt: skip
        fields = tuple(self._policy.forms[by].fields) if by is not None else ()
        question = Question(
            action="collect", at=now, purpose=purpose, form=by, fields=fields, shown=shown,
            standing=self._standing.read(person, now),
        )  # fmt: skip
        return decide(self._policy, question).reasons
