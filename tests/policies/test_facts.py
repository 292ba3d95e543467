"""Every fact of the five policies can be linked to: its address is an anchor of the notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.policies.facts import FACTS, LABELS
from tests.policies.manifests import POLICIES
from tests.policies.test_every_manifest import SEED_OF
from tests.support.beside import ABSENT, SHARED
from troth.assembly.notices import notice_page
from troth.assembly.policies import LoadedPolicy, load_policy

NAMED = [(policy, fact) for policy, facts in FACTS.items() for fact in facts]


@cache
def loaded(policy: str) -> LoadedPolicy:
    return load_policy(POLICIES / f"{policy}.yaml")


@cache
def anchors(policy: str) -> frozenset[str]:
    return notice_page(loaded(policy)).anchors()


def entries(policy: str, address: str) -> Iterator[str]:
    """The addresses that `section/*` stands for, or the address itself."""
    section, _, key = address.partition("/")
    if key != "*":
        yield address
        return
    manifest = loaded(policy).parsed.manifest
    assert manifest is not None
    declared = getattr(manifest, section.replace("-", "_"))
    keys = declared.entries if section == "cookies" else declared
    assert keys, f"{policy} declares no {section}"
    yield from (f"{section}/{each}" for each in keys)


@pytest.mark.parametrize(("policy", "fact"), NAMED)
def test_a_fact_can_be_linked_to(policy: str, fact: str) -> None:
    told = [each for address in FACTS[policy][fact] for each in entries(policy, address)]
    assert told
    assert [each for each in told if each not in anchors(policy)] == []


@pytest.mark.parametrize("policy", sorted(FACTS))
def test_every_promise_can_be_linked_to(policy: str) -> None:
    addresses = {promise.address for promise in loaded(policy).required().promises}
    assert addresses - anchors(policy) == set()


def slug(label: str) -> str:
    """The words of a label up to what it says in brackets, or after a colon."""
    return "-".join(re.findall(r"[a-z0-9]+", re.split(r"[(:]", label)[0].lower()))


@pytest.mark.parametrize("policy", sorted(FACTS))
def test_each_fact_has_the_name_of_one_label_of_the_sheet_and_none_is_forgotten(
    policy: str,
) -> None:
    assert set(LABELS[policy]) <= set(FACTS[policy])
    sheet = SHARED / "facts.md"
    if not sheet.is_file():
        pytest.skip(ABSENT)
    parts = re.split(r"^## ", sheet.read_text(encoding="utf-8"), flags=re.M)
    [part] = [each for each in parts if each.startswith(f"{SEED_OF[policy]} ")]
    facts = re.split(r"\*\*Gaps\*\*|\(The findings", part)[0]
    lines = [line for line in facts.splitlines() if line.startswith("- ")]
    rows = [line for line in facts.splitlines() if line.startswith("| ")][1:]
    labels = [label for line in lines for label in re.findall(r"\*\*([^*]+)\*\*", line)]
    # The first column names a row.
    labels += [row.split("|")[1] for row in rows if not row.startswith("|---")]
    named = [LABELS[policy].get(fact, fact) for fact in FACTS[policy]]
    assert sorted(map(slug, labels)) == sorted(named)
