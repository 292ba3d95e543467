"""What a field of a form may hold: one check for each type, before anything is kept.

Text in, canonical bytes out, or a code that says what is wrong without repeating the value: a
refused value must leave no copy, not even in a message.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from troth.core.names import normalise
from troth.core.places import read_place
from troth.errors import InputError

TEXT_LIMIT = 65_536
"""Longest text of a field without a limit of its own, in bytes of UTF-8."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a value, without the value."""

    code: str
    detail: str


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's categories Cc and Cs, but for tab, line feed and carriage return."""


def read_value(kind: str, raw: str | bytes, max_bytes: int) -> bytes | Flaw:
    """Check a raw value of a field type and return its canonical bytes.

    Args:
        kind: A field type of the manifest: `text`, `email`, `date`, `file`...
        raw: What was sent: text, or bytes for files.
        max_bytes: Longest value in bytes; 0 stands for the type's default.
    """
    if kind == "file":
        content = raw if isinstance(raw, bytes) else raw.encode()
        return content if len(content) <= max_bytes else Flaw("TOO_LARGE", _limit(max_bytes))
    if isinstance(raw, bytes):
        try:
            raw = raw.decode()
        except UnicodeDecodeError:
            return Flaw("MALFORMED_VALUE", "text must be UTF-8")
    text = unicodedata.normalize("NFC", raw).strip()
    limit = max_bytes or TEXT_LIMIT
    if len(text.encode(errors="surrogatepass")) > limit:
        return Flaw("TOO_LARGE", _limit(limit))
    if _CONTROL.search(text):
        return Flaw("MALFORMED_VALUE", "text holds control characters")
    try:
        return _READERS[kind](text).encode()
    except (ValueError, InputError, RecursionError):
        return Flaw("MALFORMED_VALUE", f"not {_SAID.get(kind, f'a {kind}')}")


def _limit(max_bytes: int) -> str:
    return f"larger than {max_bytes} bytes"


def _url(text: str) -> str:
    # Only web addresses with a host: `javascript:` and `data:` must never reach a page.
    if not re.fullmatch(r"https?://[^\s/?#]+([/?#]\S*)?", text, re.IGNORECASE):
        raise ValueError
    return text


def _country(text: str) -> str:
    return read_place(text)


def _number(text: str) -> str:
    if not math.isfinite(float(text)):
        raise ValueError
    return text


def _flag(text: str) -> str:
    known = {"true": "true", "yes": "true", "on": "true", "1": "true"}
    known |= {"false": "false", "no": "false", "off": "false", "0": "false"}
    return known[text.casefold()] if text.casefold() in known else _refuse()


def _refuse() -> str:
    raise ValueError


def _location(text: str) -> str:
    latitude, _, longitude = text.partition(",")
    north, east = float(latitude), float(longitude)
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise ValueError
    return f"{latitude.strip()},{longitude.strip()}"


def coarser(location: str, decimals: int) -> str:
    """Return a location with at most `decimals` decimals (GDPR Art. 5(1)(c): no more than needed).

    >>> coarser("37.55851,-122.27108", 1)
    '37.6,-122.3'
    """
    return ",".join(f"{round(float(part), decimals):.{decimals}f}" for part in location.split(","))


_SAID: Mapping[str, str] = {
    "email": "an e-mail address",
    "phone": "a phone number",
    "url": "a web address",
    "flag": "yes or no",
    "json": "a JSON document",
    "birth-date": "a date of birth",
}
"""What people call a type, where its name in a manifest is a technical one."""

_READERS: Mapping[str, Callable[[str], str]] = {
    "text": lambda text: text,
    "email": lambda text: normalise("email", text).value,
    "phone": lambda text: normalise("phone", text).value,
    "date": lambda text: date.fromisoformat(text).isoformat(),
    "birth-date": lambda text: date.fromisoformat(text).isoformat(),
    "country": _country,
    "url": _url,
    "number": _number,
    "flag": _flag,
    "json": lambda text: json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True),
    "location": _location,
}
