"""Which answers an erasure waits for: owed, or not fetched, to people who showed who they are."""

from __future__ import annotations

import pytest

from tests.engines.asking import ask, code, done
from tests.engines.grounds import Ground
from tests.engines.living import kept, living
from troth.assembly.platform import Platform
from troth.errors import InputError

SAID = {"h": "none", "f": "DE"}


def ready_to_leave(troth: Platform, person: bytes, *, session: bool = True) -> bytes:
    """Ask what is held, and lead the request to where its answer can be written."""
    request, now = ask(troth, "access", person, session=session).row.request, troth.clock.now()
    done(troth.requests.collect(request, now))
    for step in troth.requests.show(request, now).entry.waiting("ask"):
        done(troth.requests.settle(request, step, "done", now))
    done(troth.requests.decide(request, now))
    done(troth.requests.carry_out(request, now))
    return request


def erasing(troth: Platform, person: bytes) -> bytes:
    """Ask to be erased, and have it granted."""
    request, now = ask(troth, "erasure", person).row.request, troth.clock.now()
    done(troth.requests.collect(request, now))
    for step in troth.requests.show(request, now).entry.waiting("ask"):
        done(troth.requests.settle(request, step, "done", now))
    done(troth.requests.decide(request, now))
    return request


def test_an_answer_that_waits_to_be_fetched_is_waited_for(ground: Ground) -> None:
    with living(ground) as troth:
        person, now = kept(troth).person, troth.clock.now()
        access, erasure = ready_to_leave(troth, person), erasing(troth, person)
        assert code(troth.requests.carry_out(erasure, now)) == "ACCESS_PENDING"
        done(troth.requests.answer(access, now, stated=SAID, handed=False))
        assert code(troth.requests.carry_out(erasure, now)) == "ACCESS_PENDING"
        fetched = done(troth.requests.written_again(access, now)).document
        assert isinstance(fetched["data"], list)
        assert len(fetched["data"]) == 2
        # What was stated when the answer left is still stated in what is fetched.
        assert fetched["automated_decisions"] == {
            "made": "none", "logic": None, "consequences": None, "stated": True,
        }  # fmt: skip
        assert fetched["left_out"] == []
        done(troth.requests.carry_out(erasure, now))
        again = done(troth.requests.written_again(access, now)).document
        assert again["no_longer_held"] == {"because": "erased", "reason": None, "left": 0}


def test_who_never_showed_who_they_are_holds_nobodys_erasure_up(ground: Ground) -> None:
    with living(ground) as troth:
        person, now = kept(troth).person, troth.clock.now()
        ask(troth, "access", person, session=False)
        assert troth.requests.pending.of([person]) == []
        done(troth.requests.carry_out(erasing(troth, person), now))


def test_a_refused_request_and_a_taken_back_one_are_not_waited_for(ground: Ground) -> None:
    with living(ground) as troth:
        person, now = kept(troth).person, troth.clock.now()
        refused = ask(troth, "access", person).row.request
        assert [one.row.request for one in troth.requests.pending.of([person])] == [refused]
        done(troth.requests.refuse(refused, "excessive", now))
        assert troth.requests.pending.of([person]) == []
        back = ask(troth, "portability", person).row.request
        assert [one.row.request for one in troth.requests.pending.of([person])] == [back]
        done(troth.requests.withdraw(back, now))
        assert troth.requests.pending.of([person]) == []


def test_the_reason_not_to_wait_is_a_name_and_is_noted_once(ground: Ground) -> None:
    with living(ground) as troth:
        person, now = kept(troth).person, troth.clock.now()
        access = ready_to_leave(troth, person)
        with pytest.raises(InputError, match="requests/not-a-name"):
            troth.requests.pending.set_aside([person], "she asked me", now)
        assert len(troth.requests.pending.set_aside([person], "own-wish", now)) == 1
        assert troth.requests.pending.set_aside([person], "again", now) == []
        noted = [one for one in troth.requests.show(access, now).entry.steps
                 if one.step == "set-aside"]  # fmt: skip
        assert [one.outcome for one in noted] == ["own-wish"]
