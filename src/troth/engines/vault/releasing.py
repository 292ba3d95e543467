"""Letting go of an identifier: a person is no longer found by what is no longer true of them.

The reverse of a claim, in one unit of the key store: the hash leaves the person's own list and the
row leaves the index. What an older copy of the key store could still say ends with the next epoch.

GDPR Art. 5(1)(d), 16.
"""

from __future__ import annotations

from dataclasses import replace

from troth.engines.vault import blindindex
from troth.engines.vault.keylocks import mark
from troth.engines.vault.keyring import Keyring, unwrap_person
from troth.engines.vault.keytree import ROOT_LOCK, open_hashes, person_shard, seal_hashes, slices
from troth.sealing.format import NONCE_BYTES


def release(keyring: Keyring, person: bytes, h: bytes) -> bool:
    """Forget that a person claimed an identifier, by its hash; return whether they had."""
    with keyring.writing(exclusive={ROOT_LOCK, person_shard(person)}) as (unit, tree):
        row = unit.person_keys([person]).get(person)
        if row is None:
            return False
        key = unwrap_person(tree, row)
        known = open_hashes(key, row.identifiers) if row.identifiers else []
        left = [each for each in known if each != h]
        if len(left) == len(known):
            return False
        nonces = slices(keyring.entropy.bytes(NONCE_BYTES * len(left)), NONCE_BYTES)
        unit.put_person_keys([replace(row, identifiers=seal_hashes(key, left, nonces))])
        mark(unit, blindindex.remove(unit, tree, [person], [h]))
    return True
