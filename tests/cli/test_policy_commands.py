"""`check`, `compile`, `schema`, `decide`: what they print and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import POLICIES, run

FIVE = sorted(POLICIES.glob("*.yaml"))
HASH = 64


@pytest.mark.parametrize("file", FIVE, ids=lambda file: file.stem)
def test_check_prints_every_finding_as_an_object_of_ten_parts(file: Path) -> None:
    ended = run("check", file, "--json")
    findings = ended.json["findings"]
    assert ended.code == 0
    assert isinstance(findings, list)
    assert {tuple(each) for each in findings} == {
        (
            "code", "severity", "status", "place", "clause", "article", "message", "why", "help",
            "about",
        )
    }  # fmt: skip


def test_check_prints_the_same_findings_for_people() -> None:
    file = POLICIES / "integrica.yaml"
    findings = run("check", file, "--json").json["findings"]
    words = run("check", file).out
    assert isinstance(findings, list)
    heads = [f"{f['place']}: {f['severity']} {f['code']}: {f['message']}" for f in findings]
    assert [head for head in heads if head not in words] == []


def test_explain_tells_the_three_origins_apart() -> None:
    explained = run("check", POLICIES / "soft-ok.yaml", "--explain", "--json").json["explain"]
    assert isinstance(explained, list)
    assert {each["group"] for each in explained} == {
        "said by the policy",
        "filled in by law",
        "assumed by Troth",
    }


BROKEN = """\
troth: 1
controller: {name: A}
categories:
  contact: {items: [email]}
purposess: {}
purposes:
  support: {kind: support, uses: [contacts]}
retention:
  all: {keeps: [contact], for: 1 year-ish}
"""


def test_a_broken_manifest_names_every_problem_with_its_place_at_once(folder: Path) -> None:
    (folder / "m.yaml").write_text(BROKEN, "utf-8")
    ended = run("check", "m.yaml", "--json")
    diagnostics = ended.json["diagnostics"]
    assert ended.code == 2
    assert isinstance(diagnostics, list)
    assert [(each["place"], each["code"]) for each in diagnostics] == [
        ("m.yaml:5:1", "manifest/unknown-key"),
        ("m.yaml:7:35", "manifest/unknown-reference"),
        ("m.yaml:9:32", "manifest/period"),
    ]
    assert diagnostics[0]["help"] == "did you mean `purposes`?"


@pytest.mark.parametrize("command", ["compile", "decide"])
def test_no_command_runs_on_a_broken_manifest(command: str, folder: Path) -> None:
    (folder / "m.yaml").write_text(BROKEN, "utf-8")
    ended = run(command, "m.yaml", "--json")
    assert ended.code == 2
    assert list(ended.json) == ["diagnostics"]
    assert "m.yaml:5:1: manifest/unknown-key" in ended.err


def test_a_manifest_that_is_no_text_is_told_like_every_other_problem(folder: Path) -> None:
    (folder / "raw.yaml").write_bytes(b"troth: \xff\xfe")
    ended = run("check", "raw.yaml")
    assert ended.code == 2
    assert "raw.yaml:1:1: manifest/not-yaml" in ended.err
    assert ended.err.endswith("1 problem; nothing was done\n")
    found = run("check", "raw.yaml", "--json").json["diagnostics"]
    assert isinstance(found, list)
    assert [each["code"] for each in found] == ["manifest/not-yaml"]


def test_compile_prints_whole_tables_and_the_same_hash_for_a_renamed_file(folder: Path) -> None:
    text = (POLICIES / "altexsoft.yaml").read_text("utf-8")
    (folder / "other.yaml").write_text(text, "utf-8")
    first = run("compile", POLICIES / "altexsoft.yaml", "--json").json
    second = run("compile", "other.yaml", "--json").json
    assert first["hash"] == second["hash"]
    assert len(str(first["hash"])) == HASH
    assert {"categories", "purposes", "rules", "promises", "facts"} <= first.keys()
    assert str(first["hash"]) in run("compile", POLICIES / "altexsoft.yaml").out


def test_schema_is_one_json_schema_that_names_the_sections() -> None:
    schema = run("schema", "--json").json
    assert schema == json.loads(run("schema").out)
    assert isinstance(schema["properties"], dict)
    assert {"troth", "controller", "retention", "staff-roles"} <= schema["properties"].keys()


def decide(*arguments: str) -> tuple[int, dict[str, object]]:
    ended = run("decide", POLICIES / "intexsoft.yaml", *arguments, "--json")
    return ended.code, ended.json


def test_a_permitted_use_exits_0_and_names_what_it_rests_on() -> None:
    code, answer = decide("--purpose", "inquiry", "--category", "contact")
    assert code == 0
    assert answer["allowed"] is True
    assert answer["addresses"] == ["purposes/inquiry"]


def test_a_refused_use_exits_2_with_code_address_and_nearest_name() -> None:
    code, answer = decide("--purpose", "inquirys", "--category", "contact")
    assert code == 2
    assert answer["reasons"] == [
        {
            "code": "PURPOSE_UNDECLARED",
            "address": "purposes",
            "detail": "`inquirys` is not declared in `purposes`",
            "help": "did you mean `inquiry`?",
        }
    ]


def test_consent_in_the_standing_opens_what_rests_on_consent() -> None:
    asked = ("--purpose", "marketing", "--category", "contact", "--at", "2026-03-01")
    assert decide(*asked)[0] == 2
    assert decide(*asked, "--standing", '{"consents": ["marketing"]}')[0] == 0
    lapsed = '{"consents": {"marketing": "2026-02-28"}}'
    assert decide(*asked, "--standing", lapsed)[0] == 2


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        ('{"minr": true}', "standing/unknown-key"),
        ('{"minor": "yes"}', "standing/wrong-type"),
        ('{"born": "yesterday"}', "time/malformed"),
        ("{", "cli/malformed-json"),
        ("[]", "cli/malformed-json"),
        ('{"minor": true, "minor": false}', "cli/malformed-json"),
        ("@absent.json", "file/unreadable"),
    ],
)
def test_a_standing_that_cannot_be_read_is_no_standing(standing: str, code: str) -> None:
    ended = run(
        "decide", POLICIES / "intexsoft.yaml", "--purpose", "inquiry", "--standing", standing,
        "--json",
    )  # fmt: skip
    assert ended.code in (1, 2)
    assert ended.error["code"] == code
