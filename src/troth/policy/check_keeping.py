"""Rules of keeping that cannot be meant: purges that keep too long, and ends that are none.

Each rule is a small function from one retention entry to problems. Nothing here knows the law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from troth.core.periods import Period, add
from troth.policy.diagnostics import Path
from troth.policy.syntax.manifest import Manifest
from troth.policy.syntax.rules import Retention
from troth.policy.vocabulary import nearest

Problem = tuple[str, str, Path, str]
"""Code, message, path, help."""

_ORDINARY_YEAR = 2025
"""A year without a leap day, by which ages in days are said."""


def keeping_sense(manifest: Manifest) -> Iterator[Problem]:
    """Yield what is wrong with the ways in which retention rules end."""
    for key, rule in manifest.retention.items():
        at: Path = ("retention", key)
        yield from _purges(key, rule, at)
        yield from _anonymises(manifest, rule, at)
        yield from _restricts(rule, at)
        yield from _combines(rule, at)
    yield from _splits(manifest)


def _purges(key: str, rule: Retention, at: Path) -> Iterator[Problem]:
    purge = rule.purge
    if purge is None:
        return
    day = _day(purge.on)
    if day is None:
        yield (
            "day-of-year",
            f"`{purge.on[:20]}` is not a day of every year",
            (*at, "purge", "on"),
            "write `12-31`; 29 February is not there each year",
        )
        return
    period = rule.for_ or rule.every
    if period is None or rule.from_ not in (None, "collection"):
        yield (
            "contradiction",
            "a yearly purge needs a period that runs from collection",
            (*at, "purge"),
            "give `for: P1Y` and `from: collection`",
        )
        return
    if purge.takes == "everything":
        return
    oldest, from_, until = _oldest(day, Period.parse(period))
    yield (
        "retention-mode-exceeds-promise",
        f"`{key}` keeps for {period}, and this purge would keep a record of {from_} until {until}"
        f" ({oldest} days)",
        (*at, "purge", "takes"),
        "take everything, or leave `purge` out: then each record has its own end",
    )


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d\d-\d\d", text):
        return None
    try:
        return date.fromisoformat(f"{_ORDINARY_YEAR - 1}-{text}") if text != "02-29" else None
    except ValueError:
        return None


def _oldest(day: date, period: Period) -> tuple[int, date, date]:
    """Return how old the oldest record grows that a purge of older ones leaves, in days."""
    first = day + timedelta(days=1)
    sweep = day
    full = add(datetime.combine(first, time(), UTC), period)
    while datetime.combine(sweep, time(), UTC) < full:
        sweep = sweep.replace(year=sweep.year + 1)
    return (sweep - first).days, first, sweep


def _anonymises(manifest: Manifest, rule: Retention, at: Path) -> Iterator[Problem]:
    if rule.then != "anonymise":
        if rule.leaves:
            yield (
                "contradiction",
                "`leaves` says what stays when the rest is anonymised, and nothing is",
                (*at, "leaves"),
                "add `then: anonymise`",
            )
        return
    if not rule.leaves:
        yield (
            "missing-key",
            "`then: anonymise` does not say which items stay",
            at,
            "name them under `leaves`, or write `then: erase`",
        )
    items = {
        item
        for key in rule.keeps
        if key in manifest.categories
        for item in manifest.categories[key].items
    }
    for index, item in enumerate(rule.leaves):
        yield from _left(manifest, rule, item, items, (*at, "leaves", index))


def _left(
    manifest: Manifest, rule: Retention, item: str, items: set[str], at: Path
) -> Iterator[Problem]:
    if item not in items:
        close = nearest(item, items)
        help = f"did you mean `{close}`?" if close else "name an item of a category it keeps"
        yield "item", f"`{item}` is no item of what the rule keeps", at, help
        return
    for form in manifest.collection.values():
        for name, field in form.fields.items():
            if (
                (field.item or name) == item
                and field.category in rule.keeps
                and (field.identifies or field.type in ("email", "phone", "file", "birth-date"))
            ):
                yield (
                    "contradiction",
                    f"`{item}` leads to a person, and is to stay when nothing may",
                    at,
                    "leave it out of `leaves`",
                )
                return


def _restricts(rule: Retention, at: Path) -> Iterator[Problem]:
    if rule.restricted_for and rule.then != "restrict":
        yield (
            "contradiction",
            "`restricted-for` says how long a restriction lasts, and nothing is restricted",
            (*at, "restricted-for"),
            "add `then: restrict`",
        )


def _combines(rule: Retention, at: Path) -> Iterator[Problem]:
    if rule.combine == "consent-wins" and rule.until != "consent-withdrawn":
        yield (
            "contradiction",
            "only a rule that waits for a withdrawal can let the consent win",
            (*at, "combine"),
            "add `until: consent-withdrawn`",
        )
    if rule.counted and not rule.more_than:
        yield (
            "contradiction",
            "`counted` says when `more-than` is exceeded, and there is none",
            (*at, "counted"),
            "leave it out",
        )
    if rule.ceiling and not (rule.for_ or rule.more_than):
        yield (
            "contradiction",
            "a ceiling needs the period that is the most",
            (*at, "ceiling"),
            "give `for` or `more-than`",
        )


def _splits(manifest: Manifest) -> Iterator[Problem]:
    for key, form in manifest.collection.items():
        for purpose, other in form.splits.items():
            at: Path = ("collection", key, "splits", purpose)
            target = manifest.collection.get(other)
            if target is None:
                close = nearest(other, manifest.collection)
                help = f"did you mean `{close}`?" if close else "name a form of `collection`"
                yield "unresolved", f"`{other}` is no form of this policy", at, help
            elif purpose not in target.for_:
                message = f"`{other}` does not serve `{purpose}`"
                yield "contradiction", message, at, "name the form that asks for this consent"
            elif not set(form.fields) & set(target.fields):
                message = f"`{key}` has no field that `{other}` asks for"
                yield "contradiction", message, at, "give both the same field, such as `email`"
