"""What a person lets the company do, purpose by purpose and channel by channel, in one place.

Yes and no cost the same: one choice each, on one page. A yes to what rests on consent is a consent
to the words that stood there; a no is a withdrawal. What rests on an interest is on until the
person objects, and objecting to marketing as a whole needs no reason. Where the policy names
several channels for a purpose, each is a choice of its own; a no to all of them is a no to the
purpose.

GDPR Art. 7(3), 21(1)-(4); ePrivacy Directive Art. 13(2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from troth.core.consent import NO_CONSENT, About, Consent
from troth.core.periods import from_micros
from troth.core.standing import MARKETING, Standing
from troth.engines.consents.consents import ConsentEngine, Given
from troth.engines.consents.standing import (
    Change,
    StandingEngine,
    every_consent,
    objection_to,
    standing_of,
)
from troth.policy.compiled import Policy, Purpose
from troth.storage.ports import DataStore
from troth.storage.rows import ConsentRow, StandingRow

Rests = Literal["consent", "interest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One purpose, by one channel where the policy names several, and what holds for it now.

    Attributes:
        channel: The channel it is about; empty for the purpose as such.
        rests_on: `consent`: off until given; `interest`: on until objected to.
        waiting: Asked for, and not confirmed yet.
        since: Since when it stands so; None where nobody ever said anything about it.
        text: SHA-256 of the text that was agreed to, in hex; empty where there is none.
    """

    purpose: str
    channel: str = ""
    rests_on: Rests
    marketing: bool
    on: bool
    waiting: bool = False
    since: datetime | None = None
    text: str = ""

    @property
    def key(self) -> str:
        """What the choice is called: the purpose, or the purpose and the channel."""
        return objection_to(self.purpose, self.channel)


@dataclass(frozen=True, slots=True)
class _Held:
    """What was said by one person, whoever they were before they were known to be one."""

    rows: Sequence[StandingRow]
    events: Sequence[ConsentRow]
    concerned: frozenset[str]


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
        """Return the purposes that concern a person, channel by channel, as they stand."""
        held = self._held(person)
        standing = standing_of(held.rows, held.events, now)
        consents = every_consent(held.events, now)
        spoken = {about.purpose for about in consents}
        return [
            _choice(one, rests_on, channel, standing, consents, held.rows)
            for key, one in self._policy.purposes.items()
            if (rests_on := _ground(one)) is not None
            and (one.marketing or key in held.concerned | spoken)
            for channel in channels_of(one)
        ]

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
        """Carry out choices; return the keys of those that changed. What is not named stays.

        Args:
            wanted: Key of a choice → yes or no.
            texts: Key of a choice → the consent that a yes is, with the text that stood there.
            no_marketing: Whether the person objects to marketing as a whole.

        Raises:
            InputError: as `ConsentEngine.give`, before anything has changed.
        """
        before = {one.key: one for one in self.of(person, now)}
        fresh = {key: on for key, on in wanted.items() if key in before and before[key].on != on}
        if no_marketing:
            fresh = {key: on for key, on in fresh.items() if not (on and before[key].marketing)}
        given = [
            texts[key] for key, on in fresh.items() if on and before[key].rests_on == "consent"
        ]
        for one in given:
            self._consents.check(person, one, now)
        self._object(person, MARKETING, now, wanted=no_marketing)
        for purpose in dict.fromkeys(before[key].purpose for key in fresh):
            mine = [one for one in before.values() if one.purpose == purpose]
            self._settle(person, mine, fresh, now)
        if given:
            self._consents.give_many([(person, one) for one in given], now)
        self._drop_waiting(person, before, wanted, now)
        return tuple(fresh)

    def nothing(self, person: bytes, now: datetime) -> tuple[str, ...]:
        """Say no to everything at once; return the keys of what was on."""
        wanted = {one.key: False for one in self.of(person, now)}
        return self.choose(person, wanted, {}, now, no_marketing=True)

    def _settle(
        self, person: bytes, mine: Sequence[Choice], fresh: Mapping[str, bool], now: datetime
    ) -> None:
        """Bring what was said of one purpose to what is wanted; a yes is written afterwards."""
        purpose, rests_on = mine[0].purpose, mine[0].rests_on
        after = {one.channel: fresh.get(one.key, one.on) for one in mine}
        yes = any(fresh.get(one.key, False) for one in mine)
        if not any(after.values()):
            # No channel is left: that is a no to the purpose, and ends what rests on it.
            if rests_on == "consent":
                self._consents.withdraw(person, purpose, now)
            else:
                self._object(person, purpose, now, wanted=True)
            return
        whole = yes and self._object(person, purpose, now, wanted=False)
        for channel, on in after.items():
            if not channel:
                continue
            objects = not on and (rests_on == "interest" or whole)
            if on or objects:
                self._object(person, objection_to(purpose, channel), now, wanted=objects)
            if not on and rests_on == "consent" and objection_to(purpose, channel) in fresh:
                self._consents.withdraw(person, purpose, now, by_channel=channel)

    def _drop_waiting(
        self, person: bytes, before: Mapping[str, Choice], wanted: Mapping[str, bool], now: datetime
    ) -> None:
        """Let a no also end a question that still waits for its confirmation."""
        for key, on in wanted.items():
            one = before.get(key)
            if one is not None and not on and one.waiting and not one.on:
                self._consents.withdraw(person, one.purpose, now, by_channel=one.channel)

    def _object(self, person: bytes, about: str, now: datetime, *, wanted: bool) -> bool:
        """Set or clear an objection; return whether there was one."""
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
        return bool(said)

    def _held(self, person: bytes) -> _Held:
        with self._data.read() as reader:
            family = reader.aliases(person)
            activities, rows = reader.activities(), reader.records(family)
            return _Held(
                list(reader.standing(family)),
                sorted(reader.consents(family), key=lambda event: event.event),
                frozenset(key for row in rows for key in activities[row.activity].purposes),
            )


def channels_of(one: Purpose) -> tuple[str, ...]:
    """Return the channels that are chosen apart: each of several, or `""` for the whole."""
    return tuple(sorted(one.channels)) if len(one.channels) > 1 else ("",)


def _choice(
    one: Purpose,
    rests_on: Rests,
    channel: str,
    standing: Standing,
    consents: Mapping[About, Consent],
    rows: Iterable[StandingRow],
) -> Choice:
    # Of one channel, the choice is the purpose's; what names that channel counts all the same.
    by = channel or next(iter(one.channels), "")
    met = standing.through(by or None)
    own, general = (consents.get(About(one.key, "", each), NO_CONSENT) for each in (by, ""))
    consent = own if by and (own.stands or own.refused or not general.stands) else general
    shut = [
        row
        for row in rows
        if row.kind == "objection"
        and (
            row.about in (one.key, objection_to(one.key, by))
            or (one.marketing and row.about in (MARKETING, objection_to(MARKETING, by)))
        )
    ]
    given = rests_on == "interest" or consent.stands
    objected = one.key in met.objected or (one.marketing and met.marketing_objection)
    ended = max((row.since for row in shut), default=None)
    said = consent.since if rests_on == "consent" or consent.stands else None
    return Choice(
        purpose=one.key,
        channel=channel,
        rests_on=rests_on,
        marketing=one.marketing,
        on=given and not objected,
        waiting="pending" in (own.state, general.state),
        since=from_micros(ended) if objected and ended is not None else said,
        text=consent.text if consent.stands else "",
    )


def _ground(one: Purpose) -> Rests | None:
    """Return what a choice about a purpose is; None where law or contract leaves none."""
    if one.consent_needed:
        return "consent"
    # GDPR Art. 21(1): tasks in the public interest as well.
    if one.marketing or one.basis in ("legitimate-interests", "public-task"):
        return "interest"
    return None
