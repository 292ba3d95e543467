"""The keyring: makes, opens and destroys keys in the key store, under the epoch's tree.

Root → 1,024 shard keys per kind, made when first needed → person keys, period keys and index rows.
A destroyed key is remembered by its shard until an epoch has re-made that shard's key
(`engines.vault.epochs`); the list is in the key store, so a restart still knows what awaits one.

What one process keeps in memory is shard keys of the current epoch and the secrets. Keys of
persons and periods live as long as the call that asked for them: none outlives a destruction.

Locks (DESIGN, D4.7): a writer shares its shards and checks the epoch after it got them; whoever
changes the tree holds `ROOT_LOCK` first. Locks are taken in one order, so nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from troth.core.ports import Entropy
from troth.engines.vault import blindindex
from troth.engines.vault.blindindex import Claim, index_shard
from troth.engines.vault.keylocks import awaiting, hold, mark
from troth.engines.vault.keytree import (
    ROOT_LOCK,
    SECRETS,
    Shard,
    Tree,
    open_hashes,
    period_context,
    period_shard,
    person_context,
    person_shard,
    root_of,
    seal_hashes,
    slices,
)
from troth.errors import StateError, TrothError
from troth.sealing.format import NONCE_BYTES
from troth.sealing.keys import KEY_BYTES
from troth.storage.ports import KeyReader, KeyStore, KeyUnit, RootKey
from troth.storage.rows import EpochRow, PeriodKeyRow, PersonKeyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPersonKey:
    """A person's new key with the identifiers that person claims."""

    person: bytes
    key: bytes
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPeriod:
    """A period whose key may have to be made. `expires_at` in microseconds, None without an end."""

    period: bytes
    expires_at: int | None
    person: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """What a destruction took: person keys, period keys, index rows' shards that await an epoch."""

    persons: int
    periods: int
    shards: tuple[Shard, ...]


class Keyring:
    """Opens the key store with the root.

    Args:
        keys: The key store.
        root: The root key outside both stores.
        entropy: Gives keys, nonces and ids.
    """

    def __init__(self, *, keys: KeyStore, root: RootKey, entropy: Entropy) -> None:
        self.store = keys
        self.root = root
        self.entropy = entropy
        self._tree: Tree | None = None
        self._secrets: dict[str, bytes] = {}

    @property
    def epoch(self) -> int:
        """The epoch of the key store."""
        with self.reading() as (_, tree):
            return tree.marker.epoch

    @contextmanager
    def reading(self) -> Iterator[tuple[KeyReader, Tree]]:
        """Give one snapshot of the key store and the tree that opens it."""
        with ExitStack() as stack:
            reader = stack.enter_context(self.store.read())
            try:
                tree = self.tree(reader)
            except TrothError as fault:
                if fault.code != "keys/wrong-root":
                    raise
                # An epoch ended between the snapshot and the look at the root: look again, once.
                stack.close()
                reader = stack.enter_context(self.store.read())
                tree = self.tree(reader)
            yield reader, tree

    @contextmanager
    def writing(
        self, *, shared: Iterable[Shard] = (), exclusive: Iterable[Shard] = ()
    ) -> Iterator[tuple[KeyUnit, Tree]]:
        """Give one unit of the key store that holds these shards, and the tree that opens it.

        Shards without a key get one first. Everything the caller writes happens or nothing does.
        """
        sole, together = set(exclusive), set(shared)
        self._make_shards([shard for shard in sole | together if shard != ROOT_LOCK])
        with self.store.unit() as unit:
            hold(unit, exclusive=sole, shared=together - sole)
            yield unit, self.tree(unit)

    def tree(self, reader: KeyReader) -> Tree:
        """Return the tree of the epoch that `reader` sees.

        Raises:
            StateError: `keys/store-missing` without a marker; `keys/root-missing`;
                `keys/wrong-root` when no root at hand opens the marker.
        """
        marker = reader.epoch()
        tree = self._tree
        if tree is None or not tree.stands_at(marker):
            tree = self._tree = Tree(
                marker=_present(marker), root=self._root_for(marker), wrapped=reader.shard_keys()
            )
        return tree.seen_by(reader.shard_keys)

    def forget(self) -> None:
        """Drop the unlocked tree."""
        self._tree = None

    def _root_for(self, marker: EpochRow | None) -> bytes:
        candidates = self.root.candidates()
        if not candidates:
            raise StateError(
                "keys/root-missing",
                "the root key is missing",
                help="put the root key file back; without it nothing in the stores can be read",
            )
        root = root_of(_present(marker), candidates)
        if root is None:
            raise StateError(
                "keys/wrong-root",
                "the root key does not open this key store",
                help="the root key and the key store must be the latest pair; older ones are void",
            )
        return root

    def _make_shards(self, shards: Sequence[Shard]) -> None:
        # Shard keys change but never go, so what this process has seen needs no second look.
        if self._tree is not None and not self._tree.missing(shards):
            return
        with self.reading() as (_, tree):
            missing = [shard for shard in shards if not tree.has(shard)]
        if not missing:
            return
        with self.store.unit() as unit:
            unit.exclude([ROOT_LOCK])
            tree = self.tree(unit)
            tree.learn(unit.shard_keys())
            missing = sorted(tree.missing(shards))
            noise = slices(self.entropy.bytes(len(missing) * 44), 44)
            made = {
                shard: tree.wrap_shard(shard, one[:KEY_BYTES], one[KEY_BYTES:])
                for shard, one in zip(missing, noise, strict=True)
            }
            unit.put_shard_keys(made)
        tree.learn(made)

    # -- persons --------------------------------------------------------------------------------

    def person_keys(self, persons: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the keys of those persons who have one."""
        with self.reading() as (reader, tree):
            return open_persons(reader, tree, persons)

    def make_persons(self, newcomers: Sequence[NewPersonKey]) -> None:
        """Store new persons' keys and the index rows of what they claim."""
        claims = [(one.person, claim) for one in newcomers for claim in one.claims]
        shards = {person_shard(one.person) for one in newcomers}
        with self.writing(shared=shards | {index_shard(claim.h) for _, claim in claims}) as (
            unit,
            tree,
        ):
            rows = [self._person_row(tree, one) for one in newcomers]
            unit.put_person_keys(rows)
            if claims:
                blindindex.add_claims(unit, tree, claims, self.entropy)

    def claim(self, wanted: Sequence[tuple[bytes, Sequence[Claim]]]) -> None:
        """Let existing persons claim identifiers: all of them do, or none.

        Raises:
            StateError: `keys/no-person` when one of the persons has no key.
        """
        if not wanted:
            return
        claims = [(person, claim) for person, claimed in wanted for claim in claimed]
        # The persons' rows are read and written back, so nobody else may be at them meanwhile.
        with self.writing(
            exclusive={person_shard(person) for person, _ in wanted},
            shared={index_shard(claim.h) for _, claim in claims},
        ) as (unit, tree):
            rows = dict(unit.person_keys([person for person, _ in wanted]))
            for person, claimed in wanted:
                if person not in rows:
                    raise no_person()
                rows[person] = self._with_hashes(tree, rows[person], [one.h for one in claimed])
            unit.put_person_keys(list(rows.values()))
            blindindex.add_claims(unit, tree, claims, self.entropy)

    def _with_hashes(self, tree: Tree, row: PersonKeyRow, hashes: Sequence[bytes]) -> PersonKeyRow:
        key = unwrap_person(tree, row)
        known = set(open_hashes(key, row.identifiers))
        fresh = [h for h in dict.fromkeys(hashes) if h not in known]
        added = seal_hashes(key, fresh, self._nonces(len(fresh)))
        return replace(row, identifiers=row.identifiers + added)

    def hashes_of(self, persons: Sequence[bytes]) -> dict[bytes, list[bytes]]:
        """Return the identifier hashes each of these persons has claimed."""
        with self.reading() as (reader, tree):
            return _hashes(reader, tree, persons)

    def destroy_persons(self, persons: Sequence[bytes]) -> Destroyed:
        """Destroy persons' keys, their own period keys, index rows and journal; safe to repeat.

        GDPR Art. 17(1): what the keys sealed is unreadable from here on in the live stores, and in
        every older copy once the next epoch has ended.
        """
        with self.writing(exclusive={ROOT_LOCK, *map(person_shard, persons)}) as (unit, tree):
            held = _hashes(unit, tree, persons)
            every = list(dict.fromkeys(h for hashes in held.values() for h in hashes))
            shards = set(blindindex.remove(unit, tree, held.keys(), every))
            shards |= {person_shard(person) for person in held}
            gone = unit.delete_person_keys(persons)
            periods = unit.delete_period_keys_of(persons)
            unit.delete_journal(persons)
            mark(unit, shards)
        return Destroyed(persons=gone, periods=periods, shards=tuple(sorted(shards)))

    def rekey_person(self, unit: KeyUnit, tree: Tree, person: bytes, key: bytes) -> None:
        """Put `key` in place of a person's key inside a unit that holds ROOT_LOCK and the shard.

        The old key's index rows go: what stays by a legal duty is not found by who it is about.
        """
        held = _hashes(unit, tree, [person]).get(person, [])
        shards = {person_shard(person), *blindindex.remove(unit, tree, [person], held)}
        unit.put_person_keys([self._person_row(tree, NewPersonKey(person=person, key=key))])
        mark(unit, shards)

    def _person_row(self, tree: Tree, new: NewPersonKey) -> PersonKeyRow:
        hashes = list(dict.fromkeys(claim.h for claim in new.claims))
        nonces = self._nonces(1 + len(hashes))
        shard = person_shard(new.person)
        return PersonKeyRow(
            person=new.person,
            shard=shard[1],
            wrapped=tree.kek(shard).wrap(
                new.key, context=person_context(new.person), nonce=nonces[0]
            ),
            identifiers=seal_hashes(new.key, hashes, nonces[1:]),
        )

    # -- periods --------------------------------------------------------------------------------

    def period_keys(self, periods: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the keys of those periods that have one."""
        with self.reading() as (reader, tree):
            return open_periods(reader, tree, periods)

    def make_periods(self, wanted: Sequence[NewPeriod]) -> dict[bytes, bytes]:
        """Return the keys of these periods, making those that do not exist."""
        # Exclusive: two makers of one period's key would each seal under their own.
        shards = {period_shard(one.period) for one in wanted}
        with self.writing(exclusive=shards) as (unit, tree):
            return self.periods_in(unit, tree, wanted)

    def periods_in(
        self, unit: KeyUnit, tree: Tree, wanted: Sequence[NewPeriod]
    ) -> dict[bytes, bytes]:
        """Do as `make_periods` inside a unit that holds the shards of these periods alone."""
        known = open_periods(unit, tree, [one.period for one in wanted])
        fresh = [one for one in wanted if one.period not in known]
        rows = []
        for new, noise in zip(fresh, slices(self.entropy.bytes(44 * len(fresh)), 44), strict=True):
            key, shard = noise[:KEY_BYTES], period_shard(new.period)
            context, nonce = period_context(new.period), noise[KEY_BYTES:]
            rows.append(
                PeriodKeyRow(
                    period=new.period,
                    shard=shard[1],
                    wrapped=tree.kek(shard).wrap(key, context=context, nonce=nonce),
                    expires_at=new.expires_at,
                    person=new.person,
                )
            )
            known[new.period] = key
        unit.put_period_keys(rows)
        return known

    def destroy_periods(self, periods: Sequence[bytes]) -> Destroyed:
        """Destroy period keys; every record sealed under them is unreadable. Safe to repeat."""
        shards = set(map(period_shard, periods))
        with self.writing(exclusive={ROOT_LOCK, *shards}) as (unit, _):
            there = unit.periods_with_keys(periods)
            if len(there) < len(periods):
                shards = set(map(period_shard, there))
            gone = unit.delete_period_keys(periods)
            mark(unit, shards)
        return Destroyed(persons=0, periods=gone, shards=tuple(sorted(shards)))

    # -- secrets and what awaits an epoch -------------------------------------------------------

    def secret(self, name: str) -> bytes:
        """Return the 32-byte secret `index`, `suppression`, `log`, ..., made when first asked."""
        known = self._secrets.get(name)
        if known is None:
            known = self._secrets[name] = self._stored_secret(name)
        return known

    def _stored_secret(self, name: str) -> bytes:
        context = b"secret/" + name.encode()
        with self.reading() as (reader, tree):
            wrapped = reader.secret(name)
            if wrapped is not None:
                return tree.kek(SECRETS).unwrap(wrapped, context=context)
        with self.writing(exclusive=[SECRETS]) as (unit, tree):
            wrapped = unit.secret(name)
            kek = tree.kek(SECRETS)
            if wrapped is None:
                noise = self.entropy.bytes(KEY_BYTES + NONCE_BYTES)
                wrapped = kek.wrap(noise[:KEY_BYTES], context=context, nonce=noise[KEY_BYTES:])
                unit.put_secret(name, wrapped)
            return kek.unwrap(wrapped, context=context)

    def pending(self) -> tuple[Shard, ...]:
        """Return the shards that lost a key and await an epoch."""
        with self.store.read() as reader:
            return awaiting(reader)

    def _nonces(self, count: int) -> list[bytes]:
        return slices(self.entropy.bytes(count * NONCE_BYTES), NONCE_BYTES)


def open_persons(reader: KeyReader, tree: Tree, persons: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the unwrapped keys of those persons who have one."""
    rows = reader.person_keys(persons)
    return {person: unwrap_person(tree, row) for person, row in rows.items()}


def unwrap_person(tree: Tree, row: PersonKeyRow) -> bytes:
    """Return a person's key."""
    kek = tree.kek(("person", row.shard))
    return kek.unwrap(row.wrapped, context=person_context(row.person))


def open_periods(reader: KeyReader, tree: Tree, periods: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the unwrapped keys of those periods that have one."""
    return {
        period: tree.kek(("period", row.shard)).unwrap(row.wrapped, context=period_context(period))
        for period, row in reader.period_keys(periods).items()
    }


def no_person() -> StateError:
    """Return the error for a person without a key."""
    return StateError(
        "keys/no-person",
        "the person has no key",
        help="the person was erased, or belongs to another store",
    )


def _hashes(reader: KeyReader, tree: Tree, persons: Sequence[bytes]) -> dict[bytes, list[bytes]]:
    return {
        person: open_hashes(unwrap_person(tree, row), row.identifiers) if row.identifiers else []
        for person, row in reader.person_keys(persons).items()
    }


def _present(marker: EpochRow | None) -> EpochRow:
    if marker is None:
        raise StateError(
            "keys/store-missing",
            "the key store is missing or empty",
            help="name the key store that belongs to this data store with --keys",
        )
    return marker
