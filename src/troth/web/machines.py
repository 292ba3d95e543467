"""What the doors for machines of agents share: who calls, how a body is read, how no is said.

An answer never tells whether a person is known, and a request of another agent is as if it were not
there. A refusal is short: what is wrong with the message, and nothing of what it said.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException, PermissionDeniedException

from troth.assembly.agents import build_agents
from troth.core.requests import Right
from troth.engines.programs.agent_rows import AgentRow, Protocol
from troth.engines.programs.agents import NAMED
from troth.errors import OutsideError, TrothError
from troth.web.access import ANYONE, TOKEN, Call, caller_of
from troth.web.asking import offered
from troth.web.faults import status_of
from troth.web.site import Site

LARGEST: Final = 64 * 1024
"""Bytes of a message; there is nothing in it but names and a few claims."""
OF_AN_AGENT: Final = 120
"""Calls by one agent in a minute."""
DOORS: Final = ("/drp/", "/opendsr/")
"""Where machines of agents call."""

OPEN: Final = {"may": (ANYONE,)}
BY_DRP: Final = {"may": (f"{TOKEN}:agent-drp",)}
BY_OPENDSR: Final = {"may": (f"{TOKEN}:agent-opendsr",)}
JSON: Final = "application/json"
Answer = Response[bytes]


def agent_of(site: Site, request: Call, protocol: Protocol) -> AgentRow:
    """Return the agent that calls.

    Raises:
        PermissionDeniedException: for one that was let out, or speaks another protocol.
    """
    found = build_agents(site.platform).find(caller_of(request).name.removeprefix(NAMED))
    if found is None or found.protocol != protocol:
        raise PermissionDeniedException("not for you")
    return found


def rights_of(site: Site) -> frozenset[Right]:
    """Return the rights that can be asked for here."""
    return frozenset(offered(site.platform.policy))


def told(
    content: Mapping[str, object], status: int = HTTPStatus.OK, **headers: str
) -> Response[bytes]:
    """Return an answer as it is sent."""
    return Response(
        msgspec.json.encode(content), status_code=status, media_type=JSON,
        headers={"cache-control": "no-store", **headers},
    )  # fmt: skip


def why_of(fault: Exception) -> tuple[int, str, str]:
    """Return status, code and words of what was refused on the way to a handler, or in it."""
    if isinstance(fault, OutsideError):
        return status_of(fault), "service/unavailable", "this cannot be done right now"
    if isinstance(fault, TrothError):
        return status_of(fault), fault.code, fault.message
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    return status, _CODES.get(status, "request/refused"), HTTPStatus(status).phrase


_CODES: Final[Mapping[int, str]] = {
    401: "request/sign-in",
    403: "request/not-allowed",
    413: "request/too-large",
    429: "request/too-many",
}
