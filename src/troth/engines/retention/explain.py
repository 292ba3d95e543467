"""Why a record is still here: the rule that wins, every rule that lost, and what keeps it after.

Reads and weighs; changes nothing. The words are for whoever is asked by the person or by an
authority why something is kept (GDPR Art. 5(2), 13(2)(a), 15(1)(d)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from troth.core.periods import from_micros, to_micros
from troth.core.retention import Claim, Verdict, verdict
from troth.engines.retention.dates import OBLIGATION, as_stored, claims_of, signs_of_life
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.keeping import (
    OBLIGATION_MET,
    begun_at,
    legal_keep,
    needs_unset,
    restricted_until,
)
from troth.storage.ports import DataReader
from troth.storage.rows import ActivityRow, HoldRow, RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why one record is still here, until when, and which rules lost.

    Attributes:
        afterwards: The holds and duties that will stop its erasure, with their ends.
        since: Rule → since when it runs, of those that have begun.
        owed: What is owed to or by the person, by its id, and keeps them active.
        warnings: What nobody has said: ceilings without a need, criteria without a number.
    """

    record: bytes
    category: str
    form: str
    verdict: Verdict
    afterwards: tuple[Claim, ...] = ()
    since: Mapping[str, datetime] = field(default_factory=dict)
    owed: tuple[str, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()


def explain(policy: Policy, reader: DataReader, record: bytes, now: datetime) -> Explained:
    """Return why a record is still here, with the rules that lost.

    Raises:
        InputError: `retention/unknown-record`.
    """
    row = reader.record(record)
    if row is None:
        raise InputError("retention/unknown-record", f"no record `{record.hex()}` is held")
    activity = reader.activities()[row.activity]
    events = signs_of_life(reader, [row.person], now).get(row.person, {})
    stops = _stops(policy, reader, row, activity, now)
    # The hold that lasts longest is the one that stops it.
    stop = None if not stops else stops[0] if stops[0].at is None else stops[-1]
    duties = _duties(policy, row, activity, events, now)
    duty = duties[0] if duties else None
    said = claims_of(policy, row, activity, events)
    claims, outdated = as_stored(policy, row, said)
    found = verdict(
        claims,
        now=now,
        keep_until=None if duty is None else duty.at,
        held_by=None if stop is None else stop.address,
        held_until=None if stop is None else stop.at,
        kept_by="" if duty is None else duty.address,
    )
    if found.state == "held" and found.winner in policy_addresses(policy):
        found = replace(found, state="restricted")
    owed = _owed(reader, row.person, now)
    return Explained(
        record=record,
        category=activity.category,
        form=activity.form,
        verdict=replace(found, losers=(*found.losers, *outdated, *_outvoted(policy, activity))),
        afterwards=tuple(c for c in (*stops, *duties) if c.address != found.winner),
        since=_since(policy, row, activity, events),
        owed=owed,
        warnings=tuple(_warnings(policy, activity, owed)),
    )


def policy_addresses(policy: Policy) -> frozenset[str]:
    """Return the addresses of the rules that restrict at their end."""
    return frozenset(r.address for r in policy.rules.values() if r.restricted_for is not None)


def _stops(
    policy: Policy, reader: DataReader, row: RecordRow, activity: ActivityRow, now: datetime
) -> tuple[Claim, ...]:
    family = reader.aliases(row.person)
    holds = [hold for hold in reader.holds(to_micros(now)) if _covers(hold, family, activity)]
    ends = (
        Claim(
            address=f"hold/{hold.hold}", at=None if hold.until is None else from_micros(hold.until)
        )
        for hold in holds
    )
    return tuple(sorted(ends, key=lambda c: (c.at is not None, c.at or now, c.address)))


def _covers(hold: HoldRow, family: Sequence[bytes], activity: ActivityRow) -> bool:
    # A hold on one of several merged persons covers them all (DESIGN, D15).
    return (hold.person is None or hold.person in family) and (
        hold.category in (None, activity.category)
    )


def _duties(
    policy: Policy,
    row: RecordRow,
    activity: ActivityRow,
    events: Mapping[str, datetime],
    now: datetime,
) -> tuple[Claim, ...]:
    """Return what will keep the record past its end, the longest first."""
    collected = from_micros(row.collected_at)
    until, address = legal_keep(
        policy, activity.category, activity.form, collected, events, activity.item
    )
    stored = None if row.keep_until is None else from_micros(row.keep_until)
    found: dict[str, datetime] = {}
    if until is not None:
        found[address] = max(until, stored or until)
    if row.expires_at is not None:
        restricted = restricted_until(policy, row.rule, from_micros(row.expires_at))
        if restricted is not None:
            found[row.rule] = restricted
    if stored is not None and not found:
        found[row.rule if row.rule in policy_addresses(policy) else "legal-duty"] = stored
    ends = sorted(found.items(), key=lambda each: (-to_micros(each[1]), each[0]))
    return tuple(Claim(address=name, at=at) for name, at in ends if at > now)


def _outvoted(policy: Policy, activity: ActivityRow) -> list[Claim]:
    """Return the rules that a standing consent outvotes."""
    governing = policy.rules_for(activity.category, activity.form)
    return [
        Claim(address=rule.address, at=None, waits_for=governing[0].until or "")
        for rule in policy.rules_on(activity.category, activity.form)
        if rule not in governing
    ]


def _since(
    policy: Policy, row: RecordRow, activity: ActivityRow, events: Mapping[str, datetime]
) -> dict[str, datetime]:
    collected = from_micros(row.collected_at)
    begun = {
        rule.address: begun_at(rule, collected, events)
        for rule in policy.rules_for(activity.category, activity.form)
    }
    return {address: at for address, at in begun.items() if at is not None}


def _owed(reader: DataReader, person: bytes, now: datetime) -> tuple[str, ...]:
    at = to_micros(now)
    return tuple(
        f"{row.value}/{row.about}"
        for row in reader.standing([person])
        if row.kind == OBLIGATION and row.since <= at and (row.until is None or at < row.until)
    )


def _warnings(policy: Policy, activity: ActivityRow, owed: Sequence[str]) -> list[tuple[str, str]]:
    """Return (code, address) of what the policy leaves open for this record."""
    found = [
        ("WARN.need-unset", address)
        for address in needs_unset(policy, activity.category, activity.form)
    ]
    for rule in policy.rules_for(activity.category, activity.form):
        if rule.until == OBLIGATION_MET and not owed:
            # Nothing is owed, so nothing says why it is needed but the period of the account.
            found.append(("WARN.need-unset", rule.address))
    return found
