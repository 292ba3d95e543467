"""What people and staff do under a policy, whichever it is: derived from its tables alone.

A form is filled as its fields ask, shown what it needs, consented to where a purpose rests on
consent; staff look for declared purposes in declared roles; recipients get what they are declared
to receive.
No company is known here: a manifest nobody has seen before can be rehearsed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from troth.engines.consents.consents import Given
from troth.engines.disclosure.disclosure import Handover
from troth.engines.intake.submission import Submission
from troth.engines.staff.access import Look
from troth.policy.compiled import Form, Policy, Purpose, Recipient, RetentionRule
from troth.policy.decide_purpose import region_open
from troth.policy.keeping import FIXED_STARTS
from troth.rehearsal.chance import Chance
from troth.rehearsal.people import SyntheticPerson
from troth.rehearsal.values import value_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who stands before a form.

    Attributes:
        person: The synthetic person.
        session: The id of a confirmed session, else None.
        willing: Purposes beyond the necessary that this person consents to: `all` or `few`.
    """

    person: SyntheticPerson
    session: bytes | None
    willing: bool


def needs_consent(form: Form, purpose: Purpose) -> bool:
    """Whether a datum taken in by `form` may serve `purpose` only with a consent."""
    by_source = form.source in purpose.basis_by_source
    basis = purpose.basis_by_source.get(form.source, purpose.basis)
    return basis == "consent" or (purpose.consent_needed and (purpose.marketing or not by_source))


def consents_for(policy: Policy, form: Form, *, willing: bool) -> tuple[str, ...]:
    """Return the purposes a person ticks at a form: what the form cannot do without, or all."""
    asked = [key for key in form.purposes if needs_consent(form, policy.purposes[key])]
    if willing:
        return tuple(asked)
    free = {
        category
        for key in form.purposes
        if key not in asked
        for category in policy.purposes[key].uses
    }
    wanted = {field.category for field in form.fields.values()} - free
    ticked = []
    for key in asked:
        if wanted & policy.purposes[key].uses:
            ticked.append(key)
            wanted -= policy.purposes[key].uses
    return tuple(ticked)


def text_hash(policy: Policy, purpose: str) -> str:
    """Return the hash of the words that are shown where consent to a purpose is asked."""
    words = f"{policy.name}: may we use your data for {purpose}? ({policy.hash})"
    return hashlib.sha256(words.encode()).hexdigest()


def given(policy: Policy, purpose: str, person: SyntheticPerson, *, doubly: bool) -> Given:
    """Return a consent by an affirmative act, in the person's language."""
    return Given(
        purpose=purpose,
        text_hash=text_hash(policy, purpose),
        language=person.language,
        method="double-opt-in" if doubly else "ticked-box",
    )


def shown_for(needs: Collection[str], reference: str) -> dict[str, str]:
    """Return what is shown, by id, for each need."""
    return {need: f"{need}-{reference}" for need in sorted(needs)}


def submission(
    policy: Policy, form: Form, caller: Caller, at: datetime, chance: Chance
) -> Submission:
    """Return a submission as the form asks for it."""
    needs = form.needs | policy.sources[form.source].needs
    if form.processor is not None:
        needs |= {"agreement"}
    regions = policy.sources[form.source].regions_only
    return Submission(
        form=form.key,
        data={
            field.name: value_for(field, caller.person, at, chance)
            for field in form.fields.values()
            if field.required or len(form.fields) < 3 or chance.happens(850)
        }
        or {name: value_for(form.fields[name], caller.person, at, chance) for name in form.fields},
        received_at=at,
        person=caller.session,
        shown=shown_for(needs, chance.hexadecimal(8)),
        consents=tuple(
            given(policy, key, caller.person, doubly=form.double_opt_in)
            for key in consents_for(policy, form, willing=caller.willing)
        ),
        residence=sorted(regions)[0] if regions else caller.person.country,
    )


# -- staff and recipients -----------------------------------------------------------------------


def look(
    policy: Policy,
    person: bytes,
    purpose: Purpose,
    categories: Collection[str],
    reference: str,
    *,
    beyond: str | None = None,
) -> Look:
    """Return a look for a declared purpose, in a role that has it, showing what it needs.

    `beyond` is shown for a use that the data was not taken in for: `law` or `consent`.
    """
    shown = shown_for({"balancing"} if purpose.balancing == "required" else set(), reference)
    if beyond is not None:
        shown[beyond] = f"{beyond}-{reference}"
    if purpose.processor:
        shown["agreement"] = f"agreement-{reference}"
    touched, identified = as_allowed(policy, purpose, categories)
    return Look(
        person=person,
        purpose=purpose.key,
        who=f"staff-{reference[:4]}",
        role=role_for(policy, purpose),
        categories=touched,
        shown=shown,
        identified=identified,
        aggregate=purpose.cell_minimum is not None,
    )


def as_allowed(
    policy: Policy, purpose: Purpose, categories: Collection[str]
) -> tuple[tuple[str, ...], bool]:
    """Return the categories to touch at once, and whether they may still lead to the person."""
    leading = tuple(key for key in sorted(categories) if policy.categories[key].identified)
    if leading and purpose.identified and not purpose.anonymised_input:
        return leading, True
    return tuple(sorted(categories)), False


def role_for(policy: Policy, purpose: Purpose) -> str | None:
    """Return a role that acts for a purpose, or None where the policy names none."""
    if purpose.roles is not None:
        return min(purpose.roles, default=None)
    return min(
        (role for role, kept in policy.staff_roles.items() if purpose.key in kept), default=None
    )


def wrong_looks(
    policy: Policy,
    person: bytes,
    held: Collection[str],
    bound: Collection[str],
    open_to: Collection[str],
) -> dict[str, Look]:
    """Return looks that must be refused, by what is wrong with them.

    Args:
        bound: Purposes the data was taken in for.
        open_to: Purposes that nothing else stands against, so that the refusal has one reason.
    """
    wrong = {
        "for no declared purpose": Look(person=person, purpose="curiosity", who="staff-0000"),
    }
    for key, purpose in policy.purposes.items():
        touched = purpose.uses & frozenset(held)
        if not touched:
            continue
        beyond = None if key in bound or purpose.consent_needed else "consent"
        asked = look(policy, person, purpose, touched, "0000", beyond=beyond)
        if key not in open_to:
            if purpose.consent_needed:
                wrong[f"without a consent to {key}"] = asked
            continue
        if purpose.roles is not None:
            wrong[f"in no declared role for {key}"] = replace(asked, role="passer-by")
        if purpose.cell_minimum is not None:
            wrong[f"at single people for {key}"] = replace(asked, aggregate=False)
        if not purpose.identified:
            wrong[f"at somebody known for {key}"] = replace(asked, identified=True)
    return wrong


def handover(
    policy: Policy,
    person: bytes,
    recipient: Recipient,
    purpose: Purpose,
    held: Collection[str],
    residence: str,
    reference: str,
) -> Handover | None:
    """Return what may go to a recipient for a purpose, or None when nothing of it is held."""
    fitting = recipient.receives & purpose.uses & frozenset(held)
    if not fitting:
        return None
    needs = recipient.needs | ({"balancing"} if purpose.balancing == "required" else frozenset())
    if purpose.processor:
        needs |= {"agreement"}
    if not region_open(recipient, residence):
        return None
    touched, identified = as_allowed(policy, purpose, fitting)
    return Handover(
        person=person,
        recipient=recipient.key,
        categories=touched,
        purpose=purpose.key,
        region=residence,
        shown=shown_for(needs, reference),
        identified=identified and "anonymised" not in recipient.needs,
        aggregate=purpose.cell_minimum is not None,
    )


def unknown_recipient(person: bytes, purpose: str, held: Collection[str]) -> Handover:
    """Return a handover that must be refused: nobody declared that recipient."""
    return Handover(
        person=person,
        recipient="data-broker",
        categories=tuple(sorted(held)),
        purpose=purpose,
    )


# -- what rules wait for ------------------------------------------------------------------------


def awaited(rule: RetentionRule) -> str | None:
    """Return the event a rule waits for, or None when it runs by itself."""
    if rule.moving:
        return None
    if rule.period is None and rule.every is None:
        return rule.until
    return None if rule.start in FIXED_STARTS else rule.start


def events_for(policy: Policy, category: str, form: str) -> Iterator[str]:
    """Yield the events that the rules over a datum wait for, each rule's once."""
    for rule in policy.rules_for(category, form):
        event = awaited(rule)
        if event is not None:
            yield event


def extendable(policy: Policy) -> Mapping[str, RetentionRule]:
    """Return address → rule of those that a permission may extend."""
    return {r.address: r for r in policy.rules.values() if r.extend_by is not None}
