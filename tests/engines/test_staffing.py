"""Staff: let in by a name and roles that are known, out at once, and never twice by one name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.grounds import START, Ground, on_memory
from tests.engines.living import living
from troth.assembly.platform import Platform
from troth.assembly.signing_in import SigningIn, build_signing_in
from troth.engines.staff.admission import CONSOLE_ROLES
from troth.errors import InputError, StateError

WORDS = "seven brown horses sleep"


@pytest.fixture
def troth(ground: Ground) -> Iterator[Platform]:
    """AltexSoft's policy, which names two roles of its own."""
    with living(ground, "altexsoft") as platform:
        yield platform


@pytest.fixture
def doors(troth: Platform) -> SigningIn:
    """What lets people in."""
    return build_signing_in(troth)


def test_roles_are_the_consoles_and_the_policys(doors: SigningIn, troth: Platform) -> None:
    assert set(doors.staff.roles) == set(CONSOLE_ROLES) | set(troth.policy.staff_roles)
    assert "support-team" in doors.staff.roles


def test_who_was_added_signs_in_once_a_password_is_set(doors: SigningIn) -> None:
    row = doors.staff.add("maria", ["privacy", "support-team", "privacy"], START)
    assert row.roles == ("privacy", "support-team")
    assert doors.staff.sign_in("maria", "") is None
    doors.staff.set_password(row.staff, WORDS)
    assert doors.staff.sign_in("maria", WORDS) == doors.staff.find(row.staff)
    assert doors.staff.sign_in("maria", WORDS + "!") is None
    assert doors.staff.sign_in("nobody", WORDS) is None


@pytest.mark.parametrize("login", ["", "m", "Maria", "ma ria", "1st", "a" * 41, "m@example.org"])
def test_a_login_that_is_no_short_name_is_refused(doors: SigningIn, login: str) -> None:
    with pytest.raises(InputError) as refused:
        doors.staff.add(login, [], START)
    assert refused.value.code == "staff/bad-login"
    assert doors.staff.everybody() == []


def test_a_role_that_nobody_named_is_refused_with_the_nearest(doors: SigningIn) -> None:
    with pytest.raises(InputError) as refused:
        doors.staff.add("maria", ["privcy"], START)
    assert refused.value.code == "staff/unknown-role"
    assert "privacy" in refused.value.help
    row = doors.staff.add("maria", ["viewer"], START)
    with pytest.raises(InputError):
        doors.staff.give(row.staff, ["viewer", "king"], START)
    assert doors.staff.everybody()[0].roles == ("viewer",)


def test_a_login_is_never_given_twice_even_after_somebody_left(doors: SigningIn) -> None:
    row = doors.staff.add("maria", [], START)
    doors.staff.end(row.staff, START)
    with pytest.raises(StateError) as refused:
        doors.staff.add("maria", ["admin"], START)
    assert refused.value.code == "staff/login-taken"


def test_who_leaves_is_out_at_once_and_stays_in_the_list(doors: SigningIn) -> None:
    row = doors.staff.add("maria", ["privacy"], START)
    doors.staff.set_password(row.staff, WORDS)
    token = doors.sessions.begin("staff", row.staff, START)
    doors.staff.end(row.staff, START)
    assert doors.sessions.find(token, START) is None
    assert doors.staff.sign_in("maria", WORDS) is None
    assert doors.staff.find(row.staff) is None
    assert [one.login for one in doors.staff.everybody()] == ["maria"]


def test_a_new_password_ends_every_session_and_the_old_password(doors: SigningIn) -> None:
    row = doors.staff.add("maria", ["privacy"], START)
    doors.staff.set_password(row.staff, WORDS)
    token = doors.sessions.begin("staff", row.staff, START)
    doors.staff.set_password(row.staff, "eight brown horses sleep")
    assert doors.sessions.find(token, START) is None
    assert doors.staff.sign_in("maria", WORDS) is None


def test_a_password_that_is_refused_changes_nothing(doors: SigningIn) -> None:
    row = doors.staff.add("maria", ["privacy"], START)
    doors.staff.set_password(row.staff, WORDS)
    token = doors.sessions.begin("staff", row.staff, START)
    with pytest.raises(InputError):
        doors.staff.set_password(row.staff, "short")
    assert doors.sessions.find(token, START) is not None
    assert doors.staff.sign_in("maria", WORDS) is not None


def test_nobody_is_changed_by_an_id_that_is_nobodys(doors: SigningIn) -> None:
    for act in (
        lambda: doors.staff.give(b"x" * 16, ["viewer"], START),
        lambda: doors.staff.end(b"x" * 16, START),
        lambda: doors.staff.set_password(b"x" * 16, WORDS),
    ):
        with pytest.raises(InputError) as refused:
            act()
        assert refused.value.code == "staff/unknown"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "give", "end"]),
            st.sampled_from(["ann", "bob", "eve"]),
            st.frozensets(st.sampled_from(sorted(CONSOLE_ROLES)), max_size=3),
        ),
        max_size=15,
    )
)
def test_who_may_do_what_is_what_was_last_said(acts: list[tuple[str, str, frozenset[str]]]) -> None:
    with living(on_memory()) as platform:
        staff = build_signing_in(platform).staff
        known: dict[str, tuple[bytes, frozenset[str], bool]] = {}
        for act, login, roles in acts:
            if act == "add" and login not in known:
                known[login] = (staff.add(login, sorted(roles), START).staff, roles, True)
            elif act == "give" and login in known:
                id_, _, here = known[login]
                with nullcontext() if here else pytest.raises(StateError):
                    staff.give(id_, sorted(roles), START)
                    known[login] = (id_, roles, True)
            elif act == "end" and login in known:
                staff.end(known[login][0], START)
                known[login] = (*known[login][:2], False)
        assert {row.login: frozenset(row.roles) for row in staff.everybody()} == {
            login: roles for login, (_, roles, _) in known.items()
        }
        for id_, _, here in known.values():
            assert (staff.find(id_) is not None) is here
