"""Who a person is: claims lead nowhere by themselves, confirmations gather, shared is for good."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.grounds import START, SteppedClock
from troth.assembly.entropy import SystemEntropy
from troth.assembly.foundation import Foundation, lay_foundation
from troth.core.names import Identifier, IdentifierKind
from troth.engines.subjects.identity import Found
from troth.errors import InputError, StateError
from troth.storage.memory import MemoryDataStore, MemoryKeyStore
from troth.storage.rootfile import MemoryRoot

ANNA = Identifier("email", "anna@example.org")
PHONE = Identifier("phone", "+375291234567")
DESK = Identifier("email", "info@example.org")


def test_a_submission_without_a_session_is_a_new_claimant_every_time(laid: Foundation) -> None:
    one = laid.identity.for_submission(None, [ANNA], START)
    two = laid.identity.for_submission(None, [ANNA], START)
    assert one != two
    assert laid.identity.find(ANNA) == [Found(p, "claimed") for p in sorted((one, two))]


def test_a_submission_from_a_confirmed_session_joins_its_person(laid: Foundation) -> None:
    anna = laid.identity.for_submission(None, [ANNA], START)
    assert laid.identity.for_submission(anna, [PHONE], START) == anna
    assert laid.identity.find(PHONE) == [Found(anna, "claimed")]


def test_a_session_of_somebody_erased_joins_nobody(laid: Foundation) -> None:
    with pytest.raises(StateError) as refused:
        laid.identity.for_submission(bytes(16), [ANNA], START)
    assert refused.value.code == "keys/no-person"


def test_confirming_gathers_the_claimants(laid: Foundation) -> None:
    claimants = laid.identity.welcome([[ANNA], [ANNA, PHONE], [PHONE]], START)
    done = laid.identity.confirm(claimants[0], ANNA, START)
    assert (done.status, done.gathered) == ("confirmed", 1)
    assert set(done.persons) == set(claimants[:2])
    with laid.data.read() as reader:
        assert set(reader.aliases(claimants[1])) == set(claimants[:2])
        assert reader.aliases(claimants[2]) == (claimants[2],)
        assert len(list(reader.facts_of("identifier-confirmed"))) == 1
        assert reader.plans() == []


def test_who_confirmed_something_of_their_own_is_not_gathered(laid: Foundation) -> None:
    anna, boris = laid.identity.welcome([[ANNA], [ANNA, PHONE]], START)
    laid.identity.confirm(boris, PHONE, START)
    done = laid.identity.confirm(anna, ANNA, START)
    assert (done.status, done.persons) == ("confirmed", (anna,))


def test_a_second_confirmed_person_makes_it_shared_for_good(laid: Foundation) -> None:
    one, two, three = laid.identity.welcome([[ANNA], [PHONE], [PHONE]], START)
    laid.identity.confirm(one, ANNA, START)
    done = laid.identity.confirm(two, ANNA, START)
    assert (done.status, done.persons, done.gathered) == ("shared", (two,), 0)
    assert {found.status for found in laid.identity.find(ANNA)} == {"shared"}
    assert laid.identity.confirm(three, ANNA, START).status == "shared"
    assert laid.identity.confirm(one, ANNA, START).status == "shared"
    newcomer = laid.identity.welcome([[ANNA]], START)[0]
    assert Found(newcomer, "shared") in laid.identity.find(ANNA)
    with laid.data.read() as reader:
        assert len(list(reader.facts_of("identifier-shared"))) == 1


def test_a_desk_is_shared_from_the_start(laid: Foundation) -> None:
    one, two = laid.identity.welcome([[DESK], [DESK]], START)
    assert laid.identity.is_shared(DESK)
    done = laid.identity.confirm(one, DESK, START)
    assert (done.status, done.persons) == ("shared", (one,))
    with laid.data.read() as reader:
        assert reader.aliases(two) == (two,)


def test_confirming_twice_changes_nothing_more(laid: Foundation) -> None:
    one, _ = laid.identity.welcome([[ANNA], [ANNA]], START)
    first = laid.identity.confirm(one, ANNA, START)
    again = laid.identity.confirm(one, ANNA, START)
    assert (again.status, again.persons, again.gathered) == ("confirmed", first.persons, 0)


def test_an_erased_person_is_found_by_nothing(laid: Foundation) -> None:
    one, two = laid.identity.welcome([[ANNA, PHONE], [ANNA]], START)
    laid.identity.claim(one, [DESK], START)
    laid.vault.destroy_persons([one])
    assert laid.identity.find(ANNA) == [Found(two, "claimed")]
    assert laid.identity.find(PHONE) == []
    assert laid.identity.find(DESK) == []


def test_kinds_that_can_be_guessed_are_never_indexed(laid: Foundation) -> None:
    born = Identifier(cast(IdentifierKind, "birth-date"), "1990-01-01")
    with pytest.raises(InputError) as refused:
        laid.identity.welcome([[born]], START)
    assert refused.value.code == "identity/not-indexable"
    with laid.data.read() as reader:
        assert list(reader.all_persons()) == []


def test_nobody_claims_anything_when_one_of_them_is_gone(laid: Foundation) -> None:
    one = laid.vault.create_persons(1, START)[0]
    with pytest.raises(StateError):
        laid.identity.claim_many([(one, [ANNA]), (bytes(16), [ANNA])], START)
    assert laid.identity.find(ANNA) == []


def test_a_suppression_outlives_its_person_and_ends_when_it_ends(laid: Foundation) -> None:
    one = laid.identity.welcome([[ANNA]], START)[0]
    end = START + timedelta(days=30)
    laid.identity.suppress(ANNA, "do-not-contact", "rights/objection", START)
    laid.identity.suppress(ANNA, "minor", "minors/age", START, end)
    laid.vault.destroy_persons([one])
    laid.vault.epoch(START)
    assert laid.identity.blocked([PHONE, ANNA], START) == {"do-not-contact", "minor"}
    assert laid.identity.blocked([ANNA], end) == {"do-not-contact"}
    assert laid.identity.blocked([PHONE], START) == frozenset()
    laid.identity.unsuppress(ANNA, "do-not-contact")
    assert laid.identity.suppressed(ANNA, end) == []


class Reference:
    """Identity in a dictionary of sets: as slow and as plain as the rules can be said."""

    def __init__(self) -> None:
        self.claimed: dict[str, set[int]] = {}
        self.owner: dict[str, int] = {}
        self.shared: set[str] = set()
        self.group: dict[int, int] = {}
        self.somebody: set[int] = set()

    def arrive(self, person: int, names: set[str]) -> None:
        self.group[person] = person
        for name in names:
            self.claimed.setdefault(name, set()).add(person)

    def confirm(self, person: int, name: str) -> None:
        self.claimed.setdefault(name, set()).add(person)
        mine = self.group[person]
        owner = self.owner.get(name)
        if name in self.shared or (owner is not None and self.group[owner] != mine):
            self.shared.add(name)
            return
        self.owner.setdefault(name, person)
        self.somebody.add(person)
        for one in self.claimed[name]:
            if one not in self.somebody and self.group[one] == one and self.group[one] != mine:
                members = [p for p, g in self.group.items() if g == one]
                for member in members:
                    self.group[member] = mine

    def sets(self) -> set[frozenset[int]]:
        return {
            frozenset(p for p, g in self.group.items() if g == group)
            for group in self.group.values()
        }


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.sets(st.sampled_from("abc"), max_size=2)),
        st.tuples(st.just("confirm"), st.tuples(st.integers(0, 5), st.sampled_from("abc"))),
    ),
    max_size=14,
)


@settings(max_examples=60)
@given(STEPS)
def test_any_history_leads_to_the_alias_sets_of_the_rules(steps: list[tuple[str, object]]) -> None:
    laid = lay_foundation(
        data=MemoryDataStore(),
        keys=MemoryKeyStore(),
        root=MemoryRoot(),
        clock=SteppedClock(),
        entropy=SystemEntropy(),
    )
    reference, persons = Reference(), list[bytes]()
    for kind, what in steps:
        if kind == "arrive":
            names = cast(set[str], what)
            reference.arrive(len(persons), names)
            named = [Identifier("account", name) for name in sorted(names)]
            persons += laid.identity.welcome([named], START)
            continue
        number, name = cast(tuple[int, str], what)
        if number < len(persons):
            reference.confirm(number, name)
            laid.identity.confirm(persons[number], Identifier("account", name), START)
    with laid.data.read() as reader:
        found = {
            frozenset(persons.index(one) for one in reader.aliases(person)) for person in persons
        }
    assert found == reference.sets()
