"""Policy versions as they ran, and the store's own settings."""

from __future__ import annotations

from collections.abc import Sequence

from troth.storage.rows import PolicyRow
from troth.storage.sql import shapes
from troth.storage.sql.session import Session


class PolicyReads:
    """Reads policy versions and settings."""

    _session: Session

    def meta(self, name: str) -> str | None:
        """Return a setting of the store."""
        line = self._session.line("SELECT value FROM meta WHERE name = ?", (name,))
        return None if line is None else str(line[0])

    def policy(self, policy: str) -> PolicyRow | None:
        """Return one policy version."""
        line = self._session.line(f"{shapes.POLICIES.select} WHERE policy = ?", (policy,))
        return None if line is None else shapes.POLICIES.row(line)

    def policies(self) -> Sequence[PolicyRow]:
        """Return policy versions in the order of publication."""
        sql = f"{shapes.POLICIES.select} ORDER BY published_at, policy"
        return shapes.POLICIES.rows(self._session.lines(sql))


class PolicyWrites(PolicyReads):
    """Writes policy versions and settings."""

    def set_meta(self, name: str, value: str) -> None:
        """Keep a setting of the store."""
        self._session.run(
            "INSERT INTO meta (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def add_policy(self, row: PolicyRow) -> None:
        """Keep a policy version."""
        self._session.insert(shapes.POLICIES, [row])
