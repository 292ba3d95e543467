"""The Data Rights Protocol 1.0: authorised agents set up a token, exercise rights, ask and revoke.

`api_base` is `/drp` under the site's address. Who the agent is shows the key the operator pinned; a
token alone sends nothing, and a signed message alone neither. A message that comes again opens
nothing anew: the agent is told of the same request. Of a reason for revoking nothing is kept.

Data Rights Protocol 1.0, sections 2 and 3.06-3.07.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Any, Final

from litestar import Response, delete, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from troth.assembly.agents import build_agents, build_machine_intake
from troth.core.periods import to_micros
from troth.engines.agents.asking import Standing
from troth.engines.agents.drp import read_exercise, status
from troth.engines.agents.signed import Unfit, misdirected, open_signed
from troth.engines.rights.register import Declined
from troth.errors import TrothError
from troth.storage.program_rows import ReplyRow
from troth.web.access import Call
from troth.web.machines import (
    BY_DRP,
    LARGEST,
    OPEN,
    Answer,
    agent_of,
    rights_of,
    told,
    why_of,
)
from troth.web.site import Site

BASE: Final = "/drp/v1"


def on_no(request: Call, fault: Exception) -> Answer:
    """Say no as the protocol does (3.06)."""
    status, code, message = why_of(fault)
    return told({"code": str(status), "message": message, "type": code}, status)


SHARED: Final[dict[str, Any]] = {
    "include_in_schema": False,
    "exception_handlers": {HTTPException: on_no, TrothError: on_no},
}
SENT: Final[dict[str, Any]] = {**SHARED, "request_max_body_size": LARGEST, "status_code": 200}


def _unfit(no: Unfit) -> Answer:
    status = HTTPStatus.BAD_REQUEST if no.trusted else HTTPStatus.FORBIDDEN
    content: dict[str, object] = {"code": str(int(status)), "message": no.why}
    if no.fatal:
        content["fatal"] = True
    return told(content, status)


def _not_yours() -> Answer:
    # 2.02.1: what is another agent's, and what is not there at all, are answered alike.
    return told({"code": "403", "message": "no request of yours"}, HTTPStatus.FORBIDDEN)


@post(f"{BASE}/agent/{{agent:str}}", opt=OPEN, **SENT)
async def set_up(
    site: NamedDependency[Site], request: Call, agent: FromPath[str]
) -> Response[bytes]:
    """Give an agent its token for a message that its key signed (2.05)."""
    body = await request.body()
    return await sync_to_thread(_set_up, site, agent, body)


def _set_up(site: Site, named: str, body: bytes) -> Response[bytes]:
    now, agents = site.now(), build_agents(site.platform)
    agent = agents.find(named)
    refused = Response(b"", status_code=HTTPStatus.FORBIDDEN, media_type="text/plain")
    if agent is None or agent.protocol != "drp":
        return refused
    signed = open_signed(body, agent)
    if isinstance(signed, Unfit) or misdirected(signed.content, agent, now) is not None:
        return refused
    call = hashlib.sha256(b"agent-token\x00" + signed.signature).digest()
    with site.platform.data.unit() as unit:
        first = unit.claim_reply(
            ReplyRow(call=call, sent=call, status=200, answer="", at=to_micros(now))
        )
    if not first:
        # Whoever caught the message on its way gets no token for it.
        return refused
    _, token = agents.give_token(agent, now)
    return told({"agent-id": agent.agent, "token": token})


@get(f"{BASE}/agent/{{agent:str}}", opt=BY_DRP, sync_to_thread=True, **SHARED)
def known(site: NamedDependency[Site], request: Call, agent: FromPath[str]) -> Response[bytes]:
    """Say that a token holds (2.06)."""
    if agent != agent_of(site, request, "drp").agent:
        return _not_yours()
    return told({})


@post(f"{BASE}/data-rights-request", opt=BY_DRP, **SENT)
async def exercise(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Take in a request (2.01)."""
    body = await request.body()
    return await sync_to_thread(_exercised, site, request, body)


def _exercised(site: Site, request: Call, body: bytes) -> Response[bytes]:
    now, agent = site.now(), agent_of(site, request, "drp")
    signed = open_signed(body, agent)
    if isinstance(signed, Unfit):
        return _unfit(signed)
    wrong = misdirected(signed.content, agent, now)
    if wrong is not None:
        return _unfit(wrong)
    asking = read_exercise(signed.content, agent, rights_of(site), site.address)
    if isinstance(asking, Unfit):
        return _unfit(asking)
    answer = build_machine_intake(site.platform).ask(agent, asking, signed.signature, now)
    return _standing(answer)


@get(f"{BASE}/data-rights-request/{{wanted:str}}", opt=BY_DRP, sync_to_thread=True, **SHARED)
def where(site: NamedDependency[Site], request: Call, wanted: FromPath[str]) -> Response[bytes]:
    """Say where a request stands (2.02)."""
    agent = agent_of(site, request, "drp")
    found = build_machine_intake(site.platform).find(agent, wanted, site.now())
    return _not_yours() if found is None else told(status(found))


@delete(f"{BASE}/data-rights-request/{{wanted:str}}", opt=BY_DRP, **SENT)
async def revoke(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str]
) -> Response[bytes]:
    """Take a request back (2.04)."""
    body = await request.body()
    return await sync_to_thread(_revoked, site, request, wanted, body)


def _revoked(site: Site, request: Call, wanted: str, body: bytes) -> Response[bytes]:
    now, agent = site.now(), agent_of(site, request, "drp")
    signed = open_signed(body, agent)
    if isinstance(signed, Unfit):
        return _unfit(signed)
    # The message of a revocation holds a reason alone; where it says for whom it is, that counts.
    directed = "agent-id" in signed.content or "business-id" in signed.content
    wrong = misdirected(signed.content, agent, now) if directed else None
    if wrong is not None:
        return _unfit(wrong)
    intake = build_machine_intake(site.platform)
    found = intake.find(agent, wanted, now)
    return _not_yours() if found is None else _standing(intake.withdraw(found, now))


def _standing(answer: Standing | Declined) -> Response[bytes]:
    if isinstance(answer, Declined):
        content: dict[str, object] = {"code": "409", "message": answer.why, "fatal": True}
        return told(content, HTTPStatus.CONFLICT)
    return told(status(answer))


ROUTES = (set_up, known, exercise, where, revoke)
