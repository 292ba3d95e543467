"""What programs hand over at the same time, written together under the version of each person.

Only the writing is shared; everything is decided, proved and answered one by one (GDPR Art. 7(1)).
What cannot be written together is written one by one, so that a fault is told to whoever brought
it and nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from troth.assembly.platform import Platform
from troth.assembly.programs import build_tokens
from troth.engines.consents.consents import Given
from troth.engines.intake.submission import Receipt, Refusal, Submission
from troth.errors import InputError
from troth.storage.rows import ConsentRow
from troth.storage.signin_rows import TokenRow
from troth.web.api import nobody_known

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def look_up(platform: Platform, tokens: Sequence[str]) -> list[TokenRow | None]:
    """Return the rows of tokens that hold, in order."""
    return build_tokens(platform).find_all(tokens, platform.clock.now())


def take_in(
    platform: Platform, submissions: Sequence[Submission]
) -> list[Receipt | Refusal | Exception]:
    """Take in submissions; return an answer or a fault each, in order."""
    persons = [one.person for one in submissions]
    answers: dict[int, Receipt | Refusal | Exception] = {**_strangers(platform, persons)}
    asked = [place for place in range(len(submissions)) if place not in answers]
    for bound, chosen in _under(platform, [persons[place] for place in asked]):
        places = [asked[one] for one in chosen]
        own = [submissions[place] for place in places]
        answers |= zip(places, _all_or_each(bound.intake.receive_many, own), strict=True)
    return [answers[place] for place in range(len(submissions))]


def write_consents(
    platform: Platform, asked: Sequence[tuple[bytes, Given]]
) -> list[ConsentRow | Exception]:
    """Write consents down; return the event or a fault each, in order."""
    written: dict[int, ConsentRow | Exception] = {
        **_strangers(platform, [person for person, _ in asked])
    }
    living = [place for place in range(len(asked)) if place not in written]
    # Two of one person are two events: the second comes after the first.
    for chosen in rounds(asked[place][0] for place in living):
        round_ = [living[one] for one in chosen]
        for bound, places in _under(platform, [asked[place][0] for place in round_]):
            own = [round_[place] for place in places]
            give = partial(_give, bound)
            rows = _all_or_each(give, [asked[place] for place in own])
            written |= zip(own, rows, strict=True)
    return [written[place] for place in range(len(asked))]


def _strangers(platform: Platform, persons: Sequence[bytes | None]) -> dict[int, InputError]:
    """Return the places of ids that nobody here is known under, each with its refusal."""
    named = {one for one in persons if one is not None}
    if not named:
        return {}
    with platform.data.read() as reader:
        known = {one for one, row in reader.persons(sorted(named)).items() if not row.hidden}
    return {
        place: nobody_known()
        for place, one in enumerate(persons)
        if one is not None and one not in known
    }


def _give(bound: Platform, given: Sequence[tuple[bytes, Given]]) -> list[ConsentRow]:
    return bound.consents.give_many(given, bound.clock.now())


def rounds(keys: Iterable[Hashable]) -> list[list[int]]:
    """Return the places of keys in rounds in which no key comes twice, each key's own in order."""
    seen: dict[Hashable, int] = {}
    made: list[list[int]] = []
    for place, key in enumerate(keys):
        number = seen[key] = seen.get(key, -1) + 1
        if number == len(made):
            made.append([])
        made[number].append(place)
    return made


def _under(
    platform: Platform, persons: Sequence[bytes | None]
) -> Iterator[tuple[Platform, list[int]]]:
    """Yield Troth under each version that binds somebody, with the places of those people."""
    found: dict[str, tuple[Platform, list[int]]] = {}
    for place, person in enumerate(persons):
        bound = platform if person is None else platform.bound_to(person)
        found.setdefault(bound.policy.hash, (bound, []))[1].append(place)
    yield from found.values()


def _all_or_each(
    work: Callable[[Sequence[Asked]], Sequence[Answer]], asked: Sequence[Asked]
) -> list[Answer | Exception]:
    """Do all in one unit of work; where that fails nothing is done, and each is tried alone."""
    try:
        return list(work(asked))
    except Exception as fault:
        if len(asked) == 1:
            return [fault]
    return [one for each in asked for one in _all_or_each(work, [each])]
