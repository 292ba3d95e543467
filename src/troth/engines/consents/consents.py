"""Consent as append-only events: asked, given, withdrawn, lapsed, or recorded without counting.

An event names its purpose and recipient, and the hash, language, channel and layout of the exact
text that was shown (GDPR Art. 7(1)). Consent by use, bundled, pre-ticked or by continuing a call is
none (Art. 4(11); recital 32; C-673/17): `faithful` records that the policy claims it, and neither
mode ever counts it. Withdrawal is as easy as giving (Art. 7(3)), is never refused, and holds from
the next decision on; what stood on the consent alone is due from that instant. Where a consent
stands is read from its events by `core.consent`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from troth.core.consent import NO_CONSENT, About, Consent
from troth.core.facts import fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.consents.checks import (
    NOT_AFFIRMATIVE,
    Given,
    Method,
    by_consent,
    channel_meant,
    check_channel,
    check_recipient,
    known_purpose,
)
from troth.engines.consents.events import (
    consent_details,
    consent_entries,
    consent_events,
    consent_facts,
    end_event,
    expired_facts,
    identity_of,
)
from troth.engines.consents.guardian_checks import Means, bind_check, record_check
from troth.engines.consents.standing import (
    ASKED,
    CONFIRMED,
    SUPERSEDED,
    about_of,
    consents_of,
    every_consent,
)
from troth.engines.consents.texts import PublishedText, published
from troth.engines.consents.weighing import Scales, check_clock, weigh_all
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.retention.events import Happenings
from troth.engines.vault.vault import Vault
from troth.errors import StateError
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import ConsentRow

__all__ = ["NOT_AFFIRMATIVE", "ConsentEngine", "Given", "Method", "Withdrawal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What a withdrawal led to.

    Attributes:
        event: The event as it was written.
        records_due: Records that stood on this consent alone and are due from now on.
        told: Recipients that were given data for the purpose, and must stop and purge.
    """

    event: ConsentRow
    records_due: int
    told: tuple[str, ...]


class ConsentEngine:
    """Asks for, takes, withdraws, ends and shows consent."""

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
        self._happenings = Happenings(policy=policy, data=data, vault=vault, evidence=evidence)

    def give(self, person: bytes, given: Given, now: datetime) -> ConsentRow:
        """Append a consent; one that does not count is recorded as such, in `faithful` mode only.

        Raises:
            InputError: each ground of `consent_weighing` on which it is none.
        """
        self.check(person, given, now)
        return self._append(consent_events(self._policy, [(person, given, now)])[0], now, given)

    def give_many(self, given: Sequence[tuple[bytes, Given]], now: datetime) -> list[ConsentRow]:
        """Append consents of many people in one unit; one that is none refuses them all.

        Raises:
            InputError: as `give`; nothing is kept then.
        """
        self._check_all(given, now)
        events = consent_events(self._policy, [(person, one, now) for person, one in given])
        return self._append_all(events, [one for _, one in given], now)

    def ask(self, person: bytes, given: Given, now: datetime, answer_by: datetime) -> ConsentRow:
        """Note the first half of a double opt-in: asked for, and nothing until confirmed.

        Raises:
            InputError: as `give`; `consent/over-already` when `answer_by` has passed.
        """
        self.check(person, replace(given, until=answer_by), now)
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
        by_channel: str = "",
        until: datetime | None = None,
    ) -> ConsentRow:
        """Confirm what was asked: the second half of a double opt-in.

        Raises:
            StateError: `consent/nothing-to-confirm` when nothing was asked, the term to answer is
                over, the text was replaced or the person has withdrawn since.
            InputError: `consent/clock-set-back`.
        """
        with self._data.read() as reader:
            rows = list(reader.consents(reader.aliases(person)))
        check_clock(rows, purpose, to_micros(now))
        about = self._about(purpose, recipient, by_channel)
        state = every_consent(rows, now).get(about, NO_CONSENT)
        if state.state != "pending":
            raise StateError(
                "consent/nothing-to-confirm",
                f"no question about `{purpose}` waits for an answer",
                help="ask again; a link that was not answered in time confirms nothing",
            )
        asked = next(
            row
            for row in reversed(rows)
            if about_of(row) == about and row.method == ASKED and row.text_hash == state.text
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
        self,
        person: bytes,
        purpose: str,
        now: datetime,
        recipient: str = "",
        by_channel: str = "",
    ) -> Withdrawal:
        """Withdraw consent to a purpose, or only toward one recipient or channel; never refused.

        GDPR Art. 7(3): also for a purpose that an older policy asked for and this one forgot, and
        under a clock that was set back: then it is written as of the newest word it ends.

        Raises:
            InputError: `consent/unknown-purpose` for a name that nobody ever asked about;
                `consent/unknown-channel`.
        """
        with self._data.read() as reader:
            family = reader.aliases(person)
            spoken = [row for row in reader.consents(family) if row.purpose == purpose]
            shown = [row for row in reader.disclosures(family) if row.purpose == purpose]
        if not spoken:
            known_purpose(self._policy, purpose)
            check_recipient(self._policy, recipient)
        known = self._policy.purposes.get(purpose)
        if by_channel and known is not None and by_channel not in {e.by_channel for e in spoken}:
            check_channel(known, by_channel, recipient)
        about = self._about(purpose, recipient, by_channel)
        at = max([to_micros(now), *(row.at for row in spoken)])
        row = end_event(self._policy, person, about, "written", at)
        # The dates first: cut short between the two, data goes and nothing is wrongly kept.
        last = replace(row, event=1 + max((one.event for one in spoken), default=0))
        if recipient not in self._policy.recipients and by_consent(self._policy, recipient):
            # What came from one source ends with it, whatever else the purpose still has.
            due = self._happenings.withdrawn(person, purpose, now, source=recipient)
        else:
            due = self._end_data(person, [*spoken, last], purpose, now)
        reached = () if about.by_channel else shown
        told = {one.recipient for one in reached if recipient in ("", one.recipient)}
        event = self._append(row, now)
        return Withdrawal(event=event, records_due=due, told=tuple(sorted(told)))

    def lapsed(self, now: datetime) -> list[ConsentRow]:
        """Return the events that `expire` would write at `now`; nothing changes."""
        ended: list[ConsentRow] = []
        with self._data.read() as reader:
            done: set[bytes] = set()
            for person in reader.lapsing(to_micros(now)):
                if person not in done:
                    family = reader.aliases(person)
                    done.update(family)
                    ended += self._lapsed(reader, person, family, now)
        return ended

    def expire(self, now: datetime) -> dict[str, int]:
        """Write down every consent that lapsed by its own terms; return purpose → how many.

        What stood on a lapsed consent alone is due from its lapse on, as after a withdrawal.
        """
        ended = self.lapsed(now)
        if not ended:
            return {}
        counts: dict[str, int] = {}
        for row in ended:
            counts[row.purpose] = counts.get(row.purpose, 0) + 1
            spoken = self.show(row.person)
            self._end_data(row.person, spoken, row.purpose, from_micros(row.at), now)
        with self._data.unit() as unit:
            unit.add_consents(ended)
            facts = expired_facts(self._vault, self._entropy, ended, to_micros(now))
            self._evidence.append(unit, *facts)
        return counts

    def supersede(self, text: str, now: datetime) -> int:
        """End every consent to a text that is shown no more; return how many."""
        with self._data.read() as reader:
            touched = {row.person for row in reader.all_consents() if row.text_hash == text}
            at = to_micros(now)
            rows = [
                replace(
                    end_event(self._policy, person, about, SUPERSEDED, at),
                    text_hash=text,
                )
                for person in sorted(touched)
                for about, consent in every_consent(
                    reader.consents(reader.aliases(person)), now
                ).items()
                if consent.text == text and consent.state in ("given", "pending")
            ]
        for row in rows:
            self._append(row, now)
        return len(rows)

    def replay(self, person: bytes, rows: Sequence[ConsentRow], now: datetime) -> int:
        """Append what another log attests, but for what is known here; return how many were new."""
        known = {identity_of(row) for row in self.show(person)}
        new = [row for row in rows if identity_of(row) not in known]
        for row in new:
            self._append(replace(row, event=0, person=person), now)
        spoken = self.show(person)
        for purpose in sorted({row.purpose for row in new if row.action == "withdraw"}):
            self._end_data(person, spoken, purpose, now)
        return len(new)

    def verify_guardian(self, means: Means, now: datetime) -> str:
        """Keep that a holder of parental responsibility was verified; return the check's id."""
        with self._data.unit() as unit:
            check = record_check(unit, self._entropy, means, now)
            self._evidence.append(
                unit, fact("guardian-verified", to_micros(now), check=check, means=means)
            )
        return check

    def _about(self, purpose: str, recipient: str, channel: str) -> About:
        return About(purpose, recipient, channel_meant(self._policy, purpose, channel))

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
        for about, consent in every_consent(self.show(person), now).items():
            if consent.stands:
                ends.setdefault(about.purpose, set()).add(consent.until)
        return {
            purpose: None if None in each else max(end for end in each if end is not None)
            for purpose, each in ends.items()
        }

    def by_channel(self, person: bytes, now: datetime) -> dict[tuple[str, str], Consent]:
        """Return (purpose, channel) → where each consent that names a channel stands."""
        found = every_consent(self.show(person), now)
        return {(one.purpose, one.by_channel): at for one, at in found.items() if one.by_channel}

    def check(self, person: bytes, given: Given, now: datetime) -> None:
        """Refuse a consent that is none; nothing is kept either way.

        Raises:
            InputError: each ground of `consent_weighing`.
        """
        self._check_all([(person, given)], now)

    def _check_all(self, given: Sequence[tuple[bytes, Given]], now: datetime) -> None:
        with self._data.read() as reader:
            texts: Mapping[str, PublishedText] = published(reader)
            scales = Scales(policy=self._policy, law=self._law, texts=texts, reader=reader)
            weigh_all(scales, given, now)

    def _end_data(
        self,
        person: bytes,
        spoken: Sequence[ConsentRow],
        purpose: str,
        at: datetime,
        now: datetime | None = None,
    ) -> int:
        """Date what stood on a consent alone, unless some consent to the purpose still stands."""
        after = every_consent(spoken, now or at)
        if any(one.stands for about, one in after.items() if about.purpose == purpose):
            return 0
        return self._happenings.withdrawn(person, purpose, at)

    def _lapsed(
        self, reader: DataReader, person: bytes, family: Sequence[bytes], now: datetime
    ) -> Iterator[ConsentRow]:
        rows = list(reader.consents(family))
        written = {(about_of(row), row.at) for row in rows if row.action == "expire"}
        for about, consent in every_consent(rows, now).items():
            if consent.state != "lapsed" or consent.until is None:
                continue
            at = to_micros(consent.until)
            if (about, at) not in written:
                row = end_event(self._policy, person, about, "lapsed", at)
                yield replace(row, text_hash=consent.text)

    def _append(self, event: ConsentRow, now: datetime, given: Given | None = None) -> ConsentRow:
        return self._append_all([event], [given], now)[0]

    def _append_all(
        self, events: list[ConsentRow], given: Sequence[Given | None], now: datetime
    ) -> list[ConsentRow]:
        entries = consent_entries(events, given, to_micros(now))
        asked = consent_details(self._entropy, events)
        facts = consent_facts(events, self._vault.journal_all(entries, asked))
        with self._data.unit() as unit:
            for event, one in zip(events, given, strict=True):
                if one is not None and one.method == "parental":
                    bind_check(unit, one.guardian, event.person)
            unit.add_consents(events)
            self._evidence.append(unit, *facts, about=[(event.person,) for event in events])
        return events
