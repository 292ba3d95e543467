"""A manifest file becomes a policy or its diagnostics; a bad file is a fault with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policy.written import SMALL
from troth.assembly.policies import load_policy
from troth.errors import InputError, OutsideError
from troth.policy.diagnostics import ManifestRefused


def test_a_good_file_becomes_a_policy_with_findings(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(SMALL, encoding="utf-8")
    loaded = load_policy(path)
    assert loaded.required().name == "acme"
    assert loaded.diagnostics == ()
    assert any(each.code == "GAP.minors-silent" for each in loaded.findings)


def test_a_faulty_file_becomes_all_its_diagnostics_and_no_policy(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    text = SMALL.replace("uses: [billing]", "uses: [biling]").replace("P14D", "14 days")
    path.write_text(text, encoding="utf-8")
    loaded = load_policy(path)
    assert (loaded.policy, loaded.findings) == (None, ())
    assert {each.code for each in loaded.diagnostics} == {
        "manifest/unknown-reference", "manifest/period",
    }  # fmt: skip
    assert all(each.place.startswith(f"{path}:") for each in loaded.diagnostics)
    with pytest.raises(ManifestRefused):
        loaded.required()


def test_a_file_that_is_not_there_is_a_fault_outside(tmp_path: Path) -> None:
    with pytest.raises(OutsideError) as fault:
        load_policy(tmp_path / "none.yaml")
    assert fault.value.code == "file/unreadable"


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "raw.yaml"
    path.write_bytes(b"troth: \xff\xfe")
    with pytest.raises(InputError) as fault:
        load_policy(path)
    assert (fault.value.code, fault.value.place) == ("manifest/not-yaml", f"{path}:1:1")


def test_ten_megabytes_are_refused_by_their_length(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text("[" * 10_000_000, encoding="utf-8")
    assert [each.code for each in load_policy(path).diagnostics] == ["manifest/too-large"]
