"""The mail room: reads what arrived, sees to each message, and puts it away once that is durable.

Order is everything here: first what the message leads to is written, then the letter leaves, then
the message is noted as taken, and last it is moved. A stop anywhere brings the same message again,
and each step knows what it did before: a request has its number from the message, correspondence
its id, a letter its Message-ID. What fails for one message is tried again and stops no other.

GDPR Art. 12(2)-(3), 21(3); RFC 3834 (what a program wrote is never answered).
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from troth.connectors.inbox import Arrived, Inbox, Verdict
from troth.core.names import Identifier, normalise
from troth.engines.correspondence.phrases import Phrases
from troth.engines.correspondence.sorting import Sorted, sort
from troth.errors import TrothError
from troth.mail.incoming import Incoming, read_message
from troth.web.asking import offered
from troth.web.mail_acts import Acts, Became
from troth.web.site import Site

log = logging.getLogger("troth.mail")

AGAIN: Final = "again"
"""What became of a message that had been taken in before."""
FAILED: Final = "failed"


@dataclass(slots=True, kw_only=True)
class Reading:
    """What became of the messages of one reading: how many of each kind, and each by itself."""

    counts: Counter[str] = field(default_factory=Counter)
    taken: list[Became] = field(default_factory=list)


class Mailroom:
    """Reads one inbox for a site.

    Args:
        site: What is served; its letters answer.
        inbox: Where messages arrive.
        account: What this place is called, so that two places do not share their numbers.
    """

    def __init__(self, site: Site, inbox: Inbox, account: str) -> None:
        self._site = site
        self._inbox = inbox
        self._account = account
        self._secret = site.platform.keyring.secret("mail")

    def read(self, now: datetime) -> Reading:
        """See to every message that waits.

        Raises:
            OutsideError: `mail/inbox-unreachable`, `mail/inbox-refused`.
        """
        reading, site = Reading(), self._site
        phrases = Phrases(site.book, now.date())

        def taken(number: str) -> bool:
            return site.doors.links.noted("mail-taken", self._number(number), now)

        try:
            self._each(taken, reading, phrases, now)
        except TrothError as fault:
            site.mail.failed(fault.code)
            raise
        site.mail.note(reading.counts, now)
        return reading

    def _each(
        self, taken: Callable[[str], bool], reading: Reading, phrases: Phrases, now: datetime
    ) -> None:
        for arrived in self._inbox.waiting(taken):
            try:
                became = self._see_to(arrived, phrases, now)
            except TrothError as fault:
                # It stays where it is and is read again; those behind it are not kept waiting.
                log.error("message not taken", extra={"code": fault.code})
                became = Became(kind=FAILED, code=fault.code)
            reading.counts[became.kind] += 1
            reading.taken.append(became)
            if became.kind != FAILED:
                self._inbox.put_away(arrived, became.verdict)

    def close(self) -> None:
        """Let go of the inbox."""
        self._inbox.close()

    def _see_to(self, arrived: Arrived, phrases: Phrases, now: datetime) -> Became:
        message = read_message(arrived.raw, whole=arrived.whole)
        links, content = self._site.doors.links, self._keyed("content", message.content)
        verdict: Verdict = "done" if message.readable and message.sender else "refused"
        if links.noted("mail-taken", content, now):
            became = Became(kind=AGAIN, verdict=verdict)
        else:
            at = now if arrived.at is None else min(arrived.at, now)
            became = self._act(message, phrases, at, now)
            links.note("mail-taken", content, now)
        if arrived.number:
            links.note("mail-taken", self._number(arrived.number), now)
        return became

    def _act(self, message: Incoming, phrases: Phrases, at: datetime, now: datetime) -> Became:
        policy = self._site.platform.policy
        sorted_ = sort(
            message,
            phrases,
            contact=(policy.controller.email or "").lower(),
            offered=offered(policy),
        )
        number = self._keyed("request", message.content)[:16]
        acts = Acts(site=self._site, message=message, number=number, at=at, now=now)
        return _seen_to(acts, sorted_, self._sender(message))

    def _sender(self, message: Incoming) -> Identifier | None:
        """Return whom an answer may go to; None where nobody is to be answered."""
        own = {self._site.post.sender, self._site.platform.policy.controller.email}
        if not message.sender or message.automatic or message.sender in own:
            # RFC 3834, section 2: or two programs would write to each other for ever.
            return None
        return normalise("email", message.sender)

    def _number(self, number: str) -> bytes:
        return self._keyed("number", f"{self._account}\n{number}".encode())

    def _keyed(self, use: str, told: bytes) -> bytes:
        return hmac.digest(self._secret, use.encode() + b"\n" + told, hashlib.sha256)


def _seen_to(acts: Acts, found: Sorted, sender: Identifier | None) -> Became:
    match found.kind:
        case "bounce":
            return acts.came_back()
        case "automatic":
            return Became(kind="automatic")
        case "nobody":
            return Became(kind="nobody", verdict="refused")
        case "unsubscription":
            return acts.leaves(found.token)
        case "stop":
            return acts.stops(found, sender)
        case "confirmation":
            return acts.confirms(found, sender)
        case "request":
            return acts.asks(found, sender)
        case "may-be-request":
            return acts.filed("may-be-request", topic="rights")
        case "correspondence":
            return acts.filed("correspondence")
