"""Legitimate interests, each with its balancing and its way out; and the schedule of keeping.

GDPR Art. 6(1)(f), 13(1)(d), 21 (interests); Art. 5(1)(e), 13(2)(a), 30(1)(f) (keeping).
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.compiled import LegalKeep, RetentionRule
from troth.policy.registers.register import (
    Cell,
    Column,
    Register,
    RegisterMaterial,
    RegisterRow,
    cell,
    listed,
    made,
    row,
)
from troth.policy.registers.terms import PROVENANCE, term

INTERESTS = (
    Column(key="purpose", title="Purpose", needed=True),
    Column(key="interest", title="Interest", needed=True, law="13(1)(d)"),
    Column(key="data", title="Data"),
    Column(key="balancing", title="Balancing", needed=True, law="6(1)(f)"),
    Column(key="objection", title="How to object", needed=True, law="21(1), 21(4)"),
    Column(key="recipients", title="Recipients"),
)

KEEPING = (
    Column(key="rule", title="Rule", needed=True),
    Column(key="data", title="Data", needed=True),
    Column(key="where", title="Taken in by"),
    Column(key="term", title="How long, and then", needed=True, law="5(1)(e), 13(2)(a)"),
    Column(key="because", title="Why"),
    Column(key="exceptions", title="Longer for"),
    Column(key="by", title="Who says so", needed=True),
)

_BASIS = "legitimate-interests"


def interest_register(material: RegisterMaterial) -> Register:
    """Return every purpose that rests on an interest, and every interest named apart."""
    return made(
        material,
        kind="interests",
        title="Register of legitimate interests",
        law="GDPR Art. 6(1)(f), 13(1)(d), 21",
        columns=INTERESTS,
        rows=(*_resting(material), *_apart(material)),
    )


def _resting(material: RegisterMaterial) -> Iterator[RegisterRow]:
    policy = material.policy
    for key, purpose in sorted(policy.purposes.items()):
        if _BASIS not in {purpose.basis, *purpose.basis_by_source.values()}:
            continue
        tied = [
            each.interest
            for each in material.manifest.interests.values()
            if each.for_ and key in each.for_
        ]
        cells = {
            "purpose": cell(key),
            "interest": cell(purpose.interest, *tied),
            "data": listed(purpose.uses),
            "balancing": cell(purpose.balancing),
            "objection": _objection(material, purpose.marketing),
            "recipients": listed(
                name
                for name, each in policy.recipients.items()
                if each.purposes is not None and key in each.purposes
            ),
        }
        yield row(INTERESTS, f"purposes/{key}", cells)


def _apart(material: RegisterMaterial) -> Iterator[RegisterRow]:
    """Yield interests that the text names without tying them to a purpose."""
    for key, said in sorted(material.manifest.interests.items()):
        if said.for_:
            continue
        cells = {
            "interest": cell(said.interest),
            "objection": _objection(material, False),
        }
        yield row(INTERESTS, f"interests/{key}", cells)


def _objection(material: RegisterMaterial, marketing: bool) -> Cell:
    rights = material.policy.rights
    if "objection" not in rights.offered | rights.by_law:
        return ()
    said = "offered by the policy" if "objection" in rights.offered else "given by law"
    channels = material.manifest.rights.channels if material.manifest.rights else []
    # GDPR Art. 21(2)-(3): against direct marketing, without weighing.
    always = "at any time, without weighing" if marketing else "unless compelling grounds prevail"
    return cell(said, always, *(f"by {channel}" for channel in channels))


def retention_schedule(material: RegisterMaterial) -> Register:
    """Return every rule of keeping and every duty of law to keep longer."""
    policy = material.policy
    rules = [_rule(rule) for _, rule in sorted(policy.rules.items())]
    duties = [_duty(keep) for _, keep in sorted(policy.legal_keeps.items())]
    return made(
        material,
        kind="retention",
        title="Retention schedule",
        law="GDPR Art. 5(1)(e), 30(1)(f)",
        columns=KEEPING,
        rows=(*rules, *duties),
    )


def _rule(rule: RetentionRule) -> RegisterRow:
    longer = [
        f"{rule.extend_by} by permission" if rule.extend_by else None,
        f"at most {rule.extend_at_most} in all" if rule.extend_at_most else None,
        *sorted(rule.unless),
    ]
    cells = {
        "rule": cell(rule.key),
        "data": listed(rule.categories),
        "where": listed(rule.forms or ()),
        "term": cell(term(rule)),
        "because": cell(rule.because),
        "exceptions": cell(*longer),
        "by": cell(PROVENANCE[rule.provenance]),
    }
    return row(KEEPING, rule.address, cells)


def _duty(keep: LegalKeep) -> RegisterRow:
    period = f"{keep.period} from {keep.start}" if keep.period else "as long as the law says"
    items = f", only {', '.join(sorted(keep.items))}" if keep.items is not None else ""
    cells = {
        "rule": cell(keep.key),
        "data": listed(keep.categories),
        "term": cell(f"{period}{items}, then the rules above"),
        "because": cell(f"{keep.citation} ({keep.jurisdiction})"),
        "by": cell(PROVENANCE["law"]),
    }
    return row(KEEPING, f"legal-exceptions/{keep.key}", cells)
