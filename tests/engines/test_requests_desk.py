"""What is written down at the desk: tries that failed, appeals, corrected names, parts erased."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engines.asking import ask, code, done, to_the_end
from tests.engines.grounds import Ground
from tests.engines.living import consent, kept, living, submit, values_of
from troth.assembly.platform import Platform
from troth.core.names import Identifier, normalise
from troth.core.periods import from_micros
from troth.engines.export.clarification import CLARIFIES
from troth.engines.intake.submission import Receipt
from troth.engines.rights.course import Answered
from troth.engines.rights.requests import Opening
from troth.errors import InputError

OLD, NEW = normalise("email", "person1@example.org"), normalise("email", "right@example.org")


def found(troth: Platform, name: Identifier) -> list[tuple[bytes, str]]:
    return [(one.person, one.status) for one in troth.identity.find(name)]


def corrected(troth: Platform, person: bytes, record: bytes, value: str, **also: bool) -> None:
    now = troth.clock.now()
    request = ask(troth, "rectification", person).row.request
    done(troth.requests.collect(request, now))
    done(troth.requests.proceed(request, now))
    done(troth.requests.rectify(request, record, value, now, **also))


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_corrected_address_leads_to_its_person_and_the_old_one_to_nobody(
    ground: Ground, confirmed: bool
) -> None:
    with living(ground) as troth:
        receipt, other = kept(troth), kept(troth)
        record = next(one.record for one in receipt.kept if one.field == "email")
        if confirmed:
            troth.identity.confirm(receipt.person, OLD, troth.clock.now())
        corrected(troth, receipt.person, record, NEW.value)
        assert found(troth, NEW) == [(receipt.person, "claimed")]
        assert receipt.person not in {person for person, _ in found(troth, OLD)}
        # Somebody else who uses the old one still does.
        assert other.person in {person for person, _ in found(troth, OLD)} or confirmed
    with living(ground) as troth:
        assert found(troth, NEW) == [(receipt.person, "claimed")]
        assert NEW.value in values_of(troth, receipt.person)


def test_an_address_that_another_record_still_holds_stays(ground: Ground) -> None:
    with living(ground) as troth:
        first = kept(troth)
        second = submit(troth, "registration", {"email": OLD.value}, person=first.person)
        assert isinstance(second, Receipt)
        record = next(one.record for one in first.kept if one.field == "email")
        corrected(troth, first.person, record, NEW.value)
        assert [person for person, _ in found(troth, OLD)] == [first.person]
        assert [person for person, _ in found(troth, NEW)] == [first.person]


def test_letting_go_of_what_was_never_claimed_changes_nothing(ground: Ground) -> None:
    with living(ground) as troth:
        person = kept(troth).person
        assert troth.identity.release(person, NEW) is False
        assert troth.identity.release(bytes(16), OLD) is False
        assert [one for one, _ in found(troth, OLD)] == [person]
        assert troth.identity.release(person, OLD) is True
        assert found(troth, OLD) == []


def test_words_beside_a_value_are_kept_as_long_as_it_and_go_with_it(ground: Ground) -> None:
    with living(ground) as troth:
        receipt = kept(troth)
        record = next(one.record for one in receipt.kept if one.field == "message")
        corrected(troth, receipt.person, record, "what I meant", beside=True)
        assert sorted(values_of(troth, receipt.person)) == [
            "hello 1", OLD.value, "what I meant",
        ]  # fmt: skip
        with troth.data.read() as reader:
            rows = {row.record: row for row in reader.records([receipt.person])}
        (beside,) = [row for row in rows.values() if row.purpose_note is not None]
        assert beside.purpose_note == CLARIFIES + record.hex()
        assert (beside.expires_at, beside.rule) == (rows[record].expires_at, rows[record].rule)
        assert beside.expires_at is not None
        report = troth.retention.sweep(from_micros(beside.expires_at))
        assert sum(report.by_rule.values()) == 3


def test_empty_words_and_too_many_are_refused_and_nothing_is_added(ground: Ground) -> None:
    with living(ground) as troth:
        receipt = kept(troth)
        record = receipt.kept[0].record
        for words in ("", "  ", "x" * 5_000):
            with pytest.raises(InputError, match="rectification/not-acceptable"):
                corrected(troth, receipt.person, record, words, beside=True)
        assert len(values_of(troth, receipt.person)) == 2


def test_erasing_one_kind_of_data_leaves_the_rest_readable_and_its_person_findable(
    ground: Ground,
) -> None:
    with living(ground, "altexsoft") as troth:
        first = submit(troth, "contact-form", {"email": OLD.value, "message": "hello"})
        assert isinstance(first, Receipt)
        person = first.person
        said = {"testimonial": "fine", "reviewer-name": "A"}
        given = submit(troth, "testimonial", said, consent("testimonials"), person=person)
        assert isinstance(given, Receipt)
        troth.identity.confirm(person, OLD, troth.clock.now())
        request = ask(troth, "erasure", person, about="testimonial-delete").row.request
        answered = to_the_end(troth, request)
        assert answered.entry.case.outcome == "granted"
        assert values_of(troth, person) == sorted(["hello", OLD.value])
        assert found(troth, OLD) == [(person, "confirmed")]
        now = troth.clock.now()
        assert troth.standing.read(person, now).restricted is False
        # Asked again, there is nothing of that kind; the rest is not touched.
        again = to_the_end(troth, ask(troth, "erasure", person, about="testimonials").row.request)
        assert again.entry.case.ground == "nothing-held"
        assert again.entry.row.plan is None
        assert len(values_of(troth, person)) == 2


def test_a_try_that_failed_comes_due_again_and_is_done_once(ground: Ground) -> None:
    with living(ground, "altexsoft") as troth:
        given = submit(troth, "contact-form", {"email": OLD.value})
        assert isinstance(given, Receipt)
        request = ask(troth, "access", given.person).row.request
        now = troth.clock.now()
        done(troth.requests.collect(request, now))
        step = done(troth.requests.settle(request, "ask/zoho-crm", "failed", now))
        assert (step.state, step.outcome) == ("open", "failed")
        assert from_micros(step.due_at) == now + timedelta(days=1)
        assert done(troth.requests.settle(request, "ask/zoho-crm", "done", now)).state == "done"
        late = done(troth.requests.settle(request, "ask/zoho-crm", "failed", now))
        assert (late.state, late.outcome) == ("done", "done")


def test_an_appeal_rings_its_own_bells_and_leaves_the_first_answer_as_it_was(
    ground: Ground,
) -> None:
    with living(ground, "altexsoft") as troth:
        given = submit(troth, "contact-form", {"email": OLD.value})
        assert isinstance(given, Receipt)
        now = troth.clock.now()
        opening = Opening(
            asked="access", person=given.person, session=True, received_at=now, residence="US-CO"
        )
        request = done(troth.requests.open(opening, now)).row.request
        first = to_the_end(troth, request).entry.row
        later = ground.clock.pass_(days=10)
        appealed = done(troth.requests.appeal(request, later))
        assert (appealed.row.due_at, appealed.row.answered_at) == (first.due_at, first.answered_at)
        # US-CO: 45 days of the day of the appeal (us-states/appeal), for access as for anything.
        dates = troth.requests.show(request, later).dates
        assert dates.alarm == later.date() + timedelta(days=45)
        assert code(troth.requests.appeal(request, later)) == "NO_SUCH_STEP"
        rung = troth.requests.advance(later + timedelta(days=47))
        assert [one.outcome for one in rung] == ["reminded"] * 3 + ["overdue"]
        upheld = troth.requests.uphold(request, "case-1", later + timedelta(days=47), who="dpo")
        assert isinstance(upheld, Answered)
        assert upheld.answer.document["appeal"] == "upheld"
        assert upheld.entry.row.answer == upheld.answer.digest.hex()
        report = troth.requests.report(later + timedelta(days=60))
        assert (report.on_time, report.late) == (1, ())
