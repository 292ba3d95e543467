"""The erasure plan as data: what goes, what stays and on which ground, and the steps in order.

A plan is made, shown, and only then carried out; it resumes by its id at the step it had reached.
Every step is idempotent, so a step cut short by a power cut is simply done again.

GDPR Art. 17(1), (3); 12(3) (the person is told what was done and what was not).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from troth.errors import StateError

Step = Literal["planned", "hidden", "keys-destroyed", "rows-erased", "searched", "done"]
STEPS: tuple[Step, ...] = (
    "planned",
    "hidden",
    "keys-destroyed",
    "rows-erased",
    "searched",
    "done",
)
"""What has been finished; the next step is the one after it."""

NEXT: dict[Step, Step] = dict(pairwise(STEPS))
"""The whole state table of an erasure: one way, no branches, no way back."""


NOT_ASKED: Final = "not-asked"
"""Address of a part that stays because the request was about other data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPart:
    """Records that stay, on one ground, until one instant (microseconds; None: until lifted).

    `ground` is a hold's own, such as `legal-claim`; empty where the address says it.
    """

    person: bytes
    records: tuple[bytes, ...]
    address: str
    until: int | None
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemPart:
    """A system outside the store that holds data of these persons, and where its erasure stands.

    Attributes:
        system: Its key in the manifest.
        state: `by-hand` where no connector can do it: people see to it.
        records: How many records of the store lie there too.
        erased: How many items the system says it erased.
        found: How many it held when it was searched again.
        at: When it was last asked, microseconds UTC; 0 before.
        receipt: SHA-256 of its answer; empty before it has one.
    """

    system: str
    state: Literal["erased", "pending", "awaiting-next-visit", "failed", "by-hand"]
    records: int
    erased: int = 0
    found: int = 0
    at: int = 0
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlan:
    """One plan for one person or ten thousand (D8).

    Attributes:
        plan: 16 bytes.
        persons: Everyone concerned, aliases included.
        records: Number of records that go.
        kept: What stays and why; the rest of those persons goes.
        systems: Systems beyond the store.
        at: When it was planned, microseconds UTC.
        suppress: Basis on which their identifiers stay refused afterwards (D4.9), or empty.
        destroyed_in: Epoch in which the keys went; None before. Copies of the key store are
            closed by the next one.
    """

    plan: bytes
    persons: tuple[bytes, ...]
    records: int
    kept: tuple[KeptPart, ...]
    systems: tuple[SystemPart, ...]
    at: int
    suppress: str = ""
    destroyed_in: int | None = None

    @property
    def whole(self) -> tuple[bytes, ...]:
        """The persons of whom nothing stays."""
        partly = {part.person for part in self.kept}
        return tuple(person for person in self.persons if person not in partly)

    @property
    def partly(self) -> tuple[bytes, ...]:
        """The persons of whom something stays."""
        return tuple(dict.fromkeys(part.person for part in self.kept))

    @property
    def bound(self) -> tuple[KeptPart, ...]:
        """The parts that stay on a ground, though they were asked for."""
        return tuple(part for part in self.kept if part.address != NOT_ASKED)

    def encode(self) -> bytes:
        """Return the plan as canonical JSON: ids, addresses, counts and instants only."""
        return json.dumps(
            {
                "plan": self.plan.hex(),
                "persons": [person.hex() for person in self.persons],
                "records": self.records,
                "kept": [
                    [p.person.hex(), [r.hex() for r in p.records], p.address, p.until, p.ground]
                    for p in self.kept
                ],
                "systems": [
                    [s.system, s.state, s.records, s.erased, s.found, s.at, s.receipt]
                    for s in self.systems
                ],
                "at": self.at,
                "suppress": self.suppress,
                "destroyed_in": self.destroyed_in,
            },
            separators=(",", ":"),
            sort_keys=True,
        ).encode()


_PART: Final = ("system", "state", "records", "erased", "found", "at", "receipt")


def decode_plan(body: bytes) -> ErasurePlan:
    """Read a plan back.

    Raises:
        StateError: `erasure/malformed-plan`.
    """
    try:
        loaded = json.loads(body)
        return ErasurePlan(
            plan=bytes.fromhex(loaded["plan"]),
            persons=_ids(loaded["persons"]),
            records=loaded["records"],
            kept=tuple(
                KeptPart(
                    person=bytes.fromhex(person),
                    records=_ids(records),
                    address=address,
                    until=until,
                    # Plans that were drawn before grounds were kept have none.
                    ground=ground[0] if ground else "",
                )
                for person, records, address, until, *ground in loaded["kept"]
            ),
            systems=tuple(
                # Plans that were drawn before systems were asked have no answers.
                SystemPart(**dict(zip(_PART, answered, strict=False)))
                for answered in loaded["systems"]
            ),
            at=loaded["at"],
            suppress=loaded["suppress"],
            destroyed_in=loaded["destroyed_in"],
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise StateError("erasure/malformed-plan", "the stored plan cannot be read") from fault


def next_step(done: Step) -> Step:
    """Return the step that follows.

    Raises:
        StateError: `erasure/finished` after the last.
    """
    if done not in NEXT:
        raise StateError("erasure/finished", "this erasure is done")
    return NEXT[done]


def _ids(written: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(one) for one in written)
