"""Files that people send: what they are is read from their content, and nothing active comes in.

Neither the name nor the type that a browser tells is believed or kept. Taken in are PDF, DOCX, ODT,
PNG, JPEG and plain text; not what runs something when it is opened, what cannot be looked into, or
what swells when it is unpacked. OWASP ASVS 5.0, 5.2.1-5.2.6, 5.3.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import Final, Literal

Flaw = Literal["TYPE", "ACTIVE", "LOCKED", "SWELLS"]
"""Not a kind that is taken; it would run something; it has a password; it is too large inside."""

TAKEN: Final = (".pdf", ".docx", ".odt", ".png", ".jpg", ".jpeg", ".txt")
"""What a browser may offer to choose from; a help to people, no check."""

LARGEST_INSIDE: Final = 64 * 1024 * 1024
MOST_PARTS: Final = 2_000

_PDF_ACTIVE: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)\b"
)
"""ISO 32000-2, 12.6.4 (actions), 7.11.4 (embedded files), 12.7.8 (XFA)."""
_PDF_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PDF_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_MARKUP: Final = re.compile(
    rb"<\s*(?:!doctype|html|script|svg|iframe|body|\?xml)|^\s*(?:#!|%!)", re.I
)
_OFFICE_ACTIVE: Final = re.compile(
    r"vbaproject|vbadata|activex/|embeddings/|^basic/|^scripts/|(^|/)object ?\d|oleobject|"
    r"customui|externallinks/",
    re.IGNORECASE,
)
_OUTSIDE: Final = re.compile(
    rb'(?:attachedTemplate|oleObject|frame|subDocument)"[^>]*TargetMode="External"|macro-?enabled',
    re.IGNORECASE,
)


def flaw_of(content: bytes) -> Flaw | None:
    """Return why a file is not taken in, or None."""
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        end = content.find(b"IEND\xaeB`\x82")
        # What lies behind the end of a picture is something else.
        return None if end >= 0 and len(content) == end + 8 else "TYPE"
    if content.startswith(b"\xff\xd8\xff"):
        return None if b"\xff\xd9" in content else "TYPE"
    return _text(content)


def _text(content: bytes) -> Flaw | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return "TYPE"
    if any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text):
        return "TYPE"
    return "ACTIVE" if _MARKUP.search(content) else None


def _pdf(content: bytes) -> Flaw | None:
    if b"/Encrypt" in content:
        return "LOCKED"
    left = LARGEST_INSIDE
    for part in (content, *_PDF_STREAM.findall(content)):
        shown = part
        if part is not content:
            inflated = _inflated(part, left)
            if inflated is None:
                return "SWELLS"
            left -= len(inflated)
            shown = inflated
        # A name may be written with escapes: /J#61vaScript (ISO 32000-2, 7.3.5).
        plain = _PDF_ESCAPE.sub(lambda sign: bytes([int(sign[1], 16)]), shown)
        if _PDF_ACTIVE.search(plain):
            return "ACTIVE"
    return None


def _inflated(part: bytes, most: int) -> bytes | None:
    """Return what a stream holds; empty where it is not deflated, None where it is too much."""
    unpack = zlib.decompressobj()
    try:
        inside = unpack.decompress(part.strip(b"\r\n"), most)
    except zlib.error:
        return b""
    return None if unpack.unconsumed_tail else inside


def _office(content: bytes) -> Flaw | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                return "LOCKED"
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > LARGEST_INSIDE:
                return "SWELLS"
            names = [part.filename for part in parts]
            if not _is_document(archive, names):
                return "TYPE"
            if any(_OFFICE_ACTIVE.search(name) for name in names):
                return "ACTIVE"
            return "ACTIVE" if any(map(_OUTSIDE.search, _described(archive, names))) else None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        return "TYPE"


def _is_document(archive: zipfile.ZipFile, names: list[str]) -> bool:
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return True
    return (
        "mimetype" in names
        and "content.xml" in names
        and _head(archive, "mimetype").strip() == b"application/vnd.oasis.opendocument.text"
    )


def _described(archive: zipfile.ZipFile, names: list[str]) -> Iterable[bytes]:
    """Give the parts that say what the others are and where they point to."""
    for name in names:
        if name.endswith(".rels") or name in ("[Content_Types].xml", "META-INF/manifest.xml"):
            yield _head(archive, name)


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    # The size that an archive tells of itself may be a lie.
    with archive.open(name) as part:
        return part.read(1024 * 1024)
