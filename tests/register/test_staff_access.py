"""Who of a company's staff reaches personal data: few, by name, bound to secrecy, with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Ran, options, troth, written
from tests.web.console import sent, signed_in
from tests.web.served import serving
from troth.engines.intake.submission import Receipt, Submission


def _staff(house: Company, act: str, *given: str, at: str, **also: object) -> Ran:
    place = {"store": house.store, "keys": house.keys}
    return troth("staff", act, *given, *options(also | place), at=at)


@entry("security.restricted-access")
@pytest.mark.parametrize(
    ("name", "measure", "also"),
    [("altexsoft", "limited-access", ["support-team"]), ("integrica", "restricted-access", [])],
)
def test_no_sixth_person_reaches_the_data_and_the_five_say_what_for(
    company: Companies, name: str, measure: str, also: list[str]
) -> None:
    """Whoever administers and whoever runs the database count; taking lets the next one in."""

    def five(data: dict) -> None:
        data["security"][measure]["undertaking"] = True
        data.setdefault("settings", {})["access"] = {"max-persons": 5}

    house, day = company(name, five), "2026-03-02"
    given = {"email": "ada@mail.example"}
    person = house.collect("contact-form", given, at=day).said["person"]
    team = ("privacy", "legal", "approver", "admin", "superuser")
    bare = _staff(house, "add", "p1", at=day, role="privacy")
    assert (bare.code, bare.codes) == (2, ["CONFIDENTIALITY_UNDERTAKING_MISSING"])
    with house.open(day) as inside:
        for number in range(1, 7):
            inside.undertakings.keep(f"p{number}", f"U-{number}", inside.clock.now())
    for number, role in enumerate(team, 1):
        assert _staff(house, "add", f"p{number}", at=day, role=[role, *also]).code == 0
    sixth = _staff(house, "add", "p6", at=day, role="privacy")
    assert (sixth.code, sixth.codes) == (2, ["LIMIT"])
    # Somebody who reaches nobody's data is let in, and meets the same answer later.
    assert _staff(house, "add", "p6", at=day, role="viewer").code == 0
    assert _staff(house, "roles", "p6", at=day, role="superuser").codes == ["LIMIT"]

    asked = {"role": also[0] if also else None, "at": day}
    for number in range(1, 6):
        assert house.look(person, "support", who=f"p{number}", **asked).seen, number
    for other in ("p6", "somebody"):
        assert not house.look(person, "support", who=other, **asked).seen, other
    looks = house.export(person, day)["looks"]
    assert {(one["who"], one["purpose"], one["allowed"]) for one in looks} == {
        *((f"p{number}", "support", True) for number in range(1, 6)),
        ("p6", "support", False),
        ("somebody", "support", False),
    }

    assert _staff(house, "end", "p5", at="2026-03-04").code == 0
    assert _staff(house, "roles", "p6", at="2026-03-04", role="privacy").code == 0


@entry("security.staff-confidentiality")
@pytest.mark.parametrize(
    ("name", "measure", "role"),
    [
        ("altexsoft", "staff-confidentiality", ["privacy", "support-team"]),
        ("integrica", "confidentiality", ["privacy"]),
    ],
)
def test_a_newer_undertaking_is_signed_before_reading_on_and_binds_after_leaving(
    company: Companies, name: str, measure: str, role: list[str]
) -> None:
    def undertaking(data: dict) -> None:
        data["security"][measure]["undertaking"] = True

    house = company(name, undertaking)
    given = {"email": "ada@mail.example"}
    person = house.collect("contact-form", given, at="2026-04-01").said["person"]
    day = "2026-04-02"
    signed = _staff(house, "undertake", "s1", at=day, undertaking="U-1", edition="v1")
    assert signed.code == 0, signed.words
    assert _staff(house, "add", "s1", at=day, role=role).code == 0
    asked = _staff(house, "require-undertaking", "v2", at=day, since="2026-05-01")
    assert asked.code == 0, asked.words

    def read(at: str) -> tuple[int, list[str]]:
        as_what = {"as": role[-1]} if len(role) > 1 else {}
        seen = house.subject("show", person, why="support", by="s1", at=at, **as_what)
        assert bool(seen.said["seen"]) is (seen.code == 0)
        return seen.code, seen.codes

    assert read("2026-04-30T23:59:59+00:00") == (0, [])
    assert read("2026-05-01") == (2, ["CONFIDENTIALITY_UNDERTAKING_MISSING"])
    renewed = {"undertaking": "U-2", "edition": "v2"}
    assert _staff(house, "undertake", "s1", at="2026-05-02", **renewed).code == 0
    assert read("2026-05-03") == (0, [])
    assert _staff(house, "end", "s1", at="2026-06-01").code == 0
    assert read("2026-06-01T12:00:00+00:00") == (2, ["ACCOUNT_CLOSED"])
    kept = _staff(house, "undertakings", at="2026-06-02").said["undertakings"]
    assert [(one["who"], one["edition"], one["since"][:10], one["until"]) for one in kept] == [
        ("s1", "v1", "2026-04-02", ""), ("s1", "v2", "2026-05-02", ""),
    ]  # fmt: skip


def _ticketed(data: dict) -> None:
    upkeep = ["crm-access", "account-maintenance", "technical-issues"]
    data.setdefault("settings", {})["access"] = {"tickets-for": upkeep}


@entry("accounts.crm-access-and-maintenance")
def test_staff_open_a_user_s_account_only_with_a_ticket_and_the_log_has_it(tmp_path: Path) -> None:
    manifest = written("integrica", tmp_path, _ticketed)
    with serving(tmp_path, manifest) as site, signed_in(site, "desk", "privacy") as desk:
        receipt = site.platform.intake.receive(
            Submission(
                form="registration", data={"email": "ada@mail.example"}, received_at=site.site.now()
            )
        )
        assert isinstance(receipt, Receipt), receipt
        here = f"/console/people/{receipt.person.hex()}"
        bare = sent(desk, here, here, purpose="account-maintenance")
        assert (bare.status_code, "TICKET_REQUIRED" in bare.text) == (403, True)
        assert "ada@mail.example" not in bare.text
        # Words are no ticket: what is kept of a look leads nowhere by them.
        words = sent(desk, here, here, purpose="account-maintenance", ticket="Ada rang us")
        assert (words.status_code, "TICKET_REQUIRED" in words.text) == (403, True)
        opened = sent(desk, here, here, purpose="account-maintenance", ticket="T-1042")
        assert (opened.status_code, "ada@mail.example" in opened.text) == (200, True)
        with site.platform.data.read() as reader:
            looks = reader.accesses([receipt.person])
        assert [(one.allowed, one.reason) for one in sorted(looks, key=lambda one: one.at)] == [
            (False, "TICKET_REQUIRED"), (False, "TICKET_REQUIRED"), (True, "ticket=T-1042"),
        ]  # fmt: skip
