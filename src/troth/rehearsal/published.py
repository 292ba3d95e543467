"""The versions of a rehearsed year, and how many people were told of each, as the store has it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from troth.core.facts import decode
from troth.core.periods import from_micros
from troth.storage.ports import DataReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One version.

    Attributes:
        version: 1, 2, 3… in the order of publication.
        on: The day of its publication.
        weight, rule: As it was published.
        means: How people are told of it; empty where nobody is told one by one.
        because: What asks for that: an address of the text, or an article.
        concerned: How many people it concerned.
        written, shown: How many were told by message, and at a visit.
        unreached: How many mailboxes took no message.
    """

    version: int
    on: date
    weight: str
    rule: str
    means: str
    because: str
    concerned: int
    written: int
    shown: int
    unreached: int

    def as_json(self) -> dict[str, object]:
        """Return the version as JSON-ready data."""
        return {
            "version": self.version,
            "on": self.on.isoformat(),
            "weight": self.weight,
            "rule": self.rule,
            "means": self.means or None,
            "because": self.because or None,
            "concerned": self.concerned,
            "written": self.written,
            "shown": self.shown,
            "unreached": self.unreached,
        }


def published(reader: DataReader) -> tuple[Published, ...]:
    """Return every version; people who have been erased since are counted by the log."""
    campaigns = {row.policy: row for row in reader.campaigns()}
    told = Counter(
        (one["campaign"], one["outcome"])
        for one in (decode(row.body) for row in reader.facts_of("told"))
    )
    planned = {
        one["campaign"]: int(one["persons"])
        for one in (decode(row.body) for row in reader.facts_of("announcement-planned"))
    }
    found = []
    for row in reader.versions():
        campaign = campaigns.get(row.policy)
        key = "" if campaign is None else campaign.campaign.hex()
        found.append(
            Published(
                version=row.version,
                on=from_micros(row.published_at).date(),
                weight=row.weight,
                rule=row.rule,
                means="" if campaign is None else campaign.channel,
                because="" if campaign is None else campaign.source,
                concerned=planned.get(key, 0),
                written=told[key, "sent"],
                shown=told[key, "seen"],
                unreached=told[key, "refused"],
            )
        )
    return tuple(found)
