"""The proof of a deletion: signed, for who had it done, and checked without this house.

It says why and by which promise something went, how much, what stays on which ground, what each
system answered and what the log holds of it; no id of a person and no value. It is signed with the
key of the evidence log (Ed25519) over its canonical bytes: a changed figure no longer verifies.

GDPR Art. 5(2), 12(3), 17, 19.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from troth.core.erasure import SystemPart
from troth.core.periods import from_micros, to_micros
from troth.engines.erasure.erasure import ErasureReceipt
from troth.engines.erasure.systems import digest_of
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.evidence.signed_document import Document, Proof, canonical, signed
from troth.errors import InputError
from troth.ledger.note import signature_holds, unb64
from troth.policy.compiled import Policy

KIND: Final = b"troth-deletion-proof/1\n"
FORMAT: Final = "troth/deletion-proof/1"


class _System(msgspec.Struct):
    system: str
    state: str
    erased: int
    found_again: int
    at: datetime | None
    receipt: str | None


class _Read(msgspec.Struct):
    """What a check reads of a proof."""

    format: Literal["troth/deletion-proof/1"]
    plan: str
    systems: list[_System]
    proof: Proof


def issue(
    receipt: ErasureReceipt, policy: Policy, evidence: EvidenceLog, now: datetime
) -> dict[str, object]:
    """Return the signed proof of an erasure that is done.

    Raises:
        InputError: `erasure/not-done`.
    """
    plan = receipt.plan
    if receipt.state != "done":
        raise InputError(
            "erasure/not-done",
            f"the erasure `{plan.plan.hex()}` stands at `{receipt.state}`",
            help="wait until it is done: " + (", ".join(receipt.waits) or "see its receipt"),
        )
    body: dict[str, object] = {
        "format": FORMAT,
        "plan": plan.plan.hex(),
        "reason": f"erasure:{plan.suppress}" if plan.suppress else "erasure",
        "rule": "minors/age" if plan.suppress == "minor" else "rights/erasure",
        "policy": policy.hash,
        "controller": policy.controller.name,
        "planned_at": from_micros(plan.at).isoformat(),
        "issued_at": now.isoformat(),
        "persons": len(plan.persons),
        "records": plan.records,
        "found_again": receipt.found_again,
        "kept": [
            {
                "address": part.address,
                "ground": part.ground or None,
                "records": len(part.records),
                "until": None if part.until is None else from_micros(part.until).isoformat(),
            }
            for part in plan.kept
        ],
        "systems": [_told(one) for one in plan.systems],
        "claim": receipt.claim,
        "epoch": receipt.epoch,
    }
    return signed(KIND, body, evidence)


def check(proof: Document, trusted: Sequence[bytes]) -> int:
    """Return how many receipts of systems a proof holds; needs no store.

    Args:
        proof: The document.
        trusted: Public keys of logs that are believed.

    Raises:
        InputError: `proof/malformed`; `proof/other-key` when the key is none of `trusted`;
            `proof/altered` when the signature, or the receipt of a system, does not hold.
    """
    try:
        read = msgspec.convert(proof, _Read)
        plan = bytes.fromhex(read.plan)
    except (msgspec.ValidationError, ValueError) as fault:
        raise InputError("proof/malformed", f"it is no proof of a deletion: {fault}") from fault
    key, signature = unb64(read.proof.public_key), unb64(read.proof.signature)
    if key is None or signature is None or len(key) != 32:
        raise InputError("proof/malformed", "the signature of the proof cannot be read")
    if key not in trusted:
        raise InputError(
            "proof/other-key",
            f"the proof is signed by the log `{read.proof.origin}` with a key that is not trusted",
            help="name the log's public key, learned from elsewhere than the proof",
        )
    receipts = [one for one in read.systems if one.receipt is not None]
    whole = all(one.receipt == digest_of(plan, _answered(one)) for one in receipts)
    if not whole or not signature_holds(key, signature, canonical(KIND, proof)):
        raise InputError("proof/altered", "the proof is not what its log has signed")
    return len(receipts)


def _told(one: SystemPart) -> dict[str, object]:
    return {
        "system": one.system,
        "state": one.state,
        "records": one.records,
        "erased": one.erased,
        "found_again": one.found,
        "at": from_micros(one.at).isoformat() if one.at else None,
        "receipt": one.receipt or None,
    }


def _answered(one: _System) -> SystemPart:
    at = 0 if one.at is None else to_micros(one.at)
    return SystemPart(
        system=one.system, state="erased", records=0, erased=one.erased, found=one.found_again,
        at=at, receipt=one.receipt or "",
    )  # fmt: skip
