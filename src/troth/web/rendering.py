"""Turns a template and values into a page. Everything that is put in is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response
from litestar.enums import MediaType
from litestar.template.base import csrf_token

from troth.web.access import Call, caller_of
from troth.web.headers import content_policy
from troth.web.site import Site
from troth.web.wording import LANGUAGES, speak

LANGUAGE_COOKIE = "troth-lang"
"""Set only when somebody asks for a language by its link; a language and nothing else."""


def templates() -> Environment:
    """Return the templates; a name that a template asks for and nobody gave is a fault."""
    return Environment(
        loader=PackageLoader("troth.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def language_of(request: Call) -> str:
    """Return the language a reader wants: `?lang=`, then what the browser says, then English."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return str(asked)
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return str(chosen)
    for part in request.headers.get("accept-language", "").split(","):
        named = part.partition(";")[0].strip().lower().partition("-")[0]
        if named in LANGUAGES:
            return named
    return next(iter(LANGUAGES))


def page(site: Site, request: Call, template: str, **values: object) -> Response[str]:
    """Return a page made from a template.

    Args:
        template: File name under `templates/`.
        values: What the template asks for.
    """
    language = language_of(request)
    text = site.pages.get_template(template).render(
        company=site.platform.policy.controller.name,
        demo=site.platform.kind == "rehearsal",
        language=language,
        languages=LANGUAGES,
        say=speak(language),
        path=request.url.path,
        caller=caller_of(request),
        csrf=csrf_token({"request": request}),
        **values,
    )
    answer = Response(text, media_type=MediaType.HTML, headers={"content-language": language})
    if request.query_params.get("lang") == language:
        answer.set_cookie(
            LANGUAGE_COOKIE, language, path="/", httponly=True, samesite="lax", secure=site.secure
        )
    return answer


def document(html: str, language: str, *, styles: Sequence[str] = ()) -> Response[str]:
    """Return a page that was made elsewhere, with the sheets it carries allowed by their hash."""
    return Response(
        html,
        media_type=MediaType.HTML,
        headers={"content-language": language, "content-security-policy": content_policy(styles)},
    )
