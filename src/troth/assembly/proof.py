"""Proves the promises of a running Troth: hands the probes what only the join can give.

Versions of the policy under which stored data came in, the vault to open a sample, the log's
identity, and the declaration of the tables. The judgement itself is `engines.proof.prove`'s.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform
from troth.assembly.policies import load_text
from troth.engines.probes.inquiry import LogIdentity
from troth.engines.proof.prove import PromiseTable, prove
from troth.ledger.note import public_key_of
from troth.policy.compiled import Policy
from troth.storage.sql.database import SqlDataStore
from troth.storage.sql.declared import declared_columns


def prove_platform(house: Platform, now: datetime, *, seed: int = 0) -> PromiseTable:
    """Prove every promise of the policy in force.

    Args:
        house: The running Troth; nothing in it is changed.
        now: The instant, timezone-aware.
        seed: Which records are opened; unpredictable where nobody is to prepare for it.
    """
    head = house.evidence.remembered
    return prove(
        policy=house.policy,
        data=house.data,
        keys=house.keys,
        now=now,
        versions=earlier_versions(house),
        open_sample=house.vault.open_values,
        log=LogIdentity(
            origin=house.evidence.origin,
            public_key=public_key_of(house.keyring.secret("log")),
            remembered=None if head is None else (head.size, head.root),
        ),
        # Only a database can hold columns that nobody declared.
        declared=declared_columns() if isinstance(house.data, SqlDataStore) else None,
        seed=seed,
    )


def earlier_versions(house: Platform) -> list[Policy]:
    """Return the published versions before the one in force, as far as they still compile."""
    with house.data.read() as reader:
        known = [row for row in reader.policies() if row.policy != house.policy.hash]
    law = load_law_book()
    loaded = [(row, load_text(row.manifest, row.manifest_name, law=law).policy) for row in known]
    # Under the hash that stored data names, whatever a newer program makes of the same text.
    return [replace(policy, hash=row.policy) for row, policy in loaded if policy is not None]
