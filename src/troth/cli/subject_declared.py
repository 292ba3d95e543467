"""`troth subject declare`: what staff learn of a person and later decisions need.

A birth date, a place of residence, a contract to which the person is a party. Of the birth date no
more is kept than decisions need; of everybody of age, nothing. Whom the policy's age rule reaches
is known to be a minor from this instant on.

GDPR Art. 5(1)(c)-(d), 6(1)(b), 8.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from troth.cli import subject_bounced, subject_informed, subject_looks, subject_proof
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line
from troth.cli.subjects import one_person, subject
from troth.engines.subjects.declared import Declared
from troth.errors import InputError

__all__ = ["subject", "subject_bounced", "subject_informed", "subject_looks", "subject_proof"]


@subject.command()
@click.argument("who", metavar="ID")
@click.option("--born", metavar="DATE", help="Date of birth, such as 2012-05-03.")
@click.option("--residence", metavar="CC", help="Where the person lives: ISO 3166, such as LT.")
@click.option("--contract", metavar="ID", help="A contract to which the person is a party.")
@click.option("--until", type=InstantType(), metavar="INSTANT", help="When the contract ends.")
@click.option("--confirmed", is_flag=True, help="The minority is shown: apply the age rule.")
@policy_option
@store_options
@json_option
def declare(
    who: str, born: str | None, residence: str | None, contract: str | None,
    until: datetime | None, confirmed: bool, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note an age, a residence or a contract, as far as decisions need it."""
    told = Declared(born=_date(born), residence=residence)
    if until is not None and contract is None:
        raise InputError("declared/nothing-to-end", "`--until` ends a contract, and none is named")
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now, person = platform.clock.now(), one_person(platform, who)
        kept = platform.declarations.declare(person, told, now)
        if contract is not None:
            platform.declarations.party_to(person, contract, now, until)
            kept = (*kept, "contract")
        if confirmed and "minor" not in kept:
            raise InputError(
                "declared/not-a-minor", "of that age nobody is a minor under the policy"
            )
        done = platform.minors.confirm(person, now).state if confirmed else None
    words = f"kept: {', '.join(kept)}" if kept else "nothing of it is needed, nothing was kept"
    output.show({"kept": list(kept), "minor": done}, line(words))
    return Exit.DONE


def _date(written: str | None) -> date | None:
    try:
        return None if written is None else date.fromisoformat(written)
    except ValueError as fault:
        raise InputError(
            "declared/no-date", f"`{written}` is no date", help="write it as 2012-05-03"
        ) from fault
