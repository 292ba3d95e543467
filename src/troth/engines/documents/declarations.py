"""Takes in what is learned of a person beside any form: an age, a residence, a contract.

What staff enter corrects what was held, also toward the older: a wrong age does not bind somebody
for years. Whom the policy's age rule reaches is a minor from the instant it is learned.

GDPR Art. 5(1)(d), 6(1)(b), 8(1).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from troth.core.places import is_place
from troth.core.standing import Standing
from troth.engines.consents.standing import Change, StandingEngine
from troth.engines.erasure.minors import MinorsEngine
from troth.engines.subjects.declared import BORN, Declared, changes_of
from troth.errors import InputError
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.policy.decide_person import under_age
from troth.policy.question import Question

AGREEMENT: Final = "agreement"
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}")


class Declarations:
    """Takes them in."""

    def __init__(
        self, *, policy: Policy, law: LawBook, standing: StandingEngine, minors: MinorsEngine
    ) -> None:
        self._policy = policy
        self._law = law
        self._standing = standing
        self._minors = minors

    def declare(self, person: bytes, declared: Declared, now: datetime) -> tuple[str, ...]:
        """Keep what decisions need of a declaration; return which kinds of standing changed.

        Raises:
            InputError: `declared/no-place`, `declared/not-born-yet`.
        """
        _check(declared, now)
        held = self._standing.read(person, now)
        fresh = held if declared.born is None else replace(held, born=None)
        changes = changes_of(self._policy, self._law, fresh, declared, now)
        kinds = [change.kind for change in changes]
        if held.born is not None and declared.born is not None and BORN not in kinds:
            changes = (*changes, Change(kind=BORN, cleared=True))
            kinds.append(BORN)
        for change in changes:
            self._standing.change(person, change, now)
        if self._is_minor(declared, held.residence, now):
            self._minors.learn(person, now)
            kinds.append("minor")
        return tuple(kinds)

    def party_to(
        self, person: bytes, contract: str, now: datetime, until: datetime | None = None
    ) -> None:
        """Note that a person is a party to a contract, until it ends.

        Raises:
            InputError: `declared/no-contract`, `declared/over-already`.
        """
        if not _ID.fullmatch(contract):
            raise InputError(
                "declared/no-contract",
                f"`{contract[:80]}` is no id of a contract",
                help="give the id of your own books; letters, digits, `.`, `_`, `/` and `-`",
            )
        if until is not None and until <= now:
            raise InputError("declared/over-already", "the contract has ended already")
        self._standing.change(person, Change(kind=AGREEMENT, about=contract, until=until), now)

    def _is_minor(self, declared: Declared, residence: str | None, now: datetime) -> bool:
        if self._policy.minors is None or declared.born is None:
            return False
        standing = Standing(born=declared.born, residence=declared.residence or residence)
        asked = Question(action="collect", at=now, standing=standing)
        return under_age(self._policy.minors, standing, asked)


def _check(declared: Declared, now: datetime) -> None:
    if declared.residence is not None and not is_place(declared.residence):
        raise InputError(
            "declared/no-place",
            f"`{declared.residence[:20]}` is no ISO 3166 code",
            help="write a country such as LT, or a region such as US-CA",
        )
    if declared.born is not None and declared.born > now.date():
        raise InputError("declared/not-born-yet", "the date of birth has not come yet")
