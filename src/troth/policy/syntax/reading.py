"""Plain data → `Manifest`, with every fault as a value and no word of the validator's own.

The only function of the language that runs the validator. It translates what the validator found
into faults with a path, so that the floors above know neither its exceptions nor its error types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from troth.policy.syntax.manifest import Manifest

Path = tuple[str | int, ...]

_TYPES: Mapping[str, str] = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "`true` or `false`",
    "list": "a list",
    "dict": "a mapping",
    "model": "a mapping",
    "date": "a date such as 2024-02-24",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with the data. `known` are the names that would have been right."""

    code: str
    path: Path
    message: str
    at_key: bool = False
    name: str = ""
    known: tuple[str, ...] = ()


def validate(data: object) -> Manifest | tuple[Fault, ...]:
    """Return the manifest, or every fault of `data` at once."""
    try:
        return Manifest.model_validate(data)
    except ValidationError as refused:
        errors = refused.errors(include_url=False, include_input=False)
    faults: dict[Path, Fault] = {}
    for error in errors:
        fault = _fault(error, data)
        # A union reports once per member; the first member is the one the docs lead with.
        faults.setdefault((*fault.path, fault.name) if fault.at_key else fault.path, fault)
    return tuple(faults.values())


def _fault(error: ErrorDetails, data: object) -> Fault:
    kind, context = error["type"], error.get("ctx", {})
    loc, at_key = _real_path(error["loc"], data)
    name = str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        known = tuple(_known_keys(loc[:-1]))
        message = f"`{name}` is not a key of {_section(loc[:-1])}"
        return Fault(
            code="unknown-key", path=loc, message=message, at_key=True, name=name, known=known
        )
    if kind == "missing":
        lacking = str(error["loc"][-1])
        path = tuple(error["loc"][:-1])
        return Fault(
            code="missing-key", path=path, message=f"{_section(path)} lacks `{lacking}`",
            at_key=True, name=lacking,
        )  # fmt: skip
    if kind in ("literal_error", "enum"):
        value = _at(data, loc)
        known = tuple(part.strip("'") for part in _choices(str(context.get("expected", ""))))
        message = f"`{_short(value)}` is not a value of `{_last_name(loc)}`"
        if at_key:
            message = f"`{name}` is not a key of {_section(loc[:-1])}"
        return Fault(
            code="unknown-value", path=loc, message=message, at_key=at_key,
            name=str(value if not at_key else name), known=known,
        )  # fmt: skip
    if kind in ("period", "key", "place", "address"):
        shown = name if at_key else _short(_at(data, loc))
        return Fault(
            code=kind, path=loc, message=f"`{shown}`: {error['msg']}", at_key=at_key, name=shown
        )
    if kind.startswith(("greater_than", "less_than")):
        return Fault(
            code="out-of-range", path=loc,
            message=f"`{_last_name(loc)}`: {error['msg'][:1].lower()}{error['msg'][1:]}",
        )  # fmt: skip
    return _wrong_type(kind, loc, data)


def _wrong_type(kind: str, loc: Path, data: object) -> Fault:
    wanted = _TYPES.get(kind.split("_")[0], "another kind of value")
    found = _describe(_at(data, loc))
    where = f"`{_last_name(loc)}`" if loc else "a manifest"
    code = "not-a-mapping" if wanted == "a mapping" else "wrong-type"
    return Fault(code=code, path=loc, message=f"{where} must be {wanted}, not {found}")


def _real_path(loc: Sequence[str | int], data: object) -> tuple[Path, bool]:
    """Drop what the validator adds to a path (union members, `[key]`); say whether it is a key."""
    at_key = bool(loc) and loc[-1] == "[key]"
    path: list[str | int] = []
    here = data
    for step in loc[:-1] if at_key else loc:
        if not _holds(here, step):
            continue
        path.append(step)
        here = _at(here, (step,))
    return tuple(path), at_key


def _holds(data: object, step: str | int) -> bool:
    if isinstance(data, Mapping):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _at(data: object, path: Path) -> object:
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
    return data


def _describe(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"`{_short(value)}`"


def _short(value: object) -> str:
    if isinstance(value, Mapping | list):
        return _describe(value)
    text = str(value).lower() if isinstance(value, bool) else str(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "..."


def _last_name(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    return names[-1] if names else "manifest"


def _section(path: Path) -> str:
    return f"`{'.'.join(str(step) for step in path)}`" if path else "a manifest"


def _choices(expected: str) -> list[str]:
    return [part for part in expected.replace(" or ", ", ").split(", ") if part]


def _known_keys(path: Path) -> Iterator[str]:
    """Yield the keys the language knows at `path`."""
    found: list[object] = [Manifest]
    for step in path:
        found = [inner for each in found for inner in _step(each, step)]
    for each in found:
        if isinstance(each, type) and issubclass(each, BaseModel):
            yield from (field.alias or name for name, field in each.model_fields.items())


def _step(annotation: object, step: str | int) -> list[object]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if (field.alias or name) == step:
                return _members(field.annotation)
        return []
    arguments = get_args(annotation)
    return _members(arguments[-1]) if get_origin(annotation) in (dict, list) else []


def _members(annotation: object) -> list[object]:
    """Return the alternatives of a union, without its decorations."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return [inner for each in get_args(annotation) for inner in _members(each)]
    if origin is Annotated:
        return _members(get_args(annotation)[0])
    return [] if origin is Literal or annotation is type(None) else [annotation]
