"""Drawing the plan of an erasure: what goes, what stays on which ground, what lies elsewhere.

Reads, weighs and returns a value; `engines.erasure.erasure` shows it and carries it out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from troth.core.erasure import NOT_ASKED, ErasurePlan, KeptPart, SystemPart
from troth.core.periods import from_micros, to_micros
from troth.engines.retention.dates import families_among
from troth.engines.retention.explain import policy_addresses
from troth.errors import InputError
from troth.policy.compiled import Policy, System
from troth.policy.keeping import legal_keep
from troth.storage.ports import DataReader
from troth.storage.rows import ActivityRow, HoldRow, RecordRow


def draw(
    policy: Policy,
    reader: DataReader,
    persons: Sequence[bytes],
    now: datetime,
    plan: bytes,
    *,
    only: Collection[str] = (),
) -> ErasurePlan:
    """Return what an erasure of these persons would do at `now`; nothing is saved.

    Args:
        policy: Whose duties of law keep a part.
        reader: The data store on one snapshot.
        persons: Whose data goes; their aliases come with them.
        now: The instant of the plan.
        plan: Its id.
        only: The categories that are asked for; none named: all.

    Raises:
        InputError: `erasure/unknown-person` when none of them exists.
    """
    everyone = tuple(
        dict.fromkeys(member for person in persons for member in reader.aliases(person))
    )
    if not reader.persons(everyone):
        raise InputError("erasure/unknown-person", "nobody is known under this id")
    activities = reader.activities()
    rows = list(reader.records(everyone))
    at = to_micros(now)
    families = families_among(reader, everyone)
    grounds = _Grounds(policy, activities, reader.holds(at), families, only, at)
    parts = tuple(_kept(rows, grounds))
    staying = sum(len(part.records) for part in parts)
    return ErasurePlan(
        plan=plan,
        persons=everyone,
        records=len(rows) - staying,
        kept=parts,
        systems=_systems(policy, rows, activities, parts),
        at=at,
    )


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What a record can stay for."""

    policy: Policy
    activities: Mapping[int, ActivityRow]
    holds: Sequence[HoldRow]
    families: Mapping[bytes, tuple[bytes, ...]]
    only: Collection[str]
    at: int


def _kept(rows: Sequence[RecordRow], grounds: _Grounds) -> Iterator[KeptPart]:
    kept: dict[tuple[bytes, str, int | None, str], list[bytes]] = {}
    for row in rows:
        activity = grounds.activities[row.activity]
        asked = not grounds.only or activity.category in grounds.only
        ground = _stays(grounds, row, activity) if asked else (NOT_ASKED, None, "")
        if ground is not None:
            kept.setdefault((row.person, *ground), []).append(row.record)
    for (person, address, until, why), records in kept.items():
        yield KeptPart(
            person=person, records=tuple(records), address=address, until=until, ground=why
        )


def _stays(
    grounds: _Grounds, row: RecordRow, activity: ActivityRow
) -> tuple[str, int | None, str] | None:
    policy, at = grounds.policy, grounds.at
    family = grounds.families.get(row.person, (row.person,))
    for hold in grounds.holds:
        # A hold on one of several merged persons covers them all (DESIGN, D15).
        mine = hold.person is None or hold.person in family
        if mine and hold.category in (None, activity.category):
            return f"hold/{hold.hold}", hold.until, hold.ground
    # GDPR Art. 17(3)(b): a legal obligation keeps what the law names, and only that.
    if row.keep_until is not None and row.keep_until > at:
        _, address = legal_keep(
            policy, activity.category, activity.form, from_micros(row.collected_at), {},
            activity.item,
        )  # fmt: skip
        # What a rule restricts at its end is kept by no duty: an erasure takes it.
        if address or row.rule not in policy_addresses(policy):
            return address or "legal-duty", row.keep_until, ""
    return None


def _systems(
    policy: Policy,
    rows: Sequence[RecordRow],
    activities: Mapping[int, ActivityRow],
    kept: Sequence[KeptPart],
) -> tuple[SystemPart, ...]:
    """Return every system beyond the store that holds some of it; none is passed over in silence.

    People's own devices are out of reach before the next visit. A connector erases all that it
    finds of somebody, so where a part must stay, people see to it.
    """
    staying = {record for part in kept for record in part.records}
    counts: dict[str, int] = {}
    partly: set[str] = set()
    for row in rows:
        system = activities[row.activity].system
        if system in policy.systems:
            counts[system] = counts.get(system, 0) + 1
            if row.record in staying:
                partly.add(system)
    return tuple(
        SystemPart(
            system=system, state=_state(policy.systems[system], system in partly), records=count
        )
        for system, count in sorted(counts.items())
    )


def _state(system: System, partly: bool) -> Literal["awaiting-next-visit", "pending", "by-hand"]:
    if system.on_device:
        return "awaiting-next-visit"
    return "pending" if system.connector is not None and not partly else "by-hand"
