"""How a command ends: four exit codes and no others.

Scripts and continuous checks branch on these, so they are a type and stay as they are. A command
returns one; only `troth.cli.main` hands it to the operating system.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the exit code of `troth` says."""

    DONE = 0
    FAULT = 1
    REFUSED = 2
    BROKEN = 3

    @property
    def meaning(self) -> str:
        """The words of `troth --help`."""
        return _MEANINGS[self]


_MEANINGS = {
    Exit.DONE: "done",
    Exit.FAULT: "a fault",
    Exit.REFUSED: "refused, or invalid input",
    Exit.BROKEN: "a promise is broken",
}
