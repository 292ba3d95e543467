"""Ends of records: found from the policy and what has happened, set, and journalled.

Whatever moves an end goes into the journal of the key store first, person by person, so that a
restored backup of the data store makes the same move again (D4.8). It deletes nothing: the sweep
does that.

GDPR Art. 5(1)(e).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from troth.core.periods import from_micros, to_micros
from troth.core.retention import Claim
from troth.engines.vault.rows import JournalEntry
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy
from troth.policy.keeping import Events, claim_of, claims_on, restricted_until
from troth.storage.ports import DataReader, DataUnit
from troth.storage.rows import ActivityRow, ClockRow, RecordRow

OBLIGATION = "obligation"
"""Kind of standing: something is owed to or by the person, and keeps them active."""
ACTIVITY = "last-activity"

End = tuple[int, str]
"""An instant in microseconds, and the address of the rule that says so."""


def end_of(
    policy: Policy,
    row: RecordRow,
    activity: ActivityRow,
    events: Events,
    extensions: int = 0,
    *,
    leaving_out: str = "",
) -> End | None:
    """Return the earliest certain end of a record, or None while every rule waits or moves."""
    moving = {rule.address for rule in policy.rules.values() if rule.moving} | {leaving_out}
    claims = claims_of(policy, row, activity, events, extensions)
    ends = [(c.at, c.address) for c in claims if c.at is not None and c.address not in moving]
    return min(((to_micros(at), address) for at, address in ends), default=None)


def claims_of(
    policy: Policy, row: RecordRow, activity: ActivityRow, events: Events, extensions: int = 0
) -> list[Claim]:
    """Return what every rule says about one stored record."""
    return claims_on(
        policy,
        activity.category,
        activity.form,
        activity.source,
        from_micros(row.collected_at),
        events,
        extensions,
    )


def as_stored(
    policy: Policy, row: RecordRow, claims: Sequence[Claim]
) -> tuple[list[Claim], list[Claim]]:
    """Part what holds for a record from what its stored end has outdated.

    The stored end speaks for its rule: permissions and events are in it. A fixed rule that would
    have ended it before was put off by a permission, or is newer and not yet laid over it.
    """
    if row.expires_at is None:
        return list(claims), []
    end = from_micros(row.expires_at)
    moving = {rule.address for rule in policy.rules.values() if rule.moving}
    others = [claim for claim in claims if claim.address != row.rule]
    past = [c for c in others if c.address not in moving and c.at is not None and c.at < end]
    return [Claim(address=row.rule, at=end), *(c for c in others if c not in past)], past


def dated(policy: Policy, row: RecordRow, end: End) -> RecordRow:
    """Return a record with another end, and what its rule restricts with the end of that."""
    restricted = restricted_until(policy, end[1], from_micros(end[0]))
    keep = row.keep_until
    if restricted is not None:
        keep = max(to_micros(restricted), keep or 0)
    return replace(row, expires_at=end[0], rule=end[1], keep_until=keep)


def signs_of_life(
    reader: DataReader, persons: Sequence[bytes], now: datetime
) -> dict[bytes, dict[str, datetime]]:
    """Return person → event → when it last happened; what is owed keeps a person active."""
    found: dict[bytes, dict[str, datetime]] = {}
    for clock in reader.clocks(persons):
        found.setdefault(clock.person, {})[clock.clock] = from_micros(clock.at)
    at = to_micros(now)
    for row in reader.standing(persons):
        if row.kind == OBLIGATION and row.since <= at and (row.until is None or at < row.until):
            found.setdefault(row.person, {})[ACTIVITY] = now
    return found


def ended_by(
    policy: Policy, row: RecordRow, activity: ActivityRow, events: Events, now: datetime
) -> str:
    """Return the rule that has ended a record by `now`, stored or moving; empty while none has.

    Whatever keeps the record after that, nobody uses it (GDPR Art. 5(1)(e), 18(1)).
    """
    if row.expires_at is not None and row.expires_at <= to_micros(now):
        return row.rule
    collected = from_micros(row.collected_at)
    for rule in policy.rules_for(activity.category, activity.form):
        if rule.moving and rule.address in activity.rules:
            end = claim_of(rule, collected, events).at
            if end is not None and end <= now:
                return rule.address
    return ""


def everyone(reader: DataReader, persons: Sequence[bytes]) -> list[bytes]:
    """Return the alias sets of these persons (D15), in one statement however many they are."""
    if len(persons) == 1:
        return list(reader.aliases(persons[0]))
    families = families_among(reader, persons)
    found: dict[bytes, None] = {}
    for person in persons:
        found.update(dict.fromkeys(families.get(person, (person,))))
    return list(found)


def families_among(reader: DataReader, persons: Sequence[bytes]) -> dict[bytes, tuple[bytes, ...]]:
    """Return person → everybody merged with them, head first, for those who were merged."""
    merged = reader.merged()
    families: dict[bytes, list[bytes]] = {}
    for person in merged:
        families.setdefault(_root(merged, person), []).append(person)
    found = {}
    for person in persons:
        root = _root(merged, person)
        if root in families:
            found[person] = (root, *families[root])
    return found


def _root(merged: Mapping[bytes, bytes], person: bytes) -> bytes:
    while person in merged:
        person = merged[person]
    return person


def give_first_signs(policy: Policy, unit: DataUnit) -> None:
    """Give who never showed a sign of life the day their data came in as the first.

    Only doors that are no sign leave such people behind, so this looks at nothing else.
    """
    activities = unit.activities()
    for rule in policy.rules.values():
        if not rule.moving:
            continue
        silent = [
            number
            for number, one in activities.items()
            if rule.address in one.rules and not _is_sign(policy, one.form, rule.start)
        ]
        for part in list(unit.bound(silent)) if silent else ():
            first: dict[bytes, int] = {}
            for one in part:
                began = one.first_collected
                first[one.person] = min(first.get(one.person, began), began)
            heard = {
                clock.person for clock in unit.clocks(list(first)) if clock.clock == rule.start
            }
            signs = [
                ClockRow(person=person, clock=rule.start, at=at)
                for person, at in first.items()
                if person not in heard
            ]
            unit.touch(signs)


def _is_sign(policy: Policy, form: str, start: str) -> bool:
    known = policy.forms.get(form)
    if known is None:
        return False
    return known.contact if start == "last-contact" else known.activity


def journal_dates(
    vault: Vault,
    rows: Iterable[RecordRow],
    now: datetime,
    *,
    persons: Iterable[bytes] = (),
    event: str = "",
    at: int = 0,
) -> None:
    """Journal what happened to persons and the ends that follow from it, before they are set."""
    ends: dict[bytes, list[tuple[str, int | None, str]]] = {person: [] for person in persons}
    keeps: dict[bytes, dict[str, int]] = {}
    for row in rows:
        ends.setdefault(row.person, []).append((row.record.hex(), row.expires_at, row.rule))
        if row.keep_until is not None:
            keeps.setdefault(row.person, {})[row.record.hex()] = row.keep_until
    micros = to_micros(now)
    entries = [
        JournalEntry(
            at=micros,
            person=person,
            kind="retention",
            payload=msgspec.json.encode(
                {"event": event, "at": at, "ends": mine, "keeps": keeps.get(person, {})}
            ),
        )
        for person, mine in ends.items()
    ]
    if entries:
        vault.journal_all(entries)


def date_again(vault: Vault, unit: DataUnit, person: bytes, told: Mapping[str, object]) -> None:
    """Make a journalled move again, on a data store that has forgotten it."""
    move = msgspec.convert(told, _Move)
    if move.event:
        unit.touch([ClockRow(person=person, clock=move.event, at=move.at)])
    ends = {bytes.fromhex(record): (at, rule) for record, at, rule in move.ends}
    rows = [row for row in unit.records([person]) if row.record in ends]
    moved = []
    for row in rows:
        at, rule = ends[row.record]
        keep = move.keeps.get(row.record.hex(), row.keep_until)
        moved.append(replace(row, expires_at=at, rule=rule, keep_until=keep))
    vault.reseal(unit, moved)


class _Move(msgspec.Struct):
    event: str
    at: int
    ends: list[tuple[str, int | None, str]]
    keeps: dict[str, int] = {}
