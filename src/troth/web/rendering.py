"""Turns a template and values into a page. Everything that is put in is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from litestar import Response
from litestar.enums import MediaType
from litestar.template.base import csrf_token

from troth.web.access import NOBODY, Call, Caller, caller_of
from troth.web.headers import content_policy
from troth.web.site import Site
from troth.web.wording import LANGUAGES, speak

LANGUAGE_COOKIE = "troth-lang"
"""Set only when somebody asks for a language by its link; a language and nothing else."""


def templates() -> Environment:
    """Return the templates; a name that a template asks for and nobody gave is a fault."""
    return Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("troth.web", "templates"),
                # What a notice is made of is the notice's own to say.
                PrefixLoader({"notice": PackageLoader("troth.policy.pages", "templates")}),
            ]
        ),
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
    text = render(
        site,
        template,
        language=language,
        path=request.url.path,
        caller=caller_of(request),
        csrf=csrf_token({"request": request}),
        **values,
    )
    answer = Response(text, media_type=MediaType.HTML, headers={"content-language": language})
    keep_language(site, request, answer)
    return answer


def render(
    site: Site,
    template: str,
    *,
    language: str,
    path: str,
    caller: Caller = NOBODY,
    csrf: str = "",
    **values: object,
) -> str:
    """Return the text of a page; without a caller it is the same for everybody."""
    return site.pages.get_template(template).render(
        company=site.platform.policy.controller.name,
        demo=site.platform.kind == "rehearsal",
        language=language,
        languages=LANGUAGES,
        say=speak(language),
        path=path,
        caller=caller,
        csrf=csrf,
        **values,
    )


def keep_language(site: Site, request: Call, answer: Response[str] | Response[bytes]) -> bool:
    """Keep the language that a link asked for; whether a cookie was set."""
    asked = request.query_params.get("lang", "")
    if asked not in LANGUAGES or request.cookies.get(LANGUAGE_COOKIE) == asked:
        return False
    answer.set_cookie(
        LANGUAGE_COOKIE, asked, path="/", httponly=True, samesite="lax", secure=site.secure
    )
    return True


def document(html: str, language: str, *, styles: Sequence[str] = ()) -> Response[str]:
    """Return a page that was made elsewhere, with the sheets it carries allowed by their hash."""
    return Response(
        html,
        media_type=MediaType.HTML,
        headers={"content-language": language, "content-security-policy": content_policy(styles)},
    )
