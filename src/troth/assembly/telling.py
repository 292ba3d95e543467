"""How an announcement goes out, and who is owed a notice of data that others gave."""

from __future__ import annotations

from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform
from troth.assembly.requests import calendar_of
from troth.assembly.ruling import history
from troth.assembly.spoken import spoken
from troth.engines.publication.announcing import Sending
from troth.engines.subjects.informing import Informing
from troth.policy.differences.demands import demand
from troth.storage.version_rows import CampaignRow


def sending_of(
    platform: Platform, campaign: CampaignRow, *, sender: str, link: str = "", per_minute: int = 60
) -> Sending:
    """Return how the letters of an announcement go out.

    Args:
        platform: The running Troth that has published the version.
        campaign: The announcement.
        sender: The address the letters come from.
        link: Where the text and its changes lie, or empty.
        per_minute: Messages in any minute.
    """
    told = history(platform.data)
    place = next(n for n in reversed(range(len(told))) if told[n].row.policy == campaign.policy)
    new, old = told[place], told[max(place - 1, 0)]
    return Sending(
        sender=sender,
        found=spoken(new.found, old.loaded, new.loaded),
        per_minute=per_minute,
        link=link,
        consents=demand(old.policy, new.policy, new.found).consents,
    )


def informing(platform: Platform) -> Informing:
    """Return what knows who is owed a notice of data that others gave."""
    policy = platform.policy
    return Informing(
        policy=policy,
        law=load_law_book(),
        calendar=lambda: calendar_of(policy),
        data=platform.data,
        standing=platform.standing,
    )
