"""People come in: they register, confirm their address, sign in, and set a forgotten password.

Whether an address has an account is told to nobody: every answer is the same, and what is done for
the address is done beside the answer, so that its time is the same too (OWASP ASVS 5.0, 6.3.8).
"""

from __future__ import annotations

import hmac
from http import HTTPStatus

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from troth.core.names import Identifier, normalise
from troth.engines.accounts.links import Use
from troth.engines.consents.standing import Change
from troth.engines.intake.submission import Receipt, Submission
from troth.errors import InputError
from troth.policy.compiled import Form
from troth.web.access import ANYONE, PERSON, Call, caller_of
from troth.web.account_form import missing, rows_of, told
from troth.web.account_letters import already_letter, confirm_letter, password_letter
from troth.web.entering import first_step, left
from troth.web.happened import note, note_refused
from troth.web.posted import Posted, address_of, go_to, not_let_in
from troth.web.rendering import language_of, page
from troth.web.site import Site

OPEN = {"may": (ANYONE,)}


def _form(site: Site) -> Form:
    form = site.doors.accounts.form
    if form is None:
        raise NotFoundException
    return form


def _register(
    site: Site,
    request: Call,
    typed: dict[str, str],
    wrong: dict[str, str],
    others: list[str],
) -> Response[str]:
    form, language = _form(site), language_of(request)
    address = site.doors.accounts.address_field(form)
    rows = rows_of(form, language, address, typed=typed, wrong=wrong)
    summary = [(row.id, f"{row.label}: {row.wrong}") for row in rows if row.wrong]
    answer = page(
        site, request, "account-register.html", rows=rows,
        summary=[*summary, *(("", words) for words in others)],
    )  # fmt: skip
    if wrong or others:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


@get("/account/register", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def register_form(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show the form that opens an account."""
    return _register(site, request, {}, {}, [])


@post("/account/register", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def register(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """Take the form; the rest is in a letter to the address, whoever it belongs to."""
    form, language, now = _form(site), language_of(request), site.now()
    field = site.doors.accounts.address_field(form)
    typed = {name: data[name].strip() for name in form.fields if data.get(name, "").strip()}
    if field not in typed:
        return _register(site, request, typed, {field: missing(language)}, [])
    given = Submission(form=form.key, data=typed, received_at=now)
    reasons = site.platform.intake.look(given)
    if reasons:
        # Handed to the gate all the same: it notes the refusal, and keeps nothing.
        site.platform.intake.receive(given)
        if any(one.code == "MINOR" for one in reasons):
            site.doors.links.note("refused-age", _age_key(site, typed[field]), now)
        wrong, others = told(reasons, form, language)
        return _register(site, request, typed, wrong, list(others))
    address = normalise("email", typed[field])
    if _may_write_to(site, address.value):
        site.post.run(lambda: _open(site, given, address, language))
    return go_to("/account/registered")


def _age_key(site: Site, email: str) -> bytes:
    """Return what stands for an address that was refused for its owner's age."""
    return hmac.digest(site.secret, f"refused-age/{email.strip().casefold()}".encode(), "sha256")


def _may_write_to(site: Site, email: str) -> bool:
    """Tell whether a letter may go to a mailbox now, and count it: nobody's is filled."""
    counted, now = f"letters/{email}", site.now()
    if site.doors.attempts.wait(counted, counted, now):
        return False
    site.doors.attempts.failed(counted, counted, now)
    return True


def _open(site: Site, given: Submission, address: Identifier, language: str) -> None:
    if site.doors.accounts.entered_by(address.value):
        already_letter(site, address, language)
        return
    receipt = site.platform.intake.receive(given)
    if isinstance(receipt, Receipt):
        site.doors.accounts.open(receipt.person, given.received_at)
        if site.doors.links.noted("refused-age", _age_key(site, address.value), site.now()):
            # Somebody was younger a while ago: for a person to look at, not to decide here.
            said = Change(kind="age-changed", about=given.form, value="review")
            site.platform.standing.change(receipt.person, said, site.now())
        confirm_letter(site, receipt.person, address, language)


@get("/account/registered", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def registered(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Say where to look next."""
    return page(site, request, "account-sent.html", about="registered")


# -- the links of letters ------------------------------------------------------------------------


def _set(site: Site, request: Call, use: Use, token: str, wrong: str = "") -> Response[str]:
    opened = site.doors.links.look(token, use, site.now())
    asked = use == "confirm-email" and site.platform.policy.effective == "acceptance"
    answer = page(
        site,
        request,
        "account-password.html",
        use=use,
        over=opened is None,
        wrong=wrong,
        asked=asked,
    )
    if opened is None:
        answer.status_code = HTTPStatus.GONE
    elif wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


def _take(site: Site, request: Call, use: Use, token: str, data: dict[str, str]) -> Response[str]:
    password, now = data.get("password", ""), site.now()
    asked = use == "confirm-email" and site.platform.policy.effective == "acceptance"
    try:
        site.doors.passwords.judge(password)
    except InputError as refused:
        return _set(site, request, use, token, refused.code)
    if password != data.get("again", ""):
        return _set(site, request, use, token, "password/differ")
    if asked and data.get("accepted") != "yes":
        return _set(site, request, use, token, "account/accept-first")
    opened = site.doors.links.use(token, use, now)
    if opened is None or opened.owner is None:
        return _set(site, request, use, token)
    # Both links went to the address, so both show that it is theirs.
    had = site.doors.accounts.of(opened.owner)
    site.doors.accounts.confirm(opened.owner, password, now)
    if had is not None and had.password:
        language = language_of(request)
        note(site, "person", opened.owner, "password-changed", language=language)
    if asked:
        site.platform.acceptance.answer(opened.owner, "accepted", now)
    return first_step(site, "person", opened.owner)


@get("/account/confirm/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def confirm_form(site: NamedDependency[Site], request: Call, token: FromPath[str]) -> Response[str]:
    """Ask for a password; looking does not use the link up."""
    return _set(site, request, "confirm-email", token)


@post("/account/confirm/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def confirm(
    site: NamedDependency[Site], request: Call, token: FromPath[str], data: Posted
) -> Response[str]:
    """Confirm the address, set the password, and let in."""
    return _take(site, request, "confirm-email", token, data)


@get("/account/forgotten", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def forgotten_form(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Ask for the address."""
    return page(site, request, "account-forgotten.html")


@post("/account/forgotten", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def forgotten(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """Send a link to an address that has an account; say the same to every other."""
    email, language = data.get("email", "").strip(), language_of(request)
    if _may_write_to(site, email):
        site.post.run(lambda: _send_password_links(site, email, language))
    return go_to("/account/forgotten/sent")


def _send_password_links(site: Site, email: str, language: str) -> None:
    for row in site.doors.accounts.entered_by(email):
        password_letter(site, row.person, normalise("email", email), language)


@get("/account/forgotten/sent", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def forgotten_sent(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Say where to look next."""
    return page(site, request, "account-sent.html", about="forgotten")


@get("/account/password/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def password_form(
    site: NamedDependency[Site], request: Call, token: FromPath[str]
) -> Response[str]:
    """Ask for the new password."""
    return _set(site, request, "sign-in", token)


@post("/account/password/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def set_password(
    site: NamedDependency[Site], request: Call, token: FromPath[str], data: Posted
) -> Response[str]:
    """Set the new password; every other session ends."""
    return _take(site, request, "sign-in", token, data)


# -- in and out ----------------------------------------------------------------------------------


def _sign_in(
    site: Site, request: Call, email: str = "", wrong: str = "", wait: int = 0
) -> Response[str]:
    offered = site.doors.accounts.form is not None
    answer = page(
        site, request, "account-sign-in.html", email=email, wrong=wrong, wait=wait, offered=offered,
        providers=site.doors.elsewhere.offered("person"),
    )  # fmt: skip
    return not_let_in(answer, wrong=bool(wrong), wait=wait)


@get("/account/sign-in", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def sign_in_form(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Ask for address and password."""
    return _sign_in(site, request)


@post("/account/sign-in", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def sign_in(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """Let somebody in."""
    email, now, where = data.get("email", "").strip(), site.now(), address_of(request)
    counted = f"person/{email}"
    wait = site.doors.attempts.wait(counted, where, now)
    if wait:
        return _sign_in(site, request, email, "sign-in-wait", wait)
    person = site.doors.accounts.sign_in(email, data.get("password", ""))
    if person is None:
        site.doors.attempts.failed(counted, where, now)
        note_refused(site, "person", email)
        return _sign_in(site, request, email, "sign-in-wrong")
    site.doors.attempts.passed(counted, where)
    return first_step(site, "person", person)


def refused(site: Site, request: Call, wrong: str) -> Response[str]:
    """Return the page for whoever tried another way in and was not let in."""
    return _sign_in(site, request, wrong=wrong)


@post("/account/sign-out", opt={"may": (PERSON,)}, sync_to_thread=True, include_in_schema=False)
def sign_out(site: NamedDependency[Site], request: Call) -> Response[str]:
    """End the session, here and in the store."""
    caller = caller_of(request)
    site.doors.sessions.end(caller.session)
    note(site, "person", caller.id, "signed-out")
    return left(site, "person")


ROUTES = (
    register_form, register, registered, confirm_form, confirm, forgotten_form, forgotten,
    forgotten_sent, password_form, set_password, sign_in_form, sign_in, sign_out,
)  # fmt: skip
