"""How the policy changes, where disputes go, what shows measures: sections that pass in as said.

Silence is kept as silence: who is told of a change where the text does not say is settled by law
and by Troth where a version is published (`differences.demands`). Only how often a measure is
looked at is filled in: `regularly` is no number.
"""

from __future__ import annotations

from troth.core.periods import Period
from troth.policy.compile_silence import ASSUMED, Silence
from troth.policy.compiled import ChangeRules, DisputeRules
from troth.policy.measures import MeasureEvidence, MeasureTerms
from troth.policy.syntax import rules
from troth.policy.syntax.manifest import Manifest


def change_rules(manifest: Manifest) -> ChangeRules:
    """Return who is told of which change, and what going on using it is taken for."""
    said = manifest.changes
    if said is None:
        return ChangeRules()
    return ChangeRules(
        notify=dict(sorted(said.notify.items())),
        without_consent=said.without_consent,
        continued_use=said.continued_use_is_agreement,
        date_shown=None if said.date_shown in (None, "none") else said.date_shown,
    )


def dispute_rules(manifest: Manifest) -> DisputeRules:
    """Return the path of complaints and claims."""
    said = manifest.disputes
    if said is None:
        return DisputeRules()
    return DisputeRules(
        contact_first=said.contact_first,
        escalate_to=said.escalate_to,
        authority=said.authority,
        pretrial_claim=said.pretrial_claim,
        claim_term=None if said.claim_term is None else Period.parse(said.claim_term),
        law_as_written=said.law_as_written,
    )


def measures(silence: Silence) -> dict[str, MeasureTerms]:
    """Return by key of `security` who answers for a measure, and what shows it."""
    return {
        key: MeasureTerms(
            owner=said.owner,
            against=frozenset(said.against),
            evidence={
                about: _evidence(silence, f"security/{key}/evidence/{about}", about, each)
                for about, each in sorted(said.evidence.items())
            },
            fix_within={
                weight: Period.parse(period) for weight, period in sorted(said.fix_within.items())
            },
        )
        for key, said in sorted(silence.manifest.security.items())
    }


def _evidence(
    silence: Silence, address: str, about: str, said: rules.MeasureEvidence
) -> MeasureEvidence:
    every = said.every
    if every is not None:
        silence.said(f"{address}/every", every, None)
    elif said.kind != "attestation":
        every = silence.assumed(f"evidence-{said.kind}")
        silence.note(f"{address}/every", every, "assumed", ASSUMED)
    document = silence.manifest.documents.get(said.document or "")
    return MeasureEvidence(
        about=about,
        kind=said.kind,
        every=Period.parse(every) if every else None,
        seen=said.seen,
        until=said.valid_until,
        document=said.document,
        url=None if document is None else document.url,
    )
