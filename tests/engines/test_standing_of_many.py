"""Standing read for many at once is what each would be read as alone, merged people included."""

from __future__ import annotations

from tests.engines.grounds import Ground
from tests.engines.living import kept, living
from troth.core.names import normalise
from troth.engines.consents.standing import FEW, read_standing


def test_many_at_once_stand_as_each_alone(ground: Ground) -> None:
    with living(ground) as troth:
        people = [kept(troth, number).person for number in range(FEW + 4)]
        now = troth.clock.now()
        for number, person in enumerate(people):
            if number % 3 == 0:
                troth.standing.restrict(person, "a", now)
            if number % 4 == 0:
                troth.standing.object(person, "marketing", now)
        # Somebody who wrote twice under one address, and confirmed it: two rows, one person.
        again = kept(troth, 3).person
        troth.identity.confirm(again, normalise("email", "person3@example.org"), now)
        troth.standing.object(again, "marketing", now)
        everybody = [*people, again]
        with troth.data.read() as reader:
            assert reader.merged()
            together = read_standing(reader, everybody, now)
            alone = {one: read_standing(reader, [one], now)[one] for one in everybody}
        assert together == alone
        assert together[people[3]] == together[again]
        assert together[again].restricted
        assert together[people[3]].marketing_objection


def test_nobody_merged_and_nothing_said_is_nobodys_standing(ground: Ground) -> None:
    with living(ground) as troth:
        people = [kept(troth, number).person for number in range(FEW + 1)]
        now = troth.clock.now()
        troth.consents.withdraw(people[0], "marketing", now)
        with troth.data.read() as reader:
            found = read_standing(reader, people, now)
        assert found[people[0]].withdrawn == {"marketing"}
        assert all(found[one] == found[people[1]] for one in people[1:])
