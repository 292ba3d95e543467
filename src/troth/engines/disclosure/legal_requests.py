"""What an authority asks for: written down, judged by a second person, answered with the minimum.

A request names its recipient in the policy, its instrument, its ground and a scope; the document
itself lies with the house and is known here by its hash. Before a second person approved it nothing
leaves, and after that nothing beyond its scope. What leaves goes through the ledger of disclosures,
and the person is told unless the law forbids it, then when the ban ends. An order from outside the
Union needs a treaty that carries it. What a law bids to publish goes the same way: only the items
that the policy marks so, each with the citation that demands it.

GDPR Art. 5(1)(c), 6(1)(c), 6(3), 14(5)(c), 23(2)(h), 32(4), 48.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Final, Literal, get_args

from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.disclosure.disclosure import Disclosures, Handed, Handover
from troth.engines.disclosure.legal_scope import (
    MISSING,
    Reach,
    beyond,
    foreign,
    reach_of,
    refuse_uncited,
    refuse_unreachable,
    shown_for,
    unpublishable,
)
from troth.engines.dossiers.dossiers import NOTHING, Dossiers, Step, body_of, encoded, moved, words
from troth.engines.rights.mandates import EMPTY
from troth.engines.rights.register import Declined
from troth.engines.staff.access import Access, Answer, Look
from troth.errors import InputError
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.policy.question import Reason
from troth.storage.dossier_rows import DossierEventRow, DossierPersonRow, DossierRow

Instrument = Literal[
    "subpoena", "court-order", "warrant", "authority-request", "legal-process", "publication"
]
INSTRUMENTS: Final[tuple[str, ...]] = get_args(Instrument)
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came in.

    Attributes:
        recipient: Who receives, as the policy names them.
        authority: Which one it is, in its own name: a court, a ministry, a register.
        reference: Its own file number.
        instrument: What it rests on.
        jurisdiction: ISO 3166 code of the country whose law it is under.
        ground: The law that demands the disclosure, cited.
        treaty: What carries an order of a country outside the Union, cited.
        document: SHA-256 of the document, in hex.
        purpose: What the policy calls the disclosure; by default the recipient's only purpose.
        scope: Categories or items that are asked for.
        place: Where something is published.
        silent: Why the person is not told: the law that forbids it; empty where nothing does.
        silent_until: When that ban ends.
    """

    recipient: str
    authority: str
    instrument: str
    ground: str
    document: str
    scope: tuple[str, ...]
    jurisdiction: str = ""
    reference: str = ""
    treaty: str = ""
    purpose: str = ""
    place: str = ""
    silent: str = ""
    silent_until: int | None = None
    opened_by: str = ""
    approved_by: str = ""
    disclosures: tuple[str, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRequest:
    """A request as it stands, with its history and whom it is about."""

    row: DossierRow
    asked: Asked
    events: tuple[DossierEventRow, ...]
    persons: tuple[DossierPersonRow, ...]

    @property
    def id(self) -> bytes:
        """The id under which it is kept, and shown to the gate."""
        return self.row.dossier

    @property
    def silence_over(self) -> datetime | None:
        """When the person may be told; None where nothing forbids it."""
        until = self.asked.silent_until
        return None if until is None else from_micros(until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """What left in answer to a request, person by person, and what stayed here, with why."""

    request: LegalRequest
    handed: Mapping[bytes, Handed] = field(default_factory=dict)
    refused: tuple[Reason, ...] = ()


class LegalRequests:
    """Takes in what authorities ask for and leads it to an answer."""

    def __init__(
        self,
        *,
        policy: Policy,
        law: LawBook,
        dossiers: Dossiers,
        entropy: Entropy,
        access: Access,
        disclosures: Disclosures,
    ) -> None:
        self._policy = policy
        self._law = law
        self._dossiers = dossiers
        self._entropy = entropy
        self._access = access
        self._disclosures = disclosures

    def open(
        self,
        asked: Asked,
        persons: Sequence[bytes],
        now: datetime,
        *,
        who: str,
        due: datetime | None = None,
    ) -> LegalRequest | Declined:
        """Write a request down.

        Raises:
            InputError: `legal/unknown-recipient`, `legal/unknown-instrument`, `legal/no-scope`,
                `legal/no-person`, `legal/no-ground`, `legal/no-document`, `legal/no-purpose`,
                `legal/silence-without-end`, `legal/unknown-scope`, `legal/no-ban`,
                `place/unknown`.
        """
        complete = self._complete(asked, persons, who)
        against = unpublishable(self._policy, complete.instrument, complete.scope)
        if against is not None:
            return against
        row = DossierRow(
            dossier=self._entropy.bytes(16),
            kind="legal-request",
            state="opened",
            opened_at=to_micros(now),
            due_at=None if due is None else to_micros(due),
            closed_at=None,
            body=encoded(asdict(complete)),
        )
        step = Step(event="opened", who=who, document=complete.document)
        self._dossiers.write(row, step, now, persons=persons)
        return self.show(row.dossier)

    def show(self, request: bytes) -> LegalRequest:
        """Return a request as it stands.

        Raises:
            InputError: `dossier/unknown`.
        """
        row = self._dossiers.row(request)
        return LegalRequest(
            row=row,
            asked=_asked(row),
            events=self._dossiers.events(request),
            persons=self._dossiers.persons(request),
        )

    def listed(self) -> list[LegalRequest]:
        """Return every request, oldest first."""
        return [self.show(row.dossier) for row in self._dossiers.listed()]

    def inspect(self, request: bytes, who: str, now: datetime) -> list[Answer]:
        """Look at what is held in the scope of a request, to decide on it; each look is recorded.

        Raises:
            InputError: `legal/closed`.
        """
        found = self._open(request)
        reach = reach_of(self._policy, found.asked.scope)
        seen = []
        for row in found.persons:
            look = Look(
                person=row.person,
                purpose=found.asked.purpose,
                who=who,
                categories=reach.categories,
                shown=shown_for(self._policy, found.asked.recipient, found.asked.instrument,
                                request.hex()),
            )  # fmt: skip
            seen.append(self._access.read(look, now))
        self._dossiers.write(found.row, Step(event="inspected", who=who), now)
        return seen

    def approve(self, request: bytes, who: str, now: datetime) -> LegalRequest | Declined:
        """Let it be answered: the word of a second person.

        Raises:
            InputError: `legal/closed`.
        """
        found = self._open(request)
        if who == found.asked.opened_by:
            return Declined(
                code="SAME_PERSON",
                why="who took a request in does not approve it",
                help="somebody else looks at the document and approves it",
                address=f"recipients/{found.asked.recipient}",
            )
        # GDPR Art. 48: a third country's judgment counts only by an international agreement.
        outside = foreign(self._policy, self._law, found.asked.jurisdiction, now.date())
        if outside and not found.asked.treaty:
            return Declined(
                code="FOREIGN_ORDER",
                why=f"an order of `{found.asked.jurisdiction}` is not recognised by itself",
                help="name the treaty that carries it with --treaty, or refuse (GDPR Art. 48)",
                address=f"recipients/{found.asked.recipient}",
            )
        approved = replace(found.asked, approved_by=who)
        row = moved(found.row, "approved", asdict(approved))
        self._dossiers.write(row, Step(event="approved", who=who), now)
        return self.show(request)

    def answer(
        self, request: bytes, who: str, now: datetime, *, only: Sequence[str] = ()
    ) -> Disclosed | Declined:
        """Hand over what the request may have; `only` names what is handed over, else its scope.

        Raises:
            InputError: `legal/closed`.
        """
        found = self._open(request)
        if not found.asked.approved_by:
            return Declined(
                code="APPROVAL_MISSING",
                why="nothing leaves before a second person approved the request",
                help="`troth legal approve` by somebody who did not take it in",
                address=f"recipients/{found.asked.recipient}",
            )
        wanted = tuple(only) or found.asked.scope
        refused = beyond(self._policy, found.asked.recipient, found.asked.scope, wanted)
        outside = {one for reason in refused for one in wanted if f"`{one}`" in reason.detail}
        reach = reach_of(self._policy, [one for one in wanted if one not in outside])
        handed = {} if reach.empty else self._hand(found, reach, now)
        refused += tuple(
            reason for one in handed.values() for reason in one.refused if reason not in refused
        )
        if not any(handed.values()):
            return Disclosed(request=found, handed=handed, refused=refused)
        self._close(found, handed, who, now)
        return Disclosed(request=self.show(request), handed=handed, refused=refused)

    def refuse(self, request: bytes, who: str, reason: str, now: datetime) -> LegalRequest:
        """End a request without handing anything over, with the reason.

        Raises:
            InputError: `legal/closed`, `legal/no-reason`.
        """
        found = self._open(request)
        why = words(reason, "reason")
        if not why:
            raise InputError("legal/no-reason", "a refusal says why")
        row = moved(found.row, "refused", asdict(replace(found.asked, refusal=why)), closed=now)
        self._dossiers.write(row, Step(event="refused", who=who, detail=why), now)
        return self.show(request)

    def to_tell(self, now: datetime) -> list[LegalRequest]:
        """Return the answered requests of which somebody is to be told now."""
        return [
            one
            for one in self.listed()
            if one.row.state == "answered"
            and (one.silence_over is None or one.silence_over <= now)
            and not (one.asked.silent and one.silence_over is None)
            and any(not row.state for row in one.persons)
        ]

    def _hand(self, found: LegalRequest, reach: Reach, now: datetime) -> dict[bytes, Handed]:
        asked = found.asked
        shown = shown_for(self._policy, asked.recipient, asked.instrument, found.id.hex())
        return {
            row.person: self._disclosures.hand_over(
                Handover(
                    person=row.person,
                    recipient=asked.recipient,
                    categories=reach.categories,
                    fields=reach.fields,
                    purpose=asked.purpose,
                    shown=shown,
                ),
                now,
            )
            for row in found.persons
        }

    def _close(
        self, found: LegalRequest, handed: Mapping[bytes, Handed], who: str, now: datetime
    ) -> None:
        made = tuple(one.disclosure.hex() for one in handed.values() if one)
        row = moved(
            found.row, "answered", asdict(replace(found.asked, disclosures=made)), closed=now
        )
        records = sum(len(one.values) for one in handed.values())
        step = Step(
            event="answered", who=who, document=found.asked.document or NOTHING, records=records
        )
        self._dossiers.write(row, step, now)

    def _open(self, request: bytes) -> LegalRequest:
        found = self.show(request)
        if found.row.closed_at is not None:
            raise InputError("legal/closed", "this request was answered or refused already")
        return found

    def _complete(self, asked: Asked, persons: Sequence[bytes], who: str) -> Asked:
        known = self._policy.recipients
        if asked.recipient not in known:
            raise InputError(
                "legal/unknown-recipient",
                f"`{asked.recipient}` is not a declared recipient",
                help=nearest(asked.recipient, known),
            )
        if asked.instrument not in INSTRUMENTS:
            raise InputError(
                "legal/unknown-instrument",
                f"`{asked.instrument}` is no instrument",
                help=nearest(asked.instrument, INSTRUMENTS),
            )
        if not _HASH.fullmatch(asked.document) or asked.document == EMPTY:
            raise InputError("legal/no-document", "the document is named by its SHA-256, in hex",
                             help="of a file that is not empty")  # fmt: skip
        missing = {
            "legal/no-scope": ("a request names what it asks for", asked.scope),
            "legal/no-person": ("a request names whom it is about", persons),
            "legal/no-ground": ("a request names the law it rests on", asked.ground.strip()),
        }
        for code, (message, given) in missing.items():
            if not given:
                raise InputError(code, message, help=MISSING[code])
        refuse_unreachable(self._policy, asked.scope)
        if asked.silent and asked.silent_until is None:
            raise InputError(
                "legal/silence-without-end",
                "a ban on telling the person has an end",
                help="name the day the ban ends, or the day on which it is looked at again",
            )
        complete = replace(
            asked,
            authority=words(asked.authority, "authority"),
            reference=words(asked.reference, "reference"),
            ground=words(asked.ground, "ground"),
            treaty=words(asked.treaty, "treaty"),
            silent=words(asked.silent, "ban"),
            place=words(asked.place, "place"),
            purpose=self._purpose(asked),
            opened_by=who,
        )
        refuse_uncited(complete.ground, complete.silent, complete.jurisdiction)
        return complete

    def _purpose(self, asked: Asked) -> str:
        served = self._policy.recipients[asked.recipient].purposes
        purpose = asked.purpose or (next(iter(served)) if served and len(served) == 1 else "")
        if purpose not in self._policy.purposes:
            raise InputError(
                "legal/no-purpose",
                f"`{purpose}` is no purpose of the policy" if purpose
                else "the policy does not say what this recipient receives data for",
                help=nearest(purpose, self._policy.purposes) if purpose
                else "name the purpose of the policy",
            )  # fmt: skip
        return purpose


def _asked(row: DossierRow) -> Asked:
    return body_of(row, Asked)
