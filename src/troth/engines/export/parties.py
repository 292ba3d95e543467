"""Who has or may have a person's data: theirs, never the policy's whole list.

Three groups: those it went to (the ledger of disclosures), those it may go to by the activities
that are held of the person, and those with whom it lies, because they run the system it is kept in.
From the three follows where it goes and what carries it there. People of whom the same activities
are held have the same second and third group: they are worked out once.

GDPR Art. 15(1)(c), 15(2); 4(9) (a processor is a recipient); CJEU C-154/21 (who, not which kind).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from troth.law.book import LawBook
from troth.policy.compiled import Policy, Recipient, System
from troth.policy.decide_transfer import carried, open_places
from troth.policy.safeguards import verdict
from troth.storage.rows import ActivityRow, DisclosureRow

Told = Mapping[str, object]
"""One party as an answer tells it."""

EVERYWHERE: Final = ""
"""The residence of somebody of whom none is known: no place is ruled out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """Who may have what is held under a set of activities.

    Attributes:
        may_receive: By the policy, for the purposes of these activities.
        kept_by: The systems in which it lies, with who runs each.
        parties: Keys of recipients among both.
    """

    may_receive: tuple[Told, ...]
    kept_by: tuple[Told, ...]
    parties: frozenset[str]


class Parties:
    """Works out who has or may have data, for the answers of one moment."""

    def __init__(self, policy: Policy, law: LawBook, day: date) -> None:
        self._policy = policy
        self._law = law
        self._day = day
        self._known: dict[tuple[frozenset[int], str], Possible] = {}

    def possible(
        self, used: frozenset[int], activities: Mapping[int, ActivityRow], residence: str
    ) -> Possible:
        """Return who may have what is held under some activities.

        Args:
            used: The activities of what is held, by number.
            activities: Every activity of the store.
            residence: Where the person is, or `EVERYWHERE`.
        """
        known = self._known.get((used, residence))
        if known is None:
            held = [activities[number] for number in sorted(used)]
            known = self._known[used, residence] = self._possible(held, residence)
        return known

    def transfers(
        self, possible: Possible, went: Sequence[DisclosureRow], residence: str
    ) -> list[Told]:
        """Return where the data goes, and what carries it there on the day (GDPR Art. 15(2))."""
        gone: dict[str, dict[str, str]] = {}
        for row in went:
            ways = dict(zip(_split(row.place), _split(row.safeguard), strict=False))
            known = gone.setdefault(row.recipient, {})
            known.update({place: ways.get(place, "") for place in _split(row.place)})
        told = [
            self._transfer(key, gone.get(key, {}), residence)
            for key in sorted(possible.parties | gone.keys())
        ]
        own = [self._unnamed(one) for one in possible.kept_by if not one["recipient"]]
        return [one for one in (*told, *own) if one["places"]]

    def _transfer(self, key: str, gone: Mapping[str, str], residence: str) -> Told:
        one = self._policy.recipients.get(key)
        if one is None:
            # A recipient of an earlier version: only the ledger knows where it went.
            ways = {way for way in gone.values() if way}
            return {
                "recipient": key, "places": sorted(gone), "safeguard": ", ".join(sorted(ways)),
                "valid": False,
            }  # fmt: skip
        to = open_places(one, residence or None)
        ways = {way for way in gone.values() if way}
        ways |= {one.carried_by[place] for place in to if place in one.carried_by}
        return {
            "recipient": key,
            "places": sorted({*to, *gone}),
            "safeguard": ", ".join(sorted(ways)) or one.transfer,
            "valid": carried(self._policy, one, to, residence or None),
        }

    def _unnamed(self, kept: Told) -> Told:
        """Return where a system lies that no recipient of the manifest runs."""
        places = [str(place) for place in _listed(kept["places"])]
        found = [verdict(self._law, self._day, place, None) for place in places]
        return {
            "recipient": kept["system"],
            "places": places,
            "safeguard": ", ".join(sorted({one.name for one in found if one.stands})) or None,
            "valid": all(one.stands for one in found),
        }

    def _possible(self, held: Sequence[ActivityRow], residence: str) -> Possible:
        may: list[Told] = []
        parties: set[str] = set()
        for key, one in sorted(self._policy.recipients.items()):
            reached = [row for row in held if may_go(one, row, residence)]
            if reached:
                parties.add(key)
                may.append(_told(one, {row.category for row in reached}, residence))
        kept: list[Told] = []
        for system, categories in sorted(systems_of(self._policy, held).items()):
            known = self._policy.systems[system]
            if known.recipient is not None:
                parties.add(known.recipient)
            kept.append(self._kept(known, categories))
        return Possible(may_receive=tuple(may), kept_by=tuple(kept), parties=frozenset(parties))

    def _kept(self, system: System, categories: set[str]) -> Told:
        run_by = self._policy.recipients.get(system.recipient or "")
        places = system.places or (() if run_by is None else run_by.places)
        return {
            "system": system.key,
            "recipient": system.recipient,
            "name": (None if run_by is None else run_by.name) or system.vendor,
            "categories": sorted(categories),
            "places": list(places),
        }


def may_go(one: Recipient, activity: ActivityRow, residence: str) -> bool:
    """Whether a recipient may get what is held under an activity, of somebody in a place."""
    if activity.category not in one.receives:
        return False
    if one.purposes is not None and not one.purposes & set(activity.purposes):
        return False
    if one.places and not open_places(one, residence or None):
        return False
    if residence == EVERYWHERE:
        return True
    regions = {residence, residence.partition("-")[0]}
    if one.regions_only is not None and not regions & one.regions_only:
        return False
    return not regions & one.regions_except


def systems_of(policy: Policy, held: Sequence[ActivityRow]) -> dict[str, set[str]]:
    """Return system → categories of what lies there; what lies on people's own devices is theirs.

    Where the form names no system, every system that may hold the kind of data may hold it.
    """
    found: dict[str, set[str]] = {}
    for row in held:
        named = [row.system] if row.system in policy.systems else [
            key for key, one in policy.systems.items() if row.category in one.holds
        ]  # fmt: skip
        for key in named:
            if not policy.systems[key].on_device:
                found.setdefault(key, set()).add(row.category)
    return found


def _told(one: Recipient, categories: set[str], residence: str) -> Told:
    return {
        "recipient": one.key,
        "name": one.name,
        "role": one.role,
        "categories": sorted(categories),
        "places": list(open_places(one, residence or None)),
    }


def _listed(given: object) -> list[object]:
    return given if isinstance(given, list) else []


def _split(written: str) -> list[str]:
    return written.split(",") if written else []
