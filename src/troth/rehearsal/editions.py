"""The rehearsed company publishes: the next versions of its policy, one after another in mid-year.

Each is laid beside the one before, published by the engine that real versions go through, and
announced by letter or for the next visit as the old text says. What is published takes effect when
its own rule says so. GDPR Art. 13(3), 24(1).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform
from troth.assembly.policies import load_text
from troth.assembly.ruling import draft_of
from troth.assembly.spoken import notice_pages
from troth.assembly.telling import sending_of
from troth.engines.publication.announcing import Standings
from troth.engines.publication.publishing import Issued
from troth.engines.publication.terms import Approval, Withheld
from troth.policy.compiled import Policy
from troth.rehearsal.outbox import Outbox
from troth.rehearsal.revisions import revised, weights_of

APPROVAL: Final = Approval(
    author="rehearsal", accept_material=True, accept_findings="rehearsal"
)  # fmt: skip
PER_MINUTE: Final = 50_000
MINUTE: Final = timedelta(minutes=1)
NOBODY: Final = "privacy@company.example"
"""The sender of letters where the policy names no address."""


class Editions:
    """Publishes and announces versions."""

    def __init__(self, policy: Policy, days: int) -> None:
        weights = weights_of(policy)
        first, span = days * 2 // 5, days * 3 // 10
        self._due = {first + span * n // len(weights): one for n, one in enumerate(weights)}
        self._outbox = Outbox()

    def due(self, day: int) -> str | None:
        """Return the weight of the version that is published on a day, or None."""
        return self._due.pop(day, None)

    def publish(self, house: Platform, weight: str, now: datetime) -> Issued | Withheld:
        """Write the next version and publish it; what stands against it is returned."""
        with house.data.read() as reader:
            row = reader.policy(house.policy.hash)
        assert row is not None  # a rehearsed house runs what was published
        today = now.astimezone(ZoneInfo(house.policy.controller.timezone)).date()
        text = revised(row.manifest, weight, house.policy, today)
        pages = notice_pages(load_text(text, row.manifest_name, law=load_law_book()))
        draft = draft_of(house.data, text, row.manifest_name, pages=pages)
        return house.publishing.issue(draft, APPROVAL, now)

    def announce(
        self, house: Platform, campaign: bytes, tick: Callable[[timedelta], datetime]
    ) -> Standings:
        """Write to whom an announcement concerns until nobody is left; return how far it came."""
        row = house.announcing.campaign(campaign)
        sender = house.policy.controller.email or NOBODY
        how = sending_of(house, row, sender=sender, per_minute=PER_MINUTE)
        while True:
            reached = house.announcing.carry_out(row, self._outbox, how, tick(MINUTE))
            if not reached.left:
                return reached
