"""The console as staff meet it: signed in, with the people and requests a test needs."""

from __future__ import annotations

import re
from collections.abc import Sequence

import httpx

from tests.web.served import Served
from troth.core.requests import Right
from troth.engines.intake.submission import Receipt, Submission
from troth.engines.rights.opening import Opening
from troth.engines.rights.register import Entry

TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


def signed_in(served: Served, login: str, *roles: str) -> httpx.Client:
    """Return a browser in which a member of staff with these roles is signed in."""
    return with_session(served, session(served, login, *roles))


def session(served: Served, login: str, *roles: str) -> str:
    """Return the token of a session of somebody who has these roles."""
    doors, now = served.site.doors, served.site.now()
    member = next((one for one in doors.staff.everybody() if one.login == login), None)
    if member is None:
        member = doors.staff.add(login, roles, now)
    return doors.sessions.begin("staff", member.staff, now)


def with_session(served: Served, token: str) -> httpx.Client:
    """Return a browser with a session."""
    client = nobody(served)
    client.cookies.set("troth-staff", token)
    return client


def nobody(served: Served) -> httpx.Client:
    """Return a browser in which nobody is signed in; it leaves no connection open."""
    return served.client(limits=httpx.Limits(max_keepalive_connections=0))


def sent(client: httpx.Client, page: str, to: str, **fields: str) -> httpx.Response:
    """Send a form of a page."""
    found = TOKEN.search(client.get(page).text)
    assert found, f"{page} has no form"
    return client.post(to, data={"_csrf_token": found[1], **fields})


def somebody(served: Served, address: str) -> bytes:
    """Let somebody send the contact form; return who they are now."""
    data = {"name": "Robin Example", "email": address, "message": "A word about a quote"}
    answer = served.platform.intake.receive(
        Submission(form="contact-form", data=data, received_at=served.site.now())
    )
    assert isinstance(answer, Receipt), answer
    return answer.person


def asked(served: Served, person: bytes, right: Right = "erasure") -> Entry:
    """Open a request in somebody's name, from their own session."""
    now = served.site.now()
    opening = Opening(asked=right, received_at=now, person=person, session=True)
    entry = served.platform.requests.open(opening, now)
    assert isinstance(entry, Entry), entry
    return entry


def rows(text: str) -> Sequence[str]:
    """Return the rows of the tables of a page."""
    return re.findall(r"<tr>(.*?)</tr>", text, flags=re.S)
