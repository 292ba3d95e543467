"""The package a person is handed: their answer to read, the same for programs, and their files.

One ZIP: `answer.html` for people, `answer.json` with everything, `data.csv` as a table, each file
as itself, and `contents.json` with the SHA-256 of each. It can be locked into one page that opens
itself in any browser with a code, without a network and without a program: AES-256-GCM under a key
that PBKDF2 makes of the code. Pure: an answer comes in, bytes come out, and none are kept.

GDPR Art. 12(1) (concise, intelligible), 15(3) (a copy), 20(1), 32(1)(a); NIST SP 800-38D, 800-132.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from jinja2 import Environment, PackageLoader, StrictUndefined

from troth.core.ports import Entropy
from troth.engines.export.folder import files_of
from troth.engines.export.formats import canonical, table
from troth.engines.rights.answer import Answer

ROUNDS: Final = 600_000
"""Rounds of PBKDF2-HMAC-SHA256 (OWASP Password Storage Cheat Sheet)."""
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, so that nothing is misread."""
CODE_LETTERS: Final = 12
"""Sixty bits: out of reach behind the rounds, short enough to type."""

PARTS: Final = (
    "nothing_held", "held", "data", "recipients", "consents", "looks", "held_for_customers",
    "correspondence", "copies",
    "erasure", "still_allowed", "not_granted", "law", "recipients_told",
    "transfers", "information", "rights", "may_receive", "kept_by", "automated_decisions",
    "complaint", "no_longer_held",
)  # fmt: skip
"""What an answer may hold beside its head; each right has parts of its own."""

Words = Callable[..., str]
"""Says a message by its name, in the person's language."""

_PAGES: Final = Environment(
    loader=PackageLoader("troth.engines.rights", "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def pack(answer: Answer, say: Words, language: str) -> bytes:
    """Return the package of an answer as a ZIP; the same answer gives the same bytes.

    Args:
        answer: What the person is answered.
        say: The words of the page to read.
        language: Which language these are in.
    """
    document = answer.document
    values = _values(document)
    files = files_of([one for one in values if one["value"] is not None])
    names = {record: name for record, (name, _) in files.items()}
    shown = {**document, "data": [_shown(one, names) for one in values]} if values else document
    made = dict(files.values())
    made["answer.json"] = canonical(document)
    if values:
        made["data.csv"] = table(values, names)
    made["answer.html"] = answer_page(shown, sorted(made), say, language).encode()
    hashes = {name: hashlib.sha256(made[name]).hexdigest() for name in sorted(made)}
    made["contents.json"] = canonical({"files": hashes})
    return _zipped(made, datetime.fromisoformat(str(document["answered_at"])))


def answer_page(
    document: Mapping[str, object], files: Sequence[str], say: Words, language: str
) -> str:
    """Return an answer as a page of its own, to read and to print."""
    return _PAGES.get_template("answer.html.j2").render(
        answer={**dict.fromkeys(PARTS), **document}, files=files, say=say, language=language
    )


def new_code(noise: bytes) -> str:
    """Return a code made of random or keyed bytes, in groups of four letters.

    >>> new_code(bytes(8))
    '0000-0000-0000'
    """
    number = int.from_bytes(noise[:8], "big")
    letters = [ALPHABET[(number >> (5 * place)) & 31] for place in range(CODE_LETTERS)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, CODE_LETTERS, 4))


def read_code(typed: str) -> str:
    """Return a code as it was given out, however it was typed.

    >>> read_code(" o123 45il ")
    '0123-4511'
    """
    known = str.maketrans({"O": "0", "I": "1", "L": "1"})
    letters = [one for one in typed.upper().translate(known) if one in ALPHABET]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, len(letters), 4))


def lock(package: bytes, code: str, entropy: Entropy, say: Words, language: str) -> bytes:
    """Return a package as one page that opens itself with its code.

    Args:
        package: The ZIP.
        code: As `new_code` gives it.
        entropy: Gives salt and nonce.
        say, language: The words around it.
    """
    noise = entropy.bytes(SALT_BYTES + NONCE_BYTES)
    salt, nonce = noise[:SALT_BYTES], noise[SALT_BYTES:]
    sealed = AESGCM(_key(code, salt)).encrypt(nonce, package, None)
    page = _PAGES.get_template("locked.html.j2").render(
        salt=base64.b64encode(salt).decode(),
        nonce=base64.b64encode(nonce).decode(),
        sealed=base64.b64encode(sealed).decode(),
        rounds=ROUNDS,
        say=say,
        language=language,
    )
    return page.encode()


def _key(code: str, salt: bytes) -> bytes:
    made = PBKDF2HMAC(algorithm=SHA256(), length=32, salt=salt, iterations=ROUNDS)
    return made.derive(code.replace("-", "").encode())


def _values(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    values = document.get("data")
    return [one for one in values if isinstance(one, Mapping)] if isinstance(values, list) else []


def _shown(value: Mapping[str, object], names: Mapping[str, str]) -> Mapping[str, object]:
    """Return a value for the page: a file by its name, not as its letters."""
    file = names.get(str(value["record"]), "")
    return {**value, "file": file, "value": "" if file else value["value"]}


def _zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    out = io.BytesIO()
    stamp = (at.year, at.month, at.day, at.hour, at.minute, 0)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Readable by whoever unpacks it, and by nobody else.
            entry.external_attr = 0o600 << 16
            whole.writestr(entry, files[name])
    return out.getvalue()
