"""`troth register`, `troth policy export` and `troth import policy` from outside."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.register.program import POLICIES, troth
from troth.policy.registers.build import REGISTERS

MANIFEST = POLICIES / "altexsoft.yaml"


def test_every_register_is_listed_and_written(tmp_path: Path) -> None:
    listed = troth("register", MANIFEST)
    assert listed.said["registers"].keys() == REGISTERS.keys()
    for form in ("html", "csv", "xlsx", "json"):
        written = troth("register", MANIFEST, "--to", tmp_path / form, "--format", form)
        assert written.code == 0
        names = {path.name for path in (tmp_path / form).iterdir()}
        assert names == {f"{kind}.{form}" for kind in REGISTERS}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("--kind", "recipient"), "register/unknown"),
        (("--format", "csv"), "register/one-at-a-time"),
        (("--kind", "transfers", "--format", "xlsx"), "register/no-text"),
    ],
)
def test_what_cannot_be_made_is_refused(asked: tuple[str, ...], code: str) -> None:
    refused = troth("register", MANIFEST, *asked)
    assert (refused.code, refused.said["error"]["code"]) == (2, code)


def test_the_register_of_a_later_day_reads_the_law_of_that_day() -> None:
    def stands(day: str) -> list[str]:
        ran = troth("register", MANIFEST, "--kind", "transfers", "--at", day)
        rows = ran.said["registers"]["transfers"]["rows"]
        return next(row["cells"]["stands"] for row in rows
                    if row["address"] == "recipients/gosquared")  # fmt: skip

    assert stands("2031-12-27")[0] == "yes"
    assert stands("2031-12-28")[0] == "no"


@pytest.mark.parametrize("language", ["tilt", "fideslang"])
def test_a_policy_goes_out_and_comes_back_as_a_draft_that_compiles(
    tmp_path: Path, language: str
) -> None:
    gone, back = tmp_path / "gone", tmp_path / "back.yaml"
    out = troth("policy", "export", MANIFEST, "--as", language, "--to", gone)
    assert (out.code, "cookies" in out.said["left_out"]) == (0, True)
    drafted = troth("import", "policy", gone, "--from", language, "--to", back)
    assert drafted.code == 0
    assert drafted.said["lost"] == []
    assert troth("check", back).code == 0
    old, new = (yaml.safe_load(path.read_text("utf-8")) for path in (MANIFEST, back))
    assert new["categories"].keys() == old["categories"].keys()
    again = troth("import", "policy", gone, "--from", language, "--to", back)
    assert again.said["error"]["code"] == "file/exists"


def test_the_dpv_goes_to_standard_output() -> None:
    ran = troth("policy", "export", MANIFEST, "--as", "dpv")
    assert ran.code == 0
    assert ran.said["document"]["@context"]["dpv"] == "https://w3id.org/dpv#"
