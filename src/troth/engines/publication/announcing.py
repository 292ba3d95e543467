"""Telling people of a new version: one message a person, resumable, paced, with proof in the log.

A notice is marked `sending` before its message leaves and `sent` after it was accepted. Where a run
died between the two, nobody knows whether it left: such a notice is listed as uncertain and is not
sent again unless somebody asks for it, under the same Message-ID. So nobody is told twice, and who
was not told is never hidden.

GDPR Art. 5(2), 13(3). The log holds a commitment for each person, no address and no name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from troth.core.facts import fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.publication.announcing_letters import letter_of
from troth.engines.publication.letter_addresses import newest_addresses
from troth.engines.publication.untold import came_with, clear
from troth.engines.publication.versions import Versions
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.mail.door import MailDoor, Outcome
from troth.mail.letter import compose
from troth.policy.compiled import Policy
from troth.policy.differences.comparing import Difference
from troth.storage.ports import DataStore
from troth.storage.version_rows import CampaignRow, NoticeRow, NoticeState

MINUTE: Final = timedelta(minutes=1)
UNDELIVERED: Final = ("refused", "unreachable", "uncertain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How letters go out.

    Attributes:
        sender: The address they come from.
        per_minute: How many messages may be tried in any minute, runs before this one counted.
        link: Where the text lies, or empty.
        consents: Purposes for which consent is asked again.
    """

    sender: str
    found: Sequence[Difference]
    per_minute: int = 60
    link: str = ""
    consents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """How far a campaign has come: state → persons, and who was not told."""

    campaign: CampaignRow
    by_state: Mapping[str, int]
    undelivered: tuple[tuple[bytes, str], ...]
    left: int
    closed: bool = False

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON can say it: ids and figures."""
        row = self.campaign
        return {
            "campaign": row.campaign.hex(),
            "policy": row.policy,
            "weight": row.weight,
            "channel": row.channel,
            "because": row.source,
            "state": row.state,
            "persons": sum(self.by_state.values()),
            "by_state": dict(self.by_state),
            "undelivered": [{"person": p.hex(), "why": why} for p, why in self.undelivered],
            "left": self.left,
            "closed": self.closed,
        }


class Announcing:
    """Carries out announcements."""

    def __init__(
        self,
        *,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
        versions: Versions,
    ) -> None:
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy
        self._versions = versions

    def campaign(self, campaign: bytes | None = None) -> CampaignRow:
        """Return one announcement; by default the newest.

        Raises:
            InputError: `announce/none`.
        """
        with self._data.read() as reader:
            rows = reader.campaigns()
        for row in reversed(rows):
            if campaign in (None, row.campaign):
                return row
        raise InputError(
            "announce/none",
            "there is no such announcement",
            help="publishing a version that asks for one makes it",
        )

    def standings(self, campaign: CampaignRow, *, closed: bool = False) -> Standings:
        """Return how far a campaign has come."""
        with self._data.read() as reader:
            rows = reader.notices(campaign.campaign)
            row = reader.campaign(campaign.campaign) or campaign
        states = Counter(each.state if each.channel == "mail" else "waiting" for each in rows
                         if not (each.channel == "login" and each.state == "seen"))  # fmt: skip
        seen = sum(each.state == "seen" for each in rows)
        states.update({"seen": seen} if seen else {})
        return Standings(
            campaign=row,
            by_state=dict(sorted(states.items())),
            undelivered=tuple((e.person, e.state) for e in rows if e.state in UNDELIVERED),
            left=sum(e.channel == "mail" and e.state in ("queued", "sending") for e in rows),
            closed=closed,
        )

    def carry_out(
        self, campaign: CampaignRow, door: MailDoor, sending: Sending, now: datetime
    ) -> Standings:
        """Send what the pace allows now; call it again for the rest.

        What an earlier run left in flight becomes uncertain first.
        """
        policy = self._policy(campaign)
        self._settle(campaign, now)
        self._begin(campaign)
        since = to_micros(now - MINUTE)
        with self._data.read() as reader:
            # A message tried a minute ago makes room for the next one.
            room = sending.per_minute - reader.tried_since(campaign.campaign, since + 1)
            rows = [r for r in reader.notices(campaign.campaign, states=["queued"])
                    if r.channel == "mail"][: max(room, 0)]  # fmt: skip
            people = [row.person for row in rows]
            addresses = newest_addresses(reader, self._versions, self._vault, people)
            effective = next(
                from_micros(v.effective_at)
                for v in reversed(reader.versions())
                if v.policy == campaign.policy
            )
        for row in rows:
            address = addresses.get(row.person)
            if address is None:
                # Nowhere to write to: they are told when they come back.
                self._note(replace(row, channel="login"))
                continue
            outcome = self._send(row, address, policy, door, sending, effective, now)
            if outcome == "closed":
                return self.standings(campaign, closed=True)
        return self._end(campaign, now)

    def retry(self, campaign: CampaignRow) -> int:
        """Put uncertain notices back in the queue; somebody has found out that they did not leave.

        They go out under the Message-ID they had.
        """
        with self._data.unit() as unit:
            rows = unit.notices(campaign.campaign, states=["uncertain"])
            unit.put_notices([replace(row, state="queued") for row in rows])
            if rows:
                unit.put_campaign(replace(campaign, state="running", done_at=None))
        return len(rows)

    def waiting(self, person: bytes) -> list[CampaignRow]:
        """Return what a person is to be shown at their next visit, oldest first.

        That is also what was to reach them by a message that their mailbox refused.
        """
        with self._data.read() as reader:
            rows = reader.notices_of(reader.aliases(person))
            shown = {row.campaign for row in rows if _waits(row)}
            return [row for row in reader.campaigns() if row.campaign in shown]

    def seen(self, person: bytes, now: datetime) -> int:
        """Record that what waited for a person was shown before anything else; return how much."""
        with self._data.read() as reader:
            rows = [row for row in reader.notices_of(reader.aliases(person)) if _waits(row)]
            campaigns = {row.campaign: row for row in reader.campaigns()}
        for row in rows:
            at = to_micros(now)
            shown = replace(row, channel="login", state="seen", tried_at=at)
            self._tell(campaigns[row.campaign], shown, now)
        return len(rows)

    def _send(
        self,
        row: NoticeRow,
        address: str,
        policy: Policy,
        door: MailDoor,
        sending: Sending,
        effective: datetime,
        now: datetime,
    ) -> Outcome:
        letter = letter_of(
            policy,
            sending.found,
            key=row.campaign + row.person,
            sender=sending.sender,
            recipient=address,
            effective=effective,
            now=now,
            consents=sending.consents,
            link=sending.link,
        )
        tried = replace(row, state="sending", attempts=row.attempts + 1, tried_at=to_micros(now))
        try:
            message = compose(letter)
        except InputError:
            # What was typed as an address is none: they are told when they come back.
            self._note(replace(row, channel="login"))
            return "refused"
        self._note(tried)
        outcome = door.send(message).outcome
        with self._data.read() as reader:
            campaign = reader.campaign(row.campaign)
        if outcome in ("later", "closed"):
            self._note(replace(tried, state="queued"))
        elif campaign is not None:
            state: NoticeState = "sent" if outcome == "sent" else (
                "refused" if outcome == "refused" else "uncertain"
            )  # fmt: skip
            self._tell(campaign, replace(tried, state=state), now)
        return outcome

    def _settle(self, campaign: CampaignRow, now: datetime) -> None:
        with self._data.read() as reader:
            rows = reader.notices(campaign.campaign, states=["sending"])
        for row in rows:
            self._tell(campaign, replace(row, state="uncertain"), now)

    def _begin(self, campaign: CampaignRow) -> None:
        if campaign.state == "planned":
            with self._data.unit() as unit:
                unit.put_campaign(replace(campaign, state="running"))

    def _end(self, campaign: CampaignRow, now: datetime) -> Standings:
        reached = self.standings(campaign)
        if reached.left or reached.campaign.state == "done":
            return reached
        at = to_micros(now)
        with self._data.unit() as unit:
            unit.put_campaign(replace(reached.campaign, state="done", done_at=at))
            self._evidence.append(
                unit,
                fact(
                    "announced",
                    at,
                    campaign=campaign.campaign,
                    sent=reached.by_state.get("sent", 0),
                    waiting=reached.by_state.get("waiting", 0),
                    undelivered=len(reached.undelivered),
                ),
            )
        return self.standings(campaign)

    def _note(self, row: NoticeRow) -> None:
        with self._data.unit() as unit:
            if unit.person(row.person) is not None:
                unit.put_notices([row])

    def _tell(self, campaign: CampaignRow, row: NoticeRow, now: datetime) -> None:
        """Keep what became of a notice, with the fact that proves it."""
        asked = (row.person, self._entropy.bytes(16), campaign.campaign)
        commitment = self._vault.commitments([asked])[0]
        came = came_with(
            self._versions.policy(campaign.previous), self._versions.policy(campaign.policy)
        )
        with self._data.unit() as unit:
            if unit.person(row.person) is None:
                return
            unit.put_notices([row])
            clear(unit, row, came)
            self._evidence.append(
                unit,
                fact(
                    "told",
                    to_micros(now),
                    campaign=campaign.campaign,
                    policy=campaign.policy,
                    channel=row.channel,
                    outcome=row.state,
                    commitment=commitment,
                ),
            )

    def _policy(self, campaign: CampaignRow) -> Policy:
        policy = self._versions.policy(campaign.policy)
        if policy is None:
            raise InputError("announce/none", "the version of this announcement is not there")
        return policy


def _waits(row: NoticeRow) -> bool:
    """Whether a notice is to be shown at the next visit: no letter can say it any more."""
    if row.channel == "login":
        return row.state == "queued"
    return row.state == "refused"
