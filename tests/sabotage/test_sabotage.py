"""Each act of sabotage breaks exactly the promises it touches, and nothing else changes.

The whole table is compared before and after. A probe that saw too little would leave a row as it
was; one that saw ghosts would change another.
"""

from __future__ import annotations

from dataclasses import replace

from tests.sabotage.brightwater import (
    DAY,
    TEXT,
    Company,
    first_record,
    person_row,
    states,
)
from troth.core.periods import to_micros
from troth.engines.vault_rows import NewRecord
from troth.storage.rows import (
    AccessRow,
    ActivityRow,
    ConsentRow,
    DisclosureRow,
    IntentRow,
    PersonKeyRow,
    StandingRow,
)

Before = dict[str, str]


def only_broken(company: Company, before: Before, *addresses: str) -> None:
    """Claim that these addresses are broken now, and that every other row is as it was."""
    after = states(company.table())
    assert {a: s for a, s in after.items() if s != before.get(a)} == dict.fromkeys(
        addresses, "broken"
    )
    assert after.keys() == before.keys()


def evidence_of(company: Company, address: str) -> str:
    found = next(one for one in company.table().promises if one.address == address)
    return f"{found.reason} {found.as_dict()['evidence']}"


def look_at(company: Company, person: bytes, **other: object) -> AccessRow:
    row = AccessRow(
        access=bytes(15) + b"\x01",
        person=person,
        who="staff-7",
        role="support-team",
        purpose="reply",
        categories=("contact",),
        allowed=True,
        reason="",
        records=1,
        at=to_micros(company.clock.now()),
    )
    return replace(row, **other)  # type: ignore[arg-type] # fields of the row


def add_look(company: Company, person: bytes, **other: object) -> None:
    with company.opened() as troth, troth.data.unit() as unit:
        unit.add_accesses([look_at(company, person, **other)])


def test_the_healthy_company_breaks_nothing_and_waits_only_for_what_is_missing(
    before: Before,
) -> None:
    assert "broken" not in before.values()
    assert {address for address, state in before.items() if state == "unproven"} == {
        "changes/material",
        "rights/answer-within",
        "security/certificate",
    }


# -- retention ----------------------------------------------------------------------------------


def test_a_record_past_its_stored_end_breaks_its_period(company: Company, before: Before) -> None:
    _, record = record_of(company, company.cast.writers[0])
    late = to_micros(company.clock.now() - 2 * DAY)
    assert company.sql("UPDATE records SET expires_at = ? WHERE record = ?", late, record) == 1
    only_broken(company, before, "retention/inquiries")
    assert record.hex() in evidence_of(company, "retention/inquiries")


def test_a_record_that_is_merely_due_today_breaks_nothing(company: Company, before: Before) -> None:
    _, record = record_of(company, company.cast.writers[0])
    due = to_micros(company.clock.now() - DAY / 2)
    company.sql("UPDATE records SET expires_at = ? WHERE record = ?", due, record)
    only_broken(company, before)


def test_a_record_given_a_later_end_than_the_policy_allows_breaks_its_period(
    company: Company, before: Before
) -> None:
    _, record = record_of(company, company.cast.writers[0])
    old = to_micros(company.clock.now() - 200 * DAY)
    company.sql("UPDATE records SET collected_at = ? WHERE record = ?", old, record)
    only_broken(company, before, "retention/inquiries")


def test_a_hold_explains_a_record_past_its_end(company: Company, before: Before) -> None:
    person, record = record_of(company, company.cast.writers[0])
    late = to_micros(company.clock.now() - 2 * DAY)
    company.sql("UPDATE records SET expires_at = ? WHERE record = ?", late, record)
    with company.opened() as troth:
        before_it_ended = company.clock.now() - 5 * DAY
        troth.retention.hold(ground="claim", now=before_it_ended, person=person)
    only_broken(company, before)


def test_a_reader_silent_for_too_long_breaks_the_moving_period(
    company: Company, before: Before
) -> None:
    reader = company.cast.readers[1]
    long_ago = to_micros(company.clock.now() - 400 * DAY)
    for table, column in (("clocks", "at"), ("records", "collected_at"), ("consents", "at")):
        company.sql(f"UPDATE {table} SET {column} = ? WHERE person = ?", long_ago, reader)
    only_broken(company, before, "retention/readers")


def test_a_record_without_end_under_a_rule_that_waits_for_nothing_breaks_the_house(
    company: Company, before: Before
) -> None:
    _, record = record_of(company, company.cast.writers[0])
    company.sql("UPDATE records SET expires_at = NULL WHERE record = ?", record)
    only_broken(company, before, "store/retention")


def test_a_record_under_an_undeclared_rule_breaks_the_house(
    company: Company, before: Before
) -> None:
    _, record = record_of(company, company.cast.writers[0])
    company.sql("UPDATE records SET rule = 'retention/for-ever' WHERE record = ?", record)
    only_broken(company, before, "store/retention")


# -- what is taken in, and for what -------------------------------------------------------------


def test_an_undeclared_column_breaks_the_schema(company: Company, before: Before) -> None:
    company.sql("ALTER TABLE records ADD COLUMN phone TEXT")
    only_broken(company, before, "store/schema")
    assert "`records.phone`" in evidence_of(company, "store/schema")


def test_an_undeclared_table_breaks_the_schema(company: Company, before: Before) -> None:
    company.sql("CREATE TABLE mailing_list (email TEXT)")
    only_broken(company, before, "store/schema")


def test_records_of_an_undeclared_source_break_the_house(company: Company, before: Before) -> None:
    assert company.sql("UPDATE activities SET source = 'data-broker' WHERE field = 'interests'")
    only_broken(company, before, "store/collection")


def test_records_for_a_purpose_the_form_does_not_serve_break_the_form(
    company: Company, before: Before
) -> None:
    company.sql("""UPDATE activities SET purposes = '["reply","newsletter"]'
                   WHERE form = 'contact-form' AND field = 'message'""")
    only_broken(company, before, "collection/contact-form")


def test_a_refused_kind_found_in_an_opened_record_breaks_the_stance(
    company: Company, before: Before
) -> None:
    writer = company.cast.writers[0]
    with company.opened() as troth:
        with troth.data.read() as reader:
            number, activity = message_activity(reader.activities())
        now = company.clock.now()
        item = NewRecord(
            person=writer,
            record=troth.entropy.bytes(16),
            submission=troth.entropy.bytes(16),
            activity=number,
            field=activity.field,
            value=b"I have diabetes",
            collected_at=now,
            expires_at=now + 30 * DAY,
            rule="retention/inquiries",
        )
        with troth.data.unit() as unit:
            troth.vault.put(unit, [item])
    only_broken(company, before, "sensitive/refusal")


def test_data_kept_of_a_known_minor_breaks_the_age_rule(company: Company, before: Before) -> None:
    flag(company, company.cast.writers[1], "minor", days_ago=2)
    only_broken(company, before, "minors/age")


# -- looks and disclosures ----------------------------------------------------------------------


def test_a_disclosure_to_an_undeclared_recipient_breaks_the_house(
    company: Company, before: Before
) -> None:
    disclose(company, recipient="data-broker")
    only_broken(company, before, "store/recipients")


def test_a_disclosure_of_an_undeclared_category_breaks_the_recipient(
    company: Company, before: Before
) -> None:
    disclose(company, categories=("contact", "profile"))
    only_broken(company, before, "purposes/follow-up", "recipients/helpdesk")


def test_a_look_at_a_restricted_person_breaks_the_right(company: Company, before: Before) -> None:
    add_look(company, company.cast.restricted)
    only_broken(company, before, "rights/restriction", "store/standing")


def test_a_look_at_a_restricted_person_with_a_case_shown_breaks_nothing(
    company: Company, before: Before
) -> None:
    add_look(company, company.cast.restricted, reason="case")
    only_broken(company, before)


def test_a_look_after_an_objection_breaks_the_right_and_the_purpose(
    company: Company, before: Before
) -> None:
    add_look(company, company.cast.objecting, purpose="newsletter", role="")
    only_broken(company, before, "purposes/newsletter", "rights/objection", "store/standing")


def test_a_look_after_a_withdrawal_breaks_the_right_and_the_purpose(
    company: Company, before: Before
) -> None:
    add_look(company, company.cast.withdrawn, purpose="newsletter", role="")
    only_broken(company, before, "purposes/newsletter", "rights/withdrawal")


def test_a_look_for_an_undeclared_purpose_breaks_the_house(
    company: Company, before: Before
) -> None:
    add_look(company, company.cast.writers[0], purpose="curiosity")
    only_broken(company, before, "store/purposes")


def test_a_look_under_an_undeclared_role_breaks_access_control(
    company: Company, before: Before
) -> None:
    add_look(company, company.cast.writers[0], role="intern", purpose="follow-up")
    only_broken(company, before, "security/few-people")


# -- consents -----------------------------------------------------------------------------------


def test_a_consent_without_the_hash_of_its_text_breaks_its_purpose(
    company: Company, before: Before
) -> None:
    consent(company, company.cast.readers[0], text_hash="")
    only_broken(company, before, "purposes/newsletter", "store/consents")


def test_a_box_ticked_beforehand_and_counted_as_consent_breaks_its_purpose(
    company: Company, before: Before
) -> None:
    consent(company, company.cast.readers[0], method="pre-ticked")
    only_broken(company, before, "purposes/newsletter", "store/consents")


def test_a_consent_that_was_only_recorded_and_is_counted_breaks_its_purpose(
    company: Company, before: Before
) -> None:
    reader = company.cast.readers[1]
    assert company.sql("UPDATE consents SET action = 'record-only' WHERE person = ?", reader) == 1
    only_broken(company, before, "purposes/newsletter")


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


# -- the hands of the saboteur ------------------------------------------------------------------


def record_of(company: Company, person: bytes) -> tuple[bytes, bytes]:
    with company.opened() as troth:
        return first_record(troth, person)


def message_activity(activities: object) -> tuple[int, ActivityRow]:
    assert isinstance(activities, dict)
    return next((n, one) for n, one in activities.items() if one.field == "message")


def flag(company: Company, person: bytes, kind: str, *, days_ago: int) -> None:
    since = to_micros(company.clock.now() - days_ago * DAY)
    with company.opened() as troth, troth.data.unit() as unit:
        unit.set_standing(
            [StandingRow(person=person, kind=kind, about="", value="yes", since=since, until=None)]
        )
    # What was taken in before it was known is no fault of the gate.
    earlier = since - 3_600_000_000
    company.sql("UPDATE records SET collected_at = ? WHERE person = ?", earlier, person)


def disclose(company: Company, **other: object) -> None:
    row = DisclosureRow(
        disclosure=bytes(15) + b"\x02",
        person=company.cast.writers[0],
        recipient="helpdesk",
        categories=("contact",),
        purpose="follow-up",
        ground="contract",
        at=to_micros(company.clock.now()),
    )
    with company.opened() as troth, troth.data.unit() as unit:
        unit.add_disclosures([replace(row, **other)])  # type: ignore[arg-type] # fields of the row


def consent(company: Company, person: bytes, **other: object) -> None:
    with company.opened() as troth, troth.data.unit() as unit:
        row = ConsentRow(
            event=0,
            person=person,
            purpose="newsletter",
            recipient="",
            action="give",
            at=to_micros(company.clock.now()),
            until=None,
            text_hash=TEXT,
            language="en",
            channel="web",
            method="ticked-box",
            policy=troth.policy.hash,
        )
        unit.add_consents([replace(row, **other)])  # type: ignore[arg-type] # fields of the row
