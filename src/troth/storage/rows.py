"""What crosses the doors of storage: plain rows, ids as bytes, instants as microseconds UTC.

No value here is plaintext about a person: names of forms, purposes and rules come from the
manifest, ids are random, `sealed` is ciphertext. `None` in `expires_at` means that a moving clock
or a criterion governs, never that nothing does (DESIGN, D4.10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PersonState = Literal["claimant", "confirmed", "account"]
ClockName = Literal["last-activity", "last-contact"]


JournalKind = Literal[
    "standing", "standing-cleared", "rectified", "consent", "swept", "retention", "request",
    "request-of", "kept-part", "held-over", "token-ended", "webhook-ended",
    "staff-changed", "way-in-changed", "staff-way-in-changed",
]  # fmt: skip
"""What the journal of the key store keeps: each is done again after a restore (D4.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person under a random id. `alias_of` points to the person this one was merged into."""

    person: bytes
    created_at: int
    state: PersonState = "claimant"
    alias_of: bytes | None = None
    hidden: bool = False
    accepted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """A processing activity: one (policy, form, field) with everything its records share (D4.10).

    `activity` is 0 until storage gives it a number.
    """

    activity: int
    policy: str
    form: str
    field: str
    category: str
    item: str
    purposes: tuple[str, ...]
    basis: str
    origin: str
    source: str
    recipients: tuple[str, ...]
    system: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """One stored value of one person (an *item*)."""

    person: bytes
    record: bytes
    submission: bytes
    activity: int
    collected_at: int
    expires_at: int | None
    rule: str
    keep_until: int | None
    period: bytes
    purpose_note: str | None
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """A moving clock: the last event of one kind for one person."""

    person: bytes
    clock: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRow:
    """One thing that holds for a person: `restriction`, `objection`, `minor`, `suppressed`, ...

    `value` holds a manifest name, an enum or a date; never free text.
    """

    person: bytes
    kind: str
    about: str
    value: str
    since: int
    until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """One append-only consent event (GDPR Art. 7(1)).

    `channel` is where it was given; `by_channel` the one channel it lets somebody be reached by.
    """

    event: int
    person: bytes
    purpose: str
    recipient: str
    action: Literal["give", "withdraw", "expire", "record-only"]
    at: int
    until: int | None
    text_hash: str
    language: str
    channel: str
    method: str
    policy: str
    by_channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRow:
    """A hold: erasure waits. Scope is a person, a category, or both; never everything."""

    hold: str
    person: bytes | None
    category: str | None
    ground: str
    placed_at: int
    until: int | None
    released_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRow:
    """One record set disclosed to one recipient (D10).

    `ground` is the legal basis, and after `+` each kind of thing that was shown for it.

    Attributes:
        place: Where it went, as ISO 3166 codes joined by `,`; empty where the policy names none.
        safeguard: What carried it there on the day, in the same order: `EEA`, `adequacy/GB`, `scc`.
        items: The fields that left, by name; never a value.
    """

    disclosure: bytes
    person: bytes
    recipient: str
    categories: tuple[str, ...]
    purpose: str
    ground: str
    at: int
    place: str = ""
    safeguard: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """One look at a person's records by staff or by a program (D12).

    `reason` is why it was refused; of an allowed look, what was shown for it, joined by `+`.
    """

    access: bytes
    person: bytes
    who: str
    role: str
    purpose: str
    categories: tuple[str, ...]
    allowed: bool
    reason: str
    records: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRow:
    """One thing the gate refused: what was asked, by address and code, without any value."""

    refusal: bytes
    action: str
    subject: str
    code: str
    address: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentRow:
    """A promise to do something in the other store; open until settled (D4.6)."""

    intent: bytes
    kind: Literal["create-person", "create-period", "erase", "expire", "rekey"]
    target: bytes
    at: int
    settled_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan with the step it has reached; resumed by its id (D5)."""

    plan: bytes
    kind: Literal["erasure", "sweep", "restore", "merge"]
    state: Literal["planned", "running", "done"]
    step: str
    at: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One leaf of the evidence log. `index` is None until it is sequenced."""

    seq: int
    index: int | None
    kind: str
    at: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """One complete subtree of the Merkle tree: `level` 0 is a leaf hash."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """A policy version as it ran."""

    policy: str
    name: str
    published_at: int
    manifest: str
    manifest_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonKeyRow:
    """A wrapped person key and the sealed list of that person's index hashes (key store)."""

    person: bytes
    shard: int
    wrapped: bytes
    identifiers: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodKeyRow:
    """A wrapped period key (key store). `period` is 16 bytes, derived from what it covers."""

    period: bytes
    shard: int
    wrapped: bytes
    expires_at: int | None
    person: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """A blind index row (key store): found by token, opened only with the shard's key."""

    token: bytes
    row: bytes
    shard: int
    sealed: bytes
    status: Literal["claimed", "confirmed", "shared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionRow:
    """A keyed hash that outlives its person (key store, D4.9)."""

    token: bytes
    basis: str
    address: str
    at: int
    until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochRow:
    """The epoch marker of the key store: which root opens it."""

    epoch: int
    check: bytes
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """One change of standing or content that a restored data backup must not forget (D4.8).

    Kept in the key store, sealed under the person's own key, so it dies with the person. What
    happened to a request outlives its person: there `person` is the request's own id.
    """

    seq: int
    at: int
    person: bytes
    kind: JournalKind
    sealed: bytes
