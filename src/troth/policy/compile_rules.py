"""Retention, rights, minors and sensitive kinds: how long, which rights, for whom not.

Where the text gives no period, Troth assumes one and says so: such a rule is kept but is nobody's
promise. What the law gives, people have, whether or not the text offers it.
"""

from __future__ import annotations

from dataclasses import replace

from troth.core.periods import Period
from troth.law.packs import Limit
from troth.policy.check_sense import ASSUMED as ASSUMED_KEY
from troth.policy.compile_silence import ASSUMED, Silence
from troth.policy.compiled import (
    LegalKeep,
    Minors,
    Provenance,
    RetentionRule,
    RightRoute,
    RightsOffer,
    SensitiveStance,
)
from troth.policy.syntax import rules
from troth.policy.vocabulary import CRIMINAL_KINDS, SPECIAL_KINDS

MOVING = frozenset({"last-activity", "last-contact"})
"""Events that start a period anew each time."""

REQUEST_LAW = {"GDPR": "gdpr", "BY": "belarus", "UA": "ukraine", "RU": "russia", "US-CA": "ccpa"}
"""Regime → the law pack that sets its term for answers."""


def retention(silence: Silence) -> dict[str, RetentionRule]:
    """Return every rule of keeping: those said, and one for each silent category."""
    made = {}
    for key, said in silence.manifest.retention.items():
        made[key] = _rule(key, said, silence)
    for category in silence.manifest.categories:
        rule = _silent_rule(category, silence)
        if rule is not None:
            made[rule.key] = rule
    return dict(sorted(made.items()))


def _rule(key: str, said: rules.Retention, silence: Silence) -> RetentionRule:
    address = f"retention/{key}"
    written = said.for_ or said.more_than
    period = Period.parse(written) if written else None
    by: Provenance = "said"
    if period is None and said.until is None and said.every is None:
        # A vague period is no period: an assumed one runs, and it is not the policy's promise.
        period, by = silence.assumed_period(), "assumed"
        wording = said.as_written or "set elsewhere"
        silence.note(f"{address}/period", f"{period} (the text: {wording})", "assumed", ASSUMED)
    else:
        silence.said(address, written or said.until or said.every, said.clause)
    start = said.from_ or silence.assumed("retention-start")
    if said.from_ is None:
        silence.note(f"{address}/from", start, "assumed", ASSUMED)
    extend = said.extend
    return RetentionRule(
        key=key,
        address=address,
        categories=frozenset(said.keeps),
        forms=frozenset(said.collected_by) if said.collected_by is not None else None,
        period=period,
        exceeds=said.more_than is not None,
        start=start,
        moving=start in MOVING,
        until=said.until,
        every=Period.parse(said.every) if said.every else None,
        extend_by=Period.parse(extend.by) if extend else None,
        extend_at_most=Period.parse(extend.at_most) if extend and extend.at_most else None,
        then=_then(key, said, silence),
        # GDPR Art. 17(3)(b): only a duty of law outlasts an erasure, a contract does not.
        legal_duty=said.because is not None,
        because=said.because,
        provenance=by,
        people=frozenset(said.people) if said.people is not None else None,
        whole_days=said.counted == "by-day",
        purge_on=_purge_day(address, said, silence),
        ceiling=said.ceiling,
        outvotes=_consented_forms(said, silence) if said.combine == "consent-wins" else frozenset(),
        leaves=frozenset(said.leaves),
        restricted_for=_restricted_for(address, said, silence),
        review=_review(address, said, silence),
        topic=said.topic,
        cited=said.cited,
        unless=frozenset(said.unless),
    )


def _purge_day(address: str, said: rules.Retention, silence: Silence) -> tuple[int, int] | None:
    if said.purge is None:
        return None
    silence.note(f"{address}/oldest", "P1Y", "said", f"purged each {said.purge.on}")
    month, day = said.purge.on.split("-")
    return int(month), int(day)


def _restricted_for(address: str, said: rules.Retention, silence: Silence) -> Period | None:
    """Return how long a record stays restricted: what is kept has an end, and somebody says it."""
    if said.then != "restrict":
        return None
    if said.restricted_for is not None:
        return Period.parse(said.restricted_for)
    text = silence.assumed("restriction")
    silence.note(f"{address}/restricted-for", text, "assumed", ASSUMED)
    return Period.parse(text)


def _review(address: str, said: rules.Retention, silence: Silence) -> Period | None:
    """Return how often a criterion is looked at again (GDPR recital 39: periodic review)."""
    if said.until is None:
        return None
    if said.review is not None:
        return Period.parse(said.review)
    text = silence.assumed("retention-review")
    silence.note(f"{address}/review", text, "assumed", ASSUMED)
    return Period.parse(text)


def _consented_forms(said: rules.Retention, silence: Silence) -> frozenset[str]:
    """Return the forms that serve nothing but consent: only there can a consent outvote a term."""
    purposes = silence.manifest.purposes
    return frozenset(
        key
        for key, form in silence.manifest.collection.items()
        if form.for_
        and (said.collected_by is None or key in said.collected_by)
        and all(name in purposes and purposes[name].basis == "consent" for name in form.for_)
    )


def _then(key: str, said: rules.Retention, silence: Silence) -> str:
    if said.duty == "must":
        return said.then
    if silence.strict:
        # GDPR Art. 5(1)(e): what is no longer needed must go; "may delete" is not enough.
        lawful = f"must {said.then} (the text: may)"
        silence.note(f"retention/{key}/duty", lawful, "law", "GDPR Art. 5(1)(e)")
        return said.then
    return "review"


def _silent_rule(category: str, silence: Silence) -> RetentionRule | None:
    """Return the rule for data of `category` that no written rule reaches."""
    manifest = silence.manifest
    reaching = [rule for rule in manifest.retention.values() if category in rule.keeps]
    if any(rule.collected_by is None for rule in reaching):
        return None
    reached = {form for rule in reaching for form in rule.collected_by or ()}
    collecting = {
        key
        for key, form in manifest.collection.items()
        if any(field.category == category for field in form.fields.values())
    }
    if reached and not collecting - reached:
        return None
    key = f"{ASSUMED_KEY}{category}"
    period = silence.assumed_period()
    start = silence.assumed("retention-start")
    silence.note(f"retention/{key}", f"{period} from {start}", "assumed", ASSUMED)
    return RetentionRule(
        key=key,
        address=f"retention/{key}",
        categories=frozenset({category}),
        forms=frozenset(collecting - reached) if reached else None,
        period=period,
        exceeds=False,
        start=start,
        moving=False,
        until=None,
        every=None,
        extend_by=None,
        extend_at_most=None,
        then="erase",
        legal_duty=False,
        because=None,
        provenance="assumed",
    )


def legal_keeps(silence: Silence) -> dict[str, LegalKeep]:
    """Return the duties of law to keep longer (GDPR Art. 17(3)(b))."""
    made = {}
    for key, said in sorted(silence.manifest.legal_exceptions.items()):
        silence.said(f"legal-exceptions/{key}", said.citation, said.clause)
        if said.effect != "retain":
            continue
        made[key] = LegalKeep(
            key=key,
            jurisdiction=said.jurisdiction,
            citation=said.citation,
            categories=frozenset(said.categories),
            period=Period.parse(said.for_) if said.for_ else None,
            valid_from=said.valid_from,
            valid_until=said.valid_until,
            items=frozenset(said.items) if said.items is not None else None,
            start=said.from_ or "issued",
            role=said.role,
        )
    return made


def rights(silence: Silence) -> RightsOffer:
    """Return the rights people have: those offered, those given by law, and the term."""
    said = silence.manifest.rights
    offered = frozenset(said.offer) if said else frozenset()
    more = _further(silence)
    if said and said.automated_decisions is not None:
        silence.said("rights/automated-decisions", said.automated_decisions, said.clause)
    for right in sorted(offered):
        silence.said(f"rights/{right}", "offered", said.clause if said else None)
    given = silence.law.under("regime-rights", silence.day)
    by_law: set[str] = set()
    for regime in silence.regimes:
        owed = given[regime].names() if regime in given else ()
        by_law.update(owed)
        for name in sorted(set(owed) - offered):
            silence.note(f"rights/{name}", f"by {regime}", "law", given[regime].source)
    if said and isinstance(said.answer_within, str) and said.answer_within != "law":
        silence.said("rights/answer-within", said.answer_within, said.answer_clause or said.clause)
        within: Period | None = Period.parse(said.answer_within)
        return replace(
            more, offered=offered, by_law=frozenset(by_law), answer_within=within, answer_by="said"
        )
    within, by, source = _statutory(silence)
    silence.note("rights/answer-within", within, by, source)
    return replace(
        more, offered=offered, by_law=frozenset(by_law), answer_within=within, answer_by=by
    )


def _further(silence: Silence) -> RightsOffer:
    """Return what a text says of rights beside which they are and how soon they are answered."""
    said, disputes = silence.manifest.rights, silence.manifest.disputes
    routes = said.routes if said else {}
    return RightsOffer(
        offered=frozenset(),
        by_law=frozenset(),
        answer_within=None,
        answer_by="said",
        extension=said.extension if said else None,
        not_for=tuple(said.not_for) if said else (),
        by_regime=said is not None and said.scope == "by-regime",
        escalate_to=(disputes.escalate_to if disputes else None) or "",
        ends_with_expiry=said is not None and said.ends_with_expiry,
        automated=(said.automated_decisions if said else None) or "",
        automated_logic=(said.automated_logic if said else None) or "",
        automated_consequences=(said.automated_consequences if said else None) or "",
        routes={
            key: RightRoute(
                key=key,
                right=route.right,
                categories=frozenset(route.categories),
                suppress=route.suppress,
            )
            for key, route in routes.items()
        },
    )


def _statutory(silence: Silence) -> tuple[Period | None, Provenance, str]:
    """Return the shortest calendar term that a regime of the policy sets for an answer."""
    terms = []
    for regime in silence.regimes:
        name = REQUEST_LAW.get(regime)
        found = silence.law.deadline(name, "request", silence.day) if name else None
        # Terms in business days need the calendar of the establishment; the clock of requests
        # computes those, and they are never the longer ones.
        if found is not None and not found.limit.business_days:
            terms.append((_period(found.limit), f"{found.source}, {found.basis}"))
    if not terms:
        return None, "assumed", ASSUMED
    period, source = min(terms, key=lambda each: (each[0].longest_days(), each[1]))
    return period, "law", source


def _period(limit: Limit) -> Period:
    return Period(months=limit.months, days=limit.days, seconds=limit.hours * 3600)


def minors(silence: Silence) -> Minors | None:
    """Return the age rule, or None where the policy has none."""
    said = silence.manifest.minors
    if said is None:
        silence.note("minors", "no age rule", "assumed", ASSUMED)
        return None
    silence.said("minors/age", f"under {said.under}", said.clause)
    raised: dict[str, int] = {}
    if said.raise_by_residence:
        ages = silence.law.under("majority-age", silence.day)
        raised = {place: age.number() for place, age in ages.items() if age.number() > said.under}
        source = next((age.source for age in ages.values()), ASSUMED)
        silence.note("minors/raised-by-residence", raised, "law", source)
    erase = said.do == "refuse-and-erase" and (silence.strict or said.duty == "must")
    if erase and said.duty == "may":
        lawful = "data of known minors is erased (the text: may)"
        silence.note("minors/duty", lawful, "law", "GDPR Art. 17(1)(d)")
    return Minors(
        under=said.under,
        raise_by_residence=raised,
        applies_to=said.applies_to,
        erase=erase,
        without_notice=bool(said.without_notice),
        parental_review=said.parental_consent == "verified-may-keep",
        report_to=said.report_to or "",
        reporters=said.reporters or "",
    )


def sensitive(silence: Silence) -> SensitiveStance:
    """Return which kinds are refused, and the narrow exceptions."""
    admitted = set()
    for form, collection in silence.manifest.collection.items():
        for name, field in collection.fields.items():
            admitted |= {(kind, form, name) for kind in field.permitted_sensitive or ()}
    stance = silence.manifest.sensitive
    special = SPECIAL_KINDS | CRIMINAL_KINDS
    if stance is None:
        # GDPR Art. 9(1), 10: forbidden unless a ground is shown; silence shows none.
        silence.note("sensitive/refusal", "all special kinds", "law", "GDPR Art. 9(1), 10")
        return SensitiveStance(refused=special, admitted=frozenset(admitted), provenance="law")
    exceptions = list(stance.exceptions)
    if not silence.strict:
        exceptions.extend(stance.contradicted_by)
    explicit = set()
    for each in exceptions:
        door = (each.admits, each.collection or "*", each.field or "*")
        admitted.add(door)
        if each.ground == "explicit-consent":
            explicit.add(door)
    kinds = frozenset(stance.kinds)
    silence.said("sensitive/refusal", kinds or special, stance.clause)
    if kinds and silence.strict and special - kinds:
        silence.note("sensitive/refusal-by-law", special - kinds, "law", "GDPR Art. 9(1), 10")
    refused = (kinds | special if silence.strict else kinds) if kinds else special
    return SensitiveStance(
        refused=refused,
        admitted=frozenset(admitted),
        provenance="said",
        explicit=frozenset(explicit),
    )
