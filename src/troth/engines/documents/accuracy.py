"""An address that no longer reaches anybody: kept out of the post, and looked into.

A message that comes back for good says that a datum is wrong. Nothing is sent there again, and
where the policy keeps data accurate somebody is to find the right address by a day; where it
presumes what people say to be true, nobody is. Mending the datum opens the address again.

GDPR Art. 5(1)(d): inaccurate data is rectified or erased without delay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from troth.core.names import Identifier
from troth.engines.consents.standing import Change, StandingEngine
from troth.engines.documents.cases import Case, Cases, Matter
from troth.engines.subjects.identity import Identity
from troth.errors import InputError
from troth.policy.compiled import Policy

BOUNCED: Final = "bounced"
"""Why an address is kept out of the post."""

REVIEW: Final = "accuracy-review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """What followed: persons kept out of the post, and the reviews that were opened."""

    persons: tuple[bytes, ...]
    reviews: tuple[Case, ...]


class Accuracy:
    """Looks after addresses that turn out to be wrong."""

    def __init__(
        self, *, policy: Policy, identity: Identity, standing: StandingEngine, cases: Cases
    ) -> None:
        self._policy = policy
        self._identity = identity
        self._standing = standing
        self._cases = cases

    def bounced(self, identifier: Identifier, now: datetime) -> Bounced:
        """Note that mail to an address came back for good; told twice, it is noted once.

        Raises:
            InputError: `subject/unknown` where it leads to nobody.
        """
        persons = self._whose(identifier)
        reviews = []
        for person in persons:
            change = Change(kind="suppressed", about=BOUNCED, value=BOUNCED)
            self._standing.change(person, change, now)
            if self._policy.accuracy_review is not None and not self._under_review(person):
                reviews.append(self._cases.open(self._review(person, now), now))
        return Bounced(persons=persons, reviews=tuple(reviews))

    def mended(self, identifier: Identifier, now: datetime) -> Bounced:
        """Note that an address is right again, or was put right; its reviews are closed.

        Raises:
            InputError: `subject/unknown` where it leads to nobody.
        """
        persons = self._whose(identifier)
        closed = []
        for person in persons:
            change = Change(kind="suppressed", about=BOUNCED, cleared=True)
            self._standing.change(person, change, now)
            closed += [
                self._cases.close(each.row.matter, "corrected", "", now)
                for each in self._under_review(person)
            ]
        return Bounced(persons=persons, reviews=tuple(closed))

    def _whose(self, identifier: Identifier) -> tuple[bytes, ...]:
        found = tuple(dict.fromkeys(one.person for one in self._identity.find(identifier)))
        if not found:
            raise InputError("subject/unknown", "nobody is known under this address")
        return found

    def _under_review(self, person: bytes) -> list[Case]:
        return [
            each
            for each in self._cases.listed()
            if each.row.kind == REVIEW and each.row.person == person and each.row.closed_at is None
        ]

    def _review(self, person: bytes, now: datetime) -> Matter:
        return Matter(
            kind=REVIEW,
            received_at=now,
            person=person,
            about=BOUNCED,
            term=self._policy.accuracy_review,
        )
