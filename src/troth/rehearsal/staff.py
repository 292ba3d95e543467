"""Staff and recipients of the rehearsed company: who looks at what, and what is handed to whom.

Every purpose and recipient gets its turn: the one exercised least comes next. Some looks and some
disclosures are wrong on purpose, and must be refused. Nothing is read past `engines.staff.access`.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from troth.assembly.handing_on import terms_of
from troth.assembly.platform import Platform
from troth.engines.disclosure.disclosure import Handover
from troth.engines.disclosure.recipient_terms import Signed
from troth.engines.staff.access import Look
from troth.policy.compiled import Purpose
from troth.rehearsal.account import MonthAccount
from troth.rehearsal.behaviour import handover, look, unknown_recipient, wrong_looks
from troth.rehearsal.chance import Chance
from troth.rehearsal.lives import Known, rarest


class Staff:
    """Looks and disclosures, counted in the month's account."""

    def __init__(self, house: Platform, chance: Chance) -> None:
        self._house = house
        self._policy = house.policy
        self._chance = chance
        self._looked: Counter[str] = Counter()
        self._handed: Counter[str] = Counter()
        self._wronged: Counter[str] = Counter()
        self._signed: set[str] = set()
        self.account = MonthAccount(month="")

    def adopt(self, house: Platform) -> None:
        """Go by another version of the policy from here on."""
        self._house, self._policy = house, house.policy

    def purpose_for(self, known: Known) -> Purpose | None:
        """Return the purpose looked at least so far among those that use what is held."""
        usable = [p.key for p in self._policy.purposes.values() if p.uses & known.held]
        key = rarest(usable, self._looked)
        return None if key is None else self._policy.purposes[key]

    def look(self, known: Known, purpose: Purpose, now: datetime) -> None:
        """Look at what is held of somebody for a purpose."""
        self._looked[purpose.key] += 1
        bound = known.bound.get(purpose.key)
        beyond = None
        if bound is None and not purpose.consent_needed:
            # GDPR Art. 6(4): beyond what it was taken in for, only with a law or a fresh consent.
            beyond = "law" if purpose.basis == "legal-obligation" else "consent"
        asked = look(
            self._policy,
            known.subject,
            purpose,
            bound or purpose.uses & known.held,
            self._chance.hexadecimal(8),
            beyond=beyond,
        )
        self._read(asked, now)

    def look_wrongly(self, known: Known, now: datetime) -> None:
        """Look in a way that must be refused; the way tried least comes next."""
        open_to = known.bound.keys() | {purpose.key for purpose in self._agreed(known)}
        wrong = wrong_looks(self._policy, known.subject, known.held, known.bound, open_to)
        key = rarest(wrong, self._wronged)
        if key is not None:
            self._wronged[key] += 1
            self._read(wrong[key], now)

    def hand_over(self, known: Known, now: datetime) -> None:
        """Hand to the recipient served least what it is declared to receive."""
        wanted: dict[str, Handover] = {}
        for recipient in self._policy.recipients.values():
            for purpose in self._agreed(known):
                if recipient.purposes is not None and purpose.key not in recipient.purposes:
                    continue
                made = handover(
                    self._policy, known.subject, recipient, purpose, known.held,
                    known.person.country, f"case-{known.number}",
                )  # fmt: skip
                if made is not None:
                    wanted.setdefault(recipient.key, made)
        key = rarest(wanted, self._handed)
        if key is not None:
            self._handed[key] += 1
            self._sign(key, now)
            self._hand(wanted[key], now)

    def _sign(self, recipient: str, now: datetime) -> None:
        """Have terms signed where nothing leaves before (GDPR Art. 28(3))."""
        if self._policy.recipients[recipient].signed_first is None or recipient in self._signed:
            return
        self._signed.add(recipient)
        terms = Signed(recipient=recipient, party=recipient, agreement=f"terms-{recipient}")
        terms_of(self._house).sign(terms, now)

    def hand_over_wrongly(self, known: Known, now: datetime) -> None:
        """Try to hand data to somebody the policy does not know."""
        if known.bound:
            self._hand(unknown_recipient(known.subject, min(known.bound), known.held), now)

    def _agreed(self, known: Known) -> list[Purpose]:
        """Return purposes no consent is missing for, those bound at collection first."""
        agreed = [
            purpose
            for key, purpose in sorted(self._policy.purposes.items())
            if key in known.consents or not purpose.consent_needed
        ]
        return sorted(agreed, key=lambda purpose: purpose.key not in known.bound)

    def _read(self, asked: Look, now: datetime) -> None:
        answer = self._house.access.read(asked, now)
        granted = bool(answer.seen) or not answer.refused
        self.account.counts["looks" if granted else "looks-refused"] += 1
        if not granted:
            self.account.refused[answer.refused[0].code] += 1

    def _hand(self, asked: Handover, now: datetime) -> None:
        handed = self._house.disclosures.hand_over(asked, now)
        self.account.counts["disclosures" if handed else "disclosures-refused"] += 1
        if handed.refused:
            self.account.refused[handed.refused[0].code] += 1
