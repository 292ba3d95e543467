"""Correcting and adding to what a person gave for their account, at once and by themselves.

A correction is a request like any other, opened and answered in one go, so that it leaves the same
trace and recipients are told of it. GDPR Art. 16, 19.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from troth.core.values import Flaw, read_value
from troth.engines.intake.submission import Submission
from troth.engines.rights.register import Declined
from troth.errors import InputError
from troth.policy.compiled import Form
from troth.web.account_form import Row, rows_of, told
from troth.web.site import Site
from troth.web.wording import speak

Record = tuple[bytes, str]
"""The id of a record and its value."""


def editable(
    site: Site,
    person: bytes,
    language: str,
    *,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
) -> list[Row]:
    """Return the fields of the account's form with what is held in them.

    The address is not among them: a new one must be shown to be theirs.
    """
    form = site.doors.accounts.form
    if form is None:
        return []
    held = {name: value for name, (_, value) in _held(site, person, form).items()}
    address = site.doors.accounts.address_field(form)
    rows = rows_of(form, language, address, typed={**held, **typed}, wrong=wrong)
    return [row for row in rows if row.id != address]


def corrected(
    site: Site, person: bytes, data: Mapping[str, str], language: str
) -> tuple[dict[str, str], list[str]]:
    """Put right what differs and add what is new; return what is wrong, by field and in all.

    Where anything is wrong, nothing is changed.
    """
    form = site.doors.accounts.form
    if form is None:
        return {}, []
    held = _held(site, person, form)
    given = {
        name: data[name].strip()
        for name in form.fields
        if name in data and name != site.doors.accounts.address_field(form)
    }
    changed = {n: v for n, v in given.items() if n in held and v and v != held[n][1]}
    added = {n: v for n, v in given.items() if n not in held and v}
    wrong = _flaws(form, changed, language)
    submission = Submission(form=form.key, data=added, received_at=site.now(), person=person)
    if added:
        by_field, others = told(site.platform.intake.look(submission), form, language)
        wrong |= by_field
        if others:
            return wrong, list(others)
    if wrong:
        return wrong, []
    if added:
        site.platform.intake.receive(submission)
    refused = _rectified(site, person, {held[n][0]: v for n, v in changed.items()})
    return {}, [speak(language)("account-edit-refused")] if refused else []


def _flaws(form: Form, changed: Mapping[str, str], language: str) -> dict[str, str]:
    flawed = {}
    for name, value in changed.items():
        known = form.fields[name]
        if isinstance(read_value(known.type, value, known.max_bytes), Flaw):
            flawed[name] = speak(language)("account-edit-flaw")
    return flawed


def _rectified(site: Site, person: bytes, changed: Mapping[bytes, str]) -> bool:
    """Carry out a rectification from its opening to its answer; return whether it was refused."""
    if not changed:
        return False
    requests, now = site.platform.requests, site.now()
    opened = requests.self_service(person, "rectification", "", now)
    if isinstance(opened, Declined):
        return True
    request = opened.row.request
    while requests.show(request, now).entry.case.state in ("verified", "collecting"):
        if isinstance(requests.proceed(request, now, actor="system"), Declined):
            return True
    try:
        for record, value in changed.items():
            if isinstance(requests.rectify(request, record, value, now), Declined):
                return True
    except InputError:
        return True
    requests.run_through(request, now, actor="system")
    return False


def _held(site: Site, person: bytes, form: Form) -> dict[str, Record]:
    """Return field → the newest record of it that the person gave for their account."""
    pack = site.platform.export.assemble(person, site.now())
    data = cast(list[Mapping[str, object]], pack.content["data"])
    found: dict[str, Record] = {}
    for one in sorted(data, key=lambda one: str(one["collected_at"])):
        if one["form"] == form.key and one["value"] is not None and one["field"] in form.fields:
            found[str(one["field"])] = (bytes.fromhex(str(one["record"])), str(one["value"]))
    return found
