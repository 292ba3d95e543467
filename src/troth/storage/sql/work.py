"""Work under way: intents towards the other store, and plans with the step they have reached."""

from __future__ import annotations

from collections.abc import Sequence

from troth.storage.rows import IntentRow, PlanRow
from troth.storage.sql import shapes
from troth.storage.sql.session import Session


class WorkReads:
    """Reads intents and plans."""

    _session: Session

    def intents(self, *, open_only: bool = True) -> Sequence[IntentRow]:
        """Return intents, oldest first."""
        condition = "WHERE settled_at IS NULL" if open_only else ""
        sql = f"{shapes.INTENTS.select} {condition} ORDER BY at, intent"
        return shapes.INTENTS.rows(self._session.lines(sql))

    def plan(self, plan: bytes) -> PlanRow | None:
        """Return one plan."""
        line = self._session.line(f"{shapes.PLANS.select} WHERE plan = ?", (plan,))
        return None if line is None else shapes.PLANS.row(line)

    def plans(self, *, unfinished_only: bool = True) -> Sequence[PlanRow]:
        """Return plans, oldest first."""
        condition = "WHERE state <> 'done'" if unfinished_only else ""
        sql = f"{shapes.PLANS.select} {condition} ORDER BY at, plan"
        return shapes.PLANS.rows(self._session.lines(sql))


class WorkWrites(WorkReads):
    """Writes intents and plans."""

    def open_intents(self, rows: Sequence[IntentRow]) -> None:
        """Write down what is about to be done in the other store."""
        self._session.insert(shapes.INTENTS, rows)

    def settle_intents(self, intents: Sequence[bytes], at: int) -> None:
        """Mark open intents as settled; the first instant stays."""
        sql = "UPDATE intents SET settled_at = ? WHERE intent = ? AND settled_at IS NULL"
        self._session.many(sql, [(at, intent) for intent in sorted(set(intents))])

    def save_plan(self, row: PlanRow) -> None:
        """Keep a plan with the step it has reached."""
        self._session.put(shapes.PLANS, [row])

    def delete_working_rows(self, settled_before: int) -> int:
        """Delete intents settled and done plans made before an instant; return how many."""
        intents = self._session.run("DELETE FROM intents WHERE settled_at < ?", (settled_before,))
        done = "DELETE FROM plans WHERE state = 'done' AND at < ?"
        return intents + self._session.run(done, (settled_before,))
