"""Signing in: what every driver does alike with accounts, staff, passkeys, sessions and links."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.storage.rows import ANN, BOB, id_of
from troth.errors import TrothError
from troth.storage.ports import DataStore
from troth.storage.signin_rows import (
    AccountRow,
    LinkRow,
    PasskeyRow,
    ReviewRow,
    SessionRow,
    SignInRow,
    StaffRow,
    TokenRow,
)

EVE = StaffRow(
    staff=id_of("eve"), login="eve", roles=("privacy",), password="h", factor=None, opened_at=1
)


def hashed(name: str) -> bytes:
    return id_of(name) * 2


def account(person: bytes, password: str = "argon") -> AccountRow:
    return AccountRow(person=person, password=password, factor=b"sealed", opened_at=1)


def session(name: str, owner: bytes, at: int, until: int = 99) -> SessionRow:
    return SessionRow(
        token=hashed(name), kind="person", owner=owner, opened_at=at, seen_at=at, until=until
    )


def link(name: str, owner: bytes | None, until: int = 99) -> LinkRow:
    return LinkRow(token=hashed(name), use="sign-in", owner=owner, about="", until=until)


def passkey(name: str, owner: bytes) -> PasskeyRow:
    return PasskeyRow(
        credential=hashed(name), kind="person", owner=owner, public_key=b"k", counter=0, made_at=1
    )


def test_an_account_is_written_in_place_of_the_older_one(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.put_account(account(ANN))
        unit.put_account(replace(account(ANN, "newer"), closed_at=5))
    with peopled.read() as reader:
        assert list(reader.accounts([BOB, ANN])) == [replace(account(ANN, "newer"), closed_at=5)]


def test_an_account_of_nobody_is_refused(peopled: DataStore) -> None:
    with pytest.raises(TrothError) as fault, peopled.unit() as unit:
        unit.put_account(account(id_of("nobody")))
    assert fault.value.code == "store/unknown-reference"


@pytest.mark.parametrize("kind", ["person", "staff"])
def test_a_second_factor_is_written_only_in_place_of_the_one_that_was_read(
    peopled: DataStore, kind: str
) -> None:
    owner = ANN if kind == "person" else EVE.staff
    with peopled.unit() as unit:
        unit.put_account(replace(account(ANN), factor=None))
        unit.put_staff(EVE)
    with peopled.unit() as unit:
        assert unit.swap_factor(kind, owner, None, b"one")
        assert not unit.swap_factor(kind, owner, None, b"two")
        assert not unit.swap_factor(kind, owner, b"two", b"three")
        assert unit.swap_factor(kind, owner, b"one", b"two")
        assert not unit.swap_factor(kind, id_of("nobody"), None, b"one")
    with peopled.read() as reader:
        rows = [*reader.accounts([ANN]), reader.staff(EVE.staff)]
        assert [row.factor for row in rows if row] == [
            b"two" if kind == "person" else None, b"two" if kind == "staff" else None,
        ]  # fmt: skip
    with peopled.unit() as unit:
        assert unit.swap_factor(kind, owner, b"two", None)


def test_a_login_is_never_given_twice(data: DataStore) -> None:
    with data.unit() as unit:
        unit.put_staff(EVE)
        unit.put_staff(replace(EVE, roles=("privacy", "legal"), ended_at=7))
    with pytest.raises(TrothError), data.unit() as unit:
        unit.put_staff(replace(EVE, staff=id_of("other")))
    with data.read() as reader:
        assert reader.staff_by_login("eve") == reader.staff(EVE.staff)
        assert [row.roles for row in reader.all_staff()] == [("privacy", "legal")]
        assert reader.staff_by_login("nobody") is None


def test_sessions_come_back_newest_first_and_end_when_deleted(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        for name, at in (("one", 1), ("two", 2)):
            unit.put_session(session(name, ANN, at))
    with peopled.unit() as unit:
        assert [row.opened_at for row in unit.sessions(ANN)] == [2, 1]
        unit.put_session(session("three", BOB, 3))
        assert [row.opened_at for row in unit.sessions_of([ANN, BOB, ANN])] == [3, 2, 1]
        assert unit.sessions_of([]) == []
        assert unit.delete_sessions([hashed("two"), hashed("none")]) == 1
    with peopled.read() as reader:
        assert reader.session(hashed("one")) == session("one", ANN, 1)
        assert reader.session(hashed("two")) is None


def test_a_link_is_used_once(data: DataStore) -> None:
    with data.unit() as unit:
        unit.put_link(link("a", None))
    with data.unit() as unit:
        assert unit.use_link(hashed("a"), 5)
        assert not unit.use_link(hashed("a"), 6)
        assert not unit.use_link(hashed("never"), 6)
    with data.read() as reader:
        assert reader.link(hashed("a")) == replace(link("a", None), used_at=5)


def test_what_has_lapsed_is_deleted_and_what_has_not_stays(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.put_session(session("old", ANN, 1, until=9))
        unit.put_session(session("new", ANN, 1, until=10))
        unit.put_link(link("old", ANN, until=9))
    with peopled.unit() as unit:
        assert unit.delete_lapsed(10) == 2
        assert [row.token for row in unit.sessions(ANN)] == [hashed("new")]


def test_all_that_signs_a_person_in_goes_with_them(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        for person, name in ((ANN, "ann"), (BOB, "bob")):
            unit.put_account(account(person))
            unit.put_session(session(name, person, 1))
            unit.put_link(link(name, person))
            unit.put_passkey(passkey(name, person))
        unit.delete_persons([ANN])
    with peopled.read() as reader:
        assert [row.person for row in reader.accounts([ANN, BOB])] == [BOB]
        assert (reader.session(hashed("ann")), reader.link(hashed("ann"))) == (None, None)
        assert reader.passkey(hashed("ann")) is None
        assert reader.passkeys(BOB) == [passkey("bob", BOB)]
        assert len(reader.sessions(BOB)) == 1


def test_a_programs_token_keeps_its_scopes(data: DataStore) -> None:
    row = TokenRow(token=hashed("t"), name="shop", roles=("collect", "decide"), made_at=1)
    with data.unit() as unit:
        unit.put_token(row)
        unit.put_token(replace(row, ended_at=4))
    with data.read() as reader:
        assert list(reader.tokens()) == [replace(row, ended_at=4)]
        assert reader.token(hashed("other")) is None


def happened(name: str, owner: bytes, at: int, kind: str = "person") -> SignInRow:
    return SignInRow(event=id_of(name), kind=kind, owner=owner, what="signed-in", at=at)


def test_what_happened_to_a_way_in_is_read_newest_first_and_goes_with_its_time(
    peopled: DataStore,
) -> None:
    with peopled.unit() as unit:
        for name, at in (("a", 3), ("b", 9), ("c", 6)):
            unit.add_sign_in(happened(name, ANN, at))
        unit.add_sign_in(happened("staff", EVE.staff, 1, "staff"))
    with peopled.unit() as unit:
        assert [row.at for row in unit.sign_ins([ANN, BOB])] == [9, 6, 3]
        assert [row.kind for row in unit.sign_ins([EVE.staff])] == ["staff"]
        assert unit.delete_sign_ins(6) == 2
        assert [row.at for row in unit.sign_ins([ANN])] == [9, 6]
        unit.delete_persons([ANN])
        assert unit.sign_ins([ANN]) == []


def test_what_happened_to_nobodys_way_in_is_refused(peopled: DataStore) -> None:
    with pytest.raises(TrothError) as fault, peopled.unit() as unit:
        unit.add_sign_in(happened("a", id_of("nobody"), 1))
    assert fault.value.code == "store/unknown-reference"


def test_reviews_of_access_keep_what_was_there_and_what_was_taken(data: DataStore) -> None:
    row = ReviewRow(
        review=id_of("r"), staff=EVE.staff, reviewer=id_of("adam"), outcome="withdrawn",
        roles=("legal", "privacy"), withdrawn=("legal",), at=5,
    )  # fmt: skip
    with data.unit() as unit:
        unit.add_review(row)
        unit.add_review(replace(row, review=id_of("s"), at=4, withdrawn=()))
    with data.read() as reader:
        assert [one.withdrawn for one in reader.reviews()] == [(), ("legal",)]


def test_every_session_ends_at_once_with_the_links_that_were_named(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.put_session(session("a", ANN, 1))
        unit.put_session(session("b", BOB, 1))
        unit.put_link(link("a", ANN))
        unit.put_link(replace(link("b", BOB), use="unsubscribe"))
    with peopled.unit() as unit:
        assert unit.end_ways_in(["sign-in", "package"]) == 3
        assert (unit.session(hashed("a")), unit.link(hashed("a"))) == (None, None)
        assert unit.link(hashed("b")) is not None
