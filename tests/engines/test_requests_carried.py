"""Requests carried out: erased, told, corrected, repeated, refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engines.asking import ask, code, done, to_the_end
from tests.engines.grounds import Ground
from tests.engines.living import kept, living, submit, values_of
from troth.assembly.platform import Platform
from troth.engines.disclosure.disclosure import Handover
from troth.engines.intake.submission import Receipt
from troth.engines.rights.course import Answered
from troth.engines.rights.register import Entry
from troth.engines.rights.requests import Opening
from troth.errors import InputError


def test_an_erasure_goes_through_and_the_register_outlives_the_person(ground: Ground) -> None:
    with living(ground) as troth:
        person = kept(troth).person
        request = ask(troth, "erasure", person).row.request
        answered = to_the_end(troth, request)
        assert answered.entry.case.outcome == "granted"
        erased = answered.answer.document["erasure"]
        assert isinstance(erased, dict)
        assert erased["found_again"] == 0
        closed = done(troth.requests.close(request, troth.clock.now()))
        assert closed.row.person is None
        with troth.data.read() as reader:
            assert reader.person(person) is None
        assert troth.requests.report(troth.clock.now()).on_time == 1


def test_recipients_are_owed_a_notice_and_exactly_those_that_received(ground: Ground) -> None:
    with living(ground) as troth:
        person, now = kept(troth).person, troth.clock.now()
        handover = Handover(
            person=person,
            recipient="tracking-services",
            categories=("page-tags",),
            purpose="fraud-prevention",
        )
        assert troth.disclosures.hand_over(handover, now)
        with troth.data.read() as reader:
            received = sorted({row.recipient for row in reader.disclosures([person])})
        assert received
        entry = ask(troth, "restriction", person)
        assert entry.waiting("tell") == tuple(f"tell/{one}" for one in received)
        for one in entry.waiting("tell"):
            done(troth.requests.settle(entry.row.request, one, "acknowledged", now))
        assert done(troth.requests.show(entry.row.request, now)).entry.open_steps == ()


def test_a_rectification_puts_the_right_value_in(ground: Ground) -> None:
    with living(ground) as troth:
        receipt, now = kept(troth), troth.clock.now()
        record = next(one.record for one in receipt.kept if one.field == "email")
        request = ask(troth, "rectification", receipt.person).row.request
        assert (
            code(troth.requests.rectify(request, record, "new@example.org", now)) == "NO_SUCH_STEP"
        )
        done(troth.requests.proceed(request, now))
        done(troth.requests.proceed(request, now))
        assert code(troth.requests.proceed(request, now)) == "NOTHING_RECTIFIED"
        assert (
            code(troth.requests.rectify(request, bytes(16), "new@example.org", now)) == "NOT_THEIRS"
        )
        done(troth.requests.rectify(request, record, "new@example.org", now))
        to_the_end(troth, request)
        assert "new@example.org" in values_of(troth, receipt.person)


def test_no_answer_leaves_while_a_system_is_open() -> None:
    ground = Ground("memory")
    with living(ground, "altexsoft") as troth:
        now = troth.clock.now()
        receipt = in_a_system(troth)
        request = ask(troth, "access", receipt.person).row.request
        for _ in range(3):
            done(troth.requests.proceed(request, now))
        waiting = troth.requests.show(request, now).entry.waiting("ask")
        assert waiting
        assert code(troth.requests.proceed(request, now)) == "NOT_READY"
        with pytest.raises(InputError, match="no way"):
            troth.requests.settle(request, waiting[0], "perhaps", now)
        for one in waiting:
            done(troth.requests.settle(request, one, "nothing-found", now))
        # Nothing is open any more, and still it does not say what the text leaves out.
        assert code(troth.requests.proceed(request, now)) == "ANSWER_INCOMPLETE"
        said = {"h": "none", "f": "DE"}
        assert isinstance(troth.requests.answer(request, now, stated=said), Answered)


def in_a_system(troth: Platform) -> Receipt:
    """Send something that is kept in a system of the policy."""
    for name, form in sorted(troth.policy.forms.items()):
        if form.system in troth.policy.systems and form.processor is None:
            data = {
                field.name: {"email": "a@example.org", "phone": "+375152555055"}.get(
                    field.type, "words"
                )
                for field in form.fields.values()
            }
            answer = submit(troth, name, data, person=None)
            if isinstance(answer, Receipt) and answer.kept:
                return answer
    raise AssertionError("no form of the policy keeps anything in a system")


def test_repeats_are_linked_and_duplicates_joined(ground: Ground) -> None:
    with living(ground) as troth:
        person, now = kept(troth).person, troth.clock.now()
        first = ask(troth, "access", person)
        second = ask(troth, "access", person, session=False)
        assert second.row.repeats == first.row.request
        joined = done(troth.requests.join(second.row.request, first.row.request, now))
        assert joined.case.state == "joined"
        assert [one.row.request for one in troth.requests.listed()] == [first.row.request]
        other = ask(troth, "erasure", person, session=False)
        refused = troth.requests.join(other.row.request, first.row.request, now)
        assert code(refused) == "NOT_A_DUPLICATE"


def test_after_expiry_either_nothing_is_held_or_it_is_a_breach(ground: Ground) -> None:
    with living(ground) as troth:
        person = kept(troth).person
        ground.clock.pass_(days=400)
        late = ask(troth, "access", person).row.request
        found = done(troth.requests.proceed(late, troth.clock.now()))
        assert isinstance(found, Entry)
        assert found.row.expired == 2
        done(troth.requests.withdraw(late, troth.clock.now()))
        troth.retention.sweep(troth.clock.now())
        again = ask(troth, "access", person).row.request
        answered = to_the_end(troth, again)
        assert (answered.entry.case.ground, answered.entry.row.expired) == ("nothing-held", 0)


def test_bad_input_is_refused_and_changes_nothing(ground: Ground) -> None:
    with living(ground) as troth:
        now = troth.clock.now()
        person = kept(troth).person
        later = Opening(asked="access", received_at=now + timedelta(hours=1), person=person)
        assert code(troth.requests.open(later, now)) == "RECEIVED_LATER"
        odd = Opening(asked="access", received_at=now, person=person, about="no-such-thing")
        assert code(troth.requests.open(odd, now)) == "UNKNOWN_SUBJECT"
        request = ask(troth, "access", person).row.request
        before = troth.requests.show(request, now)
        assert code(troth.requests.collect(request, now - timedelta(days=1))) == "CLOCK_SET_BACK"
        with pytest.raises(InputError, match="no ground"):
            troth.requests.refuse(request, "we-are-busy", now)
        with pytest.raises(InputError, match="not a name"):
            troth.requests.refuse(request, "claims", now, citation="Mr Smith is rude")
        with pytest.raises(InputError, match="no request"):
            troth.requests.show(bytes(16), now)
        assert troth.requests.show(request, now) == before
