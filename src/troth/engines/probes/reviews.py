"""Are those who reach personal data few enough, and was each looked at again in time?

Counts the rows of staff and of reviews by itself, and asks no engine. A part of the probe of
security. GDPR Art. 5(1)(f), 32(1)(d).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troth.core.periods import from_micros, subtract
from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.observation import Tally

HARMLESS: Final = {"viewer"}
"""The role of the console that sees nobody's data."""


def watch_staff(inquiry: Inquiry, tally: Tally, addresses: Sequence[str]) -> None:
    """Tell of each promise of access control what the registers of staff show."""
    rules = inquiry.policy.access
    here = [
        row
        for row in inquiry.data.all_staff()
        if row.ended_at is None and not HARMLESS.issuperset(row.roles)
    ]
    if rules.max_persons is not None and here:
        beyond = here[rules.max_persons :]
        for address in addresses:
            if beyond:
                what = "people who reach personal data beyond the number that may"
                tally.broke(address, "measure", what, len(beyond))
            else:
                tally.saw(address, "measure", "people who reach personal data by name", len(here))
    if rules.review_every is None:
        return
    latest = {row.staff: row.at for row in inquiry.data.reviews()}
    oldest = subtract(inquiry.now, rules.review_every)
    for row in here:
        seen = from_micros(latest.get(row.staff, row.opened_at))
        for address in addresses:
            if seen <= oldest:
                tally.broke(
                    address, "measure", "reviews of access that are overdue", ids=[row.staff]
                )
            else:
                tally.saw(address, "measure", "access that was looked at in time")
