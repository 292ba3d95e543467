"""A manifest becomes its notice on disk or screen: catalogues, templates and dictionaries fetched.

`troth.policy` makes notices and pages of values; this is where the values come from: the catalogues
and templates of the package, and hyphenation dictionaries (`pyphen`) for counting syllables.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pyphen import Pyphen

from troth.assembly.policies import LoadedPolicy
from troth.policy.diagnostics import ManifestRefused
from troth.policy.notice.build import build, layers
from troth.policy.notice.readability import Ease, ease
from troth.policy.notice.spoken import Catalogue
from troth.policy.pages.as_html import as_html
from troth.policy.pages.as_json import as_json
from troth.policy.pages.as_markdown import as_markdown
from troth.policy.pages.page import Page, lay_out, sentences

FORMATS = ("html", "md", "json")

_VOWELS = re.compile(r"[aeiouyäöüàâéèêëîïôùûæœáíóú]+", re.I)


@cache
def load_catalogue(language: str) -> Catalogue:
    """Return the texts and words of a language of the package: `en`, `de`, `fr`."""
    package = files("troth.policy.notice")
    texts = [
        package.joinpath(folder, f"{language}.ftl").read_text("utf-8")
        for folder in ("messages", "vocabulary")
    ]
    return Catalogue(language, *texts)


@cache
def load_templates() -> dict[str, str]:
    """Return the template and the stylesheet of notice pages, by name."""
    folder: Traversable = files("troth.policy.pages").joinpath("templates")
    return {each.name: each.read_text("utf-8") for each in folder.iterdir() if each.is_file()}


def notice_layers(loaded: LoadedPolicy) -> tuple[str, ...]:
    """Return the names of the layers a policy has.

    Raises:
        ManifestRefused: `manifest/*`, with every diagnostic.
    """
    policy, manifest = loaded.required(), loaded.parsed.manifest
    return layers(manifest, policy) if manifest else ()


def notice_page(loaded: LoadedPolicy, layer: str = "full", language: str = "en") -> Page:
    """Return one layer of a policy's notice in one language.

    Raises:
        ManifestRefused: `manifest/*`, with every diagnostic.
        InputError: `notice/no-layer`.
    """
    policy, manifest = loaded.required(), loaded.parsed.manifest
    if manifest is None:
        raise ManifestRefused(loaded.diagnostics)
    return lay_out(build(manifest, policy, layer), load_catalogue(language))


def render(page: Page, form: str) -> str:
    """Return a page as text: `html`, `md` or `json`."""
    if form == "html":
        return as_html(page, load_templates())
    return as_markdown(page) if form == "md" else as_json(page)


def reading_ease(page: Page) -> Ease:
    """Return how easily a page reads, by the formula of its language."""
    return ease(sentences(page), page.language, lambda word: syllables(word, page.language))


def syllables(word: str, language: str) -> int:
    """Count syllables: breaks of the dictionary, and never fewer than there are sounded vowels.

    A hyphenation dictionary leaves out breaks that printers avoid, which would make every text read
    more easily than it does. A silent `e` at the end (English, French) is no vowel.
    """
    broken = len(_dictionary(language).positions(word.lower())) + 1
    spoken = word.lower()
    if language in ("en", "fr") and len(spoken) > 2:
        silent = r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$" if language == "en" else r"es?$"
        spoken = re.sub(silent, "", spoken)
    return max(broken, len(_VOWELS.findall(spoken)))


@cache
def _dictionary(language: str) -> Pyphen:
    return Pyphen(lang=language, left=1, right=1)
