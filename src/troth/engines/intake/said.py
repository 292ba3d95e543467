"""What people say of themselves in a submission, kept with it: consents, an age, a residence.

Written in the unit that keeps the records, so that both are kept or neither. What protects somebody
(an age, the check of a parent) is journalled in the key store first, as every change of standing
is: a restored backup must not forget it. A consent that a restore loses is asked for again.

GDPR Art. 7(1), 8(2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.core.ports import Entropy
from troth.engines.consents.checks import Given
from troth.engines.consents.events import (
    consent_details,
    consent_events,
    consent_facts,
    journalled,
)
from troth.engines.consents.guardian_checks import bind_check
from troth.engines.consents.standing import Change, journal_entry, standing_facts, standing_row
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.vault.rows import JournalEntry
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy
from troth.storage.ports import DataUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one person says with one submission, at one instant."""

    person: bytes
    at: datetime
    given: tuple[Given, ...]
    changes: tuple[Change, ...]


def journal_said(vault: Vault, policy: Policy, said: Sequence[Said]) -> None:
    """Journal what protects people, in one unit of the key store; nothing for most submissions."""
    entries = list(_entries(policy, said))
    if entries:
        vault.journal_all(entries)


def keep_said(
    unit: DataUnit,
    policy: Policy,
    vault: Vault,
    evidence: EvidenceLog,
    entropy: Entropy,
    said: Sequence[Said],
) -> None:
    """Keep what people said, with a fact for each, in the caller's unit."""
    given = [(one.person, each, one.at) for one in said for each in one.given]
    if given:
        events = consent_events(policy, given)
        unit.add_consents(events)
        commitments = vault.commitments(consent_details(entropy, events))
        about = [(event.person,) for event in events]
        evidence.append(unit, *consent_facts(events, commitments), about=about)
    for person, each, _ in given:
        if each.guardian:
            bind_check(unit, each.guardian, person)
    changed = [(one.person, each, one.at) for one in said for each in one.changes]
    if changed:
        unit.set_standing([standing_row(person, each, at) for person, each, at in changed])
        about = [(person,) for person, _, _ in changed]
        evidence.append(unit, *standing_facts(vault, entropy, changed), about=about)


def _entries(policy: Policy, said: Sequence[Said]) -> Iterator[JournalEntry]:
    for one in said:
        for change in one.changes:
            yield journal_entry(one.person, change, one.at)
        guarded = [each for each in one.given if each.guardian]
        events = consent_events(policy, [(one.person, each, one.at) for each in guarded])
        for event, given in zip(events, guarded, strict=True):
            payload = journalled(event, given)
            yield JournalEntry(at=event.at, person=one.person, kind="consent", payload=payload)
