"""Each act of sabotage breaks exactly the promises it touches, and nothing else changes.

The whole table is compared before and after. A probe that saw too little would leave a row as it
was; one that saw ghosts would change another.
"""

from __future__ import annotations

from tests.sabotage.brightwater import DAY, Company
from tests.sabotage.hands import (
    Before,
    add_look,
    consent,
    disclose,
    evidence_of,
    flag,
    message_activity,
    only_broken,
    record_of,
)
from troth.core.periods import to_micros
from troth.engines.vault.rows import NewRecord


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
