"""Security measures in the console: threats and what stands against them, evidence, findings.

Shows what is due and takes down what was done, under the id of who says so. Findings go by the ids
of the company's own tracker: nothing here holds words. GDPR Art. 5(2), 32(1)(d).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Final, TypeVar, get_args

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from troth.assembly.measures import measures_at, security_register
from troth.engines.measures.kept import Ending, Weight
from troth.engines.measures.register import ENDINGS, WEIGHTS
from troth.engines.rights.register import Declined
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.web.access import Call, caller_of
from troth.web.console import ANY, MEASURES, console_page, declined_as, identity, open_to
from troth.web.posted import Posted, go_to
from troth.web.site import Site

HERE: Final = "/console/measures"
KINDS: Final = ("legal", "organisational", "technical")
"""Kinds of measures that a matrix of threats has columns for."""

_WEIGHTS: Final[Mapping[str, Weight]] = {one: one for one in get_args(Weight)}
_ENDINGS: Final[Mapping[str, Ending]] = {one: one for one in get_args(Ending)}
Word = TypeVar("Word")


def _page(site: Site, request: Call, wrong: Declined | None = None) -> Response[str]:
    policy, found = site.platform.policy, measures_at(site.platform, site.now())
    open_for = {one.about: one for one in found.issues if one.code == "FINDING_OPEN"}
    return console_page(
        site,
        request,
        "measures.html",
        status=HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        today=found.day,
        columns=[kind for kind in KINDS if kind in policy.security.values()],
        matrix=_matrix(policy),
        found=found,
        open_for=open_for,
        owners={key: terms.owner or "–" for key, terms in policy.measures.items()},
        measures=sorted(policy.security),
        weights=WEIGHTS,
        endings=ENDINGS,
        may=open_to(caller_of(request), [role.removeprefix("staff:") for role in MEASURES]),
        declined=wrong,
    )


def _matrix(policy: Policy) -> Mapping[str, Mapping[str, list[str]]]:
    """Return threat → kind of measure → the measures against it."""
    threats = sorted({one for terms in policy.measures.values() for one in terms.against})
    return {
        threat: {
            kind: [
                key
                for key, terms in policy.measures.items()
                if policy.security[key] == kind and threat in terms.against
            ]
            for kind in KINDS
        }
        for threat in threats
    }


@get(HERE, opt={"may": ANY}, sync_to_thread=True, include_in_schema=False)
def measures(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show the matrix, the evidence, the open findings, and what is due."""
    return _page(site, request)


@post(HERE + "/{step:str}", opt={"may": MEASURES}, sync_to_thread=True, include_in_schema=False)
def take(
    site: NamedDependency[Site], request: Call, step: FromPath[str], data: Posted
) -> Response[str] | Redirect:
    """Take down what was done, what was found, or that it is closed."""
    try:
        _taken(site, step, data, identity(caller_of(request)))
    except InputError as fault:
        return _page(site, request, declined_as(fault, "security"))
    return go_to(HERE)


def _taken(site: Site, step: str, data: Mapping[str, str], who: str) -> None:
    register, now = security_register(site.platform), site.now()
    if step == "done":
        about = data.get("about", "")
        kind = register.kind_of(about)
        until = _day(data.get("until", "")) if kind == "attestation" else None
        register.show(
            kind, about, now, by=who, on=_day(data.get("on", "")), good="failed" not in data,
            until=until,
        )  # fmt: skip
    elif step == "found":
        weight = _one_of(data.get("weight", ""), _WEIGHTS)
        register.find(data.get("finding", ""), data.get("measure", ""), weight, now, by=who)
    elif step == "closed":
        ending = _one_of(data.get("ending", ""), _ENDINGS)
        register.close(data.get("finding", ""), now, by=who, ending=ending)
    else:
        raise NotFoundException("nothing here")


def _day(written: str) -> date | None:
    if not written.strip():
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise InputError(
            "measures/bad-day",
            f"`{written[:40]}` is no day",
            help="write it like 2026-10-31",
        ) from None


def _one_of(written: str, words: Mapping[str, Word]) -> Word:
    if written in words:
        return words[written]
    raise InputError("measures/unknown-word", f"`{written[:40]}` is none of the choices")


ROUTES = (measures, take)
