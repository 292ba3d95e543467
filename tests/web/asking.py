"""How tests ask for rights on a served site: as a visitor without scripts, and as its staff."""

from __future__ import annotations

import re
from datetime import datetime

import httpx

from tests.web.served import Served
from troth.engines.intake.submission import Receipt, Submission
from troth.engines.rights.register import Declined

STATED = {"h": "none", "f": "IE"}
TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')


def token(page: httpx.Response) -> str:
    """Return what a form must send back to be taken for the visitor's own."""
    found = TOKEN.search(page.text)
    assert found is not None, page.text[:400]
    return found.group(1)


def post(visitor: httpx.Client, path: str, to: str = "", **fields: str) -> httpx.Response:
    """Open a page and send its form; `to` where the form goes elsewhere."""
    csrf = token(visitor.get(path))
    return visitor.post(to or path, data={**fields, "_csrf_token": csrf})


def writes(served: Served, address: str, at: datetime | None = None) -> bytes:
    """Let somebody send the contact form; return who they are in the store."""
    platform = served.platform
    taken = platform.intake.receive(
        Submission(
            form="contact-form",
            data={"name": "A. Visitor", "email": address, "message": "Hello"},
            received_at=at or platform.clock.now(),
        )
    )
    assert isinstance(taken, Receipt), taken
    return taken.person


def asks(served: Served, visitor: httpx.Client, right: str, address: str, **also: str) -> str:
    """Ask for a right and follow the link that comes; return the path of the request's page."""
    answer = post(visitor, f"/requests/new/{right}", email=address, **also)
    assert (answer.status_code, answer.headers["location"]) == (303, "/requests/sent")
    return follows(served, visitor, address)


def follows(served: Served, visitor: httpx.Client, address: str) -> str:
    """Follow the link that was sent to an address; return the path of the request's page."""
    path = served.link(address).removeprefix(served.address)
    answer = post(visitor, path)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def number_of(served: Served, path: str) -> bytes:
    """Return the request behind its page."""
    found = served.site.doors.links.look(
        path.rpartition("/")[2], "request-status", served.platform.clock.now()
    )
    assert found is not None
    assert found.owner is not None
    return found.owner


def answers(served: Served, request: bytes) -> None:
    """Let staff lead a request to its answer; every system says it is done."""
    requests, now = served.platform.requests, served.platform.clock.now()
    for _ in range(6):
        entry = requests.show(request, now).entry
        for name in entry.waiting("ask"):
            requests.settle(request, name, "done", now)
        if entry.case.state in ("answered", "closed"):
            return
        after = requests.proceed(request, now, handed=False, who="privacy")
        if isinstance(after, Declined) and after.code == "ANSWER_INCOMPLETE":
            # The text says nothing of machines, and the seat has no authority of the Union.
            said = {letter: word for letter, word in STATED.items() if f"{letter}: " in after.why}
            after = requests.answer(request, now, stated=said, handed=False, who="privacy")
        assert not isinstance(after, Declined), after
