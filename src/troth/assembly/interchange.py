"""Policies in the languages of others: texts written and read, the DPV's terms fetched.

What is read here becomes a draft manifest and a list of what could not be carried; the draft is
compiled before it is handed out, so that what is written down is known to run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from troth.assembly.law import load_law_book
from troth.assembly.policies import LoadedPolicy, load_text, read_manifest
from troth.errors import InputError
from troth.policy.diagnostics import ManifestRefused
from troth.policy.interchange.dpv import to_dpv
from troth.policy.interchange.draft import Draft, Exported
from troth.policy.interchange.fideslang import to_fideslang
from troth.policy.interchange.from_fideslang import from_fideslang
from troth.policy.interchange.from_tilt import from_tilt
from troth.policy.interchange.tilt import to_tilt

LANGUAGES = ("dpv", "fideslang", "tilt")
READABLE = ("fideslang", "tilt")

_HEAD = "# A draft made from a document in {language}. Read it before anything rests on it.\n\n"


@cache
def load_dpv_terms() -> Mapping[str, Any]:
    """Return the terms of the DPV that are used, with the version they were read in."""
    text = files("troth.policy.interchange").joinpath("dpv.yaml").read_text("utf-8")
    terms: Mapping[str, Any] = yaml.safe_load(text)
    return terms


def export_policy(loaded: LoadedPolicy, language: str) -> Exported:
    """Return a policy in one of `LANGUAGES`.

    Raises:
        ManifestRefused: `manifest/*`, with every diagnostic.
    """
    policy, manifest = loaded.required(), loaded.parsed.manifest
    if manifest is None:
        raise ManifestRefused(loaded.diagnostics)
    if language == "tilt":
        return to_tilt(manifest, load_law_book().as_of.isoformat())
    if language == "fideslang":
        return to_fideslang(manifest)
    return Exported(document=to_dpv(policy, load_dpv_terms()), left_out=())


def written_in(exported: Exported, language: str) -> str:
    """Return an exported policy as text: YAML for fideslang, JSON for the others."""
    if language == "fideslang":
        return yaml.safe_dump(exported.document, sort_keys=False, allow_unicode=True)
    return json.dumps(exported.document, indent=2, ensure_ascii=False) + "\n"


def read_policy(path: Path, language: str) -> tuple[str, Draft]:
    """Return the text of a draft manifest made of a document, and what was noted on the way.

    Raises:
        InputError: `import/not-read` for a text that is no such document, or no manifest can be.
        OutsideError: `file/unreadable`.
    """
    text = read_manifest(path)
    try:
        document = json.loads(text) if language == "tilt" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError):
        raise _unread(path, language, "it is no such text") from None
    if not isinstance(document, dict):
        raise _unread(path, language, "it is no mapping")
    draft = from_tilt(document) if language == "tilt" else from_fideslang(document)
    if not draft.manifest["categories"] and not draft.manifest["purposes"]:
        raise _unread(path, language, "it names neither data nor purposes")
    body = yaml.safe_dump(draft.manifest, sort_keys=False, allow_unicode=True, width=100)
    made = _HEAD.format(language=language) + body
    load_text(made, f"{path.stem}.yaml", law=load_law_book()).required()
    return made, draft


def _unread(path: Path, language: str, why: str) -> InputError:
    return InputError(
        "import/not-read",
        f"`{path}` cannot be read as {language}: {why}",
        help="TILT is one JSON document; fideslang is YAML with `system` and `dataset`",
        place=str(path),
    )
