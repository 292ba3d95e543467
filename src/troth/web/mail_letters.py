"""Letters that answer a message: what it was read as, the dates, and how to say that it was them.

They say the same whether or not anybody is known under the address they go to, hold nothing of
what came, and go to the address alone that the message names: never to another that it asks for.

GDPR Art. 12(2)-(3), 12(6); RFC 3834, section 4 (an answer is sent to the address of `From`).
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

from troth.core.names import Identifier
from troth.core.requests import WITHOUT_PROOF
from troth.engines.accounts.sessions import token_hash
from troth.engines.rights.requests import Shown
from troth.mail.door import Outcome
from troth.mail.letter import Letter
from troth.web.days import written_day
from troth.web.envelopes import code_for, seal
from troth.web.site import Site
from troth.web.wording import Say, known_language, speak


def acknowledge(site: Site, request: bytes, address: Identifier, language: str) -> Outcome:
    """Send the letter that follows a request by e-mail; wait for how that went.

    The same request gets the same letter: one that is sent again is the same message.
    """
    spoken = known_language(language)
    shown, say = site.platform.requests.show(request, site.now()), speak(spoken)
    kind = "stopped" if shown.entry.row.asked in WITHOUT_PROOF else "mailed"
    company, code = site.post.name, code_of(site, request)
    subject = say(f"letter-{kind}-subject", company=company, code=code)
    body = say(
        f"letter-{kind}",
        company=company,
        right=say(f"ask-{shown.entry.row.asked}"),
        day=written_day(shown.entry.received.date(), spoken),
        dates="\n".join(_dates(say, shown, spoken)),
        link=_link(site, request, address) if kind == "mailed" else "",
    )
    if kind == "mailed":
        # The code opens what the link does, for whoever answers from the same address.
        site.doors.links.note(
            "verify-request", token_hash(code), site.now(),
            owner=request, about=mark_of(site, address),
        )  # fmt: skip
    return site.post.deliver(
        Letter(
            key=f"request/{kind}/".encode() + request,
            sender=site.post.sender,
            sender_name=company,
            recipient=address.value,
            subject=subject,
            body=body + "\n",
            at=site.now(),
            language=spoken,
        )
    )


def confirm_leaving(site: Site, number: bytes, to: Identifier, language: str) -> None:
    """Say that no more messages come; it is no marketing itself, and nobody waits for it."""
    spoken = known_language(language)
    say, company = speak(spoken), site.post.name
    site.post.send(
        to.value,
        say("letter-left-subject", company=company),
        say("letter-left", company=company) + "\n",
        key=b"left/" + number,
        at=site.now(),
        language=spoken,
    )


def code_of(site: Site, request: bytes) -> str:
    """Return the code in the subject of the letter about a request."""
    return code_for(site, f"mail/{request.hex()}")


def mark_of(site: Site, address: Identifier) -> str:
    """Return what is kept of the address that a code was sent to."""
    told = f"code/{address.value}".encode()
    return hmac.digest(site.secret, told, hashlib.sha256).hex()[:32]


def _link(site: Site, request: bytes, address: Identifier) -> str:
    token = site.doors.links.make("verify-request", site.now(), owner=request)
    return f"{site.address}/requests/verify/{seal(site, token, address.value)}"


def _dates(say: Say, shown: Shown, language: str) -> list[str]:
    dates = shown.dates
    days: list[tuple[str, date | None]] = [
        ("promised", dates.promised), ("safe", dates.safe), ("statutory", dates.statutory),
    ]  # fmt: skip
    return [
        say(f"letter-date-{name}", day=written_day(day, language))
        for name, day in days
        if day is not None
    ]
