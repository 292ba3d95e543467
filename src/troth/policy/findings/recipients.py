"""Who receives data, and under which terms: GDPR Art. 13(1)(e), 14(1)(e), 24, 28.

Whether a recipient may receive is for the gate; here only what people are told of it is weighed.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.findings.rule import Case, Hit, Rule, claimed, gathered, listed
from troth.policy.findings.spelling import misspelt, recipients_named


def named(case: Case) -> tuple[str, ...]:
    """Return the recipients that bear a name."""
    return tuple(key for key, said in case.manifest.recipients.items() if said.name is not None)


def _unnamed_kinds(case: Case) -> tuple[str, ...]:
    return tuple(
        key
        for key, said in case.manifest.recipients.items()
        if said.name is None and said.kind is not None and said.role not in ("authority", "staff")
    )


def recipients(case: Case) -> Iterator[Hit]:
    """Recipients by name, or at least their kinds beyond the controller's own group."""
    said = case.manifest.recipients
    kinds = _unnamed_kinds(case)
    outside = tuple(key for key in kinds if said[key].role != "affiliate")
    if named(case):
        unlisted = tuple(key for key, each in said.items() if not each.listed)
        missing = (*kinds, *unlisted)
        if missing:
            message = "some recipients are named and others not, or not in the list"
            shown = f"{message}: {listed(missing)}"
            yield Hit(path=("recipients",), message=shown, partial=True, about=missing)
    elif outside:
        shown = f"recipients are told by their kind alone: {listed(outside)}"
        yield Hit(path=("recipients",), message=shown, partial=True, about=outside)
    elif not any(each.role == "authority" and each.kind for each in said.values()):
        message = "neither recipients nor kinds of recipients are named"
        yield Hit(path=("recipients",), message=message, severity="error")


def unnamed(case: Case) -> Iterator[Hit]:
    """Partners bound by an agreement: whoever has one can name them."""
    anybody = bool(named(case))
    for key in _unnamed_kinds(case):
        said = case.manifest.recipients[key]
        bound = set(said.needs) == {"agreement"} or (not anybody and not said.needs)
        if bound and said.role != "affiliate":
            message = f"who the {said.kind} are is not said"
            yield Hit(path=("recipients", key), message=message, about=(key,))


def data(case: Case) -> Iterator[Hit]:
    """A recipient that stands in the list, with its company, and without the data it gets."""
    missing = tuple(
        f"recipients/{key}"
        for key, said in case.manifest.recipients.items()
        if said.company is not None and said.receives is None
    )
    yield from gathered(missing, "what data goes there is not said")


def own_ends(case: Case) -> Iterator[Hit]:
    """Vendors with ends of their own."""
    for key, said in case.manifest.recipients.items():
        if said.own_purposes:
            message = f"`{key}` uses data for ends of its own"
            yield Hit(path=("recipients", key), message=message, about=(key,))


def without_entry(case: Case) -> Iterator[Hit]:
    """Vendors named in passing: no word on what they do, or systems of theirs without an entry."""
    bare = [
        f"recipients/{key}"
        for key, said in case.manifest.recipients.items()
        if not said.listed and said.does is None
    ]
    bare += [
        f"systems/{key}"
        for key, system in case.manifest.systems.items()
        if system.vendor is not None and system.recipient is None
    ]
    yield from gathered(bare, "named in passing, without an entry")


def outside_the_list(case: Case) -> Iterator[Hit]:
    """Vendors described somewhere else than in the list of third parties."""
    outside = [
        f"recipients/{key}"
        for key, said in case.manifest.recipients.items()
        if not said.listed and said.does is not None
    ]
    yield from gathered(outside, "described outside the list of recipients")


def shared_with_nobody(case: Case) -> Iterator[Hit]:
    """Data said to go to nobody, lying in a system that another company runs."""
    kept = {key for key, said in case.manifest.categories.items() if said.shared is False}
    found = [
        f"systems/{key}"
        for key, system in case.manifest.systems.items()
        if (system.recipient or system.vendor) and kept & set(system.holds)
    ]
    yield from gathered(found, "data said to go to nobody lies with another company")


def name_variants(case: Case) -> Iterator[Hit]:
    """One recipient in several spellings: those told of, and those that stand in a text."""
    manifest = case.manifest
    told = set()
    for key, said in manifest.recipients.items():
        for variant in said.name_variants:
            told.add(variant)
            message = f"`{key}` is also written `{variant}`"
            yield Hit(path=("recipients", key, "name-variants"), message=message, about=(key,))
    names = recipients_named(manifest)
    known = {*names, *told, manifest.controller.name}
    for path, written, key in misspelt(manifest, names, known):
        message = f"`{key}` is also written `{written}`"
        yield Hit(path=path, message=message, about=(key,))


def customers_records(case: Case) -> Iterator[Hit]:
    """Customers keep data on other people in the service, and nothing is said of that role."""
    accounts = case.manifest.accounts
    if accounts is not None and accounts.customer_records and not case.manifest.processor_of:
        message = "customers keep data on other people here, and the role in that is not said"
        yield Hit(path=("accounts", "customer-records"), message=message)


def without_agreement(case: Case) -> Iterator[Hit]:
    """Data handled for customers with no agreement to show."""
    loose = [
        f"processor-of/{key}"
        for key, said in case.manifest.processor_of.items()
        if "agreement" not in said.needs
    ]
    yield from gathered(loose, "data is handled for others without an agreement")


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.13-1-e", article="13(1)(e), 14(1)(e)", severity="warning", test=recipients,
        why="People must be told who receives their data; kinds suffice only where names cannot "
            "be given, and then as exactly as can be (WP260 rev.01; C-154/21).",
        instead="name the recipients, or at least their kinds and places",
    ),
    Rule(
        code="GAP.recipient-unnamed", article="13(1)(e)", severity="warning", test=unnamed,
        why="A provider bound by an agreement is known to the controller; nothing stands in the "
            "way of naming it.",
        instead="give `name` and `company`",
    ),
    Rule(
        code="GAP.recipient-data", article="13(1)(e)", severity="warning", test=data,
        why="A list of recipients that is silent on what one of them gets does not let people "
            "tell what happens to their data.",
        instead="give `receives`; nothing goes there till then",
    ),
    Rule(
        code="GAP.processor-role", article="4(8), 28", severity="warning", test=customers_records,
        why="Data that customers keep on other people is handled on their behalf; whoever does so "
            "is a processor, and those people must be able to tell.",
        instead="give `processor-of` with the agreement it is handled under",
    ),
    Rule(
        code="GAP.28-3", article="28(3)", severity="error", test=without_agreement,
        why="A processor acts only under a contract that sets out subject, duration, purpose and "
            "duties.",
        instead="add `agreement` to `needs`",
    ),
    Rule(
        code="WARN.third-party-own-ads", article="5(1)(b), 6(1)", severity="warning",
        test=own_ends,
        why="A vendor that uses data for ends of its own, such as advertising, is no processor; "
            "the disclosure needs a ground and, as a rule, consent.",
        instead="ask before others use data for own ends",
    ),
    Rule(
        code="WARN.recipient-incomplete", article="13(1)(e)", severity="warning",
        test=without_entry,
        why="A vendor that the text names without saying what it does or gets is not told of.",
        instead="give the recipient an entry of its own",
    ),
    Rule(
        code="WARN.recipient-unlisted", article="13(1)(e), 12(1)", severity="warning",
        test=outside_the_list,
        why="Whoever reads the list of third parties takes it for complete.",
        instead="add the recipient to the list",
    ),
    Rule(
        code="WARN.sharing-contradiction", article="5(1)(a), 13(1)(e)", severity="warning",
        test=shared_with_nobody,
        why="A host is a recipient (Art. 4(9)): data cannot lie there and go to no third party.",
        instead="say that it goes to nobody but the host, and name the host",
    ),
    Rule(
        code="WARN.foreign-policy-applies", article="24, 28", severity="warning",
        test=claimed(
            "foreign-policy-applies", "another party's policy is said to govern disclosure"
        ),
        why="The controller answers for its own disclosures and cannot take over rules that "
            "somebody else may change at will.",
        instead="own rules govern own disclosures: say them here",
    ),
    Rule(
        code="WARN.vendor-name-variant", article="13(1)(e)", severity="info", test=name_variants,
        why="A mistyped name leaves it uncertain who receives the data.",
        instead="write the name in one way",
    ),
)  # fmt: skip
