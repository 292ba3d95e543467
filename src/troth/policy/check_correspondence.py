"""What `correspondence` names must be there: forms with the field for the words, and purposes."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.diagnostics import Path
from troth.policy.syntax.manifest import Manifest
from troth.policy.syntax.what import Purpose

Problem = tuple[str, str, Path, str]
"""Code, message, where, help."""


def promotes(purpose: Purpose) -> bool:
    """Whether a purpose is marketing, said or by its kind."""
    if purpose.marketing is not None:
        return purpose.marketing
    return purpose.kind in ("marketing", "advertising")


def correspondence_references(manifest: Manifest) -> Iterator[tuple[Path, str, str]]:
    """Yield every name in the section with the section that declares it."""
    given = manifest.correspondence
    for key, form in (given.forms if given else {}).items():
        at: Path = ("correspondence", "forms", key)
        yield at, key, "collection"
        if form.purpose is not None:
            yield (*at, "purpose"), form.purpose, "purposes"
        for index, name in enumerate(form.consents):
            yield (*at, "consents", index), name, "purposes"
    for key, template in (given.templates if given else {}).items():
        yield ("correspondence", "templates", key, "purpose"), template.purpose, "purposes"


def correspondence_sense(manifest: Manifest) -> Iterator[Problem]:
    """Yield what cannot be meant: a form without the words, consents of what is no application."""
    given = manifest.correspondence
    for key, form in (given.forms if given else {}).items():
        at: Path = ("correspondence", "forms", key)
        point = manifest.collection.get(key)
        if point is not None and form.text not in point.fields:
            yield (
                "missing-key",
                f"`{key}` has no field `{form.text}` for the words of a message",
                at,
                "name the field with `text:`",
            )
        if form.consents and not form.applications:
            yield (
                "contradiction",
                f"`{key}` takes no applications, and nothing else agrees to anything",
                (*at, "consents"),
                "add `applications: true`, or leave `consents` out",
            )
    for key, template in (given.templates if given else {}).items():
        purpose = manifest.purposes.get(template.purpose)
        if purpose is not None and promotes(purpose) and template.kind != "marketing":
            yield (
                "contradiction",
                f"`{key}` serves a purpose of marketing and is said to be {template.kind}",
                ("correspondence", "templates", key, "kind"),
                "say `kind: marketing`, or name another purpose",
            )
