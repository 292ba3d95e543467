"""Text → manifest, with the place of every word; every problem at once, never an exception.

YAML is read event by event (never recursively), so that depth and size are bounded before anything
is built: a hostile file costs no more than its length. What is read is plain data; tags that would
construct objects are refused. Keys are always text, so that `on:` and `no:` mean what they say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import yaml
from yaml.constructor import SafeConstructor
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from troth.policy.diagnostics import Diagnostic, Path, Places, in_order
from troth.policy.salvage import salvage
from troth.policy.syntax.manifest import Manifest
from troth.policy.syntax.reading import Fault, validate
from troth.policy.vocabulary import suggestion

MAX_CHARACTERS = 1_000_000
"""Longer than any policy by a factor of ten."""
MAX_DEPTH = 24
"""The language nests to nine."""
MAX_NODES = 200_000
"""Counts what aliases expand to, so that nothing grows beyond the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What came of one text: a manifest unless a diagnostic says why not.

    Attributes:
        name: What the file is called in diagnostics.
        manifest: The manifest; None when there are diagnostics.
        diagnostics: What is wrong with its shape.
        places: Where every key and value stands.
        rest: What can still be read beside the faults; checked, never compiled.
        cuts: Where `rest` leaves something out.
    """

    name: str
    manifest: Manifest | None
    diagnostics: tuple[Diagnostic, ...]
    places: Places
    rest: Manifest | None = None
    cuts: frozenset[Path] = frozenset()


def parse(text: str, name: str) -> Parsed:
    """Read the text of a manifest.

    Args:
        text: The YAML text.
        name: What the file is called in diagnostics.
    """
    places = Places(name, {}, {})
    if len(text) > MAX_CHARACTERS:
        problem = Diagnostic(
            code="manifest/too-large",
            message=f"the file has {len(text)} characters, more than {MAX_CHARACTERS}",
            place=f"{name}:1:1",
            help="a manifest is one policy; keep data elsewhere",
        )
        return Parsed(name=name, manifest=None, diagnostics=(problem,), places=places)
    reading = _Reading(name)
    data = reading.read(text)
    if reading.stopped:
        found = in_order(reading.diagnostics)
        return Parsed(name=name, manifest=None, diagnostics=found, places=places)
    places = Places(name, reading.keys, reading.values)
    manifest, faults = _validated(data, reading.written)
    diagnostics = [*reading.diagnostics, *(_diagnose(fault, places) for fault in faults)]
    rest, cuts = (manifest, frozenset[Path]()) if manifest else salvage(data, faults)
    return Parsed(
        name=name,
        manifest=None if diagnostics else manifest,
        diagnostics=in_order(diagnostics),
        places=places,
        rest=rest,
        cuts=cuts,
    )


def _validated(
    data: object, written: Mapping[Path, str]
) -> tuple[Manifest | None, tuple[Fault, ...]]:
    outcome = validate(data)
    if isinstance(outcome, Manifest):
        return outcome, ()
    # A number or a date where text is meant (`title: 2024`) is taken as it was written.
    for fault in outcome:
        if fault.code == "wrong-type" and " must be text" in fault.message:
            _put(data, fault.path, written.get(fault.path))
    again = validate(data)
    return (again, ()) if isinstance(again, Manifest) else (None, again)


def _put(data: object, path: Path, text: str | None) -> None:
    for step in path[:-1]:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
    last = path[-1] if path else None
    if text is None:
        return
    if isinstance(data, dict):
        data[last] = text
    if isinstance(data, list) and isinstance(last, int):
        data[last] = text


def _diagnose(fault: Fault, places: Places) -> Diagnostic:
    helps = {
        "missing-key": f"add `{fault.name}:`",
        "wrong-type": "see docs/manifest.md for what this section holds",
        "not-a-mapping": "write `name: {…}` entries under it",
        "address": "nothing of who follows a link may stand in its address",
        "period": "write `P30D`, `P6M`, `P1Y` or `PT72H`",
        "place": 'write `US`, `DE`, `US-CA`, `"NO"` or `any`',
    }
    help = helps.get(fault.code, "")
    if fault.code == "key":
        help = f"write it as `{_kebab(fault.name)}`"
    if fault.code == "period":
        help = _period_meant(fault.name) or help
    if fault.code in ("unknown-key", "unknown-value"):
        help = suggestion(fault.name, fault.known)
    return Diagnostic(
        code=f"manifest/{fault.code}",
        message=fault.message,
        place=places.of_key(fault.path) if fault.at_key else places.of(fault.path),
        help=help,
    )


def _kebab(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name[:60]).lower())
    return "-".join(words) or "contact-form"


def _period_meant(text: str) -> str:
    meant = re.match(r"\s*(\d{1,4})\s*(y|month|w|d|$)", text.lower())
    if meant is None:
        return ""
    unit = {"y": "Y", "month": "M", "w": "W"}.get(meant[2], "D")
    return f"did you mean `P{meant[1]}{unit}`?"


class _Mark(Protocol):
    """A position in the text, from 0."""

    line: int
    column: int


def _from_one(mark: _Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _Scalars(SafeConstructor, Resolver):
    """The safe YAML 1.1 reading of one scalar."""

    def __init__(self) -> None:
        SafeConstructor.__init__(self)
        Resolver.__init__(self)

    def value(self, event: yaml.ScalarEvent) -> object:
        tag = event.tag
        if tag is None or tag == "!":
            resolve: Callable[[type, str, tuple[bool, bool]], str] = self.resolve
            tag = resolve(ScalarNode, event.value, event.implicit)
        return self.construct_object(ScalarNode(tag, event.value))


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    into: dict[str, object] | list[object]
    path: Path
    anchor: str | None
    began: int
    key: str | None = None


@dataclass(slots=True)
class _Reading:
    """One pass over the events of one text."""

    name: str
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    written: dict[Path, str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    stopped: bool = False
    open: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[object, int]] = field(default_factory=dict)
    nodes: int = 0
    documents: int = 0
    root: object = None
    scalars: _Scalars = field(default_factory=_Scalars)

    def read(self, text: str) -> object:
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                self._take(event)
                if self.stopped:
                    return None
        except yaml.YAMLError as fault:
            self._not_yaml(fault)
        except UnicodeError:
            self._stop("not-yaml", "the text holds characters that are not Unicode", None)
        if not self.stopped and self.root is None:
            self._stop("empty", "the file says nothing", None, "start with `troth: 1`")
        return self.root

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop("not-yaml", "a second document begins here", event.start_mark)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)

    def _begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if len(self.open) >= MAX_DEPTH:
            self._stop("too-deep", f"more than {MAX_DEPTH} levels deep", event.start_mark)
            return
        if self._wants_key():
            self._stop("not-yaml", "a key must be one word", event.start_mark)
            return
        into: dict[str, object] | list[object]
        into = {} if isinstance(event, yaml.MappingStartEvent) else []
        began = self.nodes
        path = self._place(into, event.start_mark)
        self.open.append(_Open(into, path, event.anchor, began))

    def _end(self) -> None:
        done = self.open.pop()
        if done.anchor:
            self.anchors[done.anchor] = (done.into, self.nodes - done.began)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if self._wants_key():
            self._key(event)
            return
        try:
            value = self.scalars.value(event)
        except (yaml.YAMLError, ValueError, OverflowError, KeyError):
            path = self._place(event.value, event.start_mark)
            self._note("wrong-type", f"`{event.value[:60]}` cannot be read as it is written", path)
            return
        path = self._path()
        # A clause `5.10` is a name, not the number 5.1.
        if path and str(path[-1]).endswith("clause") and isinstance(value, int | float):
            value = event.value if not isinstance(value, bool) else value
        if isinstance(value, int | float | date) and not isinstance(value, bool):
            self.written[path] = event.value
        self._place(value, event.start_mark)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)

    def _key(self, event: yaml.ScalarEvent) -> None:
        holder = self.open[-1]
        key = event.value
        path = (*holder.path, key)
        if isinstance(holder.into, dict) and key in holder.into:
            line, _ = self.keys[path]
            at, column = _from_one(event.start_mark)
            place = f"{self.name}:{at}:{column}"
            self.diagnostics.append(
                Diagnostic(
                    code="manifest/duplicate-key",
                    message=f"`{key[:60]}` stands here and in line {line}",
                    place=place,
                    help="keep one, or give the other its own name",
                )
            )
        self.keys[path] = _from_one(event.start_mark)
        holder.key = key

    def _alias(self, event: yaml.AliasEvent) -> None:
        anchor = event.anchor or ""
        value, size = self.anchors.get(anchor, (None, 0))
        if anchor not in self.anchors or self._wants_key():
            self._stop("not-yaml", f"`*{anchor[:60]}` names nothing", event.start_mark)
            return
        self.nodes += size
        self._place(value, event.start_mark)

    def _wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].into, dict) and not self._has_key()

    def _has_key(self) -> bool:
        return self.open[-1].key is not None

    def _path(self) -> Path:
        if not self.open:
            return ()
        holder = self.open[-1]
        if isinstance(holder.into, list):
            return (*holder.path, len(holder.into))
        return (*holder.path, holder.key or "")

    def _place(self, value: object, mark: _Mark | None) -> Path:
        path = self._path()
        self.values[path] = _from_one(mark)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._stop("too-large", f"more than {MAX_NODES} values, aliases counted", mark)
        if not self.open:
            self.root = value
            return path
        holder = self.open[-1]
        if isinstance(holder.into, list):
            holder.into.append(value)
        else:
            holder.into[holder.key or ""] = value
            holder.key = None
        return path

    def _note(self, code: str, message: str, path: Path) -> None:
        line, column = self.values.get(path, (1, 1))
        place = f"{self.name}:{line}:{column}"
        self.diagnostics.append(Diagnostic(code=f"manifest/{code}", message=message, place=place))

    def _stop(self, code: str, message: str, mark: _Mark | None, help: str = "") -> None:
        line, column = _from_one(mark)
        place = f"{self.name}:{line}:{column}"
        self.diagnostics.append(
            Diagnostic(code=f"manifest/{code}", message=message, place=place, help=help)
        )
        self.stopped = True

    def _not_yaml(self, fault: yaml.YAMLError) -> None:
        mark = getattr(fault, "problem_mark", None)
        problem = getattr(fault, "problem", None) or "a character that YAML does not allow"
        help = ""
        if "cannot start any token" in problem:
            help = "indent with spaces, never with tabs, and quote text that begins with a sign"
        self._stop("not-yaml", problem[:120], mark, help)
