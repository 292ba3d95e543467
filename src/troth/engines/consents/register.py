"""Publishing, replacing and withdrawing the texts by which people are asked.

Each change is in the log. Whoever agreed to a text that is replaced or withdrawn is asked again:
what they agreed to is not what is done from then on.

GDPR Art. 4(11) (informed), 7(1) (demonstrable); EDPB Guidelines 05/2020, para. 110.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from troth.core.facts import Fact, fact
from troth.core.periods import to_micros
from troth.engines.consents.checks import (
    channel_meant,
    check_channel,
    check_recipient,
    known_purpose,
)
from troth.engines.consents.consents import ConsentEngine
from troth.engines.consents.texts import PublishedText, enter, hash_of, published, retire
from troth.engines.evidence.evidence import EvidenceLog
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.storage.ports import DataStore


class ConsentRegister:
    """Keeps the register of consent texts."""

    def __init__(
        self, *, policy: Policy, data: DataStore, evidence: EvidenceLog, consents: ConsentEngine
    ) -> None:
        self._policy = policy
        self._data = data
        self._evidence = evidence
        self._consents = consents

    def publish(
        self,
        words: str,
        *,
        purpose: str,
        language: str,
        now: datetime,
        layout: str = "",
        recipient: str = "",
        replaces: str = "",
        fields: Sequence[str] = (),
        by_channel: str = "",
    ) -> PublishedText:
        """Enter a text into the register; consents to the text it replaces are superseded.

        Args:
            words: The text, word for word.
            purpose: The one purpose it asks for.
            now: When it is published.
            layout: Form or screen it stands on.
            recipient: Whom it names; empty when nobody.
            replaces: Hash of the text whose place it takes.
            fields: The only items that it names, where it names some; a consent reaches no other.
            by_channel: The one channel it names; empty when none.

        Raises:
            InputError: `consent/unknown-purpose`, `consent/unknown-recipient`,
                `consent/unknown-field`, `consent/unknown-channel`,
                `consent/recipient-and-channel`, and those of `consent_texts.enter`.
        """
        self._check(purpose, recipient, by_channel, fields)
        by, at = channel_meant(self._policy, purpose, by_channel), to_micros(now)
        new = PublishedText(
            text=hash_of(words),
            purpose=purpose,
            language=language,
            layout=layout,
            recipient=recipient,
            at=at,
            fields=tuple(sorted(set(fields))),
            by_channel=by,
        )
        with self._data.unit() as unit:
            known = published(unit)
            entered = enter(unit, new, words, replaces)
            if new.text not in known:
                self._evidence.append(unit, self._fact("consent-text-published", new, at))
        if replaces:
            self._consents.supersede(replaces, now)
        return entered

    def withdraw(self, text: str, now: datetime) -> int:
        """Withdraw a text without another in its place; return how many consents ended by it.

        Raises:
            InputError: `consent/text-unpublished`.
        """
        at = to_micros(now)
        with self._data.unit() as unit:
            known = published(unit).get(text)
            gone = retire(unit, text, at)
            if known is not None and not known.withdrawn_at:
                self._evidence.append(unit, self._fact("consent-text-withdrawn", gone, at))
        return self._consents.supersede(text, now)

    def texts(self) -> Mapping[str, PublishedText]:
        """Return hash → text of everything that was ever published."""
        with self._data.read() as reader:
            return published(reader)

    def _fact(self, kind: str, text: PublishedText, at: int) -> Fact:
        return fact(kind, at, text=text.text, purpose=text.purpose, policy=self._policy.hash)

    def _check(self, purpose: str, recipient: str, by_channel: str, fields: Sequence[str]) -> None:
        check_channel(known_purpose(self._policy, purpose), by_channel, recipient)
        check_recipient(self._policy, recipient)
        known = {item: 0 for each in self._policy.categories.values() for item in each.items}
        known |= {name: 0 for form in self._policy.forms.values() for name in form.fields}
        for name in fields:
            if name not in known:
                raise InputError(
                    "consent/unknown-field",
                    f"the policy has no item `{name}`",
                    help=nearest(name, known),
                )
