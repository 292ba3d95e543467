"""What a message leads to, kind by kind: each act can be done again and is done once.

A sender is a claim. It is enough to stop something, since nothing is told by that; for anything
else a letter goes to that very address first. What does not prove what it says goes to somebody who
reads it, with the term of the law beside: the clock runs from receipt, understood or not.

GDPR Art. 5(1)(d), 7(3), 12(2)-(3), 12(6), 21(2)-(3); RFC 2369, RFC 3464.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from troth.connectors.inbox import Verdict
from troth.core.names import Identifier, normalise
from troth.core.requests import WITHOUT_PROOF
from troth.engines.correspondence.correspondence import IncomingMessage, hashed
from troth.engines.correspondence.sorting import Sorted
from troth.engines.correspondence.ways_out import MARKETING
from troth.engines.rights.opening import Opening
from troth.engines.rights.proof import Ladder
from troth.engines.rights.register import Declined
from troth.errors import InputError, OutsideError
from troth.mail.incoming import Incoming
from troth.mail.marked import is_ours
from troth.web.invitations import invitations
from troth.web.mail_letters import acknowledge, confirm_leaving, mark_of
from troth.web.request_letters import send_letter, status_address
from troth.web.site import Site
from troth.web.wording import known_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of one message.

    Attributes:
        verdict: Where the message itself goes.
        request, inquiry: Ids in hexadecimal of what it led to.
        code: Why it could not be taken.
    """

    kind: str
    verdict: Verdict = "done"
    request: str = ""
    inquiry: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What can be done about one message.

    Attributes:
        number: The id of a request that this message opens: the same whenever it is read.
        at: When it arrived; every term runs from here.
    """

    site: Site
    message: Incoming
    number: bytes
    at: datetime
    now: datetime

    def came_back(self) -> Became:
        """Keep an address out of the post, where a letter of ours to it came back for good."""
        bounce, platform = self.message.bounce, self.site.platform
        if bounce is None or not bounce.for_good:
            return Became(kind="bounce-passing")
        if not is_ours(platform.keyring.secret("post"), bounce):
            # Anybody can write a report about anybody.
            return Became(kind="bounce-unproven", verdict="refused")
        try:
            platform.accuracy.bounced(normalise("email", bounce.recipient), self.now)
        except InputError as fault:
            if fault.code != "subject/unknown":
                raise
            return Became(kind="bounce-unknown")
        return Became(kind="bounce")

    def leaves(self, token: str) -> Became:
        """Stop the messages that a way out stops; no page and no answer."""
        if invitations(self.site).leave(token, self.now) is not None:
            return Became(kind="unsubscription")
        # It opens nothing any more; what was meant is plain all the same.
        return self.filed("may-be-request", topic="rights")

    def stops(self, found: Sorted, sender: Identifier | None) -> Became:
        """Stop the messages that an answer is about, for the address they were sent to.

        Which letter is answered shows whom it went to, whatever address the answer comes from.
        """
        for answered in self.message.answers:
            if self._left(answered):
                if sender is not None:
                    confirm_leaving(self.site, self.number, sender, found.language)
                return Became(kind="unsubscription")
        objection = Sorted(
            kind="request", right="objection", about="marketing", language=found.language
        )
        return self.asks(objection, sender)

    def confirms(self, found: Sorted, sender: Identifier | None) -> Became:
        """Note that an address was shown: its letter was answered from it, with its code."""
        site, now = self.site, self.now
        looked = site.doors.links.look(found.token, "verify-request", now)
        ours = looked is not None and sender is not None and looked.about == mark_of(site, sender)
        if looked is None or looked.owner is None or sender is None or not ours:
            return self.filed("may-be-request", topic="rights")
        request = looked.owner
        _ladder(site).followed(request, sender, now)
        site.doors.links.use(found.token, "verify-request", now)
        right = site.platform.requests.show(request, now).entry.row.asked
        send_letter(
            site, sender.value, known_language(found.language), "receipt",
            site.address + status_address(site, request), request=request, right=right,
        )  # fmt: skip
        return Became(kind="confirmation", request=request.hex())

    def asks(self, found: Sorted, sender: Identifier | None) -> Became:
        """Open a request, let hold at once what needs no proof, and write to the address."""
        if sender is None or found.right is None or self._too_often(sender):
            return self.filed("may-be-request", topic="rights")
        site, now = self.site, self.now
        stops = found.right in WITHOUT_PROOF
        opening = Opening(
            asked=found.right,
            about=found.about,
            received_at=self.at,
            channel="email",
            person=self._stopped(found, sender) if stops else None,
        )
        opened = site.platform.requests.open(opening, now, identifier=sender, number=self.number)
        if isinstance(opened, Declined):
            return self.filed("may-be-request", topic="rights")
        request = opened.row.request
        _ladder(site).at_once(request, now)
        kept = self.filed("request", topic="rights")
        self._closed(kept)
        # Where no relay takes it, the message stays and is read again: nobody waits for nothing.
        if acknowledge(site, request, sender, found.language) in ("closed", "later"):
            raise OutsideError(
                "mail/answer-waits",
                "the letter that answers a message could not be sent yet",
                help="the message stays where it is and is read again",
            )
        return Became(kind="request", request=request.hex(), inquiry=kept.inquiry)

    def filed(self, kind: str, *, topic: str = "") -> Became:
        """Keep the message as correspondence, for somebody to read."""
        message = self.message
        received = self.site.platform.correspondence.received(
            IncomingMessage(
                channel="email",
                sender=message.sender,
                subject=message.subject,
                text=message.text,
                at=self.at,
                # What was written is what makes it this message: an id can be anybody's.
                message_id=f"<{message.content.hex()}@content>",
                in_reply_to=next(iter(message.answers), None),
            ),
            topic=topic,
        )
        verdict: Verdict = "done" if message.readable else "refused"
        return Became(kind=kind, verdict=verdict, inquiry=received.inquiry)

    def _left(self, answered: str) -> bool:
        """Stop what one message of marketing was for; whether it was one of ours."""
        platform = self.site.platform
        with platform.data.read() as reader:
            row = reader.message_outside(hashed(answered))
        if row is None or row.person is None or (row.direction, row.kind) != ("out", MARKETING):
            return False
        template = platform.policy.correspondence.templates.get(row.template)
        invitations(self.site).stop(
            row.person, template.purpose if template else MARKETING, self.now
        )
        return True

    def _stopped(self, found: Sorted, sender: Identifier) -> bytes | None:
        """Let an objection hold for everybody under an address; return one of them."""
        platform = self.site.platform
        persons = [one.person for one in platform.identity.find(sender) if one.status != "shared"]
        if found.right == "objection":
            for person in persons:
                # GDPR Art. 21(3): whichever of them it is.
                platform.standing.object(person, found.about, self.now)
        return next(iter(persons), None)

    def _closed(self, kept: Became) -> None:
        inquiries = self.site.platform.correspondence.inquiries
        inquiry = bytes.fromhex(kept.inquiry)
        if inquiries.show(inquiry).row.state != "closed":
            inquiries.close(inquiry, "it was opened as a request", "", self.now)

    def _too_often(self, sender: Identifier) -> bool:
        """Whether one address was written to too often, whoever asks for it."""
        with self.site.platform.data.read() as reader:
            if reader.request(self.number) is not None:
                # The same message again: what kept its letter from leaving is over, perhaps.
                return False
        attempts, counted = self.site.doors.attempts, f"request/{sender.value}"
        if attempts.wait(counted, counted, self.now):
            return True
        attempts.failed(counted, counted, self.now)
        return False


def _ladder(site: Site) -> Ladder:
    platform = site.platform
    return Ladder(requests=platform.requests, identity=platform.identity, data=platform.data)
