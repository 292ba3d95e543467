"""The words of OpenDSR 1.0 (formerly OpenGDPR) and 2.0: discovery, requests, status, cancellation.

Both versions say the same in other headers. A refusal has no word of its own there and is told as
`cancelled`. No count of results is told, for a count of none would say that nobody is known.

The OpenDSR specification, sections 5-9.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Final, Literal

import msgspec

from troth.core.names import normalise
from troth.core.requests import Right
from troth.engines.agents.asking import Asking, Standing, spelled
from troth.engines.agents.signed import Unfit
from troth.engines.agents.telling import MOST, is_ours_to_tell
from troth.engines.programs.agent_rows import AgentRow
from troth.errors import InputError

Version = Literal["1.0", "2.0"]
HEADERS: Final[Mapping[Version, str]] = {"1.0": "X-OpenGDPR", "2.0": "X-OpenDSR"}
"""How the headers of a version begin."""

TYPES: Final[Mapping[str, Right]] = {
    "access": "access", "portability": "portability", "erasure": "erasure",
}  # fmt: skip
REGULATIONS: Final[Mapping[str, str]] = {"": "", "gdpr": "", "ccpa": "US-CA"}
"""Regulations, and the place whose law is invoked by each."""

_STATES: Final[Mapping[str, str]] = {
    "waiting": "pending", "working": "in_progress", "done": "completed", "refused": "cancelled",
    "withdrawn": "cancelled",
}  # fmt: skip
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Identity(msgspec.Struct):
    """One way in which the sender knows the person."""

    identity_type: str
    identity_value: str
    identity_format: str


class Posted(msgspec.Struct):
    """A request as it is posted; what else it holds is left alone."""

    subject_request_id: str
    subject_request_type: str
    submitted_time: datetime
    subject_identities: list[Identity]
    regulation: str = ""
    api_version: str = ""
    status_callback_urls: list[str] = []


def read_posted(
    body: bytes,
    agent: AgentRow,
    offered: Set[Right],
    address: str,
    version: Version,
    now: datetime,
) -> Asking | Unfit:
    """Return what is asked, or why it cannot be; nothing of what was sent is repeated."""
    try:
        posted = msgspec.json.decode(body, type=Posted)
    except (msgspec.DecodeError, RecursionError) as fault:
        # Names of fields of ours, or a path of them: nothing of what was sent.
        where = re.search(r"required field `(\w+)`|`(\$[\w.\[\]]*)`$", str(fault))
        named = "" if where is None else f": {where[1] or where[2]}"
        return Unfit(why=f"a field is missing or malformed{named}")
    if not _ID.fullmatch(posted.subject_request_id):
        return Unfit(why="subject_request_id is a version 4 UUID in small letters")
    right = TYPES.get(posted.subject_request_type)
    if right is None or right not in offered:
        return Unfit(why=f"subject_request_type is one of {', '.join(types(offered))}")
    residence = REGULATIONS.get(posted.regulation)
    if residence is None:
        return Unfit(why="regulation is gdpr or ccpa")
    if posted.submitted_time.tzinfo is None or posted.submitted_time > now:
        return Unfit(why="submitted_time is an instant with its time zone, and not ahead")
    urls = posted.status_callback_urls
    if len(urls) > MOST or not all(is_ours_to_tell(agent, url) for url in urls):
        return Unfit(why="status_callback_urls are few, and under the origin agreed with you")
    raw = [one for one in posted.subject_identities if one.identity_type == "email"]
    if not raw or raw[0].identity_format != "raw":
        return Unfit(why="a person is named by an identity `email` in the format `raw`")
    try:
        identifier = normalise("email", raw[0].identity_value)
    except InputError:
        return Unfit(why="identity_value is no e-mail address")
    return Asking(
        right=right, theirs=posted.subject_request_id, identifier=identifier,
        residence=residence, callbacks=tuple(urls), address=address, version=version,
    )  # fmt: skip


def is_id(written: str) -> bool:
    """Tell whether something is an id as senders make them."""
    return _ID.fullmatch(written) is not None


def types(offered: Set[Right]) -> Sequence[str]:
    """Return what can be asked for."""
    return [name for name, right in TYPES.items() if right in offered]


def discovery(version: Version, offered: Set[Right], address: str) -> dict[str, object]:
    """Return what is supported (section 6)."""
    return {
        "api_version": version,
        "supported_identities": [{"identity_type": "email", "identity_format": "raw"}],
        "supported_subject_request_types": list(types(offered)),
        "processor_certificate": f"{address}/opendsr/certificate.pem",
    }


def receipt(
    standing: Standing, agent: AgentRow, version: Version, encoded: str
) -> dict[str, object]:
    """Return the answer to a request that was taken in (section 7.3)."""
    return {
        "controller_id": agent.agent,
        "expected_completion_time": spelled(standing.expected),
        "received_time": spelled(standing.received),
        "encoded_request": encoded,
        "subject_request_id": standing.kept.theirs,
        "api_version": version,
    }


def status(standing: Standing, version: Version) -> dict[str, object]:
    """Return where a request stands (section 8.3)."""
    return {
        "controller_id": standing.kept.agent,
        "expected_completion_time": spelled(standing.expected),
        "subject_request_id": standing.kept.theirs,
        "request_status": _STATES[standing.stand],
        "api_version": version,
    }


def callback(standing: Standing, version: Version, url: str) -> dict[str, object]:
    """Return what a callback says (section 8.6)."""
    return {**status(standing, version), "status_callback_url": url}


def cancelled(standing: Standing, version: Version, now: datetime) -> dict[str, object]:
    """Return the answer to a cancellation (section 9.2)."""
    return {
        "controller_id": standing.kept.agent,
        "subject_request_id": standing.kept.theirs,
        "received_time": spelled(now),
        "api_version": version,
    }
