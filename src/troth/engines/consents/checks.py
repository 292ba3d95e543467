"""When a consent is none: the grounds on which one is refused, each with its own code.

The ways in which a consent can be invalid stand here and in `engines.consents.texts`, and nowhere
else; `docs/consent.md` lists them. Under `faithful` what the policy takes for consent without an
act of the person is recorded and never counts.

GDPR Art. 4(11), 7, 8, 9(2)(a); recitals 32, 42, 43; EDPB Guidelines 05/2020; C-673/17.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from troth.core.standing import Standing, age_on
from troth.errors import InputError
from troth.law.book import LawBook
from troth.policy.compiled import Form, Policy, Purpose
from troth.policy.nearest import nearest

Method = Literal[
    "ticked-box", "button", "signature", "double-opt-in", "account-setting", "spoken", "written",
    "parental", "application", "by-use", "bundled", "pre-ticked", "by-continuing",
]  # fmt: skip
"""How it was given; the last four are not affirmative acts."""

NOT_AFFIRMATIVE: Final = frozenset(("by-use", "bundled", "pre-ticked", "by-continuing"))

EXPRESS: Final = frozenset(("ticked-box", "signature", "double-opt-in", "written", "parental"))
"""Acts that answer a written statement, and so can be shown later.

EDPB Guidelines 05/2020, para. 93-98: a setting, a bare button or a word that nobody wrote down
does not show an express statement.
"""

_TEXT: Final = re.compile(r"(?!0{64})[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One consent as it was given.

    Attributes:
        text_hash: SHA-256 of the exact text shown, 64 hex digits.
        recipient: The recipient it names; empty for the purpose as such.
        until: When it lapses by its own terms, or None.
        layout: Name of the form or screen on which the text stood.
        guardian: Id of the check by which a holder of parental responsibility was verified.
        said_at: When it was given, where that is not when it is recorded.
        by_channel: The one channel it lets somebody be reached by; empty for the purpose as such.
        confirm_by: Until when it awaits a confirmation, where the form asks for a double opt-in.
    """

    purpose: str
    text_hash: str
    language: str = "en"
    channel: str = "web"
    method: Method = "ticked-box"
    recipient: str = ""
    until: datetime | None = None
    layout: str = ""
    guardian: str = ""
    said_at: datetime | None = None
    confirm_by: datetime | None = None
    by_channel: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is an affirmative act for a known text (GDPR Art. 4(11), 7(1))."""
        return self.method not in NOT_AFFIRMATIVE and len(self.text_hash) == 64


CONFIRM_WITHIN: Final = timedelta(days=7)
"""How long a double opt-in waits for its confirmation; Troth's own figure, no policy names one."""


def given_at(form: Form | None, given: Sequence[Given], at: datetime) -> list[Given]:
    """Return the consents of a submission; a form with double opt-in only asks for them.

    What was asked stands from its confirmation on, and is void when that does not come in time.
    """
    if form is None or not form.double_opt_in:
        return list(given)
    return [replace(one, confirm_by=at + CONFIRM_WITHIN) for one in given]


def check_given(
    policy: Policy, given: Given, now: datetime, stated: Purpose | None = None
) -> Purpose:
    """Refuse a consent that is none, whoever gives it; return the purpose it is for.

    Args:
        policy: The policy it is given under.
        given: The consent.
        now: When it is taken.
        stated: A purpose that the form lets people state, where it is for that one.

    Raises:
        InputError: `consent/unknown-purpose`, `consent/not-asked`, `consent/unknown-recipient`,
            `consent/no-text`, `consent/not-affirmative`, `consent/not-explicit`,
            `consent/said-in-the-future`, `consent/over-already`, `consent/unknown-channel`,
            `consent/recipient-and-channel`.
    """
    purpose = stated if stated is not None else known_purpose(policy, given.purpose)
    if not purpose.consent_needed and not _asked_for(policy, given):
        raise InputError(
            "consent/not-asked",
            f"`{given.purpose}` does not rest on consent but on {purpose.basis}",
            help="a consent nobody needs must not be collected",
        )
    check_recipient(policy, given.recipient)
    check_channel(purpose, given.by_channel, given.recipient)
    if _TEXT.fullmatch(given.text_hash) is None:
        raise InputError(
            "consent/no-text",
            "a consent needs the SHA-256 of the exact text that was shown",
            help="GDPR Art. 7(1): the controller must be able to demonstrate consent",
        )
    if given.method in NOT_AFFIRMATIVE and policy.mode == "strict":
        raise InputError(
            "consent/not-affirmative",
            f"`{given.method}` is no affirmative act",
            help="GDPR Art. 4(11); under mode `faithful` it is recorded and never counted",
        )
    # GDPR Art. 9(2)(a).
    if given.counts and given.method not in EXPRESS and _sensitive(policy, purpose):
        raise InputError(
            "consent/not-explicit",
            f"`{given.purpose}` uses sensitive data, and `{given.method}` is no express statement",
            help=f"ask for one of: {', '.join(sorted(EXPRESS))}",
        )
    _check_instants(given, now)
    return purpose


def check_age(law: LawBook | None, given: Given, standing: Standing, now: datetime) -> None:
    """Refuse a child's own consent, and a parent's that nobody verified (GDPR Art. 8(1)-(2)).

    Raises:
        InputError: `consent/parent-needed`, `consent/guardian-unverified`.
    """
    if not given.counts:
        return
    if given.method == "parental" and not given.guardian.strip():
        raise InputError(
            "consent/guardian-unverified",
            "nothing shows that a holder of parental responsibility consented",
            help="name the check by which that was verified (GDPR Art. 8(2))",
        )
    if standing.born is None or law is None or given.method == "parental":
        return
    age, least = age_on(standing.born, now.date()), least_age(law, standing.residence, now)
    if age < least:
        raise InputError(
            "consent/parent-needed",
            f"where this person lives, a person consents alone from the age of {least}",
            help="ask the holder of parental responsibility (GDPR Art. 8(1))",
        )


def least_age(law: LawBook, residence: str | None, now: datetime) -> int:
    """Return the age from which a person consents alone where they live, by the law of the day.

    An unknown country gets the regulation's own figure.
    """
    day = now.date()
    country = (residence or "unknown").partition("-")[0]
    own = law.figures["digital-consent-age/unknown"][-1]
    return (law.at(f"digital-consent-age/{country}", day) or own).number()


def known_purpose(policy: Policy, key: str) -> Purpose:
    """Return a purpose of the policy.

    Raises:
        InputError: `consent/unknown-purpose`.
    """
    purpose = policy.purposes.get(key)
    if purpose is None:
        raise InputError(
            "consent/unknown-purpose",
            f"the policy has no purpose `{key}`",
            help=nearest(key, policy.purposes),
        )
    return purpose


def check_recipient(policy: Policy, recipient: str) -> None:
    """Refuse somebody whom the policy does not declare as a recipient, or as a source by consent.

    Raises:
        InputError: `consent/unknown-recipient`.
    """
    if recipient and recipient not in policy.recipients and not by_consent(policy, recipient):
        raise InputError(
            "consent/unknown-recipient",
            f"the policy has no recipient `{recipient}`",
            help=nearest(recipient, policy.recipients),
        )


def by_consent(policy: Policy, source: str) -> bool:
    """Whether the policy takes data from a source on a consent, such as a connected account."""
    known = policy.sources.get(source)
    return known is not None and "consent" in known.needs


def check_channel(purpose: Purpose, channel: str, recipient: str = "") -> None:
    """Refuse a channel that the purpose does not declare, and one beside a recipient.

    Raises:
        InputError: `consent/unknown-channel`, `consent/recipient-and-channel`.
    """
    if channel and channel not in purpose.channels:
        known = sorted(purpose.channels)
        raise InputError(
            "consent/unknown-channel",
            f"`{purpose.key}` reaches nobody by `{channel[:60]}`",
            help=nearest(channel, known) if known else "the policy names no channel for it",
        )
    if channel and recipient:
        raise InputError(
            "consent/recipient-and-channel",
            "a consent names a recipient or a channel",
            help="ask twice: once for the handing on, once for the channel",
        )


def channel_meant(policy: Policy, purpose: str, channel: str) -> str:
    """Return the channel that a consent names, or nothing where the purpose has no other.

    A purpose with one channel is given and taken back as a whole.
    """
    known = policy.purposes.get(purpose)
    return "" if known is not None and known.channels == {channel} else channel


def _asked_for(policy: Policy, given: Given) -> bool:
    """Whether a form, a source or the recipient named asks for consent though the ground differs.

    The connection of an account, and a handover that the policy makes depend on a permission.
    """
    if given.recipient:
        recipient = policy.recipients.get(given.recipient)
        return recipient is None or "consent" in recipient.needs
    return any(
        "consent" in form.needs and given.purpose in form.purposes for form in policy.forms.values()
    )


def _sensitive(policy: Policy, purpose: Purpose) -> bool:
    return any(policy.categories[key].sensitive for key in purpose.uses)


def _check_instants(given: Given, now: datetime) -> None:
    said_at = given.said_at or now
    if said_at > now:
        raise InputError(
            "consent/said-in-the-future",
            f"it is said to have been given at {said_at.isoformat()}, which has not come yet",
            help="check the clock of the system that sent it",
        )
    if given.until is not None and given.until <= said_at:
        raise InputError(
            "consent/over-already",
            f"it would have ended at {given.until.isoformat()}, before it was given",
            help="ask anew; a consent is never given for the past",
        )
