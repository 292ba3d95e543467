"""Where the stores and the root key are, from options and the environment.

By default SQLite files in `.troth/` of the working directory, or beside a SQLite `--store`:
`shop.db` gets `shop.keys.db` and `shop.root.key`. A store on PostgreSQL keeps its keys and root in
`.troth/` unless told otherwise, because its backups are another matter (DESIGN, D4.1).

`TROTH_KEYS` names the key store, `TROTH_ROOT` holds a root in base64 that Troth cannot overwrite,
`TROTH_ROOT_FILE` names the file of one that it can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from troth.errors import InputError

HOME: Final = Path(".troth")
_SQLITE: Final = "sqlite:///"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Addresses of the two stores and of the root key. `root_text` is base64, `root` a file."""

    store: str
    keys: str
    root: Path
    root_text: str | None = None

    @property
    def store_file(self) -> Path | None:
        """The data store's file, where it is a file."""
        return file_of(self.store)

    @property
    def work_file(self) -> Path | None:
        """The file of durable work, beside a data store that is a file (DESIGN, D6)."""
        data = self.store_file
        if data is None:
            return None
        beside_home = data == HOME / "data.db"
        return data.with_name("work.db" if beside_home else f"{data.stem}.work.db")

    @property
    def keys_file(self) -> Path | None:
        """The key store's file, where it is a file."""
        return file_of(self.keys)


def read_settings(
    store: str | None = None, keys: str | None = None, *, environment: Mapping[str, str]
) -> Settings:
    """Return where everything is.

    Args:
        store: `--store`: a SQLAlchemy URL or a path; None for the default.
        keys: `--keys`, likewise; before `TROTH_KEYS`.
        environment: The process's environment variables.

    Raises:
        InputError: `store/no-address` for an address that names no file and no server.
    """
    for option, given in (("--store", store), ("--keys", keys)):
        if given is not None and _is_nowhere(given):
            raise _no_address(option)
    named_keys = keys or environment.get("TROTH_KEYS") or None
    if named_keys is not None and _is_nowhere(named_keys):
        raise _no_address("TROTH_KEYS")
    data = file_of(store) if store is not None else HOME / "data.db"
    if store is None or data is None:
        beside, root = HOME / "keys.db", HOME / "root.key"
    else:
        beside, root = (
            data.with_name(f"{data.stem}.keys.db"),
            data.with_name(f"{data.stem}.root.key"),
        )
    named_root = environment.get("TROTH_ROOT_FILE")
    return Settings(
        store=store if store is not None else f"{_SQLITE}{data}",
        keys=named_keys or f"{_SQLITE}{beside}",
        root=Path(named_root) if named_root else root,
        root_text=environment.get("TROTH_ROOT") or None,
    )


def file_of(url: str) -> Path | None:
    """Return the file behind an address, or None for a server's database."""
    if url.startswith(_SQLITE):
        return Path(url.removeprefix(_SQLITE).split("?", 1)[0])
    return None if "://" in url else Path(url)


def _is_nowhere(address: str) -> bool:
    file = file_of(address)
    # A path without a last part (empty, `.`, `/`) is no file, and nothing can lie beside it.
    return not address.strip() or (file is not None and not file.name)


def _no_address(option: str) -> InputError:
    return InputError(
        "store/no-address",
        f"{option} names no store",
        help="give a path, `sqlite:///path` or `postgresql://host/name`",
    )
