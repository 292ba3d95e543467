"""A consent receipt: what a person agreed to, in a form that others can read, check and take over.

The record is shaped after ISO/IEC TS 27560 and speaks W3C DPV in JSON-LD. It is signed with the
key of the evidence log (Ed25519) over its canonical bytes, so it stands without this house. Taking
one in proves the signature first, and adds no more than its events: what is older than a later
withdrawal revives nothing (`core.consent`).

GDPR Art. 7(1) (demonstrating consent), 13(2)(c) (the way to withdraw).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec

from troth.core.consent import About
from troth.core.periods import from_micros, to_micros
from troth.engines.consents.checks import Given, Method
from troth.engines.consents.consents import ConsentEngine
from troth.engines.consents.events import identity_of
from troth.engines.consents.standing import ASKED, CONFIRMED, about_of, every_consent
from troth.engines.consents.texts import words_of
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.evidence.signed_document import Proof, canonical, signed
from troth.errors import InputError
from troth.ledger.note import signature_holds, unb64
from troth.policy.compiled import Policy
from troth.policy.vocabulary import PURPOSE_DPV
from troth.storage.ports import DataStore
from troth.storage.rows import ConsentRow

SCHEMA: Final = "ISO/IEC TS 27560:2023"
KIND: Final = b"troth-consent-receipt/1\n"
CONTEXT: Final = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
}

STATUS: Final[Mapping[str, str]] = {
    "nothing": "dpv:ConsentUnknown",
    "pending": "dpv:ConsentRequested",
    "given": "dpv:ConsentGiven",
    "lapsed": "dpv:ConsentExpired",
    "withdrawn": "dpv:ConsentWithdrawn",
    "superseded": "dpv:ConsentInvalidated",
}
"""State of `core.consent` → W3C DPV consent status."""

Receipt = Mapping[str, object]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Word = Annotated[str, msgspec.Meta(max_length=120)]


class _Happened(msgspec.Struct, forbid_unknown_fields=True):
    """One event of a receipt."""

    event_time: datetime
    event_type: Literal["give", "withdraw", "expire", "record-only"]
    text: Hash
    language: Word
    channel: Word
    method: Word
    valid_until: datetime | None = None


class _Read(msgspec.Struct):
    """What an import needs of a receipt; the rest is for its readers."""

    schema_version: str
    record_id: str
    pii_principal_id: str
    controller: str
    purpose: str
    recipient: str
    policy: Hash
    events: list[_Happened]
    proof: Proof
    channel: str = ""


def check_receipt(receipt: Receipt, trusted: Sequence[bytes]) -> bytes:
    """Return the public key of the log that signed a receipt; needs no store.

    Raises:
        InputError: `receipt/malformed`; `receipt/other-key` when the key is none of `trusted`;
            `receipt/altered` when the signature does not hold.
    """
    proof = _parsed(receipt).proof
    key, signature = unb64(proof.public_key), unb64(proof.signature)
    if key is None or signature is None or len(key) != 32:
        raise InputError("receipt/malformed", "the proof of the receipt cannot be read")
    if key not in trusted:
        raise InputError(
            "receipt/other-key",
            f"the receipt is signed by the log `{proof.origin}` with a key that is not trusted",
            help="name the log's public key, learned from elsewhere than the receipt",
        )
    if not signature_holds(key, signature, canonical(KIND, receipt)):
        raise InputError("receipt/altered", "the receipt is not what its log has signed")
    return key


class ConsentReceipts:
    """Issues receipts, and takes in those of logs that are trusted."""

    def __init__(
        self, *, policy: Policy, data: DataStore, consents: ConsentEngine, evidence: EvidenceLog
    ) -> None:
        self._policy = policy
        self._data = data
        self._consents = consents
        self._evidence = evidence

    def issue(
        self,
        person: bytes,
        purpose: str,
        now: datetime,
        recipient: str = "",
        by_channel: str = "",
    ) -> Receipt:
        """Return the signed receipt of one consent with its whole history.

        Raises:
            InputError: `receipt/nothing-said` when nothing was ever said of that consent.
        """
        spoken = self._consents.show(person)
        about = About(purpose, recipient, by_channel)
        rows = [row for row in spoken if about_of(row) == about]
        if not rows:
            raise InputError(
                "receipt/nothing-said", f"this person never said anything about `{purpose}`"
            )
        # A general withdrawal ends what names somebody as well, and stands in its receipt.
        whole = About(purpose)
        ended = [row for row in spoken if about_of(row) == whole and row.action == "withdraw"]
        told = rows + (ended if about != whole else [])
        told.sort(key=lambda row: (row.at, row.event))
        state = every_consent(spoken, now)[about]
        body: dict[str, object] = {
            **self._head(person, about, now),
            "dpv:hasConsentStatus": STATUS[state.state],
            "pii_processing": self._processing(purpose, recipient, state.text),
            "events": [_event(row) for row in told],
        }
        return signed(KIND, body, self._evidence)

    def take(
        self, receipt: Receipt, person: bytes, now: datetime, trusted: Sequence[bytes] = ()
    ) -> int:
        """Take in a receipt for a person; return how many of its events were new.

        Args:
            receipt: The document.
            person: Whose consent it is here.
            now: When it is taken in.
            trusted: Public keys of other logs whose receipts are believed.

        Raises:
            InputError: `receipt/of-another-controller`, `receipt/of-somebody-else`, those of
                `check_receipt`, and each ground on which a consent is none. Nothing is kept then.
        """
        own, _ = self._evidence.attest(KIND)
        key = check_receipt(receipt, (own, *trusted))
        read = _parsed(receipt)
        if read.controller != self._policy.controller.name:
            raise InputError(
                "receipt/of-another-controller",
                f"the consent was given to `{read.controller}`",
                help="a consent is given to one controller and does not move to another",
            )
        with self._data.read() as reader:
            family = {one.hex() for one in reader.aliases(person)}
        if key == own and read.pii_principal_id not in family:
            raise InputError("receipt/of-somebody-else", "the receipt is another person's")
        rows = [self._row(read, one, person) for one in read.events if one.method != ASKED]
        known = {identity_of(row) for row in self._consents.show(person)}
        for row in rows:
            if row.action == "give" and identity_of(row) not in known:
                self._consents.check(person, _given(row), now)
        return self._consents.replay(person, rows, now)

    def _row(self, read: _Read, one: _Happened, person: bytes) -> ConsentRow:
        return ConsentRow(
            event=0,
            person=person,
            purpose=read.purpose,
            recipient=read.recipient,
            action=one.event_type,
            at=to_micros(one.event_time),
            until=None if one.valid_until is None else to_micros(one.valid_until),
            text_hash=one.text,
            language=one.language,
            channel=one.channel,
            # Its question is not taken over, so the answer stands by itself.
            method="double-opt-in" if one.method == CONFIRMED else one.method,
            policy=read.policy,
            by_channel=read.channel,
        )

    def _head(self, person: bytes, about: About, now: datetime) -> dict[str, object]:
        controller = self._policy.controller
        name = b"\0".join((person, about.purpose.encode(), about.recipient.encode()))
        if about.by_channel:
            name += b"\0" + about.by_channel.encode()
        return {
            "@context": CONTEXT,
            "@type": "dpv:ConsentReceipt",
            "schema_version": SCHEMA,
            "record_id": hashlib.sha256(name).hexdigest()[:32],
            "pii_principal_id": person.hex(),
            "dct:created": now.isoformat(),
            "controller": controller.name,
            "purpose": about.purpose,
            "recipient": about.recipient,
            "channel": about.by_channel,
            "policy": self._policy.hash,
            "party_identification": [
                {
                    "party_role": "dpv:DataController",
                    "party_name": controller.legal_name or controller.name,
                    "party_address": controller.address,
                    "party_email": controller.email,
                }
            ],
        }

    def _processing(self, key: str, recipient: str, text: str) -> dict[str, object]:
        policy = self._policy
        with self._data.read() as reader:
            words = words_of(reader, text) if text else None
        purpose = policy.purposes.get(key)
        uses = sorted(purpose.uses) if purpose is not None else []
        explicit = any(policy.categories[each].sensitive for each in uses)
        return {
            "dpv:hasNotice": {"notice_text": text, "notice_words": words},
            "dpv:hasPurpose": PURPOSE_DPV.get(purpose.kind) if purpose is not None else None,
            "dpv:hasLegalBasis": "eu-gdpr:A9-2-a" if explicit else "eu-gdpr:A6-1-a",
            "dpv:hasPersonalData": [
                {"pii_type": each, "dpv": policy.categories[each].dpv} for each in uses
            ],
            "dpv:hasRecipient": _called(policy, recipient),
            "withdrawal": f"troth consent withdraw PERSON {key}",
        }


def _called(policy: Policy, party: str) -> str | None:
    """Return what whoever a consent names is called: a recipient, or a source by its key."""
    known = policy.recipients.get(party)
    return known.name if known is not None else party or None


def _event(row: ConsentRow) -> dict[str, object]:
    return {
        "event_time": from_micros(row.at).isoformat(),
        "event_type": row.action,
        "text": row.text_hash,
        "language": row.language,
        "channel": row.channel,
        "method": row.method,
        "valid_until": None if row.until is None else from_micros(row.until).isoformat(),
    }


def _given(row: ConsentRow) -> Given:
    try:
        method = msgspec.convert(row.method, Method)
    except msgspec.ValidationError as fault:
        raise InputError("receipt/malformed", f"`{row.method}` is no way to consent") from fault
    return Given(
        purpose=row.purpose,
        text_hash=row.text_hash,
        language=row.language,
        channel=row.channel,
        method=method,
        recipient=row.recipient,
        until=None if row.until is None else from_micros(row.until),
        said_at=from_micros(row.at),
        by_channel=row.by_channel,
    )


def _parsed(receipt: Receipt) -> _Read:
    try:
        read = msgspec.convert(receipt, _Read)
        instants = [at for one in read.events for at in (one.event_time, one.valid_until)]
        if any(at is not None and at.tzinfo is None for at in instants):
            raise InputError("receipt/malformed", "an instant of the receipt has no time zone")
    except msgspec.ValidationError as fault:
        raise InputError("receipt/malformed", f"it is no consent receipt: {fault}") from fault
    if read.schema_version != SCHEMA:
        raise InputError("receipt/malformed", f"it is not of `{SCHEMA}`")
    return read
