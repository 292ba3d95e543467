"""What people say to a version: accepted, declined, or only gone on using the service.

An acceptance binds the person to that version's hash. Going on is recorded because some texts rest
on it; it is no acceptance where one is asked for, and never a consent (GDPR Art. 4(11)). Each
answer is a row of standing with its fact and its journal entry, and goes with its person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from troth.core.periods import from_micros, to_micros
from troth.engines.consents.standing import Change, StandingEngine
from troth.engines.publication.versions import Versions, in_effect
from troth.errors import InputError
from troth.storage.ports import DataStore
from troth.storage.version_rows import VersionRow

Answer = Literal["accepted", "declined", "continued-use"]
ANSWERS: Final[tuple[Answer, ...]] = ("accepted", "declined", "continued-use")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer of one person."""

    version: int
    policy: str
    answer: Answer
    at: datetime


class Acceptance:
    """Takes and reads answers to versions."""

    def __init__(self, *, data: DataStore, standing: StandingEngine, versions: Versions) -> None:
        self._data = data
        self._standing = standing
        self._versions = versions

    def answer(
        self, person: bytes, answer: Answer, now: datetime, *, version: int | None = None
    ) -> Answered:
        """Record what a person says to a version; by default to the newest published one.

        Raises:
            InputError: `policy/unknown-version`, `person/unknown`.
        """
        with self._data.read() as reader:
            known, row = reader.versions(), reader.person(person)
        if row is None:
            raise InputError("person/unknown", "nobody is known under this id")
        chosen = self._chosen(known, version)
        if answer == "declined":
            # Declining a version one had accepted takes the acceptance back.
            self._standing.change(
                person, Change(kind="accepted", about=chosen.policy, cleared=True), now
            )
        change = Change(kind=answer, about=chosen.policy, value=chosen.policy)
        self._standing.change(person, change, now)
        return Answered(version=chosen.version, policy=chosen.policy, answer=answer, at=now)

    def visited(self, person: bytes, now: datetime) -> Answered | None:
        """Record a first use after the newest version took effect, where the text rests on use.

        Returns None where the text does not, or where the person has answered already.
        """
        current = self._versions.current(now)
        if current is None or not current.changes.continued_use:
            return None
        if any(each.policy == current.hash for each in self.answers(person)):
            return None
        with self._data.read() as reader:
            version = in_effect(reader.versions(), to_micros(now))
        return self.answer(
            person, "continued-use", now, version=version.version if version else None
        )

    def answers(self, person: bytes) -> list[Answered]:
        """Return what a person has said to which version, oldest first."""
        with self._data.read() as reader:
            rows = reader.standing(reader.aliases(person))
            numbers = {row.policy: row.version for row in reader.versions()}
        found = [
            Answered(
                version=numbers.get(row.about, 0),
                policy=row.about,
                answer=answer,
                at=from_micros(row.since),
            )
            for row in rows
            for answer in ANSWERS
            if row.kind == answer
        ]
        return sorted(found, key=lambda each: (each.at, each.version))

    def declined(self, person: bytes, now: datetime) -> bool:
        """Whether a person's last word to the version in effect is a no."""
        current = self._versions.current(now)
        said = [
            one.answer
            for one in self.answers(person)
            if current is not None and one.policy == current.hash and one.answer != "continued-use"
        ]
        return bool(said) and said[-1] == "declined"

    def _chosen(self, known: Sequence[VersionRow], version: int | None) -> VersionRow:
        if version is None and known:
            return known[-1]
        for row in known:
            if row.version == version:
                return row
        raise InputError(
            "policy/unknown-version",
            f"no version {version} was published into this store",
            help="`troth policy list` shows the versions",
        )
