"""Who may be reached for a purpose, by data of which kinds, toward which recipient: asked anew.

A segment is never a list that is kept. It is worked out from what everybody says now, so whoever
has withdrawn or objected is in none of them, however old its definition is. What is handed to a
recipient, or shown to the public, is decided once more for each person at that very moment, and
each is a row in the ledger of disclosures.

GDPR Art. 6(1)(a), 7(3), 21(2)-(3); ePrivacy Directive Art. 13.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.core.standing import Standing
from troth.engines.consents.standing import read_standing
from troth.engines.disclosure.disclosure import Disclosures, Handed, Handover
from troth.engines.disclosure.marketing_message import MessageFault, message_faults
from troth.engines.publication.versions import Bound, Versions, not_accepted
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.question import Question
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import ActivityRow

AT_ONCE = 1_000
"""People whose standing is read together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a segment is for.

    Attributes:
        purpose: A purpose of the policy.
        categories: The kinds of data it is built from.
        recipient: Who is to get the data; empty where nobody else does.
        fields: The only items that are meant; empty for all of the categories.
        channel: How people would be contacted, if they are.
        message: The words they would get, where a message is to be judged as well.
    """

    purpose: str
    categories: tuple[str, ...]
    recipient: str = ""
    fields: tuple[str, ...] = ()
    channel: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Who may be reached, and why the others may not.

    Attributes:
        people: Their ids.
        refused: Code → how many people it keeps out.
        faults: What the message lacks for some of the people.
    """

    people: tuple[bytes, ...]
    refused: Mapping[str, int]
    faults: tuple[MessageFault, ...]


class Outreach:
    """Works out segments, and hands what they hold to recipients."""

    def __init__(
        self,
        *,
        policy: Policy,
        law: LawBook,
        data: DataStore,
        disclosures: Disclosures,
        versions: Versions,
    ) -> None:
        self._policy = policy
        self._versions = versions
        self._law = law
        self._data = data
        self._disclosures = disclosures

    def segment(self, aim: Aim, now: datetime) -> Segment:
        """Return whom an aim may reach at `now`; nothing is kept of it."""
        people: list[bytes] = []
        refused: Counter[str] = Counter()
        places: set[str] = set()
        with self._data.read() as reader:
            held = _held(reader, aim.categories)
            activities = reader.activities()
            for persons in _chunks(sorted(held)):
                standing = read_standing(reader, persons, now)
                bound = self._versions.governing(self._policy, standing, now)
                for person in persons:
                    mine, under = standing[person], bound[person]
                    theirs = [activities[n] for n in held[person]]
                    codes = _codes(under, aim, theirs, mine, now)
                    refused.update(codes)
                    if not codes:
                        people.append(person)
                        places.add(mine.residence or "unknown")
        faults = self._faults(aim, places, now)
        return Segment(people=tuple(people), refused=dict(sorted(refused.items())), faults=faults)

    def hand_over(self, aim: Aim, now: datetime) -> Iterator[tuple[bytes, Handed]]:
        """Hand over, person by person, what an aim may reach; each is decided at that moment."""
        for person in self.segment(aim, now).people:
            handover = Handover(
                person=person,
                recipient=aim.recipient,
                categories=aim.categories,
                purpose=aim.purpose,
                fields=aim.fields,
                channel=aim.channel,
            )
            handed = self._disclosures.hand_over(handover, now)
            if handed:
                yield person, handed

    def _faults(self, aim: Aim, places: Iterable[str], now: datetime) -> tuple[MessageFault, ...]:
        purpose = self._policy.purposes.get(aim.purpose)
        if aim.message is None or purpose is None or not purpose.marketing:
            return ()
        return message_faults(self._policy, self._law, places, aim.message, now.date())


def _codes(
    bound: Bound,
    aim: Aim,
    activities: Sequence[ActivityRow],
    standing: Standing,
    now: datetime,
) -> tuple[str, ...]:
    """Return the codes that keep a person out; one datum that may be used lets them in."""
    if aim.purpose in bound.unaccepted:
        return (not_accepted(aim.purpose).code,)
    mine = standing.toward(aim.recipient) if aim.recipient else standing
    found: dict[str, None] = {}
    for activity in activities:
        decision = decide(bound.policy, _question(aim, activity, mine, now))
        if decision.allowed:
            return ()
        found.update(dict.fromkeys(decision.codes))
    return tuple(found)


def _question(aim: Aim, activity: ActivityRow, standing: Standing, now: datetime) -> Question:
    if aim.recipient:
        return Question(
            action="disclose",
            at=now,
            purpose=aim.purpose,
            categories=aim.categories,
            fields=aim.fields,
            recipient=aim.recipient,
            region=standing.residence,
            channel=aim.channel,
            standing=standing,
        )
    return Question(
        action="use",
        at=now,
        purpose=aim.purpose,
        categories=(activity.category,),
        form=activity.form,
        source=activity.source,
        channel=aim.channel,
        collected_for=frozenset(activity.purposes),
        standing=standing,
    )


def _held(reader: DataReader, categories: Sequence[str]) -> dict[bytes, list[int]]:
    """Return person → activities of what is held of the kinds asked about; aliases as one."""
    meant = {n for n, one in reader.activities().items() if one.category in categories}
    merged = reader.merged()
    found: dict[bytes, dict[int, None]] = {}
    for rows in reader.all_records():
        for row in rows:
            if row.activity in meant:
                person = row.person
                while person in merged:
                    person = merged[person]
                found.setdefault(person, {})[row.activity] = None
    return {person: list(numbers) for person, numbers in found.items()}


def _chunks(persons: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(persons), AT_ONCE):
        yield persons[start : start + AT_ONCE]
