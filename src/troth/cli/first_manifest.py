"""Answers to a few questions → the text of a first manifest.

Only what was answered is written; on everything else the manifest is silent, and `troth check` says
what the silence amounts to. Writes no file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from phonenumbers import SUPPORTED_REGIONS

from troth.core.names import normalise
from troth.core.periods import Period
from troth.errors import InputError
from troth.policy.nearest import nearest


class Point(NamedTuple):
    """What a kind of collection point brings into a manifest."""

    asks: str
    fields: Mapping[str, str]
    purpose: str
    says: str
    start: str = "collection"


CONTACT = "contact: {items: [name, email, phone], dpv: pd:Contact}"
CATEGORIES = {
    "contact": CONTACT,
    "messages": "messages: {items: [message]}",
    "applications": "applications: {items: [cv, cover-letter], dpv: pd:CurriculumVitae}",
    "usage": "usage: {items: [ip-address, page, browser], dpv: pd:ServiceUseBehaviour}",
}
POINTS = {
    "contact-form": Point(
        "from: person, source: website, contact: true",
        {
            "name": "category: contact",
            "email": "category: contact, type: email, required: true",
            "message": "category: messages, required: true",
        },
        "answering",
        "kind: support, basis: legitimate-interests, interest: answering those who write to us",
    ),
    "newsletter": Point(
        "from: person, source: website, double-opt-in: true",
        {"email": "category: contact, type: email, required: true"},
        "newsletter",
        "kind: marketing, basis: consent, channels: [email], opt-out: link",
        "consent-withdrawn",
    ),
    "account": Point(
        "from: person, source: website, creates-account: true, activity: true",
        {
            "name": "category: contact",
            "email": "category: contact, type: email, required: true",
        },
        "accounts",
        "kind: account, basis: contract",
        "last-activity",
    ),
    "job-application": Point(
        "from: person, source: website",
        {
            "name": "category: contact, required: true",
            "email": "category: contact, type: email, required: true",
            "phone": "category: contact, type: phone",
            "cv": "category: applications, type: file, required: true",
            "cover-letter": "category: applications",
        },
        "hiring",
        "kind: recruitment, basis: contract",
    ),
    "website-log": Point(
        "from: device, source: web-server, identity: false",
        {
            "ip-address": "category: usage",
            "page": "category: usage",
            "browser": "category: usage",
        },
        "site-security",
        "kind: security, basis: legitimate-interests, interest: keeping the website safe",
    ),
}
"""The collection points `troth init` knows."""

SOURCES = {
    "website": "website: {kind: direct}",
    "web-server": "web-server: {kind: automatic}",
}


COUNTRIES = frozenset({*SUPPORTED_REGIONS, "AQ", "BV", "GS", "HM", "PN", "TF", "UM"})
"""ISO 3166 codes: the countries with telephone numbers of their own, and the seven without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What `troth init` was told.

    Attributes:
        recipients: (name, ISO 3166 country or empty).
    """

    name: str
    email: str
    country: str
    laws: tuple[str, ...]
    forms: tuple[str, ...]
    keep: str
    recipients: tuple[tuple[str, str], ...]


def check_answers(answers: Answers) -> None:
    """Refuse answers no manifest can be made of.

    Raises:
        InputError: `init/missing-answer`, `identifier/malformed`, `init/no-country`,
            `init/unknown-form`, `period/malformed`.
    """
    for what, said in (("name", answers.name), ("email", answers.email), ("form", answers.forms)):
        if not said:
            raise InputError(
                "init/missing-answer", f"the {what} is not given", help=f"give --{what}"
            )
    # GDPR Art. 13(1)(a): an address nobody can write to is no contact.
    normalise("email", answers.email)
    if _is_no_country(answers.country):
        raise InputError(
            "init/no-country",
            f"`{answers.country}` is the code of no country",
            help="give the two letters of ISO 3166, such as DE",
        )
    for form in answers.forms:
        if form not in POINTS:
            raise InputError(
                "init/unknown-form",
                f"`{form[:60]}` is no form that init knows",
                help=nearest(form, POINTS),
            )
    Period.parse(answers.keep)


def _is_no_country(code: str) -> bool:
    # What does not even look like a code is a diagnostic of the manifest, with its place.
    return bool(re.fullmatch(r"[A-Z]{2}", code)) and code not in COUNTRIES


def manifest_of(answers: Answers) -> str:
    """Return the text of a manifest that says what was answered, and nothing else.

    Raises:
        InputError: as `check_answers`.
    """
    check_answers(answers)
    return "\n".join(_lines(answers)) + "\n"


def _lines(answers: Answers) -> Iterator[str]:
    points = {form: POINTS[form] for form in answers.forms}
    yield f"# The privacy policy of {' '.join(answers.name.split())}, as a manifest."
    yield "# `troth check FILE` says what is missing; docs/manifest.md says what can be written."
    yield ""
    yield "troth: 1"
    yield "mode: strict"
    yield ""
    yield "controller:"
    yield f"  name: {_text(answers.name)}"
    if answers.country:
        yield f"  seat: {_text(answers.country)}"
    yield f"  contact: {{email: {_text(answers.email)}}}"
    yield f"  law: [{', '.join(_text(law) for law in answers.laws)}]"
    yield from _section("categories", [CATEGORIES[name] for name in _categories(points)])
    yield from _section("sources", [SOURCES[name] for name in _sources(points)])
    yield from _section("purposes", _purposes(points))
    yield from _section("collection", _collection(points))
    yield from _section("recipients", _recipients(answers, _categories(points)))
    yield from _section("retention", _retention(points, answers.keep))
    yield ""
    yield "rights:"
    yield "  answer-within: law"
    yield "  offer: [access, rectification, erasure, restriction, objection, portability,"
    yield "    withdrawal, complaint]"
    yield ""
    yield "sensitive: {stance: refuse}"


def _section(name: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield ""
        yield f"{name}:"
        yield from (f"  {entry}" for entry in entries)


def _categories(points: Mapping[str, Point]) -> list[str]:
    told = " ".join(said for point in points.values() for said in point.fields.values())
    return [name for name in CATEGORIES if f"category: {name}" in told]


def _sources(points: Mapping[str, Point]) -> list[str]:
    return [name for name in SOURCES if any(f"source: {name}" in p.asks for p in points.values())]


def _of(point: Point) -> list[str]:
    return _categories({"": point})


def _purposes(points: Mapping[str, Point]) -> list[str]:
    return [f"{p.purpose}: {{{p.says}, uses: [{', '.join(_of(p))}]}}" for p in points.values()]


def _collection(points: Mapping[str, Point]) -> list[str]:
    made = []
    for form, point in points.items():
        made += [f"{form}:"]
        made += [f"  {asked}" for asked in point.asks.split(", ")]
        made += [f"  for: [{point.purpose}]", "  fields:"]
        made += [f"    {name}: {{{said}}}" for name, said in point.fields.items()]
    return made


def _recipients(answers: Answers, categories: Sequence[str]) -> list[str]:
    made = []
    # Nobody was asked what they receive: the least is written, and can be widened by hand.
    receives = categories[0]
    for name, country in answers.recipients:
        key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "recipient"
        place = f", place: [{_text(country)}]" if country else ""
        made.append(
            f"{key}: {{name: {_text(name)}, role: processor, receives: [{receives}]{place}}}"
        )
    return made


def _retention(points: Mapping[str, Point], keep: str) -> list[str]:
    return [
        f"{form}: {{keeps: [{', '.join(_of(point))}], collected-by: [{form}], "
        f"for: {keep}, from: {point.start}, then: erase}}"
        for form, point in points.items()
    ]


def _text(text: str) -> str:
    # JSON text is YAML text, whatever it holds.
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
