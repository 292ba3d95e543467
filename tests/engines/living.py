"""A running Troth under one of the real policies, on any ground."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from tests.engines.grounds import Ground
from troth.assembly.platform import Platform, build_platform
from troth.assembly.policies import load_policy
from troth.engines.consents.consents import Given, Method
from troth.engines.intake.submission import Receipt, Refusal, Submission

POLICIES = Path(__file__).resolve().parents[2] / "policies"
TEXT = sha256(b"I agree to receive the newsletter.").hexdigest()


@contextmanager
def living(ground: Ground, name: str = "intexsoft") -> Iterator[Platform]:
    """Open a platform; opening the same ground again is what a restart would see."""
    policy = load_policy(POLICIES / f"{name}.yaml").required()
    with ground.opened() as laid:
        yield build_platform(laid, policy)


def consent(purpose: str, method: Method = "ticked-box") -> Given:
    """Return an affirmative consent to a purpose, for the text above."""
    return Given(purpose=purpose, text_hash=TEXT, method=method)


def submit(
    troth: Platform,
    form: str,
    data: Mapping[str, str | bytes],
    *consents: Given,
    person: bytes | None = None,
    shown: Mapping[str, str] | None = None,
) -> Receipt | Refusal:
    """Send one submission to the gate, now."""
    return troth.intake.receive(
        Submission(
            form=form,
            data=data,
            received_at=troth.clock.now(),
            consents=consents,
            person=person,
            shown=shown or {},
        )
    )


def kept(troth: Platform, number: int = 1) -> Receipt:
    """Send IntexSoft's contact form as somebody new."""
    answer = submit(
        troth,
        "contact-form",
        {"email": f"person{number}@example.org", "message": f"hello {number}"},
    )
    assert isinstance(answer, Receipt)
    return answer


def values_of(troth: Platform, person: bytes) -> list[str]:
    """Return every value held of a person, sorted."""
    pack = troth.export.assemble(person, troth.clock.now())
    data = pack.content["data"]
    assert isinstance(data, list)
    return sorted(one["value"] for one in data)
