"""The decision, written a second time: codes, each with the sentence that makes it true.
Shares no code with `troth.policy`; reads the `Policy` as it stands."""

# fmt: off
from dataclasses import replace

CHANNELS = {"email", "phone", "message", "post", "in-app", "web"}
BASES = {"consent", "contract", "legal-obligation", "vital-interests", "public-task",
         "legitimate-interests"}
CODE = {"consent": "CONSENT_REQUIRED", "case": "CASE_REQUIRED", "anonymised": "NOT_ANONYMOUS",
        "order": "LEGAL_REQUEST_REQUIRED", "interaction-reference": "INTERACTION_REQUIRED",
        "legal-request": "LEGAL_REQUEST_REQUIRED", "device-permission": "DEVICE_PERMISSION_DENIED"}

def decide(p, q):
    """Return the set of refusal codes (empty: allowed) and the set of purposes that bind."""
    q = replace(q, standing=_met(q.standing, q.channel))
    form = p.forms.get(q.form)
    origin = q.source or (form.source if form else None)
    homes = {f: _homes(p, q, form, f) for f in q.fields}
    cats = {c for h in (q.categories, *homes.values()) for c in h if c in p.categories}
    stated = form and form.ad_hoc_purposes and (
        q.action == "collect" or q.purpose in (q.collected_for or ()))
    asked = [q.purpose] if q.purpose else form.purposes if q.action == "collect" and form else []
    asked = [n for n in asked if n in p.purposes or (n == q.purpose and stated)]
    no = _data(p, q, form, origin, homes, cats, asked) | _parties(p, q, form, cats)
    no |= _needs(p, q, form, p.sources.get(origin), cats)
    no |= {"PURPOSE_UNDECLARED"} if q.purpose and not (q.purpose in p.purposes or stated) else set()
    no |= {"NO_PURPOSE"} if not (asked or q.purpose or q.action == "store") else set()
    uses = {n: p.purposes[n].uses if n in p.purposes else {f.category for f in form.fields.values()}
            for n in asked}
    against = {n: set() if q.action == "store" else _against(p, q, n, form, origin) for n in asked}
    bound = {n for n in asked if not against[n]}
    bare = {c for c in cats if not any(c in uses[n] for n in bound)}
    no |= {code for n in asked if not bound or bare & set(uses[n]) for code in against[n]}
    no |= {"PURPOSE_NOT_DECLARED_FOR_FIELD" for c in cats
           if asked and not any(c in uses[n] for n in asked)}
    return no, (set() if no else bound)

def _met(st, c):
    """What names the channel counts before what names none."""
    given = {n: at for (by, n), at in st.by_channel.items() if by == c}
    no = {n for by, n in st.refused_by if by == c}
    shut = {n for by, n in st.shut if by == c}
    reach = {(r, n): x for (r, n), x in st.reach.items() if n not in given}
    return replace(
        st, consents={**{n: at for n, at in st.consents.items() if n not in no}, **given},
        withdrawn={n for n in st.withdrawn if n not in given} | no, objected=st.objected | shut,
        marketing_objection=st.marketing_objection or "marketing" in shut,
        reach={**reach, **{("", n): x for (r, n), x in st.reach.items() if r == f":{c}"}})

def _homes(p, q, form, field):
    if form:
        return [form.fields[field].category] if field in form.fields else []
    homes = [k for k, c in p.categories.items() if field in c.items]
    if q.categories:
        return [k for k in homes if k in q.categories]
    used = p.purposes[q.purpose].uses if q.purpose in p.purposes else ()
    return [k for k in homes if k in used] or homes

def _ways(p, q, form, k, f):
    return {(kind, at, name) for kind, at, name in p.sensitive.admitted
            if kind == k and (at == "*" or (form and at == q.form)
                              or not (q.action == "collect" or form))
            and (name in ("*", f) or (q.action != "collect" and f is None))}

def _data(p, q, form, origin, homes, cats, asked):
    taking, source, system = q.action == "collect", p.sources.get(origin), p.systems.get(q.system)
    extra = [f for f in q.fields if form and f not in form.fields]
    strips = taking and form and form.extra_fields == "strip"
    known = {i for c in p.categories.values() for i in c.items}
    held = [(k, f) for f in q.found if not (strips and f in extra) for k in q.found[f]] + [
        (k, f) for c in cats for k in p.categories[c].sensitive
        for f in ([f for f in homes if c in homes[f]] or [None])]
    fields = form.fields.values() if taking and form else ()
    return {code for code, wrong in {
        "FORM_UNDECLARED": q.form is not None and not form,
        "FIELD_UNDECLARED": not strips and any(
            not homes[f] and not (form and f in known) for f in q.fields),
        "FIELD_NOT_NEEDED": (not strips and set(extra) & known)
        or (fields and (set(q.categories) & cats) - {f.category for f in fields}),
        "CATEGORY_UNDECLARED": not cats or set(q.categories) - set(p.categories),
        "SOURCE_UNDECLARED": (not source and (taking or origin))
        or (taking and source and source.gives is not None and cats - source.gives)
        or (taking and form and origin != form.source),
        "PROPERTY_NOT_IN_SCOPE": (q.property is not None and q.property not in [
            f.property for f in ([form] if form else p.forms.values())])
        or (q.property is not None and p.properties and p.properties.get(q.property) != ""),
        "ENTITY_UNKNOWN": q.entity is not None and not any(
            k == q.entity and r.named and r.role in ("affiliate", "joint-controller")
            for k, r in p.recipients.items()),
        "STORAGE_UNDECLARED": (q.action == "store" or q.system)
        and (not system or cats - system.holds),
        "IDENTIFIED_TECHNICAL_DATA": q.action in ("use", "disclose") and q.identified
        and any(not p.categories[c].identified for c in cats),
        "SENSITIVE": any(k in p.sensitive.refused and not _ways(p, q, form, k, f) for k, f in held),
        "CONSENT_REQUIRED": q.action != "store" and any(
            k in p.sensitive.refused and _ways(p, q, form, k, f)
            and not _ways(p, q, form, k, f) - p.sensitive.explicit for k, f in held)
        and not any((taking and n in q.consents_now) or _consented(q, n) for n in asked),
        "REQUIRED_FIELD_MISSING": (q.fields or not q.categories)
        and any(f.required and f.name not in q.fields for f in fields),
        "PURPOSE_NOT_DECLARED_FOR_FIELD": fields and q.purpose in p.purposes
        and q.purpose not in form.purposes,
    }.items() if wrong}

def _needs(p, q, form, source, cats):
    st, taking, r = q.standing, q.action == "collect", p.recipients.get(q.recipient)
    needs = (r.needs if r else set()) | (source.needs if taking and source else set())
    if taking and form:
        needs = needs | form.needs | ({"agreement"} if form.processor else set())
    own = {"agreement": st.customer_agreements, "anonymised": not q.identified,
           "consent": (taking and q.consents_now) or (_consented(q, q.purpose)
               if taking or q.recipient is None else _named(q)),
           "device-permission": st.device_permissions & {*cats, *q.fields}}
    return {CODE.get(n) or n.upper() + "_MISSING"
            for n in needs if not q.shown.get(n) and not own.get(n)}

def _parties(p, q, form, cats):
    st, r, m, day = q.standing, p.recipients.get(q.recipient), p.minors, q.day or q.at.date()
    heres = [{x, x.split("-")[0]} for x in (q.region, st.residence) if x] or [set()]
    young = st.minor
    if m and st.born:
        age = day.year - st.born.year - ((st.born.month, st.born.day) > (day.month, day.day))
        young |= age < max(m.under, m.raise_by_residence.get(st.residence, 0))
    return {code for code, wrong in {
        "MINOR": young and q.action != "store"
        and (q.action == "collect" or not m or m.applies_to == "services"),
        "NOT_ACCEPTED": q.action != "store" and p.effective == "acceptance"
        and st.accepted not in (None, p.hash),
        "RECIPIENT_UNDECLARED": not r and (q.recipient or q.action == "disclose"),
        "RECIPIENT_CATEGORY": r and cats - r.receives,
        "RECIPIENT_PURPOSE": r and r.purposes is not None and q.purpose not in {None, *r.purposes},
        "RECIPIENT_REGION": r and any(
            (r.regions_only is not None and not here & r.regions_only)
            or (r.regions_except and (not here or here & r.regions_except)) for here in heres),
        "SALE_FORBIDDEN": r and p.never_sells and q.shown.get("consideration"),
        **_place(p, q, r, heres),
    }.items() if wrong}

def _place(p, q, r, heres):
    if not r:
        return {}
    strange = q.place is not None and q.place not in r.places and "any" not in r.places
    shut = {x for x, who in r.places_shut.items() if who and any(not h or h & who for h in heres)}
    to = [q.place] if q.place is not None else [x for x in r.places if x not in shut]
    closed = set(to) & shut or (r.places and not to)
    bound = p.mode == "strict" and any(
        not h or p.bound_regions is None or h & p.bound_regions for h in heres)
    dead = not (set(to) <= set(r.carried_by) if to else r.transfer_valid)
    return {"PLACE_UNDECLARED": strange, "PLACE_NOT_FOR_REGION": not strange and closed,
            "TRANSFER_INVALID": not strange and not closed and bound and dead}

def _consented(q, name):
    lapse = q.standing.consents.get(name, False)
    return name not in q.standing.withdrawn and (lapse is None or (lapse and q.at < lapse))

def _named(q):
    lapse = q.standing.named.get((q.recipient, q.purpose), False)
    return (q.recipient, q.purpose) not in q.standing.refused and (
        lapse is None or (lapse and q.at < lapse))

def _sold(p, x, r):
    return (r and r.own_purposes and r.role != "authority") or (x and (
        x.kind == "advertising" or (x.marketing and any(
            o.own_purposes and x.key in (o.purposes or ()) for o in p.recipients.values()))))

def _against(p, q, name, form, origin):
    st, x, taking = q.standing, p.purposes.get(name), q.action == "collect"
    law = not taking and any(q.shown.get(n) for n in ("order", "authority", "law"))
    own = x.basis_by_source.get(origin, x.basis) if x else q.basis if q.basis in BASES else ""
    here = q.region or st.residence or ""
    free = not taking and x and {here, here.split("-")[0]} & x.opt_out_in
    basis = "legal-obligation" if law else (
        "legitimate-interests" if free and own == "consent" else own)
    asks = not free and (basis == "consent" or (
        x and x.consent_needed and (x.marketing or origin not in x.basis_by_source)))
    now = taking and (name in q.consents_now or (q.purpose == name and q.shown.get("consent")))
    lacks = not (law or now) and name not in st.withdrawn and asks and not _consented(q, name)
    may = name in p.staff_roles.get(q.role, ()) if not x or x.roles is None else q.role in x.roles
    agreed, client = q.shown.get("agreement"), not taking and form and form.processor
    opens = ("consent", "case", "protection-of-another", "public-interest")
    return {code for code, wrong in {
        "NO_BASIS": not own or (taking and q.form is None and q.basis is None),
        "BASIS_MISMATCH": q.basis is not None and q.basis not in (own, basis),
        "LI_ASSESSMENT_MISSING": basis == "legitimate-interests" and p.mode == "strict"
        and x and x.balancing == "required" and not q.shown.get("balancing"),
        "CONSENT_WITHDRAWN": not (law or now) and name in st.withdrawn,
        "CONSENT_EXPIRED" if name in st.consents else "CONSENT_REQUIRED": lacks,
        "NOTICE_MISSING": name in st.untold and not (law or now or _consented(q, name)),
        "NOTICE_14_MISSING": st.uninformed and q.channel and not q.shown.get("notice"),
        "OBJECTED": name in st.objected
        or ("*" in st.objected and basis in ("legitimate-interests", "public-task")),
        "OPTED_OUT": (x and x.marketing and st.marketing_objection)
        or ("sale" in st.objected and _sold(p, x, p.recipients.get(q.recipient))),
        "SUPPRESSED": st.suppressed and ((x and x.marketing)
                                         or (q.channel and basis != "legal-obligation")),
        "RESTRICTED": st.restricted and not now and not any(q.shown.get(n) for n in opens),
        "CHANNEL_UNDECLARED": q.channel not in {None, *((x and x.channels) or CHANNELS)},
        "ROLE": (not taking and x and x.roles is not None) if q.role is None
        else q.role not in p.staff_roles or not may,
        "PURPOSE_INCOMPATIBLE": not taking and q.collected_for is not None and not law
        and name not in q.collected_for and not q.shown.get("consent") and not _consented(q, name),
        "IDENTIFIED_TECHNICAL_DATA": not taking and x and not x.identified and q.identified,
        "NOT_ANONYMOUS": not taking and x and x.anonymised_input and q.identified,
        "AGGREGATE_ONLY": not taking and x and x.cell_minimum is not None and not q.aggregate,
        "FIELD_NOT_CONSENTED": not law and ("", name) in st.reach and (
            set(q.fields) - st.reach["", name] or (q.action == "disclose" and not q.fields
                                                   and q.categories)),
        "OUTSIDE_AGREEMENT": client and ((x and not x.processor)
        or (agreed and st.customer_agreements and agreed not in st.customer_agreements)),
        "AGREEMENT_MISSING": (client and not agreed and not st.customer_agreements)
        or (x and x.contract and basis == "contract" and not (
            q.shown.get("contract") in st.customer_agreements
            or (not taking and not q.shown.get("contract") and st.customer_agreements))),
    }.items() if wrong}
