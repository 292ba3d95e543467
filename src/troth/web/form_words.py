"""The words that the policy itself brings to a form: names, the short notice, consent texts.

All of them come from the manifest that runs, through the catalogues of the notice, so that a form
and the notice never call one thing by two names. GDPR Art. 12(1), 13.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from troth.assembly.law import load_law_book
from troth.assembly.notices import load_catalogue, notice_page
from troth.assembly.policies import LoadedPolicy, load_text
from troth.core.periods import Period
from troth.policy.compiled import Form, FormField
from troth.policy.notice.material import listed, terms
from troth.policy.notice.model import Term, say
from troth.policy.pages.page import Page
from troth.policy.syntax.manifest import Manifest
from troth.web.site import Site
from troth.web.wording import speak


def _loaded(text: str, name: str) -> LoadedPolicy:
    return load_text(text, name, law=load_law_book())


@lru_cache(maxsize=256)
def _notice(text: str, name: str, layer: str, language: str) -> Page:
    return notice_page(_loaded(text, name), layer, language)


def _source(site: Site) -> tuple[str, str]:
    with site.platform.data.read() as reader:
        row = reader.policy(site.platform.policy.hash)
    # A platform is never built on a policy that its store does not hold.
    assert row is not None
    return row.manifest, row.manifest_name


def manifest_of(site: Site) -> Manifest:
    """Return the manifest that runs, as it was written."""
    manifest = _loaded(*_source(site)).parsed.manifest
    assert manifest is not None  # it was compiled
    return manifest


def short_notice(site: Site, form: str, language: str) -> Page:
    """Return the notice for one form, in words."""
    return _notice(*_source(site), f"form:{form}", language)


def word(language: str, group: str, *keys: str) -> str:
    """Return the words of keys of a manifest in a row, with a capital."""
    return load_catalogue(language).text(listed(group, keys))


def phrase(language: str, group: str, *keys: str) -> str:
    """Return the same as it stands inside a sentence."""
    return load_catalogue(language).text(say("claim", what=terms(group, keys)))


def spelt(language: str, period: Period) -> str:
    """Return a length of time in words, such as 6 months."""
    return load_catalogue(language).text(say("claim", what=period))


def label(field: FormField, language: str) -> str:
    """Return what a page calls a field: its own name where there is a word for it, or its item."""
    known = load_catalogue(language).knows(Term(group="items", key=field.name))
    return word(language, "items", field.name if known else field.item)


def in_order(site: Site, form: Form) -> list[FormField]:
    """Return the fields of a form in the order of the manifest."""
    written = manifest_of(site).collection[form.key].fields
    return [form.fields[name] for name in written if name in form.fields]


def items(fields: Iterable[FormField], language: str) -> str:
    """Return what some fields of a form ask for, in a row."""
    return phrase(language, "items", *dict.fromkeys(field.item for field in fields))


def consent_words(site: Site, purpose: str, names: str, language: str, channel: str = "") -> str:
    """Return the text by which a purpose is asked for where the company published none.

    Args:
        names: What would be used, in words.
        channel: The one channel by which people would be reached; empty for the purpose as such.
    """
    said = speak(language)
    if channel:
        return said(
            "forms-consent-by",
            company=site.platform.policy.controller.name,
            data=names,
            purpose=word(language, "purposes", purpose),
            channel=said(f"choices-by-{channel}"),
        )
    return said(
        "forms-consent",
        company=site.platform.policy.controller.name,
        data=names,
        purpose=word(language, "purposes", purpose),
    )
