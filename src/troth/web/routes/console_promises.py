"""The promises board: kept, broken or unproven, with evidence, cause and what to do next."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from troth.web.access import Call
from troth.web.console import ANY, PRIVACY, console_page
from troth.web.posted import go_to
from troth.web.proofs import STATES, last_proof, prove_now
from troth.web.site import Site

WHERE: Final = {
    "retention": "/console/retention",
    "rights": "/console/requests",
    "recipients": "/console/recipients",
    "transfers": "/console/recipients",
    "changes": "/console/policy",
    "store/evidence-log": "/console/evidence",
    "store/retention": "/console/retention",
    "store/recipients": "/console/recipients",
    "store/erasures": "/console/requests",
}
"""Section or address → where in the console it is mended."""


@get("/console/promises", opt={"may": ANY}, sync_to_thread=True, include_in_schema=False)
def board(site: NamedDependency[Site], request: Call) -> Response[str]:
    """List the promises, broken ones first; `state` and `section` narrow the list."""
    state = request.query_params.get("state", "")
    section = request.query_params.get("section", "")
    proof = last_proof(site)
    return console_page(
        site,
        request,
        "promises.html",
        proof=proof,
        promises=[] if proof is None else proof.listed(state=state, section=section),
        states=STATES,
        state=state if state in STATES else "",
        section=section,
        busy=site.aside.busy,
        fault=site.aside.fault,
    )


@post("/console/promises/prove", opt={"may": PRIVACY}, sync_to_thread=True, include_in_schema=False)
def prove(site: NamedDependency[Site]) -> Redirect:
    """Begin to prove; the page shows the result when it is there."""
    site.aside.begin(lambda: prove_now(site))
    return go_to("/console/promises")


@get(
    "/console/promises/{address:path}",
    opt={"may": ANY},
    sync_to_thread=True,
    include_in_schema=False,
)
def promise(site: NamedDependency[Site], request: Call, address: FromPath[str]) -> Response[str]:
    """Show one promise: each side with its control, its probe and what was seen."""
    named = str(address).strip("/")
    proof = last_proof(site)
    found = None if proof is None else proof.find(named)
    if found is None or proof is None:
        raise NotFoundException("no such promise", status_code=HTTPStatus.NOT_FOUND)
    return console_page(
        site,
        request,
        "promise.html",
        proof=proof,
        promise=found,
        where=WHERE.get(named) or WHERE.get(str(found["section"]), ""),
    )


ROUTES = (board, prove, promise)
