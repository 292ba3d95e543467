"""`with troth.purpose("newsletter", person): …`: a block that runs only for a purpose that is open.

Entering asks the policy with the person's standing as it is now: consent, objection, restriction,
age. A block that may not run raises `PurposeRefused`, and the attempt is on record (D11, D12).
Nothing personal is read by entering; what the block reads goes through `engines.staff.access`.

A standing once read is kept until the store was written to or until time alone would change it, so
a withdrawal or a restriction holds from the next block on. GDPR Art. 5(1)(b), 7(3), 18, 21.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NoReturn, ParamSpec, TypeVar

from troth.core.periods import from_micros, to_micros
from troth.core.ports import Clock, Entropy
from troth.core.standing import Standing
from troth.engines.consents.standing import standing_of
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.publication.versions import Versions, not_accepted
from troth.engines.subjects.looks import write_look
from troth.engines.vault.vault import Vault
from troth.errors import StateError
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.question import Decision, Question, Reason
from troth.storage.ports import DataStore
from troth.storage.rows import AccessRow

P = ParamSpec("P")
T = TypeVar("T")

REMEMBERED: Final = 10_000
"""Standings kept at once; when there are more, all are forgotten."""


class PurposeRefused(StateError):
    """The block may not run; `reasons` say why, each with its code and address."""

    def __init__(self, purpose: str, reasons: tuple[Reason, ...]) -> None:
        first = reasons[0]
        super().__init__("purpose/refused", f"`{purpose}`: {first.detail}", help=first.help)
        self.reasons = reasons

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all reasons, each once."""
        return tuple(dict.fromkeys(reason.code for reason in self.reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who enters a block for what.

    `who` is a pseudonymous staff or program id; `shown` as in a question to the policy.
    """

    purpose: str
    person: bytes
    who: str = "program"
    role: str | None = None
    channel: str | None = None
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Read:
    """A standing with the store's version it was read at, and the instants it holds between."""

    version: int
    standing: Standing
    since: datetime
    until: datetime | None


class PurposeGate:
    """Opens blocks of an application for a purpose and a person."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
        clock: Clock,
        versions: Versions,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy
        self._clock = clock
        self._versions = versions
        self._known: dict[bytes, _Read] = {}

    @contextmanager
    def enter(self, entry: Entry) -> Iterator[Decision]:
        """Run a block under a decision.

        Raises:
            PurposeRefused: the policy, the law or the person's standing closes the purpose.
        """
        yield self.permit(entry)

    def permit(self, entry: Entry) -> Decision:
        """Return the decision under which a block may run, or refuse and record the attempt.

        Raises:
            PurposeRefused: as `enter`.
        """
        now = self._clock.now()
        standing = self.standing(entry.person, now)
        bound = self._versions.governing(self._policy, {entry.person: standing}, now)[entry.person]
        if entry.purpose in bound.unaccepted:
            self._refuse(entry, (not_accepted(entry.purpose),), now)
        purpose = bound.policy.purposes.get(entry.purpose)
        decision = decide(
            bound.policy,
            Question(
                action="use",
                at=now,
                purpose=entry.purpose,
                # The block may touch whatever its purpose may, and nothing else.
                categories=() if purpose is None else tuple(sorted(purpose.uses)),
                role=entry.role,
                channel=entry.channel,
                shown=entry.shown,
                standing=standing,
            ),
        )
        if not decision.allowed:
            self._refuse(entry, decision.reasons, now)
        return decision

    def _refuse(self, entry: Entry, reasons: tuple[Reason, ...], now: datetime) -> NoReturn:
        self._record(entry, reasons[0], now)
        raise PurposeRefused(entry.purpose, reasons)

    def guard(
        self, purpose: str, *, person: str = "person"
    ) -> Callable[[Callable[P, T]], Callable[P, T]]:
        """Return a decorator: the function runs only while `purpose` is open for its `person`.

        Args:
            purpose: The purpose that the function serves.
            person: Name of the function's argument that holds the person's id.
        """

        def decorate(function: Callable[P, T]) -> Callable[P, T]:
            signature = inspect.signature(function)

            @functools.wraps(function)
            def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
                bound = signature.bind(*args, **kwargs).arguments
                self.permit(Entry(purpose=purpose, person=bound[person]))
                return function(*args, **kwargs)

            return guarded

        return decorate

    def standing(self, person: bytes, now: datetime) -> Standing:
        """Return a person's standing; read again when anything was written or time changed it."""
        # The version first: what is written while we read makes the next call read again.
        version = self._data.version() if self._data.cheap_version else None
        known = self._known.get(person)
        if known is not None and known.version == version and _holds(known, now):
            return known.standing
        rows, consents = self._data.standing_of(person)
        if version is None:
            # Where asking costs as much as reading, it is read each time (one statement).
            return standing_of(rows, consents, now)
        at = to_micros(now)
        edges = [edge for row in rows for edge in (row.since, row.until)]
        edges += [edge for row in consents for edge in (row.at, row.until)]
        later = min((edge for edge in edges if edge is not None and edge > at), default=None)
        read = _Read(
            version,
            standing_of(rows, consents, now),
            now,
            None if later is None else from_micros(later),
        )
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[person] = read
        return read.standing

    def _record(self, entry: Entry, reason: Reason, now: datetime) -> None:
        with self._data.read() as reader:
            if reader.person(entry.person) is None:
                # Nobody to put it under: an erased or unknown person leaves no row.
                return
        row = AccessRow(
            access=self._entropy.bytes(16),
            person=entry.person,
            who=entry.who,
            role=entry.role or "",
            purpose=entry.purpose,
            categories=(),
            allowed=False,
            reason=reason.code,
            records=0,
            at=to_micros(now),
        )
        write_look(
            row,
            policy=self._policy,
            data=self._data,
            vault=self._vault,
            evidence=self._evidence,
        )


def _holds(known: _Read, now: datetime) -> bool:
    # A clock that was set back makes nothing hold that was read later.
    return known.since <= now and (known.until is None or now < known.until)
