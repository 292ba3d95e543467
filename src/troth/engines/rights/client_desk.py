"""The processor's desk: agreements, instructions, requests handed on, data given back.

What a person asks about a customer's data is the customer's to answer: it is handed on, with what
the customer needs to find the person in their own data, and with both clocks. When an agreement
ends, the data is given back if that was agreed, its end is set to that instant, and the sweep
deletes it; a hold wins over both.

GDPR Art. 28(3)(a) (documented instructions), (e) (help with requests), (g) (return, deletion).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from troth.core.facts import Fact, fact
from troth.core.names import Identifier, normalise
from troth.core.periods import from_micros, to_micros
from troth.engines.evidence.agreements import (
    NAME,
    Agreement,
    Ending,
    agreement_in,
    read_agreements,
    write_agreements,
)
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.export.export import text_of
from troth.engines.retention.dates import journal_dates
from troth.engines.rights.clock import RequestClock
from troth.engines.rights.register import Entry, begun
from troth.engines.rights.requests import Requests
from troth.engines.rights.steps import FORWARD
from troth.engines.vault.vault import Vault
from troth.errors import InputError, StateError
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import RecordRow

FORWARDED: Final = "forwarded"
"""Outcome of a step that handed a request on."""

LAW: Final = "GDPR Art. 28(3)(e)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A request as it goes to one customer.

    Attributes:
        subject: Field → value of what identifies the person in this customer's own data.
        ours, theirs: When the answer for our own data is due, and when the customer's is, counted
            from the day it is handed on.
    """

    agreement: Agreement
    request: bytes
    right: str
    about: str
    received: datetime
    handed_on: datetime
    categories: tuple[str, ...]
    records: int
    subject: Mapping[str, str]
    ours: date
    theirs: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One value given back to the customer it came from; a file is base64."""

    submission: str
    field: str
    value: str
    collected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What the end of an agreement comes to: how many records, and what is given back."""

    agreement: Agreement
    records: int
    returned: tuple[Returned, ...]


class ClientDesk:
    """Keeps agreements with customers and does what they oblige to."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        requests: Requests,
        clock: RequestClock,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._requests = requests
        self._clock = clock

    # -- agreements and instructions ------------------------------------------------------------

    def agree(self, agreement: Agreement, now: datetime) -> Agreement:
        """Keep an agreement, or what it says now; what is forgotten by it is never un-ended.

        Raises:
            InputError: `clients/*` for an id, entry, task, contact or term that cannot be.
            StateError: `clients/ended`.
        """
        self._refuse(agreement)
        made = [
            fact(
                "agreement-kept",
                to_micros(now),
                agreement=agreement.agreement,
                client=agreement.client,
                entry=agreement.entry,
                tasks=len(agreement.tasks),
            )
        ]
        return self._keep(agreement, made)

    def instruct(
        self, agreement: str, task: str, now: datetime, *, stop: bool = False
    ) -> Agreement:
        """Follow an instruction: the data may be used for a task, or no longer.

        Raises:
            InputError: `clients/unknown-agreement`, `clients/unknown-task`.
            StateError: `clients/ended`.
        """
        known = self.agreement(agreement)
        tasks = tuple(t for t in known.tasks if t != task) + (() if stop else (task,))
        after = replace(known, tasks=tasks)
        self._refuse(after)
        change = "stopped" if stop else "instructed"
        told = fact(
            "agreement-instructed", to_micros(now), agreement=agreement, task=task, change=change
        )
        return self._keep(after, [told])

    def agreements(self) -> dict[str, Agreement]:
        """Return every agreement by its id."""
        with self._data.read() as reader:
            return read_agreements(reader)

    def agreement(self, name: str) -> Agreement:
        """Return one agreement.

        Raises:
            InputError: `clients/unknown-agreement`.
        """
        known = self.agreements()
        if name not in known:
            raise InputError(
                "clients/unknown-agreement",
                f"there is no agreement `{name[:60]}`",
                help=nearest(name, sorted(known)),
            )
        return known[name]

    # -- requests -------------------------------------------------------------------------------

    def forward(self, request: bytes, now: datetime, *, who: str = "") -> list[Forwarded]:
        """Hand a request on to every customer whose data it touches; done once for each.

        Returns what each customer is told. Data of an agreement that is not kept here cannot be
        handed on: its step stays open.
        """
        entry = self._requests.show(request, now).entry
        with self._data.read() as reader:
            held, agreements = self._held(reader, entry), read_agreements(reader)
        made: list[Forwarded] = []
        for step in entry.waiting(FORWARD):
            mine = held.get(step.partition("/")[2], {})
            if mine and mine.keys() <= agreements.keys():
                made += [
                    self._told(agreements[name], entry, rows, now)
                    for name, rows in sorted(mine.items())
                ]
                self._requests.settle(request, step, FORWARDED, now, who=who)
        self._note(made, to_micros(now))
        return made

    def _told(
        self, agreement: Agreement, entry: Entry, rows: Sequence[RecordRow], now: datetime
    ) -> Forwarded:
        with self._data.read() as reader:
            activities = reader.activities()
        subject = {}
        for row, value in zip(rows, self._vault.open_values(rows), strict=True):
            activity = activities[row.activity]
            form = self._policy.forms.get(activity.form)
            field = None if form is None else form.fields.get(activity.field)
            if field is not None and field.identifies is not None and value is not None:
                subject[activity.field] = value.decode(errors="replace")
        asked, place = entry.row, entry.row.residence
        return Forwarded(
            agreement=agreement,
            request=asked.request,
            right=asked.asked,
            about=asked.about,
            received=entry.received,
            handed_on=now,
            categories=tuple(sorted({activities[one.activity].category for one in rows})),
            records=len(rows),
            subject=subject,
            ours=self._clock.dates(entry.case, entry.received, place, now).alarm,
            # A customer's own term runs from when they hear of it.
            theirs=self._clock.dates(
                begun(replace(asked, opened_at=to_micros(now))), now, place, now
            ).statutory,
        )

    def _held(self, reader: DataReader, entry: Entry) -> dict[str, dict[str, list[RecordRow]]]:
        """Return `processor-of` entry → agreement → what is held of the person under it."""
        found: dict[str, dict[str, list[RecordRow]]] = {}
        if entry.row.person is None:
            return found
        activities = reader.activities()
        for row in reader.records(reader.aliases(entry.row.person)):
            form = self._policy.forms.get(activities[row.activity].form)
            if form is not None and form.processor is not None:
                by_name = found.setdefault(form.processor, {})
                by_name.setdefault(agreement_in(row.purpose_note), []).append(row)
        return found

    def _note(self, made: Sequence[Forwarded], at: int) -> None:
        facts = [
            fact(
                "request-forwarded",
                at,
                request=one.request,
                agreement=one.agreement.agreement,
                records=one.records,
            )
            for one in made
        ]
        if facts:
            with self._data.unit() as unit:
                self._evidence.append(unit, *facts)

    # -- the end --------------------------------------------------------------------------------

    def ending(self, agreement: str) -> Ended:
        """Return what ending an agreement would give back and delete; nothing changes."""
        known = self.agreement(agreement)
        with self._data.read() as reader:
            rows, activities = self._rows(reader, known), reader.activities()
        values = self._vault.open_values(rows)
        returned = tuple(
            Returned(
                submission=row.submission.hex(),
                field=activities[row.activity].field,
                value=text_of(value),
                collected_at=from_micros(row.collected_at),
            )
            for row, value in zip(rows, values, strict=True)
            if value is not None
        )
        return Ended(agreement=known, records=len(rows), returned=returned)

    def end(self, agreement: str, how: Ending, now: datetime) -> Ended:
        """End an agreement: from now on nothing of it is used, and the next sweep deletes it.

        Args:
            agreement: Which one.
            how: `return` or `delete`, as was agreed.
            now: The instant of the end.

        Raises:
            InputError: `clients/unknown-agreement`.
            StateError: `clients/ended`.
        """
        plan = self.ending(agreement)
        at = to_micros(now)
        after = replace(plan.agreement, ended_at=at, ending=how)
        told = fact("agreement-ended", at, agreement=agreement, ending=how, records=plan.records)
        kept = self._keep(after, [told])
        with self._data.unit() as unit:
            rows = self._rows(unit, kept)
            sooner = [
                replace(row, expires_at=at)
                for row in rows
                if row.expires_at is None or row.expires_at > at
            ]
            journal_dates(self._vault, sooner, now)
            self._vault.reseal(unit, sooner)
        return replace(plan, agreement=kept)

    def _rows(self, reader: DataReader, agreement: Agreement) -> list[RecordRow]:
        numbers = [
            number
            for number, one in reader.activities().items()
            if (form := self._policy.forms.get(one.form)) is not None
            and form.processor == agreement.entry
        ]
        persons = {
            one.person for part in (reader.bound(numbers) if numbers else ()) for one in part
        }
        return [
            row
            for row in (reader.records(sorted(persons)) if persons else ())
            if agreement_in(row.purpose_note) == agreement.agreement
        ]

    def _keep(self, agreement: Agreement, facts: Sequence[Fact]) -> Agreement:
        with self._data.unit() as unit:
            known = read_agreements(unit)
            before = known.get(agreement.agreement)
            if before is not None and before.ended_at is not None:
                raise StateError(
                    "clients/ended",
                    f"the agreement `{agreement.agreement}` has ended",
                    help="a new agreement has an id of its own",
                )
            write_agreements(unit, {**known, agreement.agreement: agreement})
            self._evidence.append(unit, *facts)
        return agreement

    def _refuse(self, one: Agreement) -> None:
        for name in (one.agreement, one.client):
            if not NAME.fullmatch(name):
                raise InputError(
                    "clients/not-an-id", f"`{name[:60]}` is no id", help="such as `C-17`"
                )
        declared = self._policy.client_data
        if one.entry not in declared:
            raise InputError(
                "clients/unknown-entry",
                f"`{one.entry[:60]}` is no data handled for customers in this policy",
                help=nearest(one.entry, sorted(declared)),
            )
        tasks = sorted(key for key, each in self._policy.purposes.items() if each.processor)
        for task in one.tasks:
            if task not in tasks:
                raise InputError(
                    "clients/unknown-task",
                    f"`{task[:60]}` is no purpose that is served for customers",
                    help=nearest(task, tasks),
                )
        if not _desk(one.contact).names_a_desk:
            raise InputError(
                "clients/not-a-desk",
                "the contact is not the address of a desk",
                help="name one that belongs to nobody alone, such as `privacy@…` or `legal@…`",
            )
        if declared[one.entry].term_required and one.until is None:
            raise InputError(
                "clients/no-term",
                f"the policy keeps `{one.entry}` for the term of the agreement, and none is given",
                help="say when it ends",
            )


def _desk(contact: str) -> Identifier:
    return normalise("email", contact)
