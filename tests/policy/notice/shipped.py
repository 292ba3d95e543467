"""What the tests of notices share: shipped policies, their layers, a walk over sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache

from tests.policies.manifests import POLICIES
from tests.support.plain import write_yaml
from troth.assembly.law import load_law_book
from troth.assembly.policies import LoadedPolicy, load_policy, load_text
from troth.policy.notice.build import build, layers
from troth.policy.notice.model import Argument, Many, Notice, Sentence, Term

SHIPPED = sorted(path.stem for path in POLICIES.glob("*.yaml"))


@cache
def loaded(name: str) -> LoadedPolicy:
    return load_policy(POLICIES / f"{name}.yaml")


@cache
def notices(name: str) -> dict[str, Notice]:
    """Every layer of a shipped policy."""
    policy, manifest = loaded(name).required(), loaded(name).parsed.manifest
    assert manifest is not None
    return {each: build(manifest, policy, each) for each in layers(manifest, policy)}


def written(**sections: object) -> LoadedPolicy:
    """A small policy with these sections beside the ones every manifest needs."""
    data: dict[str, object] = {
        "troth": 1,
        "controller": {"name": "Example Ltd", "law": ["GDPR"]},
        "categories": {"contact": {"items": ["email"]}},
        "purposes": {"support": {"kind": "support", "uses": ["contact"], "basis": "contract"}},
    }
    text = write_yaml({**data, **sections})
    made = load_text(text, "example.yaml", law=load_law_book())
    assert made.diagnostics == (), made.diagnostics
    return made


def sentences(part: object) -> Iterator[Sentence]:
    """Every sentence of a notice, headings and cells included."""
    if isinstance(part, Sentence):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from sentences(each)
    elif is_dataclass(part):
        for each in fields(part):
            yield from sentences(getattr(part, each.name))


def terms(value: Argument) -> Iterator[Term]:
    """Every word that an argument takes from the vocabulary."""
    if isinstance(value, Term):
        yield value
    elif isinstance(value, Many):
        for each in value.items:
            yield from terms(each)
