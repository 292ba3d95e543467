"""Webhooks: told with the fact or not at all, signed, tried until taken, without any value."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.grounds import Ground, SteppedClock, on_memory
from tests.engines.living import living
from tests.engines.receiving import Receivers, genuine
from troth.assembly.foundation import Foundation
from troth.assembly.platform import Platform
from troth.assembly.programs import build_webhooks, program_chores
from troth.assembly.schedule import Schedule
from troth.connectors.carrier import Message
from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.engines.consents.consents import Given
from troth.engines.intake.submission import Receipt, Submission
from troth.engines.programs.webhooks import LONGEST_WAIT, Webhooks
from troth.errors import InputError

SHOP = "https://shop.example/hooks"
TEXT = hashlib.sha256(b"I agree to exactly this").hexdigest()


@pytest.fixture
def platform(ground: Ground) -> Iterator[Platform]:
    with living(ground, "altexsoft") as opened:
        yield opened


def hooks_of(laid: Foundation) -> Webhooks:
    return Webhooks(
        data=laid.data, vault=laid.vault, entropy=laid.entropy, secret=laid.keyring.secret
    )


def somebody(platform: Platform, address: str = "quintilla@mail.example") -> Receipt:
    kept = platform.intake.receive(
        Submission(
            form="contact-form",
            data={"email": address, "message": "Hello from Quintilla"},
            received_at=platform.clock.now(),
        )
    )
    assert isinstance(kept, Receipt)
    return kept


def test_what_is_told_is_signed_names_ids_and_holds_no_value(platform: Platform) -> None:
    hooks, receivers, now = build_webhooks(platform), Receivers(), platform.clock.now()
    _, secret = hooks.add("shop", SHOP, ["collected", "consent-withdrawn"], now)
    kept = somebody(platform)
    given_ = Given(purpose="newsletter", text_hash=TEXT)
    platform.consents.give(kept.person, given_, now)
    platform.consents.withdraw(kept.person, "newsletter", now)
    assert hooks.deliver(receivers, now).delivered == 2
    assert [(one["type"], one["data"]["about"]) for one in receivers.told] == [
        ("collected", [kept.person.hex()]),
        ("consent-withdrawn", [kept.person.hex()]),
    ]
    assert receivers.told[0]["data"]["submission"] == kept.submission.hex()
    assert all(genuine(message, secret) for message in receivers.taken)
    assert not genuine(receivers.taken[0], "whsec_" + "A" * 43 + "=")
    sent = b"".join(message.body for message in receivers.taken)
    assert b"uintilla" not in sent
    assert b"commitment" not in sent
    # Told once: nothing waits any more.
    assert hooks.deliver(receivers, now).delivered == hooks.waiting == 0


def test_erasure_tells_whom_it_was_about(platform: Platform) -> None:
    hooks, receivers = build_webhooks(platform), Receivers()
    kept = somebody(platform)
    now = platform.clock.now()
    hooks.add("crm", SHOP, ["erased"], now)
    drawn = platform.erasure.plan([kept.person], now, begin=True)
    platform.erasure.carry_out(drawn.plan, now)
    hooks.deliver(receivers, now)
    assert [one["data"]["about"] for one in receivers.told] == [[kept.person.hex()]]


def test_what_did_not_happen_is_not_told(laid: Foundation) -> None:
    hooks = hooks_of(laid)
    now = laid.clock.now()
    hooks.add("shop", SHOP, [], now)

    def undone() -> None:
        with laid.data.unit() as unit:
            laid.evidence.append(unit, fact("four-eyes-set", to_micros(now), records=3))
            assert unit.waiting() == 1
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        undone()
    assert hooks.waiting == 0


def test_a_receiver_that_is_away_loses_nothing(platform: Platform, ground: Ground) -> None:
    hooks, now = build_webhooks(platform), platform.clock.now()
    hooks.add("shop", SHOP, ["collected"], now)
    away = Receivers(answer=lambda _: "no-answer-in-time")
    people = [somebody(platform, f"person-{n}@mail.example").person.hex() for n in range(5)]
    waits: list[timedelta] = []
    for _ in range(12):
        began = now
        while not away.tried or len(away.tried) == len(waits):
            now += timedelta(seconds=5)
            hooks.deliver(away, now)
        waits.append(now - began)
    # Ever later, until the longest wait.
    assert waits[-1] > waits[0]
    assert max(waits) <= LONGEST_WAIT + timedelta(seconds=5)
    back = Receivers()
    hooks.deliver(back, now + LONGEST_WAIT)
    assert sorted(one["data"]["about"][0] for one in back.told) == sorted(people)
    assert hooks.listed()[0][1:] == (0, "delivered")


def test_a_message_has_the_same_id_however_often_it_is_tried(platform: Platform) -> None:
    hooks, now = build_webhooks(platform), platform.clock.now()
    hooks.add("shop", SHOP, ["collected"], now)
    somebody(platform)
    broken = Receivers(answer=lambda _: 500)
    for hours in range(3):
        hooks.deliver(broken, now + timedelta(hours=7 * hours))
    assert len(broken.tried) == 3
    assert len({message.headers["webhook-id"] for message in broken.tried}) == 1
    stamps = [message.headers["webhook-timestamp"] for message in broken.tried]
    assert len(set(stamps)) == 3


def test_one_receiver_that_hangs_keeps_no_other_waiting(platform: Platform) -> None:
    hooks, now = build_webhooks(platform), platform.clock.now()
    hooks.add("slow", "https://slow.example/", ["collected"], now)
    hooks.add("shop", SHOP, ["collected"], now)
    for number in range(3):
        somebody(platform, f"p-{number}@mail.example")
    receivers = Receivers(answer=lambda one: 204 if one.url == SHOP else "no-answer-in-time")
    done = hooks.deliver(receivers, now)
    assert (done.delivered, done.failed) == (3, 3)
    # The one that hangs was asked once and not three times.
    assert [one.url for one in receivers.tried].count("https://slow.example/") == 1


def test_an_ended_webhook_is_told_nothing_more(platform: Platform) -> None:
    hooks, receivers, now = build_webhooks(platform), Receivers(), platform.clock.now()
    hooks.add("shop", SHOP, ["collected"], now)
    somebody(platform)
    assert hooks.end("shop", now) == 1
    somebody(platform, "later@mail.example")
    hooks.deliver(receivers, now)
    assert (receivers.tried, hooks.waiting) == ([], 0)
    with pytest.raises(InputError, match="webhooks/unknown"):
        hooks.end("shop", now)
    # The name is free again, and the new one has another secret.
    _, first = hooks.add("shop", SHOP, [], now)
    hooks.end("shop", now)
    _, second = hooks.add("shop", SHOP, [], now)
    assert first != second


def test_a_receiver_that_is_gone_ends_its_webhook(platform: Platform) -> None:
    hooks, now = build_webhooks(platform), platform.clock.now()
    hooks.add("shop", SHOP, ["collected"], now)
    somebody(platform)
    somebody(platform, "second@mail.example")
    hooks.deliver(Receivers(answer=lambda _: 410), now)
    assert hooks.waiting == 0
    assert hooks.listed()[0][0].ended_at == to_micros(now)


def test_two_processes_never_take_the_same_message_at_once(platform: Platform) -> None:
    hooks, now = build_webhooks(platform), platform.clock.now()
    hooks.add("shop", SHOP, ["collected"], now)
    somebody(platform)
    second = Receivers()

    def meanwhile(_: Message) -> int:
        # Another process looks while the first has not heard yet.
        build_webhooks(platform).deliver(second, now)
        return 204

    first = Receivers(answer=meanwhile)
    hooks.deliver(first, now)
    assert (len(first.taken), len(second.tried)) == (1, 0)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/", "ftp://shop.example/", "https://", "https://ada:x@shop.example/",
        "shop.example", "https://shop.example:0/", "https://[::1", "javascript:alert(1)",
        "http://127.0.0.1.shop.example/", "https://shöp.example/",
    ],
)  # fmt: skip
def test_an_address_that_could_be_read_on_the_way_is_refused(url: str) -> None:
    with on_memory().opened() as laid:
        hooks = hooks_of(laid)
        with pytest.raises(InputError, match="webhooks/not-safe"):
            hooks.add("shop", url, [], laid.clock.now())
        assert hooks.listed() == []


ANSWERS = st.lists(st.sampled_from([204, 200, 500, 404, 302, "unreachable"]), max_size=40)


@settings(max_examples=50, deadline=None)
@given(answers=ANSWERS, messages=st.integers(min_value=0, max_value=6))
def test_every_message_is_taken_once_whatever_the_receiver_answers(
    answers: list[int | str], messages: int
) -> None:
    with on_memory().opened() as laid:
        hooks = hooks_of(laid)
        now, left = laid.clock.now(), list(answers)
        hooks.add("shop", SHOP, [], now)
        for number in range(messages):
            with laid.data.unit() as unit:
                laid.evidence.append(unit, fact("four-eyes-set", to_micros(now), records=number))
        receivers = Receivers(answer=lambda _: left.pop(0) if left else 204)
        for _ in range(len(answers) + 2):
            now += LONGEST_WAIT
            hooks.deliver(receivers, now)
        assert sorted(one["data"]["records"] for one in receivers.told) == list(range(messages))
        assert hooks.waiting == 0


def test_a_served_site_carries_what_waits_by_itself(platform: Platform) -> None:
    hooks, receivers = build_webhooks(platform), Receivers()
    hooks.add("shop", SHOP, ["collected"], platform.clock.now())
    schedule = Schedule(program_chores(platform, receivers), platform.clock)
    schedule.tick()
    kept = somebody(platform)
    assert schedule.tick() == []
    assert isinstance(platform.clock, SteppedClock)
    platform.clock.pass_(seconds=3)
    assert schedule.tick() == ["webhooks"]
    assert [one["data"]["about"] for one in receivers.told] == [[kept.person.hex()]]
