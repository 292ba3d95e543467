"""People are told once each, whatever the relay does, and who was not told is listed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines.grounds import Ground
from tests.engines.told import company, people, publish_second, second_text, sending
from tests.mail.relays import Inbox, nobody, relay, silent
from troth.assembly.platform import Platform
from troth.assembly.ruling import draft_of
from troth.core.facts import decode
from troth.engines.publication.announcing import Standings
from troth.engines.publication.publishing import Issued
from troth.engines.publication.terms import Approval, Withheld
from troth.mail.smtp import Relay, SmtpDoor

FOUR = tuple(f"{name}@mail.example" for name in ("ann", "bob", "cyd", "dan"))


@pytest.fixture
def house(ground: Ground) -> Iterator[Platform]:
    with company(ground) as made:
        people(made, FOUR)
        publish_second(made)
        yield made


def run(house: Platform, to: Relay, *, per_minute: int = 100) -> Standings:
    door = SmtpDoor(to)
    try:
        campaign, now = house.announcing.campaign(), house.clock.now()
        how = sending(house, per_minute=per_minute)
        return house.announcing.carry_out(campaign, door, how, now)
    finally:
        door.close()


def told_facts(house: Platform) -> list[str]:
    with house.data.read() as reader:
        return [str(decode(row.body)["outcome"]) for row in reader.facts_of("told")]


def test_everybody_gets_one_message_and_the_log_a_proof_without_a_name(house: Platform) -> None:
    inbox = Inbox()
    with relay(inbox) as to:
        first = run(house, to)
        again = run(house, to)
    assert sorted(inbox.recipients) == list(FOUR)
    assert (first.by_state, first.campaign.state, again.left) == ({"sent": 4}, "done", 0)
    assert len({message["Message-ID"] for message in inbox.messages}) == 4
    assert all(message["List-Unsubscribe"] is None for message in inbox.messages)
    assert told_facts(house) == ["sent"] * 4
    with house.data.read() as reader:
        log = b"".join(row.body for row in reader.facts(0, reader.tree_size()))
    assert b"mail.example" not in log


def test_no_more_leave_in_a_minute_than_the_pace_allows(ground: Ground, house: Platform) -> None:
    inbox = Inbox()
    with relay(inbox) as to:
        assert run(house, to, per_minute=3).left == 1
        assert run(house, to, per_minute=3).left == 1
        assert len(inbox.messages) == 3
        ground.clock.pass_(minutes=1)
        assert run(house, to, per_minute=3).left == 0
    assert sorted(inbox.recipients) == list(FOUR)


def test_the_refused_are_listed_and_the_busy_tried_again(house: Platform) -> None:
    inbox = Inbox(replies={FOUR[0]: "550 no such user", FOUR[1]: "451 busy"})
    with relay(inbox) as to:
        reached = run(house, to)
        assert ([why for _, why in reached.undelivered], reached.left) == (["refused"], 1)
        del inbox.replies[FOUR[1]]
        reached = run(house, to)
    assert sorted(inbox.recipients) == list(FOUR[1:])
    assert (reached.by_state, reached.campaign.state) == ({"refused": 1, "sent": 3}, "done")


def test_whose_mailbox_refuses_is_shown_it_at_the_next_visit(house: Platform) -> None:
    inbox = Inbox(replies={FOUR[0]: "550 no such user"})
    with relay(inbox) as to:
        ((person, _),) = run(house, to).undelivered
    assert len(house.announcing.waiting(person)) == 1
    assert house.announcing.seen(person, house.clock.now()) == 1
    assert house.announcing.waiting(person) == []
    assert house.announcing.standings(house.announcing.campaign()).undelivered == ()
    assert sorted(told_facts(house)) == ["refused", "seen", "sent", "sent", "sent"]


def test_a_relay_that_is_silent_or_away_loses_nothing(house: Platform) -> None:
    inbox = Inbox()
    with silent() as to:
        assert run(house, to).closed
    assert run(house, nobody()).closed
    with relay(inbox) as to:
        assert run(house, to).by_state == {"sent": 4}
    assert sorted(inbox.recipients) == list(FOUR)


def test_what_broke_on_the_way_is_listed_and_sent_again_only_when_asked(house: Platform) -> None:
    inbox = Inbox(drops_after=2)
    with relay(inbox) as to:
        reached = run(house, to)
        assert reached.by_state == {"sent": 2, "uncertain": 2}
        inbox.drops_after = None
        assert run(house, to).by_state == {"sent": 2, "uncertain": 2}
        assert len(inbox.messages) == 2
        assert house.announcing.retry(reached.campaign) == 2
        assert run(house, to).by_state == {"sent": 4}
    assert sorted(inbox.recipients) == list(FOUR)


def test_who_has_no_address_is_told_at_the_next_visit(ground: Ground) -> None:
    with company(ground) as made:
        people(made, FOUR[:1])
        with made.data.read() as reader:
            person = next(reader.all_persons()).person
            records = [(row.person, row.record) for row in reader.records([person])]
        publish_second(made)
        with made.data.unit() as unit:
            unit.delete_records(records)
        inbox = Inbox()
        with relay(inbox) as to:
            assert run(made, to).by_state == {"waiting": 1}
        assert inbox.messages == []
        assert len(made.announcing.waiting(person)) == 1
        assert made.announcing.seen(person, made.clock.now()) == 1
        assert made.announcing.waiting(person) == []
        assert told_facts(made) == ["seen"]


def test_publishing_twice_is_one_publication_and_nothing_is_published_unseen(
    house: Platform,
) -> None:
    draft = draft_of(house.data, second_text(), "second.yaml")
    again = house.publishing.issue(draft, Approval(), house.clock.now())
    assert isinstance(again, Issued)
    assert not again.published
    weaker = second_text().replace("more-than: P9M", "more-than: P10M")
    draft = draft_of(house.data, weaker, "third.yaml")
    refused = house.publishing.issue(draft, Approval(), house.clock.now())
    assert isinstance(refused, Withheld)
    assert {reason.code for reason in refused.reasons} == {
        "FINDINGS_STOP", "MATERIAL_NOT_ACCEPTED", "DATE_UNCHANGED",
    }  # fmt: skip
    with house.data.read() as reader:
        assert [row.version for row in reader.versions()] == [1, 2]
        assert len(reader.campaigns()) == 1
