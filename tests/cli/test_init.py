"""`troth init`: whatever is answered, the manifest it writes compiles, or nothing is written."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.terminal import run
from troth.assembly.law import load_law_book
from troth.assembly.policies import load_text
from troth.cli.first_manifest import POINTS, Answers, manifest_of

NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1)


@given(
    name=NAMES.filter(lambda text: bool(text.strip())),
    forms=st.lists(st.sampled_from(sorted(POINTS)), min_size=1, unique=True),
    keep=st.sampled_from(["P30D", "P6M", "P12M", "P5Y"]),
    recipients=st.lists(
        st.tuples(st.sampled_from(["Mail & Co", "Ärzte", "Shop 24"]), st.sampled_from(["", "US"])),
        unique_by=lambda each: each[0],
    ),
)
def test_every_usable_answer_makes_a_manifest_that_compiles(
    name: str, forms: list[str], keep: str, recipients: list[tuple[str, str]]
) -> None:
    text = manifest_of(
        Answers(
            name=name,
            email="privacy@example.com",
            country="NO",
            laws=("GDPR",),
            forms=tuple(forms),
            keep=keep,
            recipients=tuple(recipients),
        )
    )
    loaded = load_text(text, "m.yaml", law=load_law_book())
    assert loaded.diagnostics == ()
    policy = loaded.required()
    assert policy.controller.name == " ".join(name.split())
    assert set(policy.forms) == set(forms)
    assert set(forms) <= set(policy.rules)


def test_answers_come_from_a_file_as_well(folder: Path) -> None:
    (folder / "a.yaml").write_text("name: Acme\nemail: p@acme.example\nform: [account]\n")
    assert run("init", "--answers", "a.yaml").code == 0
    assert "creates-account: true" in (folder / "troth.yaml").read_text("utf-8")


def test_questions_are_asked_one_by_one(folder: Path) -> None:
    answers = ["Acme", "p@acme.example", "DE", "GDPR", "newsletter", "P6M", "Mailbird:US"]
    ended = run("init", stdin="\n".join(answers).encode() + b"\n")
    assert ended.code == 0, ended.err
    written = (folder / "troth.yaml").read_text("utf-8")
    assert [
        word for word in ("Acme", "DE", "newsletter", "P6M", "Mailbird") if word not in written
    ] == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--name", "Acme"), "init/missing-answer"),
        (("--name", "A", "--email", "e@x.example", "--form", "contact"), "init/unknown-form"),
        (("--name", "A", "--email", "e@x.example", "--keep", "a year"), "period/malformed"),
        (("--name", "A", "--email", "notanemail"), "identifier/malformed"),
        (("--name", "A", "--email", "e@x.example", "--country", "ZZ"), "init/no-country"),
    ],
)
def test_an_unusable_answer_writes_nothing(
    options: tuple[str, ...], code: str, folder: Path
) -> None:
    ended = run("init", "--yes", *options, "--json")
    assert ended.code == 2
    assert ended.error["code"] == code
    assert list(folder.iterdir()) == []


def test_an_answer_that_is_no_country_writes_nothing(folder: Path) -> None:
    ended = run(
        "init", "--yes", "--name", "A", "--email", "e@x.example", "--country", "Germany", "--json"
    )
    assert ended.code == 2
    assert list(ended.json) == ["diagnostics"]
    assert list(folder.iterdir()) == []


def test_a_file_that_is_there_stays_as_it_is(folder: Path) -> None:
    (folder / "troth.yaml").write_text("mine")
    assert run("init", "--yes", "--name", "A", "--email", "e@x.example").code == 2
    assert (folder / "troth.yaml").read_text() == "mine"


def test_every_pair_of_forms_goes_together(folder: Path) -> None:
    for number, pair in enumerate(itertools.combinations(sorted(POINTS), 2)):
        ended = run(
            "init", f"{number}.yaml", "--yes", "--name", "A", "--email", "e@x.example",
            "--form", ",".join(pair),
        )  # fmt: skip
        assert ended.code == 0, ended.err
