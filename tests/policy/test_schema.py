"""The schema accepts what the language accepts, and the pages under docs are what the code says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.policy.written import LAW, ROOT, SHIPPED, SMALL
from troth.policy.schema import json_schema, reference
from troth.policy.syntax.manifest import Manifest
from troth.policy.vocabulary import PURPOSE_DPV, PURPOSE_KINDS

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def plain(text: str) -> object:
    """Return YAML as JSON values: what an editor validates."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_manifests_satisfy_it(path: Path) -> None:
    assert list(VALIDATOR.iter_errors(plain(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("written", "slip"),
    [
        ("kind: support", "kind: suport"),
        ("for: P1Y", "for: 1 year-ish"),
        ("items: [invoice]", "items: [invoice], itms: []"),
        ("place: [US]", "place: [Finland]"),
        ("  billing: {", "  Billing Data: {"),
        ("troth: 1", "troth: 2"),
    ],
)
def test_an_editor_sees_what_the_parser_sees(written: str, slip: str) -> None:
    assert VALIDATOR.is_valid(plain(SMALL))
    assert written in SMALL
    assert not VALIDATOR.is_valid(plain(SMALL.replace(written, slip, 1)))


def test_the_page_names_every_section_and_every_kind_of_purpose() -> None:
    page = reference(LAW)
    for name, field in Manifest.model_fields.items():
        assert f"| `{field.alias or name}`" in page
    for kind in PURPOSE_KINDS:
        assert f"| `{kind}` | `{PURPOSE_DPV[kind]}` |" in page


def test_every_kind_of_purpose_has_an_assumed_basis() -> None:
    assert set(LAW.under("basis-by-purpose", LAW.as_of)) == set(PURPOSE_KINDS) == set(PURPOSE_DPV)


def test_the_pages_made_from_the_code_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "generate_docs.py"), "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
