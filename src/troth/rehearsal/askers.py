"""Who asks for a right, and about what: somebody it makes sense for, the next one in turn.

Whoever has no consent cannot withdraw one, and nobody speaks for a child that is not known. Where
nobody fits today, the request waits for a day on which somebody does. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.assembly.platform import Platform
from troth.core.names import Identifier, normalise
from troth.core.standing import MARKETING, age_on
from troth.engines.rights.opening import OF_AGE
from troth.law.book import LawBook
from troth.rehearsal.chance import Chance
from troth.rehearsal.deeds import Deeds
from troth.rehearsal.lives import Known
from troth.rehearsal.people import synthetic_person
from troth.rehearsal.scripts import Script, Verb, Who

LOOKED_AT = 400
"""So many people are asked whether they would, before a request waits for another day."""
READ_OF = 40
"""Of so many the store is read for what is held of them."""
ABOUT_DATA = frozenset(("confirmation", "access", "erasure", "portability"))
OUTLIVES = timedelta(days=60)
"""What somebody wants corrected is still there when the answer is due."""
STRANGERS = 10_000_000
"""Numbers of people nobody here has met begin here; more than any rehearsal has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, about what, and from where; `known` is None for a stranger."""

    known: Known | None
    about: str
    residence: str
    identifier: Identifier | None = None


class Askers:
    """Finds who asks next."""

    def __init__(self, house: Platform, deeds: Deeds, book: LawBook, seed: int) -> None:
        self._policy = house.policy
        self._deeds = deeds
        self._book = book
        self._chance = Chance(seed, "askers")
        self._seed = seed
        self._strangers = 0
        self._weighed = {
            key
            for key, purpose in house.policy.purposes.items()
            if purpose.basis == "legitimate-interests"
            and not (purpose.marketing or purpose.consent_needed)
        }
        self._known: list[Known] = []
        self._fits: Mapping[Who, Callable[[Known, datetime], bool]] = {
            "known": self._of_age,
            "child": lambda known, now: not self._of_age(known, now),
        }

    def adopt(self, house: Platform) -> None:
        """Go by another version of the policy from here on."""
        self._policy = house.policy

    def meet(self, known: Known) -> None:
        """Take somebody new among those who may ask."""
        self._known.append(known)

    def find(
        self,
        script: Script,
        busy: Collection[int],
        near: Collection[Known],
        now: datetime,
        *,
        patient: bool,
    ) -> Asker | None:
        """Return who asks by a script today, or None when nobody fits.

        Args:
            script: What is asked, and how.
            busy: Numbers of people who ask already or are about to leave.
            near: For a request that follows another: whose that was.
            now: The instant.
            patient: Whether the right asker may still come; else the nearest to it will do.
        """
        if script.who == "stranger":
            return self._stranger(now)
        if script.who in ("asking", "answered"):
            return next((self._asker(one, "", now) for one in near if not one.gone), None)
        fits = self._fits[script.who]
        count = len(self._known)
        start = self._chance.below(count) if count else 0
        looked = 0
        for offset in range(min(count, LOOKED_AT)):
            known = self._known[(start + offset) % count]
            if known.gone or known.minor or known.number in busy or not fits(known, now):
                continue
            about = self._about(script, known, patient=patient)
            if about is None or (looked := looked + 1) > READ_OF:
                continue
            if patient and _asks_for(script, "extend") and not self._extendable(known, now):
                continue
            if self._has(script, known, now):
                return self._asker(known, about, now, sold=script.right == "sale-opt-out")
        return None

    def _extendable(self, known: Known, now: datetime) -> bool:
        """Whether every law with a term for an answer where somebody lives lets it be extended."""
        place, day = known.person.country, now.date()
        terms = [
            self._book.deadline(law, self._book.event_for(law, "access"), day, place)
            for law in self._book.laws_for(place, day)
        ]
        return all(
            term is None or self._book.extension(term, day, place) is not None for term in terms
        )

    def _has(self, script: Script, known: Known, now: datetime) -> bool:
        """Whether enough is held of somebody for a request to be about."""
        if script.right == "rectification":
            return self._deeds.correctable(known, now, until=now + OUTLIVES) is not None
        if script.right not in ABOUT_DATA:
            return True
        wanted = 2 if _asks_for(script, "hold") else 1
        return len(self._deeds.kinds_held(known, now)) >= wanted

    def _of_age(self, known: Known, now: datetime) -> bool:
        return age_on(known.person.born, now.date()) >= OF_AGE

    def _stranger(self, now: datetime) -> Asker:
        self._strangers += 1
        person = synthetic_person(self._seed, STRANGERS + self._strangers, now.year)
        return Asker(
            known=None,
            about="",
            residence=person.country,
            identifier=normalise("email", person.email),
        )

    def _asker(self, known: Known, about: str, now: datetime, *, sold: bool = False) -> Asker:
        place = known.person.country
        if sold and not self._knows_sales(place, now):
            # Cal. Civ. Code 1798.120: somebody who moved there.
            place = "US-CA"
        return Asker(known=known, about=about, residence=place)

    def _knows_sales(self, place: str, now: datetime) -> bool:
        """Whether a law of a place has a term of its own for stopping a sale."""
        laws = self._book.laws_for(place, now.date())
        return any(self._book.event_for(law, "sale-opt-out") != "request" for law in laws)

    def _about(self, script: Script, known: Known, *, patient: bool) -> str | None:
        """Return what a request is about, or None where this person has no such thing."""
        purposes = self._policy.purposes
        if script.topic == "ground":
            return script.ground
        if script.topic == "marketing":
            return MARKETING
        if script.topic == "consent":
            return min(known.consents, default=None)
        if not known.held:
            return None
        if script.topic == "":
            return ""
        # Where the policy rests nothing on an interest, an objection is refused for its basis.
        open_to = self._weighed if patient and self._weighed else purposes.keys()
        return min((key for key in known.bound if key in open_to), default=None)


def _asks_for(script: Script, verb: Verb) -> bool:
    """Whether a step is in a script."""
    return any(step.verb == verb for step in script.steps)
