"""What holds for every manifest that is shipped, whichever company it speaks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies import manifests
from troth.policy.check import check
from troth.policy.parse import parse

SEED_OF = {
    "intexsoft": "000",
    "intermind": "001",
    "altexsoft": "002",
    "soft-ok": "003",
    "integrica": "004",
}
SHIPPED = sorted(path.stem for path in Path(manifests.POLICIES).glob("*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_it_checks_without_a_single_problem(name: str) -> None:
    problems = check(parse(manifests.text_of(name), f"policies/{name}.yaml"))
    assert [f"{each.place} {each.code} {each.message}" for each in problems] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_entry_names_its_clause(name: str) -> None:
    assert manifests.without_clause(manifests.read(name)) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_name_that_is_used_is_declared(name: str) -> None:
    policy = manifests.read(name)
    assert manifests.undeclared(policy) == []
    cookies = policy.cookies.for_ if policy.cookies else None
    named = {
        *(cookies or ()),
        *(key for each in policy.interests.values() for key in each.for_ or ()),
    }
    assert named <= set(policy.purposes)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_collection_point_could_run(name: str) -> None:
    assert manifests.unusable(manifests.read(name)) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_category_without_an_open_list_comes_in_somewhere(name: str) -> None:
    policy = manifests.read(name)
    taken = {
        (field.category, field.item or key)
        for form in policy.collection.values()
        for key, field in form.fields.items()
    }
    silent = {
        f"{key}/{item}"
        for key, each in policy.categories.items()
        for item in each.items
        if (key, item) not in taken
    }
    assert silent == set()


@pytest.mark.parametrize("name", SHIPPED)
def test_no_eight_words_in_a_row_are_those_of_the_published_text(name: str) -> None:
    found = manifests.copied(manifests.text_of(name), manifests.seed_text(SEED_OF[name]))
    assert found == set()


@pytest.mark.parametrize("name", SHIPPED)
def test_no_line_is_wider_than_120_columns(name: str) -> None:
    lines = manifests.text_of(name).splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > 120] == []
