"""Documents that stand without this house: signed with the key of the evidence log (Ed25519).

What is signed are the canonical bytes of all but the proof itself, after a line that names the
kind, so that nothing of another kind can be taken for it. RFC 8032.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

import msgspec

from troth.engines.evidence.evidence import EvidenceLog
from troth.ledger.note import b64

Document = Mapping[str, object]


class Proof(msgspec.Struct):
    """What stands under `proof`: whose log signed, with which key, and the signature."""

    type: Literal["Ed25519"]
    origin: str
    public_key: str
    signature: str


def canonical(kind: bytes, document: Document) -> bytes:
    """Return the bytes that are signed: all but the proof, keys sorted, no spaces, ASCII.

    Args:
        kind: The line that names the kind of document.
    """
    body = {key: value for key, value in document.items() if key != "proof"}
    return kind + json.dumps(body, sort_keys=True, separators=(",", ":")).encode("ascii")


def signed(kind: bytes, body: Document, evidence: EvidenceLog) -> dict[str, object]:
    """Return a document of a kind with its proof."""
    key, signature = evidence.attest(canonical(kind, body))
    proof = Proof("Ed25519", evidence.origin, b64(key), b64(signature))
    return {**body, "proof": msgspec.to_builtins(proof)}
