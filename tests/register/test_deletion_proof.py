"""Erasure beyond the store: systems asked, searched again, receipted; and the proof of it all."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.register.asking import asked, carried, refusal, shown
from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import troth
from tests.support.other_system import OtherSystem, listening

ADA, BOB = "ada@mail.example", "bob@mail.example"
LATER = "2026-03-02T12:00:00+00:00"
SYSTEMS = {"altexsoft": ("zoho-crm", "azure"), "integrica": ("servers", "statistics")}


def connected(name: str):
    """Connect two systems of a company: a database and an address that listens."""

    def edit(data: dict) -> None:
        database, listener = SYSTEMS[name]
        held = data["systems"][database]["holds"]
        data["systems"].setdefault(listener, {"kind": "cloud", "holds": held})
        data["systems"][database]["connector"] = {
            "kind": "sql", "erases": {"notes.author": "email", "people.email": "email"},
        }  # fmt: skip
        data["systems"][listener]["connector"] = {"kind": "http"}
        if name == "integrica":
            data["collection"]["registration"]["system"] = listener

    return edit


def database(folder: Path) -> str:
    """Make the database of a CRM: five rows are Ada's, three are Bob's."""
    with sqlite3.connect(folder / "crm.db") as crm:
        crm.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT)")
        crm.execute("CREATE TABLE notes (author TEXT, words TEXT)")
        crm.executemany("INSERT INTO people (email) VALUES (?)", [("Ada@Mail.example",), (BOB,)])
        crm.executemany("INSERT INTO notes VALUES (?, 'x')", [(ADA,)] * 4 + [(BOB,)] * 2)
    return f"sqlite:///{folder / 'crm.db'}"


def left(folder: Path) -> dict[str, int]:
    """Return how many rows of the database are whose."""
    with sqlite3.connect(folder / "crm.db") as crm:
        rows = crm.execute(
            "SELECT lower(email) FROM people UNION ALL SELECT lower(author) FROM notes"
        ).fetchall()
    return {who: sum(one == who for (one,) in rows) for who in (ADA, BOB)}


def held_by(house: Company, name: str) -> str:
    """Give Ada's data to both systems, and let her confirm her address."""
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    if name == "altexsoft":
        kept = house.consenting("testimonial", {"email": ADA}, "testimonials", person=person)
    else:
        kept = house.collect("registration", {"email": ADA}, person=person)
    assert kept.code == 0
    assert house.subject("confirm", person, ADA).code == 0
    return person


def at_systems(monkeypatch: pytest.MonkeyPatch, name: str, house: Company, other: str) -> None:
    first, second = (each.upper().replace("-", "_") for each in SYSTEMS[name])
    monkeypatch.setenv(f"TROTH_SYSTEM_{first}", database(house.folder))
    monkeypatch.setenv(f"TROTH_SYSTEM_{second}", other)
    monkeypatch.setenv(f"TROTH_SYSTEM_{second}_TOKEN", "let-me-in")


@entry("retention.deletion-proof")
@pytest.mark.parametrize("name", ["altexsoft", "integrica"])
def test_seven_items_in_two_systems_are_erased_receipted_and_proved(
    company: Companies, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Five and two; a changed figure no longer verifies, and nothing in the proof is personal."""
    house = company(name, connected(name))
    with listening(OtherSystem(items={ADA: 2, BOB: 1}, token="let-me-in")) as other:
        at_systems(monkeypatch, name, house, other.url)
        person = held_by(house, name)
        planned = house.plan(person)["plan"]["systems"]
        assert {one["system"]: one["state"] for one in planned} == dict.fromkeys(
            SYSTEMS[name], "pending"
        )
        receipt = house.erase(person)
    assert (receipt["erased"], receipt["found_again"]) == ("all", 0)
    assert {one["system"]: (one["erased"], one["found_again"]) for one in receipt["systems"]} == {
        SYSTEMS[name][0]: (5, 0), SYSTEMS[name][1]: (2, 0),
    }  # fmt: skip
    assert len({one["receipt"] for one in receipt["systems"]} - {None}) == 2
    assert left(house.folder) == {ADA: 0, BOB: 3}
    assert other.items == {BOB: 1}
    assert other.asked == [("erase", receipt["plan"]), ("locate", "")]
    file = house.folder / "proof.json"
    assert house.subject("prove-erasure", receipt["plan"], out=str(file)).code == 0
    proof = json.loads(file.read_text(encoding="utf-8"))
    assert (proof["reason"], proof["rule"]) == ("erasure", "rights/erasure")
    assert person not in file.read_text(encoding="utf-8")
    assert ADA not in house.everything_written()
    assert house.subject("check-erasure", str(file)).said == {"holds": True, "receipts": 2}
    own = ("subject", "check-erasure", file, "--key", proof["proof"]["public_key"])
    assert troth(*own).code == 0
    for change in (
        {"records": proof["records"] + 1},
        {"systems": [{**one, "erased": 9} for one in proof["systems"]]},
        {"rule": "retention/contact-form"},
    ):
        file.write_text(json.dumps({**proof, **change}), encoding="utf-8")
        assert refusal(house.subject("check-erasure", str(file))) == "proof/altered"
    stranger = "A" * 43 + "="
    file.write_text(json.dumps(proof), encoding="utf-8")
    assert refusal(troth(*own[:4], stranger)) == "proof/other-key"


def test_while_a_system_is_silent_nothing_goes_and_nobody_is_told_otherwise(
    company: Companies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person is restricted, the request stays open, and the next try finishes both."""
    name = "altexsoft"
    house = company(name, connected(name))
    with listening(OtherSystem(items={ADA: 2}, token="let-me-in", status=503)) as other:
        at_systems(monkeypatch, name, house, other.url)
        person = held_by(house, name)
        request = asked(house, "erasure", person, session=True)["request"]
        for _ in range(2):
            assert house.request("advance", request, commit=True).code == 0
        stopped = house.request("advance", request, commit=True)
        assert refusal(stopped) == "SYSTEM_UNREACHED"
        assert "azure" in stopped.said["refused"]["why"]
        waits = shown(house, request)
        assert (waits["state"], waits["steps"] != []) == ("decided", True)
        receipt = house.subject("receipt", waits["plan"]).said
        assert (receipt["erased"], receipt["state"], receipt["pending"]) == (
            "waits", "planned", True,
        )  # fmt: skip
        with house.open() as platform:
            now = platform.clock.now()
            assert platform.standing.read(bytes.fromhex(person), now).restricted
        early = house.subject("prove-erasure", waits["plan"])
        assert refusal(early) == "erasure/not-done"
        # It is not asked again at once, and then it is, whatever command opens the store.
        tries = len(other.asked)
        house.request("list", at="2026-03-02T10:01:00+00:00")
        assert len(other.asked) == tries
        other.status = 200
        done = carried(house, request, LATER)
    assert done["state"] == "carried-out"
    receipt = house.subject("receipt", waits["plan"], at=LATER).said
    assert (receipt["erased"], receipt["state"], receipt["found_again"]) == ("all", "done", 0)
    assert left(house.folder) == {ADA: 0, BOB: 3}


def test_a_system_that_cannot_be_asked_is_listed_and_never_passed_over(
    company: Companies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a connector, without a confirmed address, or where a part has to stay."""
    plain = company("altexsoft")
    person = plain.collect("contact-form", {"email": ADA}).said["person"]
    by_hand = {
        "system": "zoho-crm", "state": "by-hand", "records": 1, "erased": 0, "found_again": 0,
        "receipt": None,
    }  # fmt: skip
    assert plain.erase(person)["systems"] == [by_hand]
    house = company("altexsoft", connected("altexsoft"))
    with listening(OtherSystem(items={ADA: 2}, token="let-me-in")) as other:
        at_systems(monkeypatch, "altexsoft", house, other.url)
        # Whoever only typed an address may have typed somebody else's.
        typed = house.collect("contact-form", {"email": ADA}).said["person"]
        assert house.erase(typed)["systems"] == [by_hand]
        held = held_by(house, "altexsoft")
        house.hold("place", person=held, category="testimonials", ground="claim-1")
        data = {"email": ADA, "testimonial": "good"}
        assert house.consenting("testimonial", data, "testimonials", person=held).code == 0
        states = {one["system"]: one["state"] for one in house.erase(held)["systems"]}
    assert states == {"azure": "by-hand", "zoho-crm": "erased"}
    assert other.asked == []
    assert left(house.folder) == {ADA: 0, BOB: 3}


def test_a_system_that_still_holds_something_is_not_believed(
    company: Companies, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = company("altexsoft", connected("altexsoft"))
    with listening(OtherSystem(items={ADA: 2}, token="let-me-in", keeps=True)) as other:
        at_systems(monkeypatch, "altexsoft", house, other.url)
        person = held_by(house, "altexsoft")
        ran = house.subject("erase", person, commit=True)
    assert ran.code == 1
    states = {one["system"]: (one["state"], one["found_again"]) for one in ran.said["systems"]}
    assert states == {"azure": ("failed", 2), "zoho-crm": ("erased", 0)}
    assert "azure did not answer" in ran.said["claim"]


def test_what_is_no_proof_is_refused_however_deep_it_nests(
    company: Companies, tmp_path: Path
) -> None:
    house = company("altexsoft")
    assert house.collect("contact-form", {"email": ADA}).code == 0
    for text in ("", "[]", "{}", "[" * 100_000):
        (file := tmp_path / "proof.json").write_text(text)
        ran = house.subject("check-erasure", str(file))
        assert (ran.code, refusal(ran)) == (2, "proof/malformed")
