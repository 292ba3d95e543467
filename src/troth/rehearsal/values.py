"""What somebody puts into a field: plausible for its type and its name, and never sensitive.

Known from the manifest alone: the field's type, its item and the person. Texts are about work and
weather; addresses of machines are those of RFC 5737, of pages those of RFC 2606. What is made here
passes the gate's own reading (`core.values`) and its search for sensitive kinds; tests hold it to
that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from troth.policy.compiled import FormField
from troth.rehearsal.chance import Chance
from troth.rehearsal.people import SyntheticPerson

_SENTENCES = (
    "Could you tell us what a first version would cost and how long it takes?",
    "We would like to see how your team works before we decide.",
    "The report page loads slowly on Mondays, could someone look into it?",
    "Thank you for the quick answer, the new release works well for us.",
    "Please call back next week, mornings are best.",
)
_PAGES = ("/", "/services", "/prices", "/blog/on-migrations", "/contact", "/careers")
_BROWSERS = ("Firefox 128", "Chrome 126", "Safari 17")
_SYSTEMS = ("Linux", "Windows 11", "macOS 14", "Android 15")
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")


def value_for(
    field: FormField, person: SyntheticPerson, at: datetime, chance: Chance
) -> str | bytes:
    """Return what `person` would give for `field` at `at`."""
    typed = _TYPED.get(field.type)
    if typed is not None:
        return typed(field, person, at, chance)
    for word, made in _WORDS.items():
        if word in field.item or word in field.name:
            return made(person, at, chance)
    return f"{field.item.replace('-', ' ')} as of {at:%Y-%m-%d}"


def _email(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> str:
    return person.email


def _phone(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> str:
    return person.phone


def _country(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> str:
    return person.country.split("-", 1)[0]


def _born(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> str:
    return person.born.isoformat()


def _date(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> str:
    return at.date().isoformat()


def _url(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> str:
    if "profile" in field.item:
        return f"https://example.org/people/{person.handle}"
    return f"https://example.net{chance.pick(_PAGES)}"


def _number(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> str:
    return str(chance.between(1, 600))


def _flag(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> str:
    return "yes" if chance.happens(600) else "no"


def _location(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> str:
    return f"{chance.between(36, 59)}.{chance.below(10_000):04d},{chance.below(30)}.5"


def _json(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> str:
    return json.dumps({"event": field.item, "page": chance.pick(_PAGES), "n": chance.below(40)})


def _file(field: FormField, person: SyntheticPerson, at: datetime, chance: Chance) -> bytes:
    what = field.item.replace("-", " ")
    return f"%PDF-1.4\n% {what} made for a rehearsal\n{chance.hexadecimal(64)}\n%%EOF\n".encode()


_TYPED: Mapping[str, Callable[[FormField, SyntheticPerson, datetime, Chance], str | bytes]] = {
    "email": _email,
    "phone": _phone,
    "country": _country,
    "birth-date": _born,
    "date": _date,
    "url": _url,
    "number": _number,
    "flag": _flag,
    "location": _location,
    "json": _json,
    "file": _file,
}

_WORDS: Mapping[str, Callable[[SyntheticPerson, datetime, Chance], str]] = {
    "first-name": lambda person, at, chance: person.given_name,
    "surname": lambda person, at, chance: person.family_name,
    "last-name": lambda person, at, chance: person.family_name,
    "patronymic": lambda person, at, chance: person.given_name,
    "ip-address": lambda person, at, chance: f"{chance.pick(_NETWORKS)}.{chance.between(1, 254)}",
    "address": lambda person, at, chance: f"{chance.between(1, 90)} Example Street",
    "location": lambda person, at, chance: person.country,
    "organisation": lambda person, at, chance: person.organisation,
    "company": lambda person, at, chance: person.organisation,
    "employer": lambda person, at, chance: person.organisation,
    "position": lambda person, at, chance: person.position,
    "title": lambda person, at, chance: person.position,
    "role": lambda person, at, chance: person.position,
    "message": lambda person, at, chance: chance.pick(_SENTENCES),
    "request": lambda person, at, chance: chance.pick(_SENTENCES),
    "feedback": lambda person, at, chance: chance.pick(_SENTENCES),
    "testimonial": lambda person, at, chance: chance.pick(_SENTENCES),
    "note": lambda person, at, chance: chance.pick(_SENTENCES),
    "cookie": lambda person, at, chance: f"c-{person.handle}-{chance.hexadecimal(12)}",
    "uuid": lambda person, at, chance: f"d-{person.handle}",
    "-id": lambda person, at, chance: f"id-{person.handle}-{chance.hexadecimal(8)}",
    "identifier": lambda person, at, chance: f"d-{person.handle}",
    "token": lambda person, at, chance: f"t-{chance.hexadecimal(32)}",
    "browser": lambda person, at, chance: chance.pick(_BROWSERS),
    "user-agent": lambda person, at, chance: chance.pick(_BROWSERS),
    "system": lambda person, at, chance: chance.pick(_SYSTEMS),
    "language": lambda person, at, chance: person.language,
    "page": lambda person, at, chance: chance.pick(_PAGES),
    "time": lambda person, at, chance: at.isoformat(),
    "name": lambda person, at, chance: person.name,
}
"""Part of an item's or field's name → what such an item holds; the first that fits is taken."""
