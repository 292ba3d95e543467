"""Time zones of a country, from the kept tables of the `babel` library.

A due date counts from the day of receipt where the controller is established. A country with one
zone answers that alone; where one has several, they are all given, and whoever asks decides.
Regulation (EEC, Euratom) 1182/71 Art. 2(1), 3(1).
"""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global


@cache
def zones_of(country: str) -> tuple[ZoneInfo, ...]:
    """Return the time zones of a country by name, none where none is known.

    Args:
        country: An ISO 3166 code, `LU`.
    """
    names = sorted(
        name for name, where in get_global("zone_territories").items() if where == country
    )
    return tuple(zone for name in names if (zone := _zone(name)) is not None)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:  # the library may know a zone that the system does not
        return None
