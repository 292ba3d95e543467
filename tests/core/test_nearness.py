"""Which place is nearest: held against the distance worked out another way."""

from __future__ import annotations

from math import acos, cos, radians, sin

from hypothesis import given
from hypothesis import strategies as st

from troth.core.nearness import Position, nearest_place

POSITIONS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def angle(one: Position, other: Position) -> float:
    """Return the angle between two places by the spherical law of cosines."""
    (a, b), (c, d) = ((radians(x), radians(y)) for x, y in (one, other))
    return acos(max(-1.0, min(1.0, sin(a) * sin(c) + cos(a) * cos(c) * cos(d - b))))


@given(places=st.dictionaries(st.text("abc", min_size=1), POSITIONS, min_size=1), here=POSITIONS)
def test_no_place_is_nearer_than_the_nearest(places: dict[str, Position], here: Position) -> None:
    found = nearest_place(places, here)
    assert found is not None
    # The law of cosines is coarse where two places nearly meet.
    assert angle(places[found], here) <= min(angle(one, here) for one in places.values()) + 1e-6


def test_of_no_places_none_is_nearest() -> None:
    assert nearest_place({}, (0.0, 0.0)) is None


def test_the_date_line_parts_no_neighbours() -> None:
    places = {"fiji": (-18.1, 178.4), "peru": (-12.0, -77.0)}
    assert nearest_place(places, (-17.0, -179.5)) == "fiji"
