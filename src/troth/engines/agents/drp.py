"""The words of the Data Rights Protocol 1.0: what can be exercised, and how a status is told.

A status holds no value of a person. Who is not known here is never told apart from who is: a
request of an agent waits for the person's own proof either way, and `no_match` is not used.

Data Rights Protocol 1.0, 2.01, 3.01-3.04; California Civil Code 1798.100-1798.135.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from typing import Final

from troth.core.names import Identifier, normalise
from troth.core.requests import Right
from troth.engines.agents.asking import Asking, Standing, spelled
from troth.engines.agents.signed import Unfit
from troth.engines.agents.telling import is_ours_to_tell
from troth.engines.programs.agent_rows import AgentRow
from troth.errors import InputError

VERSIONS: Final = ("1.0", "0.9.4", "0.9.3")
"""Versions that are the same on the wire."""

EXERCISES: Final[Mapping[str, Right]] = {
    "access": "access",
    "access:categories": "access",
    "access:specific": "access",
    "deletion": "erasure",
    "sale:opt_out": "sale-opt-out",
    "sale:opt-out": "sale-opt-out",
}
"""What can be exercised, and the right it is; a consent (`sale:opt_in`) is the person's to give."""

REGIMES: Final[Mapping[str, str]] = {"": "", "voluntary": "", "ccpa": "US-CA"}
"""Regimes, and the place whose law is invoked by each."""

VERIFICATIONS: Final = ("email", "phone_number")
"""Claims by which a person is looked up; `address` is not one of them."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,119}")

_DENIED: Final[Mapping[str, str]] = {
    "not-identified": "insuf_verification",
    "excessive": "too_many_requests",
    "manifestly-unfounded": "other",
    "not-given-by-law": "outside_jurisdiction",
}
_STATES: Final[Mapping[str, str]] = {
    "waiting": "in_progress", "working": "in_progress", "done": "fulfilled", "refused": "denied",
    "withdrawn": "revoked",
}  # fmt: skip


def read_exercise(
    content: Mapping[str, object], agent: AgentRow, offered: Set[Right], address: str
) -> Asking | Unfit:
    """Return what a signed message exercises, or why it cannot be.

    Args:
        content: The message, whose sender and time were checked.
        offered: The rights that can be asked for here.
        address: Where our site is reached.
    """
    if content.get("drp.version") not in VERSIONS:
        return Unfit(why=f"`drp.version` is one of {', '.join(VERSIONS)}")
    right = EXERCISES.get(_text(content, "exercise"))
    if right is None or right not in offered:
        names = ", ".join(supported(offered))
        return Unfit(why=f"this right cannot be exercised here; supported: {names}")
    residence = REGIMES.get(_text(content, "regime"))
    if residence is None:
        return Unfit(why="`regime` is `ccpa`, `voluntary` or left out")
    theirs = content.get("agent-request-id", "")
    if not isinstance(theirs, str) or (theirs and not _NAME.fullmatch(theirs)):
        return Unfit(why="`agent-request-id` is a name of up to 120 letters, digits, `_.:-`")
    callback = content.get("status_callback", "")
    if not isinstance(callback, str) or (callback and not is_ours_to_tell(agent, callback)):
        return Unfit(why="`status_callback` is not under the origin agreed with this agent")
    known = _identifier(content)
    if isinstance(known, Unfit):
        return known
    return Asking(
        right=right, theirs=theirs, identifier=known, residence=residence,
        callbacks=(callback,) if callback else (), address=address,
    )  # fmt: skip


def supported(offered: Set[Right]) -> Sequence[str]:
    """Return what a directory lists of us under `supported_actions`."""
    return [name for name, right in EXERCISES.items() if right in offered and "-" not in name]


def business(
    agent: AgentRow, offered: Set[Right], *, name: str, address: str, contact: str
) -> dict[str, object]:
    """Return our entry of the directory's businesses, ready to be handed in (3.05.2)."""
    return {
        "id": agent.business,
        "name": name,
        "logo": None,
        "api_base": f"{address}/drp",
        "supported_actions": list(supported(offered)),
        "supported_verifications": list(VERIFICATIONS),
        "privacy_policy_url": f"{address}/notice",
        "web_url": address,
        "technical_contact": contact,
        "business_contact": contact,
    }


def status(standing: Standing) -> dict[str, object]:
    """Return where a request stands (3.03)."""
    told: dict[str, object] = {
        "request_id": standing.number,
        "status": _STATES[standing.stand],
        "received_at": spelled(standing.received),
        "expected_by": spelled(standing.expected),
    }
    if standing.kept.theirs:
        told["agent_request_id"] = standing.kept.theirs
    if standing.stand == "waiting":
        told["reason"] = "need_user_verification"
        told["user_verification_url"] = f"{standing.kept.address}/requests/new/{standing.right}"
        told["processing_details"] = (
            "the person shows that it is them, or the agent's mandate is shown to our staff"
        )
    elif standing.stand == "refused":
        told["reason"] = _DENIED.get(standing.ground, "claim_not_covered")
        told["processing_details"] = f"refused on this ground: {standing.ground}"
    elif standing.stand == "done":
        told["processing_details"] = "the answer is handed to the person"
    elif standing.extended:
        told["processing_details"] = f"the term was extended: {standing.extended}"
    return told


def _identifier(content: Mapping[str, object]) -> Identifier | Unfit:
    """Return how the person is looked up; whether a claim was verified moves nothing."""
    email, phone = content.get("email"), content.get("phone_number")
    try:
        if isinstance(email, str) and email:
            return normalise("email", email)
        if isinstance(phone, str) and phone:
            return normalise("phone", phone)
    except InputError:
        return Unfit(why="`email` or `phone_number` is malformed")
    return Unfit(why="a person is named by `email` or `phone_number`")


def _text(content: Mapping[str, object], name: str) -> str:
    given = content.get(name, "")
    return given if isinstance(given, str) else "?"
