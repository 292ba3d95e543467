"""Erasure: planned, shown, carried out step by step, searched again, and told in a receipt.

A thousand erasures are one plan; one request is a batch of one (D8). What each step leaves when the
process dies after it: *hidden*: nobody reads these persons any more; *keys-destroyed*: what is left
of the rows cannot be opened; *rows-erased*: nothing is left in the live stores; *searched*: what
shares no code with this looked again. Resuming does the next step; half a step is done again.

GDPR Art. 17(1); 17(3)(b), (e) (duties and claims keep a part, restricted); 12(3), 19 (people and
recipients are told).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from troth.core.erasure import (
    ErasurePlan,
    KeptPart,
    Step,
    SystemPart,
    decode_plan,
    next_step,
)
from troth.core.facts import fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.evidence import EvidenceLog
from troth.engines.search import search
from troth.engines.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.keeping import legal_keep
from troth.storage.ports import DataReader, DataStore, DataUnit, KeyStore
from troth.storage.rows import ActivityRow, HoldRow, IntentRow, PlanRow, RecordRow, StandingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReceipt:
    """What was done, what stays, and what is claimed of backups.

    `pending` until the epoch that re-makes the touched keys has ended (D4.7).
    """

    plan: ErasurePlan
    state: Step
    found_again: int
    epoch: int | None
    claim: str
    assumptions: tuple[str, ...]

    @property
    def pending(self) -> bool:
        """Whether older backups could still be opened."""
        return self.epoch is None


class Erasure:
    """Plans and carries out erasures."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        keys: KeyStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._data = data
        self._keys = keys
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy
        self._steps: Mapping[Step, Callable[[ErasurePlan, datetime], None]] = {
            "hidden": self._hide,
            "keys-destroyed": self._destroy_keys,
            "rows-erased": self._erase_rows,
            "searched": self._search,
            "done": self._finish,
        }

    def look(self, persons: Sequence[bytes], now: datetime) -> ErasurePlan:
        """Return what an erasure would do; nothing is saved, nothing changes.

        Raises:
            InputError: `erasure/unknown-person` when none of them exists.
        """
        with self._data.read() as reader:
            return self._draw(reader, persons, now, bytes(16))

    def plan(self, persons: Sequence[bytes], now: datetime) -> ErasurePlan:
        """Draw the plan, save it and write its fact."""
        with self._data.unit() as unit:
            drawn = self._draw(unit, persons, now, self._entropy.bytes(16))
            unit.save_plan(_row(drawn, "planned"))
            self._evidence.append(
                unit,
                fact(
                    "erasure-planned",
                    drawn.at,
                    plan=drawn.plan,
                    persons=len(drawn.persons),
                    records=drawn.records,
                    kept=sum(len(part.records) for part in drawn.kept),
                ),
            )
        return drawn

    def carry_out(self, plan: bytes, now: datetime) -> ErasureReceipt:
        """Do every step that is left of a saved plan; safe to call again at any time.

        Raises:
            InputError: `erasure/unknown-plan`.
        """
        with self._data.read() as reader:
            row = reader.plan(plan)
        if row is None or row.kind != "erasure":
            raise InputError("erasure/unknown-plan", f"there is no erasure plan `{plan.hex()}`")
        drawn = decode_plan(row.body)
        done = _step(row.step)
        while done != "done":
            done = next_step(done)
            self._steps[done](drawn, now)
        return self.receipt(plan)

    def resume(self, now: datetime) -> int:
        """Finish every erasure that was cut short; return how many."""
        with self._data.read() as reader:
            unfinished = [row for row in reader.plans() if row.kind == "erasure"]
        running = [row for row in unfinished if row.state == "running"]
        for row in running:
            self.carry_out(row.plan, now)
        return len(running)

    def receipt(self, plan: bytes) -> ErasureReceipt:
        """Return what can be said of a plan today."""
        with self._data.read() as reader:
            row = reader.plan(plan)
            if row is None:
                raise InputError("erasure/unknown-plan", f"there is no erasure plan `{plan.hex()}`")
            drawn = decode_plan(row.body)
            found = search(reader, self._keys, drawn.whole)
        claim = self._vault.claim(drawn.persons)
        return ErasureReceipt(
            plan=drawn,
            state=_step(row.step),
            found_again=found.total,
            epoch=claim.epoch,
            claim=claim.text,
            assumptions=claim.assumptions,
        )

    # -- drawing the plan -----------------------------------------------------------------------

    def _draw(
        self, reader: DataReader, persons: Sequence[bytes], now: datetime, plan: bytes
    ) -> ErasurePlan:
        everyone = tuple(
            dict.fromkeys(member for person in persons for member in reader.aliases(person))
        )
        if not everyone:
            raise InputError("erasure/unknown-person", "nobody is known under this id")
        activities = reader.activities()
        rows = list(reader.records(everyone))
        at = to_micros(now)
        holds = reader.holds(at)
        kept: dict[tuple[bytes, str, int | None], list[bytes]] = {}
        for row in rows:
            ground = self._stays(row, activities[row.activity], holds, at)
            if ground is not None:
                kept.setdefault((row.person, *ground), []).append(row.record)
        parts = tuple(
            KeptPart(person=person, records=tuple(records), address=address, until=until)
            for (person, address, until), records in kept.items()
        )
        staying = sum(len(part.records) for part in parts)
        return ErasurePlan(
            plan=plan,
            persons=everyone,
            records=len(rows) - staying,
            kept=parts,
            systems=self._systems(rows, activities),
            at=at,
        )

    def _stays(
        self, row: RecordRow, activity: ActivityRow, holds: Sequence[HoldRow], at: int
    ) -> tuple[str, int | None] | None:
        for hold in holds:
            mine = hold.person in (None, row.person)
            if mine and hold.category in (None, activity.category):
                return f"hold/{hold.hold}", hold.until
        # GDPR Art. 17(3)(b): a legal obligation keeps what the law names, and only that.
        if row.keep_until is not None and row.keep_until > at:
            _, address = legal_keep(
                self._policy, activity.category, activity.form, from_micros(row.collected_at), {}
            )
            return address or "legal-duty", row.keep_until
        return None

    def _systems(
        self, rows: Sequence[RecordRow], activities: Mapping[int, ActivityRow]
    ) -> tuple[SystemPart, ...]:
        """Return what lies on people's own devices, out of reach before their next visit."""
        counts: dict[str, int] = {}
        for row in rows:
            system = activities[row.activity].system
            if system in self._policy.systems and self._policy.systems[system].on_device:
                counts[system] = counts.get(system, 0) + 1
        return tuple(
            SystemPart(system=system, state="awaiting-next-visit", records=count)
            for system, count in sorted(counts.items())
        )

    # -- the steps, each idempotent -------------------------------------------------------------

    def _hide(self, plan: ErasurePlan, now: datetime) -> None:
        with self._data.unit() as unit:
            unit.hide(plan.whole)
            unit.open_intents(
                [
                    IntentRow(intent=_intent(plan, person), kind="erase", target=person, at=plan.at)
                    for person in plan.whole
                ]
            )
            unit.save_plan(_row(plan, "hidden"))

    def _destroy_keys(self, plan: ErasurePlan, now: datetime) -> None:
        self._vault.destroy_persons(plan.whole)
        for person in plan.partly:
            staying = {r for part in plan.kept if part.person == person for r in part.records}
            with self._data.read() as reader:
                rows = [row for row in reader.records([person]) if row.record in staying]
            self._vault.rekey(person, rows, now)
        with self._data.unit() as unit:
            self._evidence.append(
                unit,
                fact(
                    "keys-destroyed",
                    to_micros(now),
                    plan=plan.plan,
                    persons=len(plan.persons),
                    root=hashlib.sha256(b"".join(sorted(plan.persons)) + plan.plan).digest(),
                ),
            )
            unit.save_plan(_row(plan, "keys-destroyed"))

    def _erase_rows(self, plan: ErasurePlan, now: datetime) -> None:
        at = to_micros(now)
        with self._data.unit() as unit:
            staying = {record for part in plan.kept for record in part.records}
            gone = [
                (row.person, row.record)
                for row in unit.records(plan.partly)
                if row.record not in staying
            ]
            unit.delete_records(gone)
            unit.delete_persons(plan.whole)
            unit.settle_intents([_intent(plan, person) for person in plan.whole], at)
            # What stays is kept for its ground alone: restricted (GDPR Art. 17(3), 18).
            unit.set_standing([_restricted(person, at) for person in plan.partly])
            self._tell(unit, plan, at)
            unit.save_plan(_row(plan, "rows-erased"))

    def _tell(self, unit: DataUnit, plan: ErasurePlan, at: int) -> None:
        self._evidence.append(
            unit,
            fact(
                "records-erased",
                at,
                plan=plan.plan,
                records=plan.records,
                persons=len(plan.whole),
            ),
            *(
                fact(
                    "kept",
                    at,
                    plan=plan.plan,
                    address=part.address,
                    count=len(part.records),
                    until=part.until or 0,
                )
                for part in plan.kept
            ),
            *(
                fact(
                    "system-erased",
                    at,
                    plan=plan.plan,
                    system=part.system,
                    state=part.state,
                    count=part.records,
                )
                for part in plan.systems
            ),
        )

    def _search(self, plan: ErasurePlan, now: datetime) -> None:
        with self._data.read() as reader:
            found = search(reader, self._keys, plan.whole).total
        with self._data.unit() as unit:
            self._evidence.append(
                unit, fact("searched", to_micros(now), plan=plan.plan, found=found)
            )
            unit.save_plan(_row(plan, "searched"))

    def _finish(self, plan: ErasurePlan, now: datetime) -> None:
        with self._data.unit() as unit:
            self._evidence.append(
                unit,
                fact(
                    "erased",
                    to_micros(now),
                    plan=plan.plan,
                    persons=len(plan.persons),
                    epoch=self._vault.current_epoch,
                ),
            )
            unit.save_plan(_row(plan, "done"))


def _row(plan: ErasurePlan, step: Step) -> PlanRow:
    state: Literal["planned", "running", "done"] = (
        "planned" if step == "planned" else "done" if step == "done" else "running"
    )
    return PlanRow(
        plan=plan.plan, kind="erasure", state=state, step=step, at=plan.at, body=plan.encode()
    )


def _step(written: str) -> Step:
    for known in ("planned", "hidden", "keys-destroyed", "rows-erased", "searched", "done"):
        if written == known:
            return known
    raise InputError("erasure/unknown-step", f"the stored plan stands at `{written}`")


def _intent(plan: ErasurePlan, person: bytes) -> bytes:
    return hashlib.sha256(b"troth/erase/" + plan.plan + person).digest()[:16]


def _restricted(person: bytes, at: int) -> StandingRow:
    return StandingRow(
        person=person, kind="restriction", about="", value="kept-by-law", since=at, until=None
    )
