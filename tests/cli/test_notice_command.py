"""`troth notice`: what people read, on standard output or as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import POLICIES, lines, run, start

ALTEXSOFT = POLICIES / "altexsoft.yaml"


def test_the_full_notice_goes_to_standard_output_and_its_ease_beside_it() -> None:
    ended = run("notice", ALTEXSOFT)
    assert ended.code == 0
    assert ended.out.startswith("<!DOCTYPE html>")
    assert "reading ease of the summary (en): " in ended.err


@pytest.mark.parametrize(("form", "start"), [("md", "# "), ("html", "<!DOCTYPE"), ("json", "{")])
def test_a_layer_comes_in_each_form(form: str, start: str) -> None:
    ended = run("notice", ALTEXSOFT, "--layer", "summary", "--format", form, "--language", "fr")
    assert ended.code == 0
    assert ended.out.startswith(start)
    assert "En bref" in ended.out


def test_with_json_the_notice_is_one_value_of_one_document() -> None:
    said = run("notice", ALTEXSOFT, "--format", "json", "--layer", "rights", "--json").json
    assert json.loads(str(said["notice"]))["layer"] == "rights"
    assert said["language"] == "en"


def test_a_folder_gets_a_file_for_every_layer_of_the_policy(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "notices"
    ended = run("notice", ALTEXSOFT, "--to", folder)
    assert ended.code == 0
    names = {path.name for path in folder.iterdir()}
    assert {
        "summary.en.html", "full.en.html", "cookies.en.html", "recruitment.en.html",
        "recipients.en.html", "rights.en.html", "form-contact-form.en.html",
    } <= names  # fmt: skip
    assert f"{len(names)} files; reading ease of the summary (en): " in lines(ended.out)[-1]
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert run("notice", ALTEXSOFT, "--to", folder).code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_unknown_layer_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    ended = run("notice", ALTEXSOFT, "--layer", "form:contact-from", "--to", folder, "--json")
    assert ended.code == 2
    assert ended.error["code"] == "notice/no-layer"
    assert "form:contact-form" in str(ended.error["help"])
    assert not folder.exists()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    ended = run("notice", ALTEXSOFT, "--to", tmp_path / "out", "--json")
    assert ended.code == 2
    assert (tmp_path / "out").read_text("utf-8") == "mine"


def test_a_manifest_with_problems_has_no_notice(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("troth: 1\ncontroller: {}\n", "utf-8")
    ended = run("notice", tmp_path / "bad.yaml")
    assert ended.code == 2
    assert ended.out == ""
    assert "manifest/" in ended.err


def test_a_language_without_a_catalogue_is_refused() -> None:
    ended = run("notice", ALTEXSOFT, "--language", "xx", "--json")
    assert ended.code == 2
    assert ended.error["code"] == "cli/usage"


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (
        start("notice", ALTEXSOFT, folder=tmp_path, PYTHONHASHSEED=seed).out for seed in ("1", "2")
    )
    assert len(first) > 50_000
    assert first == second
