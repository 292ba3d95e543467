"""Writes docs/cli.md: every command of `troth`, from the commands' own help.

Run by `make docs`; a test holds the page to what it would write.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from troth.cli.main import troth
from troth.cli.outcome import Exit

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"

HEAD = """\
# The terminal

Made from the commands' own help by `make docs`.

`--store` and `--keys` are SQLAlchemy URLs or files. By default both stores and the root key lie in
`.troth/` of the working directory, or beside a SQLite `--store`: `shop.db` gets `shop.keys.db` and
`shop.root.key`. `TROTH_KEYS` names the key store, `TROTH_ROOT_FILE` the root key's file, and
`TROTH_ROOT` holds a root key, in base64, that Troth cannot overwrite.

Commands plan by default: what deletes or replaces data does so only with `--commit`. With `--json`
standard output is one JSON document and nothing else: the answer, `{"diagnostics": […]}` for a
manifest that does not compile, or `{"error": {…}}`.

| exit code | means |
|---|---|
"""

CLOCK = """
## The clock

`TROTH_CLOCK`, an ISO 8601 instant, stops the clock of every command. It is for tests and
demonstrations: where it is set, periods do not end, and `troth doctor` says so. `--at` acts as of
an instant; a command on a store takes it only where time is not real, that is in a store made by a
rehearsal, or under `TROTH_CLOCK`. Elsewhere it is refused (`time/real`). Without `--at`, a
rehearsal's store stands where its year ended.

`TROTH_DEBUG=1` prints where a fault happened.
"""


def page() -> str:
    """Return the page."""
    codes = "".join(f"| {code.value} | {code.meaning} |\n" for code in Exit)
    return HEAD + codes + CLOCK + "\n" + "\n".join(_commands(troth, "troth"))


def _commands(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[str]:
    context = click.Context(
        command, parent=parent, info_name=name, terminal_width=80, **command.context_settings
    )
    yield f"{'##' if parent is None or parent.parent is None else '###'} `{context.command_path}`"
    yield ""
    yield "```text"
    yield from (line.rstrip() for line in command.get_help(context).splitlines())
    yield "```"
    yield ""
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found is not None:
                yield from _commands(found, each, context)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
