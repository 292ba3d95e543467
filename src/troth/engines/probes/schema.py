"""Does the database hold a table or a column nobody declared?

Compares what the database itself reports with the declaration of every column and what it may hold
(DESIGN, D14). A column too few is a finding too: then the declaration speaks of another store.
"""

from __future__ import annotations

from typing import Final

from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.observation import Observation, Tally

PROBE: Final = "schema"
HOUSE: Final = "store/schema"
FACET: Final = "schema"


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return how the database's own report compares with the declaration."""
    tally = Tally(PROBE)
    tally.watch(HOUSE, FACET)
    if inquiry.declared is None:
        return tally.observations()
    found = inquiry.data.tables()
    for table in sorted(found.keys() | inquiry.declared.keys()):
        known, there = inquiry.declared.get(table), found.get(table)
        if known is None:
            tally.broke(HOUSE, FACET, f"undeclared table `{table}`")
        elif there is None:
            tally.broke(HOUSE, FACET, f"declared table `{table}` is missing")
        else:
            for column in sorted(set(there) - known.keys()):
                tally.broke(HOUSE, FACET, f"undeclared column `{table}.{column}`")
            for column in sorted(known.keys() - set(there)):
                tally.broke(HOUSE, FACET, f"declared column `{table}.{column}` is missing")
            tally.saw(HOUSE, FACET, "declared columns", len(known.keys() & set(there)))
    return tally.observations()
