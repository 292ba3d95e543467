"""OpenDSR 1.0 (formerly OpenGDPR) and 2.0: requests that partners pass on, with signed answers.

Version 2 lies under `/opendsr/v2/requests`, version 1 under `/opendsr/v1/opengdpr_requests`; both
are one door with other headers. The partner is known by a token that `troth agents add` printed.

The OpenDSR specification, sections 6-9.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from litestar import Response, delete, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from troth.assembly.agents import build_answer_signer, build_machine_intake
from troth.engines.agents import opendsr
from troth.engines.agents.asking import Standing
from troth.engines.agents.callbacks import signed
from troth.engines.agents.signed import Unfit
from troth.engines.rights.register import Declined
from troth.errors import TrothError
from troth.web.access import Call
from troth.web.machines import (
    BY_OPENDSR,
    JSON,
    LARGEST,
    OPEN,
    Answer,
    agent_of,
    rights_of,
    told,
    why_of,
)
from troth.web.site import Site

PATHS: Final[Mapping[str, opendsr.Version]] = {"/opendsr/v1/": "1.0", "/opendsr/v2/": "2.0"}
REQUESTS: Final = ["/opendsr/v1/opengdpr_requests", "/opendsr/v2/requests"]
ONE: Final = [f"{path}/{{wanted:str}}" for path in REQUESTS]


def on_no(request: Call, fault: Exception) -> Answer:
    """Say no as the specification does (7.5)."""
    status, code, message = why_of(fault)
    return _no(status, message, code)


def _no(status: int, message: str, reason: str) -> Answer:
    detail = {"domain": "request", "reason": reason, "message": message}
    error = {"code": int(status), "message": message, "errors": [detail]}
    return told({"error": error}, status)


SHARED: Final[dict[str, Any]] = {
    "include_in_schema": False,
    "exception_handlers": {HTTPException: on_no, TrothError: on_no},
}


def _version(request: Call) -> opendsr.Version:
    path = request.url.path
    return next(version for begin, version in PATHS.items() if path.startswith(begin))


def _signed(
    site: Site, request: Call, content: Mapping[str, object], status: int = HTTPStatus.OK
) -> Answer:
    body, version = msgspec.json.encode(content), _version(request)
    headers = signed(build_answer_signer(site.platform), version, site.address, body)
    return Response(
        body, status_code=status, media_type=JSON,
        headers={"cache-control": "no-store", **headers},
    )  # fmt: skip


@get(["/opendsr/v1/discovery", "/opendsr/v2/discovery"], opt=OPEN, **SHARED)
async def discovery(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Say what is supported (6)."""
    return told(opendsr.discovery(_version(request), rights_of(site), site.address))


@get("/opendsr/certificate.pem", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def certificate(site: NamedDependency[Site]) -> Response[bytes]:
    """Hand out the certificate by which answers are checked (4.1)."""
    domain = urlsplit(site.address).hostname or ""
    made = build_answer_signer(site.platform).certificate(domain, site.now())
    return Response(made.encode(), media_type="application/x-pem-file")


@post(REQUESTS, opt=BY_OPENDSR, request_max_body_size=LARGEST, status_code=201, **SHARED)
async def ask(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Take in a request (7)."""
    body = await request.body()
    return await sync_to_thread(_asked, site, request, body)


def _asked(site: Site, request: Call, body: bytes) -> Response[bytes]:
    now, version = site.now(), _version(request)
    agent = agent_of(site, request, "opendsr")
    asking = opendsr.read_posted(body, agent, rights_of(site), site.address, version, now)
    if isinstance(asking, Unfit):
        return _no(HTTPStatus.BAD_REQUEST, asking.why, "request/malformed")
    answer = build_machine_intake(site.platform).ask(agent, asking, b"", now)
    if isinstance(answer, Declined):
        return _no(HTTPStatus.BAD_REQUEST, answer.why, answer.code)
    encoded = base64.b64encode(body).decode()
    content = opendsr.receipt(answer, agent, version, encoded)
    return _signed(site, request, content, HTTPStatus.CREATED)


# The framework puts no handler of several addresses into a thread; these do it themselves.
@get(ONE, opt=BY_OPENDSR, **SHARED)
async def where(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str]
) -> Response[bytes]:
    """Say where a request stands (8.1)."""
    return await sync_to_thread(_where, site, request, wanted)


def _where(site: Site, request: Call, wanted: str) -> Response[bytes]:
    found = _found(site, request, wanted)
    if found is None:
        return _nothing()
    return _signed(site, request, opendsr.status(found, _version(request)))


@delete(ONE, opt=BY_OPENDSR, status_code=202, **SHARED)
async def cancel(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str]
) -> Response[bytes]:
    """Take a request back while nothing was begun (9)."""
    return await sync_to_thread(_cancelled, site, request, wanted)


def _cancelled(site: Site, request: Call, wanted: str) -> Response[bytes]:
    found = _found(site, request, wanted)
    if found is None:
        return _nothing()
    now = site.now()
    if found.stand not in ("waiting", "withdrawn"):
        return _no(HTTPStatus.BAD_REQUEST, "only what is pending can be cancelled", "begun")
    after = build_machine_intake(site.platform).withdraw(found, now)
    if isinstance(after, Declined):
        return _no(HTTPStatus.BAD_REQUEST, after.why, after.code)
    content = opendsr.cancelled(after, _version(request), now)
    return _signed(site, request, content, HTTPStatus.ACCEPTED)


def _found(site: Site, request: Call, wanted: str) -> Standing | None:
    agent = agent_of(site, request, "opendsr")
    if not opendsr.is_id(wanted):
        return None
    return build_machine_intake(site.platform).find_named(agent, wanted, site.now())


def _nothing() -> Answer:
    return _no(HTTPStatus.NOT_FOUND, "no request of yours has this id", "request/not-found")


ROUTES = (discovery, certificate, ask, where, cancel)
