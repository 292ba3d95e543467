"""Troth compiles a privacy policy, keeps it, and proves it.

An application needs no more than this module: `start`, `purpose`, `guard`, `stop`. They are fetched
when they are first asked for, so that importing a pure part of the package opens nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from troth.assembly.application import PurposeRefused, guard, platform, purpose, start, stop

__version__ = "0.1.0"

__all__ = ["PurposeRefused", "__version__", "guard", "platform", "purpose", "start", "stop"]


def __getattr__(name: str) -> object:
    """Return a part of `troth.assembly.application` by its name."""
    if name in __all__:
        return getattr(import_module("troth.assembly.application"), name)
    raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
