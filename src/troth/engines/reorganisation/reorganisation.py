"""A merger, a sale, a reorganisation: what may go to an assignee, and only with every duty.

A deal names its assignee as the policy does. Where the policy promises that the assignee takes the
duties over, nothing goes before the document by which they did is on record. What goes is what the
policy declares that assignee to receive, of everybody; that it went is in the ledger of
disclosures, person by person. Periods run on: an end is the same instant before and after.

GDPR Art. 5(1)(b), (e), 14(3), 26-28.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final

from troth.core.facts import fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.dossiers.dossiers import Dossiers, Step, body_of, encoded, moved, words
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.reorganisation.gather import Gathered, Source, gathered
from troth.engines.reorganisation.parcel import (
    KEY_BYTES,
    NONCE_BYTES,
    Parcel,
    enveloped,
    fingerprint,
    sealed,
    signed_part,
)
from troth.engines.rights.register import Declined
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.storage.dossier_rows import DossierEventRow, DossierPersonRow, DossierRow
from troth.storage.rows import DisclosureRow

OBLIGED: Final = "agreement"
"""What a recipient needs whose duties the policy hands on with the data."""
DEAL: Final = "reorganisation"
_HASH: Final = re.compile(r"[0-9a-f]{64}")
AT_ONCE: Final = 5_000
"""Persons whose disclosures are written in one unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A deal as it is known.

    Attributes:
        assignee: Who takes over, as the policy names the recipient.
        party: Who that is, by its own name: a company.
        purpose: What the policy calls the transfer, for the ledger.
        closing: When it takes effect, in microseconds UTC.
        acceptance, accepted_at: The document by which the duties were taken on, by hash, and when.
        parcel: SHA-256 of the file that was made.
    """

    assignee: str
    party: str
    closing: int
    purpose: str = ""
    acceptance: str = ""
    accepted_at: int = 0
    parcel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A deal as it stands, with its history."""

    row: DossierRow
    terms: Terms
    events: tuple[DossierEventRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A parcel that was made: its file, its key (to travel apart), and who signed it."""

    deal: Deal
    file: bytes
    key: bytes
    signer: str
    persons: int
    records: int


class Reorganisation:
    """Keeps deals, and makes the parcel of one."""

    def __init__(
        self,
        *,
        policy: Policy,
        dossiers: Dossiers,
        source: Source,
        evidence: EvidenceLog,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._dossiers = dossiers
        self._source = source
        self._evidence = evidence
        self._entropy = entropy

    def open(self, terms: Terms, now: datetime, *, who: str) -> Deal:
        """Write a deal down.

        Raises:
            InputError: `takeover/unknown-assignee`, `takeover/no-party`.
        """
        known = {key: one for key, one in self._policy.recipients.items() if DEAL in one.needs}
        if terms.assignee not in known:
            raise InputError(
                "takeover/unknown-assignee",
                f"the policy hands nothing to `{terms.assignee}` in a reorganisation",
                help=nearest(terms.assignee, known) or "it names nobody who takes over",
            )
        if not terms.party.strip():
            raise InputError("takeover/no-party", "a deal names the company that takes over")
        row = DossierRow(
            dossier=self._entropy.bytes(16),
            kind="deal",
            state="opened",
            opened_at=to_micros(now),
            due_at=terms.closing,
            closed_at=None,
            body=encoded(asdict(replace(terms, party=words(terms.party, "party")))),
        )
        self._dossiers.write(row, Step(event="opened", who=who), now)
        return self.show(row.dossier)

    def show(self, deal: bytes) -> Deal:
        """Return a deal as it stands.

        Raises:
            InputError: `dossier/unknown`.
        """
        row = self._dossiers.row(deal)
        terms = body_of(row, Terms)
        return Deal(row=row, terms=terms, events=self._dossiers.events(deal))

    def listed(self) -> list[Deal]:
        """Return every deal, oldest first."""
        return [self.show(row.dossier) for row in self._dossiers.listed()]

    def persons(self, deal: bytes) -> tuple[DossierPersonRow, ...]:
        """Return whose data went, but for who has been erased since."""
        return self._dossiers.persons(deal)

    def accept(self, deal: bytes, document: str, now: datetime, *, who: str) -> Deal:
        """Record the document by which the assignee takes every duty of the policy on.

        Raises:
            InputError: `takeover/no-document`, `takeover/closed`.
        """
        found = self._open(deal)
        if not _HASH.fullmatch(document):
            raise InputError("takeover/no-document", "the document is named by its SHA-256, in hex")
        terms = replace(found.terms, acceptance=document, accepted_at=to_micros(now))
        row = moved(found.row, "accepted", asdict(terms))
        self._dossiers.write(row, Step(event="accepted", who=who, document=document), now)
        return self.show(deal)

    def export(self, deal: bytes, now: datetime, *, who: str) -> Made | Declined:
        """Make the parcel, and write into the ledger what of whom went to the assignee.

        Raises:
            InputError: `takeover/closed`.
        """
        found = self._open(deal)
        against = self._against(found)
        if against is not None:
            return against
        taken = gathered(self._source, self._policy.recipients[found.terms.assignee].receives, now)
        head = self._evidence.checkpoint()
        parcel = self._parcel(found, taken, head, now)
        noise = self._entropy.bytes(KEY_BYTES + NONCE_BYTES)
        lock = sealed(parcel, noise[:KEY_BYTES], noise[KEY_BYTES:])
        signer, signature = self._evidence.attest(signed_part(lock))
        file = enveloped(lock, signer, signature)
        self._tell_ledger(found, parcel, now)
        hashed = hashlib.sha256(file).hexdigest()
        terms = replace(found.terms, parcel=hashed)
        step = Step(event="transferred", who=who, document=hashed, records=len(parcel.held))
        row = moved(found.row, "transferred", asdict(terms), closed=now)
        # Whoever's data went is told; an alias is somebody who is told already.
        people = sorted(one.person for one in parcel.persons if one.alias_of is None)
        self._dossiers.write(row, step, now, persons=people)
        return Made(
            deal=self.show(deal),
            file=file,
            key=noise[:KEY_BYTES],
            signer=fingerprint(signer),
            persons=len(parcel.persons),
            records=len(parcel.held),
        )

    def _against(self, found: Deal) -> Declined | None:
        recipient = self._policy.recipients[found.terms.assignee]
        address = f"recipients/{recipient.key}"
        if OBLIGED in recipient.needs and not found.terms.acceptance:
            return Declined(
                code="ASSIGNEE_OBLIGATION_MISSING",
                why="the policy hands the duties on with the data, and nobody has taken them on",
                help="record the document with `troth takeover accept`",
                address=address,
            )
        if not recipient.receives:
            return Declined(
                code="RECIPIENT_CATEGORY",
                why="the policy does not say what the assignee receives",
                help="name it under `receives` of the recipient",
                address=address,
            )
        return None

    def _parcel(self, found: Deal, taken: Gathered, head: str, now: datetime) -> Parcel:
        terms = found.terms
        return Parcel(
            deal=found.row.dossier,
            made_at=to_micros(now),
            giver=self._policy.controller.name,
            party=terms.party,
            acceptance=terms.acceptance,
            accepted_at=terms.accepted_at,
            head=head,
            **{name: getattr(taken, name) for name in taken.__slots__},
        )

    def _tell_ledger(self, found: Deal, parcel: Parcel, now: datetime) -> None:
        """Write one disclosure a person, with its fact (GDPR Art. 15(1)(c))."""
        kinds: dict[bytes, set[str]] = {}
        items: dict[bytes, set[str]] = {}
        named = {one.activity: one for one in parcel.activities}
        for one in parcel.held:
            kinds.setdefault(one.person, set()).add(named[one.activity].category)
            items.setdefault(one.person, set()).add(named[one.activity].item)
        people = sorted(kinds)
        for start in range(0, len(people), AT_ONCE):
            part = people[start : start + AT_ONCE]
            rows = [
                self._disclosed(found, person, sorted(kinds[person]), sorted(items[person]), now)
                for person in part
            ]
            self._write_ledger(found, rows, now)

    def _disclosed(
        self, found: Deal, person: bytes, kinds: Sequence[str], items: Sequence[str], now: datetime
    ) -> DisclosureRow:
        shown = [DEAL, *([OBLIGED] if found.terms.acceptance else [])]
        return DisclosureRow(
            disclosure=self._entropy.bytes(16),
            person=person,
            recipient=found.terms.assignee,
            categories=tuple(kinds),
            purpose=found.terms.purpose or DEAL,
            ground="+".join(["none", *sorted(shown)]),
            at=to_micros(now),
            items=tuple(items),
        )

    def _write_ledger(self, found: Deal, rows: Sequence[DisclosureRow], now: datetime) -> None:
        recipient = found.terms.assignee.encode()
        asked = [(row.person, row.disclosure, recipient) for row in rows]
        commitments = self._source.vault.commitments(asked)
        with self._source.data.unit() as unit:
            unit.add_disclosures(rows)
            self._evidence.append(
                unit,
                *(
                    fact(
                        "disclosed",
                        row.at,
                        disclosure=row.disclosure,
                        recipient=row.recipient,
                        purpose=row.purpose,
                        ground="none",
                        count=len(row.items),
                        commitment=commitment,
                    )
                    for row, commitment in zip(rows, commitments, strict=True)
                ),
            )

    def _open(self, deal: bytes) -> Deal:
        found = self.show(deal)
        if found.row.closed_at is not None:
            at = from_micros(found.row.closed_at).date()
            raise InputError("takeover/closed", f"the parcel of this deal was made on {at}")
        return found
