"""Reading personal data: a purpose is named, the policy decides, and every look is recorded (D12).

The only way from records to plaintext for staff and programs. A refused look leaves its row too.
Access by the person themselves goes through `engines.export.export`, which records it in the same
way.

GDPR Art. 5(1)(b) (purpose limitation), 32(4) (staff act on instructions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.core.standing import Standing
from troth.engines.consents.standing import read_standing
from troth.engines.evidence.agreements import Agreement, agreement_in, outside, read_agreements
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.publication.versions import Bound, Versions, not_accepted
from troth.engines.retention.access import Asking, within_period
from troth.engines.retention.dates import signs_of_life
from troth.engines.staff.admission import SETTING, against_looking
from troth.engines.subjects.looks import write_look
from troth.engines.subjects.shown import shown_with_orders, traced
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.question import Question, Reason
from troth.storage.ports import DataStore
from troth.storage.rows import AccessRow, ActivityRow, RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who wants to read what of whom, and why.

    `who` is a pseudonymous staff or program id; `categories` empty means all.
    """

    person: bytes
    purpose: str
    who: str
    role: str | None = None
    categories: tuple[str, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)
    identified: bool = True
    aggregate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One value that may be read, with where it came from."""

    record: bytes
    field: str
    category: str
    source: str
    collected_at: int
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What may be read, and why the rest may not. Falsy when nothing may."""

    seen: tuple[Seen, ...]
    refused: tuple[Reason, ...]
    access: bytes

    def __bool__(self) -> bool:
        return bool(self.seen) or not self.refused

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of what was refused, each once."""
        return tuple(dict.fromkeys(reason.code for reason in self.refused))


class Access:
    """Opens records for a declared purpose."""

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

    def read(self, look: Look, now: datetime) -> Answer:
        """Return what this look may see; record that it was made."""
        with self._data.read() as reader:
            persons = reader.aliases(look.person)
            standing = read_standing(reader, [look.person], now)[look.person]
            activities = reader.activities()
            rows = list(reader.records(persons))
            agreements = read_agreements(reader)
            signs = signs_of_life(reader, persons, now)
            barred = against_looking(reader, self._policy, look.who, now, look.role)
        wanted = [
            row
            for row in rows
            if not look.categories or activities[row.activity].category in look.categories
        ]
        bound = self._versions.governing(self._policy, {look.person: standing}, now)[look.person]
        allowed, reasons = _sift(bound, look, wanted, activities, agreements, standing, now)
        # INVARIANT (expired is unread): at its end the gate refuses, before any sweep deletes.
        asking = Asking(role=look.role, shown=look.shown, restricted=standing.restricted, now=now)
        allowed, over = within_period(bound.policy, allowed, activities, signs, asking)
        reasons += [reason for reason in over if reason not in reasons]
        barred += _without_ticket(self._policy, look)
        if barred:
            # GDPR Art. 32(4): who left, or has not bound themselves to secrecy, reads nothing.
            allowed, reasons = [], [*barred, *reasons]
        access = self._entropy.bytes(16)
        self._record(bound.policy, look, access, allowed, reasons, activities, now)
        seen = tuple(
            _seen(row, activities[row.activity], value)
            for row, value in zip(allowed, self._vault.open_values(allowed), strict=True)
            if value is not None
        )
        return Answer(seen=seen, refused=tuple(reasons), access=access)

    def barred(self, who: str, now: datetime) -> list[Reason]:
        """Return why somebody may read nothing at all, whatever for; empty where they may."""
        with self._data.read() as reader:
            return against_looking(reader, self._policy, who, now)

    def _record(
        self,
        policy: Policy,
        look: Look,
        access: bytes,
        allowed: Sequence[RecordRow],
        reasons: Sequence[Reason],
        activities: Mapping[int, ActivityRow],
        now: datetime,
    ) -> None:
        granted = bool(allowed) or not reasons
        row = AccessRow(
            access=access,
            person=look.person,
            who=look.who,
            role=look.role or "",
            purpose=look.purpose,
            categories=tuple(sorted({activities[one.activity].category for one in allowed})),
            allowed=granted,
            # What was shown stays with the row, so that the look can be judged again.
            reason="+".join(_shown(look)) if granted else reasons[0].code,
            records=len(allowed),
            at=to_micros(now),
        )
        write_look(
            row,
            policy=policy,
            data=self._data,
            vault=self._vault,
            evidence=self._evidence,
        )


def _sift(
    bound: Bound,
    look: Look,
    rows: Sequence[RecordRow],
    activities: Mapping[int, ActivityRow],
    agreements: Mapping[str, Agreement],
    standing: Standing,
    now: datetime,
) -> tuple[list[RecordRow], list[Reason]]:
    if look.purpose in bound.unaccepted:
        return [], [not_accepted(look.purpose)]
    verdicts: dict[tuple[int, str | None], tuple[Reason, ...]] = {}
    for number, note in sorted(
        {(row.activity, row.purpose_note) for row in rows}, key=lambda k: (k[0], k[1] or "")
    ):
        asked = _question(bound.policy, look, activities[number], note, standing, now)
        reasons = decide(bound.policy, asked).reasons
        # GDPR Art. 28(3)(a), 29: a customer's data, on that customer's instructions.
        beyond = outside(agreements, note, look.purpose, now)
        verdicts[number, note] = reasons if beyond is None else (*reasons, beyond)
    if not rows:
        # Nothing held: the purpose itself must still be one the policy knows.
        bare = decide(bound.policy, _bare(look, standing, now))
        return [], list(bare.reasons)
    refused = [reason for against in verdicts.values() for reason in against]
    open_to = [row for row in rows if not verdicts[row.activity, row.purpose_note]]
    return open_to, list(dict.fromkeys(refused))


def _question(
    policy: Policy,
    look: Look,
    activity: ActivityRow,
    note: str | None,
    standing: Standing,
    now: datetime,
) -> Question:
    # A purpose first stated at the form rests on the basis that was stated there.
    stated_there = look.purpose not in policy.purposes
    agreement = agreement_in(note)
    shown = {"agreement": agreement, **look.shown} if agreement else look.shown
    return Question(
        action="use",
        at=now,
        purpose=look.purpose,
        categories=(activity.category,),
        fields=(activity.field,),
        form=activity.form,
        basis=activity.basis if stated_there else None,
        source=activity.source,
        role=look.role,
        shown=shown,
        identified=look.identified,
        aggregate=look.aggregate,
        collected_for=frozenset(activity.purposes),
        standing=standing,
    )


def _without_ticket(policy: Policy, look: Look) -> list[Reason]:
    """Return why a look for upkeep is refused: its ticket is not named, or is no plain reference.

    The row of the look keeps the ticket, so that it can be told what the look was for.
    """
    if look.purpose not in policy.access.tickets_for or "ticket" in traced(look.shown):
        return []
    return [
        Reason(
            code="TICKET_REQUIRED",
            address=f"{SETTING}/tickets-for",
            detail=f"a look for `{look.purpose}` names the ticket that it is for",
            help="show the ticket's id, such as `T-1042`",
        )
    ]


def _bare(look: Look, standing: Standing, now: datetime) -> Question:
    return Question(
        action="use",
        at=now,
        purpose=look.purpose,
        categories=look.categories,
        role=look.role,
        shown=look.shown,
        identified=look.identified,
        aggregate=look.aggregate,
        standing=standing,
    )


def _seen(row: RecordRow, activity: ActivityRow, value: bytes) -> Seen:
    return Seen(
        record=row.record,
        field=activity.field,
        category=activity.category,
        source=activity.source,
        collected_at=row.collected_at,
        value=value,
    )


def _shown(look: Look) -> tuple[str, ...]:
    return shown_with_orders(look.shown, identified=look.identified, aggregate=look.aggregate)
