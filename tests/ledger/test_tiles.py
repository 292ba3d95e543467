"""Tiles: C2SP paths and contents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.definition import naive_reader
from troth.errors import InputError
from troth.ledger import tiles
from troth.ledger.tiles import Tile


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(2, 1234067), "tile/2/x001/x234/067"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(None, 1000), "tile/entries/x001/000"),
        (Tile(None, 999, 1), "tile/entries/999.p/1"),
        (Tile(63, 5), "tile/63/005"),
    ],
)
def test_a_tile_has_the_path_that_the_specification_gives(tile: Tile, path: str) -> None:
    assert (tile.path(), tiles.parse_path(path)) == (path, tile)


@given(
    level=st.none() | st.integers(0, 63),
    index=st.integers(0, 1 << 55),
    width=st.integers(1, 256),
)
def test_every_tile_is_read_back_from_its_path(level: int | None, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert tiles.parse_path(tile.path()) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/300",
        "tile/0/000.p/01",
        "tile/leaf/000",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/\u0660\u0660\u0660",
    ],
)
def test_any_other_spelling_names_no_tile(path: str) -> None:
    with pytest.raises(InputError) as caught:
        tiles.parse_path(path)
    assert caught.value.code == "tile/bad-path"


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification() -> None:
    found = list(tiles.tiles_of(70_000))
    assert found[:273] == [Tile(0, index) for index in range(273)]
    assert found[273:] == [Tile(0, 273, 112), Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]


@pytest.mark.parametrize(
    ("size", "wanted"), [(0, []), (1, [Tile(0, 0, 1)]), (256, [Tile(0, 0), Tile(1, 0, 1)])]
)
def test_small_trees_have_no_empty_tile(size: int, wanted: list[Tile]) -> None:
    assert list(tiles.tiles_of(size)) == wanted


def test_a_tile_holds_the_hashes_of_its_height_in_order() -> None:
    entries = [number.to_bytes(2, "big") for number in range(600)]
    read = naive_reader(entries)
    assert tiles.tile_hashes(Tile(0, 2, 88), read) == b"".join(
        read(0, index) for index in range(512, 600)
    )
    assert tiles.tile_hashes(Tile(1, 0, 2), read) == read(8, 0) + read(8, 1)


def test_an_entry_bundle_is_asked_for_hashes_in_vain() -> None:
    with pytest.raises(InputError) as caught:
        tiles.tile_hashes(Tile(None, 0), naive_reader([]))
    assert caught.value.code == "tile/bad-path"


@pytest.mark.parametrize(
    ("tile", "end"), [(Tile(0, 0), 256), (Tile(None, 3), 1024), (Tile(1, 1), 131_072)]
)
def test_a_tile_is_withheld_only_when_it_ends_below_the_minimum(tile: Tile, end: int) -> None:
    assert tile.end == end
    assert [tile.withheld(minimum) for minimum in (0, end - 1, end, end + 1)] == [
        False,
        False,
        True,
        True,
    ]


@given(entries=st.lists(st.binary(max_size=30), max_size=20))
def test_entries_come_back_from_their_bundle(entries: list[bytes]) -> None:
    assert tiles.decode_entries(tiles.encode_entries(entries)) == entries


def test_a_bundle_is_lengths_and_entries_and_nothing_else() -> None:
    assert tiles.encode_entries([b"ab", b""]).hex() == "000261620000"


@pytest.mark.parametrize("bundle", ["00", "0001", "000261", "00016100"])
def test_a_bundle_that_ends_inside_an_entry_is_refused(bundle: str) -> None:
    with pytest.raises(InputError) as caught:
        tiles.decode_entries(bytes.fromhex(bundle))
    assert caught.value.code == "tile/malformed"


def test_an_entry_and_a_bundle_have_their_limits() -> None:
    assert len(tiles.encode_entries([bytes(65_535)])) == 65_537
    with pytest.raises(InputError) as caught:
        tiles.encode_entries([bytes(65_536)])
    assert caught.value.code == "tile/entry-too-long"
    with pytest.raises(InputError) as caught:
        tiles.encode_entries([b""] * 257)
    assert caught.value.code == "tile/too-wide"
    with pytest.raises(InputError) as caught:
        tiles.decode_entries(bytes(2 * 257))
    assert caught.value.code == "tile/too-wide"
