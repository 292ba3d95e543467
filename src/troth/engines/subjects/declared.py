"""What a person declares of themselves and later decisions need: an age, and a place of residence.

Of a birth date no more is kept than decisions need, and only while they need it: for somebody under
the highest age that any of them asks for, the month of birth, dated to its last day, until the
month in which they reach that age has ended. Of everybody else nothing is kept here. So a stored
age errs by days on the side of the child; whoever declares the exact date again is judged by it.
The date itself, where a form asks for one, lies sealed in the vault like any other value.

GDPR Art. 5(1)(c), (e) (no more, no longer), 8(1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from troth.core.standing import Standing, age_on
from troth.engines.consents.standing import Change
from troth.law.book import LawBook
from troth.policy.compiled import Form, Policy

BORN: Final = "born"
RESIDENCE: Final = "residence"
PLACE: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
"""ISO 3166-1 or -2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A birth date and an ISO 3166 residence, as far as they were declared."""

    born: date | None = None
    residence: str | None = None


def declared_in(form: Form | None, values: Mapping[str, bytes], residence: str | None) -> Declared:
    """Return what a submission declares: by fields of type `birth-date` and `country`, or beside.

    Args:
        form: The form; None when it is not declared.
        values: Field → canonical value.
        residence: What the caller knows of the residence, where no field says it.
    """
    found = Declared(residence=residence or None)
    for name, value in values.items():
        kind = form.fields[name].type if form is not None else ""
        if kind == "birth-date":
            found = replace(found, born=date.fromisoformat(value.decode()))
        elif kind == "country":
            found = replace(found, residence=value.decode())
    return found


def with_declared(held: Standing, declared: Declared, blocked: frozenset[str]) -> Standing:
    """Return the standing at a submission: what is held, and what the submission itself declares.

    Args:
        held: What the store knows.
        declared: What is declared now.
        blocked: Suppressions that the identifiers of the submission meet.
    """
    return replace(
        held,
        minor=held.minor or "minor" in blocked,
        born=_younger(held.born, declared.born),
        residence=declared.residence or held.residence,
        suppressed=held.suppressed or "do-not-contact" in blocked,
    )


def highest_age(policy: Policy, law: LawBook, residence: str | None, day: date) -> int:
    """Return the highest age that a decision about somebody there can ask for on `day`."""
    country = (residence or "").partition("-")[0]
    asked = [figure.number() for figure in law.under("digital-consent-age", day).values()]
    for place in {residence or "", country}:
        majority = law.at(f"majority-age/{place}", day)
        asked += [majority.number()] if majority is not None else []
    if policy.minors is not None:
        asked += [policy.minors.under, *policy.minors.raise_by_residence.values()]
    return max(asked)


def changes_of(
    policy: Policy, law: LawBook, held: Standing, declared: Declared, now: datetime
) -> tuple[Change, ...]:
    """Return what a declaration changes in the standing that is kept; often nothing."""
    made = []
    residence = declared.residence
    if residence is not None and residence != held.residence and PLACE.fullmatch(residence):
        made.append(Change(kind=RESIDENCE, value=residence))
    if declared.born is not None:
        kept = _kept_age(policy, law, declared.born, residence or held.residence, now)
        if kept is not None and _is_news(held.born, kept):
            made.append(kept)
    return tuple(made)


def _kept_age(
    policy: Policy, law: LawBook, born: date, residence: str | None, now: datetime
) -> Change | None:
    age = highest_age(policy, law, residence, now.date())
    if age_on(born, now.date()) >= age:
        return None
    after = date(born.year + born.month // 12, born.month % 12 + 1, 1)
    until = datetime(after.year + age, after.month, 1, tzinfo=UTC)
    last = after - timedelta(days=1)
    return Change(kind=BORN, value=last.isoformat(), until=until)


def _is_news(held: date | None, kept: Change) -> bool:
    return held is None or held < date.fromisoformat(kept.value)


def _younger(held: date | None, said: date | None) -> date | None:
    """Return the birth date to judge by: a claim to be older does not undo what is known."""
    if held is None or said is None:
        return said or held
    same = (held.year, held.month) == (said.year, said.month)
    return said if same else max(held, said)
