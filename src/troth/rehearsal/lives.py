"""The people a store has come to know, and what each of them will do: a calendar for every life.

Deeds are dealt out by rota, not by chance: every third newcomer confirms an address, every
fourteenth asks to be erased. So a small rehearsal exercises what a large one does. Nothing here
touches a store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from troth.core.standing import age_on
from troth.engines.intake.submission import Receipt, Submission
from troth.policy.compiled import Form, Policy
from troth.rehearsal.behaviour import consents_for, events_for, extendable
from troth.rehearsal.chance import Chance
from troth.rehearsal.people import SyntheticPerson

SHARING = 25
"""One mailbox in so many people is used by two of them."""


class Deed(NamedTuple):
    """Something to be done: `kind` names a method of `troth.rehearsal.deeds.Deeds`."""

    kind: str
    known: Known


@dataclass(slots=True, kw_only=True, eq=False)
class Known:
    """One person as the store knows them.

    Attributes:
        number: How many were known before.
        subject: The store's id.
        identified: Whether the store knows who it is, or only a device.
        bound: Purpose → categories taken in for it.
        held: Categories held.
        mailbox: Whether an e-mail address was given.
        consents: Purposes whose consent stands.
        events: Events that rules over their data wait for.
        extends: Address of a rule that a permission may extend, if one governs their data.
    """

    number: int
    person: SyntheticPerson
    subject: bytes
    identified: bool
    bound: dict[str, set[str]] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    mailbox: bool = False
    consents: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    extends: str | None = None
    hold: str | None = None
    gone: bool = False
    minor: bool = False

    def learn(self, policy: Policy, form: Form, sent: Submission, receipt: Receipt) -> None:
        """Remember what a submission brought."""
        for kept in receipt.kept:
            self.held.add(kept.category)
            self.mailbox = self.mailbox or form.fields[kept.field].identifies == "email"
            self.events.update(events_for(policy, kept.category, form.key))
            for purpose in receipt.purposes:
                if kept.category in policy.purposes[purpose].uses:
                    self.bound.setdefault(purpose, set()).add(kept.category)
            for address, rule in extendable(policy).items():
                if rule in policy.rules_for(kept.category, form.key):
                    self.extends = address
        self.consents.update(given.purpose for given in sent.consents)


FULL_LIVES = 200
"""So many people do everything the rota gives them."""
NEVER_THINNED = frozenset(("erase", "find_minor"))
"""What nobody may be kept from; erasures of a month are one plan, however many they are."""

ROTA: tuple[tuple[str, int, int, int], ...] = (
    ("confirm", 3, 1, 1),
    ("look", 1, 0, 3),
    ("hand_over", 1, 0, 5),
    ("hand_over_wrongly", 15, 7, 6),
    ("look_wrongly", 5, 4, 9),
    ("agree", 4, 3, 12),
    ("record_use", 6, 5, 13),
    ("find_minor", 1, 0, 15),
    ("hand_over", 3, 2, 18),
    ("look", 2, 1, 20),
    ("correct", 10, 6, 25),
    ("restrict", 13, 4, 30),
    ("look", 13, 4, 31),
    ("meet", SHARING, 9, 33),
    ("meet", SHARING, 10, 34),
    ("withdraw", 6, 2, 40),
    ("ask", 12, 5, 45),
    ("object", 8, 3, 50),
    ("look", 8, 3, 51),
    ("unrestrict", 13, 4, 60),
    ("await_event", 1, 0, 70),
    ("erase", 14, 6, 80),
    ("place_hold", 17, 8, 100),
    ("erase", 34, 8, 104),
    ("release_hold", 17, 8, 170),
    ("extend", 1, 0, 300),
)
"""Deed, every how many of the known, starting at which, and how many days after they are known."""


def deeds_of(known: Known, thin: int) -> Iterator[tuple[int, Deed]]:
    """Yield (days from now, deed) over a whole life.

    Args:
        thin: Beyond the first `FULL_LIVES`, only one in so many of each kind of deed is done: a
            large company has more people, not more of everything each of them may do.
    """
    for kind, every, first, days in ROTA:
        turn, place = divmod(known.number, every)
        if place != first % every:
            continue
        if known.number < FULL_LIVES or turn % thin == 0 or kind in NEVER_THINNED:
            yield days, Deed(kind, known)


class Visit(NamedTuple):
    """One person before one form on one day."""

    person: int
    turn: int
    form: str


def visits(policy: Policy, people: int, days: int, seed: int) -> dict[int, list[Visit]]:
    """Return day → visits: everybody comes a few times, and every form is met early.

    The first people come within the first month, so that yearly periods end within fourteen.
    """
    forms = sorted(policy.forms)
    turns = max(4, -(-len(forms) * 3 // (2 * people)))
    early = 2 * -(-len(forms) // turns)
    calendar: dict[int, list[Visit]] = {}
    for number in range(people):
        chance = Chance(seed, "visits", number)
        first = number % 28 if number < early else chance.below(max(1, days - 10))
        day = first
        for turn in range(turns):
            if day < days:
                form = forms[(number * turns + turn) % len(forms)]
                calendar.setdefault(day, []).append(Visit(number, turn, form))
            day += chance.between(1, 6) if number < early else chance.between(1, 60)
    return calendar


def under_age(policy: Policy, person: SyntheticPerson, day: date) -> bool:
    """Whether the policy takes this person for a minor on `day`."""
    minors = policy.minors
    if minors is None:
        return False
    raised = minors.raise_by_residence.get(person.country, 0)
    return age_on(person.born, day) < max(minors.under, raised)


def rarest(candidates: Iterable[str], done: Counter[str]) -> str | None:
    """Return the candidate that was exercised least so far, the first by name among equals."""
    return min(sorted(set(candidates)), key=lambda name: done[name], default=None)


def willing(policy: Policy, form: Form, chance: Chance) -> bool:
    """Whether somebody ticks every box a form offers, or only those it cannot do without."""
    return bool(consents_for(policy, form, willing=True)) and chance.happens(700)
