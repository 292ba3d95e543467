"""Error-free manifest → compiled policy: total tables, every silence filled and marked, one hash.

The same manifest, law and day give the same bytes; the order of keys does not matter. The hash is
SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8) of every table; it leaves out the
policy's name, so that a renamed file is the same policy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from hashlib import sha256

from troth.core.periods import Period
from troth.law.packs import LawBook
from troth.policy.check import check
from troth.policy.compile_access import access_rules
from troth.policy.compile_conduct import change_rules, dispute_rules, measures
from troth.policy.compile_correspondence import correspondence
from troth.policy.compile_data import categories, forms, purposes, sources
from troth.policy.compile_parties import (
    bound_regions,
    controller,
    recipients,
    regimes,
    systems,
    transfer_valid,
)
from troth.policy.compile_rules import legal_keeps, minors, retention, rights, sensitive
from troth.policy.compile_silence import ASSUMED, Silence
from troth.policy.compiled import ClientData, Policy
from troth.policy.diagnostics import ManifestRefused
from troth.policy.parse import Parsed
from troth.policy.promises import promises
from troth.policy.syntax.manifest import Manifest

LANGUAGE = 1
"""The version of the manifest language that this compiler reads."""


def compile_policy(parsed: Parsed, law: LawBook, *, at: date | None = None) -> Policy:
    """Compile a manifest.

    Args:
        parsed: What `parse` made of the text.
        law: The law packs.
        at: The day whose law holds; by default the day up to which the packs are kept.

    Raises:
        ManifestRefused: `manifest/*`, with every diagnostic.
    """
    problems = check(parsed)
    if problems or parsed.manifest is None:
        raise ManifestRefused(problems)
    silence = Silence(manifest=parsed.manifest, law=law, day=at or law.as_of)
    silence.regimes = regimes(silence)
    policy = _tables(parsed.name, silence)
    return replace(policy, hash=content_hash(policy))


def _tables(name: str, silence: Silence) -> Policy:
    manifest = silence.manifest
    made = Policy(
        name=name.rsplit("/", 1)[-1].removesuffix(".yaml").removesuffix(".yml"),
        mode=manifest.mode,
        language=LANGUAGE,
        hash="",
        effective=_effective(silence),
        dated=manifest.revision.dated if manifest.revision else None,
        controller=controller(silence),
        categories=categories(silence),
        sources=sources(silence),
        purposes=purposes(silence),
        forms=forms(silence),
        recipients=recipients(silence),
        rules=retention(silence),
        legal_keeps=legal_keeps(silence),
        systems=systems(silence),
        staff_roles={k: frozenset(v.may) for k, v in sorted(manifest.staff_roles.items())},
        processor_of={
            key: frozenset(said.categories) for key, said in sorted(manifest.processor_of.items())
        },
        client_data=_client_data(manifest),
        minors=minors(silence),
        sensitive=sensitive(silence),
        rights=rights(silence),
        cookies=_cookies(manifest),
        security={key: said.kind for key, said in sorted(manifest.security.items())},
        promises=promises(manifest),
        facts=(),
        effective_on=manifest.revision.on if manifest.revision else None,
        changes=change_rules(manifest),
        access=access_rules(manifest),
        disputes=dispute_rules(manifest),
        correspondence=correspondence(silence),
        bound_regions=bound_regions(silence),
        never_sells=any(said.kind == "never-sells" for said in manifest.claims.values()),
        accuracy_review=_accuracy_review(silence),
        presumed_true=_presumed_true(manifest),
        properties={k: v.policy or "" for k, v in sorted(manifest.properties.items())},
        measures=measures(silence),
        undertaking=next(
            (f"security/{key}" for key, one in manifest.security.items() if one.undertaking), None
        ),
    )
    _note_mode(silence)
    _note_the_rest(silence)
    return replace(made, facts=tuple(fact for _, fact in sorted(silence.facts.items())))


def _note_mode(silence: Silence) -> None:
    said = "mode" in silence.manifest.model_fields_set
    silence.note(
        "mode",
        silence.manifest.mode,
        "said" if said else "assumed",
        "the manifest" if said else ASSUMED,
    )


def _accuracy_review(silence: Silence) -> Period | None:
    """Return how soon data that seems wrong is looked into (GDPR Art. 5(1)(d)).

    None where the text presumes what people say to be true and promises no more.
    """
    kinds = {said.kind for said in silence.manifest.claims.values()}
    if "truth-presumed" in kinds and "always-accurate" not in kinds:
        return None
    settings = silence.manifest.settings
    said = settings.accuracy_review if settings else None
    return Period.parse(said or silence.assumed("accuracy-review"))


def _presumed_true(manifest: Manifest) -> dict[str, frozenset[str]]:
    """Return of which categories people vouch for what they give, by the claim that says so."""
    return {
        key: frozenset(said.about)
        for key, said in sorted(manifest.claims.items())
        if said.kind == "truth-presumed"
    }


def _client_data(manifest: Manifest) -> dict[str, ClientData]:
    """Return the kinds of data handled for customers (GDPR Art. 28)."""
    return {
        key: ClientData(
            key=key,
            categories=frozenset(said.categories),
            custody=said.custody,
            agreement=said.agreement,
            term_required=said.term_required,
        )
        for key, said in sorted(manifest.processor_of.items())
    }


def _effective(silence: Silence) -> str:
    revision = silence.manifest.revision
    if revision and revision.dated:
        silence.said("revision/dated", revision.dated, revision.clause)
    if revision and revision.effective:
        silence.said("revision/effective", revision.effective, revision.clause)
        return revision.effective
    assumed = silence.assumed("effective")
    silence.note("revision/effective", assumed, "assumed", ASSUMED)
    return assumed


def _cookies(manifest: Manifest) -> dict[str, Mapping[str, str]]:
    entries = manifest.cookies.entries if manifest.cookies else {}
    made: dict[str, Mapping[str, str]] = {}
    for key, said in sorted(entries.items()):
        given = {
            "use": said.use,
            "purpose": said.purpose,
            "vendor": said.vendor,
            "expires": said.expires,
            "places": ",".join(said.places or ()) or None,
            "identifier": None if said.identifier is None else ("yes" if said.identifier else "no"),
        }
        made[key] = {name: value for name, value in sorted(given.items()) if value is not None}
    return made


def _note_the_rest(silence: Silence) -> None:
    """Note the sections that pass through as they are."""
    manifest = silence.manifest
    for key, measure in manifest.security.items():
        silence.said(f"security/{key}", measure.kind, measure.clause)
    for key, role in manifest.staff_roles.items():
        silence.said(f"staff-roles/{key}", role.may, role.clause)
    for key, agreement in manifest.processor_of.items():
        silence.said(f"processor-of/{key}", agreement.categories, agreement.clause)
    if manifest.cookies:
        for key, cookie in manifest.cookies.entries.items():
            silence.said(f"cookies/{key}", cookie.use, cookie.clause or manifest.cookies.clause)
    for key, transfer in manifest.transfers.items():
        silence.said(f"transfers/{key}", transfer.mechanism, transfer.clause)
        if transfer.to:
            silence.said(f"transfers/{key}/to", transfer.to, transfer.clause)
        stands = transfer_valid(silence, transfer.mechanism, transfer.to)
        state = "stands" if stands else "does not stand"
        silence.note(f"transfers/{key}/standing", state, "law", "GDPR Art. 44-49")
    if manifest.changes:
        for weight, audience in manifest.changes.notify.items():
            silence.said(f"changes/{weight}", audience, manifest.changes.clause)


def content_hash(policy: Policy) -> str:
    """Return SHA-256, in hexadecimal, over the canonical JSON of the policy's tables."""
    tables = {
        each.name: _plain(getattr(policy, each.name))
        for each in fields(policy)
        if each.name not in ("hash", "name")
    }
    text = json.dumps(tables, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def as_json(policy: Policy) -> str:
    """Return the compiled policy as canonical JSON, hash and name included."""
    return json.dumps(_plain(policy), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: object) -> object:
    """Return what JSON can say; sets in order, so that equal policies have equal bytes."""
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted((_plain(each) for each in value), key=json.dumps)
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    raise TypeError(f"no canonical form of {type(value).__name__}")
