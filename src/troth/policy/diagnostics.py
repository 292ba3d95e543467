"""What stops a manifest from compiling: every problem at once, each with its place.

A `Diagnostic` is a value; `ManifestRefused` is raised only by `compile`, where a caller asked for
a policy and cannot have one. Findings (gaps in what the law asks) are another matter: they never
stop compiling and live in `troth.policy.findings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from troth.errors import InputError

Path = tuple[str | int, ...]
"""Where in the manifest: `("purposes", "support", "uses", 0)`."""

CODES: Mapping[str, str] = {
    "manifest/not-yaml": "The file is not well-formed YAML.",
    "manifest/empty": "The file says nothing.",
    "manifest/too-large": "The file is longer than any policy; nothing of it was read.",
    "manifest/too-deep": "The file nests deeper than the language does.",
    "manifest/not-a-mapping": "A section must be a mapping of names to entries.",
    "manifest/duplicate-key": "One key stands twice in one mapping; which is meant?",
    "manifest/missing-key": "A key that the language requires is absent.",
    "manifest/unknown-key": "A key that the language does not know.",
    "manifest/unknown-value": "A value outside a closed list.",
    "manifest/unknown-reference": "A name that the manifest does not declare.",
    "manifest/wrong-type": "A value of the wrong shape: text for a list, a mapping for a number.",
    "manifest/out-of-range": "A number outside what can be meant.",
    "manifest/period": "A period that is not an ISO 8601 duration.",
    "manifest/key": "The name of an entry is not lower-case words joined by hyphens.",
    "manifest/reserved-key": "The name of an entry that Troth makes itself.",
    "manifest/place": "A place that is not an ISO 3166 code.",
    "manifest/address": "A link that is not by TLS, or holds a query, a fragment or a user.",
    "manifest/timezone": "A time zone that is not of the form Area/City.",
    "manifest/period-missing": "A retention rule with neither period, criterion nor wording.",
    "manifest/contradiction": "Two statements that cannot both hold.",
    "manifest/item": "A field whose item its category does not name.",
    "manifest/source": "A field whose category the source cannot give.",
    "manifest/repeated": "One name stands twice in one list.",
    "manifest/empty-entry": "An entry that says nothing at all.",
}
"""Every diagnostic code and what it means; `docs/errors.md` is made from this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One problem: code, message, `file:line:column`, and what to do about it."""

    code: str
    message: str
    place: str
    help: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the four parts as JSON-ready strings."""
        return {
            "code": self.code,
            "message": self.message,
            "place": self.place,
            "help": self.help,
        }

    def __str__(self) -> str:
        tail = f" ({self.help})" if self.help else ""
        return f"{self.place}: {self.code}: {self.message}{tail}"


@dataclass(frozen=True, slots=True)
class Places:
    """The line and column (from 1) of every key and every value of one manifest."""

    name: str
    keys: Mapping[Path, tuple[int, int]] = field(default_factory=dict)
    values: Mapping[Path, tuple[int, int]] = field(default_factory=dict)

    def of(self, path: Path) -> str:
        """Return `file:line:column` of the value at `path`, else of what holds it."""
        while path not in self.values:
            if not path:
                return f"{self.name}:1:1"
            path = path[:-1]
        line, column = self.values[path]
        return f"{self.name}:{line}:{column}"

    def of_key(self, path: Path) -> str:
        """Return `file:line:column` of the key that names `path`, else as `of`."""
        if path not in self.keys:
            return self.of(path)
        line, column = self.keys[path]
        return f"{self.name}:{line}:{column}"


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics in the order of the file, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=_position))


def _position(diagnostic: Diagnostic) -> tuple[int, int, str, str]:
    _, line, column = diagnostic.place.rsplit(":", 2)
    return int(line), int(column), diagnostic.code, diagnostic.message


class ManifestRefused(InputError):
    """A manifest that cannot be compiled, with all its diagnostics."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        first = diagnostics[0]
        more = f" and {len(diagnostics) - 1} more" if len(diagnostics) > 1 else ""
        super().__init__(first.code, first.message + more, help=first.help, place=first.place)
        self.diagnostics = diagnostics
