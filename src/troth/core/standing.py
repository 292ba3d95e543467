"""A person's standing: what they have said and what holds for them, read on every decision (D11).

Consent given and withdrawn, objections, a restriction, a minor's flag, a hold. A value computed by
`engines.consents.consents` from append-only events; nothing here stores or looks up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

MARKETING: Final = "marketing"
"""What an objection to all direct marketing is about."""

_NOTHING: Mapping[str, datetime | None] = MappingProxyType({})
_EVERYTHING: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType({})
_NOBODY_NAMED: Mapping[tuple[str, str], datetime | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds for one person at one instant. The empty standing permits nothing extra.

    Attributes:
        consents: Purpose → instant at which the consent lapses, or None when it does not.
        withdrawn: Purposes whose consent was withdrawn (and not given again).
        objected: Purposes objected to (GDPR Art. 21); `*` for all that rest on interests or a task.
        marketing_objection: Art. 21(2)-(3): absolute.
        restricted: GDPR Art. 18 restriction is in force.
        minor: Known to be a minor under this policy, however known.
        born: Declared date of birth, if any.
        residence: ISO 3166 country of residence, if known.
        suppressed: On the suppression list (do not contact).
        customer_agreements: Ids of agreements that stand.
        device_permissions: Permissions granted on the device, such as `location`.
        accepted: Hash of the policy version accepted, where a policy takes effect on acceptance.
        named: (recipient, purpose) → lapse of each consent that names a recipient.
        refused: (recipient, purpose) of each such consent that was withdrawn.
        untold: Purposes that came with a later version, of which the person was not told yet.
        uninformed: Sources from which data of theirs came, without a notice so far (Art. 14).
        reach: (recipient or empty, purpose) → the only items that consent covers, where its text
            names items; `:` and a channel stand in the recipient's place where it names one.
        by_channel: (channel, purpose) → lapse of each consent that names a channel.
        refused_by: (channel, purpose) of each such consent that was withdrawn.
        shut: (channel, purpose or `marketing`) of each objection to being reached by a channel.
    """

    consents: Mapping[str, datetime | None] = field(default_factory=lambda: _NOTHING)
    withdrawn: frozenset[str] = frozenset()
    objected: frozenset[str] = frozenset()
    marketing_objection: bool = False
    restricted: bool = False
    minor: bool = False
    born: date | None = None
    residence: str | None = None
    suppressed: bool = False
    customer_agreements: frozenset[str] = frozenset()
    device_permissions: frozenset[str] = frozenset()
    accepted: str | None = None
    named: Mapping[tuple[str, str], datetime | None] = field(default_factory=lambda: _NOBODY_NAMED)
    refused: frozenset[tuple[str, str]] = frozenset()
    untold: frozenset[str] = frozenset()
    uninformed: frozenset[str] = frozenset()
    reach: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=lambda: _EVERYTHING)
    by_channel: Mapping[tuple[str, str], datetime | None] = field(
        default_factory=lambda: _NOBODY_NAMED
    )
    refused_by: frozenset[tuple[str, str]] = frozenset()
    shut: frozenset[tuple[str, str]] = frozenset()

    def consents_to(self, purpose: str, at: datetime) -> bool:
        """Whether a consent to `purpose` stands at `at`."""
        if purpose not in self.consents:
            return False
        lapses = self.consents[purpose]
        return lapses is None or at < lapses

    def toward(self, recipient: str | None) -> Standing:
        """Return the standing as one recipient meets it: consents that name them count as well.

        A consent that names one recipient opens nothing for another.
        """
        named = {purpose: at for (name, purpose), at in self.named.items() if name == recipient}
        refused = {purpose for name, purpose in self.refused if name == recipient}
        if not named and not refused:
            return self
        general = {key: at for key, at in self.consents.items() if key not in refused}
        # What names the recipient says how far it goes, not what was said of the purpose as such.
        reach = {key: items for key, items in self.reach.items() if key[1] not in named}
        reach |= {("", key[1]): items for key, items in self.reach.items() if key[0] == recipient}
        return replace(
            self,
            consents={**general, **named},
            withdrawn=(self.withdrawn - named.keys()) | refused,
            reach=reach,
        )

    def through(self, channel: str | None) -> Standing:
        """Return the standing as one channel meets it: what names that channel counts as well.

        A consent that names one channel opens no other, and where somebody has said no to a channel
        only a yes to that very channel opens it again (GDPR Art. 7(3), 21(2)-(3)).
        """
        if channel is None or not (self.by_channel or self.refused_by or self.shut):
            return self
        given = {purpose: at for (name, purpose), at in self.by_channel.items() if name == channel}
        refused = {purpose for name, purpose in self.refused_by if name == channel}
        shut = {about for name, about in self.shut if name == channel}
        general = {key: at for key, at in self.consents.items() if key not in refused}
        own = f":{channel}"
        reach = {key: items for key, items in self.reach.items() if key[1] not in given}
        reach |= {("", key[1]): items for key, items in self.reach.items() if key[0] == own}
        return replace(
            self,
            consents={**general, **given},
            withdrawn=(self.withdrawn - given.keys()) | refused,
            objected=self.objected | (shut - {MARKETING}),
            marketing_objection=self.marketing_objection or MARKETING in shut,
            reach=reach,
        )


NOBODY = Standing()
"""The standing of somebody of whom nothing is known."""


def age_on(born: date, day: date) -> int:
    """Return full years on `day`; born on 29 February, one is a year older on 1 March."""
    before = (day.month, day.day) < (born.month, born.day)
    return day.year - born.year - before
