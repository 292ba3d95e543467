"""By what authority somebody speaks for another: recorded first, by staff who saw it, then named.

Of an agent's mandate or an heir's certificate its hash and its dates are kept, never the paper; of
a guardian the check that verified them. A record serves the first person it is used for and nobody
else. What somebody calls their authority from outside is a claim; nothing rests on it.

GDPR Art. 8(2) and national law (guardians); 12(6), 80(1) and state laws (agents); recital 27 and
national law (heirs).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.core.requests import Asker
from troth.engines.consents.guardian_checks import bind_check, check_guardian
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.rights.register import Declined
from troth.errors import InputError
from troth.storage.ports import DataReader, DataStore, DataUnit

Holder = Literal["agent", "heir"]
"""Who speaks by a paper."""

BY_PAPER: Final[tuple[Asker, ...]] = ("agent", "heir")
_PREFIX: Final = "mandate/"
_ID: Final = re.compile(r"[0-9a-f]{32}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
EMPTY: Final = hashlib.sha256(b"").hexdigest()
"""What an empty file hashes to: it is nobody's paper."""
_RECORD: Final = (
    "record it first: `troth request mandate --by {asker} --document FILE --dated DATE`"
)
_VERIFY: Final = "verify the parent first: `troth consent verify-guardian` (GDPR Art. 8(2))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A paper that was seen.

    Attributes:
        asker: Who it gives authority to.
        document: SHA-256 of it, in hex.
        dated, until: Its day, and its last day where it has one.
        at: When it was recorded, in microseconds.
        person: A hash that binds it to the first person it was used for.
    """

    asker: Holder
    document: str
    dated: date
    until: date | None
    at: int
    person: str = ""


class Mandates:
    """Keeps what was seen of mandates and certificates."""

    def __init__(self, *, data: DataStore, evidence: EvidenceLog, entropy: Entropy) -> None:
        self._data = data
        self._evidence = evidence
        self._entropy = entropy

    def record(
        self, asker: Holder, document: str, dated: date, now: datetime, *, until: date | None = None
    ) -> str:
        """Keep that a paper was seen; return the id by which a request names it.

        Args:
            asker: Who it gives authority to.
            document: SHA-256 of the paper, in hex; the paper itself stays where it is.
            dated: The day it was made.
            now: When it is recorded.
            until: Its last day, where it has one.

        Raises:
            InputError: `requests/mandate-malformed`.
        """
        wrong = _wrong(document, dated, until, now)
        if wrong:
            raise InputError(
                "requests/mandate-malformed", wrong, help="give the paper's SHA-256 and its day"
            )
        name = self._entropy.bytes(16).hex()
        kept = Mandate(asker=asker, document=document, dated=dated, until=until, at=to_micros(now))
        recorded = fact(
            "mandate-recorded", kept.at, mandate=name, asker=asker,
            document=bytes.fromhex(document),
        )  # fmt: skip
        with self._data.unit() as unit:
            _put(unit, name, kept)
            self._evidence.append(unit, recorded)
        return name

    def bind(self, asker: Asker, name: str, person: bytes) -> None:
        """Bind a record to the person it was used for, if it is not bound yet."""
        with self._data.unit() as unit:
            if asker == "guardian":
                bind_check(unit, name, _first_bound(unit, name, person))
            elif asker in BY_PAPER:
                found = _read(unit, name)
                if found is not None and not found.person:
                    _put(unit, name, replace(found, person=_binding(name, person)))


def is_bound(reader: DataReader, name: str) -> bool:
    """Tell whether a recorded paper is bound to a person."""
    found = _read(reader, name)
    return found is not None and bool(found.person)


def unauthorised(
    reader: DataReader, asker: Asker, name: str, person: bytes | None, day: date, address: str
) -> Declined | None:
    """Return why a record gives no authority over a person on a day, or None where it does.

    Args:
        reader: Where records are.
        asker: Who speaks for the person.
        name: The id of the record.
        person: For whom; None where nobody is known yet.
        day: The day of receipt.
        address: The promise it is about.
    """
    family = () if person is None else reader.aliases(person)
    if asker == "guardian":
        return _guardian(reader, name, family, address)
    found = _read(reader, name)
    if found is None or found.asker != asker:
        return Declined(
            code="MANDATE_UNRECORDED",
            why=f"nobody recorded the authority of the {asker} under this id",
            help=_RECORD.format(asker=asker),
            address=address,
        )
    if not found.dated <= day <= (found.until or day):
        return Declined(
            code="MANDATE_NOT_IN_FORCE",
            why=f"the authority of the {asker} is of {found.dated}"
            + (f" and ends on {found.until}" if found.until else ""),
            help=_RECORD.format(asker=asker),
            address=address,
        )
    if found.person and family and all(found.person != _binding(name, one) for one in family):
        return Declined(
            code="MANDATE_FOR_ANOTHER",
            why=f"this authority of the {asker} was given for somebody else",
            help=_RECORD.format(asker=asker),
            address=address,
        )
    return None


def _guardian(
    reader: DataReader, name: str, family: Sequence[bytes], address: str
) -> Declined | None:
    refused: InputError | None = None
    for child in family or (b"",):
        try:
            check_guardian(reader, name, child)
        except InputError as error:
            refused = error
        else:
            return None
    why = "" if refused is None else refused.message
    return Declined(code="GUARDIAN_UNVERIFIED", why=why, help=_VERIFY, address=address)


def _first_bound(unit: DataUnit, name: str, person: bytes) -> bytes:
    """Return the one of a family that a check is bound to, else the person."""
    for child in unit.aliases(person):
        try:
            check_guardian(unit, name, child)
        except InputError:
            continue
        return child
    return person


def _wrong(document: str, dated: date, until: date | None, now: datetime) -> str:
    if not _HASH.fullmatch(document):
        return f"`{document[:60]}` is no SHA-256 in hex"
    if document == EMPTY:
        return "the paper is an empty file"
    if dated > now.date():
        return f"a paper of {dated} is not made yet"
    return f"it ends on {until}, before its own day" if until and until < dated else ""


def _read(reader: DataReader, name: str) -> Mandate | None:
    kept = reader.meta(_PREFIX + name) if _ID.fullmatch(name) else None
    return None if kept is None else msgspec.json.decode(kept, type=Mandate)


def _put(unit: DataUnit, name: str, value: Mandate) -> None:
    unit.set_meta(_PREFIX + name, msgspec.json.encode(value).decode())


def _binding(name: str, person: bytes) -> str:
    # Once the person is erased, nothing leads from this hash to anybody.
    return hashlib.sha256(bytes.fromhex(name) + person).hexdigest()
