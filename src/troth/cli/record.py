"""`troth record`: the record of processing activities, from the manifest (GDPR Art. 30)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from troth.assembly.policies import load_policy
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, table
from troth.policy.activities import processing_activities


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def record(file: Path, output: Output) -> Exit:
    """List every processing activity, with its role."""
    policy = load_policy(file).required()
    found = processing_activities(policy)
    one = policy.controller
    output.show(
        {
            "controller": {"name": one.legal_name or one.name, "address": one.address,
                           "email": one.email, "dpo": one.dpo},
            "activities": [asdict(each) for each in found],
        },
        table(
            ("activity", "role", "basis", "data", "recipients"),
            [(each.address, each.role, each.basis or "", ", ".join(each.categories),
              ", ".join(each.recipients)) for each in found],
        ),
    )  # fmt: skip
    return Exit.DONE
