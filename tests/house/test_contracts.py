"""The import contracts hold, and each of them catches the import it forbids.

Each breach is planted in a copy of the package that is read and never run.
"""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, ROOT

CHECK = ROOT / "scripts" / "contracts.py"
NAMED = (
    "ledger.verify",
    "ledger.tree",
    "sealing.seal",
    "storage.sql",
    "storage.memory",
    "engines.vault.vault",
    "engines.erasure.erasure",
    "engines.probes",
    "policy.decide",
)


def check(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CHECK), str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def names_of_contracts() -> dict[str, str]:
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / ".importlinter", encoding="utf-8")
    sections = [name for name in config.sections() if ":" in name]
    return {name.rpartition(":")[2]: config[name]["name"] for name in sections}


def plant(root: Path, module: str, line: str) -> None:
    """Add a line to the end of a module, making the module where it is missing."""
    path = root.joinpath("src", "troth", *module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    path.write_text(f"{before}\n{line}\n", encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the checkout in which the modules used below exist."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "src" / "troth", ignore=ignored)
    shutil.copy(ROOT / ".importlinter", tmp_path)
    for module in NAMED:
        plant(tmp_path, module, "")
    return tmp_path


BREACHES = [
    ("floors", "core.ports", "import troth.policy"),
    ("floors", "storage.memory", "import troth.connectors"),
    ("pure", "policy.decide", "import sqlite3"),
    ("pure", "ledger.tree", "from os import path"),
    ("seals", "engines.erasure.erasure", "from troth.sealing import seal"),
    ("drivers", "engines.erasure.erasure", "import troth.storage.sql"),
    ("drivers", "engines.vault.vault", "from troth.storage import memory"),
    ("checkers", "engines.probes", "from troth.engines import erasure"),
    ("checkers", "ledger.verify", "import troth.engines.vault.vault"),
    ("verifier", "ledger.verify", "from troth.ledger import tree"),
    ("client", "client.calls", "from troth.policy import decide"),
    ("acyclic", "engines.probes.ring", "import troth.engines.ring"),
]


def test_the_package_keeps_its_contracts() -> None:
    done = check(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_contract_has_a_breach() -> None:
    assert {name for name, _, _ in BREACHES} == set(names_of_contracts())


@pytest.mark.parametrize(("contract", "module", "line"), BREACHES)
def test_a_planted_import_breaks_its_contract(
    copy: Path, contract: str, module: str, line: str
) -> None:
    plant(copy, "engines.ring", "import troth.engines.probes" if contract == "acyclic" else "")
    plant(copy, module, line)
    done = check(copy)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{names_of_contracts()[contract]} BROKEN" in done.stdout


def test_a_room_without_a_floor_is_refused(copy: Path) -> None:
    plant(copy, "annexe", "")
    done = check(copy)
    assert done.returncode == 1
    assert "annexe" in done.stdout
