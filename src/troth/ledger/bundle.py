"""The evidence bundle: what leaves the house so that a stranger can check the log offline.

It carries the signed tree head, the entries from a first index on, the leaf hash of each as its
tile holds it (so that an altered entry can be named), the few node hashes that stand for a pruned
prefix, and cosignatures by witnesses. It holds no personal data because the entries hold none.

This room turns bundles into JSON and back, strictly: unknown keys, double keys, spare base64 and
wrong types are refused. Whether a bundle is *true* is the business of `troth.ledger.verify`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from troth.errors import InputError
from troth.ledger import note as notes

FORMAT: Final = "troth-evidence-bundle/1"

_KEYS: Final = (
    "format",
    "origin",
    "public_key",
    "checkpoint",
    "first_index",
    "pruned_nodes",
    "entries",
    "leaf_hashes",
    "cosignatures",
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """An exported evidence log.

    Attributes:
        origin: The log's origin.
        public_key: The Ed25519 key the log says is its own, 32 bytes.
        checkpoint: The signed note of the tree head.
        entries: (index, bytes), from `first_index` up to the size in the tree head.
        leaf_hashes: One for each entry, as the level-0 tiles hold them.
        first_index: The minimum index; entries below it were pruned.
        pruned_nodes: (level, hash) of the complete subtrees over the pruned prefix, largest first.
        cosignatures: Signature lines by witnesses, without newline.
    """

    origin: str
    public_key: bytes
    checkpoint: str
    entries: tuple[tuple[int, bytes], ...]
    leaf_hashes: tuple[bytes, ...]
    first_index: int = 0
    pruned_nodes: tuple[tuple[int, bytes], ...] = ()
    cosignatures: tuple[str, ...] = ()


def encode_bundle(bundle: Bundle) -> str:
    """Return the bundle as JSON text, one spelling, ending in a newline."""
    written = {
        "format": FORMAT,
        "origin": bundle.origin,
        "public_key": notes.b64(bundle.public_key),
        "checkpoint": bundle.checkpoint,
        "first_index": bundle.first_index,
        "pruned_nodes": [
            {"level": level, "hash": notes.b64(digest)} for level, digest in bundle.pruned_nodes
        ],
        "entries": [{"index": index, "data": notes.b64(data)} for index, data in bundle.entries],
        "leaf_hashes": [notes.b64(digest) for digest in bundle.leaf_hashes],
        "cosignatures": list(bundle.cosignatures),
    }
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


def decode_bundle(written: str) -> Bundle:
    """Return the bundle that a JSON text states.

    Raises:
        InputError: `bundle/malformed`, with the key at fault as its place.
    """
    try:
        parsed: object = json.loads(
            written, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_no_constant
        )
    except (ValueError, RecursionError):
        raise _malformed("", "it is not JSON") from None
    fields = _fields(parsed, _KEYS, "bundle")
    if fields["format"] != FORMAT:
        raise _malformed("format", f"only `{FORMAT}` is known")
    return Bundle(
        origin=_text(fields["origin"], "origin"),
        public_key=_bytes(fields["public_key"], "public_key"),
        checkpoint=_text(fields["checkpoint"], "checkpoint"),
        first_index=_count(fields["first_index"], "first_index"),
        pruned_nodes=_pairs(fields["pruned_nodes"], "pruned_nodes", ("level", "hash")),
        entries=_pairs(fields["entries"], "entries", ("index", "data")),
        leaf_hashes=tuple(
            _bytes(one, f"leaf_hashes[{place}]")
            for place, one in enumerate(_list(fields["leaf_hashes"], "leaf_hashes"))
        ),
        cosignatures=tuple(
            _text(one, f"cosignatures[{place}]")
            for place, one in enumerate(_list(fields["cosignatures"], "cosignatures"))
        ),
    )


def _once(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for key, value in pairs:
        if key in found:
            raise _malformed(key, "the key stands twice")
        found[key] = value
    return found


def _no_constant(written: str) -> object:
    raise _malformed("", f"`{written}` is no whole number")


def _fields(value: object, keys: tuple[str, ...], place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _malformed(place, "an object is needed")
    for key in value:
        if key not in keys:
            raise _malformed(place, f"the key `{key}` is not known")
    for key in keys:
        if key not in value:
            raise _malformed(place, f"the key `{key}` is missing")
    return value


def _pairs(value: object, place: str, keys: tuple[str, str]) -> tuple[tuple[int, bytes], ...]:
    pairs: list[tuple[int, bytes]] = []
    for number, one in enumerate(_list(value, place)):
        here = f"{place}[{number}]"
        fields = _fields(one, keys, here)
        pairs.append((_count(fields[keys[0]], here), _bytes(fields[keys[1]], here)))
    return tuple(pairs)


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise _malformed(place, "a list is needed")
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise _malformed(place, "text is needed")
    return value


def _count(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _malformed(place, "a whole number from zero up is needed")
    return value


def _bytes(value: object, place: str) -> bytes:
    raw = notes.unb64(_text(value, place))
    if raw is None:
        raise _malformed(place, "canonical base64 is needed")
    return raw


def _malformed(place: str, why: str) -> InputError:
    return InputError("bundle/malformed", f"the bundle cannot be read: {why}", place=place)
