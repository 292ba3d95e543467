"""Filing: a submission that is a message gets its row, and its inquiry, in the unit of its words.

So there is no message without its state, and no words that nobody is to answer. GDPR Art. 5(2).
"""

from __future__ import annotations

from collections.abc import Sequence

from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.correspondence.inquiries import Body, Inquiries
from troth.engines.intake.submission import Carried, Receipt, Refusal, Submission
from troth.policy.compiled import Policy
from troth.storage.message_rows import MessageRow
from troth.storage.ports import DataUnit


class MessageFiling:
    """Files what the gate took in."""

    def __init__(self, *, policy: Policy, inquiries: Inquiries, entropy: Entropy) -> None:
        self._rules = policy.correspondence
        self._inquiries = inquiries
        self._entropy = entropy

    def file(
        self, unit: DataUnit, given: Sequence[Submission], answers: Sequence[Receipt | Refusal]
    ) -> None:
        """Write the messages among these submissions, each with its inquiry."""
        rows = [
            self._filed(unit, one, answer, carried)
            for one, answer in zip(given, answers, strict=True)
            if isinstance(answer, Receipt) and (carried := self._carried(one)) is not None
        ]
        unit.put_messages(rows)

    def _carried(self, given: Submission) -> Carried | None:
        rule = self._rules.forms.get(given.form)
        if given.carried is not None or rule is None:
            return given.carried
        return Carried(message=self._entropy.bytes(16), channel=rule.channels[0])

    def _filed(
        self, unit: DataUnit, given: Submission, receipt: Receipt, carried: Carried
    ) -> MessageRow:
        inquiry = carried.inquiry
        if carried.direction == "in":
            about = [receipt.person]
            if inquiry is None:
                body = self._body(given.form, carried)
                now = given.received_at
                inquiry = self._inquiries.receive(unit, body, about, now, who=carried.who)
            else:
                self._inquiries.again(unit, inquiry, about, given.received_at)
        return MessageRow(
            message=carried.message,
            inquiry=inquiry,
            person=receipt.person,
            submission=receipt.submission,
            direction=carried.direction,
            channel=carried.channel,
            kind=carried.kind,
            state=carried.state,
            template=carried.template,
            outside=carried.outside,
            who=carried.who,
            at=to_micros(given.received_at),
        )

    def _body(self, form: str, carried: Carried) -> Body:
        rule = self._rules.forms.get(form)
        return Body(
            topic=carried.topic or (rule.topic if rule else "question"),
            purpose=rule.purpose if rule else "",
            channel=carried.channel,
            form=form,
        )
