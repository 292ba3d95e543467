"""The one path by which a consent is let in, whoever brings it: form, staff, import or receipt.

Nothing here writes. What a consent is weighed against (the texts that were published, the law of
ages, the checks of parents) is read from the store inside the caller's read or unit, so that a
text withdrawn a moment before is withdrawn here too.

GDPR Art. 4(11), 7, 8, 9(2)(a).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.core.consent import About
from troth.core.grouping import by_person
from troth.core.periods import to_micros
from troth.core.standing import NOBODY, Standing
from troth.engines.consents.checks import Given, channel_meant, check_age, check_given
from troth.engines.consents.guardian_checks import check_guardian
from troth.engines.consents.standing import FEW, standing_of
from troth.engines.consents.texts import Texts, check_text
from troth.errors import InputError
from troth.law.book import LawBook
from troth.policy.compiled import Policy, Purpose
from troth.storage.ports import DataReader
from troth.storage.rows import ConsentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """What consents of one moment are weighed against."""

    policy: Policy
    law: LawBook | None
    texts: Texts
    reader: DataReader


def weigh(
    scales: Scales,
    given: Given,
    *,
    person: bytes,
    standing: Standing,
    now: datetime,
    stated: Purpose | None = None,
) -> None:
    """Refuse a consent that is none; what passes is either a consent or recorded as not counting.

    Args:
        scales: What it is weighed against.
        given: The consent.
        person: Who gives it; empty for somebody who is only about to be taken in.
        standing: What holds for the person, with what they declare at the same moment.
        now: When it is taken.
        stated: The purpose, where it is one that a form lets people state.

    Raises:
        InputError: each ground of `consent_checks`, `consent_texts` and `guardian_checks`.
    """
    check_given(scales.policy, given, now, stated)
    if not given.counts:
        return
    if given.method == "parental":
        check_guardian(scales.reader, given.guardian, person)
    check_age(scales.law, given, standing, now)
    by = channel_meant(scales.policy, given.purpose, given.by_channel)
    check_text(
        scales.texts,
        text=given.text_hash,
        about=About(given.purpose, given.recipient, by),
        language=given.language,
        layout=given.layout,
    )


def weigh_all(scales: Scales, given: Sequence[tuple[bytes, Given]], now: datetime) -> None:
    """Refuse consents of known people, each over the alias set, if one of them is none.

    Raises:
        InputError: as `weigh`; `consent/clock-set-back`.
    """
    reader, at = scales.reader, to_micros(now)
    persons = dict.fromkeys(person for person, _ in given)
    merged = len(persons) < FEW or bool(reader.merged())
    family = {one: reader.aliases(one) if merged else (one,) for one in persons}
    everyone = [member for members in family.values() for member in members]
    held, later = (
        by_person(reader.standing(everyone)),
        by_person(reader.consents_after(everyone, at)),
    )
    passed: set[int] = set()
    for person, one in given:
        members = family[person]
        rows = [row for member in members for row in held.get(member, ())] if held else ()
        # Only age and residence are weighed: where consents stand is no matter here.
        standing = standing_of(rows, (), now) if rows else NOBODY
        alike = standing.born is None and one.method != "parental"
        if not alike or id(one) not in passed:
            weigh(scales, one, person=person, standing=standing, now=now)
        if alike:
            # The very same yes of many people is weighed once; `given` keeps it alive meanwhile.
            passed.add(id(one))
        if later:
            said = (row for member in members for row in later.get(member, ()))
            check_clock(said, one.purpose, at)


def check_clock(rows: Iterable[ConsentRow], purpose: str, now: int) -> None:
    """Refuse to add a yes before what was said already: the clock was set back.

    A withdrawal is never refused; it is written as of the newest word instead.

    Raises:
        InputError: `consent/clock-set-back`.
    """
    if any(row.at > now for row in rows if row.purpose == purpose):
        raise InputError(
            "consent/clock-set-back",
            "the clock stands before something that this person has already said",
            help="set the clock right; nothing was kept",
        )
