"""The account's form as a page: the manifest's own fields, and why one of them was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from troth.engines.intake.submission import RefusedFor
from troth.policy.compiled import Form
from troth.web.form_pages import INPUTS, KNOWN
from troth.web.form_refusals import wrong_of
from troth.web.form_words import word
from troth.web.wording import speak


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field on the page; `wrong` is why it was refused, in words."""

    id: str
    label: str
    kind: str
    required: bool
    auto: str
    value: str = ""
    wrong: str = ""


def rows_of(
    form: Form,
    language: str,
    address: str,
    *,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
) -> list[Row]:
    """Return the fields in the order of the form, the address first.

    Args:
        address: The field that the account goes by: never left out.
    """
    names = sorted(form.fields, key=lambda name: name != address)
    return [
        Row(
            id=name,
            label=word(language, "items", form.fields[name].item),
            kind=INPUTS.get(form.fields[name].type, "text"),
            required=form.fields[name].required or name == address,
            auto=KNOWN.get(form.fields[name].item, ""),
            value=typed.get(name, ""),
            wrong=wrong.get(name, ""),
        )
        for name in names
        if form.fields[name].type != "file"
    ]


def told(
    reasons: Iterable[RefusedFor], form: Form, language: str
) -> tuple[dict[str, str], Sequence[str]]:
    """Return the reasons of a refusal in words: by field, and about the whole."""
    found = wrong_of(reasons, form, language)
    return found.fields, [*found.others, *([found.consents] if found.consents else [])]


def missing(language: str) -> str:
    """Return what is said of a field that was left empty."""
    return speak(language)("account-needed")
