"""A manifest becomes its registers: law packs, templates and published versions fetched.

The registers themselves are made by `troth.policy.registers`; this is where what they are made of
comes from, and where they become bytes of a format.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from troth.assembly.law import load_law_book
from troth.assembly.notices import load_templates
from troth.assembly.policies import LoadedPolicy, load_text
from troth.core.periods import from_micros
from troth.engines.export.sheets import as_csv, as_xlsx
from troth.policy.diagnostics import ManifestRefused
from troth.policy.pages.as_html import STYLES
from troth.policy.registers.build import build_register
from troth.policy.registers.pages import TEMPLATE, as_html, as_json, as_table
from troth.policy.registers.register import PublishedVersion, Register, RegisterMaterial
from troth.storage.ports import DataStore

FORMATS = ("html", "csv", "xlsx", "json")


def make_register(
    loaded: LoadedPolicy,
    kind: str,
    day: date | None = None,
    history: tuple[PublishedVersion, ...] = (),
) -> Register:
    """Return one register of a policy.

    Args:
        loaded: The policy, compiled for the same day.
        kind: A name of `troth.policy.registers.build.REGISTERS`.
        day: The day on which it is to be true; by default that of the law packs.
        history: The versions that were published.

    Raises:
        ManifestRefused: `manifest/*`, with every diagnostic.
        InputError: `register/unknown`.
    """
    policy, manifest, law = loaded.required(), loaded.parsed.manifest, load_law_book()
    if manifest is None:
        raise ManifestRefused(loaded.diagnostics)
    material = RegisterMaterial(
        manifest=manifest, policy=policy, law=law, day=day or law.as_of, history=history
    )
    return build_register(material, kind)


def published_versions(data: DataStore) -> tuple[PublishedVersion, ...]:
    """Return the versions that a store keeps, oldest first; those that compile no more left out."""
    with data.read() as reader:
        found = [(row, reader.policy(row.policy)) for row in reader.versions()]
    made = []
    for version, row in found:
        if row is None:
            continue
        policy = load_text(row.manifest, row.manifest_name, law=load_law_book()).policy
        if policy is not None:
            day = from_micros(version.published_at).date()
            made.append(PublishedVersion(version=version.version, day=day, policy=policy))
    return tuple(made)


def render_registers(registers: Sequence[Register], form: str) -> bytes:
    """Return registers of one policy as a file: `html` and `xlsx` hold all, the rest only one.

    Args:
        registers: At least one; for `csv` and `json` exactly one.
        form: A name of `FORMATS`.
    """
    if form == "html":
        return as_html(registers, _templates(), load_templates()[STYLES]).encode()
    if form == "xlsx":
        return as_xlsx({each.kind: as_table(each) for each in registers})
    (one,) = registers
    return as_csv(as_table(one)) if form == "csv" else as_json(one).encode()


@cache
def _templates() -> dict[str, str]:
    folder = files("troth.policy.registers").joinpath("templates")
    return {TEMPLATE: folder.joinpath(TEMPLATE).read_text("utf-8")}
