"""Whoever hands something in vouches for it, where the policy presumes it to be true.

The policy says of which kinds of data; the form says it beside its button; and each submission that
holds some of them leaves a fact: which clause it was, of which version. Nothing is checked here: a
policy that presumes does not verify. GDPR Art. 5(1)(d), 5(2).
"""

from __future__ import annotations

from collections.abc import Iterable

from troth.policy.compiled import Form, Policy


def vouched_for(policy: Policy, form: Form, fields: Iterable[str]) -> str | None:
    """Return the claim under which a person vouches for what they send, or None.

    Args:
        policy: The policy the submission is under.
        form: Where it comes in.
        fields: Names of the fields that are sent.
    """
    if form.origin != "person":
        return None
    sent = {form.fields[name].category for name in fields if name in form.fields}
    return next((key for key, about in policy.presumed_true.items() if sent & about), None)
