"""What people do in the rehearsed time, done through the same engines real people use.

Each method is one kind of deed from the rota (`lives.ROTA`): it asks an engine, counts the answer
in the month's account and remembers what later deeds need. Nothing is written past the engines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from troth.assembly.platform import Platform
from troth.core.names import normalise
from troth.core.standing import MARKETING
from troth.engines.consents.consents import Given
from troth.engines.consents.standing import Change
from troth.engines.erasure.erasure import ErasureReceipt
from troth.engines.subjects.identity import Suppression
from troth.rehearsal.account import MonthAccount
from troth.rehearsal.behaviour import given, text_hash
from troth.rehearsal.chance import Chance
from troth.rehearsal.lives import SHARING, Known, rarest, under_age
from troth.rehearsal.staff import Staff
from troth.rehearsal.values import value_for
from troth.storage.rows import RecordRow

ACCEPTING = 7
"""So many of ten who are asked accept a new version; one declines, the rest say nothing."""


class Deeds:
    """Does what the calendar says."""

    def __init__(self, house: Platform, seed: int) -> None:
        self._house = house
        self._policy = house.policy
        self._chance = Chance(seed, "deeds")
        self._asked: Counter[str] = Counter()
        self._objected: Counter[str] = Counter()
        self._happened: Counter[str] = Counter()
        self._turns: Counter[str] = Counter()
        self._opt_outs = {
            promise.key
            for promise in house.policy.promises
            if promise.section == "purposes" and "opt-out" in promise.facets
        }
        self.staff = Staff(house, Chance(seed, "staff"))
        self.account = MonthAccount(month="")
        self.subjects: dict[bytes, Known] = {}
        self.leaving: list[Known] = []
        self.asking: list[Known] = []
        self.minors: list[Known] = []
        self._kinds: Mapping[str, Callable[[Known, datetime], None]] = {
            "agree": self.agree,
            "answer": self.answer,
            "ask": self.ask,
            "await_event": self.await_event,
            "confirm": self.confirm,
            "correct": self.correct,
            "erase": self.erase,
            "extend": self.extend,
            "find_minor": self.find_minor,
            "hand_over": self.staff.hand_over,
            "hand_over_wrongly": self.staff.hand_over_wrongly,
            "look": self.look,
            "look_wrongly": self.staff.look_wrongly,
            "meet": self.meet,
            "object": self.object,
            "place_hold": self.place_hold,
            "record_use": self.record_use,
            "release_hold": self.release_hold,
            "restrict": self.restrict,
            "unrestrict": self.unrestrict,
            "withdraw": self.withdraw,
        }

    def begin(self, account: MonthAccount) -> None:
        """Count in another month's account from here on."""
        self.account = self.staff.account = account

    def do(self, kind: str, known: Known, now: datetime) -> None:
        """Do one deed, unless the person is gone meanwhile."""
        if not known.gone or kind == "release_hold":
            self._kinds[kind](known, now)

    def adopt(self, house: Platform) -> None:
        """Go by another version of the policy from here on."""
        self._house, self._policy = house, house.policy
        self.staff.adopt(house)

    # -- versions of the policy -----------------------------------------------------------------

    def greet(self, known: Known, now: datetime) -> None:
        """Show somebody who comes back what waits for them, before anything else."""
        self.account.counts["shown"] += self._house.announcing.seen(known.subject, now)
        if self._house.acceptance.visited(known.subject, now) is not None:
            self.account.counts["continued"] += 1

    def answer(self, known: Known, now: datetime) -> None:
        """Come back after a new version; where it asks for an answer, most give one."""
        self.greet(known, now)
        standing = self._house.standing.read(known.subject, now)
        if self._house.versions.bound(known.subject, standing, now) is None:
            return
        says = self._chance.below(10)
        if says < ACCEPTING:
            self._house.acceptance.answer(known.subject, "accepted", now)
            self.account.counts["accepted"] += 1
        elif says == ACCEPTING:
            self._house.acceptance.answer(known.subject, "declined", now)
            self.account.counts["declined"] += 1

    # -- consent and standing -------------------------------------------------------------------

    def look(self, known: Known, now: datetime) -> None:
        """Let staff look; a purpose that waits for a consent is asked for first."""
        purpose = self.staff.purpose_for(known)
        if purpose is None:
            return
        if purpose.consent_needed and not {purpose.key} & (known.consents | known.bound.keys()):
            self._give(known, purpose.key, now)
        self.staff.look(known, purpose, now)

    def agree(self, known: Known, now: datetime) -> None:
        """Consent to one more purpose that could use what is held."""
        open_to = [
            purpose.key
            for purpose in self._policy.purposes.values()
            if purpose.consent_needed and purpose.uses & known.held
            and purpose.key not in known.consents
        ]  # fmt: skip
        key = rarest(open_to, self._asked)
        if key is not None:
            self._give(known, key, now)

    def _give(self, known: Known, purpose: str, now: datetime) -> None:
        self._asked[purpose] += 1
        one = given(self._policy, purpose, known.person, doubly=False)
        self._house.consents.give(known.subject, one, now)
        known.consents.add(purpose)
        self.account.counts["consents-given"] += 1

    def record_use(self, known: Known, now: datetime) -> None:
        """Record what a text calls consent and the law does not; only `faithful` texts do."""
        claimed = [p.key for p in self._policy.purposes.values() if not p.affirmative]
        key = rarest(claimed, self._asked)
        if key is None or self._policy.mode != "faithful":
            return
        self._asked[key] += 1
        one = Given(purpose=key, text_hash=text_hash(self._policy, key), method="by-use")
        self._house.consents.give(known.subject, one, now)
        self.account.counts["consents-recorded"] += 1

    def withdraw(self, known: Known, now: datetime) -> None:
        """Withdraw a consent, and tell the rules that wait for it."""
        key = min(known.consents, default=None)
        if key is None:
            return
        self._house.consents.withdraw(known.subject, key, now)
        self.withdrew(known, key, now)

    def withdrew(self, known: Known, purpose: str, now: datetime) -> None:
        """Remember a consent that was withdrawn."""
        known.consents.discard(purpose)
        known.bound.pop(purpose, None)
        self.account.counts["consents-withdrawn"] += 1
        if "consent-withdrawn" in known.events:
            self._event(known, "consent-withdrawn", now)

    def object(self, known: Known, now: datetime) -> None:
        """Object to marketing, or to one purpose of those that use what is held (Art. 21)."""
        offered = [key for key in known.bound if key in self._opt_outs]
        about = rarest(offered or [*known.bound, MARKETING], self._objected) or MARKETING
        self._objected[about] += 1
        self._house.standing.object(known.subject, about, now)
        self.account.counts["objections"] += 1

    def restrict(self, known: Known, now: datetime) -> None:
        """Restrict processing while something is contested (GDPR Art. 18(1)(a))."""
        self._house.standing.restrict(known.subject, "a", now)
        self.account.counts["restrictions"] += 1

    def unrestrict(self, known: Known, now: datetime) -> None:
        """Lift a restriction."""
        self._house.standing.unrestrict(known.subject, now)
        self.account.counts["restrictions-lifted"] += 1

    # -- who somebody is ------------------------------------------------------------------------

    def confirm(self, known: Known, now: datetime) -> None:
        """Show to control the mailbox that was given."""
        if known.mailbox:
            self._confirm(known, known.person.email, now)

    def meet(self, known: Known, now: datetime) -> None:
        """Confirm a mailbox that two people use: the second makes it shared for good (D15)."""
        if known.identified:
            self._confirm(known, f"family.{known.number // SHARING}@example.org", now)

    def _confirm(self, known: Known, mailbox: str, now: datetime) -> None:
        found = self._house.identity.confirm(known.subject, normalise("email", mailbox), now)
        self.account.counts["confirmed" if found.status == "confirmed" else "shared"] += 1

    def find_minor(self, known: Known, now: datetime) -> None:
        """Find that somebody is under age: refuse from now on, and erase if the text says so."""
        minors = self._policy.minors
        if minors is None or not under_age(self._policy, known.person, now.date()):
            return
        known.minor = True
        self.minors.append(known)
        self._house.standing.change(known.subject, Change(kind="minor"), now)
        self.account.counts["minors"] += 1
        if minors.erase:
            self.carry_out([known], now, suppress="minor")
        elif known.mailbox:
            mailbox = normalise("email", known.person.email)
            self._house.identity.suppress(mailbox, "minor", "minors/age", now)

    # -- what is held ---------------------------------------------------------------------------

    def ask(self, known: Known, now: datetime) -> None:
        """Ask what is held, and take what may be taken along."""
        self._house.export.portable(self._house.export.assemble(known.subject, now))
        self.account.counts["answers"] += 1

    def correct(self, known: Known, now: datetime) -> None:
        """Have one value corrected."""
        found = self.correctable(known, now)
        if found is not None:
            self._house.rectification.rectify(*found, now)
            self.account.counts["corrected"] += 1

    def correctable(
        self, known: Known, now: datetime, *, until: datetime | None = None
    ) -> tuple[bytes, str | bytes] | None:
        """Return a record that can be corrected and its right value, or None.

        It must not end before `until`, or now.
        """
        with self._house.data.read() as reader:
            activities = reader.activities()
            rows = sorted(reader.records([known.subject]), key=lambda row: row.record)
            found = [(row, activities[row.activity]) for row in rows]
        for row, activity in found:
            field = self._policy.forms[activity.form].fields[activity.field]
            if field.type not in ("file", "email", "phone") and _open(row, until or now):
                return row.record, value_for(field, known.person, now, self._chance)
        return None

    def await_event(self, known: Known, now: datetime) -> None:
        """Let happen what a rule over their data waits for."""
        event = rarest(known.events - {"consent-withdrawn"}, self._happened)
        if event is not None and self._every_other(event):
            self._happened[event] += 1
            self._event(known, event, now)

    def _event(self, known: Known, event: str, now: datetime) -> None:
        self._house.retention.event(known.subject, event, now)
        known.events.discard(event)
        self.account.counts["events"] += 1

    def extend(self, known: Known, now: datetime) -> None:
        """Permit that data is kept for one more period."""
        if known.extends is not None and self._every_other(known.extends):
            moved = self._house.retention.permit(known.subject, known.extends, now).moved
            self.account.counts["extended"] += moved

    def _every_other(self, name: str) -> bool:
        """Whether it is this one's turn: what happens to one does not happen to the next."""
        self._turns[name] += 1
        return self._turns[name] % 2 == 1

    def place_hold(self, known: Known, now: datetime) -> None:
        """Hold data back from erasure, for a claim (GDPR Art. 17(3)(e))."""
        self._hold(known, None, now)

    def hold_part(self, known: Known, now: datetime) -> None:
        """Hold one kind of data back, the rest may go."""
        there = self.kinds_held(known, now)
        if there and not known.gone:
            self._hold(known, min(there), now)

    def kinds_held(self, known: Known, now: datetime) -> set[str]:
        """Return the categories held of somebody whose end has not come."""
        with self._house.data.read() as reader:
            activities = reader.activities()
            rows = reader.records([known.subject])
        return {activities[row.activity].category for row in rows if _open(row, now)}

    def _hold(self, known: Known, category: str | None, now: datetime) -> None:
        if known.hold is None:
            known.hold = self._house.retention.hold(
                ground="legal-claim", person=known.subject, category=category, now=now
            )
            self.account.counts["holds-placed"] += 1

    def release_hold(self, known: Known, now: datetime) -> None:
        """Release the hold; what it stopped is due again."""
        if known.hold is not None:
            self._house.retention.release(known.hold, now)
            known.hold = None
            self.account.counts["holds-released"] += 1

    # -- erasure --------------------------------------------------------------------------------

    def erase(self, known: Known, now: datetime) -> None:
        """Ask to be erased; requests are gathered and carried out together (D8).

        Who has asked for something else waits for that answer first.
        """
        if known not in self.asking:
            self.leaving.append(known)

    def carry_out(
        self, leaving: list[Known], now: datetime, *, suppress: Suppression | None = None
    ) -> None:
        """Look what an erasure would do, plan it, do it."""
        asked = [known.subject for known in leaving if not known.gone]
        if not asked:
            return
        seen = self._house.erasure.look(asked, now)
        plan = self._house.erasure.plan(asked, now, suppress=suppress)
        if (seen.records, seen.persons) != (plan.records, plan.persons):
            raise AssertionError("an erasure's plan differs from what was shown")
        self.forget(self._house.erasure.carry_out(plan.plan, now))

    def forget(self, receipt: ErasureReceipt) -> None:
        """Remember who was erased, and count it; aliases are gone with the people."""
        plan = receipt.plan
        for subject in plan.persons:
            known = self.subjects.get(subject)
            if known is not None:
                known.gone = True
                # A hold with nothing left under it went with the person.
                known.hold = known.hold if subject in plan.partly else None
        counts = self.account.counts
        counts["people-erased"] += len(plan.whole)
        counts["values-erased"] += plan.records
        counts["kept-by-law"] += sum(len(part.records) for part in plan.kept)
        counts["found-again"] += receipt.found_again


def _open(row: RecordRow, now: datetime) -> bool:
    """Whether a record's end is not near."""
    return row.expires_at is None or row.expires_at > now.timestamp() * 1_000_000
