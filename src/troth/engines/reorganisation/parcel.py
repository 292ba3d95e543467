"""The parcel in which an assignee gets people with every duty towards them: its parts and its seal.

Everything of a person goes or nothing: what is held with its ends, what they agreed to and took
back, what holds for them, what they asked for, who saw and received it, and the policy they were
promised. It lies under AES-256-GCM with a key that travels apart, signed by the log of the giver:
who alters a byte is found out. Pure: values in, bytes out.

GDPR Art. 5(1)(b), (f), 14, 32(1)(a); NIST SP 800-38D; RFC 8032.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.errors import InputError
from troth.storage.case_rows import CaseEventRow, CaseRow
from troth.storage.request_rows import DueStepRow, RequestEventRow, RequestRow
from troth.storage.rows import (
    AccessRow,
    ActivityRow,
    ClockRow,
    ConsentRow,
    DisclosureRow,
    HoldRow,
    PersonRow,
    PolicyRow,
    StandingRow,
    SuppressionRow,
)
from troth.storage.version_rows import DocumentRow, VersionRow

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
KIND: Final = b"troth/takeover/1\n"
"""First bytes of what is signed and sealed: nothing of another kind can be taken for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An identifier a person is known by, as its keyed hash, and how surely."""

    person: bytes
    h: bytes
    status: Literal["claimed", "confirmed", "shared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One value of one person, with where it came from and when it ends."""

    person: bytes
    record: bytes
    submission: bytes
    activity: int
    collected_at: int
    expires_at: int | None
    rule: str
    keep_until: int | None
    purpose_note: str | None
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Everything that goes to an assignee.

    Attributes:
        deal, made_at, giver, party: Which transfer it is, when, from whom, to whom.
        acceptance, accepted_at: SHA-256 of the document by which the assignee took the duties on.
        head: The newest signed head of the giver's log: what it said until then can be shown.
        secrets: By which people and refusals are found again; they never leave a key store else.
    """

    deal: bytes
    made_at: int
    giver: str
    party: str
    acceptance: str
    accepted_at: int
    head: str
    secrets: dict[str, bytes]
    policies: list[PolicyRow]
    versions: list[VersionRow]
    documents: list[DocumentRow]
    activities: list[ActivityRow]
    persons: list[PersonRow]
    known: list[Known]
    held: list[Held]
    clocks: list[ClockRow]
    standing: list[StandingRow]
    consents: list[ConsentRow]
    holds: list[HoldRow]
    disclosures: list[DisclosureRow]
    accesses: list[AccessRow]
    requests: list[RequestRow]
    request_events: list[RequestEventRow]
    steps: list[DueStepRow]
    cases: list[CaseRow]
    case_events: list[CaseEventRow]
    suppressions: list[SuppressionRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    signer: bytes
    signature: bytes
    sealed: bytes


def sealed(parcel: Parcel, key: bytes, nonce: bytes) -> bytes:
    """Return a parcel under its key; what `enveloped` takes."""
    return nonce + AESGCM(key).encrypt(nonce, msgspec.json.encode(parcel), KIND)


def enveloped(lock: bytes, signer: bytes, signature: bytes) -> bytes:
    """Return the file of a sealed and signed parcel."""
    return msgspec.json.encode(_Envelope(signer=signer, signature=signature, sealed=lock))


def signed_part(lock: bytes) -> bytes:
    """Return what the giver's log signs of a sealed parcel."""
    return KIND + hashlib.sha256(lock).digest()


def fingerprint(signer: bytes) -> str:
    """Return by what a signer is compared over another way: SHA-256 of the public key."""
    return hashlib.sha256(signer).hexdigest()


def opened(file: bytes, key: bytes, signer: str = "") -> Parcel:
    """Return the parcel of a file, if not a byte of it was altered.

    Args:
        file: What the giver made.
        key: What travelled apart.
        signer: The fingerprint that the giver told; empty where it is not compared.

    Raises:
        InputError: `takeover/malformed`, `takeover/tampered`, `takeover/other-signer`,
            `takeover/wrong-key`.
    """
    try:
        envelope = msgspec.json.decode(file, type=_Envelope)
    except (msgspec.MsgspecError, RecursionError) as fault:
        raise InputError("takeover/malformed", "this is no parcel of a takeover") from fault
    if signer and fingerprint(envelope.signer) != signer:
        raise InputError(
            "takeover/other-signer",
            "somebody else signed this parcel",
            help="compare the fingerprint with the giver over another way",
        )
    try:
        public = Ed25519PublicKey.from_public_bytes(envelope.signer)
        public.verify(envelope.signature, signed_part(envelope.sealed))
    except (InvalidSignature, ValueError) as fault:
        raise InputError(
            "takeover/tampered", "the parcel is not as it was signed; nothing was taken in"
        ) from fault
    nonce, lock = envelope.sealed[:NONCE_BYTES], envelope.sealed[NONCE_BYTES:]
    try:
        text = AESGCM(key).decrypt(nonce, lock, KIND)
    except (InvalidTag, ValueError) as fault:
        raise InputError(
            "takeover/wrong-key",
            "this key does not open the parcel; nothing was taken in",
            help="give the file that `--key-out` of the export wrote for this parcel",
        ) from fault
    try:
        return msgspec.json.decode(text, type=Parcel)
    except (msgspec.MsgspecError, RecursionError) as fault:
        raise InputError("takeover/malformed", "the parcel lacks a part of it") from fault
