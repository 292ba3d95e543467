"""`troth staff review`: what each of the staff may reach, and somebody else's word on it.

GDPR Art. 5(2), 32(1)(d) and (4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.platform import Platform
from troth.assembly.signing_in import build_signing_in
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.cli.staff import named, refused
from troth.cli.staff_undertakings import staff
from troth.core.periods import from_micros
from troth.engines.staff.reviews import AccessHeld
from troth.errors import InputError
from troth.policy.question import Reason

__all__ = ["staff"]

HEADS = ("login", "roles", "purposes", "last_used", "reviewed", "due", "state")


@staff.command()
@click.argument("login", required=False)
@click.option("--by", metavar="LOGIN", help="Who reviews: somebody else.")
@click.option("--approve", is_flag=True, help="All of it is still needed.")
@click.option("--withdraw", multiple=True, metavar="ROLE", help="Not needed. Repeatable.")
@click.option("--overdue", is_flag=True, help="List what is overdue alone.")
@policy_option
@store_options
@json_option
def review(
    login: str | None, by: str | None, approve: bool, withdraw: tuple[str, ...], overdue: bool,
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """List what each may reach; with LOGIN, approve or withdraw it."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        if login is not None:
            return _decide(platform, output, login, by, withdraw, approve=approve)
        now, reviews = platform.clock.now(), build_signing_in(platform).reviews
        found = reviews.overdue(now) if overdue else reviews.listed(now)
    shown = [_document(one) for one in found]
    rows = [tuple(one[name] for name in HEADS) for one in shown]
    output.show({"access": shown}, table(HEADS, rows) if rows else line("nothing to review"))
    return Exit.DONE


def _decide(
    platform: Platform, output: Output, login: str, by: str | None, withdraw: Sequence[str],
    *, approve: bool,
) -> Exit:  # fmt: skip
    if by is None or approve is bool(withdraw):
        raise InputError(
            "review/incomplete",
            "a review says who reviews, and either approves or withdraws",
            help="give --by with --approve, or with --withdraw",
        )
    row, reviewer = named(platform, login), named(platform, by)
    made = build_signing_in(platform).reviews.decide(
        row.staff, reviewer.staff, withdraw, platform.clock.now()
    )
    if isinstance(made, Reason):
        return refused(output, made)
    left = sorted(set(made.roles) - set(made.withdrawn))
    output.show(
        {"review": made.review.hex(), "login": login, "outcome": made.outcome, "roles": left},
        line(f"{login}: {made.outcome}; {', '.join(left) or 'no roles'}"),
    )
    return Exit.DONE


def _document(one: AccessHeld) -> dict[str, object]:
    state = "overdue" if one.overdue else "due" if one.due_at is not None else "no term"
    return {
        "login": one.row.login,
        "roles": list(one.row.roles),
        "purposes": sorted({purpose for named in one.purposes.values() for purpose in named}),
        "last_used": _instant(one.used_at),
        "reviewed": _instant(one.reviewed_at),
        "due": _instant(one.due_at),
        "state": state,
    }


def _instant(micros: int | None) -> str | None:
    return None if micros is None else from_micros(micros).isoformat()
