"""Were rights carried out? Answers and corrections in the log, erasures searched once more.

Every finished erasure still on file is searched again in both stores, by counting what is held
under those persons; nothing of the engine that erased is used. GDPR Art. 12(3), 15-17, 20.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troth.core.erasure import decode_plan
from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.logged import count, facts_of, name
from troth.engines.probes.observation import Observation, Tally
from troth.errors import TrothError

PROBE: Final = "rights"
HOUSE: Final = "store/erasures"
AT_ONCE: Final = 2_000

_SHOWN_BY: Final = {
    "answered": (("access", "portability"), "answers given"),
    "rectified": (("rectification",), "records rectified"),
    "erased": (("erasure",), "erasures carried out"),
}
"""Kind of fact → the rights it shows, and what it is called."""


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return which rights were seen at work, and whether erasures left anything."""
    tally = Tally(PROBE)
    tally.watch(HOUSE, "erasures")
    for kind, (rights, what) in _SHOWN_BY.items():
        for index, _ in facts_of(inquiry.data, kind):
            for right in rights:
                for facet in ("exercised", "offered"):
                    tally.saw(f"rights/{right}", facet, what, fact=index)
    for index, fields in facts_of(inquiry.data, "searched"):
        if count(fields, "found"):
            _left(tally, "searches after an erasure that found something", 1, fact=index)
        elif name(fields, "plan"):
            tally.saw(HOUSE, "erasures", "searches after an erasure", fact=index)
    _plans(inquiry, tally)
    return tally.observations()


def _plans(inquiry: Inquiry, tally: Tally) -> None:
    gone: list[bytes] = []
    for row in inquiry.data.plans(unfinished_only=False):
        if row.kind != "erasure" or row.state == "planned":
            continue
        if row.state == "running":
            if row.at <= inquiry.late:
                _left(tally, "erasures that stand still half-way", 1, ids=[row.plan])
            continue
        try:
            gone += decode_plan(row.body).whole
        except TrothError:
            _left(tally, "erasure plans that cannot be read", 1, ids=[row.plan])
        if len(gone) >= AT_ONCE:
            _search(inquiry, gone, tally)
            gone = []
    if gone:
        _search(inquiry, gone, tally)


def _search(inquiry: Inquiry, persons: Sequence[bytes], tally: Tally) -> None:
    rows = sum(inquiry.data.held(persons).values())
    keys = inquiry.keys.person_keys(persons)
    tally.saw(HOUSE, "erasures", "erased persons searched again", len(persons))
    if rows:
        _left(tally, "rows of erased persons", rows)
    if keys:
        _left(tally, "keys of erased persons", len(keys), ids=sorted(keys))


def _left(
    tally: Tally, what: str, number: int, *, ids: Sequence[bytes] = (), fact: int | None = None
) -> None:
    tally.broke(HOUSE, "erasures", what, number, ids=ids, fact=fact)
    for facet in ("exercised", "offered"):
        tally.broke("rights/erasure", facet, what, number, ids=ids, fact=fact)
