"""What the pages say, in the languages there are catalogues for (Project Fluent).

A language is one file under `messages/`, and one of the same name under each folder there. A
message that a language lacks is a fault, and a house test finds it before anybody else does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message, Resource

LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch", "fr": "Français"}
"""Every language with its own name."""

PARTS = (
    ".",
    "centre",
    "account",
    "console",
    "requests",
    "correspondence",
    "dossiers",
    "measures",
    "ways",
)
"""The folders of the catalogues: what all pages share, then the parts of the site."""

Say = Callable[..., str]


@cache
def _resource(language: str) -> Resource:
    folder = files("troth.web") / "messages"
    parts = [folder / part / f"{language}.ftl" for part in PARTS]
    text = "\n".join(part.read_text(encoding="utf-8") for part in parts if part.is_file())
    return FluentParser(with_spans=False).parse(text)


@cache
def _bundle(language: str) -> FluentBundle:
    # Without the marks that keep directions apart: every language here is written left to right.
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(_resource(language))
    return bundle


def known_language(named: str) -> str:
    """Return a language that the pages speak: the one named, or the first where it is none."""
    return named if named in LANGUAGES else next(iter(LANGUAGES))


def messages(language: str) -> frozenset[str]:
    """Return the names of every message of a language."""
    return frozenset(
        entry.id.name for entry in _resource(language).body if isinstance(entry, Message)
    )


def speak(language: str) -> Say:
    """Return what says a message in a language.

    The function takes the message's name and its values, and raises `KeyError` for one that the
    language lacks, `ValueError` for one whose values are missing.
    """
    bundle = _bundle(language)

    def say(name: str, **values: object) -> str:
        pattern = bundle.get_message(name).value if bundle.has_message(name) else None
        if pattern is None:
            raise KeyError(name)
        said, faults = bundle.format_pattern(pattern, values)
        if faults:
            raise ValueError(f"{name}: {faults[0]}")
        return str(said)

    return say
