"""The signed tree head: which log, how many entries, which root.

C2SP tlog-checkpoint in a signed note, and tlog-cosignature v1, by which a witness states that it
has seen this head grow out of every head it saw before. A log must never sign two heads of which
neither grows out of the other.

Times are passed in, as aware datetimes, and are kept as whole POSIX seconds. Nothing here reads a
clock or draws a key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from troth.errors import InputError
from troth.ledger import note as notes

HASH_BYTES: Final = 32
SIZE_LIMIT: Final = 1 << 63

_SIZE: Final = re.compile("0|[1-9][0-9]{0,18}", re.ASCII)
_COSIGNATURE_BYTES: Final = 8 + 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A tree head: the log's origin, its number of entries, its root, extension lines if any."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the text that is signed.

        Raises:
            InputError: `checkpoint/malformed` when these values have no such text.
        """
        lines = (self.origin, str(self.size), notes.b64(self.root), *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise _malformed("a line is empty or broken")
        if not 0 <= self.size < SIZE_LIMIT or len(self.root) != HASH_BYTES:
            raise _malformed("the size or the root is out of bounds")
        return "\n".join(lines) + "\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the tree head that a note's text states; the signatures are not looked at.

    Raises:
        InputError: `checkpoint/malformed`.
    """
    if not text.endswith("\n"):
        raise _malformed("the last line has no end")
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise _malformed("three lines or more, none empty, are needed")
    origin, size, root_line, *extensions = lines
    root = notes.unb64(root_line)
    if not _SIZE.fullmatch(size) or int(size) >= SIZE_LIMIT:
        raise _malformed(f"`{size}` is no tree size")
    if root is None or len(root) != HASH_BYTES:
        raise _malformed("the root is not base64 of 32 bytes")
    return Checkpoint(origin=origin, size=int(size), root=root, extensions=tuple(extensions))


def sign_checkpoint(head: Checkpoint, private_key: bytes) -> str:
    """Return the signed note of a tree head, by the key named like the log's origin.

    Raises:
        InputError: `checkpoint/malformed`, `note/bad-name`, `note/bad-key`.
    """
    text = head.text()
    public_key = notes.public_key_of(private_key)
    signature = notes.Signature(
        name=head.origin,
        key_id=notes.key_id(head.origin, public_key),
        body=notes.sign(text.encode(), private_key),
    )
    return notes.Note(text, (signature,)).encode()


def verify_checkpoint(written: str, *, origin: str, public_key: bytes) -> Checkpoint:
    """Return the tree head of a note that this log's key has signed.

    Raises:
        InputError: `note/malformed`, `checkpoint/malformed`; `checkpoint/wrong-origin` for another
            log's head; `checkpoint/unsigned` without a signature by this key;
            `checkpoint/bad-signature` when one by this key does not hold.
    """
    note = notes.parse_note(written)
    head = parse_checkpoint(note.text)
    if head.origin != origin:
        raise InputError("checkpoint/wrong-origin", f"the head is of `{head.origin}`")
    wanted = notes.key_id(origin, public_key)
    ours = [one for one in note.signatures if (one.name, one.key_id) == (origin, wanted)]
    if not ours:
        raise InputError("checkpoint/unsigned", "the log's key has not signed this head")
    message = note.text.encode()
    if not all(notes.signature_holds(public_key, one.body, message) for one in ours):
        raise InputError("checkpoint/bad-signature", "the log's signature does not hold")
    return head


def cosign(text: str, *, name: str, private_key: bytes, at: datetime) -> notes.Signature:
    """Return a witness's signature of a tree head's text at an instant (cosignature/v1).

    Raises:
        InputError: `checkpoint/malformed`, `note/bad-name`, `note/bad-key`; `checkpoint/bad-time`
            for an instant without a zone or before 1970.
    """
    parse_checkpoint(text)
    if at.tzinfo is None or at.timestamp() < 0:
        raise InputError("checkpoint/bad-time", "a cosignature needs an instant in UTC after 1970")
    seconds = int(at.timestamp())
    public_key = notes.public_key_of(private_key)
    return notes.Signature(
        name=name,
        key_id=notes.key_id(name, public_key, notes.COSIGNATURE_V1),
        body=seconds.to_bytes(8, "big") + notes.sign(_cosigned(text, seconds), private_key),
    )


def verify_cosignature(
    text: str, signature: notes.Signature, *, name: str, public_key: bytes
) -> datetime | None:
    """Return when this witness signed this text, in UTC, or None when it did not."""
    wanted = notes.key_id(name, public_key, notes.COSIGNATURE_V1)
    body = signature.body
    if (signature.name, signature.key_id) != (name, wanted) or len(body) != _COSIGNATURE_BYTES:
        return None
    seconds = int.from_bytes(body[:8], "big")
    if not notes.signature_holds(public_key, body[8:], _cosigned(text, seconds)):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _malformed(why: str) -> InputError:
    return InputError("checkpoint/malformed", f"the tree head cannot be read: {why}")
