"""The decision, written a second time: a list of codes, each with the sentence that makes it true.
Shares no code with `troth.policy`; reads the `Policy` as it stands. No tables, no order, no help.
"""

# ruff: noqa: C901, E501, RUF017, SIM905 - one sentence a code, as flat as it can be read
# fmt: off
CHANNELS = {"email", "phone", "message", "post", "in-app", "web"}
BASES = "consent contract legal-obligation vital-interests public-task legitimate-interests".split()
CODE = {"consent": "CONSENT_REQUIRED", "case": "CASE_REQUIRED", "anonymised": "NOT_ANONYMOUS",
        "order": "LEGAL_REQUEST_REQUIRED", "interaction-reference": "INTERACTION_REQUIRED",
        "legal-request": "LEGAL_REQUEST_REQUIRED", "device-permission": "DEVICE_PERMISSION_DENIED"}


def decide(p, q):
    """Return the set of refusal codes (empty: allowed) and the set of purposes that bind."""
    st, no, form = q.standing, set(), p.forms.get(q.form)
    taking, storing = q.action == "collect", q.action == "store"
    origin = q.source or (form.source if form else None)
    source, system, r = p.sources.get(origin), p.systems.get(q.system), p.recipients.get(q.recipient)
    strips = form and taking and form.extra_fields == "strip"

    homes = {}  # field -> the categories it belongs to
    for f in q.fields:
        homes[f] = [k for k, c in p.categories.items() if f in c.items]
        if form and f in form.fields:
            homes[f] = [form.fields[f].category]
        elif form:
            no |= set() if strips else {"FIELD_NOT_NEEDED" if homes[f] else "FIELD_UNDECLARED"}
            homes[f] = []
        elif q.categories:
            homes[f] = [k for k in homes[f] if k in q.categories]
        elif q.purpose in p.purposes:
            homes[f] = [k for k in homes[f] if k in p.purposes[q.purpose].uses] or homes[f]
    cats = {c for c in [*q.categories, *sum(homes.values(), [])] if c in p.categories}
    held = [(k, f) for c in cats for k in p.categories[c].sensitive
            for f in ([f for f in homes if c in homes[f]] or [None])] + [
                (k, f) for f, kinds in q.found.items() for k in kinds
                if not (strips and f in q.fields and f not in form.fields)]

    def admitted(kind, field):
        return any(k == kind and (at == "*" or (form and at == q.form) or not (taking or form))
                   and (name in ("*", field) or (not taking and field is None))
                   for k, at, name in p.sensitive.admitted)

    def consented(name):
        lapse = st.consents.get(name, False)
        return name not in st.withdrawn and (lapse is None or (lapse is not False and q.at < lapse))

    def met(n):
        return q.shown.get(n) or {
            "agreement": st.customer_agreements, "anonymised": not q.identified,
            "consent": (taking and q.consents_now) or consented(q.purpose),
            "device-permission": st.device_permissions & {*cats, *q.fields}}.get(n)

    needs = set(r.needs) if r else set()
    if taking:
        needs |= (form.needs if form else set()) | (source.needs if source else set())
        needs |= {"agreement"} if form and form.processor else set()
    no |= {CODE.get(n) or n.upper() + "_MISSING" for n in needs if not met(n)}

    day, young, m = q.day or q.at.date(), st.minor, p.minors
    if m and st.born:
        age = day.year - st.born.year - ((st.born.month, st.born.day) > (day.month, day.day))
        young |= age < max(m.under, m.raise_by_residence.get(st.residence, 0))
    here = {q.region, q.region.split("-")[0]} if q.region else set()
    missing = form and any(f.required and f.name not in q.fields for f in form.fields.values())
    stated = form and form.ad_hoc_purposes and (taking or q.purpose in (q.collected_for or ()))
    no |= {code for code, wrong in {
        "FORM_UNDECLARED": q.form is not None and not form,
        "FIELD_UNDECLARED": not form and not all(homes.values()),
        "CATEGORY_UNDECLARED": not cats or set(q.categories) - set(p.categories),
        "SOURCE_UNDECLARED": (not source and (taking or origin))
        or (taking and source and source.gives is not None and cats - source.gives)
        or (taking and form and origin != form.source),
        "PROPERTY_NOT_IN_SCOPE": q.property is not None and q.property not in [
            f.property for f in ([form] if form else p.forms.values())],
        "STORAGE_UNDECLARED": (storing or q.system) and (not system or cats - system.holds),
        "SENSITIVE": any(k in p.sensitive.refused and not admitted(k, f) for k, f in held),
        "FIELD_NOT_NEEDED": taking and form and (set(q.categories) & cats) - {
            f.category for f in form.fields.values()},
        "REQUIRED_FIELD_MISSING": taking and missing and (q.fields or not q.categories),
        "MINOR": young and not storing and (taking or (not m or m.applies_to == "services")),
        "NOT_ACCEPTED": not (storing or p.effective != "acceptance" or st.accepted is None
                             or st.accepted == p.hash),
        "RECIPIENT_UNDECLARED": not r and (q.recipient or q.action == "disclose"),
        "RECIPIENT_CATEGORY": r and cats - r.receives,
        "RECIPIENT_PURPOSE": r and q.purpose and r.purposes is not None
        and q.purpose not in r.purposes,
        "RECIPIENT_REGION": r and ((r.regions_only is not None and not here & r.regions_only)
        or (r.regions_except and (not here or here & r.regions_except))),
        "TRANSFER_INVALID": r and p.mode == "strict" and not r.transfer_valid,
        "NO_PURPOSE": not q.purpose and not storing and not (
            taking and form and set(form.purposes) & set(p.purposes)),
        "PURPOSE_UNDECLARED": q.purpose and q.purpose not in p.purposes and not stated,
        "PURPOSE_NOT_DECLARED_FOR_FIELD": taking and form and q.purpose in p.purposes
        and q.purpose not in form.purposes,
    }.items() if wrong}

    asked = [q.purpose] if q.purpose else form.purposes if taking and form else []
    asked = [n for n in asked if n in p.purposes or (n == q.purpose and stated)]
    uses = {n: p.purposes[n].uses if n in p.purposes else {f.category for f in form.fields.values()}
            for n in asked}
    against = {n: set() if storing else _against(p, q, n, form, origin, consented) for n in asked}
    bound = {n for n in asked if not against[n]}
    for n in asked:
        if not bound or any(c in uses[n] and not any(c in uses[b] for b in bound) for c in cats):
            no |= against[n]
    if asked and any(not any(c in uses[n] for n in asked) for c in cats):
        no.add("PURPOSE_NOT_DECLARED_FOR_FIELD")
    return no, (set() if no else bound)


def _against(p, q, name, form, origin, consented):
    st, x, taking = q.standing, p.purposes.get(name), q.action == "collect"
    law = not taking and any(q.shown.get(n) for n in ("order", "authority", "law"))
    own = x.basis_by_source.get(origin, x.basis) if x else q.basis if q.basis in BASES else ""
    basis = "legal-obligation" if law else own
    asks = basis == "consent" or (
        x and x.consent_needed and (x.marketing or origin not in x.basis_by_source))
    now = taking and (name in q.consents_now or (q.purpose == name and q.shown.get("consent")))
    lacks = not (law or now) and name not in st.withdrawn and asks and not consented(name)
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
        "OBJECTED": name in st.objected
        or ("*" in st.objected and basis in ("legitimate-interests", "public-task")),
        "OPTED_OUT": x and x.marketing and st.marketing_objection,
        "SUPPRESSED": st.suppressed
        and ((x and x.marketing) or (q.channel is not None and basis != "legal-obligation")),
        "RESTRICTED": st.restricted and not now and not any(q.shown.get(n) for n in opens),
        "CHANNEL_UNDECLARED": q.channel is not None
        and q.channel not in ((x and x.channels) or CHANNELS),
        "ROLE": (not taking and x and x.roles is not None) if q.role is None
        else q.role not in p.staff_roles or not may,
        "PURPOSE_INCOMPATIBLE": not taking and q.collected_for is not None and not law
        and name not in q.collected_for and not q.shown.get("consent") and not consented(name),
        "IDENTIFIED_TECHNICAL_DATA": not taking and x and not x.identified and q.identified,
        "NOT_ANONYMOUS": not taking and x and x.anonymised_input and q.identified,
        "AGGREGATE_ONLY": not taking and x and x.cell_minimum is not None and not q.aggregate,
        "OUTSIDE_AGREEMENT": client and ((x and not x.processor)
        or (agreed and st.customer_agreements and agreed not in st.customer_agreements)),
        "AGREEMENT_MISSING": client and not agreed and not st.customer_agreements,
    }.items() if wrong}
