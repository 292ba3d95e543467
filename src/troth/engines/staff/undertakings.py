"""Undertakings of confidentiality: who has signed one, and until when.

Where the operator asks for them, nobody reads personal data before theirs is kept here: the text
binds everybody with access, and this is how it is shown to have bound them. Staff, contractors and
programs alike go by the ids under which they look; the paper itself lies elsewhere.

GDPR Art. 28(3)(b), 29, 32(4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

import msgspec

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.engines.evidence.agreements import NAME
from troth.engines.evidence.evidence import EvidenceLog
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.question import Reason
from troth.storage.ports import DataReader, DataStore, DataUnit

REGISTER: Final = "undertakings"
"""Setting of the store that holds them: those with access are few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """One signed paper: its id, who signed it, and when it ends, if it does."""

    undertaking: str
    who: str
    at: int
    until: int | None = None

    def stands(self, at: int) -> bool:
        """Whether it binds at an instant in microseconds."""
        return self.at <= at and (self.until is None or at < self.until)


class Undertakings:
    """Keeps undertakings."""

    def __init__(self, *, data: DataStore, evidence: EvidenceLog) -> None:
        self._data = data
        self._evidence = evidence

    def keep(
        self, who: str, undertaking: str, now: datetime, until: datetime | None = None
    ) -> Undertaking:
        """Note that somebody with access has signed; once more under the same id changes the end.

        Raises:
            InputError: `undertaking/not-an-id`, `undertaking/over-already`.
        """
        for name in (who, undertaking):
            if not NAME.fullmatch(name):
                raise InputError(
                    "undertaking/not-an-id",
                    f"`{name[:60]}` is no id",
                    help="give the id under which they look, and that of the signed paper",
                )
        if until is not None and until < now:
            raise InputError("undertaking/over-already", "the undertaking has ended already")
        at = to_micros(now)
        end = None if until is None else to_micros(until)
        with self._data.unit() as unit:
            known = read_undertakings(unit)
            first = next((u.at for u in known if (u.who, u.undertaking) == (who, undertaking)), at)
            made = Undertaking(undertaking=undertaking, who=who, at=first, until=end)
            others = [u for u in known if (u.who, u.undertaking) != (who, undertaking)]
            _write(unit, [*others, made])
            signed = fact("undertaking-kept", at, undertaking=undertaking, who=who, until=end or 0)
            self._evidence.append(unit, signed)
        return made

    def all(self) -> list[Undertaking]:
        """Return every undertaking, ended ones too."""
        with self._data.read() as reader:
            return read_undertakings(reader)


def read_undertakings(reader: DataReader) -> list[Undertaking]:
    """Return every undertaking of a store."""
    kept = reader.meta(REGISTER)
    return msgspec.json.decode(kept, type=list[Undertaking]) if kept else []


def unsigned(reader: DataReader, policy: Policy, who: str, now: datetime) -> list[Reason]:
    """Return why somebody may not read anything yet; empty where they may, or none is asked for."""
    if policy.undertaking is None:
        return []
    at = to_micros(now)
    if any(each.who == who and each.stands(at) for each in read_undertakings(reader)):
        return []
    return [
        Reason(
            code="UNDERTAKING_MISSING",
            address=policy.undertaking,
            detail="no undertaking of confidentiality is kept of who looks",
            help="`troth staff undertake` keeps it once it is signed",
        )
    ]


def _write(unit: DataUnit, undertakings: Sequence[Undertaking]) -> None:
    listed = [asdict(each) for each in undertakings]
    unit.set_meta(REGISTER, msgspec.json.encode(listed).decode())
