"""Law packs are read: texts with figures and terms become a `LawBook`.

The texts are handed in by `assembly`; nothing here opens a file. A pack with an unknown key, a
malformed date or a rule without a source is refused whole, with its name and the place in it. A
rule that claims to hold before the day of the law that it belongs to is refused too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from troth.errors import InputError
from troth.law.book import (
    Confidence,
    Deadline,
    Figure,
    LawBook,
    LawPack,
    Limit,
    Status,
)

__all__ = ["Deadline", "Figure", "LawBook", "LawPack", "Limit", "read_packs"]


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
    by_right: dict[str, Mapping[str, str]] = {}
    for pack in packs:
        for figure in pack.figures:
            figures[figure.name] = (*figures.get(figure.name, ()), figure)
        for each in pack.deadlines:
            key = (each.law, each.event)
            deadlines[key] = (*deadlines.get(key, ()), each)
        by_right.update(pack.by_right)
    return LawBook(
        as_of=max(pack.as_of for pack in packs),
        figures=figures,
        deadlines=deadlines,
        by_right=by_right,
    )


def _kebab(name: str) -> str:
    return name.removesuffix("_").replace("_", "-")


def _check_day(value: object) -> object:
    return None if value == "unknown" else value


_Day = Annotated[date | None, BeforeValidator(_check_day)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_kebab)


class _Dated(_Part):
    source: str | None = None
    read_in: list[str] | None = None
    dated: date | None = None
    valid_from: _Day = None
    valid_until: date | None = None
    confidence: Confidence | None = None
    status: Status | None = None
    note: str = ""


class _Value(_Dated):
    value: int | str | list[str]


class _Group(_Part):
    source: str
    read_in: list[str] = Field(default_factory=list)
    dated: date | None = None
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
    regions: list[str] | None = None
    except_: list[str] = Field(default_factory=list)
    extends: list[str] = Field(default_factory=list)
    reasons: bool | list[str] = False
    notice_within: _Limit | None = None
    suspend: list[str] = Field(default_factory=list)
    roll_holiday: bool = False
    basis: str = ""


class _Law(_Part):
    regions: list[str] | dict[str, date]
    source: str
    read_in: list[str] = Field(default_factory=list)
    dated: date | None = None
    valid_from: _Day = None
    status: Status = "in-force"
    counting: str = ""
    by_right: dict[str, str] = Field(default_factory=dict)
    events: dict[str, _Event | list[_Event]]


class _Pack(_Part):
    pack: str
    as_of: date
    groups: dict[str, _Group] = Field(default_factory=dict)
    deadlines: dict[str, _Law] = Field(default_factory=dict)


def _read_pack(name: str, text: str) -> LawPack:
    try:
        pack = _Pack.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
    except ValidationError as refused:
        first = refused.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        message = f"{first['msg'][:1].lower()}{first['msg'][1:]} at `{where}`"
        raise InputError("law/malformed", message, place=name) from None
    except yaml.YAMLError as fault:
        problem = str(getattr(fault, "problem", None) or "the pack is not YAML")
        raise InputError("law/malformed", problem, place=name) from None
    read = LawPack(
        name=pack.pack,
        as_of=pack.as_of,
        figures=tuple(_figures(pack)),
        deadlines=tuple(_deadlines(pack)),
        by_right={law: terms.by_right for law, terms in pack.deadlines.items()},
    )
    for what, rule in _rules(read):
        if rule.dated and rule.valid_from and rule.valid_from < rule.dated:
            message = f"`{what}` holds from {rule.valid_from}, before its law of {rule.dated}"
            raise InputError("law/malformed", message, place=name)
    return read


def _rules(pack: LawPack) -> Iterator[tuple[str, Figure | Deadline]]:
    yield from ((each.name, each) for each in pack.figures)
    yield from ((f"{each.law}/{each.event}", each) for each in pack.deadlines)


def _figures(pack: _Pack) -> Iterator[Figure]:
    for group_name, group in pack.groups.items():
        for key, given in group.values.items():
            for each in _spellings(given):
                yield Figure(
                    name=f"{group_name}/{key}",
                    value=tuple(each.value) if isinstance(each.value, list) else each.value,
                    source=each.source or group.source,
                    read_in=tuple(group.read_in if each.read_in is None else each.read_in),
                    dated=each.dated or group.dated,
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
        for event, given in terms.events.items():
            for each in given if isinstance(given, list) else [given]:
                yield _deadline(law, event, terms, each)


def _deadline(law: str, event: str, terms: _Law, term: _Event) -> Deadline:
    within = term.notice_within
    dates = terms.regions if isinstance(terms.regions, dict) else {}
    regions = [each for each in term.regions or terms.regions if each not in term.except_]
    return Deadline(
        law=law,
        event=event,
        regions=tuple(regions),
        region_dates=tuple((each, dates[each]) for each in regions if each in dates),
        excepted=tuple(term.except_),
        narrowed=term.regions is not None,
        limit=Limit(**term.limit.model_dump()),
        start=term.start,
        extends=tuple(term.extends),
        reasons=bool(term.reasons),
        grounds=tuple(term.reasons) if isinstance(term.reasons, list) else (),
        notice_within=Limit(**within.model_dump()) if within else None,
        suspend=tuple(term.suspend),
        roll_holiday=term.roll_holiday,
        counting=terms.counting,
        basis=term.basis,
        source=term.source or terms.source,
        read_in=tuple(terms.read_in if term.read_in is None else term.read_in),
        dated=term.dated or terms.dated,
        valid_from=_own(term, "valid_from", terms.valid_from),
        valid_until=term.valid_until,
        confidence=term.confidence or "general",
        status=term.status or terms.status,
        note=term.note,
    )
