"""The law packs that come with the package, read once.

The packs are data files; `troth.law` only reads texts. This is where the texts are fetched.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from troth.law.packs import LawBook, read_packs


@cache
def load_law_book() -> LawBook:
    """Return every law pack of the installed package.

    Raises:
        InputError: `law/malformed`.
    """
    packs = files("troth.law").joinpath("data").iterdir()
    return read_packs(
        {pack.name: pack.read_text("utf-8") for pack in packs if pack.name.endswith(".yaml")}
    )
