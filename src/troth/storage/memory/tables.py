"""What the memory model keeps: one dictionary a table, keyed as the table is.

A copy of these dictionaries is a transaction, and the old ones are its undo. Rows are frozen, so a
shallow copy is enough; the records of one person sit in an inner mapping that is replaced, never
changed. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from troth.storage.case_rows import CaseEventRow, CaseRow
from troth.storage.dossier_rows import DossierEventRow, DossierPersonRow, DossierRow
from troth.storage.message_rows import MessageRow
from troth.storage.program_rows import DeliveryRow, ReplyRow, WebhookRow
from troth.storage.request_rows import DueStepRow, RequestEventRow, RequestRow
from troth.storage.rows import (
    AccessRow,
    ActivityRow,
    ClockRow,
    ConsentRow,
    DisclosureRow,
    EpochRow,
    FactRow,
    HoldRow,
    IndexRow,
    IntentRow,
    JournalRow,
    PeriodKeyRow,
    PersonKeyRow,
    PersonRow,
    PlanRow,
    PolicyRow,
    RecordRow,
    RefusalRow,
    StandingRow,
    SuppressionRow,
)
from troth.storage.signin_rows import (
    AccountRow,
    LinkRow,
    PasskeyRow,
    ReviewRow,
    SessionRow,
    SignInRow,
    StaffRow,
    TokenRow,
)
from troth.storage.version_rows import CampaignRow, DocumentRow, NoticeRow, VersionRow


@dataclass(slots=True)
class DataTables:
    """The data store's tables."""

    meta: dict[str, str] = field(default_factory=dict)
    persons: dict[bytes, PersonRow] = field(default_factory=dict)
    activities: dict[int, ActivityRow] = field(default_factory=dict)
    records: dict[bytes, Mapping[bytes, RecordRow]] = field(default_factory=dict)
    clocks: dict[tuple[bytes, str], ClockRow] = field(default_factory=dict)
    standing: dict[tuple[bytes, str, str], StandingRow] = field(default_factory=dict)
    consents: dict[int, ConsentRow] = field(default_factory=dict)
    holds: dict[str, HoldRow] = field(default_factory=dict)
    disclosures: dict[bytes, DisclosureRow] = field(default_factory=dict)
    accesses: dict[bytes, AccessRow] = field(default_factory=dict)
    refusals: dict[bytes, RefusalRow] = field(default_factory=dict)
    intents: dict[bytes, IntentRow] = field(default_factory=dict)
    plans: dict[bytes, PlanRow] = field(default_factory=dict)
    facts: dict[int, FactRow] = field(default_factory=dict)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    checkpoints: dict[int, tuple[int, str, int]] = field(default_factory=dict)
    policies: dict[str, PolicyRow] = field(default_factory=dict)
    requests: dict[bytes, RequestRow] = field(default_factory=dict)
    request_events: dict[int, RequestEventRow] = field(default_factory=dict)
    due_steps: dict[tuple[bytes, str], DueStepRow] = field(default_factory=dict)
    accounts: dict[bytes, AccountRow] = field(default_factory=dict)
    staff: dict[bytes, StaffRow] = field(default_factory=dict)
    passkeys: dict[bytes, PasskeyRow] = field(default_factory=dict)
    sessions: dict[bytes, SessionRow] = field(default_factory=dict)
    links: dict[bytes, LinkRow] = field(default_factory=dict)
    tokens: dict[bytes, TokenRow] = field(default_factory=dict)
    sign_ins: dict[bytes, SignInRow] = field(default_factory=dict)
    reviews: dict[bytes, ReviewRow] = field(default_factory=dict)
    versions: dict[int, VersionRow] = field(default_factory=dict)
    documents: dict[tuple[str, str, str], DocumentRow] = field(default_factory=dict)
    campaigns: dict[bytes, CampaignRow] = field(default_factory=dict)
    notices: dict[tuple[bytes, bytes], NoticeRow] = field(default_factory=dict)
    cases: dict[bytes, CaseRow] = field(default_factory=dict)
    case_events: dict[int, CaseEventRow] = field(default_factory=dict)
    dossiers: dict[bytes, DossierRow] = field(default_factory=dict)
    dossier_events: dict[int, DossierEventRow] = field(default_factory=dict)
    dossier_persons: dict[tuple[bytes, bytes], DossierPersonRow] = field(default_factory=dict)
    messages: dict[bytes, MessageRow] = field(default_factory=dict)
    webhooks: dict[bytes, WebhookRow] = field(default_factory=dict)
    deliveries: dict[int, DeliveryRow] = field(default_factory=dict)
    replies: dict[bytes, ReplyRow] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    """The last number given out, by table; numbers are never given twice."""

    def copy(self) -> DataTables:
        """Return tables that can be changed without changing these."""
        return DataTables(**{name: dict(getattr(self, name)) for name in self.__slots__})

    def number(self, table: str) -> int:
        """Return the next number of a table that counts its rows."""
        self.given[table] = self.given.get(table, 0) + 1
        return self.given[table]


@dataclass(slots=True)
class KeyTables:
    """The key store's tables."""

    epoch: dict[int, EpochRow] = field(default_factory=dict)
    shard_keys: dict[tuple[str, int], bytes] = field(default_factory=dict)
    person_keys: dict[bytes, PersonKeyRow] = field(default_factory=dict)
    period_keys: dict[bytes, PeriodKeyRow] = field(default_factory=dict)
    index: dict[bytes, IndexRow] = field(default_factory=dict)
    suppressions: dict[bytes, SuppressionRow] = field(default_factory=dict)
    secrets: dict[str, bytes] = field(default_factory=dict)
    journal: dict[int, JournalRow] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)

    def copy(self) -> KeyTables:
        """Return tables that can be changed without changing these."""
        return KeyTables(**{name: dict(getattr(self, name)) for name in self.__slots__})

    def number(self, table: str) -> int:
        """Return the next number of a table that counts its rows."""
        self.given[table] = self.given.get(table, 0) + 1
        return self.given[table]
