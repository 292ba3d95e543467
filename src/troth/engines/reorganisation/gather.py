"""Gathers what an assignee takes over: everybody with everything, but for what may not go.

Only categories that the policy declares for the assignee go, and nothing past its end; with a
person go their standing, consents, requests and the rest, whatever of their data stays. What was
refused for good goes as its keyed hash. GDPR Art. 5(1)(c), (e), 7(3), 21(3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from troth.core.periods import to_micros
from troth.engines.reorganisation.parcel import Held, Known
from troth.engines.vault.blindindex import matches
from troth.engines.vault.keyring import Keyring
from troth.engines.vault.vault import Vault
from troth.storage.case_rows import CaseEventRow, CaseRow
from troth.storage.ports import DataReader, DataStore
from troth.storage.request_rows import DueStepRow, RequestEventRow, RequestRow
from troth.storage.rows import (
    AccessRow,
    ActivityRow,
    ClockRow,
    ConsentRow,
    DisclosureRow,
    HoldRow,
    PersonRow,
    PolicyRow,
    RecordRow,
    StandingRow,
    SuppressionRow,
)
from troth.storage.version_rows import DocumentRow, VersionRow

SECRETS: Final = ("index", "suppression")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where it comes from."""

    data: DataStore
    vault: Vault
    keyring: Keyring


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The parts of a parcel, as `Parcel` names them."""

    secrets: Mapping[str, bytes]
    policies: Sequence[PolicyRow]
    versions: Sequence[VersionRow]
    documents: Sequence[DocumentRow]
    activities: Sequence[ActivityRow]
    persons: Sequence[PersonRow]
    known: Sequence[Known]
    held: Sequence[Held]
    clocks: Sequence[ClockRow]
    standing: Sequence[StandingRow]
    consents: Sequence[ConsentRow]
    holds: Sequence[HoldRow]
    disclosures: Sequence[DisclosureRow]
    accesses: Sequence[AccessRow]
    requests: Sequence[RequestRow]
    request_events: Sequence[RequestEventRow]
    steps: Sequence[DueStepRow]
    cases: Sequence[CaseRow]
    case_events: Sequence[CaseEventRow]
    suppressions: Sequence[SuppressionRow]


def gathered(source: Source, categories: Collection[str], now: datetime) -> Gathered:
    """Return everything that goes, as it is now."""
    at = to_micros(now)
    with source.data.read() as reader:
        persons = [row for row in reader.all_persons() if not row.hidden]
        people = [row.person for row in persons]
        activities = reader.activities()
        rows = list(_going(reader, activities, categories, at))
        requests, cases = list(reader.requests()), list(reader.cases())
        asked = [row.request for row in requests]
        return Gathered(
            secrets={name: source.keyring.secret(name) for name in SECRETS},
            policies=list(reader.policies()),
            versions=list(reader.versions()),
            documents=_documents(reader),
            activities=[activities[number] for number in sorted({r.activity for r in rows})],
            persons=persons,
            known=list(_known(source, people)),
            held=_held(source, rows),
            clocks=list(reader.clocks(people)),
            standing=list(reader.standing(people)),
            consents=list(reader.all_consents()),
            holds=list(reader.holds(at)),
            disclosures=list(reader.all_disclosures()),
            accesses=list(reader.all_accesses()),
            requests=requests,
            request_events=list(reader.request_events(asked)),
            steps=list(reader.steps(asked)),
            cases=cases,
            case_events=list(reader.case_events([row.matter for row in cases])),
            suppressions=_suppressions(source),
        )


def _going(
    reader: DataReader, activities: Mapping[int, ActivityRow], categories: Collection[str], at: int
) -> Iterator[RecordRow]:
    """Yield the records that go: of a declared category, and not past their end."""
    for part in reader.all_records():
        for row in part:
            over = row.expires_at is not None and row.expires_at <= at
            if activities[row.activity].category in categories and not over:
                yield row


def _held(source: Source, rows: Sequence[RecordRow]) -> list[Held]:
    values = source.vault.open_values(rows)
    return [
        Held(
            person=row.person,
            record=row.record,
            submission=row.submission,
            activity=row.activity,
            collected_at=row.collected_at,
            expires_at=row.expires_at,
            rule=row.rule,
            keep_until=row.keep_until,
            purpose_note=row.purpose_note,
            value=value,
        )
        for row, value in zip(rows, values, strict=True)
        if value is not None
    ]


def _known(source: Source, people: Sequence[bytes]) -> Iterator[Known]:
    hashes = source.keyring.hashes_of(people)
    every = list(dict.fromkeys(h for each in hashes.values() for h in each))
    with source.keyring.reading() as (reader, tree):
        for match in matches(reader, tree, every):
            if match.person in hashes:
                yield Known(person=match.person, h=match.h, status=match.status)


def _documents(reader: DataReader) -> list[DocumentRow]:
    names = [row.policy for row in reader.versions()]
    texts = {row.text_hash for row in reader.all_consents()}
    return [row for name in (*dict.fromkeys(names), *sorted(texts)) for row in
            reader.documents(name)]  # fmt: skip


def _suppressions(source: Source) -> list[SuppressionRow]:
    with source.keyring.store.read() as reader:
        return list(reader.all_suppressed())
