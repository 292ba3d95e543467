"""What an application writes: `import troth`, then blocks and decorators that obey the policy."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

import troth
from tests.engines.grounds import SteppedClock
from tests.engines.living import POLICIES
from troth.engines.consents.consents import Given
from troth.errors import StateError

TEXT = sha256(b"Yes, send me the newsletter.").hexdigest()


@troth.guard("newsletter")
def send(person: bytes, letter: str) -> str:
    return f"{letter} sent"


@troth.guard("newsletter", person="reader")
async def send_later(letter: str, reader: str) -> str:
    return f"{letter} sent later"


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def person(tmp_path: Path, clock: SteppedClock) -> Iterator[bytes]:
    """Start Troth as a program does, and bring in somebody who said nothing yet."""
    store = f"sqlite:///{tmp_path / 'data.db'}"
    started = troth.start(store, manifest=POLICIES / "altexsoft.yaml", clock=clock)
    yield started.vault.create_persons(1, clock.now())[0]
    troth.stop()


def consent(person: bytes, clock: SteppedClock) -> None:
    given = Given(purpose="newsletter", text_hash=TEXT)
    troth.platform().consents.give(person, given, clock.now())


def test_a_block_runs_from_the_consent_on_and_stops_at_the_withdrawal(person, clock) -> None:
    with pytest.raises(troth.PurposeRefused) as refused, troth.purpose("newsletter", person):
        pytest.fail("the block ran without a consent")
    assert refused.value.codes == ("CONSENT_REQUIRED",)
    consent(person, clock)
    with troth.purpose("newsletter", person) as decision:
        assert decision.basis == "consent"
    troth.platform().consents.withdraw(person, "newsletter", clock.pass_(seconds=1))
    with pytest.raises(troth.PurposeRefused), troth.purpose("newsletter", person.hex()):
        pytest.fail("the block ran after the withdrawal")


def test_a_decorated_function_runs_only_while_its_purpose_is_open(person, clock) -> None:
    with pytest.raises(troth.PurposeRefused):
        send(person, "one")
    consent(person, clock)
    assert send(person, "one") == "one sent"
    assert send(letter="two", person=person) == "two sent"
    troth.platform().standing.restrict(person, "a", clock.pass_(seconds=1))
    with pytest.raises(troth.PurposeRefused) as refused:
        send(person, "three")
    assert refused.value.codes == ("RESTRICTED",)


def test_a_coroutine_is_asked_about_when_it_runs_not_when_it_is_made(person, clock) -> None:
    consent(person, clock)
    made = send_later("one", person.hex())
    troth.platform().consents.withdraw(person, "newsletter", clock.pass_(seconds=1))
    with pytest.raises(troth.PurposeRefused):
        asyncio.run(made)
    consent(person, SteppedClock(clock.pass_(seconds=1)))
    assert asyncio.run(send_later("two", person.hex())) == "two sent later"


def test_every_refused_attempt_of_an_application_is_on_record(person, clock) -> None:
    with (
        pytest.raises(troth.PurposeRefused),
        troth.purpose("newsletter", person, who="mailer-1"),
    ):
        pytest.fail("the block ran without a consent")
    with troth.platform().data.read() as reader:
        (row,) = reader.all_accesses()
    assert (row.who, row.purpose, row.allowed) == ("mailer-1", "newsletter", False)


def test_an_application_names_a_channel_and_the_purpose_must_have_it(person, clock) -> None:
    consent(person, clock)
    with troth.purpose("newsletter", person, channel="email"):
        pass
    with (
        pytest.raises(troth.PurposeRefused) as refused,
        troth.purpose("newsletter", person, channel="phone"),
    ):
        pytest.fail("the block ran for a channel that the policy does not name")
    assert refused.value.codes == ("CHANNEL_UNDECLARED",)


def test_without_a_start_nothing_runs_and_one_process_starts_once(tmp_path: Path) -> None:
    with pytest.raises(StateError) as refused:
        send(b"\0" * 16, "one")
    assert refused.value.code == "application/not-started"
    store = f"sqlite:///{tmp_path / 'data.db'}"
    troth.start(store, manifest=POLICIES / "altexsoft.yaml")
    try:
        with pytest.raises(StateError) as again:
            troth.start(store)
        assert again.value.code == "application/started-already"
        with pytest.raises(StateError) as nobody, troth.purpose("newsletter", "ann"):
            pytest.fail("the block ran for no id")
        assert nobody.value.code == "application/no-person"
    finally:
        troth.stop()
    with pytest.raises(StateError):
        troth.platform()


def test_a_decorator_on_a_function_without_the_argument_is_a_mistake_at_once() -> None:
    with pytest.raises(TypeError, match="reader"):
        troth.guard("newsletter", person="reader")(lambda person: person)


def test_importing_the_package_opens_no_driver() -> None:
    asked = "import sys, troth; print('sqlalchemy' in sys.modules, hasattr(troth, 'purposes'))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
