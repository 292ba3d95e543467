"""A form with double opt-in only asks: the consent stands from its confirmation on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import yaml

from tests.engines.grounds import Ground
from tests.engines.living import POLICIES, consent, submit
from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform, build_platform
from troth.assembly.policies import load_text
from troth.engines.intake.submission import Receipt
from troth.engines.staff.access import Look
from troth.errors import StateError


@contextmanager
def living_doubly(ground: Ground) -> Iterator[tuple[Platform, str]]:
    """AltexSoft's policy, with double opt-in at the form that takes newsletter subscriptions."""
    written = yaml.safe_load((POLICIES / "altexsoft.yaml").read_text(encoding="utf-8"))
    form = next(key for key, one in written["collection"].items() if "newsletter" in one["for"])
    written["collection"][form]["double-opt-in"] = True
    policy = load_text(yaml.safe_dump(written), "doubly.yaml", law=load_law_book()).required()
    with ground.opened() as laid:
        yield build_platform(laid, policy), form


def subscribed(troth: Platform, form: str) -> Receipt:
    fields = troth.policy.forms[form].fields
    answer = submit(
        troth,
        form,
        {name: "ann@example.org" for name, one in fields.items() if one.type == "email"},
        consent("newsletter"),
    )
    assert isinstance(answer, Receipt), answer.codes
    return answer


def may_send(troth: Platform, receipt: Receipt) -> bool:
    look = Look(person=receipt.person, purpose="newsletter", who="mailer")
    return bool(troth.access.read(look, troth.clock.now()).seen)


def test_a_ticked_box_alone_sends_no_newsletter(ground: Ground) -> None:
    with living_doubly(ground) as (troth, form):
        receipt = subscribed(troth, form)
        assert not may_send(troth, receipt)


def test_the_confirmation_opens_it(ground: Ground) -> None:
    with living_doubly(ground) as (troth, form):
        receipt = subscribed(troth, form)
        now = ground.clock.pass_(days=1)
        troth.consents.confirm(receipt.person, "newsletter", now)
        assert may_send(troth, receipt)


def test_a_confirmation_that_comes_too_late_opens_nothing(ground: Ground) -> None:
    with living_doubly(ground) as (troth, form):
        receipt = subscribed(troth, form)
        now = ground.clock.pass_(days=8)
        with pytest.raises(StateError):
            troth.consents.confirm(receipt.person, "newsletter", now)
        assert not may_send(troth, receipt)
