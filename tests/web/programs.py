"""Programs and agents that call a served site: their tokens."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Sequence
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.web.served import Served
from troth.assembly.agents import build_agents
from troth.assembly.programs import build_tokens
from troth.engines.programs.tokens import SCOPES

_NUMBERS = itertools.count(1)


def token_for(served: Served, scopes: Sequence[str] = tuple(SCOPES)) -> str:
    """Return a new token of a site, for everything or for these scopes."""
    now = served.platform.clock.now()
    name = f"program-{next(_NUMBERS)}"
    _, token = build_tokens(served.platform).make(name, scopes, now, now + timedelta(days=1))
    return token


def agent_token(served: Served, protocol: str) -> str:
    """Return the token of a new agent that passes on requests by a protocol."""
    agents, now = build_agents(served.platform), served.platform.clock.now()
    name = f"agent-{next(_NUMBERS)}"
    if protocol == "opendsr":
        return agents.add(name, "opendsr", now, business="us")[1]
    raw = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    row, _ = agents.add(name, "drp", now, business="us", key=base64.b64encode(raw).decode())
    return agents.give_token(row, now)[1]
