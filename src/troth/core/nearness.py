"""Which of several places on the earth is nearest; a position goes in, a name comes out.

The position is a value of the caller's and is neither kept nor passed on (GDPR Art. 5(1)(c), (e)).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import asin, cos, radians, sin, sqrt

Position = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""


def nearest_place(places: Mapping[str, Position], position: Position) -> str | None:
    """Return the name of the nearest place, of equals the first by name; None of no places."""
    return min(sorted(places), key=lambda name: _half_chord(places[name], position), default=None)


def _half_chord(one: Position, other: Position) -> float:
    """Return what grows with the distance on the ground: half the angle between two places."""
    (north, east), (to_north, to_east) = (
        (radians(latitude), radians(longitude)) for latitude, longitude in (one, other)
    )
    across = sin((to_east - east) / 2) ** 2 * cos(north) * cos(to_north)
    return asin(sqrt(min(1.0, sin((to_north - north) / 2) ** 2 + across)))
