"""Answers and notices: judged, kept in the vault, sent, and noted with how that went.

The words are kept before they leave and noted as sent after. What did not begin to leave is tried
again; what broke on its way may have left, and is not sent twice by itself. What is held waits for
a second pair of eyes; whoever wrote it does not release it.

GDPR Art. 5(2), 12(1), 32(4); RFC 5322, 3.6.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.consents.standing import read_standing
from troth.engines.correspondence.correspondence import hashed
from troth.engines.correspondence.inquiries import Inquiries, Inquiry
from troth.engines.correspondence.outgoing import REPLY, Judge, Meant, Sent, Verdict, Writing
from troth.engines.correspondence.reaching import Reach, reach_of, words_of
from troth.engines.correspondence.ways_out import PLACE, WaysOut
from troth.engines.dossiers.dossiers import words as plain_words
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.gate import Gate
from troth.engines.intake.submission import Carried, Refusal, Submission
from troth.engines.publication.versions import Versions
from troth.engines.vault.vault import Vault
from troth.errors import InputError, StateError
from troth.mail.door import MailDoor
from troth.mail.letter import Letter, compose, message_id
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest, quoted
from troth.storage.dossier_rows import DossierEventRow
from troth.storage.message_rows import MessageRow
from troth.storage.ports import DataStore
from troth.storage.rows import RefusalRow

MAILED: Final = frozenset(("email", "form"))
"""Channels whose answers go by e-mail; on any other somebody says it, and it is written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """How letters leave: by which door, from whom, and where the site is that they lead to."""

    door: MailDoor
    sender: str
    site: str = ""


class Letters:
    """Writes to people."""

    def __init__(
        self,
        *,
        policy: Policy,
        judge: Judge,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        gate: Gate,
        versions: Versions,
        inquiries: Inquiries,
        ways: WaysOut,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._judge = judge
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._gate = gate
        self._versions = versions
        self._inquiries = inquiries
        self._ways = ways
        self._entropy = entropy

    def reply(self, inquiry: bytes, writing: Writing, mailing: Mailing, now: datetime) -> Sent:
        """Answer an inquiry; what promotes is refused or held.

        Raises:
            InputError: `dossier/unknown`, `message/nobody`, `message/unreachable`,
                `message/no-form`, `message/empty`.
            StateError: `inquiry/closed`.
        """
        found = self._inquiries.show(inquiry)
        if found.row.state == "closed":
            raise StateError("inquiry/closed", "this inquiry was closed")
        with self._data.read() as reader:
            asked = [row for row in reader.messages_in([inquiry]) if row.direction == "in"]
        person = next((row.person for row in reversed(asked) if row.person), None)
        if person is None:
            raise InputError(
                "message/nobody",
                "this inquiry leads to nobody",
                help="its words were not kept, or its person was erased: close it with a reason",
            )
        channel = "email" if found.body.channel in MAILED else found.body.channel
        meant = Meant(kind=REPLY, purpose=found.body.purpose, role=writing.role)
        chosen = replace(writing, channel=writing.channel or channel)
        return self._let_out(person, meant, chosen, mailing, now, inquiry=found)

    def send(
        self, person: bytes, template: str, writing: Writing, mailing: Mailing, now: datetime
    ) -> Sent:
        """Send what was not asked for, as what its template is.

        Raises:
            InputError: `message/unknown-template`; as `reply`.
        """
        known = self._policy.correspondence.templates
        if template not in known:
            raise InputError(
                "message/unknown-template",
                f"no template {quoted(template)} is declared",
                help=nearest(template, known) or "declare it under `correspondence: templates`",
            )
        chosen = replace(writing, channel=writing.channel or "email")
        one = known[template]
        meant = Meant(kind=one.kind, purpose=one.purpose, template=template, role=writing.role)
        return self._let_out(person, meant, chosen, mailing, now)

    def held(self) -> Sequence[MessageRow]:
        """Return the messages that wait for somebody to look at them, oldest first."""
        with self._data.read() as reader:
            return reader.messages_at("held")

    def release(
        self, message: bytes, reason: str, who: str, mailing: Mailing, now: datetime
    ) -> Sent:
        """Let a held message out: somebody other than its writer finds that it may leave.

        Raises:
            InputError: `message/unknown`, `message/no-reason`, `message/same-person`.
            StateError: `message/not-held`, `message/words-gone`.
        """
        row = self._held(message, reason)
        if row.who == who:
            raise InputError(
                "message/same-person",
                f"{quoted(who)} wrote it and cannot release it as well",
                help="somebody else looks at it",
            )
        waiting = self._noted(replace(row, state="waiting"), now, who=who, reason=reason)
        return self._hand_on(waiting, mailing, who, now)

    def history(self, message: bytes) -> tuple[DossierEventRow, ...]:
        """Return what happened to a message that went out: each state, by whom, and why."""
        with self._data.read() as reader:
            return tuple(reader.dossier_events([message]))

    def drop(self, message: bytes, reason: str, who: str, now: datetime) -> Sent:
        """Decide that a held message does not leave.

        Raises:
            As `release`.
        """
        row = self._held(message, reason)
        return self._sent(self._noted(replace(row, state="dropped"), now, who=who, reason=reason))

    def deliver(self, mailing: Mailing, now: datetime, *, only: bytes | None = None) -> list[Sent]:
        """Try again what waits: what was kept and did not surely leave.

        Args:
            mailing: How letters leave.
            now: The present.
            only: One message, where no other is meant.
        """
        with self._data.read() as reader:
            found = [row for row in reader.messages_at("waiting") if row.channel in MAILED]
        waiting = [row for row in found if only is None or row.message == only]
        return [self._hand_on(row, mailing, row.who, now) for row in waiting]

    def _let_out(
        self,
        person: bytes,
        meant: Meant,
        writing: Writing,
        mailing: Mailing,
        now: datetime,
        inquiry: Inquiry | None = None,
    ) -> Sent:
        subject = writing.subject or f"{self._policy.controller.name}: your message"
        words = f"{' '.join(subject.split())}\n\n{writing.text.strip()}"
        if not writing.text.strip():
            raise InputError("message/empty", "there is nothing to send")
        with self._data.read() as reader:
            standing = read_standing(reader, [person], now)[person]
            reach = reach_of(reader, self._versions, self._vault, self._policy, person)
        if not reach.activities or (writing.channel in MAILED and not reach.email):
            raise InputError("message/unreachable", "nothing is held by which to reach them so")
        verdict = self._judge.verdict(meant, words, standing, reach.activities, now)
        if verdict.refused:
            return self._refuse(meant, writing.channel, verdict, now)
        chosen = replace(writing, text=words)
        kept = self._keep(person, meant, chosen, verdict, mailing, now, inquiry)
        if isinstance(kept, Sent):
            return kept
        if verdict.hold:
            return self._hold(kept, meant, verdict, now)
        return self._hand_on(kept, mailing, writing.who, now, reach)

    def _keep(
        self,
        person: bytes,
        meant: Meant,
        writing: Writing,
        verdict: Verdict,
        mailing: Mailing,
        now: datetime,
        inquiry: Inquiry | None,
    ) -> MessageRow | Sent:
        """Put the words into the vault, under the form of their channel, before they leave."""
        message = self._entropy.bytes(16)
        form, field = self._form(writing.channel, inquiry)
        carried = Carried(
            message=message,
            channel=writing.channel,
            direction="out",
            kind=meant.kind,
            state="held" if verdict.hold else "waiting",
            template=meant.template,
            inquiry=None if inquiry is None else inquiry.id,
            outside=hashed(message_id(message, mailing.sender)),
            who=writing.who,
        )
        answer = self._gate.receive(
            Submission(
                form=form,
                data={field: writing.text},
                received_at=now,
                person=person,
                carried=carried,
            )
        )
        if isinstance(answer, Refusal):
            return Sent(
                message=b"", state="refused", kind=meant.kind, purpose=meant.purpose,
                channel=writing.channel, reasons=answer.reasons,
            )  # fmt: skip
        with self._data.read() as reader:
            row = reader.message(message)
        assert row is not None  # filed in the unit that kept the words
        return row

    def _form(self, channel: str, inquiry: Inquiry | None) -> tuple[str, str]:
        """Return the form and its field under which words to a person are kept."""
        rules = self._policy.correspondence
        own = None if inquiry is None else rules.forms.get(inquiry.body.form)
        rule = rules.taking(channel, application=False) or own
        rule = rule or next(iter(rules.forms.values()), None)
        if rule is None:
            raise InputError(
                "message/no-form",
                "no form of the policy takes messages, so none can be kept",
                help="name one under `correspondence: forms`",
            )
        return rule.form, rule.text

    def _hold(self, row: MessageRow, meant: Meant, verdict: Verdict, now: datetime) -> Sent:
        self._noted(row, now, phrases=len(verdict.phrases))
        return replace(
            self._sent(row), purpose=meant.purpose, reasons=verdict.hold, phrases=verdict.phrases
        )

    def _hand_on(
        self,
        row: MessageRow,
        mailing: Mailing,
        who: str,
        now: datetime,
        reach: Reach | None = None,
    ) -> Sent:
        with self._data.unit() as unit:
            # Until it is known how it went, it may have left: no other process sends it as well.
            if not unit.move_message(row.message, "waiting", "uncertain"):
                return self._sent(self._again(row))
        state = "sent" if row.channel not in MAILED else self._posted(row, mailing, now, reach)
        return self._sent(self._noted(replace(row, state=state), now, who=who))

    def _posted(self, row: MessageRow, mailing: Mailing, now: datetime, reach: Reach | None) -> str:
        """Hand a letter to the door; return the state that this leaves it in."""
        with self._data.read() as reader:
            words = words_of(reader, self._vault, self._policy, [row]).get(row.message)
            if reach is None and row.person is not None:
                reach = reach_of(reader, self._versions, self._vault, self._policy, row.person)
        if not words or reach is None or not reach.email:
            return "refused"
        subject, _, body = words.partition("\n\n")
        way = self._ways.of(
            row, self.purpose_of(row), mailing.sender, mailing.site, now, shown=PLACE in body
        )
        letter = Letter(
            key=row.message,
            sender=mailing.sender,
            sender_name=self._policy.controller.name,
            recipient=reach.email,
            subject=subject,
            body=f"{way.put_into(body)}\n",
            at=now,
            unsubscribe=way.link,
            unsubscribe_by_mail=way.mail,
        )
        outcome = mailing.door.send(compose(letter)).outcome
        # Only what surely did not leave is tried again by itself.
        return {"later": "waiting", "closed": "waiting"}.get(outcome, outcome)

    def _noted(
        self, row: MessageRow, now: datetime, *, who: str = "", reason: str = "", phrases: int = 0
    ) -> MessageRow:
        """Write down how a message stands, with its fact, and that its inquiry was answered."""
        commitment = bytes(32)
        if row.person is not None:
            asked = (row.person, self._entropy.bytes(16), row.message)
            commitment = self._vault.commitments([asked])[0]
        at = to_micros(now)
        answers = row.state == "sent" and row.inquiry is not None
        inquiry = self._inquiries.show(row.inquiry) if answers and row.inquiry else None
        event = DossierEventRow(
            event=0, dossier=row.message, kind=row.state, who=who, detail=reason, at=at
        )
        with self._data.unit() as unit:
            unit.put_messages([row])
            unit.add_dossier_events([event])
            if inquiry is not None:
                self._inquiries.answered(unit, inquiry, who or row.who, now)
            self._evidence.append(
                unit,
                fact(
                    "message-moved",
                    at,
                    message=row.message,
                    kind_of=row.kind,
                    template=row.template or "none",
                    channel=row.channel,
                    state=row.state,
                    phrases=phrases,
                    commitment=commitment,
                ),
            )
        return row

    def _again(self, row: MessageRow) -> MessageRow:
        with self._data.read() as reader:
            return reader.message(row.message) or row

    def _refuse(self, meant: Meant, channel: str, verdict: Verdict, now: datetime) -> Sent:
        refusal, first = self._entropy.bytes(16), verdict.refused[0]
        at = to_micros(now)
        row = RefusalRow(
            refusal=refusal,
            action="use",
            subject=meant.template or meant.kind,
            code=first.code,
            address=first.address,
            at=at,
        )
        with self._data.unit() as unit:
            unit.add_refusals([row])
            refused = fact(
                "refused", at, refusal=refusal, action="use", code=first.code, address=first.address
            )
            self._evidence.append(unit, refused)
        return Sent(
            message=b"", state="refused", kind=meant.kind, purpose=meant.purpose, channel=channel,
            reasons=verdict.refused, phrases=verdict.phrases,
        )  # fmt: skip

    def _held(self, message: bytes, reason: str) -> MessageRow:
        if not plain_words(reason, "reason"):
            raise InputError("message/no-reason", "whoever decides says why")
        with self._data.read() as reader:
            row = reader.message(message)
        if row is None:
            raise InputError("message/unknown", "there is no such message")
        if row.state != "held":
            raise StateError("message/not-held", f"this message is {row.state}")
        return row

    def purpose_of(self, row: MessageRow) -> str:
        """Return what a message is for: its inquiry's purpose, or its template's."""
        if row.inquiry is not None:
            return self._inquiries.show(row.inquiry).body.purpose
        template = self._policy.correspondence.templates.get(row.template)
        return template.purpose if template else ""

    def _sent(self, row: MessageRow) -> Sent:
        return Sent(
            message=row.message, state=row.state, kind=row.kind, purpose=self.purpose_of(row),
            channel=row.channel,
        )  # fmt: skip
