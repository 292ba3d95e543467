"""What a program is told: one type a message, written by the server and read by the client.

Ids are 32 hexadecimal digits, instants are RFC 3339 with their offset.
"""

from __future__ import annotations

from datetime import date

from msgspec import Raw, field

from troth.client.words import (
    Base64,
    Hash,
    Id,
    Instant,
    Told,
)


class Reason(Told):
    """Why not: a stable code, the entry of the policy, a sentence, and what can be done."""

    code: str
    address: str
    detail: str
    help: str = ""


class Problem(Told):
    """What is wrong (RFC 9457); `reasons` where the policy, the law or the person says no."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    reasons: list[Reason] = field(default_factory=list)


class Kept(Told):
    """One value that was kept, and from when on nobody can read it any more."""

    field: str
    record: Id
    category: str
    delete_after: Instant | None
    rule: str


class Receipt(Told):
    """What was kept of a submission, for what, until when."""

    submission: Id
    person: Id
    kept: list[Kept]
    dropped: list[str]
    purposes: list[str]
    basis: str | None
    policy: Hash


class Representative(Told):
    """Who looks after a person now, and why their position was not used, where it was not."""

    person: Id
    representative: str
    name: str
    reasons: list[Reason]


class Decision(Told):
    """Yes or no, with every reason and the entries of the policy it rests on."""

    allowed: bool
    reasons: list[Reason]
    addresses: list[str]
    basis: str | None
    purposes: list[str]
    drops: list[str]
    policy: Hash

    def __bool__(self) -> bool:
        return self.allowed


class ConsentEvent(Told):
    """One thing that was said about a consent."""

    person: Id
    purpose: str
    recipient: str
    action: str
    at: Instant
    until: Instant | None
    text: Hash
    language: str
    channel: str
    method: str
    policy: str
    by_channel: str


class Withdrawal(Told):
    """What a withdrawal led to: records that are due now, recipients that must be told."""

    consent: ConsentEvent
    records_due: int
    tell: list[str]


class Consents(Told):
    """Every event of a person's consents, oldest first, and purpose → lapse of those that stand."""

    events: list[ConsentEvent]
    active: dict[str, Instant | None]


class Found(Told):
    """Somebody an identifier leads to: `claimed`, `confirmed` or `shared`."""

    person: Id
    status: str
    aliases: list[Id]
    records: int


class People(Told):
    """Everybody an identifier leads to."""

    persons: list[Found]


class Standing(Told):
    """What holds for a person now; it is read on every decision."""

    person: Id
    consents: dict[str, Instant | None]
    withdrawn: list[str]
    objected: list[str]
    marketing_objection: bool
    restricted: bool
    minor: bool
    suppressed: bool
    residence: str | None
    born: date | None
    customer_agreements: list[str]
    device_permissions: list[str]
    accepted: str | None


class Export(Told):
    """Everything held of a person with the facts of GDPR Art. 15, and its hash."""

    sha256: Hash
    content: Raw


class OpenStep(Told):
    """A step that waits: when it is due, and how its last try ended."""

    step: str
    due: Instant
    last: str


class Event(Told):
    """One thing that happened to a request."""

    event: str
    by: str
    who: str
    detail: str
    state: str
    at: Instant


class Request(Told):
    """A rights request: where it stands, and its dates. Whom it is about stays out."""

    request: Id
    right: str
    about: str
    by: str
    channel: str
    state: str
    verification: str
    outcome: str
    ground: str
    received: Instant
    safe: date
    statutory: date
    promised: date | None
    due: date
    running: bool
    overdue: bool
    handler: str
    laws: list[str]
    possible: list[str]
    steps: list[OpenStep]
    repeats: Id | None = None
    derivation: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class Stepped(Told):
    """A request after a step; with the answer, where the step gave one."""

    request: Request
    answer: Raw | None = None


class RequestPage(Told):
    """Requests, the first due first; `next` is the cursor of the page after this one."""

    items: list[Request]
    next: str | None


class HandedValue(Told):
    """One value that may leave; `base64` where it is no text."""

    category: str
    field: str
    text: str | None = None
    base64: Base64 | None = None


class Handed(Told):
    """What may leave, written into the ledger; a repeated call has no values any more."""

    disclosure: Id
    values: list[HandedValue]


class Disclosure(Told):
    """One line of the ledger: what went to whom, for what, on which ground."""

    disclosure: Id
    person: Id
    recipient: str
    categories: list[str]
    items: list[str]
    purpose: str
    ground: str
    place: str
    safeguard: str
    at: Instant


class DisclosurePage(Told):
    """Disclosures, the oldest first."""

    items: list[Disclosure]
    next: str | None


class Promise(Told):
    """One promise with its state when it was proved last, and why."""

    address: str
    section: str
    state: str
    reason: str


class Promises(Told):
    """Every promise, broken ones first; `at` is when they were proved, none before the first."""

    at: Instant | None
    policy: Hash
    items: list[Promise]


class Checkpoint(Told):
    """The signed head of the log (C2SP tlog-checkpoint)."""

    checkpoint: str
    origin: str
    size: int
    root: Hash
    public_key: str


class Fact(Told):
    """One line of the log."""

    index: int
    fact: Raw


class FactPage(Told):
    """Lines of the log in order."""

    items: list[Fact]
    next: str | None


class Proof(Told):
    """Proof that one line stands under the signed head (RFC 6962)."""

    index: int
    entry: str
    size: int
    hashes: list[str]
    checkpoint: str


class PolicyInForce(Told):
    """Which policy runs."""

    policy: Hash
    controller: str
    purposes: list[str]
    forms: list[str]
    recipients: list[str]
