"""Nothing new begins for somebody before they were told of it: who has not been, and of what.

Publishing a version that brings a purpose marks everybody whom it concerns; a notice that was
taken by their mailbox, or shown at a visit, takes the mark away. The mark is part of their
standing, so that every decision reads it. A notice that came back leaves it where it is.

GDPR Art. 13(3), 14(4): prior to that further processing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from troth.engines.consents.standing import UNTOLD
from troth.policy.compiled import Policy
from troth.storage.ports import DataUnit
from troth.storage.rows import StandingRow
from troth.storage.version_rows import CampaignRow, NoticeRow

TOLD: Final = frozenset(("sent", "seen"))
"""States of a notice in which its person has been told."""


def came_with(old: Policy | None, new: Policy | None) -> tuple[str, ...]:
    """Return the purposes that a version brought."""
    before = frozenset() if old is None else old.purposes.keys()
    return () if new is None else tuple(sorted(new.purposes.keys() - before))


def mark(
    unit: DataUnit, campaign: CampaignRow, notices: Sequence[NoticeRow], came: Collection[str]
) -> None:
    """Mark everybody who is to be told in a campaign, for each purpose that is new."""
    unit.set_standing(
        [
            StandingRow(
                person=notice.person,
                kind=UNTOLD,
                about=purpose,
                value=campaign.campaign.hex(),
                since=campaign.planned_at,
                until=None,
            )
            for notice in notices
            for purpose in came
        ]
    )


def clear(unit: DataUnit, notice: NoticeRow, came: Collection[str]) -> None:
    """Take the marks of one campaign away, once its notice has reached its person."""
    if notice.state not in TOLD:
        return
    marked = [row for row in unit.standing([notice.person]) if row.kind == UNTOLD]
    for row in marked:
        # A later campaign's mark is not this one's to take away.
        if row.about in came and row.value == notice.campaign.hex():
            unit.clear_standing(notice.person, UNTOLD, row.about)
