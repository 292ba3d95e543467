"""What every Troth stands on, policy or not: stores, keys, log, vault, identity.

Opened in one order: data store, key store, root, keyring, log, vault. Whatever does not belong
together is refused before anything is written, and files made by a start that fails are removed.

A store made by a rehearsal is marked (DESIGN, D16): synthetic people never meet real ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from troth.assembly.settings import Settings
from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Clock, Entropy
from troth.engines.backup import needs_replay
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.evidence.log_guard import HeadMemory
from troth.engines.subjects.identity import Identity
from troth.engines.vault.intents import GRACE
from troth.engines.vault.keyring import Keyring
from troth.engines.vault.opening import unlock
from troth.engines.vault.rows import StartReport
from troth.engines.vault.vault import Vault
from troth.errors import OutsideError, StateError
from troth.storage.ports import DataReader, DataStore, KeyStore, RootKey
from troth.storage.rootfile import EnvironmentRoot, RootFile
from troth.storage.sql.database import open_data_store, open_key_store

Kind = Literal["real", "rehearsal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """Open stores and the engines that need no policy."""

    kind: Kind
    created: bool
    clock: Clock
    entropy: Entropy
    data: DataStore
    keys: KeyStore
    root: RootKey
    keyring: Keyring
    evidence: EvidenceLog
    vault: Vault
    identity: Identity

    def settle(self, grace: timedelta = GRACE) -> StartReport:
        """Finish or undo what a process left open that died; safe to repeat."""
        now = self.clock.now()
        report = self.vault.start(now, grace=grace)
        self.identity.settle(now, grace=grace)
        return report

    def close(self) -> None:
        """Let go of both stores."""
        self.data.close()
        self.keys.close()


def open_foundation(
    settings: Settings,
    *,
    clock: Clock,
    entropy: Entropy,
    kind: Kind = "real",
    demo: bool = False,
    create: bool = True,
    examining: bool = False,
) -> Foundation:
    """Open or make the stores.

    Args:
        settings: Where they are.
        kind: `rehearsal` for synthetic people.
        demo: Whether a rehearsal's store may be opened as it is.
        create: Whether stores may be made where there are none.
        examining: Whether a store whose log was tampered with may be opened, to say what is wrong.

    Raises:
        OutsideError: `store/missing`, `store/corrupt` and the other faults of storage.
        StateError: `keys/root-missing`, `keys/store-missing`, `keys/wrong-root`,
            `keys/wrong-store`, `store/data-missing`, `store/holds-real-people`,
            `store/is-rehearsal`; nothing has changed then.
    """
    with _undone_on_failure(settings) as opened:
        data = open_data_store(settings.store, create=create)
        opened.append(data)
        with data.read() as reader:
            vault = reader.meta("vault")
            _check_kind(reader, kind, demo=demo)
        keys = _open_keys(settings, new=vault is None)
        opened.append(keys)
        root = RootFile(settings.root) if settings.root_text is None else None
        return lay_foundation(
            data=data,
            keys=keys,
            root=root or EnvironmentRoot(settings.root_text or ""),
            clock=clock,
            entropy=entropy,
            kind=kind,
            demo=demo,
            examining=examining,
        )


def lay_foundation(
    *,
    data: DataStore,
    keys: KeyStore,
    root: RootKey,
    clock: Clock,
    entropy: Entropy,
    kind: Kind = "real",
    demo: bool = False,
    examining: bool = False,
) -> Foundation:
    """Join open stores; what `open_foundation` does after opening them."""
    now = clock.now()
    with data.read() as reader:
        _check_kind(reader, kind, demo=demo)
        vault_hex, marked = reader.meta("vault"), reader.meta("kind")
    keyring = Keyring(keys=keys, root=root, entropy=entropy)
    expected = None if vault_hex is None else bytes.fromhex(vault_hex)
    unlocked = unlock(keyring, expected=expected, now=now)
    evidence = EvidenceLog(
        data=data,
        clock=clock,
        origin=f"troth/{unlocked.vault.hex()}",
        signing_key=lambda: keyring.secret("log"),
        memory=HeadMemory(keys=keys),
    )
    standing: Kind = "rehearsal" if "rehearsal" in (kind, marked) else "real"
    if marked != standing or vault_hex is None:
        _mark(data, evidence, unlocked.vault, standing, to_micros(now))
    vault = Vault(
        data=data, keyring=keyring, entropy=entropy, evidence=evidence, vault_id=unlocked.vault
    )
    laid = Foundation(
        kind=standing,
        created=unlocked.created,
        clock=clock,
        entropy=entropy,
        data=data,
        keys=keys,
        root=root,
        keyring=keyring,
        evidence=evidence,
        vault=vault,
        identity=Identity(
            data=data, keyring=keyring, vault=vault, evidence=evidence, entropy=entropy
        ),
    )
    _settle_if_sound(laid, examining=examining)
    return laid


def _settle_if_sound(laid: Foundation, *, examining: bool) -> None:
    with laid.data.read() as reader:
        came_back = needs_replay(reader)
    if came_back:
        # A store from a backup writes nothing before its log is whole again (D4.8).
        return
    try:
        laid.evidence.check()
    except StateError:
        # And one whose log was tampered with writes nothing at all.
        if examining:
            return
        raise
    laid.settle()


def _mark(data: DataStore, evidence: EvidenceLog, vault: bytes, kind: Kind, at: int) -> None:
    with data.unit() as unit:
        unit.set_meta("vault", vault.hex())
        unit.set_meta("kind", kind)
        evidence.append(unit, fact("store-opened", at, vault=vault, store=kind))


def _check_kind(reader: DataReader, kind: Kind, *, demo: bool) -> None:
    marked = reader.meta("kind")
    if kind == "rehearsal" and marked == "real" and _in_use(reader):
        raise StateError(
            "store/holds-real-people",
            "the store is one for real people, and a rehearsal never meets them",
            help="rehearse into a store of its own, or without --store",
        )
    if kind == "real" and marked == "rehearsal" and not demo:
        raise StateError(
            "store/is-rehearsal",
            "the store was made by a rehearsal and holds no real people",
            help="open it with --demo, or name another store",
        )


def _open_keys(settings: Settings, *, new: bool) -> KeyStore:
    try:
        return open_key_store(settings.keys, create=new)
    except OutsideError as fault:
        if fault.code != "store/missing":
            raise
        raise StateError(
            "keys/store-missing",
            "the key store of this data store is missing",
            help="name the key store that belongs to this data store with --keys",
            place=settings.keys if settings.keys_file else "",
        ) from fault


def _in_use(reader: DataReader) -> bool:
    """Whether anything but its own making is in a store: a published policy is a use already."""
    return bool(reader.policies()) or next(iter(reader.all_persons()), None) is not None


@contextmanager
def _undone_on_failure(settings: Settings) -> Iterator[list[DataStore | KeyStore]]:
    """Close what was opened and remove the files that were made when the block fails."""
    files = [one for one in (settings.store_file, settings.keys_file) if one is not None]
    fresh = [one for one in files if not one.exists()]
    new_root = settings.root_text is None and not settings.root.exists()
    opened: list[DataStore | KeyStore] = []
    try:
        yield opened
    except BaseException:
        for store in opened:
            store.close()
        for file in fresh:
            _remove(file)
        if new_root and settings.keys_file in fresh:
            # Only with the key store it opens: a root that opens anything that stays is kept.
            RootFile(settings.root).destroy()
        raise


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", ".copy", ".copy-wal", ".copy-shm"):
        with suppress(OSError):
            file.with_name(file.name + suffix).unlink()
