"""Signed notes: a text and the signatures under it.

C2SP signed-note with Ed25519 (RFC 8032). A signature names its key by a name and a four-byte id
made from the name, the kind of signature and the public key. Signatures by unknown keys are carried
along and mean nothing; a signature by the known key that does not verify spoils the note.

This room knows nothing of logs; `troth.ledger.checkpoint` says what the text means. The parser
takes one spelling only: canonical base64, no control characters, no spare lines.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from troth.errors import InputError

ED25519: Final = 0x01
COSIGNATURE_V1: Final = 0x04
PUBLIC_KEY_BYTES: Final = 32
NOTE_LIMIT: Final = 1 << 20
SIGNATURE_LIMIT: Final = 64

_LINE: Final = re.compile("\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)")
_CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature line: who by name, which key by id, and the bytes."""

    name: str
    key_id: bytes
    body: bytes

    def line(self) -> str:
        """Return the line as it stands in a note, without its newline."""
        return f"\u2014 {self.name} {b64(self.key_id + self.body)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures in order."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> str:
        """Return the note as it is published."""
        return self.text + "\n" + "".join(f"{one.line()}\n" for one in self.signatures)


def parse_note(written: str) -> Note:
    """Return the parts of a note.

    Raises:
        InputError: `note/malformed`, with what is wrong.
    """
    if len(written) > NOTE_LIMIT:
        raise _malformed("it is longer than 1 MiB")
    if _CONTROL.search(written):
        raise _malformed("it holds a control character")
    text, gap, tail = written.rpartition("\n\n")
    if not gap or not text:
        raise _malformed("no empty line stands between text and signatures")
    if not tail.endswith("\n"):
        raise _malformed("the last line has no end")
    lines = tail[:-1].split("\n")
    if len(lines) > SIGNATURE_LIMIT:
        raise _malformed(f"it has more than {SIGNATURE_LIMIT} signatures")
    return Note(text + "\n", tuple(parse_signature(line) for line in lines))


def parse_signature(line: str) -> Signature:
    """Return the parts of one signature line.

    Raises:
        InputError: `note/malformed`.
    """
    found = _LINE.fullmatch(line)
    if not found:
        raise _malformed("a line below the text is no signature")
    raw = unb64(found[2])
    if raw is None or len(raw) <= 4:
        raise _malformed("a signature is not canonical base64 of five bytes or more")
    return Signature(name=check_name(found[1]), key_id=raw[:4], body=raw[4:])


def check_name(name: str) -> str:
    """Return `name` when it can name a key: not empty, no space, no plus, no control character.

    Raises:
        InputError: `note/bad-name` otherwise.
    """
    if not name or "+" in name or any(sign.isspace() or sign < " " for sign in name):
        raise InputError("note/bad-name", f"`{name}` cannot name a key")
    return name


def key_id(name: str, public_key: bytes, kind: int = ED25519) -> bytes:
    """Return the four-byte id of a key: SHA-256(name, newline, kind, public key), cut."""
    body = check_name(name).encode() + b"\n" + bytes([kind]) + check_public_key(public_key)
    return hashlib.sha256(body).digest()[:4]


def public_key_of(private_key: bytes) -> bytes:
    """Return the 32-byte Ed25519 public key of a 32-byte private key.

    Raises:
        InputError: `note/bad-key`.
    """
    return _private(private_key).public_key().public_bytes_raw()


def sign(message: bytes, private_key: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature of a message.

    Raises:
        InputError: `note/bad-key`.
    """
    return _private(private_key).sign(message)


def signature_holds(public_key: bytes, body: bytes, message: bytes) -> bool:
    """Tell whether `body` is this key's Ed25519 signature of `message`."""
    try:
        Ed25519PublicKey.from_public_bytes(check_public_key(public_key)).verify(body, message)
    except InvalidSignature:
        return False
    return True


def check_public_key(public_key: bytes) -> bytes:
    """Return `public_key` when it is 32 bytes.

    Raises:
        InputError: `note/bad-key` otherwise.
    """
    if len(public_key) != PUBLIC_KEY_BYTES:
        raise InputError("note/bad-key", "an Ed25519 key is 32 bytes")
    return public_key


def b64(raw: bytes) -> str:
    """Return standard base64 (RFC 4648 4)."""
    return base64.b64encode(raw).decode("ascii")


def unb64(written: str) -> bytes | None:
    """Return the bytes of canonical standard base64, or None when it is not that."""
    try:
        raw = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return None
    # One spelling: spare bits in the last character would give the same bytes a second one.
    return raw if b64(raw) == written else None


def _private(private_key: bytes) -> Ed25519PrivateKey:
    if len(private_key) != PUBLIC_KEY_BYTES:
        raise InputError("note/bad-key", "an Ed25519 key is 32 bytes")
    return Ed25519PrivateKey.from_private_bytes(private_key)


def _malformed(why: str) -> InputError:
    return InputError("note/malformed", f"the note cannot be read: {why}")
