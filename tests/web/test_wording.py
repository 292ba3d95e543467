"""The pages' words: every language has the same messages, and no page asks for one that lacks."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from troth.web.wording import LANGUAGES, messages, speak

TEMPLATES = files("troth.web") / "templates"
ASKED = re.compile(r"""say\(\s*["']([a-z0-9-]+)["']\s*[,)]""")


def asked() -> set[str]:
    """Return every message that a template names outright."""
    texts = [one.read_text("utf-8") for one in TEMPLATES.iterdir() if one.name.endswith(".html")]
    return {name for text in texts for name in ASKED.findall(text)}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_every_message(language: str) -> None:
    assert messages(language) == messages("en")
    assert asked() <= messages(language)


def test_a_message_that_is_missing_is_a_fault() -> None:
    with pytest.raises(KeyError):
        speak("en")("never-written")
