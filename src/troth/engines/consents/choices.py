"""What a person lets the company do, purpose by purpose: shown, given and taken back in one place.

Yes and no cost the same: one choice each, on one page. A yes to what rests on consent is a consent
to the words that stood there; a no is a withdrawal. What rests on an interest is on until the
person objects, and objecting to marketing as a whole needs no reason.

GDPR Art. 7(3), 21(1)-(4); ePrivacy Directive Art. 13(2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from troth.core.standing import MARKETING
from troth.engines.consents.consents import ConsentEngine, Given
from troth.engines.consents.standing import Change, StandingEngine
from troth.policy.compiled import Policy, Purpose
from troth.storage.ports import DataStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One purpose, and what holds for it now.

    Attributes:
        rests_on: `consent`: off until given; `interest`: on until objected to.
        waiting: Asked for, and not confirmed yet.
    """

    purpose: str
    rests_on: Literal["consent", "interest"]
    marketing: bool
    on: bool
    waiting: bool = False


class Choices:
    """Shows a person's choices and carries out new ones."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        consents: ConsentEngine,
        standing: StandingEngine,
    ) -> None:
        self._policy = policy
        self._data = data
        self._consents = consents
        self._standing = standing

    def of(self, person: bytes, now: datetime) -> list[Choice]:
        """Return the purposes that concern a person, and all marketing, as they stand."""
        states = self._consents.state(person, now)
        standing = self._standing.read(person, now)
        concerned = self._concerned(person) | {purpose for purpose, _ in states}
        found = []
        for key, one in self._policy.purposes.items():
            rests_on = _ground(one)
            if rests_on is None or not (one.marketing or key in concerned):
                continue
            shut = key in standing.objected or (one.marketing and standing.marketing_objection)
            state = states.get((key, ""))
            given = rests_on == "interest" or (state is not None and state.stands)
            found.append(
                Choice(
                    purpose=key,
                    rests_on=rests_on,
                    marketing=one.marketing,
                    on=given and not shut,
                    waiting=state is not None and state.state == "pending",
                )
            )
        return found

    def no_marketing(self, person: bytes, now: datetime) -> bool:
        """Whether the person objects to marketing as a whole."""
        return self._standing.read(person, now).marketing_objection

    def choose(
        self,
        person: bytes,
        wanted: Mapping[str, bool],
        texts: Mapping[str, Given],
        now: datetime,
        *,
        no_marketing: bool,
    ) -> tuple[str, ...]:
        """Carry out choices; return the purposes that changed. What is not named stays.

        Args:
            wanted: Purpose → yes or no.
            texts: Purpose → the consent that a yes is, with the text that stood there.
            no_marketing: Whether the person objects to marketing as a whole.

        Raises:
            InputError: as `ConsentEngine.give`, before anything has changed.
        """
        before = {one.purpose: one for one in self.of(person, now)}
        fresh = {key: on for key, on in wanted.items() if key in before and before[key].on != on}
        if no_marketing:
            fresh = {key: on for key, on in fresh.items() if not (on and before[key].marketing)}
        given = [
            texts[key] for key, on in fresh.items() if on and before[key].rests_on == "consent"
        ]
        for one in given:
            self._consents.check(person, one, now)
        self._object(person, MARKETING, now, wanted=no_marketing)
        for key, on in fresh.items():
            if on:
                self._object(person, key, now, wanted=False)
            elif before[key].rests_on == "interest":
                self._object(person, key, now, wanted=True)
            else:
                self._consents.withdraw(person, key, now)
        if given:
            self._consents.give_many([(person, one) for one in given], now)
        self._drop_waiting(person, before, wanted, now)
        return tuple(fresh)

    def _drop_waiting(
        self, person: bytes, before: Mapping[str, Choice], wanted: Mapping[str, bool], now: datetime
    ) -> None:
        """Let a no also end a question that still waits for its confirmation."""
        for key, on in wanted.items():
            if not on and key in before and before[key].waiting and not before[key].on:
                self._consents.withdraw(person, key, now)

    def _object(self, person: bytes, about: str, now: datetime, *, wanted: bool) -> None:
        with self._data.read() as reader:
            family = reader.aliases(person)
            said = {row.person for row in reader.standing(family)
                    if (row.kind, row.about) == ("objection", about)}  # fmt: skip
        if wanted and not said:
            self._standing.change(person, Change(kind="objection", about=about), now)
        elif not wanted:
            # Of several who turned out to be one person, each may have said it.
            for one in sorted(said):
                self._standing.change(one, Change(kind="objection", about=about, cleared=True), now)

    def _concerned(self, person: bytes) -> set[str]:
        with self._data.read() as reader:
            activities = reader.activities()
            rows = reader.records(reader.aliases(person))
            return {key for row in rows for key in activities[row.activity].purposes}


def _ground(one: Purpose) -> Literal["consent", "interest"] | None:
    """Return what a choice about a purpose is; None where law or contract leaves none."""
    if one.consent_needed:
        return "consent"
    # GDPR Art. 21(1): tasks in the public interest as well.
    if one.marketing or one.basis in ("legitimate-interests", "public-task"):
        return "interest"
    return None
