"""Handing data to a recipient: decided by the policy, written in the ledger of disclosures (D10).

Art. 15(1)(c) then names the actual recipients, and Art. 19 tells exactly those. The transport is
the caller's; what leaves is what this engine returns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.core.standing import Standing
from troth.engines.consents.standing import read_standing
from troth.engines.disclosure.case import ShownCase, against_case, case_shown
from troth.engines.disclosure.consent import unforeseen
from troth.engines.disclosure.recipient_terms import bound_by
from troth.engines.dossiers.legal_gate import against_request
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.publication.versions import Bound, Versions, not_accepted
from troth.engines.retention.dates import ended_by, signs_of_life
from troth.engines.subjects.shown import shown_names
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy, Recipient
from troth.policy.decide import decide
from troth.policy.decide_transfer import UNBOUND, bound, open_places, whereabouts
from troth.policy.question import Decision, Question, Reason
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import ActivityRow, ConsentRow, DisclosureRow, RecordRow, RefusalRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Who is to receive which categories of whom, and what for.

    `place` is where it goes, where the recipient has several.
    `fields` are the only items that are meant, where a consent reaches no further; `role` is that
    of the staff who hand it over, where a purpose is open to some alone; `identified` is
    False when the caller has removed what leads to the person, `aggregate` True when only figures
    over many people leave; `channel` is how people will be contacted by it, if they are.
    """

    person: bytes
    recipient: str
    categories: tuple[str, ...]
    purpose: str
    fields: tuple[str, ...] = ()
    role: str | None = None
    region: str | None = None
    place: str | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    identified: bool = True
    aggregate: bool = False
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What was handed over: (category, field, value), or why not. Falsy when refused.

    `left_out` are items that are held and never leave for this recipient.
    """

    disclosure: bytes
    values: tuple[tuple[str, str, bytes], ...]
    refused: tuple[Reason, ...]
    left_out: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return not self.refused


class Disclosures:
    """The ledger of what went to whom."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
        versions: Versions,
    ) -> None:
        self._policy = policy
        self._versions = versions
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy

    def hand_over(self, handover: Handover, now: datetime) -> Handed:
        """Decide, record and return what leaves; a refusal hands over nothing."""
        with self._data.read() as reader:
            standing = read_standing(reader, [handover.person], now)[handover.person]
            standing = standing.toward(handover.recipient)
            family = reader.aliases(handover.person)
            rows = list(reader.records(family))
            activities = reader.activities()
            signs = signs_of_life(reader, family, now)
            consents = reader.consents(family)
            case = case_shown(reader, handover.shown)
            unheard = against_request(self._policy, reader, family, handover)
            named = (handover.recipient, handover.purpose, handover.shown)
            terms = bound_by(reader, self._policy, *named, now)
        if terms.against is not None:
            return Handed(disclosure=b"", values=(), refused=(terms.against,))
        handover = resting_on(handover, self._policy, terms.agreement)
        people = {handover.person: standing}
        under = self._versions.governing(self._policy, people, now)[handover.person]
        policy, asked = under.policy, _question(handover, standing, now)
        decision = decide(policy, asked)
        against = self._against(under, decision, handover, consents, case, now) or unheard
        if against:
            return Handed(disclosure=b"", values=(), refused=against)
        meant = [
            row
            for row in rows
            if _meant(handover, activities[row.activity], case)
            and not ended_by(policy, row, activities[row.activity], signs.get(row.person, {}), now)
        ]
        # What is asked for and never leaves for this recipient stays, and is noted.
        kept_back = _kept_back(policy.recipients[handover.recipient], meant, activities)
        chosen = [row for row in meant if activities[row.activity].item not in kept_back]
        items = tuple(sorted({activities[row.activity].item for row in chosen}))
        carried = _carried(policy, handover, whereabouts(asked))
        written = _grounds(handover, _basis(handover, decision, consents), case)
        disclosure = self._record(
            handover, written, items, len(chosen), to_micros(now), carried, kept_back
        )
        opened = self._vault.open_values(chosen)
        return Handed(
            disclosure=disclosure,
            values=tuple(
                (activities[row.activity].category, activities[row.activity].field, value)
                for row, value in zip(chosen, opened, strict=True)
                if value is not None
            ),
            refused=(),
            left_out=tuple(sorted(kept_back)),
        )

    def _against(
        self,
        under: Bound,
        decision: Decision,
        handover: Handover,
        consents: Sequence[ConsentRow],
        case: ShownCase | None,
        now: datetime,
    ) -> tuple[Reason, ...]:
        """Return why nothing leaves: of the policy, or of what only the store knows."""
        if handover.purpose in under.unaccepted:
            return (not_accepted(handover.purpose),)
        if not decision.allowed:
            return decision.reasons
        if decision.basis == "consent":
            late = unforeseen(
                self._versions, under.policy, consents, handover.recipient, handover.purpose
            )
            if late is not None:
                return (late,)
        if case is None:
            return ()
        asked = (handover.recipient, handover.fields, handover.shown)
        beyond = against_case(under.policy, case, *asked, to_micros(now))
        return () if beyond is None else (beyond,)

    def _note_left_out(self, unit: DataUnit, recipient: str, left_out: Set[str], at: int) -> None:
        """Note what was asked for and never leaves for a recipient: by code, without a value."""
        if not left_out:
            return
        row = RefusalRow(
            refusal=self._entropy.bytes(16),
            action="disclose",
            subject=recipient,
            code="FIELD_NOT_ALLOWED",
            address=f"recipients/{recipient}",
            at=at,
        )
        unit.add_refusals([row])
        told = fact(
            "refused",
            at,
            refusal=row.refusal,
            action=row.action,
            code=row.code,
            address=row.address,
        )
        self._evidence.append(unit, told)

    def _record(
        self, handover: Handover, ground: tuple[str, ...], items: tuple[str, ...], count: int,
        at: int, carried: tuple[str, str], left_out: Set[str],
    ) -> bytes:  # fmt: skip
        disclosure = self._entropy.bytes(16)
        place, safeguard = carried
        row = DisclosureRow(
            disclosure=disclosure,
            person=handover.person,
            recipient=handover.recipient,
            categories=tuple(sorted(handover.categories)),
            purpose=handover.purpose,
            # What was shown stays with the row, so that the disclosure can be judged again.
            ground="+".join(ground),
            at=at,
            place=place,
            safeguard=safeguard,
            items=items,
        )
        asked = (handover.person, disclosure, handover.recipient.encode())
        commitment = self._vault.commitments([asked])[0]
        with self._data.unit() as unit:
            unit.add_disclosures([row])
            self._note_left_out(unit, handover.recipient, left_out, at)
            self._evidence.append(
                unit,
                fact(
                    "disclosed",
                    at,
                    disclosure=disclosure,
                    recipient=handover.recipient,
                    purpose=handover.purpose,
                    ground=ground[0].partition("=")[0],
                    count=count,
                    commitment=commitment,
                ),
                about=[(handover.person,)],
            )
        return disclosure


def _carried(
    policy: Policy, handover: Handover, regions: tuple[str | None, ...]
) -> tuple[str, str]:
    """Return where the data goes and what carries it there (GDPR Art. 13(1)(f), 44)."""
    recipient = policy.recipients[handover.recipient]
    places = (handover.place,) if handover.place else open_places(recipient, *regions)
    otherwise = "nothing" if bound(policy, *regions) else UNBOUND
    carried = (recipient.carried_by.get(place, otherwise) for place in places)
    return ",".join(places), ",".join(carried)


def _question(handover: Handover, standing: Standing, now: datetime) -> Question:
    return Question(
        action="disclose",
        at=now,
        purpose=handover.purpose,
        categories=handover.categories,
        fields=handover.fields,
        recipient=handover.recipient,
        place=handover.place,
        role=handover.role,
        region=handover.region,
        shown=handover.shown,
        identified=handover.identified,
        aggregate=handover.aggregate,
        channel=handover.channel,
        standing=standing,
    )


def _meant(handover: Handover, activity: ActivityRow, case: ShownCase | None) -> bool:
    if activity.category not in handover.categories:
        return False
    if case is not None and not case.reaches(activity.category, activity.item):
        return False
    return not handover.fields or activity.item in handover.fields


def resting_on(handover: Handover, policy: Policy, agreement: str) -> Handover:
    """Return a hand-over that shows the terms which the recipient has signed, where it needs them.

    What the caller shows besides stays; ids of terms that are kept here win over the caller's.
    """
    recipient = policy.recipients.get(handover.recipient)
    if not agreement or recipient is None:
        return handover
    shown = dict(handover.shown)
    for need in recipient.needs & {"agreement", "terms"}:
        shown[need] = agreement
    return replace(handover, shown=shown)


def _kept_back(
    recipient: Recipient, rows: Sequence[RecordRow], activities: Mapping[int, ActivityRow]
) -> Set[str]:
    """Return the items among these that never leave for a recipient."""
    asked = {activities[row.activity].item for row in rows}
    return set() if recipient.fields is None else asked - recipient.fields


def _basis(handover: Handover, decision: Decision, consents: Sequence[ConsentRow]) -> str:
    """Return the legal basis, and of a consent kept here the event by which it was given."""
    given = [
        event.event
        for event in consents
        if event.action == "give"
        and event.purpose == handover.purpose
        and event.recipient in ("", handover.recipient)
        and event.by_channel in ("", handover.channel)
    ]
    if decision.basis == "consent" and given:
        return f"consent={given[-1]}"
    return decision.basis or "none"


def _grounds(handover: Handover, basis: str, case: ShownCase | None) -> tuple[str, ...]:
    """Return the legal basis and what was shown, a case of this house by its id."""
    names = shown_names(
        handover.shown, identified=handover.identified, aggregate=handover.aggregate
    )
    written = "case" if case is None else case.written
    by = (f"channel={handover.channel}",) if handover.channel else ()
    return (basis, *(written if name == "case" else name for name in names), *by)
