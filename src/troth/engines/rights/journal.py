"""What happened to requests, kept where a restored backup of the data store cannot forget it.

Each step is journalled in the key store inside the unit that takes it, before that unit ends: a
step that was never acknowledged may come back, one that was cannot be lost (D4.8). What is kept is
what the register itself keeps, names, ids and instants, sealed under a key of the house, because a
request outlives its person. Whose request it is stands in an entry of its own, sealed under the
person's key: it dies with them, and the request leads to nobody.

GDPR Art. 5(2), 12(3); 32(1)(c) (restore in time).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import msgspec

from troth.core.periods import to_micros
from troth.engines.vault.rows import JournalEntry
from troth.engines.vault.vault import Vault
from troth.errors import StateError
from troth.storage.ports import DataUnit
from troth.storage.request_rows import DueStepRow, RequestEventRow, RequestRow
from troth.storage.rows import PlanRow


class _Told(msgspec.Struct):
    """One entry: the request after a step, and how many events it had before."""

    before: int
    row: RequestRow
    events: list[RequestEventRow]
    steps: list[DueStepRow]
    plan: PlanRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedRequests:
    """How many requests were brought up to date, and which could not be.

    Attributes:
        done: Requests that the restored store did not know, or not as they stood.
        broken: Requests of which steps are missing between the backup and the journal.
    """

    done: int
    broken: tuple[bytes, ...]


class RequestJournal:
    """Keeps steps of requests, and takes them again."""

    def __init__(self, *, vault: Vault) -> None:
        self._vault = vault

    def keep(
        self,
        unit: DataUnit,
        request: bytes,
        now: datetime,
        *,
        new_events: int = 0,
        owner: bytes | None = None,
    ) -> None:
        """Journal a request as it stands in the caller's unit, last thing before the unit ends.

        Args:
            unit: The unit that took the step.
            request: Which request.
            now: The instant of the step.
            new_events: How many events this step appended.
            owner: Whom the request leads to, where this step found that out.
        """
        row = unit.request(request)
        if row is None:
            return
        events = unit.request_events([request])
        before = len(events) - new_events
        told = _Told(
            before=before,
            row=replace(row, person=None),
            events=list(events[before:]),
            steps=list(unit.steps([request])),
            plan=None if row.plan is None else unit.plan(row.plan),
        )
        if owner is not None:
            self._lead(owner, request, now)
        self._vault.journal_house(
            JournalEntry(
                at=to_micros(now),
                person=request,
                kind="request",
                payload=msgspec.json.encode(_plain(told)),
            )
        )

    def again(
        self, unit: DataUnit, since: datetime, entries: Sequence[JournalEntry]
    ) -> ReplayedRequests:
        """Bring the requests of a restored store up to date; safe to repeat.

        Args:
            unit: A unit of the restored store.
            since: The instant of the backup.
            entries: The journal of those who still have a key (`Vault.read_journal`).
        """
        owners = {one.payload: one.person for one in entries if one.kind == "request-of"}
        stories: dict[bytes, list[_Told]] = {}
        for entry in self._vault.read_house_journal(since, "request"):
            told = msgspec.json.decode(entry.payload, type=_Told)
            stories.setdefault(entry.person, []).append(told)
        done, broken = 0, []
        for request, story in stories.items():
            known = unit.request_events([request])
            events = _whole(known, story)
            if events is None:
                broken.append(request)
            else:
                done += _put(unit, request, story[-1], events[len(known) :], owners)
        return ReplayedRequests(done=done, broken=tuple(broken))

    def _lead(self, owner: bytes, request: bytes, now: datetime) -> None:
        try:
            self._vault.journal(owner, "request-of", request, now)
        except StateError as fault:
            # Whoever has no key any more is being erased: the request leads to nobody.
            if fault.code != "keys/no-person":
                raise


def _whole(
    known: Sequence[RequestEventRow], story: Sequence[_Told]
) -> list[RequestEventRow] | None:
    """Return every event of a request in order, or None when some are missing in between.

    An entry that says fewer events were there before it than an earlier entry left takes the place
    of what never was acknowledged.
    """
    events = list(known)
    for told in story:
        if told.before > len(events):
            return None
        # What the store itself knows has happened, and stays.
        del events[max(told.before, len(known)) :]
        events += told.events[max(0, len(known) - told.before) :]
    return events


def _put(
    unit: DataUnit,
    request: bytes,
    last: _Told,
    missing: Sequence[RequestEventRow],
    owners: Mapping[bytes, bytes],
) -> int:
    there = unit.request(request)
    person = owners.get(request, None if there is None else there.person)
    if person is not None and unit.person(person) is None:
        person = None
    row = replace(last.row, person=person)
    steps = {one.step: one for one in unit.steps([request])}
    late = [one for one in last.steps if steps.get(one.step) != one]
    if there == row and not missing and not late:
        return 0
    if last.plan is not None and unit.plan(last.plan.plan) is None:
        unit.save_plan(last.plan)
    if there is None:
        unit.add_requests([row])
    else:
        unit.update_request(row)
    unit.add_request_events([replace(one, event=0) for one in missing])
    unit.put_steps(late)
    return 1


def _plain(told: _Told) -> dict[str, object]:
    return {
        "before": told.before,
        "row": asdict(told.row),
        "events": [asdict(one) for one in told.events],
        "steps": [asdict(one) for one in told.steps],
        "plan": None if told.plan is None else asdict(told.plan),
    }
