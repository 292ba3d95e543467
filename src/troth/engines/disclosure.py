"""Handing data to a recipient: decided by the policy, written in the ledger of disclosures (D10).

Art. 15(1)(c) then names the actual recipients, and Art. 19 tells exactly those. The transport is
the caller's; what leaves is what this engine returns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.core.standing import Standing
from troth.engines.cases import over, within
from troth.engines.disclosure_consent import unforeseen
from troth.engines.evidence import EvidenceLog
from troth.engines.legal_gate import against_request
from troth.engines.retention_dates import ended_by, signs_of_life
from troth.engines.shown import shown_names
from troth.engines.standing import read_standing
from troth.engines.vault import Vault
from troth.engines.versions import Bound, Versions, not_accepted
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.decide_transfer import UNBOUND, bound, open_places, whereabouts
from troth.policy.question import Decision, Question, Reason
from troth.storage.case_rows import CaseRow
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import ActivityRow, ConsentRow, DisclosureRow, RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Who is to receive which categories of whom, and what for.

    `place` is where it goes, where the recipient has several.
    `fields` are the only items that are meant, where a consent reaches no further; `role` is that
    of the staff who hand it over, where a purpose is open to some alone; `identified` is
    False when the caller has removed what leads to the person, `aggregate` True when only figures
    over many people leave.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What was handed over: (category, field, value), or why not. Falsy when refused."""

    disclosure: bytes
    values: tuple[tuple[str, str, bytes], ...]
    refused: tuple[Reason, ...]

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
            case = _case_shown(reader, handover)
            asked_of = (handover.recipient, handover.categories, handover.fields)
            unheard = against_request(self._policy, reader, family, asked_of, handover.shown)
        people = {handover.person: standing}
        under = self._versions.governing(self._policy, people, now)[handover.person]
        policy, asked = under.policy, _question(handover, standing, now)
        decision = decide(policy, asked)
        against = self._against(under, decision, handover, consents, case, now)
        if not against and unheard is not None:
            against = (unheard,)
        if against:
            return Handed(disclosure=b"", values=(), refused=against)
        chosen: list[RecordRow] = [
            row
            for row in rows
            if _meant(handover, activities[row.activity], case)
            and not ended_by(policy, row, activities[row.activity], signs.get(row.person, {}), now)
        ]
        items = tuple(sorted({activities[row.activity].item for row in chosen}))
        carried = _carried(policy, handover, whereabouts(asked))
        disclosure = self._record(
            handover, decision.basis or "", items, len(chosen), to_micros(now), carried
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
        )

    def _against(
        self,
        under: Bound,
        decision: Decision,
        handover: Handover,
        consents: Sequence[ConsentRow],
        case: CaseRow | None,
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
        if case is not None and over(case, to_micros(now)):
            return (_closed(handover),)
        beyond = _beyond(under.policy, handover, case)
        return () if beyond is None else (beyond,)

    def _record(
        self, handover: Handover, ground: str, items: tuple[str, ...], count: int, at: int,
        carried: tuple[str, str],
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
            ground="+".join([ground or "none", *_shown(handover)]),
            at=at,
            place=place,
            safeguard=safeguard,
            items=items,
        )
        asked = (handover.person, disclosure, handover.recipient.encode())
        commitment = self._vault.commitments([asked])[0]
        with self._data.unit() as unit:
            unit.add_disclosures([row])
            self._evidence.append(
                unit,
                fact(
                    "disclosed",
                    at,
                    disclosure=disclosure,
                    recipient=handover.recipient,
                    purpose=handover.purpose,
                    ground=ground or "none",
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
        region=handover.region or standing.residence,
        shown=handover.shown,
        identified=handover.identified,
        aggregate=handover.aggregate,
        standing=standing,
    )


def _case_shown(reader: DataReader, handover: Handover) -> CaseRow | None:
    """Return the breach case of this house that is shown, if it is one of its own."""
    shown = handover.shown.get("breach", "")
    return reader.case(bytes.fromhex(shown)) if re.fullmatch(r"[0-9a-f]{32}", shown) else None


def _closed(handover: Handover) -> Reason:
    return Reason(
        code="CASE_CLOSED",
        address=f"recipients/{handover.recipient}",
        detail="the case that is shown is closed, and what it permitted has ended",
    )


def _beyond(policy: Policy, handover: Handover, case: CaseRow | None) -> Reason | None:
    """Return why a hand-over that names more than its case reaches is refused, or None."""
    if case is None:
        return None
    homes = [policy.categories[key] for key in case.categories if key in policy.categories]
    reached = {*case.categories, *(item for home in homes for item in home.items)}
    fields = sorted({*handover.fields} - reached)
    if not fields:
        return None
    return Reason(
        code="OUT_OF_SCOPE",
        address=f"recipients/{handover.recipient}",
        detail=f"the case that is shown does not reach {', '.join(f'`{one}`' for one in fields)}",
        help="name only what the case was opened for",
    )


def _meant(handover: Handover, activity: ActivityRow, case: CaseRow | None) -> bool:
    if activity.category not in handover.categories:
        return False
    if case is not None and not within(case, activity.category, activity.item):
        return False
    return not handover.fields or activity.item in handover.fields


def _shown(handover: Handover) -> tuple[str, ...]:
    return shown_names(handover.shown, identified=handover.identified, aggregate=handover.aggregate)
