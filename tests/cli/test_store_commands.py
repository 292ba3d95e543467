"""Commands on a store: a datum's way in and out, seen from a terminal."""

from __future__ import annotations

import csv
import hashlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import Ended, run

TEXT = "I want the newsletter."
HASH = hashlib.sha256(TEXT.encode()).hexdigest()
ANN = '{"email": "ann@example.com", "message": "hello"}'


@pytest.fixture
def policy(folder: Path) -> Path:
    """A small policy in an empty folder, at a stopped clock of its own."""
    ended = run(
        "init", "policy.yaml", "--yes", "--name", "Acme", "--email", "p@acme.example",
        "--form", "contact-form,newsletter,account",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    return Path("policy.yaml")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROTH_CLOCK", "2026-03-01T10:00:00Z")


def collect(policy: Path, data: str = ANN, *more: str) -> Ended:
    return run("collect", policy, "--form", "contact-form", "--data", data, *more, "--json")


def taken_in(policy: Path) -> dict[str, object]:
    ended = collect(policy)
    assert ended.code == 0, ended.err
    return ended.json


def record_of(receipt: dict[str, object]) -> str:
    kept = receipt["kept"]
    assert isinstance(kept, list)
    return str(kept[0]["record"])


def test_a_receipt_names_every_record_with_its_end_and_its_rule(policy: Path) -> None:
    receipt = taken_in(policy)
    kept = receipt["kept"]
    assert isinstance(kept, list)
    assert set(receipt) == {
        "person", "submission", "kept", "dropped", "purposes", "basis", "policy", "accuracy",
    }  # fmt: skip
    assert [(one["field"], one["category"], one["rule"]) for one in kept] == [
        ("email", "contact", "retention/contact-form"),
        ("message", "messages", "retention/contact-form"),
    ]
    assert {one["delete_after"] for one in kept} == {"2027-03-01T10:00:00+00:00"}


def test_a_refusal_exits_2_keeps_nothing_and_repeats_no_value(policy: Path) -> None:
    ended = collect(policy, '{"email": "ann@example.com", "shoe-size": "secret 43"}')
    assert ended.code == 2
    assert ended.json["kept"] == []
    codes = [each["code"] for each in ended.json["reasons"]]
    assert codes == ["FIELD_UNDECLARED", "REQUIRED_FIELD_MISSING"]
    assert "secret 43" not in ended.out + ended.err
    assert run("subject", "find", "ann@example.com", "--json").json == {"persons": []}


@pytest.mark.parametrize("data", ["{", "[]", '"x"', '{"a": 1, "a": 2}', "@absent.json"])
def test_data_that_cannot_be_read_makes_no_store(data: str, policy: Path, folder: Path) -> None:
    ended = collect(policy, data)
    assert ended.code in (1, 2)
    assert not (folder / ".troth").exists()


def test_data_comes_from_a_file_or_standard_input(policy: Path, folder: Path) -> None:
    (folder / "ann.json").write_text(ANN)
    assert collect(policy, "@ann.json").code == 0
    piped = run(
        "collect", policy, "--form", "contact-form", "--data", "-", "--json", stdin=ANN.encode()
    )
    assert piped.code == 0


def test_a_broken_manifest_makes_no_store(folder: Path) -> None:
    (folder / "m.yaml").write_text("troth: 1\n")
    assert run("collect", "m.yaml", "--form", "f", "--data", "{}").code == 2
    assert not (folder / ".troth").exists()


def test_consent_ticked_in_a_form_is_given_and_can_be_withdrawn(policy: Path, folder: Path) -> None:
    (folder / "text.txt").write_text(TEXT)
    arguments = ("collect", policy, "--form", "newsletter", "--data", '{"email": "bo@example.com"}')
    assert run(*arguments).code == 2
    kept = run(*arguments, "--consent", "newsletter=@text.txt", "--json")
    assert kept.code == 0, kept.err
    person = str(kept.json["person"])
    # The form asks for a double opt-in: what was ticked stands once it is confirmed.
    assert run("consent", "show", person, "--json").json["active"] == {}
    assert run("consent", "confirm", person, "newsletter").code == 0
    shown = run("consent", "show", person, "--json").json
    assert shown["active"] == {"newsletter": None}
    assert {event["text"] for event in shown["events"]} == {HASH}
    assert run("consent", "withdraw", person, "newsletter").code == 0
    assert run("consent", "show", person, "--json").json["active"] == {}
    assert run("consent", "give", person, "newsletter", "--text", HASH).code == 0
    assert run("consent", "show", person, "--json").json["active"] == {"newsletter": None}


def test_consent_without_its_text_or_that_nobody_needs_is_refused(policy: Path) -> None:
    person = str(taken_in(policy)["person"])
    no_text = run("consent", "give", person, "newsletter", "--text", "yes", "--json")
    not_asked = run("consent", "give", person, "answering", "--text", HASH, "--json")
    assert (no_text.code, no_text.error["code"]) == (2, "consent/no-text")
    assert (not_asked.code, not_asked.error["code"]) == (2, "consent/not-asked")


def test_a_sweep_plans_first_and_deletes_on_commit(
    policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = record_of(taken_in(policy))
    assert run("retention", "sweep", "--json").json["records"] == 0
    explained = run("retention", "explain", record, "--json").json
    assert (explained["state"], explained["rule"]) == ("keep", "retention/contact-form")
    assert run("retention", "forecast", "--json").json["forecast"] == [
        {"month": "2027-03", "rule": "retention/contact-form", "records": 2}
    ]
    monkeypatch.setenv("TROTH_CLOCK", "2027-03-01T10:00:00Z")
    planned = run("retention", "sweep", "--json").json
    assert (planned["committed"], planned["records"]) == (False, 2)
    assert run("retention", "explain", record, "--json").json["state"] == "due"
    done = run("retention", "sweep", "--commit", "--json").json
    assert (done["committed"], done["by_rule"]) == (True, {"retention/contact-form": 2})
    assert run("retention", "explain", record, "--json").error["code"] == (
        "retention/unknown-record"
    )


def test_a_hold_stops_a_sweep_until_it_is_released(
    policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = str(taken_in(policy)["person"])
    held = run("retention", "hold", "--ground", "case-17", "--person", person, "--json").json
    monkeypatch.setenv("TROTH_CLOCK", "2027-06-01")
    assert run("retention", "sweep", "--json").json["records"] == 0
    assert run("retention", "release", str(held["hold"])).code == 0
    assert run("retention", "sweep", "--json").json["records"] == 2


def test_an_erasure_plans_first_and_gives_a_receipt_on_commit(policy: Path) -> None:
    person = str(taken_in(policy)["person"])
    planned = run("subject", "erase", person, "--json").json["plan"]
    assert isinstance(planned, dict)
    assert (planned["plan"], planned["records"]) == (None, 2)
    assert run("subject", "find", person, "--json").json["persons"] != []
    done = run("subject", "erase", person, "--commit", "--json")
    assert done.code == 0
    assert (done.json["found_again"], done.json["pending"]) == (0, False)
    assert run("subject", "find", "ann@example.com", "--json").json == {"persons": []}
    assert run("subject", "export", person, "--json").error["code"] == "subject/unknown"
    again = run("subject", "receipt", str(done.json["plan"]), "--json")
    assert again.json == done.json


def test_an_erasure_that_leaves_a_part_claims_nothing_of_that_part(policy: Path) -> None:
    person = str(taken_in(policy)["person"])
    hold = ["retention", "hold", "--ground", "case-17", "--person", person, "--category", "contact"]
    assert run(*hold).code == 0
    done = run("subject", "erase", person, "--commit", "--json")
    assert done.code == 0, done.err
    claim = str(done.json["claim"])
    assert claim.startswith("of the erased part only: unreadable in every copy since epoch 1")
    assert claim.endswith("the records that stay (1) can be read")
    told = run("subject", "receipt", str(done.json["plan"])).out
    assert told.startswith("erased in part\n")


def test_an_erasure_that_a_fault_cuts_short_names_its_plan_and_is_finished(
    policy: Path, folder: Path
) -> None:
    person = str(taken_in(policy)["person"])
    with closing(sqlite3.connect(folder / ".troth" / "data.db")) as other:
        other.execute(
            "CREATE TRIGGER fault BEFORE DELETE ON persons"
            " BEGIN SELECT abs(-9223372036854775807 - 1); END"
        )
        other.commit()
    ended = run("subject", "erase", person, "--commit", "--json")
    assert (ended.code, ended.error["code"]) == (1, "store/fault")
    said = re.match(r"plan ([0-9a-f]{32}) is begun and will be finished", str(ended.error["help"]))
    assert said is not None
    with closing(sqlite3.connect(folder / ".troth" / "data.db")) as other:
        other.execute("DROP TRIGGER fault")
        other.commit()
    assert run("subject", "find", "ann@example.com", "--json").json == {"persons": []}
    receipt = run("subject", "receipt", said[1], "--json").json
    assert (receipt["state"], receipt["found_again"]) == ("done", 0)


def test_an_address_that_leads_to_two_people_names_nobody(policy: Path) -> None:
    first = str(taken_in(policy)["person"])
    taken_in(policy)
    ended = run("subject", "erase", "ann@example.com", "--commit", "--json")
    assert (ended.code, ended.error["code"]) == (2, "subject/ambiguous")
    assert run("subject", "confirm", first, "ann@example.com", "--json").json["gathered"] == 1
    assert run("subject", "erase", "ann@example.com", "--json").code == 0


def test_a_desk_names_nobody(policy: Path) -> None:
    assert collect(policy, '{"email": "info@example.com", "message": "x"}').code == 0
    ended = run("subject", "export", "info@example.com", "--json")
    assert (ended.code, ended.error["code"]) == (2, "subject/shared")


def test_an_export_says_what_is_held_and_why(policy: Path, folder: Path) -> None:
    person = str(taken_in(policy)["person"])
    pack = run("subject", "export", person, "--json").json
    assert isinstance(pack["data"], list)
    assert {one["value"] for one in pack["data"]} == {"ann@example.com", "hello"}
    assert run("subject", "export", person, "--out", "pack.json").code == 0
    assert run("subject", "export", person, "--out", "pack.json").code == 2
    assert "ann@example.com" in (folder / "pack.json").read_text("utf-8")


def test_the_log_is_exported_and_verified_without_the_store(policy: Path, folder: Path) -> None:
    taken_in(policy)
    assert run("evidence", "checkpoint").code == 0
    assert run("evidence", "export", "log.json").code == 0
    verified = run("evidence", "verify", "log.json", "--store", "sqlite:///absent.db", "--json")
    assert (verified.code, verified.json["verified"]) == (0, True)
    key = str(run("evidence", "checkpoint", "--json").json["public_key"])
    assert run("evidence", "verify", "log.json", "--key", key).code == 0
    text = (folder / "log.json").read_text("utf-8")
    (folder / "bent.json").write_text(text.replace('"index": 1', '"index": 3', 1), "utf-8")
    bent = run("evidence", "verify", "bent.json", "--json")
    assert (bent.code, bent.json["verified"]) == (3, False)
    assert run("evidence", "prove", "1", "--json").json["index"] == 1
    assert run("evidence", "prove", "999", "--json").error["code"] == "evidence/no-such-fact"


def test_time_is_the_machines_where_people_are_real(
    policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(policy)
    monkeypatch.delenv("TROTH_CLOCK")
    ended = run("retention", "sweep", "--commit", "--at", "2030-01-01", "--json")
    assert (ended.code, ended.error["code"]) == (2, "time/real")


def test_a_store_that_is_not_there_is_not_made_by_looking(folder: Path) -> None:
    for command in ("retention sweep", "prove", "doctor", "evidence checkpoint", "keys epoch"):
        ended = run(*command.split(), "--json")
        assert (ended.code, ended.error["code"]) == (1, "store/missing"), command
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (["root.key"], "keys/root-missing"),
        (["keys.db", "keys.db.copy"], "keys/store-missing"),
    ],
)
def test_a_store_without_its_keys_says_so_and_changes_nothing(
    files: list[str], code: str, policy: Path, folder: Path
) -> None:
    taken_in(policy)
    home = folder / ".troth"
    for file in files:
        (home / file).rename(folder / file)
    before = (home / "data.db").read_bytes()
    ended = collect(policy)
    assert (ended.code, ended.error["code"]) == (2, code)
    assert (home / "data.db").read_bytes() == before
    assert [file for file in files if (home / file).exists()] == []
    for file in files:
        (folder / file).rename(home / file)
    assert collect(policy).code == 0


def test_prove_exits_0_on_a_healthy_store_and_names_every_promise(policy: Path) -> None:
    taken_in(policy)
    ended = run("prove", "--json")
    assert ended.code == 0
    promises = ended.json["promises"]
    assert isinstance(promises, list)
    assert {"address", "state", "control", "probe", "evidence"} <= set(promises[0])
    states = {each["address"]: each["state"] for each in promises}
    assert states["collection/contact-form"] == "kept"
    assert set(states.values()) == {"kept", "unproven"}


def test_a_backup_comes_back_without_undoing_an_erasure(policy: Path, folder: Path) -> None:
    ann = str(taken_in(policy)["person"])
    assert collect(policy, '{"email": "bo@example.com", "message": "hi"}').code == 0
    assert run("evidence", "publish", "log").code == 0
    assert run("backup", "backup.db").code == 0
    assert run("subject", "erase", ann, "--commit").code == 0
    assert run("evidence", "publish", "log").code == 0
    planned = run("restore", "backup.db", "--log", "log", "--json")
    assert (planned.code, planned.json["committed"]) == (0, False)
    restored = run("restore", "backup.db", "--log", "log", "--commit", "--json")
    assert restored.code == 0, restored.err
    assert restored.json["erased_again"] == 1
    assert run("subject", "find", "ann@example.com", "--json").json == {"persons": []}
    found = run("subject", "find", "bo@example.com", "--json").json["persons"]
    assert isinstance(found, list)
    assert found[0]["records"] == 2
    assert run("prove").code == 0


def test_an_epoch_and_a_rotation_leave_everything_readable(policy: Path) -> None:
    person = str(taken_in(policy)["person"])
    assert run("keys", "epoch", "--json").json["epoch"] == 1
    assert run("keys", "rotate", "--json").json["epoch"] == 2
    pack = run("subject", "export", person, "--json").json
    assert isinstance(pack["data"], list)
    assert {one["value"] for one in pack["data"]} == {"ann@example.com", "hello"}
    assert run("upgrade").code == 0
    assert run("doctor", "--json").json["key_epoch"] == 2


def test_people_come_in_by_the_same_gate_from_a_file(policy: Path, folder: Path) -> None:
    rows = [("email", "message", "received-at"), ("a@example.com", "hi", "2026-02-01"),
            ("nobody", "hi", ""), ("b@example.com", "hi", "2026-04-01"),
            ("c@example.com", "hi", "")]  # fmt: skip
    with (folder / "people.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    ended = run(
        "import", "people", "people.csv", "--form", "contact-form", "--policy", policy, "--json"
    )
    assert ended.code == 2
    assert (ended.json["rows"], ended.json["kept"]) == (4, 2)
    refusals = ended.json["refusals"]
    assert isinstance(refusals, list)
    assert [each["line"] for each in refusals] == [3, 4]
    assert refusals[1]["codes"] == ["import/not-yet"]
    assert run("retention", "forecast", "--json").json["forecast"] == [
        {"month": "2027-02", "rule": "retention/contact-form", "records": 2},
        {"month": "2027-03", "rule": "retention/contact-form", "records": 2},
    ]


def test_consents_come_in_from_a_file(policy: Path, folder: Path) -> None:
    person = str(taken_in(policy)["person"])
    lines = ["person,purpose,text,at", f"{person},newsletter,{HASH},2026-02-01",
             f"nobody@example.com,newsletter,{HASH},", f"{person},answering,{HASH},"]  # fmt: skip
    (folder / "consents.csv").write_text("\n".join(lines))
    ended = run("import", "consents", "consents.csv", "--json")
    assert (ended.code, ended.json["kept"]) == (2, 1)
    refusals = ended.json["refusals"]
    assert isinstance(refusals, list)
    assert [each["codes"] for each in refusals] == [["subject/unknown"], ["consent/not-asked"]]
    assert run("consent", "show", person, "--json").json["active"] == {"newsletter": None}


@pytest.mark.parametrize(
    "text", ["", "email,email\na,b\n", "email,message\na\n", 'email\n"a\n', "email\n\xff"]
)
def test_a_file_that_is_no_csv_takes_in_nothing(text: str, policy: Path, folder: Path) -> None:
    (folder / "p.csv").write_bytes(text.encode("latin-1"))
    ended = run("import", "people", "p.csv", "--form", "contact-form", "--policy", policy, "--json")
    assert (ended.code, ended.error["code"]) == (2, "import/malformed")
    assert not (folder / ".troth").exists()
