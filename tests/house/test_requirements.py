"""The pinned requirements answer to pyproject.toml and name no place to fetch them from."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TO_RUN = list(PROJECT["dependencies"])
TO_WORK = [*TO_RUN, *PROJECT["optional-dependencies"]["test"]]
FILES = ("requirements.txt", "requirements-dev.txt")


def pinned(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line.strip()]
    return {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in requirements}


@pytest.mark.parametrize(("file", "wanted"), list(zip(FILES, (TO_RUN, TO_WORK), strict=True)))
def test_every_dependency_is_pinned_within_its_bounds(file: str, wanted: list[str]) -> None:
    pins = pinned(file)
    for line in wanted:
        requirement = Requirement(line)
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is missing in {file}: run `make lock`"
        assert requirement.specifier.contains(version), f"{file}: {requirement.name}=={version}"


@pytest.mark.parametrize("file", FILES)
def test_requirements_are_exact_and_name_no_index(file: str) -> None:
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[\w.-]+==[\w.+!]+( ; .+)?", line), line


def test_both_lists_agree() -> None:
    run, work = (pinned(file) for file in FILES)
    assert {name: work.get(name) for name in run} == run


def test_the_program_is_installed_by_its_name() -> None:
    scripts = {e.name: e.value for e in distribution("troth").entry_points}
    assert scripts["troth"] == PROJECT["scripts"]["troth"]
