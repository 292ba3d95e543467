"""The record of processing activities: of a controller, and of a processor.

One row a purpose, or one for each kind of data that is handled for customers. Where data lies
and what guards it is read from the same tables that the gate reads.

GDPR Art. 4(7)-(8), 30(1) (controllers), 30(2) (processors), 28.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from troth.policy.compiled import ClientData, Policy, Purpose, Recipient
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
from troth.policy.registers.terms import PROVENANCE, terms_of
from troth.policy.safeguards import verdict

CONTROLLER = (
    Column(key="activity", title="Activity", needed=True, law="30(1)(b)"),
    Column(key="role", title="In which role", needed=True, law="4(7)"),
    Column(key="purpose", title="Purpose", needed=True, law="30(1)(b)"),
    Column(key="basis", title="Legal basis", law="6(1)"),
    Column(key="people", title="Whose data", needed=True, law="30(1)(c)"),
    Column(key="data", title="Data", needed=True, law="30(1)(c)"),
    Column(key="sources", title="From where"),
    Column(key="recipients", title="Recipients", law="30(1)(d)"),
    Column(key="transfers", title="Third countries and safeguards", law="30(1)(e)"),
    Column(key="retention", title="How long", needed=True, law="30(1)(f)"),
    Column(key="storage", title="Where it is kept", needed=True, law="15(1)"),
    Column(key="measures", title="Security", needed=True, law="30(1)(g)"),
)

PROCESSOR = (
    Column(key="activity", title="Activity", needed=True, law="30(2)(b)"),
    Column(key="role", title="In which role", needed=True, law="4(8)"),
    Column(key="customers", title="On whose behalf", needed=True, law="30(2)(a)"),
    Column(key="data", title="Data", needed=True),
    Column(key="processing", title="Categories of processing", needed=True, law="30(2)(b)"),
    Column(key="custody", title="Custody"),
    Column(key="agreement", title="Agreement", needed=True, law="28(3)"),
    Column(key="recipients", title="Sub-processors", law="28(2), 28(4)"),
    Column(key="transfers", title="Third countries and safeguards", law="30(2)(c)"),
    Column(key="retention", title="How long"),
    Column(key="measures", title="Security", needed=True, law="30(2)(d)"),
)


def controller_record(material: RegisterMaterial) -> Register:
    """Return the record of what is done as a controller (GDPR Art. 30(1))."""
    purposes = [one for one in material.policy.purposes.values() if not one.processor]
    return made(
        material,
        kind="processing",
        title="Record of processing activities (controller)",
        law="GDPR Art. 30(1)",
        columns=CONTROLLER,
        rows=(_activity(material, one) for one in purposes),
    )


def _activity(material: RegisterMaterial, purpose: Purpose) -> RegisterRow:
    policy, said = material.policy, material.manifest.purposes[purpose.key]
    receivers = tuple(receiving(policy, purpose))
    cells = {
        "activity": cell(purpose.key),
        "role": cell("controller"),
        "purpose": cell(purpose.kind, said.says),
        "basis": _basis(purpose),
        "people": _people(material, purpose),
        "data": _data(policy, purpose.uses),
        "sources": _sources(policy, purpose),
        "recipients": tuple(f"{one.name} ({one.role or 'role not said'})" for one in receivers),
        "transfers": _carried(material, receivers),
        "retention": terms_of(policy, purpose.uses),
        "storage": _storage(policy, purpose.uses),
        "measures": measures(policy),
    }
    return row(CONTROLLER, f"purposes/{purpose.key}", cells)


def receiving(policy: Policy, purpose: Purpose) -> Iterator[Recipient]:
    """Yield the recipients that get data for a purpose."""
    for _, one in sorted(policy.recipients.items()):
        if one.purposes is not None:
            if purpose.key in one.purposes:
                yield one
        elif one.receives & purpose.uses:
            yield one


def _basis(purpose: Purpose) -> Cell:
    by = "" if purpose.basis_by == "said" else f" ({PROVENANCE[purpose.basis_by]})"
    per_source = (f"{basis} for {key}" for key, basis in sorted(purpose.basis_by_source.items()))
    return cell(f"{purpose.basis}{by}", *per_source, purpose.interest, purpose.law)


def _people(material: RegisterMaterial, purpose: Purpose) -> Cell:
    """Return whose data it is: said of the purpose, else of its data, else everybody named."""
    manifest = material.manifest
    said = manifest.purposes[purpose.key].people
    if said:
        return listed(said)
    of_data = {name for key in purpose.uses for name in manifest.categories[key].people or ()}
    return listed(of_data or manifest.people)


def _data(policy: Policy, categories: Iterable[str]) -> Cell:
    return tuple(
        f"{key}: {', '.join(sorted(policy.categories[key].items))}"
        + (" and others" if policy.categories[key].open_ended else "")
        for key in sorted(categories)
    )


def _sources(policy: Policy, purpose: Purpose) -> Cell:
    return listed(
        form.source
        for form in policy.forms.values()
        if purpose.key in form.purposes
        or purpose.uses & {field.category for field in form.fields.values()}
    )


def _storage(policy: Policy, categories: frozenset[str]) -> Cell:
    found = (one for one in policy.systems.values() if one.holds & categories)
    return tuple(
        f"{one.key}: {', '.join(one.places) or 'place not said'}"
        for one in sorted(found, key=lambda one: one.key)
    )


def _carried(material: RegisterMaterial, receivers: Iterable[Recipient]) -> Cell:
    lines = []
    for one in receivers:
        for place in one.places:
            found = verdict(material.law, material.day, place, one.transfer)
            if found.by != "inside":
                lines.append(f"{one.name}, {place}: {found.reason}")
    return tuple(lines)


def measures(policy: Policy) -> Cell:
    """Return the measures of security (GDPR Art. 32(1))."""
    return tuple(f"{kind} (security/{key})" for key, kind in sorted(policy.security.items()))


def processor_record(material: RegisterMaterial) -> Register:
    """Return the record of what is done on behalf of customers (GDPR Art. 30(2))."""
    policy = material.policy
    return made(
        material,
        kind="processor",
        title="Record of processing activities (processor)",
        law="GDPR Art. 30(2)",
        columns=PROCESSOR,
        rows=(_for_customers(material, one) for _, one in sorted(policy.client_data.items())),
    )


def _for_customers(material: RegisterMaterial, data: ClientData) -> RegisterRow:
    policy = material.policy
    served = [
        one for one in policy.purposes.values() if one.processor and one.uses & data.categories
    ]
    receivers = [
        one for _, one in sorted(policy.recipients.items()) if one.receives & data.categories
    ]
    agreement = data.agreement or ("as each customer's agreement says" if _bound(material, data)
                                   else None)  # fmt: skip
    cells = {
        "activity": cell(data.key),
        "role": cell("processor"),
        # Who they are is kept with the agreements (`troth client agree`), not in the policy.
        "customers": cell("each customer with an agreement" if _bound(material, data) else None),
        "data": _data(policy, data.categories),
        "processing": tuple(f"{one.key} ({one.kind})" for one in served),
        "custody": cell(data.custody),
        "agreement": cell(agreement, "for a stated term" if data.term_required else None),
        "recipients": tuple(one.name for one in receivers),
        "transfers": _carried(material, receivers),
        "retention": terms_of(policy, data.categories),
        "measures": measures(policy),
    }
    return row(PROCESSOR, f"processor-of/{data.key}", cells)


def _bound(material: RegisterMaterial, data: ClientData) -> bool:
    return "agreement" in material.manifest.processor_of[data.key].needs
