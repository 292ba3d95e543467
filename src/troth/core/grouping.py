"""Things apart by what they share: a person, a right, a day."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Protocol, TypeVar

Thing = TypeVar("Thing")
Key = TypeVar("Key", bound=Hashable)


class _OfPerson(Protocol):
    @property
    def person(self) -> bytes: ...


Row = TypeVar("Row", bound=_OfPerson)


def grouped(things: Iterable[Thing], key: Callable[[Thing], Key]) -> dict[Key, list[Thing]]:
    """Return key → its things; keys and things in the order in which they came."""
    found: dict[Key, list[Thing]] = {}
    for one in things:
        found.setdefault(key(one), []).append(one)
    return found


def by_person(rows: Iterable[Row]) -> dict[bytes, list[Row]]:
    """Return the random id of each person → their rows."""
    return grouped(rows, lambda row: row.person)
