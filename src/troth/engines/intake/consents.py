"""The consents of a submission: let in by the one path for all consents, or the submission refused.

A consent that is none is not dropped in silence: the person believes to have given it. The whole
submission is refused then, with the ground, and nothing of it is kept.

GDPR Art. 7(1), (2), 8; recital 32.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from troth.core.periods import to_micros
from troth.core.standing import Standing
from troth.engines.consents.checks import Given
from troth.engines.consents.texts import reach_of
from troth.engines.consents.weighing import Scales, check_clock, weigh
from troth.engines.intake.submission import RefusedFor, Submission
from troth.errors import InputError
from troth.policy.compiled import Form, Policy, Purpose
from troth.policy.decide_scope import stated_at_the_form


def refused_consents(
    scales: Scales, given: Submission, form: Form | None, standing: Standing, used: set[str]
) -> list[RefusedFor]:
    """Return why consents of a submission are none; empty when all may be taken.

    Args:
        scales: What consents are weighed against.
        given: The submission.
        form: Its form, where declared.
        standing: What holds for the person, with what the submission declares.
        used: Checks of parents that earlier submissions of the batch rest on; those of this one
            are added.
    """
    found = []
    for one in given.consents:
        try:
            _weigh(scales, given, form, standing, one, used)
        except InputError as fault:
            known = one.purpose in scales.policy.purposes
            address = f"purposes/{one.purpose}" if known else "purposes"
            refused = RefusedFor(
                code=fault.code, address=address, detail=fault.message, help=fault.help
            )
            found.append(refused)
    used.update(one.guardian for one in given.consents if one.guardian)
    return found


def with_reach(standing: Standing, scales: Scales, given: Sequence[Given]) -> Standing:
    """Return the standing with how far the consents given right now reach."""
    fresh = {(one.recipient, one.purpose): one.text_hash for one in given if one.counts}
    if not fresh:
        return standing
    held = {key: reach for key, reach in standing.reach.items() if key not in fresh}
    return replace(standing, reach={**held, **reach_of(scales.texts, fresh)})


def purposes_opened(given: Sequence[Given]) -> frozenset[str]:
    """Return the purposes that consents open as such; one that names a recipient opens none."""
    return frozenset(one.purpose for one in given if one.counts and not one.recipient)


def _weigh(
    scales: Scales,
    given: Submission,
    form: Form | None,
    standing: Standing,
    one: Given,
    used: set[str],
) -> None:
    person, now = given.person or b"", given.received_at
    if one.guardian and one.guardian in used:
        raise InputError(
            "consent/guardian-unverified",
            "this check of a parent was made for another child",
            help="verify the holder of parental responsibility for this child",
        )
    stated = _stated(scales.policy, given, form, one)
    weigh(scales, one, person=person, standing=standing, now=now, stated=stated)
    if person:
        rows = scales.reader.consents(scales.reader.aliases(person))
        check_clock(rows, one.purpose, to_micros(now))


def _stated(policy: Policy, given: Submission, form: Form | None, one: Given) -> Purpose | None:
    if form is None or not form.ad_hoc_purposes or one.purpose in policy.purposes:
        return None
    if one.purpose != given.purpose:
        return None
    return stated_at_the_form(form, one.purpose, given.basis)
