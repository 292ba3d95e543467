"""Requests under the policies they are asked of, on memory, SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.engines.asking import ask, code, done, to_the_end
from tests.engines.grounds import Ground
from tests.engines.living import consent, kept, living, values_of
from troth.core.names import normalise
from troth.core.requests import RIGHTS
from troth.engines.rights.mandates import Holder
from troth.engines.rights.register import Entry
from troth.engines.rights.requests import Opening


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

        def seen(asker: Holder) -> str:
            return troth.requests.mandates.record(asker, "ab" * 32, now.date(), now)

        assert code(by("guardian")) == "MANDATE_MISSING"
        assert code(by("heir", "certificate-1", "DE")) == "NO_RIGHT_AFTER_DEATH"
        assert code(by("heir", "certificate-1", "IT")) == "MANDATE_UNRECORDED"
        heir = by("heir", seen("heir"), "IT")
        assert isinstance(heir, Entry)
        assert code(by("agent", seen("heir"))) == "MANDATE_UNRECORDED"
        agent = by("agent", seen("agent"))
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
