"""The language described from its own models: JSON Schema for editors, a reference page for people.

Both are made, never written: a field that is not in the models is in neither, and a field that is
in the models cannot be missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from troth.law.packs import LawBook
from troth.policy.syntax.manifest import Manifest
from troth.policy.vocabulary import PURPOSE_DPV, PURPOSE_KINDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_PATTERNS = {"^[a-z0": "name", "^P(?=\\": "period", "^([A-Z": "place", "^https": "address"}
"""How the patterns of the scalar types begin, and what the page calls them."""

Schema = Mapping[str, object]


def json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of a manifest."""
    body = _tidied(Manifest.model_json_schema())
    return {"$schema": DIALECT, "title": "Troth manifest", **_mapping(body)}


def _tidied(schema: object) -> object:
    """Drop the titles that the validator makes of names, and `null`: absent means silent."""
    if isinstance(schema, list):
        return [_tidied(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept: dict[str, object] = {
        name: {key: _tidied(each) for key, each in value.items()}
        if name in ("properties", "$defs")
        else _tidied(value)
        for name, value in schema.items()
        if not (name == "title" and isinstance(value, str))
        and not (name == "default" and value is None)
    }
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    choices = [each for each in _sequence(kept.pop("anyOf", [])) if each != {"type": "null"}]
    if len(choices) == 1:
        return {**_mapping(choices[0]), **kept}
    return {**kept, "anyOf": choices} if choices else kept


def json_schema_text() -> str:
    """Return the JSON Schema as text that ends with a newline."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def reference(law: LawBook) -> str:
    """Return the reference page in Markdown: every section, key and closed list.

    Args:
        law: The law packs; they hold the legal basis assumed for each kind of purpose.
    """
    schema = json_schema()
    definitions = _mapping(schema.get("$defs"))
    lines = [
        "# The manifest",
        "",
        "This page is made from the models of the language (`troth.policy.schema`). Anything that",
        "is not on it is a diagnostic. What is optional and left out is a thing the policy does",
        "not say.",
        "",
        "## Top level",
        "",
        *_table(schema, definitions),
    ]
    for name in sorted(definitions):
        definition = _mapping(definitions[name])
        lines += ["", f"## {name}", "", _first(definition.get("description")), ""]
        lines += _table(definition, definitions)
    lines += ["", "## Kinds of purpose", "", *_purposes(law)]
    return "\n".join(lines).rstrip() + "\n"


def _first(text: object) -> str:
    return " ".join(str(text or "").split())


def _mapping(value: object) -> Schema:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _table(schema: Schema, definitions: Schema) -> Iterator[str]:
    required = {str(name) for name in _sequence(schema.get("required"))}
    yield "| key | holds | meaning |"
    yield "|---|---|---|"
    for name, given in _mapping(schema.get("properties")).items():
        field = _mapping(given)
        must = " (required)" if name in required else ""
        meaning = _first(field.get("description"))
        default = field.get("default")
        if default not in (None, [], {}):
            meaning = f"{meaning} Default: `{json.dumps(default, ensure_ascii=False)}`.".strip()
        yield f"| `{name}`{must} | {_holds(field, definitions)} | {_cell(meaning)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _holds(field: Schema, definitions: Schema) -> str:
    """Return in words what a value may be."""
    reference = field.get("$ref")
    if isinstance(reference, str):
        name = reference.rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    choices = field.get("anyOf")
    if isinstance(choices, list):
        shown = [_holds(_mapping(each), definitions) for each in choices]
        return " or ".join(each for each in dict.fromkeys(shown) if each != "nothing")
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return " · ".join(f"`{each}`" for each in _sequence(field["enum"]))
    return _plain(field, definitions)


def _plain(field: Schema, definitions: Schema) -> str:
    kind = field.get("type")
    if isinstance(kind, list):
        return "text"
    if kind == "array":
        return f"list of: {_holds(_mapping(field.get('items')), definitions)}"
    if kind == "object":
        patterns = _mapping(field.get("patternProperties"))
        values = _mapping(next(iter(patterns.values()), field.get("additionalProperties")))
        names = _mapping(field.get("propertyNames"))
        held = _holds(values, definitions)
        if "enum" in names:
            return f"{_holds(names, definitions)} → {held}"
        return f"name → {held}"
    if kind == "string":
        return _PATTERNS.get(str(field.get("pattern", ""))[:6], _text(field))
    words = {"integer": "whole number", "boolean": "true or false", "null": "nothing"}
    return words.get(str(kind), "anything")


def _text(field: Schema) -> str:
    return "a date" if field.get("format") == "date" else "text"


def _purposes(law: LawBook) -> Iterator[str]:
    assumed = law.under("basis-by-purpose", law.as_of)
    yield "A purpose for which the policy names no ground gets the one assumed for its kind."
    yield ""
    yield "| kind | W3C DPV | assumed basis |"
    yield "|---|---|---|"
    for kind in PURPOSE_KINDS:
        figure = assumed.get(kind)
        yield f"| `{kind}` | `{PURPOSE_DPV[kind]}` | {figure.value if figure else '–'} |"
