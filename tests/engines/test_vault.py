"""The vault: what goes in comes out, and what is destroyed does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.engines.grounds import START, Ground, activity, new_record
from troth.assembly.foundation import Foundation
from troth.engines.vault.rows import JournalEntry, Opened, Shredded
from troth.errors import StateError
from troth.storage.rows import RecordRow


def stored(
    laid: Foundation,
    count: int = 1,
    *,
    expires_at: datetime | None = START + timedelta(days=365),
    keep_until: datetime | None = None,
    rule: str = "retention/contact-form",
) -> tuple[list[bytes], list[RecordRow]]:
    persons = laid.vault.create_persons(count, laid.clock.now())
    with laid.data.unit() as unit:
        number = activity(unit)
        items = [
            new_record(
                laid,
                person,
                number,
                b"anna-%d@example.org" % n,
                expires_at=expires_at,
                keep_until=keep_until,
                rule=rule,
            )
            for n, person in enumerate(persons)
        ]
        rows = laid.vault.put(unit, items)
    return persons, rows


def test_what_is_put_in_comes_out_in_the_order_given(laid: Foundation) -> None:
    _, rows = stored(laid, 5)
    assert laid.vault.open_values(rows) == [b"anna-%d@example.org" % n for n in range(5)]
    assert laid.vault.open_values(rows[::-1]) == [
        b"anna-%d@example.org" % n for n in (4, 3, 2, 1, 0)
    ]


def test_what_is_stored_is_not_the_value(laid: Foundation) -> None:
    _, rows = stored(laid)
    with laid.data.read() as reader:
        kept = reader.records([rows[0].person])
    assert list(kept) == rows
    assert b"anna" not in kept[0].sealed


def test_a_restart_still_opens_everything(ground: Ground) -> None:
    with ground.opened() as laid:
        persons, _ = stored(laid, 3)
    with ground.opened() as again:
        with again.data.read() as reader:
            kept = reader.records(persons)
        assert len(kept) == 3
        assert all(isinstance(one, Opened) for one in again.vault.open_records(kept))


def test_nothing_is_sealed_for_a_person_without_a_key(laid: Foundation) -> None:
    with pytest.raises(StateError) as refused, laid.data.unit() as unit:
        laid.vault.put(unit, [new_record(laid, bytes(16), activity(unit), b"x")])
    assert refused.value.code == "keys/no-person"


def test_a_destroyed_person_is_shredded_and_the_others_are_not(laid: Foundation) -> None:
    persons, rows = stored(laid, 3)
    laid.vault.destroy_persons([persons[1]])
    opened = laid.vault.open_records(rows)
    assert [type(one) for one in opened] == [Opened, Shredded, Opened]
    assert laid.vault.open_values(rows)[1] is None


def test_a_destroyed_period_is_shredded_for_everybody_and_other_months_are_not(
    laid: Foundation,
) -> None:
    _, rows = stored(laid, 2)
    _, later = stored(laid, 2, expires_at=START + timedelta(days=500))
    assert rows[0].period == rows[1].period != later[0].period
    laid.vault.destroy_periods([rows[0].period])
    assert laid.vault.open_values([*rows, *later])[:2] == [None, None]
    assert None not in laid.vault.open_values(later)


def test_records_without_a_fixed_end_have_a_period_of_their_own(laid: Foundation) -> None:
    _, rows = stored(laid, 2, expires_at=None, rule="retention/accounts")
    assert rows[0].period != rows[1].period


def test_a_legal_keep_names_the_later_month(laid: Foundation) -> None:
    _, rows = stored(laid, keep_until=START + timedelta(days=3650))
    _, plain = stored(laid)
    assert rows[0].period != plain[0].period
    assert rows[0].expires_at == plain[0].expires_at


def test_a_value_moved_to_another_record_does_not_open(laid: Foundation) -> None:
    _, (one, two) = stored(laid, 2)
    with pytest.raises(StateError) as refused:
        laid.vault.open_records([replace(one, sealed=two.sealed)])
    assert refused.value.code == "seal/cannot-open"


def test_a_rectified_value_takes_the_old_ones_place(laid: Foundation) -> None:
    _, rows = stored(laid)
    with laid.data.unit() as unit:
        laid.vault.replace(unit, rows[0], b"anna@example.net")
    with laid.data.read() as reader:
        kept = reader.records([rows[0].person])
    assert laid.vault.open_values(kept) == [b"anna@example.net"]
    assert (kept[0].record, kept[0].expires_at) == (rows[0].record, rows[0].expires_at)


def test_a_record_sealed_again_outlives_the_month_it_leaves(laid: Foundation) -> None:
    _, rows = stored(laid, 2)
    later = START + timedelta(days=700)
    with laid.data.unit() as unit:
        moved = laid.vault.reseal(unit, [rows[0]], later)
    laid.vault.destroy_periods([rows[0].period])
    assert laid.vault.open_values([moved[0], rows[1]]) == [b"anna-0@example.org", None]
    assert moved[0].expires_at == rows[0].expires_at


def test_months_that_are_over_lose_their_keys_and_what_is_held_survives(laid: Foundation) -> None:
    persons, rows = stored(laid, 2)
    over = START + timedelta(days=400)
    with laid.data.unit() as unit:
        unit.delete_records([(rows[0].person, rows[0].record)])
    assert laid.vault.destroy_empty_periods(over, laid.entropy.bytes(16)) == 1
    with laid.data.read() as reader:
        kept = reader.records(persons)
        facts = list(reader.facts_of("period-destroyed"))
    assert laid.vault.open_values(kept) == [b"anna-1@example.org"]
    assert laid.vault.open_values(rows) == [None, None]
    assert len(facts) == 1
    assert b"retention/contact-form" in facts[0].body
    assert b"2026-03" in facts[0].body


def test_a_month_that_is_not_over_keeps_its_key(laid: Foundation) -> None:
    _, rows = stored(laid)
    assert laid.vault.destroy_empty_periods(START + timedelta(days=366), bytes(16)) == 0
    assert laid.vault.open_values(rows) == [b"anna-0@example.org"]


def test_own_periods_go_when_nothing_is_sealed_under_them(laid: Foundation) -> None:
    persons, rows = stored(laid, 2, expires_at=None, rule="retention/accounts")
    with laid.data.unit() as unit:
        unit.delete_records([(rows[0].person, rows[0].record)])
    assert laid.vault.destroy_empty_periods(START, laid.entropy.bytes(16), persons) == 1
    assert laid.vault.open_values(rows) == [None, b"anna-1@example.org"]


def test_a_new_key_opens_what_stays_and_nothing_else(laid: Foundation) -> None:
    person, (stays,) = stored(laid)
    with laid.data.unit() as unit:
        goes = laid.vault.put(unit, [new_record(laid, person[0], stays.activity, b"goes")])[0]
    laid.vault.journal(person[0], "standing", b"restricted", laid.clock.now())
    laid.vault.rekey({person[0]: [stays]}, laid.clock.now())
    with laid.data.read() as reader:
        kept = {row.record: row for row in reader.records(person)}
        assert reader.intents() == []
    assert laid.vault.open_values([kept[stays.record]]) == [b"anna-0@example.org"]
    with pytest.raises(StateError) as refused:
        laid.vault.open_records([kept[goes.record]])
    assert refused.value.code == "seal/cannot-open"
    restricted, part = laid.vault.read_journal(START)
    assert restricted.payload == b"restricted"
    assert part.kind == "kept-part"
    assert laid.vault.intents.orphans() == []


def test_the_journal_dies_with_its_person(laid: Foundation) -> None:
    one, two = laid.vault.create_persons(2, START)
    laid.vault.journal(one, "standing", b"restricted", START)
    laid.vault.journal(two, "rectified", b"new name", START + timedelta(hours=1))
    assert laid.vault.read_journal(START) == [
        JournalEntry(at=1741597200000000, person=one, kind="standing", payload=b"restricted"),
        JournalEntry(at=1741600800000000, person=two, kind="rectified", payload=b"new name"),
    ]
    assert len(laid.vault.read_journal(START + timedelta(minutes=1))) == 1
    laid.vault.destroy_persons([one])
    assert [entry.person for entry in laid.vault.read_journal(START)] == [two]


def test_commitments_differ_by_fact_and_need_the_persons_key(laid: Foundation) -> None:
    one, two = laid.vault.create_persons(2, START)
    first = laid.vault.commitment(one, b"fact-1", b"detail")
    assert first == laid.vault.commitment(one, b"fact-1", b"detail")
    assert (
        len(
            {
                first,
                *laid.vault.commitments([(one, b"fact-2", b"detail"), (two, b"fact-1", b"detail")]),
            }
        )
        == 3
    )
    laid.vault.destroy_persons([one])
    with pytest.raises(StateError):
        laid.vault.commitment(one, b"fact-1", b"detail")


def test_a_new_person_leaves_a_fact_and_no_open_intent(laid: Foundation) -> None:
    laid.vault.create_persons(1, START)
    laid.vault.create_persons(7, START)
    with laid.data.read() as reader:
        assert len(list(reader.facts_of("person-created"))) == 1
        many = list(reader.facts_of("persons-created"))
        assert reader.intents() == []
        assert len(list(reader.all_persons())) == 8
    assert len(many) == 1
    assert b'"count":7' in many[0].body
    assert laid.vault.intents.orphans() == []
