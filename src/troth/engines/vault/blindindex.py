"""Rows of the blind index, read and written inside a unit of the key store.

A row leads from an identifier's keyed hash to a person, and opens only with its shard's key
(DESIGN, D4.5). What an identifier is worth is its status: *claimed* by whoever typed it,
*confirmed* by the one who showed to control it, *shared* for good once two did, or when it names a
desk (D15).

These functions take locks from nobody: the caller holds the shards (`engines.keyring.writing`).
They never see an identifier, only its hash.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from troth.core.ports import Entropy
from troth.engines.vault.keytree import Shard, Tree
from troth.sealing.format import ID_BYTES, NONCE_BYTES
from troth.sealing.keys import shard_of_token
from troth.storage.ports import KeyReader, KeyUnit
from troth.storage.rows import IndexRow

Status = Literal["claimed", "confirmed", "shared"]


@dataclass(frozen=True, slots=True)
class Claim:
    """An identifier's hash, and whether it names a desk and so is shared from the start."""

    h: bytes
    desk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One row of the index, opened."""

    h: bytes
    person: bytes
    status: Status
    row: IndexRow


def index_shard(h: bytes) -> Shard:
    """Return the index shard of an identifier's hash."""
    return ("index", shard_of_token(h))


def matches(reader: KeyReader, tree: Tree, hashes: Collection[bytes]) -> list[Match]:
    """Return the rows of these identifiers, opened, in the order of the hashes."""
    tokens = {tree.index(shard_of_token(h)).token(h): h for h in hashes if tree.has(index_shard(h))}
    found: dict[bytes, list[Match]] = {}
    for row in reader.find(list(tokens)) if tokens else ():
        h, person = tree.index(row.shard).open(row.sealed)
        found.setdefault(h, []).append(Match(h=h, person=person, status=row.status, row=row))
    return [match for h in hashes for match in found.get(h, ())]


def make_row(tree: Tree, h: bytes, person: bytes, status: Status, entropy: Entropy) -> IndexRow:
    """Return a new row with an id and a nonce of its own."""
    noise = entropy.bytes(ID_BYTES + NONCE_BYTES)
    shard = shard_of_token(h)
    made = tree.index(shard).row(h, person, noise[ID_BYTES:])
    return IndexRow(
        token=made.token, row=noise[:ID_BYTES], shard=shard, sealed=made.sealed, status=status
    )


def add_claims(
    unit: KeyUnit, tree: Tree, wanted: Sequence[tuple[bytes, Claim]], entropy: Entropy
) -> None:
    """Add (person, claim) rows that are not there; what is shared already is claimed as shared."""
    known = matches(unit, tree, list(dict.fromkeys(claim.h for _, claim in wanted)))
    shared = {match.h for match in known if match.status == "shared"}
    there = {(match.person, match.h) for match in known}
    made = []
    for person, claim in wanted:
        if (person, claim.h) in there:
            continue
        there.add((person, claim.h))
        status: Status = "shared" if claim.desk or claim.h in shared else "claimed"
        made.append(make_row(tree, claim.h, person, status, entropy))
    if made:
        unit.put_index(made)


def set_status(
    unit: KeyUnit, tree: Tree, rows: Sequence[Match], status: Status, entropy: Entropy
) -> None:
    """Re-make rows with another status."""
    changed = [match for match in rows if match.status != status]
    if changed:
        unit.replace_index(
            [match.row.row for match in changed],
            [make_row(tree, match.h, match.person, status, entropy) for match in changed],
        )


def remove(
    unit: KeyUnit, tree: Tree, persons: Collection[bytes], hashes: Collection[bytes]
) -> list[Shard]:
    """Delete these persons' rows under these hashes; return the shards that lost one."""
    gone = [match for match in matches(unit, tree, hashes) if match.person in persons]
    if gone:
        unit.delete_index([match.row.row for match in gone])
    return sorted({index_shard(match.h) for match in gone})
