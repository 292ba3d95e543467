"""People who do not exist: made from a seed, and reachable by nobody.

Given names are common in their languages; family names are invented; mailboxes lie under names
that RFC 2606 keeps for examples; telephone numbers lie in ranges that national authorities keep
for drama and documentation (Arcep, Ofcom, Bundesnetzagentur, PTS, NANPA 555-01XX); network
addresses in those of RFC 5737. So nothing that a rehearsal writes can ever reach anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from troth.rehearsal.chance import Chance

DOMAINS = ("example.com", "example.net", "example.org")
"""RFC 2606, section 3: reserved second-level names; what lies under them reaches nobody."""

_NAMES: dict[str, tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]] = {
    "de": (
        (("Änne", "aenne"), ("Jörg", "joerg"), ("Lotte", "lotte"), ("Till", "till")),
        (
            ("Quendelbrück", "quendelbrueck"),
            ("Oberwinsel", "oberwinsel"),
            ("Tramsauer", "tramsauer"),
        ),
    ),
    "el": (
        (("Ελένη", "eleni"), ("Νίκος", "nikos"), ("Θάλεια", "thaleia")),
        (("Αστρολιδάκου", "astrolidakou"), ("Μελτεμάρης", "meltemaris")),
    ),
    "en": (
        (("Ivy", "ivy"), ("Rowan", "rowan"), ("Maud", "maud"), ("Silas", "silas")),
        (("Thornbuckle", "thornbuckle"), ("Wexmoor", "wexmoor"), ("Ashlequill", "ashlequill")),
    ),
    "es": (
        (("Inés", "ines"), ("Íñigo", "inigo"), ("Lucía", "lucia")),
        (("Almenarra", "almenarra"), ("Zuribáñez", "zuribanez"), ("Peñalume", "penalume")),
    ),
    "fr": (
        (("Éloïse", "eloise"), ("Anaïs", "anais"), ("Théo", "theo")),
        (("Vauquelune", "vauquelune"), ("Brissombre", "brissombre"), ("Lanterond", "lanterond")),
    ),
    "ja": (
        (("さくら", "sakura"), ("はると", "haruto"), ("みお", "mio")),
        (("月影沢", "tsukikagezawa"), ("霧ヶ橋", "kirigahashi")),
    ),
    "pl": (
        (("Zośka", "zoska"), ("Łucja", "lucja"), ("Michał", "michal")),
        (("Brzęczykło", "brzeczyklo"), ("Wrzosłowska", "wrzoslowska")),
    ),
    "sv": (
        (("Åsa", "asa"), ("Björn", "bjoern"), ("Elsa", "elsa")),
        (("Fjällmåne", "fjallmane"), ("Granvattning", "granvattning")),
    ),
    "tr": (
        (("Ayşe", "ayse"), ("Ömer", "oemer"), ("Çiğdem", "cigdem")),
        (("Yıldızpınar", "yildizpinar"), ("Gümüşyel", "gumusyel")),
    ),
    "uk": (
        (("Оксана", "oksana"), ("Тарас", "taras"), ("Соломія", "solomiia")),
        (("Зорекрайко", "zorekraiko"), ("Вербограй", "verbohrai"), ("Небосхильна", "neboskhylna")),
    ),
}
"""Language → given names and invented family names, each with its spelling in plain ASCII."""

_COUNTRIES: dict[str, tuple[str, ...]] = {
    "de": ("DE", "AT"),
    "el": ("GR",),
    "en": ("GB", "US-CA", "US-NE", "IE", "NZ"),
    "es": ("ES", "MX"),
    "fr": ("FR", "BE", "CM"),
    "ja": ("JP",),
    "pl": ("PL",),
    "sv": ("SE",),
    "tr": ("TR",),
    "uk": ("UA",),
}

_NUMBERS: tuple[tuple[str, int, int, int], ...] = (
    ("+3363998", 4, 0, 9999),
    ("+3319900", 4, 0, 9999),
    ("+3326191", 4, 0, 9999),
    ("+447700900", 3, 0, 999),
    ("+441632960", 3, 0, 999),
    ("+493023125", 3, 0, 999),
    ("+46701740", 3, 605, 699),
    ("+1202555", 4, 100, 199),
    ("+1416555", 4, 100, 199),
)
"""Prefix, digits after it, first and last number: kept for fiction by the authorities above."""

_FIRMS = ("Lanternfall", "Quillgate", "Moosbach Werke", "Vermeil & Fils", "Nordlys", "Kobaltia")
_POSITIONS = ("engineer", "head of operations", "analyst", "founder", "buyer", "designer")


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticPerson:
    """Somebody who does not exist. `country` is ISO 3166-1, or 3166-2 where a state matters."""

    number: int
    language: str
    given_name: str
    family_name: str
    email: str
    phone: str
    born: date
    country: str
    organisation: str
    position: str
    handle: str

    @property
    def name(self) -> str:
        """The name as people write it in a form."""
        return f"{self.given_name} {self.family_name}"


def synthetic_person(seed: int, number: int, year: int) -> SyntheticPerson:
    """Return person `number` of the world of `seed`; the same for everybody who asks.

    Args:
        seed: The rehearsal's seed.
        number: 0 for the first.
        year: The calendar year in which they live; every thirty-third is under age in it.
    """
    chance = Chance(seed, "person", number)
    language = chance.pick(sorted(_NAMES))
    given_names, families = _NAMES[language]
    given, given_plain = chance.pick(given_names)
    family, family_plain = chance.pick(families)
    # Every thirty-third is a child, so that even a small rehearsal meets one.
    age = chance.between(9, 14) if number % 33 == 5 else chance.between(23, 78)
    return SyntheticPerson(
        number=number,
        language=language,
        given_name=given,
        family_name=family,
        email=f"{given_plain}.{family_plain}.{number}@{chance.pick(DOMAINS)}",
        phone=_phone(number),
        born=date(year - age, chance.between(1, 12), chance.between(1, 28)),
        country=chance.pick(_COUNTRIES[language]),
        organisation=chance.pick(_FIRMS),
        position=chance.pick(_POSITIONS),
        handle=f"{given_plain}-{chance.hexadecimal(6)}",
    )


def _phone(number: int) -> str:
    """Return the reserved telephone number of a person: no two of the first 33,000 share one."""
    sizes = [last - first + 1 for _, _, first, last in _NUMBERS]
    # A multiplier without a common factor spreads neighbours over the ranges.
    place = number * 7_919 % sum(sizes)
    for (prefix, digits, first, _), size in zip(_NUMBERS, sizes, strict=True):
        if place < size:
            return f"{prefix}{first + place:0{digits}d}"
        place -= size
    raise AssertionError("every place lies in a range")
