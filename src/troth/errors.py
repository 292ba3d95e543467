"""How Troth says no when something is at fault.

One root, `TrothError`, with four parts a person can act on: a stable code, a message, the place,
and help. Families say who is at fault: `InputError` (what was given), `StateError` (what is stored
or the order of steps), `OutsideError` (a file, a database, another system). A lawful "no" is never
raised: a refusal is a value (`troth.policy.decide.Decision`, `troth.core.retention.Verdict`).

Style of messages: lower case, no final stop, user input in backticks, no type names. Codes are
`area/kebab-case` and stay stable once released; `docs/errors.md` lists them.
"""

from __future__ import annotations


class TrothError(Exception):
    """The root of every error Troth raises.

    Args:
        code: Stable machine-readable code, `area/kebab-case`.
        message: One sentence, lower case, no final stop.
        help: What the reader can do next; may be empty.
        place: Where, as `file:line:column`, a table, a URL; may be empty.
    """

    exit_code: int = 1

    def __init__(self, code: str, message: str, *, help: str = "", place: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help
        self.place = place

    def __str__(self) -> str:
        head = f"{self.place}: " if self.place else ""
        tail = f" ({self.help})" if self.help else ""
        return f"{head}{self.code}: {self.message}{tail}"

    def as_dict(self) -> dict[str, str]:
        """Return the four parts as JSON-ready strings."""
        return {
            "code": self.code,
            "message": self.message,
            "place": self.place,
            "help": self.help,
        }


class InputError(TrothError):
    """What was given is not acceptable: a manifest, an option, a period, a file."""

    exit_code = 2


class StateError(TrothError):
    """The store, or the order of steps, does not allow this."""

    exit_code = 2


class OutsideError(TrothError):
    """Something outside failed: a disk, a database, a network, a missing key."""

    exit_code = 1
