"""What the pages of the console about authorities and breaches share: names, persons, and days.

Whoever does something is written down by the id they have here; whom it is about is found as
everywhere, and one who is not found alone is nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from litestar.datastructures import UploadFile

from troth.core.periods import from_micros, to_micros
from troth.engines.subjects.finding import look_up
from troth.errors import InputError
from troth.storage.dossier_rows import DossierPersonRow
from troth.web.site import Site


def chosen(data: Mapping[str, str], prefix: str) -> tuple[str, ...]:
    """Return what was ticked: the rest of the names that begin with a prefix."""
    return tuple(sorted(name.removeprefix(prefix) for name in data if name.startswith(prefix)))


def listed_names(written: str) -> tuple[str, ...]:
    """Return names that were written with commas or spaces between them."""
    return tuple(dict.fromkeys(written.replace(",", " ").split()))


def persons_in(site: Site, written: str) -> list[bytes]:
    """Return the persons that ids or identifiers lead to, one each.

    Raises:
        InputError: `dossier/nobody`.
    """
    found = []
    for name in written.replace(",", " ").split():
        hits = look_up(site.platform.data, site.platform.identity, name)
        if len(hits) != 1:
            raise InputError(
                "dossier/nobody",
                f"{len(hits)} people are known under one of these, and one has to be meant",
                help="search under People, and name the id",
            )
        found.append(hits[0].person)
    return found


def instant_in(site: Site, written: str) -> datetime | None:
    """Return the instant of a field for date and time, where the controller is established.

    Raises:
        InputError: `dossier/bad-time`.
    """
    if not written.strip():
        return None
    try:
        read = datetime.fromisoformat(written.strip())
    except ValueError as fault:
        raise InputError("dossier/bad-time", "a time is written like 2027-03-01T10:00") from fault
    return read.replace(tzinfo=ZoneInfo(site.platform.policy.controller.timezone))


def micros_in(site: Site, written: str) -> int | None:
    """Return the same in microseconds UTC."""
    read = instant_in(site, written)
    return None if read is None else to_micros(read)


def hash_of(document: object) -> str:
    """Return the SHA-256 of a file that was sent, in hex; it is read and not kept."""
    if not isinstance(document, UploadFile):
        return ""
    content = document.file.read()
    return hashlib.sha256(content).hexdigest() if content else ""


def hours_left(due: int | None, now: datetime) -> float | None:
    """Return how many hours are left until an instant, below zero once it is over."""
    return None if due is None else round((from_micros(due) - now) / timedelta(hours=1), 1)


def told_counts(rows: Iterable[DossierPersonRow]) -> Mapping[str, int]:
    """Return how the people of a dossier stand: `told`, `waiting`, `no-address`, `refused`."""
    made: dict[str, int] = {}
    for row in rows:
        made[row.state or "waiting"] = made.get(row.state or "waiting", 0) + 1
    return made


def text_of(value: bytes) -> str:
    """Return a value as text; of a file only its size."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return f"({len(value):,} bytes)"


def rows_of(values: Sequence[tuple[str, str, bytes]]) -> list[tuple[str, str, str]]:
    """Return (category, field, text) of what was handed over."""
    return [(kind, name, text_of(value)) for kind, name, value in values]
