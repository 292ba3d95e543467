"""The rules themselves: each takes a file's text or tree and gives what breaks it.

They are kept apart from the tests that apply them to the checkout, so that each rule can be shown a
file that breaks it.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

LONGEST_FUNCTION = 50
LONGEST_FILE = 400
VAGUE = {"utils", "util", "helpers", "helper", "manager", "service", "base", "common", "misc"}

_CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"),
}  # fmt: skip

SUPPRESSION = re.compile(r"#\s*(?:ruff:\s*)?(noqa|type:\s*ignore|pragma:\s*no cover)\b(.*)", re.I)
_REASONED = {
    "noqa": re.compile(r"^: [A-Z]+\d+(?:, ?[A-Z]+\d+)* - \S+.*"),
    "type: ignore": re.compile(r"^\[[a-z-]+(?:, ?[a-z-]+)*\]\s+# \S+.*"),
    "pragma: no cover": re.compile(r"^ - \S+.*"),
}


def long_functions(tree: ast.Module) -> Iterator[str]:
    """Functions of more than fifty lines, decorators and docstring included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{node.lineno}: `{node.name}` has {lines} lines"


def clock_reads(tree: ast.Module) -> Iterator[str]:
    """Reads of the machine's clock by any of their usual names."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        owner = node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if (name, node.attr) in _CLOCKS:
            yield f"{node.lineno}: reads the clock by `{name}.{node.attr}`"


def inner_imports(tree: ast.Module) -> Iterator[str]:
    """Imports inside a function."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{node.lineno}: an import inside `{function.name}`"


def opened_files(tree: ast.Module) -> Iterator[str]:
    """Calls that reach the disk, the terminal or other code without an import."""
    names = {"open", "print", "input", "eval", "exec", "__import__"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
            yield f"{node.lineno}: calls `{ast.unparse(node.func)}`"


def vague_names(path: Path, tree: ast.Module) -> Iterator[str]:
    """Modules and classes named after nothing in particular."""
    if path.stem.lower().strip("_") in VAGUE:
        yield f"1: the module is named `{path.stem}`"
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            words = {w.lower() for w in re.findall(r"[A-Z][a-z]*", node.name)}
            if words & VAGUE:
                yield f"{node.lineno}: a class is named `{node.name}`"


def missing_head(tree: ast.Module) -> Iterator[str]:
    """A file without a docstring head that is a full sentence."""
    head = ast.get_docstring(tree)
    if not head:
        yield "1: no docstring head"
    elif not re.search(r"[.:?]$", head.split("\n\n")[0].strip()):
        yield "1: the head's first paragraph is no sentence"


def suppressions(text: str) -> Iterator[tuple[int, str, bool]]:
    """Give (line, comment, whether it carries a code and a reason) for each suppression."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT:
            continue
        for match in SUPPRESSION.finditer(token.string):
            kind = re.sub(r":\s*", ": ", match[1].lower())
            yield token.start[0], token.string, bool(_REASONED[kind].match(match[2]))


def _joined(*pieces: str) -> str:
    return "".join(pieces)


FORBIDDEN_WORDS = re.compile(
    "|".join(
        (
            # Who or what wrote it: the project speaks of itself alone.
            _joined(r"\bcl", r"aude\b"),
            _joined(r"\banth", r"ropic\b"),
            _joined(r"\bchat", r"gpt\b"),
            _joined(r"\bco", r"pilot\b"),
            _joined(r"\bco-auth", r"ored-by\b"),
            _joined(r"\blanguage ", r"models?\b"),
            _joined(r"\bLL", r"Ms?\b"),
            _joined(r"\b(?:written|generated|made) (?:by|with) (?:an? )?(?:AI|assist", r"ant)\b"),
            # Where it was written: no path of one machine, no tracker number.
            _joined(r"(?<![\w.])/wo", r"rk/"),
            _joined(r"(?<![\w.])/t", r"mp/"),
            _joined(r"(?<![\w.])/ro", r"ot/"),
            _joined(r"(?<![\w.])/ho", r"me/"),
            _joined(r"\biss", r"ue #?\d"),
            # Where packages came from.
            _joined(r"\bpy", r"pi\.org\b"),
            _joined(r"\bpython", r"hosted\.org\b"),
            _joined(r"\bnpm", r"js\.(?:org|com)\b"),
            _joined(r"\bdeb", r"ian\.org\b"),
            _joined(r"\bgolang", r"\.org\b"),
            _joined(r"\bcrat", r"es\.io\b"),
            _joined(r"--(?:extra-)?index", r"-url\b"),
        )
    ),
    re.IGNORECASE,
)


def forbidden_words(text: str) -> Iterator[str]:
    """Words about who wrote this, on which machine, or from where it was installed."""
    for number, line in enumerate(text.splitlines(), 1):
        for match in FORBIDDEN_WORDS.finditer(line):
            yield f"{number}: `{match[0]}`"
