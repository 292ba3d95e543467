"""Who a person is: a random id, and identifiers that are claimed, confirmed or shared (D15).

Whoever types an address has claimed it, no more. Who showed to control it has confirmed it, and the
unshared claimants gather around that person as aliases. A second person who confirms it, or an
address that names a desk (`info@`), makes it shared for good: it leads to nobody alone again.

Identifiers exist here for the length of a call; what is kept is a keyed hash in the key store.
Kinds that could be guessed by trying them all (a birth date, a postcode) are never indexed.

GDPR Art. 12(6) (doubts about identity), Art. 21(3) (a kept objection), recital 64.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from troth.core.facts import fact
from troth.core.names import Identifier, IdentifierKind
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.vault.blindindex import Claim, Match, Status, index_shard, matches, set_status
from troth.engines.vault.intents import GRACE, Log
from troth.engines.vault.keyring import Keyring, no_person
from troth.engines.vault.keytree import open_hashes, seal_hashes
from troth.engines.vault.releasing import release
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.sealing.format import ID_BYTES, NONCE_BYTES
from troth.sealing.index import identifier_hash, suppression_token
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import PersonRow, PlanRow, SuppressionRow

INDEXED: Final = frozenset(get_args(IdentifierKind))
"""Kinds with enough entropy to be indexed; anything else is refused."""

Suppression = Literal["do-not-contact", "minor"]


@dataclass(frozen=True, slots=True)
class Found:
    """One person an identifier leads to, and how surely."""

    person: bytes
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What a confirmation led to.

    Attributes:
        status: `confirmed`, or `shared` when it identifies nobody alone.
        persons: The whole alias set of the confirming person.
        gathered: How many claimants were gathered by this confirmation.
    """

    status: Status
    persons: tuple[bytes, ...]
    gathered: int


class Identity:
    """Finds, claims, confirms and suppresses identifiers."""

    def __init__(
        self,
        *,
        data: DataStore,
        keyring: Keyring,
        vault: Vault,
        evidence: Log,
        entropy: Entropy,
    ) -> None:
        self._data = data
        self._keyring = keyring
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy

    # -- finding --------------------------------------------------------------------------------

    def find(self, identifier: Identifier) -> list[Found]:
        """Return the persons an identifier leads to, the surest first; aliases not expanded."""
        with self._keyring.reading() as (reader, tree):
            found = matches(reader, tree, [self._hash(identifier)])
        order: dict[Status, int] = {"confirmed": 0, "claimed": 1, "shared": 2}
        found.sort(key=lambda match: (order[match.status], match.person))
        return [Found(match.person, match.status) for match in found]

    def is_shared(self, identifier: Identifier) -> bool:
        """Whether an identifier names a desk or was confirmed by more than one person."""
        return identifier.names_a_desk or any(
            one.status == "shared" for one in self.find(identifier)
        )

    def for_submission(
        self, session: bytes | None, identifiers: Sequence[Identifier], now: datetime
    ) -> bytes:
        """Return the person a submission belongs to.

        Args:
            session: The person of a confirmed session or link, else None.
            identifiers: What the submission says about who sent it; claims, no more.
            now: When it came.

        Raises:
            StateError: `keys/no-person` when the session's person was erased.
        """
        if session is not None:
            with self._data.read() as reader:
                row = reader.person(session)
            if row is None or row.hidden:
                raise no_person()
            self.claim(session, identifiers, now)
            return session
        return self.welcome([identifiers], now)[0]

    def welcome(self, newcomers: Sequence[Sequence[Identifier]], now: datetime) -> list[bytes]:
        """Make one new claimant for each list of identifiers; return their ids."""
        claims = [self._claims(identifiers) for identifiers in newcomers]
        return self._vault.create_persons(len(newcomers), now, claims)

    # -- claiming and confirming ----------------------------------------------------------------

    def claim(self, person: bytes, identifiers: Iterable[Identifier], now: datetime) -> None:
        """Note that a person uses identifiers nobody has confirmed."""
        self.claim_many([(person, tuple(identifiers))], now)

    def claim_many(
        self, claims: Sequence[tuple[bytes, Sequence[Identifier]]], now: datetime
    ) -> None:
        """Note claims of many persons in one unit of the key store.

        Raises:
            StateError: `keys/no-person` when one of them has no key; nothing is noted then.
            InputError: `identity/not-indexable` for a kind that can be guessed.
        """
        wanted = [(person, self._claims(identifiers)) for person, identifiers in claims]
        self._keyring.claim([(person, made) for person, made in wanted if made])

    def release(self, person: bytes, identifier: Identifier) -> bool:
        """Forget that a person uses an identifier; return whether they were known to."""
        return release(self._keyring, person, self._hash(identifier))

    def confirm(self, person: bytes, identifier: Identifier, now: datetime) -> Confirmation:
        """Note that a person showed to control an identifier, and gather its claimants.

        Carried through in three steps, resumed by `settle` when the process dies between them.

        Raises:
            StateError: `keys/no-person`.
            InputError: `identity/not-indexable`.
        """
        claim = self._claims([identifier])[0]
        key = self._keyring.person_keys([person]).get(person)
        if key is None:
            raise no_person()
        plan = PlanRow(
            plan=self._entropy.bytes(ID_BYTES),
            kind="merge",
            state="running",
            step="desk" if claim.desk else "confirm",
            at=to_micros(now),
            # The hash stays out of the data store's sight: sealed under the person's own key.
            body=person + seal_hashes(key, [claim.h], [self._entropy.bytes(NONCE_BYTES)]),
        )
        with self._data.unit() as unit:
            unit.save_plan(plan)
        return self._carry_on(plan, person, claim, now)

    def settle(self, now: datetime, *, grace: timedelta = GRACE) -> int:
        """Finish confirmations that were cut off before `grace`; return how many."""
        before = to_micros(now - grace)
        with self._data.read() as reader:
            plans = [row for row in reader.plans() if row.kind == "merge" and row.at <= before]
        for plan in plans:
            person = plan.body[:ID_BYTES]
            key = self._keyring.person_keys([person]).get(person)
            if key is None:
                # Erased meanwhile: there is nothing to confirm.
                with self._data.unit() as unit:
                    unit.save_plan(replace(plan, state="done", body=b""))
                continue
            h = open_hashes(key, plan.body[ID_BYTES:])[0]
            claim = Claim(h, desk=plan.step == "desk")
            self._carry_on(plan, person, claim, now, resumed=True)
        return len(plans)

    def _carry_on(
        self,
        plan: PlanRow,
        person: bytes,
        claim: Claim,
        now: datetime,
        *,
        resumed: bool = False,
    ) -> Confirmation:
        self._keyring.claim([(person, [claim])])
        with self._data.read() as reader:
            own = set(reader.aliases(person))
        with self._keyring.writing(exclusive=[index_shard(claim.h)]) as (unit, tree):
            known = matches(unit, tree, [claim.h])
            status = _verdict(known, own, claim)
            changed = known if status == "shared" else [m for m in known if m.person == person]
            was_shared = all(match.status == "shared" for match in known)
            set_status(unit, tree, changed, status, self._entropy)
        claimants = [] if status == "shared" else [m.person for m in known if m.person not in own]
        salt = self._entropy.bytes(ID_BYTES)
        commitment = self._vault.commitment(person, salt, b"identifier")
        at = to_micros(now)
        with self._data.unit() as unit:
            gathered = _gather(unit, person, claimants) if status == "confirmed" else 0
            if status == "confirmed":
                self._evidence.append(
                    unit,
                    fact("identifier-confirmed", at, commitment=commitment, gathered=gathered),
                )
            elif resumed or not was_shared:
                self._evidence.append(unit, fact("identifier-shared", at, commitment=commitment))
            # The body goes: a finished plan needs no trace of the identifier.
            unit.save_plan(replace(plan, state="done", body=b""))
        with self._data.read() as reader:
            persons = reader.aliases(person)
        return Confirmation(status=status, persons=persons, gathered=gathered)

    # -- suppression ----------------------------------------------------------------------------

    def suppress(
        self,
        identifier: Identifier,
        basis: Suppression,
        address: str,
        now: datetime,
        until: datetime | None = None,
    ) -> bytes:
        """Keep a refusal of an identifier beyond its person's erasure; return its token.

        Args:
            basis: Why: an objection to contact, or a minor who may not be taken in.
            address: The promise that says so.
            until: When it is forgotten, or None.
        """
        token = self._token(identifier, basis)
        with self._keyring.writing() as (unit, _):
            unit.put_suppression(
                SuppressionRow(
                    token=token,
                    basis=basis,
                    address=address,
                    at=to_micros(now),
                    until=None if until is None else to_micros(until),
                )
            )
        return token

    def unsuppress(self, identifier: Identifier, basis: Suppression) -> None:
        """Forget a refusal: the person asked for it, or came of age."""
        token = self._token(identifier, basis)
        with self._keyring.writing() as (unit, _):
            unit.delete_suppression(token)

    def suppressed(self, identifier: Identifier, now: datetime) -> list[SuppressionRow]:
        """Return the refusals of an identifier that stand at `now`."""
        return self._standing([identifier], now)

    def blocked(self, identifiers: Iterable[Identifier], now: datetime) -> frozenset[str]:
        """Return the bases (`do-not-contact`, `minor`) on which any of these is refused."""
        return frozenset(row.basis for row in self._standing(identifiers, now))

    def _standing(self, identifiers: Iterable[Identifier], now: datetime) -> list[SuppressionRow]:
        bases: tuple[Suppression, ...] = get_args(Suppression)
        tokens = [self._token(one, basis) for one in identifiers for basis in bases]
        if not tokens:
            return []
        at = to_micros(now)
        with self._keyring.store.read() as reader:
            rows = [reader.suppressed(token) for token in tokens]
        return [row for row in rows if row is not None and (row.until is None or at < row.until)]

    # -- hashing --------------------------------------------------------------------------------

    def _claims(self, identifiers: Iterable[Identifier]) -> list[Claim]:
        return [Claim(self._hash(one), one.names_a_desk) for one in identifiers]

    def _hash(self, identifier: Identifier) -> bytes:
        _check_kind(identifier)
        return identifier_hash(self._keyring.secret("index"), identifier.kind, identifier.value)

    def _token(self, identifier: Identifier, basis: Suppression) -> bytes:
        _check_kind(identifier)
        key = self._keyring.secret("suppression")
        return suppression_token(key, f"{basis}/{identifier.kind}", identifier.value)


def _verdict(known: Sequence[Match], own: set[bytes], claim: Claim) -> Status:
    """Return what an identifier is once somebody with the aliases `own` has confirmed it."""
    if claim.desk or any(match.status == "shared" for match in known):
        return "shared"
    others = any(match.status == "confirmed" and match.person not in own for match in known)
    return "shared" if others else "confirmed"


def _gather(unit: DataUnit, person: bytes, claimants: Sequence[bytes]) -> int:
    """Make mere claimants aliases of a confirmed person; return how many."""
    rows = unit.persons([person, *claimants])
    head = rows.get(person)
    if head is None:
        raise no_person()
    if head.state == "claimant":
        unit.update_person(replace(head, state="confirmed"))
    gathered = [rows[one] for one in claimants if one in rows and _may_be_gathered(rows[one])]
    for row in gathered:
        unit.update_person(replace(row, alias_of=person))
    return len(gathered)


def _may_be_gathered(row: PersonRow) -> bool:
    # A person who confirmed anything of their own is somebody, not a claimant.
    return row.state == "claimant" and row.alias_of is None and not row.hidden


def _check_kind(identifier: Identifier) -> None:
    if identifier.kind not in INDEXED:
        raise InputError(
            "identity/not-indexable",
            f"a `{identifier.kind}` is never indexed",
            help=f"people are found by {', '.join(sorted(INDEXED))}",
        )
