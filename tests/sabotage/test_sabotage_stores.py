"""Sabotage of the log, the keys and the seals breaks exactly what rests on them."""

from __future__ import annotations

import pytest

from tests.sabotage.brightwater import Company, person_row
from tests.sabotage.hands import Before, evidence_of, only_broken, record_of
from troth.core.periods import to_micros
from troth.storage.rows import IntentRow, PersonKeyRow

# -- the log ------------------------------------------------------------------------------------


def test_one_changed_byte_of_a_fact_breaks_the_log(company: Company, before: Before) -> None:
    place = company.number("SELECT min(idx) FROM facts WHERE kind = 'collected'")
    company.sql(
        "UPDATE facts SET body = CAST(replace(CAST(body AS TEXT), 'contact', 'Contact') AS BLOB)"
        " WHERE idx = ?",
        place,
    )
    only_broken(company, before, "store/evidence-log")
    assert str(place) in evidence_of(company, "store/evidence-log")


def test_a_dropped_fact_breaks_the_log(company: Company, before: Before) -> None:
    place = company.number("SELECT min(idx) FROM facts WHERE kind = 'collected'")
    assert company.sql("DELETE FROM facts WHERE idx = ?", place) == 1
    only_broken(company, before, "store/evidence-log")


def test_the_last_fact_dropped_breaks_the_log(company: Company, before: Before) -> None:
    assert company.sql("DELETE FROM facts WHERE idx = (SELECT max(idx) FROM facts)") == 1
    only_broken(company, before, "store/evidence-log")


def test_a_log_cut_with_its_heads_and_nodes_breaks_against_the_remembered_head(
    company: Company, before: Before
) -> None:
    with company.opened() as troth:
        troth.evidence.checkpoint()
    cut = company.number("SELECT max(idx) FROM facts") - 3
    company.sql("DELETE FROM checkpoints")
    company.sql("DELETE FROM facts WHERE idx >= ?", cut)
    company.sql("DELETE FROM nodes WHERE (idx + 1) * (1 << level) > ?", cut)
    only_broken(company, before, "store/evidence-log")


@pytest.mark.parametrize("column", ["kind = 'pruned'", "at = at + 1"])
def test_a_fact_filed_under_another_kind_or_instant_breaks_the_log(
    company: Company, before: Before, column: str
) -> None:
    assert company.sql(f"UPDATE facts SET {column} WHERE idx = 1") == 1
    only_broken(company, before, "store/evidence-log")


def test_a_changed_inner_node_breaks_the_log(company: Company, before: Before) -> None:
    assert company.sql("UPDATE nodes SET hash = zeroblob(32) WHERE level = 2 AND idx = 3") == 1
    only_broken(company, before, "store/evidence-log")


def test_a_head_signed_by_somebody_else_breaks_the_log(company: Company, before: Before) -> None:
    assert company.sql(
        "UPDATE checkpoints SET note = replace(note, 'troth/', 'truth/')"
        " WHERE size = (SELECT max(size) FROM checkpoints)"
    )
    only_broken(company, before, "store/evidence-log")


# -- keys and seals -----------------------------------------------------------------------------


def test_a_key_without_a_person_breaks_the_keys(company: Company, before: Before) -> None:
    with company.opened() as troth, troth.keys.unit() as unit:
        unit.put_person_keys(
            [PersonKeyRow(person=b"\x07" * 16, shard=7, wrapped=bytes(60), identifiers=b"")]
        )
    only_broken(company, before, "store/keys")


def test_a_record_without_a_key_breaks_the_keys(company: Company, before: Before) -> None:
    with company.opened() as troth, troth.keys.unit() as unit:
        assert unit.delete_person_keys([company.cast.writers[0]]) == 1
    only_broken(company, before, "store/keys")


def test_a_period_without_a_key_breaks_the_keys(company: Company, before: Before) -> None:
    with company.opened() as troth:
        with troth.data.read() as reader:
            period = next(iter(reader.periods_with_records()))
        with troth.keys.unit() as unit:
            assert unit.delete_period_keys([period]) == 1
    only_broken(company, before, "store/keys")


def test_an_open_intent_explains_a_missing_key_for_a_while(
    company: Company, before: Before
) -> None:
    writer = company.cast.writers[0]
    with company.opened() as troth:
        with troth.data.unit() as unit:
            now = to_micros(company.clock.now())
            unit.open_intents([IntentRow(intent=b"\x05" * 16, kind="erase", target=writer, at=now)])
        with troth.keys.unit() as unit:
            unit.delete_person_keys([writer])
    only_broken(company, before)


def test_plaintext_in_place_of_ciphertext_breaks_the_seals(
    company: Company, before: Before
) -> None:
    _, record = record_of(company, company.cast.writers[0])
    plain = b"writer10@example.org, in the clear"
    company.sql("UPDATE records SET sealed = ? WHERE record = ?", plain, record)
    only_broken(company, before, "security/sealed", "store/seals")


def test_one_persons_ciphertext_under_another_breaks_the_seals(
    company: Company, before: Before
) -> None:
    _, one = record_of(company, company.cast.writers[0])
    _, other = record_of(company, company.cast.writers[1])
    company.sql(
        "UPDATE records SET sealed = (SELECT sealed FROM records WHERE record = ?)"
        " WHERE record = ?",
        one,
        other,
    )
    only_broken(company, before, "security/sealed", "store/seals")


def test_somebody_erased_who_is_back_breaks_the_right(company: Company, before: Before) -> None:
    erased = company.cast.erased
    with company.opened() as troth:
        with troth.data.unit() as unit:
            unit.add_persons([person_row(erased, to_micros(company.clock.now()))])
        with troth.keys.unit() as unit:
            row = PersonKeyRow(person=erased, shard=1, wrapped=bytes(60), identifiers=b"")
            unit.put_person_keys([row])
    only_broken(company, before, "rights/erasure", "store/erasures")
