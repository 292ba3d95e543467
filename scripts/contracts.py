"""Checks the import contracts of `.importlinter`, also while rooms are still missing.

import-linter refuses a contract that names a module which does not exist. Names of modules that are
not written yet are left out of the run and printed, so that the contracts guard what exists from
the first day. It never changes a contract of its own accord: with every module there, this is
exactly `lint-imports`.
"""

from __future__ import annotations

import configparser
import subprocess
import sys
import tempfile
from pathlib import Path

LISTS = ("source_modules", "forbidden_modules", "protected_modules", "allowed_importers")


def exists(source: Path, module: str) -> bool:
    """Tell whether a dotted module of the package has a file under `source`."""
    path = source.joinpath(*module.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def present_contracts(config: configparser.ConfigParser, source: Path) -> list[str]:
    """Drop names of missing modules from `config` in place and return them.

    A contract that has nothing left to protect is dropped with them.
    """
    missing: set[str] = set()
    for section in config.sections():
        for option in LISTS:
            if not config.has_option(section, option):
                continue
            names = config.get(section, option).split()
            kept = [n for n in names if not n.startswith("troth.") or exists(source, n)]
            missing.update(set(names) - set(kept))
            if option == "allowed_importers" and not kept:
                # Nobody who may import it exists yet: then nobody but itself may.
                kept = config.get(section, "protected_modules").split()
            config.set(section, option, "\n" + "\n".join(kept))
        needed = [o for o in LISTS if config.has_option(section, o)]
        if any(not config.get(section, o).strip() for o in needed):
            config.remove_section(section)
    return sorted(missing)


def main(root: Path) -> int:
    """Run the contracts of the checkout at `root`; return import-linter's exit code."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(root / ".importlinter", encoding="utf-8")
    missing = present_contracts(config, root / "src")
    if missing:
        print("contracts wait for:", ", ".join(missing))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contracts.ini"
        with path.open("w", encoding="utf-8") as file:
            config.write(file)
        command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
        # `-P` and the path first: the package checked is the checkout's, not an installed one.
        start = f"import sys; sys.path.insert(0, {str(root / 'src')!r}); {command}"
        run = [sys.executable, "-P", "-c", start, "--config", str(path), "--no-cache", "--no-logo"]
        return subprocess.run(run, cwd=root, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
