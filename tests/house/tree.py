"""The files of the checkout, as the house rules look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "troth"
PURE = ("errors", "core", "law", "sealing", "ledger", "policy", "reader")

_GENERATED = {
    ".git", ".venv", ".pg", ".troth", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache",
    ".import_linter_cache", "__pycache__", "build", "dist", "node_modules",
}  # fmt: skip


def modules() -> list[Path]:
    """Return every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def pure_modules() -> list[Path]:
    """Return the Python files of the floors that do no I/O."""
    return [m for m in modules() if m.relative_to(PACKAGE).parts[0].removesuffix(".py") in PURE]


def python_files() -> list[Path]:
    """Return every Python file written for this repository."""
    return [path for path, _ in texts() if path.suffix == ".py"]


def texts() -> Iterator[tuple[Path, str]]:
    """Give every text file of the checkout but what is generated, installed or ignored."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if _GENERATED & set(parts) or any(part.endswith(".egg-info") for part in parts):
            continue
        if not path.is_file() or path.suffix in {".db", ".png", ".woff2"}:
            continue
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def shown(path: Path) -> str:
    """Return the path as it is shown to people: from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()


def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
