"""The evidence bundle as JSON: there and back, and strictly."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import InputError
from troth.ledger.bundle import Bundle, decode_bundle, encode_bundle

HASH = st.binary(min_size=32, max_size=32)
PAIRS = st.lists(st.tuples(st.integers(0, 1 << 62), st.binary(max_size=10)), max_size=4)
BUNDLES = st.builds(
    Bundle,
    origin=st.text(max_size=10),
    public_key=HASH,
    checkpoint=st.text(max_size=10),
    entries=PAIRS.map(tuple),
    leaf_hashes=st.lists(HASH, max_size=4).map(tuple),
    first_index=st.integers(0, 1 << 62),
    pruned_nodes=PAIRS.map(tuple),
    cosignatures=st.lists(st.text(max_size=10), max_size=3).map(tuple),
)
SMALL = Bundle(
    origin="example.com/log",
    public_key=bytes(32),
    checkpoint="text",
    entries=((0, b"a"),),
    leaf_hashes=(bytes(32),),
    pruned_nodes=((3, bytes(32)),),
    cosignatures=("line",),
)


@given(bundle=BUNDLES)
def test_a_bundle_is_read_back_as_it_was_written(bundle: Bundle) -> None:
    assert decode_bundle(encode_bundle(bundle)) == bundle


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda fields: fields.update(more=1), "bundle"),
        (lambda fields: fields.pop("origin"), "bundle"),
        (lambda fields: fields.update(format="troth-evidence-bundle/2"), "format"),
        (lambda fields: fields.update(origin=5), "origin"),
        (lambda fields: fields.update(public_key="AB=="), "public_key"),
        (lambda fields: fields.update(first_index=True), "first_index"),
        (lambda fields: fields.update(first_index=-1), "first_index"),
        (lambda fields: fields.update(first_index="0"), "first_index"),
        (lambda fields: fields.update(entries={}), "entries"),
        (lambda fields: fields.update(entries=["a"]), "entries[0]"),
        (lambda fields: fields["entries"][0].update(more=1), "entries[0]"),
        (lambda fields: fields["entries"][0].update(data=None), "entries[0]"),
        (lambda fields: fields["pruned_nodes"][0].pop("level"), "pruned_nodes[0]"),
        (lambda fields: fields["leaf_hashes"].append("?"), "leaf_hashes[1]"),
        (lambda fields: fields["cosignatures"].append(0), "cosignatures[1]"),
    ],
)
def test_a_bundle_of_another_form_is_refused_at_its_place(change: Change, place: str) -> None:
    fields = json.loads(encode_bundle(SMALL))
    change(fields)
    with pytest.raises(InputError) as caught:
        decode_bundle(json.dumps(fields))
    assert (caught.value.code, caught.value.place) == ("bundle/malformed", place)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "[]",
        "null",
        "{",
        '{"format": 1, "format": 1}',
        '{"format": NaN}',
        '{"format": 1.0}',
        "[" * 100_000,
        '{"format": ' + "9" * 5000 + "}",
    ],
)
def test_what_is_no_json_object_of_this_kind_is_refused(written: str) -> None:
    with pytest.raises(InputError) as caught:
        decode_bundle(written)
    assert caught.value.code == "bundle/malformed"
