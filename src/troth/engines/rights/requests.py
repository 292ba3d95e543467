"""Requests for one's rights: received, timed, worked on, answered, shown.

The one door to the register for commands, pages and drivers. What a request may do next is the
table's to say (`core.requests`), when it is due the statute clock's (`requests_clock`); what staff
may not do comes back as `Declined` and has changed nothing.

GDPR Art. 12-22, 77, 79; docs/requests.md draws the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from troth.core.names import Identifier
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.core.requests import OPEN, Actor, Moved, Right, Verification
from troth.engines.consents.standing import StandingEngine
from troth.engines.erasure.erasure import Erasure
from troth.engines.export.clarification import Clarifications
from troth.engines.intake.identifiers import Identifiers
from troth.engines.rights.answer import Answers
from troth.engines.rights.clock import Dates
from troth.engines.rights.course import AT_ONCE
from troth.engines.rights.desk import Desk
from troth.engines.rights.mandates import Mandates, unauthorised
from troth.engines.rights.opening import Channel, Opening, draft, speaks_for
from troth.engines.rights.register import Declined, Entry, Register
from troth.engines.rights.repeats import asked_alike, first_of, repeated, was_shown
from troth.engines.rights.steps import ACT
from troth.engines.rights.work import RECTIFY, Work
from troth.engines.subjects.identity import Identity
from troth.engines.subjects.rectification import Rectification
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore
from troth.storage.request_rows import DueStepRow, RequestEventRow

DAY_MICROS = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A request with its dates, their derivation, and everything that happened to it."""

    entry: Entry
    dates: Dates
    events: tuple[RequestEventRow, ...]
    overdue: bool = False
    """Whether the answer is owed past the earliest date, or left after it."""
    duplicate_of: bytes | None = None
    """The request that this one repeats and whose answer answers both, or still might."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The register in figures: how many, how many in time, which were late and by how much."""

    total: int
    open: int
    on_time: int
    late: tuple[tuple[bytes, int], ...]
    by_right: Mapping[str, int]
    by_outcome: Mapping[str, int]


class Requests(Desk):
    """Takes requests in and leads them through their course."""

    def __init__(
        self,
        *,
        policy: Policy,
        book: LawBook,
        data: DataStore,
        identity: Identity,
        standing: StandingEngine,
        rectification: Rectification,
        clarifications: Clarifications,
        identifiers: Identifiers,
        erasure: Erasure,
        register: Register,
        work: Work,
        answers: Answers,
        mandates: Mandates,
        entropy: Entropy,
    ) -> None:
        super().__init__(
            policy=policy,
            data=data,
            register=register,
            work=work,
            answers=answers,
            erasure=erasure,
        )
        self._book = book
        self._identity = identity
        self._standing = standing
        self._rectification = rectification
        self._clarifications = clarifications
        self._identifiers = identifiers
        self._entropy = entropy
        self.mandates = mandates

    # -- taking in ------------------------------------------------------------------------------

    def open(
        self,
        opening: Opening,
        now: datetime,
        *,
        identifier: Identifier | None = None,
        number: bytes | None = None,
    ) -> Entry | Declined:
        """Write a request down and start its term; a session verifies it at once.

        Args:
            opening: What arrived.
            now: The instant it is written down.
            identifier: How the asker can be reached, where no person is named. It leads to a person
                if it leads to exactly one; it is not kept.
            number: Its id, where what brings it might bring it again; by default a new one.
        """
        if identifier is not None and opening.person is None:
            opening = replace(opening, person=self._one(identifier))
        with self._data.read() as reader:
            before = None if number is None else reader.request(number)
            drafted = draft(
                opening, policy=self._policy, book=self._book, reader=reader,
                entropy=self._entropy, now=now,
            )  # fmt: skip
        if before is not None:
            return self._register.entry(before.request)
        if isinstance(drafted, Declined):
            return drafted
        row, case = drafted
        row = row if number is None else replace(row, request=number)
        entry = self._register.add(row, case, opening.handler, now)
        if speaks_for(opening.asker, row.about) and row.person and not opening.claimed:
            self.mandates.bind(opening.asker, row.mandate, row.person)
        stops = opening.asked == "objection" and opening.about in ("", "marketing")
        if identifier is not None and row.person is None and stops:
            # GDPR Art. 21(3): who is not known here must stay uncontacted all the same.
            self._identity.suppress(identifier, "do-not-contact", "rights/objection", now)
        if opening.session and row.person is not None and opening.asker == "person":
            return self.verify(row.request, "session", now, actor="asker")
        return entry

    def verify(
        self,
        request: bytes,
        level: Verification,
        now: datetime,
        *,
        person: bytes | None = None,
        mandate: str = "",
        actor: Actor = "staff",
        who: str = "",
    ) -> Entry | Declined:
        """Note how it was shown who asks; what cannot wait holds from now on.

        Args:
            person: Whom the request turned out to be about, where that is new.
            mandate: The recorded authority, where somebody asks for another and it is new.
        """
        before = self._register.entry(request)
        about = person or before.row.person
        authority = mandate or before.row.mandate
        speaks = speaks_for(before.case.asker, before.row.about)
        with self._data.read() as reader:
            again = repeated(reader, about, before.row.asked, before.row.about, request)
            # What an address had led to is forgotten where it was not them.
            linked = before.row.repeats if about == before.row.person else None
            refused = unauthorised(
                reader, before.case.asker, authority, about, before.received.date(),
                f"rights/{before.row.asked}",
            ) if speaks else None  # fmt: skip
        if refused is not None:
            return refused
        put = []
        if before.case.right in AT_ONCE:
            put = [DueStepRow(request=request, step=ACT, due_at=to_micros(now))]
        after = self._register.move(
            request,
            Moved(event="verify", actor=actor, at=now, detail=level),
            who=who,
            change=lambda row: replace(
                row, person=about, mandate=authority, repeats=linked or again
            ),
            put=put,
        )
        if isinstance(after, Entry) and speaks and about is not None:
            self.mandates.bind(before.case.asker, authority, about)
        if isinstance(after, Declined):
            return after
        if put:
            self.run_step(request, ACT, now)
        return self._joined(self._register.entry(request), now)

    def _joined(self, entry: Entry, now: datetime) -> Entry:
        """Let a duplicate join what it repeats; the clock of the first arrival counts for both."""
        with self._data.read() as reader:
            other = first_of(reader, entry)
        if other is None or not asked_alike(entry, other) or entry.case.state != "verified":
            return entry
        request, first = entry.row.request, other.row.request
        if was_shown(other):
            moved = Moved(event="join", actor="system", at=now, detail=first.hex())
            self._register.move(request, moved)
            self._register.arrived(first, entry.row.received_at, now)
        else:
            # Who asked first was not shown yet; this one is worked on, and no later for it.
            self._register.arrived(request, other.row.received_at, now)
        return self._register.entry(request)

    def self_service(
        self,
        person: bytes,
        right: Right,
        about: str,
        now: datetime,
        *,
        channel: Channel = "account",
    ) -> Entry | Declined:
        """Do at once what a person does for themselves; it leaves what a formal request leaves."""
        opening = Opening(
            asked=right, about=about, received_at=now, person=person, channel=channel, session=True
        )
        return self.open(opening, now)

    # -- what staff does ------------------------------------------------------------------------

    def join(
        self, request: bytes, original: bytes, now: datetime, *, who: str = ""
    ) -> Entry | Declined:
        """Join a duplicate to the request it repeats; the original's answer answers both."""
        entry, other = self._register.entry(request), self._register.entry(original)
        same = (entry.row.asked, entry.row.person) == (other.row.asked, other.row.person)
        if request == original or not same or not other.case.open:
            return Declined(
                code="NOT_A_DUPLICATE",
                why="a duplicate joins an open request of the same person for the same right",
                address=f"rights/{entry.row.asked}",
            )
        after = self._register.move(
            request,
            Moved(event="join", actor="staff", at=now, detail=original.hex()),
            who=who,
            change=lambda row: replace(row, repeats=original),
        )
        if isinstance(after, Entry):
            self._register.arrived(original, entry.row.received_at, now)
        return after

    def rectify(
        self,
        request: bytes,
        record: bytes,
        raw: str | bytes,
        now: datetime,
        *,
        beside: bool = False,
    ) -> Entry | Declined:
        """Put a right value in place of a wrong one, for a granted rectification.

        Args:
            request: The rectification it is part of.
            record: What is wrong, or misleads.
            raw: The right value, or the person's own words.
            now: When it is done.
            beside: Whether the words stand beside a value that is true and stays.

        Raises:
            InputError: `retention/unknown-record`, `rectification/not-acceptable`.
        """
        entry = self._register.entry(request)
        if (entry.case.right, entry.case.state) != ("rectification", "decided"):
            return Declined(
                code="NO_SUCH_STEP",
                why="values are corrected for a rectification that was granted",
                address="rights/rectification",
            )
        held = self._work.held(entry.row, now)
        if record not in {row.record for row in held.rows}:
            return Declined(
                code="NOT_THEIRS",
                why="this record is not one the request is about",
                address="rights/rectification",
            )
        if beside:
            self._clarifications.add(record, raw, now)
        else:
            known = self._identifiers.held(held.persons)
            self._rectification.rectify(record, raw, now)
            self._identifiers.follow(known, held.persons, now)
        step = DueStepRow(request=request, step=f"{RECTIFY}/{record.hex()}", due_at=to_micros(now))
        self._register.write(entry.row, now, put=[step])
        self._register.finish_step(step, "clarified" if beside else "done", now)
        return self._register.entry(request)

    def lift_restriction(
        self, person: bytes, told_at: datetime | None, now: datetime
    ) -> Declined | None:
        """Lift a restriction; the person is told before, never after (GDPR Art. 18(3))."""
        if told_at is None or told_at >= now:
            return Declined(
                code="NOT_TOLD_BEFORE",
                why="the person is informed before a restriction is lifted",
                help="tell them, then give the instant with --told",
                address="rights/restriction",
            )
        self._standing.unrestrict(person, now)
        return None

    # -- looking --------------------------------------------------------------------------------

    def show(self, request: bytes, now: datetime) -> Shown:
        """Return a request with its dates and its history."""
        entry = self._register.entry(request)
        with self._data.read() as reader:
            events = tuple(reader.request_events([request]))
            first = first_of(reader, entry)
        row = entry.row
        late = (row.answered_at or to_micros(now)) >= row.due_at
        return Shown(
            entry=entry,
            # One answer for both: what counts for a duplicate is the clock of the first.
            dates=self._register.dates(
                first if first is not None and row.state == "joined" else entry, now
            ),
            events=events,
            overdue=late and (row.answered_at is not None or entry.case.open),
            duplicate_of=None if first is None else first.row.request,
        )

    def listed(self, *, open_only: bool = True) -> list[Entry]:
        """Return requests, first due first."""
        with self._data.read() as reader:
            rows = reader.requests(states=sorted(OPEN) if open_only else ())
        return self._register.entries(rows)

    def of_person(self, person: bytes) -> list[Entry]:
        """Return a person's requests, oldest first, over the whole alias set."""
        with self._data.read() as reader:
            rows = reader.requests_of(reader.aliases(person))
        return self._register.entries(rows)

    def reached_at(self, request: bytes) -> Identifier | None:
        """Return a confirmed e-mail address of whom a request is about; None without any."""
        entry = self._register.entry(request)
        if entry.row.person is None or entry.row.asker != "person":
            return None
        with self._data.read() as reader:
            family = reader.aliases(entry.row.person)
        held = self._identifiers.held(family)
        return next((name for _, name, sure in held if sure and name.kind == "email"), None)

    def next_due(self, after: datetime) -> datetime | None:
        """Return when the next step comes due after an instant, or None."""
        with self._data.read() as reader:
            at = reader.next_due(to_micros(after))
        return None if at is None else from_micros(at)

    def report(self, now: datetime) -> Report:
        """Return the register in figures; a request that is open past its day is late."""
        with self._data.read() as reader:
            rows = reader.requests()
        counted = [row for row in rows if row.state not in ("withdrawn", "joined")]
        at = to_micros(now)
        late = tuple(
            (row.request, -(-(min(row.answered_at or at, at) - row.due_at + 1) // DAY_MICROS))
            for row in counted
            if (row.answered_at or at) >= row.due_at
        )
        answered = [row for row in counted if row.answered_at is not None]
        return Report(
            total=len(counted),
            open=len(counted) - len(answered),
            on_time=len(answered) - sum(row.request in dict(late) for row in answered),
            late=late,
            by_right=_counts(row.asked for row in counted),
            by_outcome=_counts(row.outcome or "open" for row in counted),
        )

    def _one(self, identifier: Identifier) -> bytes | None:
        if self._identity.is_shared(identifier):
            return None
        found = self._identity.find(identifier)
        with self._data.read() as reader:
            families = {reader.aliases(one.person)[0] for one in found if one.status != "shared"}
        return next(iter(families)) if len(families) == 1 else None


def _counts(names: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(names).items()))
