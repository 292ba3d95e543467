"""Consent as append-only events: asked, given, withdrawn, lapsed, or recorded without counting.

An event names its purpose and recipient, and the hash, language, channel and layout of the exact
text that was shown (GDPR Art. 7(1)). Consent by use, bundled, pre-ticked or by continuing a call is
none (Art. 4(11); recital 32; C-673/17): `faithful` records that the policy claims it, and neither
mode ever counts it. Withdrawal is as easy as giving (Art. 7(3)), is never refused, and holds from
the next decision on. Where a consent stands is read from its events by `core.consent`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from troth.core.consent import NO_CONSENT, Consent
from troth.core.facts import Fact, fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.consent_checks import (
    NOT_AFFIRMATIVE,
    Given,
    Method,
    check_age,
    check_given,
    check_recipient,
    known_purpose,
)
from troth.engines.consent_texts import PublishedText, check_text, enter, hash_of, published
from troth.engines.evidence import EvidenceLog
from troth.engines.standing import ASKED, CONFIRMED, SUPERSEDED, consents_of, read_standing
from troth.engines.vault import Vault
from troth.errors import StateError
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import ConsentRow

__all__ = [
    "NOT_AFFIRMATIVE", "ConsentEngine", "Given", "Method", "consent_events", "consent_facts",
]  # fmt: skip

NO_TEXT = "0" * 64


def consent_events(
    policy: Policy, given: Sequence[tuple[bytes, Given, datetime]]
) -> list[ConsentRow]:
    """Return the rows of consents given; what does not count, or not yet, is `record-only`."""
    return [
        ConsentRow(
            event=0,
            person=person,
            purpose=one.purpose,
            recipient=one.recipient,
            action="give" if one.counts and one.confirm_by is None else "record-only",
            at=to_micros(one.said_at or at),
            until=_micros(one.confirm_by or one.until),
            text_hash=one.text_hash,
            language=one.language,
            # Where it was given and, after a slash, on which form or screen.
            channel=f"{one.channel}/{one.layout}" if one.layout else one.channel,
            method=ASKED if one.counts and one.confirm_by is not None else one.method,
            policy=policy.hash,
        )
        for person, one, at in given
    ]


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None else to_micros(instant)


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
    """Asks for, takes, withdraws, ends and shows consent; keeps the register of its texts."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
        law: LawBook | None = None,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy
        self._law = law

    def publish_text(
        self,
        words: str,
        *,
        purpose: str,
        language: str,
        now: datetime,
        layout: str = "",
        recipient: str = "",
        replaces: str = "",
    ) -> PublishedText:
        """Enter a text into the register; consents to the text it replaces are superseded.

        Raises:
            InputError: `consent/unknown-purpose`, `consent/unknown-recipient`, and those of
                `consent_texts.enter`.
        """
        known_purpose(self._policy, purpose)
        check_recipient(self._policy, recipient)
        at = to_micros(now)
        new = PublishedText(
            text=hash_of(words),
            purpose=purpose,
            language=language,
            layout=layout,
            recipient=recipient,
            at=at,
        )
        with self._data.unit() as unit:
            first = new.text not in published(unit)
            entered = enter(unit, new, words, replaces)
            if first:
                one = fact(
                    "consent-text-published",
                    at,
                    text=new.text,
                    purpose=purpose,
                    policy=self._policy.hash,
                )
                self._evidence.append(unit, one)
        if replaces:
            self._supersede(replaces, now)
        return entered

    def texts(self) -> Mapping[str, PublishedText]:
        """Return hash → text of everything that was ever published."""
        with self._data.read() as reader:
            return published(reader)

    def give(self, person: bytes, given: Given, now: datetime) -> ConsentRow:
        """Append a consent; one that does not count is recorded as such, in `faithful` mode only.

        Raises:
            InputError: each ground of `consent_checks` and `consent_texts` on which it is none.
        """
        self._check(person, given, now)
        return self._append(consent_events(self._policy, [(person, given, now)])[0], now, given)

    def ask(self, person: bytes, given: Given, now: datetime, answer_by: datetime) -> ConsentRow:
        """Note the first half of a double opt-in: asked for, and nothing until confirmed.

        Raises:
            InputError: as `give`; `consent/over-already` when `answer_by` has passed.
        """
        self._check(person, replace(given, until=answer_by), now)
        event = consent_events(self._policy, [(person, given, now)])[0]
        row = replace(event, action="record-only", method=ASKED, until=to_micros(answer_by))
        return self._append(row, now, given)

    def confirm(
        self,
        person: bytes,
        purpose: str,
        now: datetime,
        *,
        recipient: str = "",
        until: datetime | None = None,
    ) -> ConsentRow:
        """Confirm what was asked: the second half of a double opt-in.

        Raises:
            StateError: `consent/nothing-to-confirm` when nothing was asked, the term to answer is
                over, the text was replaced or the person has withdrawn since.
        """
        with self._data.read() as reader:
            rows = list(reader.consents(reader.aliases(person)))
        state = consents_of(rows, now).get((purpose, recipient), NO_CONSENT)
        if state.state != "pending":
            raise StateError(
                "consent/nothing-to-confirm",
                f"no question about `{purpose}` waits for an answer",
                help="ask again; a link that was not answered in time confirms nothing",
            )
        asked = next(
            row
            for row in reversed(rows)
            if (row.purpose, row.recipient, row.method) == (purpose, recipient, ASKED)
            and row.text_hash == state.text
        )
        row = replace(
            asked,
            event=0,
            person=person,
            action="give",
            method=CONFIRMED,
            at=to_micros(now),
            until=None if until is None else to_micros(until),
        )
        return self._append(row, now)

    def withdraw(
        self, person: bytes, purpose: str, now: datetime, recipient: str = ""
    ) -> ConsentRow:
        """Withdraw consent to a purpose, or only toward one recipient; never refused.

        GDPR Art. 7(3): also for a purpose that an older policy asked for and this one forgot.

        Raises:
            InputError: `consent/unknown-purpose` for a name that nobody ever asked about.
        """
        if all(event.purpose != purpose for event in self.show(person)):
            known_purpose(self._policy, purpose)
            check_recipient(self._policy, recipient)
        return self._append(self._end(person, purpose, recipient, "withdraw", to_micros(now)), now)

    def expire(self, now: datetime) -> dict[str, int]:
        """Write down every consent that lapsed by its own terms; return purpose → how many."""
        ended: list[ConsentRow] = []
        with self._data.read() as reader:
            at = to_micros(now)
            timed = {
                row.person
                for row in reader.all_consents()
                if row.action == "give" and row.until is not None and row.until <= at
            }
            done: set[bytes] = set()
            for person in sorted(timed):
                if person not in done:
                    family = reader.aliases(person)
                    done.update(family)
                    ended += self._lapsed(reader, person, family, now)
        counts: dict[str, int] = {}
        for row in ended:
            counts[row.purpose] = counts.get(row.purpose, 0) + 1
        with self._data.unit() as unit:
            unit.add_consents(ended)
            self._evidence.append(unit, *self._expired_facts(ended, now))
        return counts

    def replay(self, person: bytes, rows: Sequence[ConsentRow], now: datetime) -> int:
        """Append what another log attests, but for what is known here; return how many were new."""
        known = {_identity(row) for row in self.show(person)}
        new = [row for row in rows if _identity(row) not in known]
        for row in new:
            self._append(replace(row, event=0, person=person), now)
        return len(new)

    def show(self, person: bytes) -> list[ConsentRow]:
        """Return every event of a person's alias set, oldest first."""
        with self._data.read() as reader:
            return list(reader.consents(reader.aliases(person)))

    def state(self, person: bytes, now: datetime) -> dict[tuple[str, str], Consent]:
        """Return (purpose, recipient) → where each consent of a person stands."""
        return consents_of(self.show(person), now)

    def active(self, person: bytes, now: datetime) -> dict[str, datetime | None]:
        """Return purpose → lapse of every consent that stands at `now`, whoever it names or not."""
        ends: dict[str, set[datetime | None]] = {}
        for (purpose, _), consent in self.state(person, now).items():
            if consent.stands:
                ends.setdefault(purpose, set()).add(consent.until)
        return {
            purpose: None if None in each else max(end for end in each if end is not None)
            for purpose, each in ends.items()
        }

    def _check(self, person: bytes, given: Given, now: datetime) -> None:
        check_given(self._policy, given, now)
        with self._data.read() as reader:
            standing = read_standing(reader, [person], now)[person]
            texts = published(reader)
        check_age(self._law, given, standing, now)
        if given.counts:
            check_text(
                texts,
                text=given.text_hash,
                purpose=given.purpose,
                recipient=given.recipient,
                language=given.language,
                layout=given.layout,
            )

    def _end(self, person: bytes, purpose: str, recipient: str, action: str, at: int) -> ConsentRow:
        return ConsentRow(
            event=0,
            person=person,
            purpose=purpose,
            recipient=recipient,
            action="withdraw" if action == "withdraw" else "expire",
            at=at,
            until=None,
            text_hash=NO_TEXT,
            language="",
            channel="",
            method="written" if action == "withdraw" else action,
            policy=self._policy.hash,
        )

    def _lapsed(
        self, reader: DataReader, person: bytes, family: Sequence[bytes], now: datetime
    ) -> Iterator[ConsentRow]:
        rows = list(reader.consents(family))
        written = {(r.purpose, r.recipient, r.at) for r in rows if r.action == "expire"}
        for (purpose, recipient), consent in consents_of(rows, now).items():
            if consent.state != "lapsed" or consent.until is None:
                continue
            at = to_micros(consent.until)
            if (purpose, recipient, at) not in written:
                row = self._end(person, purpose, recipient, "lapsed", at)
                yield replace(row, text_hash=consent.text)

    def _expired_facts(self, ended: Sequence[ConsentRow], now: datetime) -> Iterator[Fact]:
        asked = [(row.person, self._entropy.bytes(16), row.purpose.encode()) for row in ended]
        commitments = self._vault.commitments(asked) if asked else []
        for purpose in sorted({row.purpose for row in ended}):
            mine = [c for c, row in zip(commitments, ended, strict=True) if row.purpose == purpose]
            root = hashlib.sha256(b"".join(sorted(mine))).digest()
            yield fact(
                "consents-expired", to_micros(now), purpose=purpose, count=len(mine), root=root
            )

    def _supersede(self, text: str, now: datetime) -> None:
        """End every consent to a text that another one has replaced."""
        with self._data.read() as reader:
            touched = {row.person for row in reader.all_consents() if row.text_hash == text}
            rows = [
                replace(
                    self._end(person, purpose, recipient, SUPERSEDED, to_micros(now)),
                    text_hash=text,
                )
                for person in sorted(touched)
                for (purpose, recipient), consent in consents_of(
                    reader.consents(reader.aliases(person)), now
                ).items()
                if consent.text == text and consent.state in ("given", "pending")
            ]
        for row in rows:
            self._append(row, now)

    def _append(self, event: ConsentRow, now: datetime, given: Given | None = None) -> ConsentRow:
        payload = msgspec.json.encode(
            {"purpose": event.purpose, "action": event.action, "at": event.at, "until": event.until,
             "text_hash": event.text_hash, "language": event.language, "channel": event.channel,
             "method": event.method, "policy": event.policy, "recipient": event.recipient,
             "guardian": "" if given is None else given.guardian}
        )  # fmt: skip
        self._vault.journal(event.person, "consent", payload, now)
        facts = consent_facts(self._vault, self._entropy, [event])
        with self._data.unit() as unit:
            unit.add_consents([event])
            self._evidence.append(unit, *facts)
        return event


def _identity(row: ConsentRow) -> tuple[str, str, str, int, str]:
    return row.purpose, row.recipient, row.action, row.at, row.text_hash
