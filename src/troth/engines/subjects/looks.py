"""Writes a look at somebody's data down: who, for what, and whether it was let in (D12).

One spelling for looks that read and for attempts that did not. Of words the policy does not know,
the log says only that they are not declared.
"""

from __future__ import annotations

from troth.core.facts import fact
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore
from troth.storage.rows import AccessRow


def write_look(
    row: AccessRow, *, policy: Policy, data: DataStore, vault: Vault, evidence: EvidenceLog
) -> None:
    """Keep the row of a look, and its fact; the outcome is `read`, or why it was refused."""
    subject = (row.person, row.access, row.purpose.encode())
    commitment = vault.commitments([subject])[0]
    with data.unit() as unit:
        unit.add_accesses([row])
        evidence.append(
            unit,
            fact(
                "looked",
                row.at,
                access=row.access,
                role=row.role if row.role and row.role in policy.staff_roles else "none",
                purpose=row.purpose if row.purpose in policy.purposes else "undeclared",
                records=row.records,
                outcome="read" if row.allowed else row.reason,
                commitment=commitment,
            ),
        )
