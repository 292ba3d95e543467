"""Consent as append-only events: given, withdrawn, expired, or recorded without counting.

An event names its purpose and recipient, and the hash, language and channel of the exact text that
was shown (GDPR Art. 7(1)). Consent by use, bundled, pre-ticked or by continuing a call is none
(Art. 4(11); recital 32; C-673/17): `faithful` records that the policy claims it, and neither mode
ever counts it. Withdrawal is as easy as giving (Art. 7(3)) and holds from the next decision on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from troth.core.facts import Fact, fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.evidence import EvidenceLog
from troth.engines.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore
from troth.storage.rows import ConsentRow

Method = Literal[
    "ticked-box", "button", "signature", "double-opt-in", "account-setting", "spoken", "written",
    "by-use", "bundled", "pre-ticked", "by-continuing",
]  # fmt: skip
"""How it was given; the last four are not affirmative acts."""

NOT_AFFIRMATIVE = frozenset(("by-use", "bundled", "pre-ticked", "by-continuing"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One consent as it was given.

    Attributes:
        text_hash: SHA-256 of the exact text shown, 64 hex digits.
        until: When it lapses by its own terms, or None.
    """

    purpose: str
    text_hash: str
    language: str = "en"
    channel: str = "web"
    method: Method = "ticked-box"
    recipient: str = ""
    until: datetime | None = None

    @property
    def counts(self) -> bool:
        """Whether it is an affirmative act for a known text (GDPR Art. 4(11), 7(1))."""
        return self.method not in NOT_AFFIRMATIVE and len(self.text_hash) == 64


def consent_events(
    policy: Policy, given: Sequence[tuple[bytes, Given, datetime]]
) -> list[ConsentRow]:
    """Return the rows of consents given; what does not count is `record-only`."""
    return [
        ConsentRow(
            event=0,
            person=person,
            purpose=one.purpose,
            recipient=one.recipient,
            action="give" if one.counts else "record-only",
            at=to_micros(at),
            until=None if one.until is None else to_micros(one.until),
            text_hash=one.text_hash,
            language=one.language,
            channel=one.channel,
            method=one.method,
            policy=policy.hash,
        )
        for person, one, at in given
    ]


def consent_facts(vault: Vault, entropy: Entropy, events: Sequence[ConsentRow]) -> list[Fact]:
    """Return one fact an event, each with its own salted commitment."""
    asked = [
        (event.person, entropy.bytes(16), f"{event.purpose}:{event.action}".encode())
        for event in events
    ]
    made = []
    for event, commitment in zip(events, vault.commitments(asked), strict=True):
        if event.action == "withdraw":
            one = fact(
                "consent-withdrawn",
                event.at,
                purpose=event.purpose,
                policy=event.policy,
                commitment=commitment,
            )
        else:
            one = fact(
                "consent-given" if event.action == "give" else "consent-recorded",
                event.at,
                purpose=event.purpose,
                text=event.text_hash,
                policy=event.policy,
                method=event.method,
                commitment=commitment,
            )
        made.append(one)
    return made


class ConsentEngine:
    """Gives, withdraws and shows consent."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy

    def give(self, person: bytes, given: Given, now: datetime) -> ConsentRow:
        """Append a consent; one that does not count is recorded as such, in `faithful` mode only.

        Raises:
            InputError: `consent/unknown-purpose`, `consent/not-asked` for a purpose that does not
                rest on consent, `consent/not-affirmative` in `strict` mode, `consent/no-text`.
        """
        self._check(given)
        event = consent_events(self._policy, [(person, given, now)])[0]
        self._append(event, now)
        return event

    def withdraw(self, person: bytes, purpose: str, now: datetime) -> ConsentRow:
        """Withdraw consent to a purpose; never refused (GDPR Art. 7(3))."""
        if purpose not in self._policy.purposes:
            raise _unknown(purpose)
        event = ConsentRow(
            event=0,
            person=person,
            purpose=purpose,
            recipient="",
            action="withdraw",
            at=to_micros(now),
            until=None,
            text_hash="0" * 64,
            language="",
            channel="",
            method="written",
            policy=self._policy.hash,
        )
        self._append(event, now)
        return event

    def show(self, person: bytes) -> list[ConsentRow]:
        """Return every event of a person's alias set, oldest first."""
        with self._data.read() as reader:
            return list(reader.consents(reader.aliases(person)))

    def active(self, person: bytes, now: datetime) -> dict[str, datetime | None]:
        """Return purpose → lapse of every consent that stands at `now`."""
        standing: dict[str, datetime | None] = {}
        for event in self.show(person):
            if event.action == "give":
                standing[event.purpose] = None if event.until is None else from_micros(event.until)
            elif event.action in ("withdraw", "expire"):
                standing.pop(event.purpose, None)
        return {p: until for p, until in standing.items() if until is None or now < until}

    def _check(self, given: Given) -> None:
        purpose = self._policy.purposes.get(given.purpose)
        if purpose is None:
            raise _unknown(given.purpose)
        if not purpose.consent_needed:
            raise InputError(
                "consent/not-asked",
                f"`{given.purpose}` does not rest on consent but on {purpose.basis}",
                help="a consent nobody needs must not be collected",
            )
        if len(given.text_hash) != 64 or set(given.text_hash) - set("0123456789abcdef"):
            raise InputError(
                "consent/no-text",
                "a consent needs the SHA-256 of the exact text that was shown",
                help="GDPR Art. 7(1): the controller must be able to demonstrate consent",
            )
        if given.method in NOT_AFFIRMATIVE and self._policy.mode == "strict":
            raise InputError(
                "consent/not-affirmative",
                f"`{given.method}` is no affirmative act",
                help="GDPR Art. 4(11); under mode `faithful` it is recorded and never counted",
            )

    def _append(self, event: ConsentRow, now: datetime) -> None:
        payload = msgspec.json.encode(
            {"purpose": event.purpose, "action": event.action, "at": event.at, "until": event.until,
             "text_hash": event.text_hash, "language": event.language, "channel": event.channel,
             "method": event.method, "policy": event.policy, "recipient": event.recipient}
        )  # fmt: skip
        self._vault.journal(event.person, "consent", payload, now)
        facts = consent_facts(self._vault, self._entropy, [event])
        with self._data.unit() as unit:
            unit.add_consents([event])
            self._evidence.append(unit, *facts)


def _unknown(purpose: str) -> InputError:
    return InputError("consent/unknown-purpose", f"the policy has no purpose `{purpose}`")
