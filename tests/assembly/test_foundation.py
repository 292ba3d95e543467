"""Opening stores: defaults, marks, and what does not belong together is refused untouched."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.engines.grounds import START, SteppedClock
from troth.assembly.clock import SystemClock
from troth.assembly.entropy import SeededEntropy, SystemEntropy
from troth.assembly.foundation import Foundation, Kind, open_foundation
from troth.assembly.settings import Settings, read_settings
from troth.core.names import Identifier
from troth.errors import InputError, OutsideError, TrothError

ANNA = Identifier("email", "anna@example.org")


def settings(folder: Path) -> Settings:
    return read_settings(f"sqlite:///{folder / 'shop.db'}", environment={})


def opened(
    folder: Path, kind: Kind = "real", *, demo: bool = False, create: bool = True
) -> Foundation:
    return open_foundation(
        settings(folder),
        clock=SteppedClock(),
        entropy=SystemEntropy(),
        kind=kind,
        demo=demo,
        create=create,
    )


def inhabited(folder: Path, kind: Kind = "real") -> None:
    laid = opened(folder, kind)
    laid.identity.welcome([[ANNA]], START)
    laid.data.clean_up()
    laid.close()


def content(folder: Path) -> dict[str, str]:
    """Return the digest of every file below the folder but SQLite's shared memory."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm") and path.stat().st_size
    }


def refused(folder: Path, kind: Kind = "real", *, create: bool = True) -> str:
    """Return the code of the refusal, and make sure that no file has changed."""
    before = content(folder)
    with pytest.raises(TrothError) as refusal:
        opened(folder, kind, create=create)
    assert content(folder) == before
    assert refusal.value.message == refusal.value.message.lower()
    return refusal.value.code


def test_by_default_everything_is_in_one_folder() -> None:
    found = read_settings(environment={})
    assert (found.store, found.keys) == ("sqlite:///.troth/data.db", "sqlite:///.troth/keys.db")
    assert found.root == Path(".troth/root.key")


def test_keys_and_root_lie_beside_a_named_store() -> None:
    found = read_settings("sqlite:////srv/shop.db", environment={})
    assert found.keys == "sqlite:////srv/shop.keys.db"
    assert found.root == Path("/srv/shop.root.key")
    assert read_settings("shop.db", environment={}).keys == "sqlite:///shop.keys.db"


def test_a_server_keeps_keys_and_root_in_the_folder_unless_told_otherwise() -> None:
    url = "postgresql://db/shop"
    found = read_settings(url, environment={})
    assert (found.keys, found.root) == ("sqlite:///.troth/keys.db", Path(".troth/root.key"))
    told = {"TROTH_KEYS": "postgresql://keys/shop", "TROTH_ROOT_FILE": "/run/root.key"}
    found = read_settings(url, environment=told)
    assert (found.keys, found.root) == ("postgresql://keys/shop", Path("/run/root.key"))
    assert read_settings(url, "k.db", environment=told).keys == "k.db"
    assert (found.store_file, found.keys_file) == (None, None)


@pytest.mark.parametrize("address", ["", "  ", ".", "sqlite:///", "sqlite:///?timeout=1"])
def test_an_address_that_names_no_file_is_refused(address: str) -> None:
    for store, keys in ((address, None), ("shop.db", address)):
        with pytest.raises(InputError) as refusal:
            read_settings(store, keys, environment={})
        assert refusal.value.code == "store/no-address"


def test_a_first_start_makes_everything_and_a_second_makes_nothing(tmp_path: Path) -> None:
    first = opened(tmp_path)
    vault = first.vault.vault_id
    first.close()
    again = opened(tmp_path)
    assert (first.created, again.created) == (True, False)
    assert again.vault.vault_id == vault
    with again.data.read() as reader:
        assert len(list(reader.facts_of("store-opened"))) == 1
        assert reader.meta("kind") == "real"
    again.close()


class DryEntropy:
    """Randomness that ends after a few draws, as a device of its own may."""

    def __init__(self, draws: int) -> None:
        self._left = draws

    def bytes(self, count: int) -> bytes:
        if not self._left:
            raise OutsideError("outside/entropy", "there is no randomness left")
        self._left -= 1
        return SystemEntropy().bytes(count)


@pytest.mark.parametrize("draws", [0, 1])
def test_a_first_start_that_fails_leaves_no_root_behind(tmp_path: Path, draws: int) -> None:
    with pytest.raises(OutsideError):
        open_foundation(settings(tmp_path), clock=SteppedClock(), entropy=DryEntropy(draws))
    assert list(tmp_path.iterdir()) == []
    opened(tmp_path).close()


def test_a_later_start_that_fails_leaves_the_root_where_it_is(tmp_path: Path) -> None:
    inhabited(tmp_path)
    before = content(tmp_path)["shop.root.key"]
    for path in tmp_path.glob("shop.keys.db*"):
        path.unlink()
    with pytest.raises(TrothError):
        opened(tmp_path)
    assert content(tmp_path)["shop.root.key"] == before


def test_a_store_that_may_not_be_made_is_missing(tmp_path: Path) -> None:
    assert refused(tmp_path, create=False) == "store/missing"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_root_is_told_and_nothing_is_made_in_its_place(tmp_path: Path) -> None:
    inhabited(tmp_path)
    (tmp_path / "shop.root.key").unlink()
    assert refused(tmp_path) == "keys/root-missing"


def test_a_wrong_root_is_told(tmp_path: Path) -> None:
    inhabited(tmp_path)
    (tmp_path / "shop.root.key").write_bytes(b"w" * 32)
    assert refused(tmp_path) == "keys/wrong-root"


def test_a_missing_key_store_is_told_and_none_is_made_in_its_place(tmp_path: Path) -> None:
    inhabited(tmp_path)
    for path in tmp_path.glob("shop.keys.db*"):
        path.unlink()
    assert refused(tmp_path) == "keys/store-missing"


def test_a_missing_data_store_is_told_and_none_is_made_in_its_place(tmp_path: Path) -> None:
    inhabited(tmp_path)
    for path in tmp_path.glob("shop.db*"):
        path.unlink()
    assert refused(tmp_path) == "store/data-missing"


def test_another_data_stores_keys_are_told(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        inhabited(folder)
    for path in [*two.glob("shop.keys.db*"), two / "shop.root.key"]:
        shutil.copy(path, one / path.name)
    assert refused(one) == "keys/wrong-store"


def test_a_rehearsal_never_meets_real_people(tmp_path: Path) -> None:
    inhabited(tmp_path)
    assert refused(tmp_path, "rehearsal") == "store/holds-real-people"


def test_a_rehearsal_may_take_an_empty_store_and_marks_it(tmp_path: Path) -> None:
    opened(tmp_path).close()
    laid = opened(tmp_path, "rehearsal")
    with laid.data.read() as reader:
        assert reader.meta("kind") == "rehearsal"
    laid.close()


def test_a_rehearsals_store_opens_for_a_demonstration_only(tmp_path: Path) -> None:
    inhabited(tmp_path, "rehearsal")
    assert refused(tmp_path) == "store/is-rehearsal"
    laid = opened(tmp_path, demo=True)
    assert laid.kind == "rehearsal"
    laid.close()
    opened(tmp_path, "rehearsal").close()


def test_a_root_from_outside_is_never_written_down(tmp_path: Path) -> None:
    environment = {"TROTH_ROOT": "VHJvdGg6IGEgcm9vdCBmcm9tIHRoZSBvdXRzaWRlISE="}
    found = read_settings(f"sqlite:///{tmp_path / 'shop.db'}", environment=environment)
    laid = open_foundation(found, clock=SteppedClock(), entropy=SystemEntropy())
    laid.identity.welcome([[ANNA]], START)
    laid.vault.epoch(START)
    laid.close()
    assert not list(tmp_path.glob("*.key"))
    assert not any(b"Troth: a root from" in path.read_bytes() for path in tmp_path.iterdir())


def test_the_clock_is_in_utc_and_runs_on() -> None:
    clock = SystemClock()
    one, two = clock.now(), clock.now()
    assert one.utcoffset() is not None
    assert not one.utcoffset()
    assert one <= two


def test_a_seed_gives_one_sequence_however_it_is_cut() -> None:
    whole = SeededEntropy(7).bytes(300)
    again = SeededEntropy(7)
    assert b"".join(again.bytes(count) for count in (1, 63, 0, 100, 136)) == whole
    assert SeededEntropy(8).bytes(300) != whole
    assert len({SystemEntropy().bytes(32) for _ in range(8)}) == 8
