"""Undertakings of confidentiality: who has signed one, in which edition, and until when.

Where the operator asks for them, nobody reads personal data before theirs is kept here: the text
binds everybody with access, and this is how it is shown to have bound them. Staff, contractors and
programs alike go by the ids under which they look; the paper itself lies elsewhere. A newer
edition can be asked for from a day on: who signed an older one then reads nothing before signing
again. Nothing is taken off the register: the duty binds those who left, too.

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
EDITIONS: Final = "undertaking-editions"
"""Setting of the store that holds which edition must have been signed, and from when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """One signed paper: its id, who signed it, in which edition, and when it ends, if it does."""

    undertaking: str
    who: str
    at: int
    until: int | None = None
    edition: str = ""

    def stands(self, at: int) -> bool:
        """Whether it binds at an instant in microseconds."""
        return self.at <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """An edition that must have been signed from an instant on, in microseconds."""

    edition: str
    since: int


class Undertakings:
    """Keeps undertakings."""

    def __init__(self, *, data: DataStore, evidence: EvidenceLog) -> None:
        self._data = data
        self._evidence = evidence

    def keep(
        self,
        who: str,
        undertaking: str,
        now: datetime,
        until: datetime | None = None,
        edition: str = "",
    ) -> Undertaking:
        """Note that somebody with access has signed; once more under the same id changes the end.

        Args:
            who: The login of a member of staff, or the id under which a program looks.
            edition: Which version of the text was signed.

        Raises:
            InputError: `undertaking/not-an-id`, `undertaking/over-already`.
        """
        for name in (who, undertaking, *([edition] if edition else [])):
            _check(name)
        if until is not None and until < now:
            raise InputError("undertaking/over-already", "the undertaking has ended already")
        at = to_micros(now)
        end = None if until is None else to_micros(until)
        with self._data.unit() as unit:
            known = read_undertakings(unit)
            first = next((u.at for u in known if (u.who, u.undertaking) == (who, undertaking)), at)
            made = Undertaking(
                undertaking=undertaking, who=who, at=first, until=end, edition=edition
            )
            others = [u for u in known if (u.who, u.undertaking) != (who, undertaking)]
            _write(unit, [*others, made])
            signed = fact("undertaking-kept", at, undertaking=undertaking, who=who, until=end or 0)
            self._evidence.append(unit, signed)
            if edition:
                named = {"undertaking": undertaking, "who": who, "edition": edition}
                self._evidence.append(unit, fact("undertaking-edition", at, **named))
        return made

    def require(self, edition: str, since: datetime, now: datetime) -> Required:
        """Ask for an edition from an instant on: who signed another reads nothing then.

        Raises:
            InputError: `undertaking/not-an-id`.
        """
        _check(edition)
        made = Required(edition=edition, since=to_micros(since))
        with self._data.unit() as unit:
            known = [one for one in read_required(unit) if one.edition != edition]
            listed = [asdict(one) for one in (*known, made)]
            unit.set_meta(EDITIONS, msgspec.json.encode(listed).decode())
            said = fact("undertaking-required", to_micros(now), **asdict(made))
            self._evidence.append(unit, said)
        return made

    def required(self) -> list[Required]:
        """Return every edition that was asked for, in order."""
        with self._data.read() as reader:
            return read_required(reader)

    def all(self) -> list[Undertaking]:
        """Return every undertaking, ended ones too."""
        with self._data.read() as reader:
            return read_undertakings(reader)


def read_undertakings(reader: DataReader) -> list[Undertaking]:
    """Return every undertaking of a store."""
    kept = reader.meta(REGISTER)
    return msgspec.json.decode(kept, type=list[Undertaking]) if kept else []


def read_required(reader: DataReader) -> list[Required]:
    """Return which editions were asked for, the earliest first."""
    kept = reader.meta(EDITIONS)
    found = msgspec.json.decode(kept, type=list[Required]) if kept else []
    return sorted(found, key=lambda one: one.since)


def unsigned(
    reader: DataReader, policy: Policy, names: frozenset[str], now: datetime
) -> list[Reason]:
    """Return why somebody may not read anything yet; empty where they may, or none is asked for.

    Args:
        names: The ids under which they are known: a login and an id are one person.
    """
    if policy.undertaking is None:
        return []
    at = to_micros(now)
    asked = next((one.edition for one in reversed(read_required(reader)) if one.since <= at), None)
    mine = [one for one in read_undertakings(reader) if one.who in names and one.stands(at)]
    if any(asked is None or one.edition == asked for one in mine):
        return []
    detail = "no undertaking of confidentiality is kept of who looks"
    if mine:
        detail = f"the undertaking of who looks is not of the edition `{asked}`"
    return [
        Reason(
            code="CONFIDENTIALITY_UNDERTAKING_MISSING",
            address=policy.undertaking,
            detail=detail,
            help="`troth staff undertake` keeps it once it is signed",
        )
    ]


def _check(name: str) -> None:
    if not NAME.fullmatch(name):
        raise InputError(
            "undertaking/not-an-id",
            f"`{name[:60]}` is no id",
            help="give the id under which they look, and that of the signed paper",
        )


def _write(unit: DataUnit, undertakings: Sequence[Undertaking]) -> None:
    listed = [asdict(each) for each in undertakings]
    unit.set_meta(REGISTER, msgspec.json.encode(listed).decode())
