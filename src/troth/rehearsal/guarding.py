"""Those who guard the rehearsed company's systems: they do in time what is to show its measures.

Papers are renewed for a year, vendors' pages looked at, methods reviewed and systems checked on the
day on which each is due, the first of them on the first day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from troth.assembly.measures import measures_at, security_register
from troth.assembly.platform import Platform

HOLDS: Final = timedelta(days=365)
"""How long an attestation of the rehearsal holds."""
WHO: Final = "guard-1"


def guard(house: Platform, now: datetime) -> int:
    """Do everything that is due today; return how much that was."""
    found = measures_at(house, now)
    today = found.day
    waiting = [
        one
        for one in found.standings
        if one.state != "shown" or (one.due is not None and one.due <= today)
    ]
    register = security_register(house)
    for one in waiting:
        kind = one.evidence.kind
        until = today + HOLDS if kind == "attestation" else None
        register.show(kind, f"{one.measure}/{one.evidence.about}", now, by=WHO, until=until)
    return len(waiting)
