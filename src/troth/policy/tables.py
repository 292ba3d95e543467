"""A policy as bit masks, so that the common "yes" costs a few look-ups.

One bit a category. `Tables` is built once for a policy and holds only what can be decided without
thinking: a purpose, form or recipient with unusual conditions is simply not in it, and the full
decision answers instead. `permit` therefore never says no; it says yes, or nothing.

INVARIANT (sound): whatever `permit` allows, the full decision allows with the same answer; a
property test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from troth.core.standing import NOBODY, Standing
from troth.policy.compiled import Form, Minors, Policy, Purpose, Recipient, System
from troth.policy.decide_person import under_age
from troth.policy.question import Decision, Question
from troth.policy.selling import SALE


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeRow:
    """A purpose without unusual conditions; `mask` leaves out categories of refused kinds."""

    key: str
    mask: int
    basis: str
    consent: bool
    marketing: bool
    on_interest: bool
    roles: frozenset[str]
    channels: frozenset[str]
    answer: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A form whose purposes are all plain."""

    key: str
    bits: Mapping[str, int]
    required: frozenset[str]
    source: str
    property: str | None
    needs: tuple[str, ...]
    purposes: tuple[PurposeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientRow:
    """A recipient without regions, needs or a doubtful transfer."""

    mask: int
    purposes: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All rows of one policy. `answers` keeps the few composed decisions once made."""

    policy: Policy
    bits: Mapping[str, int]
    uses: Mapping[str, PurposeRow]
    forms: Mapping[str, FormRow]
    origins: frozenset[str]
    recipients: Mapping[str, RecipientRow]
    systems: Mapping[str, int]
    minors: Minors | None
    minors_use: bool
    accepted: str | None
    answers: dict[tuple[object, ...], Decision] = field(default_factory=dict)


def build(policy: Policy) -> Tables:
    """Build the tables of `policy`."""
    bits = {key: 1 << index for index, key in enumerate(policy.categories)}
    refused = policy.sensitive.refused
    safe = {
        key: bits[key] for key, each in policy.categories.items() if not each.sensitive & refused
    }
    minors = policy.minors
    # Data that may be used only where it leads to nobody is no plain yes.
    plain = {key: bit for key, bit in safe.items() if policy.categories[key].identified}
    return Tables(
        policy=policy,
        bits=bits,
        uses={
            key: _purpose_row(policy, purpose, plain, None)
            for key, purpose in policy.purposes.items()
            if _plain(policy, purpose) and not purpose.basis_by_source and _plain_use(purpose)
        },
        forms={
            key: _form_row(policy, form, safe)
            for key, form in policy.forms.items()
            if _plain_form(policy, form)
        },
        origins=frozenset(k for k, form in policy.forms.items() if form.processor is None),
        recipients={
            key: RecipientRow(mask=_mask(bits, each.receives), purposes=each.purposes)
            for key, each in policy.recipients.items()
            if _plain_recipient(policy, each)
        },
        systems={key: _system_mask(bits, each) for key, each in policy.systems.items()},
        minors=minors,
        minors_use=minors is None or minors.applies_to == "services",
        accepted=policy.hash if policy.effective == "acceptance" else None,
    )


def _mask(bits: Mapping[str, int], keys: Iterable[str]) -> int:
    mask = 0
    for key in keys:
        mask |= bits.get(key, 0)
    return mask


def _system_mask(bits: Mapping[str, int], system: System) -> int:
    return _mask(bits, system.holds)


def _plain(policy: Policy, purpose: Purpose) -> bool:
    needs_record = purpose.balancing == "required" and policy.mode == "strict"
    return bool(purpose.basis) and not needs_record and not purpose.contract


def _plain_use(purpose: Purpose) -> bool:
    special = purpose.anonymised_input or purpose.cell_minimum is not None or purpose.opt_out_in
    return purpose.identified and not special


def _plain_form(policy: Policy, form: Form) -> bool:
    declared = all(key in policy.purposes for key in form.purposes)
    plain = all(_plain(policy, policy.purposes[key]) for key in form.purposes if declared)
    return declared and plain and form.source in policy.sources


def _plain_recipient(policy: Policy, recipient: Recipient) -> bool:
    everywhere = recipient.regions_only is None and not recipient.regions_except
    carried = recipient.transfer_valid or policy.mode != "strict"
    return everywhere and carried and not recipient.needs and not recipient.places_shut


def _purpose_row(
    policy: Policy, purpose: Purpose, safe: Mapping[str, int], source: str | None
) -> PurposeRow:
    by_source = source is not None and source in purpose.basis_by_source
    basis = purpose.basis_by_source[source] if source is not None and by_source else purpose.basis
    if purpose.roles is None:
        roles = frozenset(role for role, may in policy.staff_roles.items() if purpose.key in may)
    else:
        roles = purpose.roles & frozenset(policy.staff_roles)
    return PurposeRow(
        key=purpose.key,
        mask=_mask(safe, purpose.uses),
        basis=basis,
        consent=basis == "consent"
        or (purpose.consent_needed and (purpose.marketing or not by_source)),
        marketing=purpose.marketing,
        on_interest=basis in ("legitimate-interests", "public-task"),
        roles=roles if purpose.roles is not None else roles | {""},
        channels=purpose.channels,
        answer=Decision(
            allowed=True,
            addresses=(f"purposes/{purpose.key}",),
            basis=basis,
            purposes=(purpose.key,),
        ),
    )


def _form_row(policy: Policy, form: Form, safe: Mapping[str, int]) -> FormRow:
    given = policy.sources[form.source].gives
    needs = form.needs | policy.sources[form.source].needs
    if form.processor is not None:
        needs |= {"agreement"}
    return FormRow(
        key=form.key,
        bits={
            each.name: safe[each.category]
            for each in form.fields.values()
            if each.category in safe and (given is None or each.category in given)
        },
        required=frozenset(each.name for each in form.fields.values() if each.required),
        source=form.source,
        property=form.property,
        needs=tuple(sorted(needs)),
        purposes=tuple(
            _purpose_row(policy, policy.purposes[key], safe, form.source) for key in form.purposes
        ),
    )


MOST_TABLES = 64
_kept: dict[str, Tables] = {}


def tables_for(policy: Policy) -> Tables:
    """Return the tables of `policy`, built on first use and kept by content hash."""
    tables = _kept.get(policy.hash)
    # Two values with one hash are one policy; a hash given twice to different ones must not matter.
    if tables is not None and tables.policy is policy:
        return tables
    if tables is not None and tables.policy == policy:
        tables = replace(tables, policy=policy)
    else:
        tables = build(policy)
    if len(_kept) >= MOST_TABLES:
        _kept.clear()
    _kept[policy.hash] = tables
    return tables


def permit(tables: Tables, question: Question) -> Decision | None:
    """Return the answer when it is a plain yes, else None."""
    if question.found or question.basis is not None or question.entity is not None:
        return None
    if question.property is not None and tables.policy.properties:
        return None
    action = question.action
    if action == "use" or action == "disclose":
        return _permit_use(tables, question)
    if action == "collect":
        return _permit_form(tables, question)
    return None


def _permit_use(tables: Tables, question: Question) -> Decision | None:
    row = tables.uses.get(question.purpose or "")
    if row is None or question.shown or question.fields or question.property is not None:
        return None
    bits, wanted = tables.bits, 0
    for category in question.categories:
        wanted |= bits[category]
    if not wanted or wanted & ~row.mask:
        return None
    # `""` among the roles: nobody in particular may ask too.
    if (question.role or "") not in row.roles:
        return None
    bound, form, channel = question.collected_for, question.form, question.channel
    if (
        (bound is not None and row.key not in bound)
        or (form is not None and form not in tables.origins)
        or (question.source is not None and question.source not in tables.policy.sources)
        or (channel is not None and channel not in row.channels)
    ):
        return None
    standing = question.standing
    if standing is NOBODY:
        if row.consent:
            return None
    elif not _open(tables, question, standing, tables.minors_use) or not _binds(row, question):
        return None
    recipient = question.recipient
    if recipient is None and form is None and question.system is None:
        return row.answer if question.action == "use" else None
    return _composed(tables, question, (row,), wanted)


def _permit_form(tables: Tables, question: Question) -> Decision | None:
    row = tables.forms.get(question.form or "")
    if (
        row is None
        or question.purpose is not None
        or question.categories
        or question.role is not None
        or question.channel is not None
        or not (question.source is None or question.source == row.source)
        or not (question.property is None or question.property == row.property)
        or not row.required.issubset(question.fields)
    ):
        return None
    bits, shown, wanted = row.bits, question.shown, 0
    for name in question.fields:
        wanted |= bits[name]
    for need in row.needs:
        if not shown.get(need):
            return None
    if question.standing is not NOBODY and not _open(tables, question, question.standing, True):
        return None
    bound = tuple([each for each in row.purposes if _binds(each, question)])
    covered = 0
    for each in bound:
        covered |= each.mask
    if not wanted or wanted & ~covered:
        return None
    return _composed(tables, question, bound, wanted)


def _open(tables: Tables, question: Question, standing: Standing, ages: bool) -> bool:
    """Whether nothing in the standing narrows every purpose."""
    if standing.restricted or standing.suppressed or standing.minor or standing.reach:
        return False
    if standing.uninformed and question.channel is not None:
        return False
    if SALE in standing.objected:
        return False
    if standing.accepted is not None and tables.accepted not in (None, standing.accepted):
        return False
    minors = tables.minors
    if standing.born is None or minors is None or not ages:
        return True
    return not under_age(minors, standing, question)


def _binds(row: PurposeRow, question: Question) -> bool:
    """Whether neither a missing consent, nor an objection, nor a withdrawal stands against it."""
    standing = question.standing
    if row.key in standing.untold:
        return False
    if standing.objected and (
        row.key in standing.objected or (row.on_interest and "*" in standing.objected)
    ):
        return False
    if row.marketing and standing.marketing_objection:
        return False
    if question.action == "collect" and row.key in question.consents_now:
        return True
    if row.key in standing.withdrawn:
        return False
    if not row.consent:
        return True
    if row.key not in standing.consents:
        return False
    lapses = standing.consents[row.key]
    return lapses is None or question.at < lapses


def _composed(
    tables: Tables, question: Question, rows: tuple[PurposeRow, ...], wanted: int
) -> Decision | None:
    """Return the answer that also rests on a form, a recipient or a system."""
    to, system = question.recipient, question.system
    if to is not None:
        recipient = tables.recipients.get(to)
        if recipient is None or wanted & ~recipient.mask or question.place is not None:
            return None
        if recipient.purposes is not None and question.purpose not in recipient.purposes:
            return None
    elif question.action == "disclose":
        return None
    if system is not None and wanted & ~tables.systems.get(system, 0):
        return None
    keys = tuple([row.key for row in rows])
    name = (keys, rows[0].basis, question.form, to, system)
    answer = tables.answers.get(name)
    if answer is None:
        answer = tables.answers[name] = Decision(
            allowed=True,
            addresses=resting_on(question, tuple(f"purposes/{key}" for key in keys)),
            basis=rows[0].basis,
            purposes=keys,
        )
    return answer


def resting_on(question: Question, purposes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses an allowing answer rests on, the way in first."""
    return (
        *((f"collection/{question.form}",) if question.form is not None else ()),
        *purposes,
        *((f"recipients/{question.recipient}",) if question.recipient is not None else ()),
        *((f"systems/{question.system}",) if question.system is not None else ()),
    )
