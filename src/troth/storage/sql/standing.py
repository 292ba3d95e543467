"""What a person's standing is made of, over their whole alias set, in one statement.

A block of an application asks this each time it opens; a transaction with four statements would
cost it more than its own work. Only for somebody who was merged with others it takes a second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troth.storage.rows import ConsentRow, StandingRow
from troth.storage.sql import shapes
from troth.storage.sql.session import Line

_FAMILY: Final = """
WITH RECURSIVE up (person) AS (
    SELECT CAST(? AS {bytes})
    UNION
    SELECT p.alias_of FROM persons p JOIN up ON p.person = up.person WHERE p.alias_of IS NOT NULL
),
family (person) AS (
    SELECT person FROM up
    UNION
    SELECT p.person FROM persons p JOIN family ON p.alias_of = family.person
)
"""
"""The alias set of one person (D15): up to whom they were merged into, and everybody below."""

ALIASES: Final = _FAMILY + "SELECT person FROM family ORDER BY person"

# A standing has no number: `event` is NULL in its lines, and its columns lie in those of a consent
# that hold the same kind of value.
_HOLDS: Final = (
    " UNION ALL SELECT NULL, person, kind, about, value, since, until,"
    " NULL, NULL, NULL, NULL, NULL, NULL FROM standing"
)
_EVENTS: Final = f"SELECT {', '.join(shapes.CONSENTS.columns)} FROM consents"
STANDING_OF: Final = (
    f"{_FAMILY}{_EVENTS} WHERE person IN (SELECT person FROM family)"
    f"{_HOLDS} WHERE person IN (SELECT person FROM family) ORDER BY 1, 2, 3, 4"
)

# Nearly nobody was ever merged: looked for beside the rest, in the same statement, that costs half
# of what two recursions do.
_MERGED: Final = (
    " UNION ALL SELECT -1, person, NULL, NULL, NULL, 0, NULL,"
    " NULL, NULL, NULL, NULL, NULL, NULL FROM persons"
)
ALONE: Final = (
    f"{_EVENTS} WHERE person = ?{_HOLDS} WHERE person = ?"
    f"{_MERGED} WHERE person = ? AND alias_of IS NOT NULL"
    f"{_MERGED} WHERE alias_of = ? ORDER BY 1, 2, 3, 4"
)
"""The same for somebody who stands alone; a line numbered -1 says that they do not."""

_WIDTH: Final = len(shapes.STANDING.columns)


def merged(lines: Sequence[Line]) -> bool:
    """Whether `ALONE` found that the person was merged with others."""
    return any(line[0] == -1 for line in lines)


def parted(lines: Sequence[Line]) -> tuple[Sequence[StandingRow], Sequence[ConsentRow]]:
    """Return the rows of standing and the consent events of `STANDING_OF`'s lines."""
    holds = [shapes.STANDING.row(line[1 : _WIDTH + 1]) for line in lines if line[0] is None]
    events = [shapes.CONSENTS.row(line) for line in lines if line[0] is not None]
    return holds, events
