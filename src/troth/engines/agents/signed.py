"""Signed messages of the Data Rights Protocol: whose they are, for whom, and for how long.

The checks come in the order that the protocol sets, and the first that fails ends them. Nothing of
a message is looked at before its signature holds under the key that the operator pinned. A message
may be good for a day at most, since for so long it is known that it came before.

Data Rights Protocol 1.0, 3.07; RFC 8032 (Ed25519); the combined mode of libsodium.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from troth.engines.programs.agent_rows import AgentRow

SIGNATURE_BYTES: Final = 64
LONGEST: Final = timedelta(days=1)
"""For so long a message may be good; the protocol recommends ten minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A message whose signature holds.

    Attributes:
        signature: Its 64 bytes: by them a message that comes again is known.
        content: The JSON object that was signed.
    """

    signature: bytes = field(repr=False)
    content: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Why a message is not acted upon; nothing of what it said is repeated.

    Attributes:
        trusted: Whether its signature held: then its sender may be told more.
        fatal: Whether the same message can never succeed.
    """

    why: str
    trusted: bool = True
    fatal: bool = True

    def __bool__(self) -> bool:
        return False


def open_signed(written: bytes, agent: AgentRow) -> Signed | Unfit:
    """Return what an agent signed, or why that cannot be said."""
    try:
        raw = base64.b64decode(written.strip(), validate=True)
    except (ValueError, binascii.Error):
        return Unfit(why="the message is not base64", trusted=False)
    signature, body = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(agent.key))
    try:
        key.verify(signature, body)
    except InvalidSignature:
        return Unfit(why="the signature is not this agent's", trusted=False)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return Unfit(why="what was signed is not JSON")
    if not isinstance(content, dict):
        return Unfit(why="what was signed is not a JSON object")
    return Signed(signature=signature, content=content)


def misdirected(content: Mapping[str, object], agent: AgentRow, now: datetime) -> Unfit | None:
    """Return why a message is not from this agent, for us and for now; None where it is."""
    if content.get("agent-id") != agent.agent:
        return Unfit(why="`agent-id` is not the agent that signed")
    if content.get("business-id") != agent.business:
        return Unfit(why="`business-id` names another business")
    issued, expires = _instant(content.get("issued-at")), _instant(content.get("expires-at"))
    if issued is None or expires is None:
        return Unfit(why="`issued-at` and `expires-at` are instants with their time zone")
    if now < issued:
        return Unfit(why="`issued-at` lies ahead: look at your clock", fatal=False)
    if now >= expires:
        return Unfit(why="the message has expired")
    if expires - issued > LONGEST:
        return Unfit(why="a message is good for a day at most")
    return None


def _instant(written: object) -> datetime | None:
    """Return an instant that says its time zone, or None."""
    try:
        read = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return read if read is not None and read.tzinfo is not None else None
