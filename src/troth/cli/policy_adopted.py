"""`troth policy adopt`: another policy holds for one website, app or service.

What has errors is not taken on unseen. GDPR Art. 5(1)(a), 24(1).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from troth.assembly.law import load_law_book
from troth.assembly.policies import load_text, read_manifest
from troth.cli.opening import Place, opened, store_options
from troth.cli.options import json_option, manifest_argument
from troth.cli.outcome import Exit
from troth.cli.output import Output, line
from troth.policy.findings.find import stops


@click.command()
@manifest_argument
@click.option("--for", "property_", required=True, metavar="NAME", help="The property it is for.")
@click.option("--accept-findings", is_flag=True, help="Take it on with its errors.")
@store_options
@json_option
def adopt(
    file: Path, property_: str, accept_findings: bool, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Let a policy of its own hold for one property."""
    text = read_manifest(file)
    loaded = load_text(text, file.name, law=load_law_book())
    other = loaded.required()
    against = [each.code for each in stops(loaded.findings)]
    if against and not accept_findings:
        codes = list(dict.fromkeys(against))
        output.show(
            {"adopted": False, "reasons": [{"code": "FINDINGS_STOP", "findings": codes}]},
            line(f"errors stand against it: {', '.join(codes)}", "refused"),
        )
        return Exit.REFUSED
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now = platform.clock.now()
        fresh = platform.adopting.adopt(property_, other, text, file.name, now)
    told = f"`{other.name}` holds for `{property_}`"
    output.show({"adopted": fresh, "property": property_, "policy": other.hash}, line(told))
    return Exit.DONE
