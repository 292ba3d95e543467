"""The door to a relay tells apart what left, what did not, and what may have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.mail.relays import Inbox, nobody, relay, silent
from tests.mail.test_letters import letter
from troth.mail.letter import compose
from troth.mail.smtp import Relay, SmtpDoor


@contextmanager
def door(to: Relay) -> Iterator[SmtpDoor]:
    made = SmtpDoor(to)
    try:
        yield made
    finally:
        made.close()


def send(made: SmtpDoor, *recipients: str) -> list[str]:
    letters = (letter(recipient=each, key=each.encode()) for each in recipients)
    return [made.send(compose(each)).outcome for each in letters]


def test_a_relay_gets_every_message_over_one_connection() -> None:
    inbox = Inbox()
    with relay(inbox) as to, door(to) as made:
        assert send(made, "a@mail.example", "b@mail.example") == ["sent", "sent"]
    assert inbox.recipients == ["a@mail.example", "b@mail.example"]
    assert inbox.messages[0]["Message-ID"] == compose(letter(key=b"a@mail.example"))["Message-ID"]
    assert inbox.messages[0].get_content().splitlines()[0] == "Grüße"


def test_a_refusal_is_for_good_or_for_later_and_stops_nobody_else() -> None:
    inbox = Inbox(replies={"no@mail.example": "550 no such user", "soon@mail.example": "451 busy"})
    with relay(inbox) as to, door(to) as made:
        ended = send(made, "no@mail.example", "soon@mail.example", "yes@mail.example")
    assert ended == ["refused", "later", "sent"]
    assert inbox.recipients == ["yes@mail.example"]


def test_a_connection_that_breaks_on_the_way_leaves_it_uncertain() -> None:
    inbox = Inbox(drops_after=1)
    with relay(inbox) as to, door(to) as made:
        assert send(made, "a@mail.example", "b@mail.example") == ["sent", "uncertain"]
        inbox.drops_after = None
        assert send(made, "c@mail.example") == ["sent"]


def test_a_relay_that_says_nothing_or_is_not_there_takes_nothing() -> None:
    with silent() as to, door(to) as made:
        assert send(made, "a@mail.example") == ["closed"]
    with door(nobody()) as made:
        assert send(made, "a@mail.example") == ["closed"]
