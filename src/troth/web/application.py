"""Joins routes, rules of access, headers and answers to faults into one application."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Litestar, Router
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import ControllerRouterHandler

from troth import __version__
from troth.errors import TrothError
from troth.web.access import ANYONE, Unready, check, guard
from troth.web.callers import Callers, prefix
from troth.web.faults import on_depth, on_fault, on_http, on_refusal
from troth.web.figures import Figures
from troth.web.headers import before_send
from troth.web.machines import DOORS, OF_AN_AGENT
from troth.web.public import READ_ONLY
from troth.web.rations import Ration, Rationed, rations, under
from troth.web.readiness import on_unready
from troth.web.routes import (
    account,
    account_security,
    admission,
    api_collect,
    api_ledger,
    api_nearby,
    api_people,
    api_requests,
    assets,
    centre,
    choices,
    confidentiality,
    console_breaches,
    console_correspondence,
    console_evidence,
    console_legal,
    console_measures,
    console_people,
    console_policy,
    console_promises,
    console_requests,
    console_retention,
    console_reviews,
    console_sign_in,
    console_staff,
    console_steps,
    console_takeovers,
    console_today,
    documents,
    elsewhere,
    forms,
    health,
    links,
    machine_drp,
    machine_opendsr,
    metrics,
    passkeys,
    request_status,
    requests,
    second_factors,
    sign_in,
    testimonials,
    unsubscribe,
    versions,
    wellknown,
)
from troth.web.site import Site

LARGEST = 12 * 1024 * 1024
"""Bytes of a request; what a single field may hold is the manifest's to say."""

ROUTES: Sequence[ControllerRouterHandler] = (
    *health.ROUTES,
    *metrics.ROUTES,
    *api_collect.ROUTES,
    *api_nearby.ROUTES,
    *api_people.ROUTES,
    *api_requests.ROUTES,
    *api_ledger.ROUTES,
    *machine_drp.ROUTES,
    *machine_opendsr.ROUTES,
    *assets.ROUTES,
    *centre.ROUTES,
    *versions.ROUTES,
    *wellknown.ROUTES,
    *documents.ROUTES,
    *forms.ROUTES,
    *choices.ROUTES,
    *unsubscribe.ROUTES,
    *console_sign_in.ROUTES,
    *sign_in.ROUTES,
    *testimonials.ROUTES,
    *links.ROUTES,
    *account.ROUTES,
    *account_security.ROUTES,
    *second_factors.ROUTES,
    *passkeys.ROUTES,
    *elsewhere.ROUTES,
    *confidentiality.ROUTES,
    *admission.ROUTES,
    *requests.ROUTES,
    *request_status.ROUTES,
    *console_today.ROUTES,
    *console_promises.ROUTES,
    *console_requests.ROUTES,
    *console_people.ROUTES,
    *console_retention.ROUTES,
    *console_evidence.ROUTES,
    *console_policy.ROUTES,
    *console_legal.ROUTES,
    *console_breaches.ROUTES,
    *console_correspondence.ROUTES,
    *console_measures.ROUTES,
    *console_takeovers.ROUTES,
    *console_staff.ROUTES,
    *console_reviews.ROUTES,
    *console_steps.ROUTES,
)


def build_application(
    site: Site, *, figures: Figures | None = None, debug: bool = False
) -> Litestar:
    """Return the application that serves a site.

    Args:
        figures: What `/metrics` tells; whoever serves the site counts answers there.

    Raises:
        LookupError: for a route that does not say who may call it.
    """

    counted = Figures() if figures is None else figures

    def given() -> Site:
        return site

    def counts() -> Figures:
        return counted

    app = Litestar(
        # Joined first: the framework puts a handler into its thread once for every other handler of
        # the same address that is added to it later.
        route_handlers=[Router(path="/", route_handlers=ROUTES)],
        dependencies={
            "site": Provide(given, sync_to_thread=False),
            "figures": Provide(counts, sync_to_thread=False),
        },
        state=State({"site": site}),
        guards=[guard],
        exception_handlers={
            Unready: on_unready,
            TrothError: on_refusal,
            HTTPException: on_http,
            RecursionError: on_depth,
            Exception: on_fault,
        },
        csrf_config=_forms(site),
        before_send=[before_send(secure=site.secure)],
        middleware=[
            DefineMiddleware(Callers, site=site),
            DefineMiddleware(Rationed, rations=_rations(site)),
        ],
        openapi_config=_description(),
        request_max_body_size=LARGEST,
        debug=debug,
        logging_config=None,
    )
    check(app)
    return app


def _rations(site: Site) -> list[Ration]:
    """Return how often anybody may ask, and an agent's machine."""
    return [*rations(site.forms_a_minute), Ration(OF_AN_AGENT, under(*DOORS))]


def _forms(site: Site) -> CSRFConfig:
    """Return how a form shows that it came from a page of ours."""
    return CSRFConfig(
        secret=site.secret.hex(),
        cookie_name=f"{prefix(site)}troth-csrf",
        cookie_secure=site.secure,
        cookie_httponly=True,
        cookie_samesite="strict",
        # Programs come with a token of their own and without cookies.
        exclude=["^/(api|drp|opendsr)/", "^/metrics$", "^/health", "^/static", *READ_ONLY],
        exclude_from_csrf_key="one_click",
    )


def _description() -> OpenAPIConfig:
    """Return where programs read what the interface takes (OpenAPI 3.1)."""
    return OpenAPIConfig(
        title="Troth",
        version=__version__,
        openapi_router=Router(path="/api/description", route_handlers=[], opt={"may": (ANYONE,)}),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        components=Components(
            security_schemes={
                "token": SecurityScheme(
                    type="http",
                    scheme="bearer",
                    description="A token of `troth token make`, with the scope of the route.",
                )
            }
        ),
        use_handler_docstrings=True,
    )
