"""A restored backup lets nobody in who was let out since, and opens no way in that was given up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from tests.engines.grounds import Ground
from tests.engines.living import living, submit
from troth.assembly.platform import Platform
from troth.assembly.signing_in import SigningIn, build_signing_in
from troth.engines.accounts.totp import Owner
from troth.engines.intake.submission import Receipt
from troth.storage.signin_rows import PasskeyRow

WORDS, LATER = "seven brown horses sleep", "nine grey herons stand still"
ADA = "ada@example.org"


@pytest.fixture
def troth(ground: Ground) -> Iterator[Platform]:
    with living(ground, "intermind") as platform:
        yield platform


def person_with_account(troth: Platform, doors: SigningIn) -> bytes:
    receipt = submit(troth, "registration", {"email": ADA})
    assert isinstance(receipt, Receipt)
    now = troth.clock.now()
    doors.accounts.open(receipt.person, now)
    doors.accounts.confirm(receipt.person, WORDS, now)
    return receipt.person


def with_factor(troth: Platform, doors: SigningIn, owner: Owner) -> list[str]:
    """Set up a second factor; return its codes for recovery."""
    doors.factors.begin(owner)
    secret = doors.factors.offer(owner, issuer="Here", name="me").secret
    codes = doors.factors.confirm(
        owner, pyotp.TOTP(secret).at(troth.clock.now()), troth.clock.now()
    )
    assert codes
    return codes


def test_who_left_and_what_was_taken_stay_so_and_every_session_ends(
    ground: Ground, troth: Platform, tmp_path: Path
) -> None:
    doors, now = build_signing_in(troth), troth.clock.now()
    team = {
        login: doors.staff.add(login, roles, now).staff
        for login, roles in (("ann", ["admin"]), ("bob", ["legal", "privacy"]), ("eve", ["legal"]))
    }
    person = person_with_account(troth, doors)
    tokens = [doors.sessions.begin("staff", team["ann"], now)]
    tokens.append(doors.sessions.begin("person", person, now))
    used = doors.links.make("staff-start", now, owner=team["eve"])
    unsubscribe = doors.links.make("unsubscribe", now, owner=person)
    troth.backups.make(str(tmp_path / "backup"), now)

    now = ground.clock.pass_(minutes=5)
    doors.links.use(used, "staff-start", now)
    doors.staff.give(team["bob"], ["privacy", "approver"], now)
    doors.staff.end(team["eve"], now)
    for token in tokens:
        doors.sessions.end(token)
    troth.backups.restore(str(tmp_path / "backup"), now)

    shown = {one.login: (one.roles, one.ended_at is None) for one in doors.staff.everybody()}
    assert shown == {
        "ann": (("admin",), True), "bob": (("privacy",), True), "eve": (("legal",), False),
    }  # fmt: skip
    assert [doors.sessions.find(token, now) for token in tokens] == [None, None]
    assert doors.links.look(used, "staff-start", now) is None
    assert doors.links.look(unsubscribe, "unsubscribe", now) is not None


def test_a_password_factor_or_passkey_that_was_given_up_opens_nothing_again(
    ground: Ground, troth: Platform, tmp_path: Path
) -> None:
    doors, now = build_signing_in(troth), troth.clock.now()
    ann = doors.staff.add("ann", ["admin"], now).staff
    bob = doors.staff.add("bob", ["admin"], now).staff
    person = person_with_account(troth, doors)
    owners = [Owner(kind="staff", id=ann), Owner(kind="person", id=person)]
    for staff in (ann, bob):
        doors.staff.set_password(staff, WORDS)
    codes = {owner.kind: with_factor(troth, doors, owner) for owner in owners}
    with troth.data.unit() as unit:
        for number, owner in enumerate(owners):
            unit.put_passkey(
                PasskeyRow(
                    credential=bytes([number]) * 16, kind=owner.kind, owner=owner.id,
                    public_key=b"k", counter=0, made_at=1,
                )
            )  # fmt: skip
    troth.backups.make(str(tmp_path / "backup"), now)

    now = ground.clock.pass_(minutes=5)
    for owner in owners:
        assert doors.factors.passes(owner, codes[owner.kind][0], now)
        doors.happenings.note(owner, "code-used", now)
        gone = doors.passkeys.of(owner)[0].credential.hex()
        doors.happenings.note(owner, "passkey-ended", now, credential=gone)
    doors.staff.set_password(ann, LATER)
    doors.happenings.note(owners[0], "password-changed", now)
    troth.backups.restore(str(tmp_path / "backup"), now)

    assert doors.staff.sign_in("ann", WORDS) is None, "the old password is known to whoever had it"
    assert doors.staff.sign_in("bob", WORDS) is not None
    for owner in owners:
        assert doors.factors.state(owner) == "on"
        assert not any(doors.factors.passes(owner, code, now) for code in codes[owner.kind])
        assert doors.passkeys.of(owner) == []


def test_who_gave_up_a_factor_is_not_let_in_by_the_password_alone(
    ground: Ground, troth: Platform, tmp_path: Path
) -> None:
    doors, now = build_signing_in(troth), troth.clock.now()
    person = person_with_account(troth, doors)
    owner = Owner(kind="person", id=person)
    with_factor(troth, doors, owner)
    troth.backups.make(str(tmp_path / "backup"), now)
    now = ground.clock.pass_(minutes=5)
    doors.happenings.note(owner, "factor-ended", now)
    doors.factors.end(owner)
    troth.backups.restore(str(tmp_path / "backup"), now)
    assert doors.factors.state(owner) == "none"
    assert doors.accounts.sign_in(ADA, WORDS) is None
