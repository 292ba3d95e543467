"""Messages that come in, whatever way they took: kept like any submission, and then answered.

A message is a submission to the form that the manifest names for its channel; one that holds
contact details may be an application, where the policy says that such a message is one. What the
policy gives no ground to keep leaves an inquiry without words, so that somebody sees it. The same
message twice is taken once.

GDPR Art. 5(1)(b)-(c), 6(1), 7(1); RFC 5322, 3.6.4 (Message-ID, In-Reply-To).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from troth.core.names import normalise
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.consents.consents import Given
from troth.engines.correspondence.contact import Details, details_in
from troth.engines.correspondence.inquiries import Body, Inquiries, check_topic
from troth.engines.gate import Gate
from troth.engines.intake.submission import Carried, Receipt, Submission
from troth.engines.publication.letter_addresses import newest_addresses
from troth.engines.publication.versions import Versions
from troth.engines.vault.vault import Vault
from troth.errors import InputError, StateError
from troth.policy.compiled import Form, Policy
from troth.policy.compiled_correspondence import MessageForm
from troth.storage.message_rows import MessageRow
from troth.storage.ports import DataStore

NO_FORM = "NO_FORM_FOR_CHANNEL"
"""Why words were not kept where the manifest names no form for the channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """One message as it came.

    Attributes:
        channel: `email`, `chat`, `sms`, `messenger`, `phone`, `paper` or `form`.
        sender: The address or number it says it is from; a claim, no more.
        at: When it was received here, timezone-aware; never what it says of itself.
        message_id, in_reply_to: As RFC 5322 has them; None where there is none.
    """

    channel: str
    sender: str
    subject: str
    text: str
    at: datetime
    message_id: str | None = None
    in_reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a message.

    Attributes:
        inquiry, message, person: Ids in hexadecimal; no person where nothing was kept.
        records: Ids of what was kept of it.
        application: Whether it was taken in as an application.
        repeated: Whether it had been taken in before; nothing was kept again.
        refused: Why its words were not kept, by code.
    """

    inquiry: str
    message: str
    person: str | None = None
    records: tuple[str, ...] = ()
    application: bool = False
    repeated: bool = False
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thread:
    inquiry: bytes | None = None
    person: bytes | None = None


class Correspondence:
    """Takes messages in."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        gate: Gate,
        versions: Versions,
        inquiries: Inquiries,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._rules = policy.correspondence
        self._data = data
        self._vault = vault
        self._gate = gate
        self._versions = versions
        self._entropy = entropy
        self.inquiries = inquiries

    def received(
        self,
        message: IncomingMessage,
        *,
        person: bytes | None = None,
        topic: str = "",
        who: str = "",
    ) -> Received:
        """Take in one message.

        Args:
            message: The message.
            person: The confirmed person it is from, by a session or a link; None for anybody.
            topic: What it is about, where somebody knows; by default what its form is for.
            who: Which of the staff enters it; empty for a program.

        Raises:
            InputError: `inquiry/unknown-topic`.
        """
        if topic:
            check_topic(topic)
        outside = None if not message.message_id else hashed(message.message_id)
        known = self._taken(outside)
        if known is not None:
            return known
        found = details_in(f"{message.subject}\n{message.text}")
        application = found.named or (self._rules.headers_count and bool(message.sender))
        rule = self._rules.taking(message.channel, application=application)
        thread = self._thread(message) if person is None else _Thread(person=person)
        carried = Carried(
            message=self._entropy.bytes(16),
            channel=message.channel,
            topic=topic,
            inquiry=thread.inquiry,
            outside=outside,
            who=who,
        )
        try:
            return self._kept(message, rule, found, carried, thread.person)
        except StateError as fault:
            # Another process took the same message in at the same moment.
            again = self._taken(outside) if fault.code == "store/duplicate" else None
            if again is None:
                raise
            return again

    def _kept(
        self,
        message: IncomingMessage,
        rule: MessageForm | None,
        found: Details,
        carried: Carried,
        person: bytes | None,
    ) -> Received:
        if rule is None:
            return self._unkept(message, carried, "", (NO_FORM,))
        consents = tuple(
            Given(
                purpose=purpose,
                text_hash=self._policy.hash,
                channel=message.channel,
                method="application",
            )
            for purpose in rule.consents
        )
        answer = self._gate.receive(
            Submission(
                form=rule.form,
                data=_values(self._policy.forms[rule.form], rule, message, found),
                received_at=message.at,
                person=person,
                consents=consents if rule.applications else (),
                carried=carried,
            )
        )
        if not isinstance(answer, Receipt):
            return self._unkept(message, carried, rule.form, answer.codes)
        with self._data.read() as reader:
            row = reader.message(carried.message)
        assert row is not None  # filed in the unit that kept the words
        return Received(
            inquiry=_hex(row.inquiry),
            message=row.message.hex(),
            person=answer.person.hex(),
            records=tuple(kept.record.hex() for kept in answer.kept),
            application=rule.applications,
        )

    def _unkept(
        self, message: IncomingMessage, carried: Carried, form: str, codes: tuple[str, ...]
    ) -> Received:
        """Note that a message came whose words may not be kept: somebody has to see to it."""
        rule = self._rules.forms.get(form)
        body = Body(
            topic=carried.topic or (rule.topic if rule else "question"),
            purpose=rule.purpose if rule else "",
            channel=message.channel,
            form=form,
            refused=codes[0],
        )
        with self._data.unit() as unit:
            inquiry = self.inquiries.receive(unit, body, (), message.at, who=carried.who)
            row = MessageRow(
                message=carried.message,
                inquiry=inquiry,
                person=None,
                submission=None,
                direction="in",
                channel=message.channel,
                kind="inquiry",
                state="refused",
                template="",
                outside=carried.outside,
                who=carried.who,
                at=to_micros(message.at),
            )
            unit.put_messages([row])
        return Received(inquiry=inquiry.hex(), message=row.message.hex(), refused=codes)

    def _taken(self, outside: bytes | None) -> Received | None:
        """Return what became of a message that was taken in before."""
        if outside is None:
            return None
        with self._data.read() as reader:
            row = reader.message_outside(outside)
            records = [] if row is None or row.person is None else reader.records([row.person])
        if row is None:
            return None
        form = self.inquiries.show(row.inquiry).body.form if row.inquiry else ""
        rule = self._rules.forms.get(form)
        return Received(
            inquiry=_hex(row.inquiry),
            message=row.message.hex(),
            person=None if row.person is None else row.person.hex(),
            records=tuple(r.record.hex() for r in records if r.submission == row.submission),
            application=rule is not None and rule.applications,
            repeated=True,
        )

    def _thread(self, message: IncomingMessage) -> _Thread:
        """Return the inquiry that a message goes on with, and the person it is from.

        Whoever answers a letter of ours from the address that it went to has that mailbox: its
        Message-ID cannot be guessed. Anything else is a claim and begins anew (DESIGN, D15).
        """
        if not message.in_reply_to:
            return _Thread()
        with self._data.read() as reader:
            row = reader.message_outside(hashed(message.in_reply_to))
            if row is None or row.direction != "out" or row.person is None:
                return _Thread()
            addresses = newest_addresses(reader, self._versions, self._vault, [row.person])
        if not _same(addresses.get(row.person, ""), message.sender):
            return _Thread()
        return _Thread(inquiry=row.inquiry, person=row.person)


def hashed(message_id: str) -> bytes:
    """Return what is kept of the id that a message bears elsewhere."""
    return sha256(message_id.strip().strip("<>").encode()).digest()


def _values(
    form: Form, rule: MessageForm, message: IncomingMessage, found: Details
) -> Mapping[str, str]:
    """Return what a form is told: the words, and how the sender can be reached."""
    words = f"{message.subject}\n\n{message.text}" if message.subject else message.text
    values = {rule.text: words.strip()}
    mail = message.sender if "@" in message.sender else ""
    reach = {"email": mail, "phone": "" if mail else message.sender}
    for name, field in form.fields.items():
        kind = field.identifies or ""
        # What somebody writes of themselves is how they want to be reached.
        stated = {"email": found.email, "phone": found.phone}.get(kind, "")
        own = (stated if rule.applications else "") or reach.get(kind, "")
        if own:
            values[name] = own
    return values


def _same(held: str, said: str) -> bool:
    try:
        return bool(held) and normalise("email", held) == normalise("email", said)
    except InputError:
        return False


def _hex(value: bytes | None) -> str:
    return "" if value is None else value.hex()
