"""What a consent leaves behind: its rows, its journal entry and its facts.

Rows are only ever added. What was given at a form and what was given to staff is written by the
same functions, so that the two cannot differ. A fact about a person holds a salted commitment and
no more (DESIGN, D5).

GDPR Art. 7(1): the controller must be able to demonstrate that the person has consented.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec

from troth.core.consent import About
from troth.core.facts import Fact, fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.consents.checks import Given, channel_meant
from troth.engines.consents.standing import ASKED
from troth.engines.vault.keytree import slices
from troth.engines.vault.rows import JournalEntry
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy
from troth.storage.rows import ConsentRow

NO_TEXT: Final = "0" * 64
"""The hash of an event that is about no text: a withdrawal, a lapse."""


def consent_events(
    policy: Policy, given: Sequence[tuple[bytes, Given, datetime]]
) -> list[ConsentRow]:
    """Return the rows of consents given; what does not count, or not yet, is `record-only`."""
    return [
        ConsentRow(
            event=0,
            person=person,
            purpose=one.purpose,
            recipient=one.recipient,
            action="give" if one.counts and one.confirm_by is None else "record-only",
            at=to_micros(one.said_at or at),
            until=_micros(one.confirm_by or one.until),
            text_hash=one.text_hash,
            language=one.language,
            # Where it was given and, after a slash, on which form or screen.
            channel=f"{one.channel}/{one.layout}" if one.layout else one.channel,
            method=ASKED if one.counts and one.confirm_by is not None else one.method,
            policy=policy.hash,
            by_channel=channel_meant(policy, one.purpose, one.by_channel),
        )
        for person, one, at in given
    ]


def end_event(policy: Policy, person: bytes, about: About, method: str, at: int) -> ConsentRow:
    """Return the row that ends a consent: `written` for a withdrawal, else how it ended."""
    return ConsentRow(
        event=0,
        person=person,
        purpose=about.purpose,
        recipient=about.recipient,
        action="withdraw" if method == "written" else "expire",
        at=at,
        until=None,
        text_hash=NO_TEXT,
        language="",
        channel="",
        method=method,
        policy=policy.hash,
        by_channel=about.by_channel,
    )


def consent_details(
    entropy: Entropy, events: Sequence[ConsentRow]
) -> list[tuple[bytes, bytes, bytes]]:
    """Return what the fact of each event commits to: person, id of the salt, detail."""
    return [
        (event.person, salt, f"{event.purpose}:{event.action}".encode())
        for event, salt in zip(events, slices(entropy.bytes(16 * len(events)), 16), strict=True)
    ]


def consent_facts(events: Sequence[ConsentRow], commitments: Sequence[bytes]) -> list[Fact]:
    """Return one fact an event, each with its own salted commitment."""
    made = []
    for event, commitment in zip(events, commitments, strict=True):
        if event.action == "withdraw":
            one = fact(
                "consent-withdrawn",
                event.at,
                purpose=event.purpose,
                policy=event.policy,
                commitment=commitment,
            )
        else:
            one = fact(
                "consent-given" if event.action == "give" else "consent-recorded",
                event.at,
                purpose=event.purpose,
                text=event.text_hash,
                policy=event.policy,
                method=event.method,
                commitment=commitment,
            )
        made.append(one)
    return made


def expired_facts(
    vault: Vault, entropy: Entropy, ended: Sequence[ConsentRow], at: int
) -> Iterator[Fact]:
    """Yield one fact a purpose for consents that lapsed: how many, and a root over them."""
    asked = [(row.person, entropy.bytes(16), row.purpose.encode()) for row in ended]
    commitments = vault.commitments(asked) if asked else []
    for purpose in sorted({row.purpose for row in ended}):
        mine = [c for c, row in zip(commitments, ended, strict=True) if row.purpose == purpose]
        root = hashlib.sha256(b"".join(sorted(mine))).digest()
        yield fact("consents-expired", at, purpose=purpose, count=len(mine), root=root)


def consent_entries(
    events: Sequence[ConsentRow], given: Sequence[Given | None], now: int
) -> list[JournalEntry]:
    """Return the journal's entry of each event; `now` in microseconds UTC."""
    # What many people said alike at one instant is spelled once; `given` keeps each yes alive.
    spelled: dict[tuple[int, int], bytes] = {}
    entries = []
    for event, one in zip(events, given, strict=True):
        said = (id(one), event.at)
        payload = spelled.get(said) or journalled(event, one)
        if one is not None:
            spelled[said] = payload
        entries.append(JournalEntry(at=now, person=event.person, kind="consent", payload=payload))
    return entries


def journalled(event: ConsentRow, given: Given | None = None) -> bytes:
    """Return an event as the journal of the key store keeps it, with the check of a parent."""
    return msgspec.json.encode(
        {"purpose": event.purpose, "action": event.action, "at": event.at, "until": event.until,
         "text_hash": event.text_hash, "language": event.language, "channel": event.channel,
         "method": event.method, "policy": event.policy, "recipient": event.recipient,
         "by_channel": event.by_channel,
         "guardian": "" if given is None else given.guardian}
    )  # fmt: skip


def identity_of(row: ConsentRow) -> tuple[str, str, str, str, int, str]:
    """Return what makes two rows of one person the same event."""
    return row.purpose, row.recipient, row.by_channel, row.action, row.at, row.text_hash


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None else to_micros(instant)
