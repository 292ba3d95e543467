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
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from troth.core.erasure import (
    ErasurePlan,
    Step,
    decode_plan,
    next_step,
)
from troth.core.facts import fact
from troth.core.grouping import by_person
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.consents.standing import Change, journal_entry, standing_row
from troth.engines.erasure.plan import draw
from troth.engines.erasure.systems import Elsewhere, waiting
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.intake.intake import identifier_of
from troth.engines.subjects.identity import INDEXED, Identity, Suppression
from troth.engines.subjects.search import search
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore, DataUnit, KeyStore
from troth.storage.rows import IntentRow, PlanRow

WAITING = Change(kind="restriction", value="erasure-pending")
"""Nothing is done with somebody's data while a system elsewhere has not erased it yet."""

KEPT_BY_LAW = Change(kind="restriction", value="kept-by-law")
"""What stays of an erasure is kept for its ground alone, and restricted (GDPR Art. 17(3), 18)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReceipt:
    """What was done, what stays, and what is claimed of backups.

    `pending` until the epoch that re-makes the touched keys has ended (D4.7); the claim may come
    late, never early.
    """

    plan: ErasurePlan
    state: Step
    found_again: int
    epoch: int | None
    claim: str
    assumptions: tuple[str, ...]
    suppressed: str

    @property
    def waits(self) -> tuple[str, ...]:
        """The systems that have not answered; until they do nothing is erased."""
        return waiting(self.plan)

    @property
    def pending(self) -> bool:
        """Whether copies made before the erasure could still open something."""
        return self.state != "done" or self.epoch is None


class Erasure:
    """Plans and carries out erasures."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        keys: KeyStore,
        vault: Vault,
        identity: Identity,
        evidence: EvidenceLog,
        entropy: Entropy,
        elsewhere: Elsewhere,
    ) -> None:
        self._policy = policy
        self._data = data
        self._keys = keys
        self._vault = vault
        self._identity = identity
        self._evidence = evidence
        self._entropy = entropy
        self._elsewhere = elsewhere
        self._steps: Mapping[Step, Callable[[ErasurePlan, datetime], ErasurePlan]] = {
            "hidden": self._hide,
            "keys-destroyed": self._destroy_keys,
            "rows-erased": self._erase_rows,
            "searched": self._search,
            "done": self._finish,
        }

    def look(
        self, persons: Sequence[bytes], now: datetime, *, only: Collection[str] = ()
    ) -> ErasurePlan:
        """Return what an erasure would do, of some categories only or of all; nothing is saved.

        Raises:
            InputError: `erasure/unknown-person` when none of them exists.
        """
        with self._data.read() as reader:
            return draw(self._policy, reader, persons, now, bytes(16), only=only)

    def plan(
        self,
        persons: Sequence[bytes],
        now: datetime,
        *,
        suppress: Suppression | None = None,
        begin: bool = False,
        only: Collection[str] = (),
    ) -> ErasurePlan:
        """Draw the plan, save it and write its fact.

        Args:
            only: The categories that are asked for; none named: all.
            suppress: Keep the persons' identifiers refused afterwards, on this basis (D4.9).
            begin: Whether it is decided: `resume` carries it out, should nobody come to do it.
        """
        with self._data.unit() as unit:
            drawn = draw(self._policy, unit, persons, now, self._entropy.bytes(16), only=only)
            drawn = replace(drawn, suppress=suppress or "")
            row = _row(drawn, "planned")
            unit.save_plan(replace(row, state="running") if begin else row)
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

        While a connected system does not answer nothing else is done, and the plan waits.

        Raises:
            InputError: `erasure/unknown-plan`.
        """
        with self._data.read() as reader:
            row = reader.plan(plan)
        if row is None or row.kind != "erasure":
            raise _no_plan(plan)
        drawn = decode_plan(row.body)
        done = _step(row.step)
        if done == "planned":
            drawn = self._reach(drawn, now)
            if waiting(drawn):
                return self.receipt(plan)
        while done != "done":
            done = next_step(done)
            drawn = self._steps[done](drawn, now)
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
                raise _no_plan(plan)
            drawn = decode_plan(row.body)
            found = search(reader, self._keys, drawn.whole)
        claimed = self._vault.claim(drawn.persons)
        return ErasureReceipt(
            plan=drawn,
            state=_step(row.step),
            found_again=found.total,
            epoch=claimed.epoch,
            claim=_claim_words(drawn, claimed.text),
            assumptions=claimed.assumptions,
            suppressed=drawn.suppress,
        )

    def _reach(self, plan: ErasurePlan, now: datetime) -> ErasurePlan:
        """Ask the systems beyond the store; while one is silent the persons are restricted."""
        reached = self._elsewhere.reach(plan, now)
        if reached.plan == plan:
            return plan
        standing = [standing_row(one, WAITING, now) for one in plan.persons if reached.waits]
        if standing:
            self._vault.journal_all([journal_entry(one, WAITING, now) for one in plan.persons])
        with self._data.unit() as unit:
            unit.set_standing(standing)
            unit.save_plan(replace(_row(reached.plan, "planned"), state="running"))
            self._evidence.append(unit, *reached.facts)
        return reached.plan

    # -- the steps, each idempotent -------------------------------------------------------------

    def _hide(self, plan: ErasurePlan, now: datetime) -> ErasurePlan:
        if plan.suppress:
            self._suppress(plan, now)
        with self._data.unit() as unit:
            unit.hide(plan.whole)
            unit.open_intents(
                [
                    IntentRow(intent=_intent(plan, person), kind="erase", target=person, at=plan.at)
                    for person in plan.whole
                ]
            )
            unit.save_plan(_row(plan, "hidden"))
        return plan

    def _suppress(self, plan: ErasurePlan, now: datetime) -> None:
        """Keep keyed hashes of the identifiers before the records that hold them go."""
        with self._data.read() as reader:
            rows = list(reader.records(plan.persons))
            activities = reader.activities()
        address = "minors/age" if plan.suppress == "minor" else "rights/objection"
        basis: Suppression = "minor" if plan.suppress == "minor" else "do-not-contact"
        for row, value in zip(rows, self._vault.open_values(rows), strict=True):
            activity = activities[row.activity]
            form = self._policy.forms.get(activity.form)
            known = None if form is None else form.fields.get(activity.field)
            if value is not None and known is not None and known.identifies is not None:
                identifier = identifier_of(known, value)
                if identifier.kind in INDEXED:
                    self._identity.suppress(identifier, basis, address, now)

    def _destroy_keys(self, plan: ErasurePlan, now: datetime) -> ErasurePlan:
        epoch = self._vault.current_epoch
        self._vault.destroy_persons(plan.whole)
        staying = {record for part in plan.kept for record in part.records}
        with self._data.read() as reader:
            rows = [row for row in reader.records(plan.partly) if row.record in staying]
        if rows:
            # The part that a duty keeps moves to new keys; the old ones go with all the rest.
            self._vault.rekey(by_person(rows), now)
        plan = replace(plan, destroyed_in=epoch)
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
        return plan

    def _erase_rows(self, plan: ErasurePlan, now: datetime) -> ErasurePlan:
        at = to_micros(now)
        bound = list(dict.fromkeys(part.person for part in plan.bound))
        if bound:
            # First where a restored backup cannot forget it (D4.8); twice does no harm.
            self._vault.journal_all([journal_entry(one, KEPT_BY_LAW, now) for one in bound])
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
            unit.set_standing([standing_row(person, KEPT_BY_LAW, now) for person in bound])
            self._tell(unit, plan, at)
            unit.save_plan(_row(plan, "rows-erased"))
        return plan

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

    def _search(self, plan: ErasurePlan, now: datetime) -> ErasurePlan:
        with self._data.read() as reader:
            found = search(reader, self._keys, plan.whole).total
        with self._data.unit() as unit:
            self._evidence.append(
                unit, fact("searched", to_micros(now), plan=plan.plan, found=found)
            )
            unit.save_plan(_row(plan, "searched"))
        return plan

    def _finish(self, plan: ErasurePlan, now: datetime) -> ErasurePlan:
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
                about=[plan.persons],
            )
            unit.save_plan(_row(plan, "done"))
        return plan


def _claim_words(plan: ErasurePlan, claim: str) -> str:
    """Return a claim about what was erased alone, where a duty, a claim or a hold keeps a part."""
    if waiting(plan):
        return f"nothing was erased yet: {', '.join(waiting(plan))} did not answer"
    staying = {record for part in plan.kept for record in part.records}
    if not staying:
        return claim
    if plan.records == 0:
        # GDPR Art. 12(4), 17(3): who asked is told that nothing went, and why.
        return f"nothing was erased: all {len(staying)} records stay, and can be read"
    # GDPR Art. 12(1): what Art. 17(3) keeps can be read, and the receipt must not say otherwise.
    return f"of the erased part only: {claim}; the records that stay ({len(staying)}) can be read"


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


def _no_plan(plan: bytes) -> InputError:
    return InputError(
        "erasure/unknown-plan",
        f"there is no erasure plan `{plan.hex()}`",
        help="`troth subject erase` without --commit makes one, and prints its id",
    )


def _intent(plan: ErasurePlan, person: bytes) -> bytes:
    return hashlib.sha256(b"troth/erase/" + plan.plan + person).digest()[:16]
