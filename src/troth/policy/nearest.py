"""The nearest known name: what a refused caller most likely meant.

Pure and bounded: an over-long name is not compared, so that no input makes a refusal expensive.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_COMPARED = 64
LONGEST_QUOTED = 48


def quoted(name: str) -> str:
    """Return the caller's own word in backticks, cut where it is over-long."""
    return f"`{name}`" if len(name) <= LONGEST_QUOTED else f"`{name[:LONGEST_QUOTED]}…`"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a help text that names the nearest of `known`, or lists what there is, or nothing."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.5) if len(name) <= LONGEST_COMPARED else []
    if close:
        return f"did you mean `{close[0]}`?"
    if not names:
        return "the policy declares none"
    shown = ", ".join(f"`{each}`" for each in names[:6])
    return f"known: {shown}" + (", …" if len(names) > 6 else "")
