"""What a person's account shows: every value with purpose, ground, source, recipients and end.

It is the answer to a request for access (GDPR Art. 15), assembled by the same engine, put into
words for a page. Nothing is left out but one's own looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from troth.core.erasure import KeptPart
from troth.core.periods import from_micros
from troth.engines.export.export import Pack
from troth.web.days import written_day, written_moment
from troth.web.form_words import word
from troth.web.site import Site

Entry = Mapping[str, object]
SHORT = 400
"""Characters of a value on the page; the file of the export has all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One value on the page, in words; `record` names it in forms."""

    record: str
    label: str
    category: str
    value: str
    cut: bool
    purposes: str
    basis: str
    source: str
    recipients: str
    since: str
    until: str
    waits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One look of staff at the person's data (D12)."""

    at: str
    role: str
    purpose: str
    what: str
    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything on the page."""

    held: Sequence[Held]
    looks: Sequence[Looked]
    for_customers: Sequence[Entry]


def sheet_of(site: Site, pack: Pack, language: str) -> Sheet:
    """Return an answer in words."""
    words = _Words(site, language)
    given = cast(Sequence[Entry], pack.content["recipients"])
    return Sheet(
        held=[words.held(one, given) for one in _entries(pack, "data")],
        looks=[words.looked(one) for one in _entries(pack, "looks") if one["who"] != "person"],
        for_customers=list(_entries(pack, "held_for_customers")),
    )


def _entries(pack: Pack, name: str) -> Iterator[Entry]:
    yield from cast(Sequence[Entry], pack.content[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A part that an erasure leaves, on which ground and until when."""

    records: int
    address: str
    until: str


def stays_of(site: Site, parts: Sequence[KeptPart], language: str) -> list[Stay]:
    """Return what stays, in words."""
    zone = ZoneInfo(site.platform.policy.controller.timezone)
    return [
        Stay(
            records=len(part.records),
            address=part.address,
            until=""
            if part.until is None
            else written_day(from_micros(part.until).astimezone(zone), language),
        )
        for part in parts
    ]


class _Words:
    def __init__(self, site: Site, language: str) -> None:
        self._language = language
        self._zone = ZoneInfo(site.platform.policy.controller.timezone)

    def held(self, one: Entry, given: Sequence[Entry]) -> Held:
        text = "" if one["value"] is None else str(one["value"])
        purposes = [str(each) for each in cast(Sequence[object], one["purposes"])]
        told = dict.fromkeys(
            str(each["name"])
            for each in given
            if one["category"] in cast(Sequence[object], each["categories"])
        )
        return Held(
            record=str(one["record"]),
            label=self._word("items", str(one["item"])),
            category=self._word("categories", str(one["category"])),
            value=text[:SHORT],
            cut=len(text) > SHORT,
            purposes=self._word("purposes", *purposes),
            basis=self._word("basis", str(one["basis"])) if one["basis"] else "",
            source=self._word("sources", str(one["source"])) if one["source"] else "",
            recipients=", ".join(told),
            since=self._day(one["collected_at"]),
            until=self._day(one["delete_after"]),
            waits=str(one["waits_for"] or ""),
        )

    def looked(self, one: Entry) -> Looked:
        categories = [str(each) for each in cast(Sequence[object], one["categories"])]
        at = datetime.fromisoformat(str(one["at"])).astimezone(self._zone)
        return Looked(
            at=written_moment(at, self._language),
            role=self._word("staff", str(one["role"])) if one["role"] else "",
            purpose=self._word("purposes", str(one["purpose"])) if one["purpose"] else "",
            what=self._word("categories", *categories) if categories else "",
            allowed=bool(one["allowed"]),
        )

    def _day(self, instant: object) -> str:
        if not instant:
            return ""
        at = datetime.fromisoformat(str(instant)).astimezone(self._zone)
        return written_day(at, self._language)

    def _word(self, group: str, *keys: str) -> str:
        return word(self._language, group, *keys) if keys else ""
