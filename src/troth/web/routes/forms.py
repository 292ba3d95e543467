"""The forms that the manifest declares for people: listed, shown with their notice, and taken in.

Everything that is sent goes through the one gate. A refusal comes back on the same page, in words,
with what was typed; what was taken leads to a page that holds nothing of it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect

from troth.core.names import Identifier
from troth.engines.intake.attesting import vouched_for
from troth.engines.intake.submission import Receipt, Refusal
from troth.engines.intake.tickets import Tickets
from troth.policy.compiled import Form
from troth.web.access import ANYONE, PERSON, Call, caller_of
from troth.web.form_pages import boxes, entries, find, offered
from troth.web.form_refusals import Wrong, wrong_of
from troth.web.form_sent import Sent, address_of, flaws, read_sent, submission_of
from troth.web.form_words import short_notice, word
from troth.web.invitations import invite
from troth.web.posted import go_to
from troth.web.rendering import language_of, page
from troth.web.site import Site
from troth.web.uploads import TAKEN
from troth.web.wording import speak

OPEN = {"may": (ANYONE,)}
Multipart = Annotated[dict[str, object], Body(media_type=RequestEncodingType.MULTI_PART)]
EMPTY = Sent()
Answered = Response[str] | Redirect


def tickets(site: Site) -> Tickets:
    """Return what takes a form in once."""
    platform = site.platform
    return Tickets(data=platform.data, entropy=platform.entropy, secret=site.secret)


def prefers_not(request: Call) -> bool:
    """Tell whether the browser sends Global Privacy Control."""
    return request.headers.get("sec-gpc", "").strip() == "1"


@get("/forms", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def listing(site: NamedDependency[Site], request: Call) -> Response[str]:
    """List the forms."""
    language = language_of(request)
    forms = [
        (
            form.key,
            word(language, "collection", form.key),
            word(language, "purposes", *form.purposes),
        )
        for form in offered(site.platform.policy)
    ]
    return page(site, request, "forms.html", forms=forms)


def _known(site: Site, key: str) -> Form:
    form = find(site.platform.policy, key)
    if form is None:
        raise NotFoundException
    return form


def _form(
    site: Site, request: Call, form: Form, sent: Sent = EMPTY, wrong: Wrong | None = None
) -> Response[str]:
    language, wrong = language_of(request), wrong or Wrong()
    fields = entries(site, form, language, sent.typed, wrong.fields)
    asked = boxes(site, form, language, sent.agreed)
    notice = short_notice(site, form.key, language)
    sections = {section.key: section for section in notice.sections}
    lines = [
        " ".join(line.plain for cell in row.cells[1:] for line in cell)
        for block in (sections["retention"].blocks if "retention" in sections else ())
        for row in block.rows
    ]
    rights = [
        line.plain
        for block in (sections["rights"].blocks if "rights" in sections else ())
        for line in (block.groups[0] if block.groups else ())
    ]
    first = asked[0].id if asked else ""
    answer = page(
        site, request, "form.html",
        title=word(language, "collection", form.key),
        entries=fields,
        boxes=asked,
        accept=",".join(TAKEN),
        files=bool(sent.files),
        required=any(one.required for one in fields),
        doubly=form.double_opt_in,
        ticket=tickets(site).issue(form.key, site.now()),
        wrong=wrong.summary({one.id: one.label for one in fields}, first),
        consents_wrong=wrong.consents if asked else "",
        notice=notice,
        why=word(language, "purposes", *form.purposes),
        keeping=list(dict.fromkeys(lines)),
        vouched=vouched_for(site.platform.policy, form, form.fields) is not None,
        rights=rights[0] if rights else "",
        gpc=prefers_not(request),
    )  # fmt: skip
    if wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


@get("/forms/{key:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def shown(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Response[str]:
    """Show one form with its notice."""
    return _form(site, request, _known(site, key))


@post("/forms/{key:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def send(
    site: NamedDependency[Site], request: Call, key: FromPath[str], data: Multipart
) -> Answered:
    """Take one form in, or say why not."""
    form, say, now = _known(site, key), speak(language_of(request)), site.now()
    sent = read_sent(form, data)
    wrong = flaws(form, sent, say)
    ours = tickets(site)
    if not ours.holds(sent.ticket, form.key, now):
        wrong.others.append(say("forms-no-ticket"))
    if wrong:
        return _form(site, request, form, sent, wrong)
    state = ours.take(sent.ticket, now)
    if state == "busy":
        wrong.others.append(say("forms-no-busy"))
        return _form(site, request, form, sent, wrong)
    if state == "taken":
        return _sent(form)
    kept = False
    try:
        answer = _receive(site, request, form, sent)
        kept = isinstance(answer, Receipt)
    finally:
        ours.finish(sent.ticket, now, kept=kept)
    if isinstance(answer, Refusal):
        refused = wrong_of(answer.reasons, form, language_of(request))
        return _form(site, request, form, sent, refused)
    return _sent(form)


def _receive(site: Site, request: Call, form: Form, sent: Sent) -> Receipt | Refusal:
    platform, caller, now = site.platform, caller_of(request), site.now()
    person = caller.id if caller.kind == PERSON else None
    answer = platform.intake.receive(
        submission_of(form, sent, platform.texts.texts(), person=person, now=now)
    )
    if isinstance(answer, Refusal):
        return answer
    if prefers_not(request):
        # Cal. Civ. Code 1798.135(b); GDPR Art. 21(5): a signal is an objection, at once.
        platform.signals.receive(answer.person, "gpc", now)
    to: Identifier | None = address_of(form, sent)
    if form.double_opt_in and sent.agreed and to is not None:
        invite(site, answer.person, form, to, language_of(request))
    return answer


def _sent(form: Form) -> Redirect:
    return go_to(f"/forms/{form.key}/sent")


@get("/forms/{key:str}/sent", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def sent_page(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Response[str]:
    """Say that it came in; whose and what is nowhere on the page."""
    form = _known(site, key)
    name = word(language_of(request), "collection", form.key)
    return page(site, request, "form-sent.html", name=name, doubly=form.double_opt_in)


ROUTES = (listing, shown, send, sent_page)
