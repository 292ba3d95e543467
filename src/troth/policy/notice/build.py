"""A compiled policy becomes its notice, layer by layer (Art. 29 Working Party, WP 260: layers).

The full notice holds all of GDPR Art. 13 and 14 that the policy or the law says; on what both are
silent it is silent, and `troth check` says so. Every layer is made from the same values, so no two
of them can differ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.notice.conduct import (
    accounts,
    changes,
    claims,
    disputes,
    documents,
    minors,
    security,
    sensitive,
    words,
)
from troth.policy.notice.cookies import cookies
from troth.policy.notice.entitled import (
    automated,
    complaint,
    rights,
    rights_in_brief,
    withdrawal,
)
from troth.policy.notice.kept import retention
from troth.policy.notice.material import Material, at_form, for_applicants, for_cookies, whole
from troth.policy.notice.model import Free, Notice, Section, Sentence, Term, say
from troth.policy.notice.parties import (
    controller,
    controller_in_brief,
    people,
    recipients,
    transfers,
)
from troth.policy.notice.summary import summary
from troth.policy.notice.taken import data, points_of_collection, purposes, sources
from troth.policy.syntax.manifest import Manifest
from troth.policy.vocabulary import suggestion

Part = Callable[[Material], Section]

LAYERS: dict[str, tuple[Part, ...]] = {
    "summary": (summary,),
    "full": (
        summary, controller, people, data, sources, points_of_collection, purposes, withdrawal,
        recipients, transfers, retention, rights, complaint, automated, cookies, minors, sensitive,
        security, accounts, changes, disputes, documents, words, claims,
    ),
    "cookies": (cookies, withdrawal, controller),
    "recruitment": (
        controller, data, sources, points_of_collection, purposes, withdrawal, recipients,
        retention, rights, complaint, automated,
    ),
    "recipients": (recipients, transfers, controller),
    "rights": (rights, withdrawal, complaint, automated, controller),
}  # fmt: skip
"""What each layer is made of, in the order in which it is read."""

FORM: tuple[Part, ...] = (
    controller_in_brief, points_of_collection, purposes, withdrawal, recipients, retention,
    rights_in_brief, complaint, automated,
)  # fmt: skip
"""A short notice for one collection point, shown where data is taken (GDPR Art. 13)."""


def layers(manifest: Manifest, policy: Policy) -> tuple[str, ...]:
    """Return the names of every layer this policy has, the forms' included."""
    material = whole(manifest, policy)
    fitting = [name for name in LAYERS if _fitting(name, material) is not None]
    return (*fitting, *(f"form:{key}" for key in manifest.collection))


def build(manifest: Manifest, policy: Policy, layer: str = "full") -> Notice:
    """Return one layer of the notice.

    Args:
        manifest: The manifest as written.
        policy: What it compiles to.
        layer: A name of `LAYERS`, or `form:KEY` for a collection point.

    Raises:
        InputError: `notice/no-layer`.
    """
    everything = whole(manifest, policy)
    material = _fitting(layer, everything)
    if material is None:
        raise InputError(
            "notice/no-layer",
            f"`{policy.name}` has no notice `{layer[:60]}`",
            help=suggestion(layer, layers(manifest, policy)),
        )
    parts = FORM if layer.startswith("form:") else LAYERS[layer]
    sections = tuple(section for part in parts if (section := part(material)).blocks)
    return Notice(
        layer=layer,
        title=_title(layer, material),
        stamp=say("stamp", "revision", date=policy.dated) if policy.dated else None,
        stamp_at=_stamp_at(manifest),
        sections=sections,
        written_in=manifest.language,
        policy=policy.name,
        hash=policy.hash,
    )


def _fitting(layer: str, everything: Material) -> Material | None:
    """Return what a layer tells of; None where the policy has no such layer."""
    if layer.startswith("form:"):
        key = layer.removeprefix("form:")
        return at_form(everything, key) if key in everything.policy.forms else None
    if layer == "recruitment":
        return for_applicants(everything)
    if layer == "cookies":
        return for_cookies(everything)
    return everything if layer in LAYERS else None


def _title(layer: str, material: Material) -> Sentence:
    name = material.manifest.controller.name
    if layer.startswith("form:"):
        form = Term(group="collection", key=layer.removeprefix("form:"))
        return say("page-form", name=name, form=form)
    if layer == "full" and material.manifest.title:
        return say("page-full-titled", name=name, title=Free(text=material.manifest.title))
    return say(f"page-{layer}", name=name)


def _stamp_at(manifest: Manifest) -> Literal["top", "bottom", "none"]:
    """Return where the policy puts its date; at the top where it does not say."""
    return (manifest.changes.date_shown if manifest.changes else None) or "top"
