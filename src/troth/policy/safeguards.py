"""What carries a transfer on a day: a verdict for each place, with its reason and its dates.

The figures are those of the law packs; a verdict says which one carried it, since when and until
when, so that a register of today and one of a later day can differ for the same policy. The same
verdict decides what runs (`troth.policy.compile_parties`) and stands in the registers.

GDPR Art. 44-49.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from troth.law.book import Figure, LawBook

Carries = Literal["inside", "adequacy", "certified", "mechanism", "nothing", "open"]
"""`inside` the EEA; by `adequacy`; for `certified` recipients only; by the `mechanism` named."""

FULL = "full"
OPEN = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether data may go to one place on one day, and what carries it.

    Attributes:
        by: What carries it; `nothing` where nothing does, `open` where the place is left open.
        name: The figure of the law packs that carries it, or that was named and has ended.
        reason: One phrase, without a full stop.
    """

    place: str
    stands: bool
    by: Carries
    name: str
    reason: str
    source: str = ""
    since: date | None = None
    until: date | None = None


def verdict(law: LawBook, day: date, place: str, mechanism: str | None) -> Verdict:
    """Return what carries data to `place` on `day` under `mechanism`.

    Args:
        law: The law packs.
        day: The day of the transfer.
        place: An ISO 3166 code, or `any`.
        mechanism: What the policy names, such as `scc`; None where it names nothing.
    """
    country = place.split("-")[0]
    if inside(law, day, country):
        reason = "inside the EEA: no transfer"
        return Verdict(place=place, stands=True, by="inside", name="members/EEA", reason=reason)
    named = _by_mechanism(law, day, place, mechanism)
    if place == OPEN:
        if named is not None and named.stands:
            return named
        reason = "the place is left open, and nothing carries data everywhere"
        return Verdict(place=place, stands=False, by="open", name="", reason=reason)
    adequate = law.at(f"adequacy/{country}", day)
    if adequate is not None:
        return _stood(place, "adequacy", f"adequacy/{country}", adequate, _adequate(adequate))
    if named is not None and named.stands:
        return named
    certified = _certified(law, day, place)
    if certified is not None:
        # A dead framework that is named is said to be dead, even where another could carry.
        return replace(certified, reason=_joined(named, certified))
    return named or _ended(law, day, place)


def _joined(named: Verdict | None, found: Verdict) -> str:
    return found.reason if named is None else f"{named.reason}; {found.reason}"


def inside(law: LawBook, day: date, country: str) -> bool:
    """Whether a country belongs to the EEA on a day."""
    figures = (law.at(f"members/{name}", day) for name in ("EU", "EEA-only"))
    return any(country in figure.names() for figure in figures if figure is not None)


def _adequate(figure: Figure) -> str:
    extent = "" if figure.value == FULL else f", for {figure.value}"
    return f"adequacy decision{extent}"


def _by_mechanism(law: LawBook, day: date, place: str, mechanism: str | None) -> Verdict | None:
    """Return what the named mechanism does; None where none is named that could carry anything."""
    if mechanism is None or f"mechanism/{mechanism}" not in law.figures:
        return None
    name = f"mechanism/{mechanism}"
    figure = law.at(name, day)
    if figure is None:
        return _over(law, day, place, name, f"`{mechanism}`")
    reach = figure.names()
    if OPEN in reach or place.split("-")[0] in reach:
        return _stood(place, "mechanism", name, figure, f"`{mechanism}` is in force")
    reason = f"`{mechanism}` does not reach {place}"
    return Verdict(
        place=place, stands=False, by="nothing", name=name, reason=reason, source=figure.source
    )


def _certified(law: LawBook, day: date, place: str) -> Verdict | None:
    """Return the framework that carries data to certified recipients of this one place."""
    for name, figure in law.under("mechanism", day).items():
        if place.split("-")[0] in figure.names():
            reason = f"adequate for recipients certified under `{name}` only; none is named"
            return Verdict(
                place=place, stands=False, by="certified", name=f"mechanism/{name}",
                reason=reason, source=figure.source, since=figure.began, until=figure.valid_until,
            )  # fmt: skip
    return None


def _ended(law: LawBook, day: date, place: str) -> Verdict:
    name = f"adequacy/{place.split('-')[0]}"
    if name in law.figures:
        return _over(law, day, place, name, "the adequacy decision")
    reason = "no adequacy decision, and no safeguard is named"
    return Verdict(place=place, stands=False, by="nothing", name="", reason=reason)


def _over(law: LawBook, day: date, place: str, name: str, what: str) -> Verdict:
    """Return the verdict on something known that is not in force on the day."""
    known = [each for each in law.figures[name] if each.status == "in-force"]
    last = max(known or law.figures[name], key=lambda each: each.valid_until or date.max)
    if last.valid_until is not None and last.valid_until < day:
        reason = f"{what} is void since {last.valid_until.isoformat()}"
    else:
        reason = f"{what} is not in force yet on {day.isoformat()}"
    return Verdict(
        place=place, stands=False, by="nothing", name=name, reason=reason, source=last.source,
        since=last.began, until=last.valid_until,
    )  # fmt: skip


def _stood(place: str, by: Carries, name: str, figure: Figure, reason: str) -> Verdict:
    return Verdict(
        place=place, stands=True, by=by, name=name, reason=reason, source=figure.source,
        since=figure.began, until=figure.valid_until,
    )  # fmt: skip
