"""Categories, sources, purposes and forms: what is taken in, and why.

The legal basis of a purpose is the one the policy names; of several claimed at once the strictest;
of none, the one assumed for its kind. Consent by browsing is recorded and never counts (D3).
"""

from __future__ import annotations

from collections.abc import Mapping

from troth.core.periods import Period
from troth.policy.compile_silence import ASSUMED, Silence
from troth.policy.compiled import Category, Form, FormField, Provenance, Purpose, Source
from troth.policy.syntax import what
from troth.policy.vocabulary import ELECTRONIC_CHANNELS

MARKETING_KINDS = frozenset({"marketing", "advertising"})
STRICTEST_FIRST = (
    "consent", "contract", "legal-obligation", "vital-interests", "public-task",
    "legitimate-interests",
)  # fmt: skip
"""Of several grounds claimed at once, the one that leaves the person most say."""


def categories(silence: Silence) -> dict[str, Category]:
    """Return the declared categories by key."""
    made = {}
    for key, said in sorted(silence.manifest.categories.items()):
        made[key] = Category(
            key=key,
            items=frozenset(said.items),
            sensitive=frozenset(said.sensitive),
            open_ended=said.open_ended,
            dpv=said.dpv,
            identified=said.identified,
            portable_as=dict(sorted(said.portable_as.items())),
            written_by=dict(sorted(said.written_by.items())),
            must_publish={k: v or "" for k, v in sorted(said.must_publish.items())},
        )
        silence.said(f"categories/{key}", said.items, said.clause)
        if said.open_ended:
            # GDPR Art. 5(1)(c): "other information" is no licence; only the named items run.
            closed = "only the items named"
            silence.note(f"categories/{key}/open-ended", closed, "assumed", ASSUMED)
    return made


def sources(silence: Silence) -> dict[str, Source]:
    """Return the declared sources by key."""
    made = {}
    for key, said in sorted(silence.manifest.sources.items()):
        made[key] = Source(
            key=key,
            kind=said.kind,
            gives=frozenset(said.gives) if said.gives is not None else None,
            needs=frozenset(said.needs),
            max_age=Period.parse(said.max_age) if said.max_age else None,
            regions_only=frozenset(said.regions_only) if said.regions_only is not None else None,
            told_within=Period.parse(said.told_within) if said.told_within else None,
        )
        silence.said(f"sources/{key}", said.kind, said.clause)
    return made


def purposes(silence: Silence) -> dict[str, Purpose]:
    """Return the purposes by key, each with its basis resolved."""
    manifest = silence.manifest
    return {key: _purpose(key, said, silence) for key, said in sorted(manifest.purposes.items())}


def _purpose(key: str, said: what.Purpose, silence: Silence) -> Purpose:
    basis, basis_by = _basis(key, said, silence)
    by_source: Mapping[str, str] = dict(sorted((said.basis_by_source or {}).items()))
    marketing = said.marketing if said.marketing is not None else said.kind in MARKETING_KINDS
    consent = basis == "consent" or "consent" in by_source.values()
    if marketing and not consent and _needs_opt_in(said, silence):
        consent = True
        source = "ePrivacy Directive Art. 13(1)"
        silence.note(f"purposes/{key}/consent", "asked before the first message", "law", source)
    silence.said(f"purposes/{key}", said.kind, said.clause)
    as_written = said.consent_as_written
    if as_written and as_written != "affirmative" and silence.strict:
        # GDPR Art. 4(11), 7; C-673/17: consent is an affirmative act.
        lawful = f"an affirmative act (the text: {as_written})"
        silence.note(f"purposes/{key}/consent", lawful, "law", "GDPR Art. 4(11)")
    return Purpose(
        key=key,
        kind=said.kind,
        uses=frozenset(said.uses),
        basis=basis,
        basis_by=basis_by,
        basis_by_source=by_source,
        consent_needed=consent,
        affirmative=consent and (silence.strict or as_written in (None, "affirmative")),
        interest=said.interest,
        balancing=said.balancing,
        law=said.law,
        marketing=marketing,
        channels=frozenset(said.channels or ()),
        roles=_roles(key, said, silence),
        cell_minimum=said.aggregate.at_least if said.aggregate else None,
        anonymised_input=bool(said.aggregate and said.aggregate.anonymised_input),
        identified=said.identified,
        processor=said.role == "processor",
        precision=said.precision,
        opt_out_in=_opt_out_in(key, said, marketing, silence),
        contract=said.contract == "shown",
    )


def _basis(key: str, said: what.Purpose, silence: Silence) -> tuple[str, Provenance]:
    address = f"purposes/{key}/basis"
    claimed = said.stated_bases or list((said.basis_by_source or {}).values())
    if said.basis is None and claimed:
        # One ground a purpose: a second one to fall back on would make withdrawal empty.
        basis: str = next(each for each in STRICTEST_FIRST if each in claimed)
        silence.said(address, f"{basis} (of {', '.join(sorted(set(claimed)))})", said.clause)
        return basis, "said"
    if said.basis is not None:
        silence.said(address, said.basis, said.clause)
        return said.basis, "said"
    figure = silence.law.at(f"basis-by-purpose/{said.kind}", silence.day)
    basis = str(figure.value) if figure else "consent"
    silence.note(address, basis, "assumed", f"{ASSUMED} for purposes of kind {said.kind}")
    return basis, "assumed"


def _needs_opt_in(said: what.Purpose, silence: Silence) -> bool:
    if said.opt_in == "required":
        return True
    electronic = bool(ELECTRONIC_CHANNELS & set(said.channels or ()))
    return silence.strict and electronic


def _opt_out_in(key: str, said: what.Purpose, marketing: bool, silence: Silence) -> frozenset[str]:
    """Return where nobody needs to opt in, for a text that asks only where the law does."""
    if said.opt_in != "where-law-requires" or not marketing:
        return frozenset()
    asked = silence.law.under("marketing-opt-in", silence.day)
    places = frozenset(place for place, figure in asked.items() if figure.value == "opt-out")
    if places:
        sources = sorted({asked[place].source for place in places})
        where = f"needed everywhere but in {', '.join(sorted(places))}"
        silence.note(f"purposes/{key}/opt-in", where, "law", "; ".join(sources))
    return places


def _roles(key: str, said: what.Purpose, silence: Silence) -> frozenset[str] | None:
    if said.roles is not None:
        return frozenset(said.roles)
    may = {name for name, role in silence.manifest.staff_roles.items() if key in role.may}
    return frozenset(may) if may else None


def forms(silence: Silence) -> dict[str, Form]:
    """Return the collection points by key."""
    manifest = silence.manifest
    return {key: _form(key, said, silence) for key, said in sorted(manifest.collection.items())}


def _form(key: str, said: what.Collection, silence: Silence) -> Form:
    source = silence.manifest.sources.get(said.source)
    silence.said(f"collection/{key}", sorted(said.fields), said.clause)
    unmarked = sorted(name for name, field in said.fields.items() if field.required is None)
    if unmarked:
        optional = f"optional: {', '.join(unmarked)}"
        silence.note(f"collection/{key}/required", optional, "assumed", ASSUMED)
    return Form(
        key=key,
        origin=said.from_,
        source=said.source,
        fields={name: _field(name, field, silence) for name, field in sorted(said.fields.items())},
        purposes=tuple(said.for_),
        property=said.property,
        system=said.system,
        identity=said.identity,
        extra_fields=said.extra_fields,
        needs=frozenset(said.needs) | frozenset(source.needs if source else ()),
        activity=said.activity,
        contact=said.contact,
        processor=said.processor,
        creates_account=said.creates_account,
        double_opt_in=said.double_opt_in,
        ad_hoc_purposes=said.ad_hoc_purposes,
        splits=dict(sorted(said.splits.items())),
    )


def _field(name: str, said: what.FormField, silence: Silence) -> FormField:
    limit = said.max_bytes if said.max_bytes is not None else _limit(said.type, silence)
    identifies = said.identifies or (said.type if said.type in ("email", "phone") else None)
    return FormField(
        name=name,
        category=said.category,
        item=said.item or name,
        required=bool(said.required),
        type=said.type,
        max_bytes=limit,
        identifies=identifies,
    )


def _limit(kind: str, silence: Silence) -> int:
    settings = silence.manifest.settings
    said = settings.file_limit_bytes if settings else None
    if kind == "file" and said is not None:
        silence.said("settings/file-limit-bytes", said, None)
        return said
    name = "file-bytes" if kind == "file" else "field-bytes"
    limit = int(silence.assumed(name))
    silence.note(f"settings/{name}", limit, "assumed", ASSUMED)
    return limit
