"""Requests under the policies they are asked of, on memory, SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from tests.engines.grounds import Ground
from tests.engines.living import consent, kept, living, submit, values_of
from troth.assembly.platform import Platform
from troth.core.names import normalise
from troth.core.requests import RIGHTS, Right
from troth.engines.disclosure import Handover
from troth.engines.requests import Opening
from troth.engines.requests_course import Answered
from troth.engines.requests_register import Declined, Entry
from troth.engines.submission import Receipt
from troth.errors import InputError

T = TypeVar("T")


def done(answer: T | Declined) -> T:
    assert not isinstance(answer, Declined), answer
    return answer


def code(answer: object) -> str:
    assert isinstance(answer, Declined), answer
    return answer.code


def ask(
    troth: Platform,
    right: Right,
    person: bytes | None = None,
    *,
    about: str = "",
    session: bool = True,
    at: datetime | None = None,
) -> Entry:
    opening = Opening(
        asked=right,
        about=about,
        person=person,
        session=session,
        received_at=at or troth.clock.now(),
    )
    return done(troth.requests.open(opening, troth.clock.now()))


def to_the_end(troth: Platform, request: bytes) -> Answered:
    """Proceed until the answer, settling every system on the way."""
    now = troth.clock.now()
    for _ in range(6):
        entry = troth.requests.show(request, now).entry
        for one in entry.waiting("ask"):
            done(troth.requests.settle(request, one, "done", now))
        after = done(troth.requests.proceed(request, now))
        if isinstance(after, Answered):
            return after
    raise AssertionError("no answer came")


def test_an_access_request_is_answered_whole(ground: Ground) -> None:
    with living(ground) as troth:
        person = kept(troth).person
        request = ask(troth, "access", person).row.request
        answered = to_the_end(troth, request)
        assert answered.entry.case.state == "answered"
        document = answered.answer.document
        data = document["data"]
        assert isinstance(data, list)
        assert sorted(one["value"] for one in data) == values_of(troth, person)
        assert answered.entry.row.answer == answered.answer.digest.hex()
        closed = done(troth.requests.close(request, troth.clock.now()))
        assert closed.case.state == "closed"


def test_every_right_is_taken_in_by_every_policy() -> None:
    for policy in ("intexsoft", "altexsoft", "integrica", "soft-ok", "intermind"):
        with living(Ground("memory"), policy) as troth:
            for right in RIGHTS:
                entry = ask(troth, right, session=False)
                assert entry.case.state == "received"
                assert entry.row.due_at == min(
                    entry.row.safe_at,
                    entry.row.statutory_at,
                    entry.row.promised_at or entry.row.safe_at,
                )


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2025-01-31", "2025-02-28"),
        ("2025-02-10", "2025-03-10"),
        ("2025-03-10", "2025-04-09"),
        ("2026-06-01", "2026-07-01"),
    ],
)
def test_thirty_days_or_a_month_whichever_is_earlier(received: str, due: str) -> None:
    ground = Ground("memory")
    ground.clock.at = datetime.fromisoformat(received).replace(hour=9, tzinfo=UTC)
    with living(ground) as troth:
        entry = ask(troth, "access", session=False)
        shown = troth.requests.show(entry.row.request, troth.clock.now())
        assert shown.dates.alarm.isoformat() == due
        assert shown.dates.derivation
        extended = troth.requests.extend(entry.row.request, "complexity", troth.clock.now())
        assert code(extended) == "NOT_ALLOWED_BY_POLICY"


def test_an_extension_needs_its_notice_inside_the_first_month() -> None:
    ground = Ground("memory")
    ground.clock.at = datetime(2024, 1, 31, 12, tzinfo=UTC)
    with living(ground, "altexsoft") as troth:
        first, second = (
            ask(troth, right, session=False).row.request for right in ("access", "erasure")
        )
        ground.clock.at = datetime(2024, 2, 20, 12, tzinfo=UTC)
        extended = done(troth.requests.extend(first, "complexity", ground.clock.at))
        assert troth.requests.show(first, ground.clock.at).dates.alarm.isoformat() == "2024-04-30"
        assert extended.row.extended_at is not None
        assert code(troth.requests.extend(first, "complexity", ground.clock.at)) in (
            "ALREADY_EXTENDED",
            "EXTENDED_ALREADY",
        )
        ground.clock.at = datetime(2024, 3, 2, 12, tzinfo=UTC)
        assert (
            code(troth.requests.extend(second, "complexity", ground.clock.at))
            == "EXTENSION_TOO_LATE"
        )
        assert [ran.outcome for ran in troth.requests.advance(ground.clock.at)][-1] == "overdue"


def test_the_term_runs_from_the_first_arrival_at_any_channel() -> None:
    ground = Ground("memory")
    ground.clock.at = datetime(2026, 4, 9, 12, tzinfo=UTC)
    with living(ground, "altexsoft") as troth:
        entry = ask(troth, "access", session=False, at=datetime(2026, 4, 6, 18, tzinfo=UTC))
        shown = troth.requests.show(entry.row.request, ground.clock.at)
        assert shown.dates.alarm.isoformat() == "2026-05-06"


def test_the_clock_stops_only_for_what_the_law_names(ground: Ground) -> None:
    with living(ground, "altexsoft") as troth:
        now = ground.clock.at
        request = ask(troth, "access", session=False).row.request
        first = troth.requests.show(request, now).entry.row.due_at
        assert code(troth.requests.suspend(request, "holidays", now)) == "SUSPENSION_NOT_ALLOWED"
        done(troth.requests.suspend(request, "identity-doubt", now))
        assert troth.requests.next_due(now) is None
        later = ground.clock.pass_(days=10)
        resumed = done(troth.requests.resume(request, later))
        assert resumed.case.state == "identifying"
        assert resumed.row.due_at - first in range(9 * 86_400_000_000, 11 * 86_400_000_000 + 1)


def test_reminders_ring_at_seven_three_and_one_days_and_then_the_alarm(ground: Ground) -> None:
    with living(ground) as troth:
        request = ask(troth, "access", kept(troth).person).row.request
        rung = []
        while (at := troth.requests.next_due(ground.clock.at)) is not None:
            ground.clock.at = at
            rung += [(ran.step, ran.outcome) for ran in troth.requests.advance(at)]
            assert troth.requests.advance(at) == []
        assert rung == [
            ("remind/7", "reminded"),
            ("remind/3", "reminded"),
            ("remind/1", "reminded"),
            ("overdue", "overdue"),
        ]
        assert troth.requests.report(ground.clock.at).late == ((request, 1),)


def test_nobody_gets_an_answer_without_showing_who_asks(ground: Ground) -> None:
    with living(ground) as troth:
        person = kept(troth).person
        request = ask(troth, "access", person, session=False).row.request
        now = troth.clock.now()
        assert code(troth.requests.proceed(request, now)) == "NO_SUCH_STEP"
        assert code(troth.requests.verify(request, "none", now)) == "NOT_ENOUGH_SHOWN"
        done(troth.requests.verify(request, "confirmed-link", now))
        assert to_the_end(troth, request).entry.case.outcome == "granted"


def test_opening_a_request_says_nothing_of_whether_somebody_is_known(ground: Ground) -> None:
    with living(ground) as troth:
        kept(troth, 1)
        now = troth.clock.now()
        known, unknown = (
            done(
                troth.requests.open(
                    Opening(asked="access", received_at=now),
                    now,
                    identifier=normalise("email", f"person{number}@example.org"),
                )
            )
            for number in (1, 2)
        )
        assert known.row.person is not None
        assert unknown.row.person is None
        assert known.case == unknown.case


def test_a_guardian_an_agent_and_an_heir_show_their_authority(ground: Ground) -> None:
    with living(ground) as troth:
        person, now = kept(troth).person, troth.clock.now()

        def by(asker: str, mandate: str = "", residence: str = "") -> object:
            opening = Opening(
                asked="access", received_at=now, person=person, asker=asker,
                mandate=mandate, residence=residence, session=True,
            )  # fmt: skip
            return troth.requests.open(opening, now)

        assert code(by("guardian")) == "MANDATE_MISSING"
        assert code(by("heir", "certificate-1", "DE")) == "NO_RIGHT_AFTER_DEATH"
        heir = by("heir", "certificate-1", "IT")
        assert isinstance(heir, Entry)
        agent = by("agent", "mandate-1")
        assert isinstance(agent, Entry)
        # A session of somebody is no authority of somebody else.
        assert agent.case.state == "received"
        assert code(troth.requests.verify(agent.row.request, "session", now)) == "NOT_ENOUGH_SHOWN"
        done(troth.requests.verify(agent.row.request, "staff-attested", now))


def test_a_restriction_holds_from_the_next_decision_and_is_lifted_after_a_notice(
    ground: Ground,
) -> None:
    with living(ground) as troth:
        person = kept(troth).person
        now = troth.clock.now()
        entry = ask(troth, "restriction", person)
        assert entry.case.state == "closed"
        assert troth.standing.read(person, now).restricted
        refused = troth.requests.lift_restriction(person, None, now)
        assert code(refused) == "NOT_TOLD_BEFORE"
        later = ground.clock.pass_(days=1)
        assert troth.requests.lift_restriction(person, now, later) is None
        assert not troth.standing.read(person, later).restricted


def test_an_objection_to_marketing_is_absolute_and_done_at_once(ground: Ground) -> None:
    with living(ground) as troth:
        person, now = kept(troth).person, troth.clock.now()
        entry = ask(troth, "objection", person, about="marketing")
        assert (entry.case.state, entry.case.outcome) == ("closed", "granted")
        assert troth.standing.read(person, now).marketing_objection


def test_who_is_not_known_is_not_contacted_after_an_objection(ground: Ground) -> None:
    with living(ground) as troth:
        now = troth.clock.now()
        stranger = normalise("email", "stranger@example.org")
        opening = Opening(asked="objection", about="marketing", received_at=now)
        done(troth.requests.open(opening, now, identifier=stranger))
        assert [row.basis for row in troth.identity.suppressed(stranger, now)] == ["do-not-contact"]


def test_an_objection_to_an_interest_stands_while_it_is_weighed(ground: Ground) -> None:
    with living(ground) as troth:
        interest = next(
            key
            for key, purpose in sorted(troth.policy.purposes.items())
            if purpose.basis == "legitimate-interests"
            and not purpose.marketing
            and not purpose.consent_needed
        )
        person, now = kept(troth).person, troth.clock.now()
        entry = ask(troth, "objection", person, about=interest)
        assert entry.case.state == "verified"
        assert interest in troth.standing.read(person, now).objected
        request = entry.row.request
        assert (
            code(troth.requests.refuse(request, "compelling-grounds", now)) == "CITATION_REQUIRED"
        )
        done(troth.requests.refuse(request, "compelling-grounds", now, citation="weighing-7"))
        assert interest not in troth.standing.read(person, now).objected
        answered = done(troth.requests.answer(request, now))
        assert answered.answer.document["remedies"]


def test_withdrawing_leaves_other_consents_standing(ground: Ground) -> None:
    with living(ground) as troth:
        asked = sorted(k for k, p in troth.policy.purposes.items() if p.consent_needed)[:2]
        person, now = kept(troth).person, troth.clock.now()
        for purpose in asked:
            troth.consents.give(person, consent(purpose), now)
        entry = ask(troth, "withdrawal", person, about=asked[0])
        assert (entry.case.state, entry.case.outcome) == ("closed", "granted")
        assert set(troth.consents.active(person, now)) == {asked[1]}


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
        assert isinstance(troth.requests.proceed(request, now), Answered)


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
