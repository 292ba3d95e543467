"""The preference centre: reached from a session or by a link to one's own mailbox.

Asking for a link gets the same answer whoever asks and in the same time: the letter, if there is
one, leaves beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from troth.core.names import normalise
from troth.engines.accounts.invitations import OPENING
from troth.engines.consents.choices import Choice
from troth.engines.consents.consents import Given
from troth.engines.consents.texts import PublishedText
from troth.engines.consents.wording import Asked, ConsentWording
from troth.errors import InputError
from troth.policy.compiled import FormField
from troth.web.access import ANYONE, PERSON, Call, caller_of
from troth.web.choosing import choices_engine
from troth.web.days import written_day
from troth.web.form_words import consent_words, items, phrase, word
from troth.web.invitations import invitations, send_openings
from troth.web.posted import Posted, go_to
from troth.web.rendering import language_of, page
from troth.web.routes.forms import prefers_not
from troth.web.site import Site
from troth.web.wording import speak

OPEN = {"may": (ANYONE,)}
MINE = {"may": (PERSON,)}
LAYOUT = "choices"
TO = "to-"
TEXT = "text-"


# -- asking for a link ----------------------------------------------------------------------------


def _ask(site: Site, request: Call, *, email: str = "", wrong: str = "") -> Response[str]:
    answer = page(site, request, "choices-ask.html", email=email, wrong=wrong)
    if wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


@get("/choices", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def choices(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show the choices of who is signed in; ask anybody else for an address."""
    caller = caller_of(request)
    return _centre(site, request, caller.id) if caller.kind == PERSON else _ask(site, request)


@post("/choices/link", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def ask_for_link(
    site: NamedDependency[Site], request: Call, data: Posted
) -> Response[str] | Redirect:
    """Send a link, if anybody gave that address; the answer does not say."""
    email, language = data.get("email", ""), language_of(request)
    try:
        to = normalise("email", email)
    except InputError:
        return _ask(site, request, email=email, wrong=speak(language)("forms-no-malformed-value"))
    site.post.run(lambda: send_openings(site, to, language))
    return go_to("/choices/sent")


@get("/choices/sent", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def link_sent(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Say that a letter is on its way, if there is anything to choose."""
    return page(site, request, "choices-sent.html", state="sent")


@get("/choices/open/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def opening(site: NamedDependency[Site], request: Call, token: FromPath[str]) -> Response[str]:
    """Show a button; looking uses nothing up."""
    if invitations(site).opened(token, site.now(), about=OPENING) is None:
        return _over(site, request)
    return page(site, request, "choices-sent.html", state="open")


@post("/choices/open/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def open_(
    site: NamedDependency[Site], request: Call, token: FromPath[str]
) -> Response[str] | Redirect:
    """Use the link, and lead to the choices."""
    ours, now = invitations(site), site.now()
    made = ours.enter(token, now)
    if made is None:
        return _over(site, request)
    person = ours.opened(made, now, about="")
    if prefers_not(request) and person is not None:
        # Cal. Civ. Code 1798.135(b); GDPR Art. 21(5).
        site.platform.signals.receive(person, "gpc", now)
    return go_to(f"/choices/of/{made}")


def _over(site: Site, request: Call) -> Response[str]:
    answer = page(site, request, "choices-sent.html", state="over")
    answer.status_code = HTTPStatus.GONE
    return answer


# -- choosing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One choice as the page shows it.

    Attributes:
        asked: The words of a yes; None where nobody can be asked for one.
        by: The channel, in words; empty where the policy names none.
        since: Since when it stands so, in words.
        said: The words that were said yes to, where they are known and are not those of `asked`.
    """

    choice: Choice
    asked: Asked | None
    by: str
    since: str
    said: str
    said_in: str


def _wording(site: Site) -> ConsentWording:
    return ConsentWording(data=site.platform.data, register=site.platform.texts)


def _asked(site: Site, choice: Choice, language: str) -> Asked | None:
    """Return the words of a consent, by the data that forms take in for its purpose."""
    policy = site.platform.policy
    uses = policy.purposes[choice.purpose].uses
    fields: dict[str, FormField] = {}
    for form in policy.forms.values():
        if choice.purpose in form.purposes:
            fields |= {f.item: f for f in form.fields.values() if f.category in uses}
    # In the order of the policy, or the same question would get other words after every start.
    kinds = [key for key in policy.categories if key in uses]
    named = items(fields.values(), language) if fields else phrase(language, "categories", *kinds)
    words = consent_words(site, choice.purpose, named, language, choice.channel)
    return _wording(site).ask(
        choice.purpose,
        words,
        language=language,
        layout=LAYOUT,
        by_channel=choice.channel,
        now=site.now(),
    )


def _day(site: Site, instant: datetime | None) -> date | None:
    zone = ZoneInfo(site.platform.policy.controller.timezone)
    return None if instant is None else instant.astimezone(zone).date()


def _way(site: Site, choice: Choice, language: str) -> Way:
    wording, channels = _wording(site), site.platform.policy.purposes[choice.purpose].channels
    asked = _asked(site, choice, language) if choice.rests_on == "consent" else None
    by = choice.channel or (next(iter(channels)) if len(channels) == 1 else "")
    other = bool(choice.text) and (asked is None or choice.text != asked.text)
    known = wording.shown(choice.text) if other else None
    return Way(
        choice=choice,
        asked=asked,
        by=speak(language)(f"choices-by-{by}") if by else "",
        since=written_day(_day(site, choice.since), language),
        said=(wording.words(choice.text) or "") if other else "",
        said_in=language if known is None else known.language,
    )


def _centre(site: Site, request: Call, person: bytes, *, wrong: str = "") -> Response[str]:
    language, now = language_of(request), site.now()
    ways = [_way(site, choice, language) for choice in choices_engine(site).of(person, now)]
    shown: dict[str, list[Way]] = {}
    for way in ways:
        # A text that nobody may be asked by any more leaves only the way out.
        if way.asked is not None or way.choice.rests_on == "interest" or way.choice.on:
            shown.setdefault(way.choice.purpose, []).append(way)
    answer = page(
        site, request, "choices.html",
        shown=[(word(language, "purposes", key), found) for key, found in shown.items()],
        saved="saved" in request.query_params,
        no_marketing=choices_engine(site).no_marketing(person, now),
        any_marketing=any(way.choice.marketing for way in ways),
        any_on=any(way.choice.on for way in ways),
        wrong=wrong,
        gpc=prefers_not(request),
    )  # fmt: skip
    if wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


def _given(texts: Mapping[str, PublishedText], key: str, text: str) -> Given:
    known = texts.get(text)
    purpose, _, channel = key.partition("/")
    return Given(
        purpose=purpose,
        by_channel=channel,
        text_hash=text,
        language=known.language if known else "en",
        layout=known.layout if known else "",
    )


def _save(
    site: Site, request: Call, person: bytes, data: dict[str, str], back: str
) -> Response[str] | Redirect:
    if "nothing" in data:
        choices_engine(site).nothing(person, site.now())
        return go_to(f"{back}?saved=1")
    wanted = {
        name.removeprefix(TO): value == "yes"
        for name, value in data.items()
        if name.startswith(TO) and value in ("yes", "no")
    }
    texts = site.platform.texts.texts()
    given = {key: _given(texts, key, data.get(f"{TEXT}{key}", "")) for key in wanted}
    try:
        choices_engine(site).choose(
            person, wanted, given, site.now(), no_marketing="no-marketing" in data
        )
    except InputError as refused:
        name = f"forms-no-{refused.code.replace('/', '-')}"
        say = speak(language_of(request))
        known_words = refused.code.startswith("consent/text")
        words = say(name) if known_words else say("forms-no-other", code=refused.code)
        return _centre(site, request, person, wrong=words)
    return go_to(f"{back}?saved=1")


@post("/choices", opt=MINE, sync_to_thread=True, include_in_schema=False)
def choose(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str] | Redirect:
    """Carry out the choices of who is signed in."""
    return _save(site, request, caller_of(request).id, data, "/choices")


@get("/choices/of/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def by_link(site: NamedDependency[Site], request: Call, token: FromPath[str]) -> Response[str]:
    """Show the choices of whoever came by a link."""
    person = invitations(site).opened(token, site.now(), about="")
    return _over(site, request) if person is None else _centre(site, request, person)


@post("/choices/of/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def choose_by_link(
    site: NamedDependency[Site], request: Call, token: FromPath[str], data: Posted
) -> Response[str] | Redirect:
    """Carry out the choices of whoever came by a link."""
    person = invitations(site).opened(token, site.now(), about="")
    if person is None:
        return _over(site, request)
    return _save(site, request, person, data, f"/choices/of/{token}")


ROUTES = (
    choices, ask_for_link, link_sent, opening, open_, choose, by_link, choose_by_link,
)  # fmt: skip
