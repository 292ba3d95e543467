"""Lawful submissions to every door of any policy, derived from the policy alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import cycle, islice

from tests.register.program import CONSENT_TEXT
from troth.engines.consents.consents import Given
from troth.engines.intake.submission import Submission
from troth.policy.compiled import Form, Policy

VALUES = {
    "email": "person{0}@mail.example",
    "phone": "+3705200{0:04d}",
    "date": "2026-01-01",
    "birth-date": "1980-01-01",
    "country": "LT",
    "url": "https://site.example/{0}",
    "number": "{0}",
    "flag": "yes",
    "json": "[{0}]",
    "location": "54.7,25.3",
}


def many(policy: Policy, at: datetime, count: int) -> list[Submission]:
    """Return `count` submissions that the gate takes in, through each open door in turn."""
    return list(islice(_endless(policy, at), count))


def readers(count: int, at: datetime) -> list[Submission]:
    """Return sign-ups of different people to a newsletter, each with consent to it."""
    agreed = Given(purpose="newsletter", text_hash=CONSENT_TEXT)
    return [
        Submission(
            form="newsletter-signup",
            data={"email": f"reader{number}@mail.example"},
            received_at=at,
            consents=(agreed,),
        )
        for number in range(count)
    ]


def _endless(policy: Policy, at: datetime) -> Iterator[Submission]:
    doors = [form for form in policy.forms.values() if _open(policy, form)]
    for number, form in enumerate(cycle(doors)):
        source = policy.sources[form.source]
        needs = form.needs | source.needs | ({"agreement"} if form.processor else set())
        yield Submission(
            form=form.key,
            data={
                name: VALUES.get(one.type, "words {0}").format(number)
                for name, one in form.fields.items()
            },
            received_at=at,
            shown=dict.fromkeys(needs, f"N-{number}"),
            consents=tuple(
                Given(purpose=purpose, text_hash=CONSENT_TEXT)
                for purpose in form.purposes
                if policy.purposes[purpose].consent_needed
            ),
        )


def _open(policy: Policy, form: Form) -> bool:
    """Whether the form asks for nothing that the policy refuses as sensitive."""
    categories = {field.category for field in form.fields.values()}
    return not any(
        policy.categories[key].sensitive & policy.sensitive.refused for key in categories
    )
