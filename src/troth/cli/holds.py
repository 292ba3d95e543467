"""`troth hold`: erasure waits for a claim, a case or an order; with ground, scope and end.

A hold stops sweeps and erasures of what it covers and nothing else. It ends at its instant or when
it is released; what it stopped is then due again (GDPR Art. 17(3)(e)).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, json_option, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.cli.subjects import one_person
from troth.core.periods import from_micros
from troth.storage.rows import HoldRow


@click.group(cls=Group)
def hold() -> None:
    """Place, release and list holds: erasure waits."""


@hold.command()
@click.option("--ground", required=True, help="Why: the id of a case, a claim, an order.")
@click.option("--person", metavar="ID", help="Whose records.")
@click.option("--category", help="Which kind of records.")
@click.option("--until", type=InstantType(), metavar="INSTANT", help="When it ends by itself.")
@policy_option
@store_options
@json_option
def place(
    ground: str, person: str | None, category: str | None, until: datetime | None,
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Place a hold on a person's records, on a category, or on both together."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        made = platform.retention.hold(
            ground=ground,
            now=platform.clock.now(),
            person=None if person is None else one_person(platform, person),
            category=category,
            until=until,
        )
    output.show({"hold": made}, line(f"held: {made}"))
    return Exit.DONE


@hold.command()
@click.argument("hold_id", metavar="HOLD")
@policy_option
@store_options
@json_option
def release(
    hold_id: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Release a hold; what it stopped is due again."""
    wanted = read_id(hold_id, "hold").hex()
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        platform.retention.release(wanted, platform.clock.now())
    output.show({"released": wanted}, line(f"released: {wanted}"))
    return Exit.DONE


@hold.command("list")
@policy_option
@store_options
@json_option
def list_(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List the holds in force, oldest first."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = [_document(row) for row in platform.retention.holds(platform.clock.now())]
    heads = ("hold", "ground", "person", "category", "until")
    rows = [tuple(one[name] or "" for name in heads) for one in found]
    output.show({"holds": found}, table(heads, rows) if rows else line("nothing is held"))
    return Exit.DONE


def _document(row: HoldRow) -> dict[str, str | None]:
    return {
        "hold": row.hold,
        "ground": row.ground,
        "person": None if row.person is None else row.person.hex(),
        "category": row.category,
        "placed_at": from_micros(row.placed_at).isoformat(),
        "until": None if row.until is None else from_micros(row.until).isoformat(),
    }
