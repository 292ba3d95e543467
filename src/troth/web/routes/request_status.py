"""A request's own page: where it stands, its three dates and why, and what can be done about it.

It opens by a lasting link, or for the signed-in person by the request's id. It shows no value of a
person. The answer itself is handed over only to somebody who shows once more that it is theirs: a
link to their address, with a code that this page shows; or their session.

GDPR Art. 12(3)-(4), 15(3), 77, 79; OWASP ASVS 5.0, 14.2 (no sensitive data in addresses).
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from troth.core.names import Identifier, normalise
from troth.core.periods import from_micros
from troth.core.requests import Case, possible
from troth.engines.rights.grounds import REFUSALS
from troth.engines.rights.packages import lock, pack, read_code
from troth.engines.rights.register import Declined
from troth.engines.rights.requests import Shown
from troth.errors import InputError
from troth.web.access import ANYONE, PERSON, Call, caller_of
from troth.web.days import written_day
from troth.web.envelopes import code_for
from troth.web.posted import Posted, go_to
from troth.web.rendering import language_of, page
from troth.web.request_letters import authority_for, complaint_letter, send_letter
from troth.web.routes.requests import ladder
from troth.web.site import Site
from troth.web.wording import speak

OPEN = {"may": (ANYONE,)}
NUMBER_BYTES = 16
Bytes = Response[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A request, by what its page was opened with.

    Attributes:
        mine: Whether the person it is about is signed in.
    """

    shown: Shown
    mine: bool

    @property
    def answered(self) -> bool:
        """Whether there is an answer to hand over."""
        return self.shown.entry.row.answered_at is not None and not self.shown.entry.case.open

    @property
    def free(self) -> bool:
        """Whether the answer goes to whoever opens this page: it is about nobody, or theirs."""
        return self.mine or self.shown.entry.row.person is None


def _opened(site: Site, request: Call, key: str) -> Opened:
    """Return the request behind a link, or behind an id for the person it is about.

    Raises:
        NotFoundException: alike for what is not there and what is somebody else's.
    """
    now, caller = site.now(), caller_of(request)
    found = site.doors.links.look(key, "request-status", now)
    try:
        if found is not None and found.owner is not None:
            shown = site.platform.requests.show(found.owner, now)
            return Opened(shown=shown, mine=_mine(site, shown, caller.id))
        if caller.kind == PERSON:
            shown = site.platform.requests.show(bytes.fromhex(key), now)
            if _mine(site, shown, caller.id):
                return Opened(shown=shown, mine=True)
    except (InputError, ValueError):
        # No such request, or no id at all: to somebody outside these are one thing.
        raise NotFoundException from None
    raise NotFoundException


def _mine(site: Site, shown: Shown, caller: bytes) -> bool:
    person = shown.entry.row.person
    if person is None or not caller:
        return False
    with site.platform.data.read() as reader:
        return caller in reader.aliases(person)


@get("/requests/status/{key:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def status(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Response[str]:
    """Show where a request stands."""
    opened = _opened(site, request, key)
    number = request.query_params.get("sent", "")
    return _page(site, request, key, opened, code=code_for(site, number) if number else "")


def _page(
    site: Site, request: Call, key: str, opened: Opened, *, code: str = "", wrong: str = ""
) -> Response[str]:
    shown = opened.shown
    row, case = shown.entry.row, shown.entry.case
    language = language_of(request)
    answer = page(
        site,
        request,
        "requests-status.html",
        row=row,
        case=case,
        dates=shown.dates,
        received=shown.entry.received.date(),
        say_day=lambda day: written_day(day, language),
        overdue=shown.overdue,
        first_open=_first_open(site, shown),
        ground=case.ground.partition(":")[0],
        pause=_pause(case),
        grounds=REFUSALS,
        history=[(from_micros(one.at).date(), one.kind) for one in shown.events],
        may=possible(case),
        answered=opened.answered,
        free=opened.free,
        code=code,
        wrong=wrong,
        key=key,
        authority=authority_for(site, row.residence),
    )
    if wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


def _first_open(site: Site, shown: Shown) -> bool:
    """Whether the request that a duplicate joined still waits for the answer to both."""
    if shown.duplicate_of is None:
        return False
    return site.platform.requests.show(shown.duplicate_of, site.now()).entry.case.open


def _pause(case: Case) -> str:
    """Return why the clock stands now, without the id of a reason; empty while it runs."""
    standing = [one.ground for one in case.pauses if one.stop is None]
    return standing[-1].partition(":")[0] if standing else ""


@post("/requests/status/{key:str}/withdraw", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def withdraw(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Redirect:
    """Take a request back."""
    opened = _opened(site, request, key)
    site.platform.requests.withdraw(opened.shown.entry.row.request, site.now())
    return _back(key)


@post("/requests/status/{key:str}/appeal", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def appeal(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Redirect:
    """Ask again, of somebody else."""
    opened = _opened(site, request, key)
    site.platform.requests.appeal(opened.shown.entry.row.request, site.now())
    return _back(key)


@get(
    "/requests/status/{key:str}/complaint.txt",
    opt=OPEN, sync_to_thread=True, include_in_schema=False,
)  # fmt: skip
def complaint(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Bytes:
    """Hand over a complaint to the authority, made from what is known of the request."""
    opened = _opened(site, request, key)
    letter = complaint_letter(site, opened.shown, language_of(request))
    return _file(letter.encode(), "complaint.txt", "text/plain; charset=utf-8")


@post("/requests/status/{key:str}/link", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def send_link(
    site: NamedDependency[Site], request: Call, key: FromPath[str], data: Posted
) -> Response[str] | Redirect:
    """Send the link to the package, if the address is the person's; say the same either way."""
    opened, language = _opened(site, request, key), language_of(request)
    if not opened.answered:
        return _back(key)
    try:
        address = normalise("email", data.get("email", ""))
    except InputError:
        return _page(site, request, key, opened, wrong="request-wrong-email")
    number = site.platform.entropy.bytes(NUMBER_BYTES).hex()
    wanted = opened.shown.entry.row
    site.post.run(lambda: _send(site, wanted.request, wanted.asked, address, number, language))
    return go_to(f"/requests/status/{key}?sent={number}")


def _send(
    site: Site, request: bytes, right: str, address: Identifier, number: str, language: str
) -> None:
    now = site.now()
    if not ladder(site).belongs(request, address, now):
        return
    token = site.doors.links.make("package", now, owner=request, about=number)
    link = f"{site.address}/requests/package/{token}"
    send_letter(site, address.value, language, "package", link, request=request, right=right)


@post("/requests/status/{key:str}/package", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def take(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Bytes | Redirect:
    """Hand the package to the signed-in person, or an answer that is about nobody."""
    opened = _opened(site, request, key)
    made = _package(site, request, opened.shown.entry.row.request) if opened.free else None
    if made is None:
        return _back(key)
    return _file(made, "answer.zip", "application/zip")


@get("/requests/package/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def package_form(site: NamedDependency[Site], request: Call, token: FromPath[str]) -> Response[str]:
    """Ask for the code; looking does not use the link up."""
    if site.doors.links.look(token, "package", site.now()) is None:
        return _over(site, request)
    return page(site, request, "requests-package.html", token=token, wrong="")


@post("/requests/package/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def package(
    site: NamedDependency[Site], request: Call, token: FromPath[str], data: Posted
) -> Response[str] | Bytes:
    """Hand the package over, once, to whoever has both the link and the code."""
    now, links = site.now(), site.doors.links
    found = links.look(token, "package", now)
    if found is None or found.owner is None:
        return _over(site, request)
    code, counted = code_for(site, found.about), f"package/{found.about}"
    if read_code(data.get("code", "")) != code:
        site.doors.attempts.failed(counted, counted, now)
        if site.doors.attempts.wait(counted, counted, now):
            # Somebody guesses: the link is over, and its owner asks for another.
            links.use(token, "package", now)
            return _over(site, request)
        answer = page(
            site, request, "requests-package.html", token=token, wrong="package-wrong-code"
        )
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer
    made = _package(site, request, found.owner)
    if made is None or links.use(token, "package", now) is None:
        return _over(site, request)
    if data.get("form") == "zip":
        return _file(made, "answer.zip", "application/zip")
    language = language_of(request)
    locked = lock(made, code, site.platform.entropy, speak(language), language)
    return _file(locked, "answer.html", "application/octet-stream")


def _package(site: Site, request: Call, wanted: bytes) -> bytes | None:
    answer = site.platform.requests.written_again(wanted, site.now())
    if isinstance(answer, Declined):
        return None
    language = language_of(request)
    return pack(answer, speak(language), language)


def _file(content: bytes, name: str, kind: str) -> Bytes:
    return Response(
        content,
        media_type=kind,
        headers={"content-disposition": f'attachment; filename="{name}"'},
        status_code=HTTPStatus.OK,
    )


def _back(key: str) -> Redirect:
    return go_to(f"/requests/status/{key}")


def _over(site: Site, request: Call) -> Response[str]:
    answer = page(site, request, "requests-over.html")
    answer.status_code = HTTPStatus.GONE
    return answer


ROUTES = (status, withdraw, appeal, complaint, send_link, take, package_form, package)
