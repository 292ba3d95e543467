"""Law as dated data: every figure with its source, its days of validity and how sure we are.

A `LawBook` is read from the texts of law packs, which `assembly` hands in; nothing here opens a
file or knows today's date. A figure that is only *proposed* is never active. A figure outside its
days is not found, so that a question about 2019 is answered with the law of 2019.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from troth.errors import InputError

Confidence = Literal["verified", "general"]
"""`verified`: read in the source named; `general`: general knowledge, to be checked."""
Status = Literal["in-force", "proposed"]
Value = int | str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of law (or of Troth's assumptions) and its days of validity."""

    name: str
    value: Value
    source: str
    valid_from: date | None
    valid_until: date | None
    confidence: Confidence
    status: Status
    note: str

    def holds_on(self, day: date) -> bool:
        """Whether the figure is in force on `day`; an unknown first day counts as long ago."""
        began = self.valid_from is None or self.valid_from <= day
        return self.status == "in-force" and began and not self._ended(day)

    def _ended(self, day: date) -> bool:
        return self.valid_until is not None and day > self.valid_until

    def number(self) -> int:
        """Return the value as a whole number.

        Raises:
            InputError: `law/not-a-number`.
        """
        if isinstance(self.value, int):
            return self.value
        raise InputError("law/not-a-number", f"`{self.name}` is not a number")

    def names(self) -> tuple[str, ...]:
        """Return the value as names."""
        return self.value if isinstance(self.value, tuple) else (str(self.value),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A statutory term: exactly one unit is other than zero, or `at_once`."""

    months: int = 0
    days: int = 0
    business_days: int = 0
    hours: int = 0
    at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A term that the law sets for an answer or a notice."""

    law: str
    event: str
    regions: tuple[str, ...]
    limit: Limit
    start: str
    notice_within: Limit | None
    suspend: tuple[str, ...]
    roll_holiday: bool
    basis: str
    source: str
    valid_from: date | None
    valid_until: date | None
    confidence: Confidence
    status: Status
    note: str

    def holds_on(self, day: date) -> bool:
        """Whether the term is in force on `day`."""
        began = self.valid_from is None or self.valid_from <= day
        ended = self.valid_until is not None and day > self.valid_until
        return self.status == "in-force" and began and not ended


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPack:
    """The contents of one law pack."""

    name: str
    as_of: date
    figures: tuple[Figure, ...]
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawBook:
    """All law packs together; every look-up names a day."""

    as_of: date
    figures: Mapping[str, tuple[Figure, ...]]
    deadlines: Mapping[tuple[str, str], tuple[Deadline, ...]]

    def at(self, name: str, day: date) -> Figure | None:
        """Return the figure `name` (`majority-age/KW`) in force on `day`, the latest if several."""
        held = [figure for figure in self.figures.get(name, ()) if figure.holds_on(day)]
        return max(held, key=lambda each: each.valid_from or date.min, default=None)

    def under(self, group: str, day: date) -> dict[str, Figure]:
        """Return the figures of `group` in force on `day`, by their last name."""
        prefix = group + "/"
        found = {
            name.removeprefix(prefix): self.at(name, day)
            for name in self.figures
            if name.startswith(prefix)
        }
        return {name: figure for name, figure in sorted(found.items()) if figure is not None}

    def deadline(self, law: str, event: str, day: date) -> Deadline | None:
        """Return the term that `law` sets for `event` on `day`."""
        held = [each for each in self.deadlines.get((law, event), ()) if each.holds_on(day)]
        return max(held, key=lambda each: each.valid_from or date.min, default=None)


def read_packs(texts: Mapping[str, str]) -> LawBook:
    """Read law packs from their texts by name.

    Raises:
        InputError: `law/malformed`, with the pack's name and the place in it.
    """
    packs = [_read_pack(name, texts[name]) for name in sorted(texts)]
    if not packs:
        raise InputError("law/malformed", "there is no law pack to read")
    figures: dict[str, tuple[Figure, ...]] = {}
    deadlines: dict[tuple[str, str], tuple[Deadline, ...]] = {}
    for pack in packs:
        for figure in pack.figures:
            figures[figure.name] = (*figures.get(figure.name, ()), figure)
        for each in pack.deadlines:
            key = (each.law, each.event)
            deadlines[key] = (*deadlines.get(key, ()), each)
    return LawBook(as_of=max(pack.as_of for pack in packs), figures=figures, deadlines=deadlines)


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _check_day(value: object) -> object:
    return None if value == "unknown" else value


_Day = Annotated[date | None, BeforeValidator(_check_day)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_kebab)


class _Dated(_Part):
    source: str | None = None
    valid_from: _Day = None
    valid_until: date | None = None
    confidence: Confidence | None = None
    status: Status | None = None
    note: str = ""


class _Value(_Dated):
    value: int | str | list[str]


class _Group(_Part):
    source: str
    valid_from: _Day = None
    valid_until: date | None = None
    confidence: Confidence
    status: Status = "in-force"
    values: dict[str, _Value | list[_Value] | list[str] | int | str]


class _Limit(_Part):
    months: int = Field(0, ge=0)
    days: int = Field(0, ge=0)
    business_days: int = Field(0, ge=0)
    hours: int = Field(0, ge=0)
    at_once: bool = False


class _Event(_Dated):
    limit: _Limit
    start: str
    notice_within: _Limit | None = None
    suspend: list[str] = Field(default_factory=list)
    roll_holiday: bool = False
    basis: str = ""


class _Law(_Part):
    regions: list[str]
    source: str
    valid_from: _Day = None
    status: Status = "in-force"
    events: dict[str, _Event]


class _Pack(_Part):
    pack: str
    as_of: date
    groups: dict[str, _Group] = Field(default_factory=dict)
    deadlines: dict[str, _Law] = Field(default_factory=dict)


def _read_pack(name: str, text: str) -> LawPack:
    try:
        pack = _Pack.model_validate(yaml.safe_load(text))
    except ValidationError as refused:
        first = refused.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        message = f"{first['msg'][:1].lower()}{first['msg'][1:]} at `{where}`"
        raise InputError("law/malformed", message, place=name) from None
    except yaml.YAMLError as fault:
        problem = str(getattr(fault, "problem", None) or "the pack is not YAML")
        raise InputError("law/malformed", problem, place=name) from None
    return LawPack(
        name=pack.pack,
        as_of=pack.as_of,
        figures=tuple(_figures(pack)),
        deadlines=tuple(_deadlines(pack)),
    )


def _figures(pack: _Pack) -> Iterator[Figure]:
    for group_name, group in pack.groups.items():
        for key, given in group.values.items():
            for each in _spellings(given):
                yield Figure(
                    name=f"{group_name}/{key}",
                    value=tuple(each.value) if isinstance(each.value, list) else each.value,
                    source=each.source or group.source,
                    valid_from=_own(each, "valid_from", group.valid_from),
                    valid_until=_own(each, "valid_until", group.valid_until),
                    confidence=each.confidence or group.confidence,
                    status=each.status or group.status,
                    note=each.note,
                )


def _spellings(given: _Value | list[_Value] | list[str] | int | str) -> list[_Value]:
    if isinstance(given, _Value):
        return [given]
    if isinstance(given, list):
        values = [each for each in given if isinstance(each, _Value)]
        return values or [_Value(value=[each for each in given if isinstance(each, str)])]
    return [_Value(value=given)]


def _own(part: _Dated, name: str, otherwise: date | None) -> date | None:
    if name not in part.model_fields_set:
        return otherwise
    return part.valid_from if name == "valid_from" else part.valid_until


def _deadlines(pack: _Pack) -> Iterator[Deadline]:
    for law, terms in pack.deadlines.items():
        for event, term in terms.events.items():
            within = term.notice_within
            yield Deadline(
                law=law,
                event=event,
                regions=tuple(terms.regions),
                limit=Limit(**term.limit.model_dump()),
                start=term.start,
                notice_within=Limit(**within.model_dump()) if within else None,
                suspend=tuple(term.suspend),
                roll_holiday=term.roll_holiday,
                basis=term.basis,
                source=term.source or terms.source,
                valid_from=_own(term, "valid_from", terms.valid_from),
                valid_until=term.valid_until,
                confidence=term.confidence or "general",
                status=term.status or terms.status,
                note=term.note,
            )
