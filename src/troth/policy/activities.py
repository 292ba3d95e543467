"""The record of processing as a table: each activity, in which role, for what, with whom.

One activity a purpose, and one for each kind of data that is handled for customers. The role is the
policy's: controller unless an entry says otherwise. Rendered by commands; derived from the compiled
policy, so that it cannot differ from what runs (DESIGN, D9).

GDPR Art. 4(7)-(8), 30(1) (controllers), 30(2) (processors).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from troth.policy.compiled import ClientData, Policy, Purpose

Role = Literal["controller", "processor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingActivity:
    """One line of the record.

    Attributes:
        address: The entry of the policy it comes from.
        basis: None where the customer's basis counts (GDPR Art. 28).
        custody: Of customers' data: `transferred-by-customer` or `custodian`.
    """

    address: str
    role: Role
    basis: str | None
    categories: tuple[str, ...]
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    places: tuple[str, ...]
    retention: tuple[str, ...]
    custody: str = ""


def processing_activities(policy: Policy) -> tuple[ProcessingActivity, ...]:
    """Return every activity of a policy, by address."""
    own = [_purpose(policy, one) for _, one in sorted(policy.purposes.items())]
    theirs = [_client_data(policy, one) for _, one in sorted(policy.client_data.items())]
    return (*own, *theirs)


def _purpose(policy: Policy, purpose: Purpose) -> ProcessingActivity:
    recipients = tuple(
        key
        for key, one in sorted(policy.recipients.items())
        if one.receives & purpose.uses and (one.purposes is None or purpose.key in one.purposes)
    )
    return _activity(
        policy,
        f"purposes/{purpose.key}",
        "processor" if purpose.processor else "controller",
        None if purpose.processor else purpose.basis,
        purpose.uses,
        recipients,
    )


def _client_data(policy: Policy, data: ClientData) -> ProcessingActivity:
    address = f"processor-of/{data.key}"
    return _activity(policy, address, "processor", None, data.categories, (), data.custody)


def _activity(
    policy: Policy,
    address: str,
    role: Role,
    basis: str | None,
    categories: frozenset[str],
    recipients: tuple[str, ...],
    custody: str = "",
) -> ProcessingActivity:
    sources = {
        form.source
        for form in policy.forms.values()
        if categories & {field.category for field in form.fields.values()}
    }
    places = {place for key in recipients for place in policy.recipients[key].places}
    rules = {rule.address for rule in policy.rules.values() if rule.categories & categories}
    return ProcessingActivity(
        address=address,
        role=role,
        basis=basis,
        categories=tuple(sorted(categories)),
        sources=tuple(sorted(sources)),
        recipients=recipients,
        places=tuple(sorted(places)),
        retention=tuple(sorted(rules)),
        custody=custody,
    )
