"""Accounts: nobody comes in before their address is confirmed, and nobody by a mere claim."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.engines.grounds import START, Ground
from tests.engines.living import living, submit
from troth.assembly.platform import Platform
from troth.assembly.signing_in import SigningIn, build_signing_in
from troth.engines.intake.submission import Receipt
from troth.errors import InputError

WORDS = "seven brown horses sleep"
ANN = "ann@example.org"


@pytest.fixture
def troth(ground: Ground) -> Iterator[Platform]:
    """A policy with accounts."""
    with living(ground, "intermind") as platform:
        yield platform


@pytest.fixture
def doors(troth: Platform) -> SigningIn:
    """What lets people in."""
    return build_signing_in(troth)


def opened(troth: Platform, doors: SigningIn, email: str = ANN) -> bytes:
    """Register; nothing is confirmed yet."""
    receipt = submit(troth, "registration", {"email": email})
    assert isinstance(receipt, Receipt)
    doors.accounts.open(receipt.person, START)
    return receipt.person


def test_an_account_without_a_confirmed_address_is_entered_by_nobody(
    troth: Platform, doors: SigningIn
) -> None:
    opened(troth, doors)
    assert doors.accounts.entered_by(ANN) == []
    assert doors.accounts.sign_in(ANN, "") is None
    assert doors.accounts.sign_in(ANN, WORDS) is None


def test_a_confirmed_one_is_entered_by_its_address_in_any_spelling(
    troth: Platform, doors: SigningIn
) -> None:
    person = opened(troth, doors)
    assert doors.accounts.confirm(person, WORDS, START).status == "confirmed"
    assert doors.accounts.sign_in(" Ann@EXAMPLE.org ", WORDS) == person
    assert doors.accounts.sign_in(ANN, WORDS + "!") is None
    assert doors.accounts.sign_in("not an address", WORDS) is None


def test_who_only_claims_an_address_does_not_enter_by_it(troth: Platform, doors: SigningIn) -> None:
    thief = opened(troth, doors, "thief@example.org")
    doors.accounts.confirm(thief, WORDS, START)
    assert submit(troth, "registration", {"email": ANN}, person=thief)
    troth.identity.claim(thief, [doors.accounts.address(opened(troth, doors))], START)
    assert doors.accounts.entered_by(ANN) == []
    assert doors.accounts.sign_in(ANN, WORDS) is None


def test_a_refused_password_confirms_nothing(troth: Platform, doors: SigningIn) -> None:
    person = opened(troth, doors)
    with pytest.raises(InputError) as refused:
        doors.accounts.confirm(person, "short", START)
    assert refused.value.code == "password/too-short"
    with troth.data.read() as reader:
        assert list(reader.facts_of("identifier-confirmed")) == []


def test_registering_twice_before_confirming_leads_to_one_person(
    troth: Platform, doors: SigningIn
) -> None:
    first, second = opened(troth, doors), opened(troth, doors)
    doors.accounts.confirm(second, WORDS, START)
    with troth.data.read() as reader:
        assert set(reader.aliases(first)) == {first, second}
    newer = "eight brown horses sleep"
    doors.accounts.confirm(first, newer, START)
    assert doors.accounts.sign_in(ANN, newer) is not None
    assert doors.accounts.sign_in(ANN, WORDS) is None


def test_a_new_password_ends_every_session(troth: Platform, doors: SigningIn) -> None:
    person = opened(troth, doors)
    doors.accounts.confirm(person, WORDS, START)
    token = doors.sessions.begin("person", person, START)
    doors.accounts.set_password(person, "eight brown horses sleep")
    assert doors.sessions.find(token, START) is None
    assert not doors.accounts.is_password(person, WORDS)


def test_a_closed_account_lets_nobody_in(troth: Platform, doors: SigningIn) -> None:
    person = opened(troth, doors)
    doors.accounts.confirm(person, WORDS, START)
    token = doors.sessions.begin("person", person, START)
    doors.accounts.close(person, START + timedelta(days=1))
    assert doors.accounts.of(person) is None
    assert doors.sessions.find(token, START) is None
    assert doors.accounts.sign_in(ANN, WORDS) is None
    with pytest.raises(InputError) as refused:
        doors.accounts.set_password(person, WORDS)
    assert refused.value.code == "account/unknown"


def test_without_an_address_nothing_can_be_confirmed(troth: Platform, doors: SigningIn) -> None:
    receipt = submit(troth, "registration", {"name": "Ann"})
    assert isinstance(receipt, Receipt)
    doors.accounts.open(receipt.person, START)
    with pytest.raises(InputError) as refused:
        doors.accounts.confirm(receipt.person, WORDS, START)
    assert refused.value.code == "account/no-address"


@pytest.mark.parametrize(
    ("policy", "form"),
    [("intermind", True), ("integrica", True), ("intexsoft", True), ("altexsoft", False)],
)
def test_the_form_is_the_policys(ground: Ground, policy: str, form: bool) -> None:
    with living(ground, policy) as platform:
        found = build_signing_in(platform).accounts.form
        assert (found is not None) is form
