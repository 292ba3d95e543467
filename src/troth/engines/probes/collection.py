"""Was only taken in what the policy of the day declared? Read from the stored activities.

An activity is what all records of one (policy, form, field) share; it is compared, word for word,
with the version of the policy it names: form, field, category, source, system, purposes, basis.
Refusals show the gate at work. GDPR Art. 5(1)(a)-(c), 6(1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.observation import Observation, Tally
from troth.policy.compiled import Form, Policy
from troth.storage.rows import ActivityRow

PROBE: Final = "collection"
HOUSE: Final = "store/collection"

NEED_REFUSALS: Final = frozenset(
    (
        "AGREEMENT_MISSING", "CONSENT_REQUIRED", "CASE_REQUIRED", "LEGAL_REQUEST_REQUIRED",
        "TERMS_MISSING", "INTERACTION_REQUIRED", "DEVICE_PERMISSION_DENIED", "BREACH_MISSING",
        "REORGANISATION_MISSING", "NOT_ANONYMOUS", "ATTESTATION_MISSING", "SESSION_MISSING",
        "DATE_MISSING", "PAYMENT_REQUIRED",
    )
)  # fmt: skip
"""The codes by which the gate says that something was not shown."""


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return how the stored activities compare with what was declared."""
    tally = Tally(PROBE)
    tally.watch(HOUSE, "collection")
    live: Counter[int] = Counter()
    for group in inquiry.groups:
        live[group.activity] += group.records
    for number, activity in inquiry.activities.items():
        # What was anonymised has no purpose any more; `probes.keeping` looks at it.
        if live[number] and activity.rules != ("anonymous",):
            _activity(inquiry, activity, live[number], tally)
    _refusals(inquiry.data.count_refusals(), tally)
    return tally.observations()


def _activity(inquiry: Inquiry, activity: ActivityRow, records: int, tally: Tally) -> None:
    version = inquiry.version_of(activity)
    if version is None:
        known = inquiry.data.policy(activity.policy) is not None
        what = "records whose policy version is stored but was not at hand to compare"
        if known:
            tally.saw(HOUSE, "collection", what, records)
        else:
            what = "records that name no published version of the policy"
            tally.broke(HOUSE, "collection", what, records)
        return
    form = version.forms.get(activity.form)
    if form is None or activity.source not in version.sources:
        what = "records of an undeclared form or source"
        tally.broke(HOUSE, "collection", what, records)
        return
    tally.saw(HOUSE, "collection", "records of declared forms and sources", records)
    _fields(activity, form, version, records, tally)
    _purposes(activity, form, records, tally)
    _system(activity, form, version, records, tally)
    _basis(activity, version, records, tally)


def _fields(activity: ActivityRow, form: Form, version: Policy, records: int, tally: Tally) -> None:
    address, field = f"collection/{form.key}", form.fields.get(activity.field)
    if field is None or (field.category, field.item) != (activity.category, activity.item):
        tally.broke(address, "fields", f"records of the undeclared field `{activity.field}`",
                    records)  # fmt: skip
    elif activity.source != form.source or (activity.origin != version.sources[form.source].kind):
        tally.broke(address, "fields", "records of another source than declared", records)
    else:
        tally.saw(address, "fields", "records of declared fields", records)


def _purposes(activity: ActivityRow, form: Form, records: int, tally: Tally) -> None:
    address = f"collection/{form.key}"
    beyond = set(activity.purposes) - set(form.purposes)
    if not activity.purposes:
        tally.broke(address, "purpose", "records without a purpose", records)
    elif beyond and not form.ad_hoc_purposes:
        tally.broke(address, "purpose", "records for a purpose the form does not serve", records)
    else:
        tally.saw(address, "purpose", "records for declared purposes", records)


def _system(activity: ActivityRow, form: Form, version: Policy, records: int, tally: Tally) -> None:
    address = f"collection/{form.key}"
    if not activity.system:
        return
    system = version.systems.get(activity.system)
    if system is None or activity.category not in system.holds:
        what = "records in a system not declared to hold them"
        tally.broke(address if form.system else HOUSE, "system" if form.system else "collection",
                    what, records)  # fmt: skip
    elif form.system:
        tally.saw(address, "system", "records in a declared system", records)


def _basis(activity: ActivityRow, version: Policy, records: int, tally: Tally) -> None:
    bases = {
        key: version.purposes[key].basis_by_source.get(activity.source, version.purposes[key].basis)
        for key in activity.purposes
        if key in version.purposes
    }
    for key in bases:
        if activity.basis in bases.values():
            tally.saw(f"purposes/{key}", "basis", "records on the declared basis", records)
        else:
            tally.broke(f"purposes/{key}", "basis", "records on another basis", records)
        tally.saw(f"purposes/{key}", "purpose", "records kept for it", records)


def _refusals(refused: Mapping[tuple[str, str, str, str], int], tally: Tally) -> None:
    for (action, subject, code, _), count in refused.items():
        if action == "collect" and code in NEED_REFUSALS and subject != "undeclared":
            tally.saw(f"collection/{subject}", "needs", "submissions refused for a need", count)
