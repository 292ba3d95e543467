"""A person's own pages: what is held, correcting it, taking it along, closing the account.

What new versions have to say comes first. Whoever does not accept one keeps every right: to see, to
take along, to close (GDPR Art. 7(4), 12(2), 15-17, 20).
"""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from troth.engines.export.formats import table
from troth.errors import InputError
from troth.web.access import ANYONE, PERSON, Call, caller_of
from troth.web.account_edit import corrected, editable
from troth.web.account_sheet import sheet_of, stays_of
from troth.web.callers import ended_cookie
from troth.web.entering import is_fresh
from troth.web.form_words import manifest_of
from troth.web.posted import Posted, go_to
from troth.web.rendering import language_of, page
from troth.web.routes.admission import shut_out
from troth.web.routes.confidentiality import offered
from troth.web.site import Site

MINE = {"may": (PERSON,)}
NEWS = "/account/news"


def _standing_before(site: Site, person: bytes) -> bool:
    """Tell whether a version waits to be shown or answered before anything else."""
    if site.platform.announcing.waiting(person):
        return True
    now = site.now()
    newest = site.platform.versions.current(now)
    bound = site.platform.versions.bound(person, site.platform.standing.read(person, now), now)
    if bound is None or newest is None:
        return False
    said = {one.policy for one in site.platform.acceptance.answers(person)}
    return newest.hash not in said


@get("/account", opt=MINE, sync_to_thread=True, include_in_schema=False)
def account(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show everything that is held."""
    person, language = caller_of(request).id, language_of(request)
    if _standing_before(site, person):
        return go_to(NEWS)
    now = site.now()
    under = site.platform.versions.bound(person, site.platform.standing.read(person, now), now)
    sheet = sheet_of(site, site.platform.export.assemble(person, now), language)
    return page(
        site, request, "account.html", sheet=sheet, declined=under is not None,
        title=_title(site), settable=offered(site),
    )  # fmt: skip


def _title(site: Site) -> str:
    """Return what the policy calls the page, or nothing."""
    said = manifest_of(site).accounts
    return "" if said is None or said.page is None else said.page


# -- what new versions say ---------------------------------------------------------------------


@get(NEWS, opt=MINE, sync_to_thread=True, include_in_schema=False)
def news(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show what has changed, before anything else."""
    person, now = caller_of(request).id, site.now()
    waiting = site.platform.announcing.waiting(person)
    under = site.platform.versions.bound(person, site.platform.standing.read(person, now), now)
    return page(
        site, request, "account-news.html", waiting=len(waiting),
        asked=under is not None or shut_out(site, person),
        purposes=[] if under is None else sorted(under.unaccepted),
    )  # fmt: skip


@post(NEWS, opt=MINE, sync_to_thread=True, include_in_schema=False)
def answer_news(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """Take in that it was seen, and what is said to it."""
    person, now = caller_of(request).id, site.now()
    under = site.platform.versions.bound(person, site.platform.standing.read(person, now), now)
    said = data.get("answer", "")
    if said == "accept" and (under is not None or shut_out(site, person)):
        site.platform.acceptance.answer(person, "accepted", now)
    elif under is not None and said == "decline":
        site.platform.acceptance.answer(person, "declined", now)
    site.platform.announcing.seen(person, now)
    return go_to("/account")


# -- correcting --------------------------------------------------------------------------------


@get("/account/edit", opt=MINE, sync_to_thread=True, include_in_schema=False)
def edit_form(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show what the person gave, ready to be corrected or added to."""
    return _edit(site, request, {}, {}, [])


def _edit(
    site: Site, request: Call, typed: dict[str, str], wrong: dict[str, str], others: list[str]
) -> Response[str]:
    rows = editable(site, caller_of(request).id, language_of(request), typed=typed, wrong=wrong)
    summary = [(row.id, f"{row.label}: {row.wrong}") for row in rows if row.wrong]
    answer = page(
        site, request, "account-edit.html", rows=rows,
        summary=[*summary, *(("", words) for words in others)],
    )  # fmt: skip
    if summary or others:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


@post("/account/edit", opt=MINE, sync_to_thread=True, include_in_schema=False)
def edit(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """Put right what changed, at once; whoever received it is told (GDPR Art. 16, 19)."""
    wrong, others = corrected(site, caller_of(request).id, data, language_of(request))
    if wrong or others:
        return _edit(site, request, data, wrong, others)
    return go_to("/account")


# -- taking along ------------------------------------------------------------------------------


@get("/account/export.json", opt=MINE, sync_to_thread=True, include_in_schema=False)
def as_json(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Give everything that is held, as one document (GDPR Art. 15(3), 20(1))."""
    pack = site.platform.export.assemble(caller_of(request).id, site.now())
    return _file(pack.encode(), "application/json", "json")


@get("/account/export.csv", opt=MINE, sync_to_thread=True, include_in_schema=False)
def as_csv(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Give what the person gave, as a table for other programs (GDPR Art. 20(1))."""
    pack = site.platform.export.assemble(caller_of(request).id, site.now())
    return _file(table(site.platform.export.portable(pack), {}), "text/csv; charset=utf-8", "csv")


def _file(content: bytes, media: str, ending: str) -> Response[bytes]:
    disposition = f'attachment; filename="my-data.{ending}"'
    return Response(content, media_type=media, headers={"content-disposition": disposition})


# -- closing -----------------------------------------------------------------------------------


def _close(site: Site, request: Call, wrong: str = "") -> Response[str]:
    person = caller_of(request).id
    plan = site.platform.erasure.look(_family(site, person), site.now())
    answer = page(
        site, request, "account-close.html", wrong=wrong, goes=plan.records,
        stays=stays_of(site, plan.bound, language_of(request)), systems=plan.systems,
        waits=bool(site.platform.requests.pending.of([person])),
        asked=_has_password(site, person),
    )  # fmt: skip
    if wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


def _has_password(site: Site, person: bytes) -> bool:
    account = site.doors.accounts.of(person)
    return account is not None and bool(account.password)


def _family(site: Site, person: bytes) -> tuple[bytes, ...]:
    with site.platform.data.read() as reader:
        return reader.aliases(person)


@get("/account/close", opt=MINE, sync_to_thread=True, include_in_schema=False)
def close_form(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show what closing would erase, and what must stay."""
    return _close(site, request)


@post("/account/close", opt=MINE, sync_to_thread=True, include_in_schema=False)
def close(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """Erase, once the password says that it is really them; then show the receipt."""
    person, now = caller_of(request).id, site.now()
    if not _has_password(site, person):
        if not is_fresh(site, caller_of(request)):
            return _close(site, request, "factor-not-fresh")
    elif not site.doors.accounts.is_password(person, data.get("password", "")):
        return _close(site, request, "account-close-wrong")
    pending = site.platform.requests.pending
    if pending.of([person]) and data.get("anyway") != "yes":
        # GDPR Art. 15: what they asked to see goes with the account, unless they say so.
        return _close(site, request, "account-close-waits")
    pending.set_aside([person], "own-wish", now)
    # Decided from here on: should the process die, the next start carries it out.
    plan = site.platform.erasure.plan(_family(site, person), now, begin=True).plan
    site.doors.accounts.close(person, now)
    _tell_closed(site, person)
    site.platform.erasure.carry_out(plan, now)
    token = site.doors.links.make("receipt", now, owner=plan)
    answer = go_to(f"/account/closed/{token}")
    answer.set_cookie(ended_cookie(site, "person"))
    return answer


def _tell_closed(site: Site, person: bytes) -> None:
    """Start the terms that run from the end of an account, for what the law keeps."""
    try:
        site.platform.retention.event(person, "account-closed", site.now())
    except InputError as refused:
        if refused.code != "retention/unknown-event":
            raise
        # No rule of this policy waits for it.


@get(
    "/account/closed/{token:str}", opt={"may": (ANYONE,)}, sync_to_thread=True,
    include_in_schema=False,
)  # fmt: skip
def closed(site: NamedDependency[Site], request: Call, token: FromPath[str]) -> Response[str]:
    """Show the receipt of an erasure for a month; it names nobody."""
    opened = site.doors.links.look(token, "receipt", site.now())
    if opened is None or opened.owner is None:
        answer = page(site, request, "account-closed.html", receipt=None, stays=[])
        answer.status_code = HTTPStatus.GONE
        return answer
    receipt = site.platform.erasure.receipt(opened.owner)
    stays = stays_of(site, receipt.plan.bound, language_of(request))
    return page(site, request, "account-closed.html", receipt=receipt, stays=stays)


ROUTES = (
    account, news, answer_news, edit_form, edit, as_json, as_csv, close_form, close, closed,
)  # fmt: skip
