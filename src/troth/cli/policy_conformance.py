"""`troth policy conformance`: a recorded visit beside the policy, both ways.

Exit 3 where a page calls somebody or sets a cookie that the text does not name.
ePrivacy Art. 5(3), GDPR Art. 13(1)(e).
"""

from __future__ import annotations

from pathlib import Path

import click

from troth.assembly.policies import load_policy
from troth.cli.options import json_option, manifest_argument, read_file
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.policy.conformance import conformance as compared
from troth.policy.conformance import read_visit
from troth.policy.diagnostics import ManifestRefused


@click.command()
@manifest_argument
@click.argument("visit", type=click.Path(path_type=Path), metavar="HAR")
@click.option("--site", default="", metavar="HOST", help="The site's own host; else the first one.")
@json_option
def conformance(file: Path, visit: Path, site: str, output: Output) -> Exit:
    """Compare a recorded visit (HAR) with what the policy says."""
    loaded = load_policy(file)
    loaded.required()
    if loaded.parsed.manifest is None:
        raise ManifestRefused(loaded.diagnostics)
    seen = read_visit(read_file(str(visit)).decode(errors="replace"), site)
    found = compared(loaded.parsed.manifest, seen)
    rows = [(each.code, each.what, ", ".join(each.seen), each.help) for each in found.violations]
    output.show(
        {
            "site": seen.site,
            "hosts": sorted(seen.hosts),
            "cookies": sorted(seen.cookies),
            "violations": [
                {"code": each.code, "what": each.what, "seen": list(each.seen), "help": each.help}
                for each in found.violations
            ],
            "unused": list(found.unused),
        },
        table(("", "what", "seen", "help"), rows) if rows else line("nothing undeclared was seen"),
        line(f"declared and not seen: {', '.join(found.unused) or 'nothing'}"),
    )
    return Exit.BROKEN if found.violations else Exit.DONE
