"""`troth staff`: who may sign in to the console, in which roles; a one-time link sets the password.

The link is printed once and is nowhere else; whoever has it within the hour is that member of
staff. Somebody who left stays in the list and can no longer sign in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.platform import Platform
from troth.assembly.signing_in import build_signing_in
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, reasons, table
from troth.core.periods import from_micros
from troth.engines.accounts.totp import Owner
from troth.engines.staff.admission import CONSOLE_ROLES
from troth.errors import InputError
from troth.policy.nearest import nearest
from troth.policy.question import Reason
from troth.storage.signin_rows import StaffRow

address_option = click.option(
    "--address",
    default="http://127.0.0.1:8000",
    show_default=True,
    metavar="URL",
    help="Where the site is reached; the link begins with it.",
)
role_option = click.option(
    "--role", "roles", multiple=True, metavar="ROLE", help="A role; `staff roles` lists them."
)


@click.group(cls=Group)
def staff() -> None:
    """Let staff in to the console, give and take roles, let them out."""


@staff.command()
@click.argument("login")
@role_option
@address_option
@policy_option
@store_options
@json_option
def add(
    login: str, roles: tuple[str, ...], address: str, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Let somebody in; print the one-time link that sets their password."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        row = build_signing_in(platform).staff.add(login, roles, platform.clock.now())
        if isinstance(row, Reason):
            return refused(output, row)
        _show(output, row, _link(platform, row, address))
    return Exit.DONE


@staff.command()
@click.argument("login")
@click.option("--without-factors", is_flag=True, help="End second factor and passkeys too.")
@address_option
@policy_option
@store_options
@json_option
def link(
    login: str, without_factors: bool, address: str, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Print a new one-time link for somebody who forgot their password, or lost their phone."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        row = named(platform, login)
        if without_factors:
            _without_factors(platform, row)
        _show(output, row, _link(platform, row, address))
    return Exit.DONE


@staff.command()
@click.argument("login", required=False)
@role_option
@policy_option
@store_options
@json_option
def roles(
    login: str | None, roles: tuple[str, ...], manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Give LOGIN exactly these roles; without LOGIN, list the roles there are."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        team = build_signing_in(platform).staff
        if login is not None:
            row = team.give(named(platform, login).staff, roles, platform.clock.now())
            if isinstance(row, Reason):
                return refused(output, row)
            _show(output, row)
            return Exit.DONE
        known = [(name, CONSOLE_ROLES.get(name) or _may(platform, name)) for name in team.roles]
    output.show({"roles": dict(known)}, table(("role", "what for"), known))
    return Exit.DONE


@staff.command("list")
@policy_option
@store_options
@json_option
def list_(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List everybody, those who left too."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = [_document(row) for row in build_signing_in(platform).staff.everybody()]
    heads = ("login", "roles", "since", "until", "password")
    rows = [tuple(one[name] for name in heads) for one in found]
    output.show({"staff": found}, table(heads, rows) if rows else line("nobody yet"))
    return Exit.DONE


@staff.command()
@click.argument("login")
@policy_option
@store_options
@json_option
def end(
    login: str, manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Let somebody in no longer; their sessions end at once."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        row = named(platform, login)
        _show(output, build_signing_in(platform).staff.end(row.staff, platform.clock.now()))
    return Exit.DONE


def _without_factors(platform: Platform, row: StaffRow) -> None:
    """End second factor and passkeys, noted for their owner and where no backup forgets it."""
    doors, owner, now = (
        build_signing_in(platform), Owner(kind="staff", id=row.staff), platform.clock.now()
    )  # fmt: skip
    doors.happenings.note(owner, "factor-ended", now)
    doors.factors.end(owner)
    for key in doors.passkeys.of(owner):
        doors.happenings.note(owner, "passkey-ended", now, credential=key.credential.hex())
    doors.passkeys.end_all(owner)


def named(platform: Platform, login: str) -> StaffRow:
    """Return the member of staff who signs in by a name.

    Raises:
        InputError: `staff/unknown`.
    """
    everybody = build_signing_in(platform).staff.everybody()
    for row in everybody:
        if row.login == login:
            return row
    raise InputError(
        "staff/unknown",
        f"nobody here signs in as `{login[:60]}`",
        help=nearest(login, [row.login for row in everybody]),
    )


def _link(platform: Platform, row: StaffRow, address: str) -> str:
    links = build_signing_in(platform).links
    token = links.make("staff-start", platform.clock.now(), owner=row.staff)
    return f"{address.rstrip('/')}/console/start/{token}"


def _may(platform: Platform, role: str) -> str:
    return f"{', '.join(sorted(platform.policy.staff_roles[role]))} (the policy's)"


def _show(output: Output, row: StaffRow, link: str = "") -> None:
    document = _document(row)
    said: Sequence[str] = [f"{row.login}: {', '.join(row.roles) or 'no roles'}"]
    if row.ended_at is not None:
        said = [f"{row.login} is let in no longer"]
    if link:
        document["link"] = link
        said = [*said, f"within the hour, once: {link}"]
    output.show(document, *map(line, said))


def refused(output: Output, reason: Reason) -> Exit:
    """Print why the policy says no."""
    told = [(reason.code, reason.address, reason.detail, reason.help)]
    output.show({"reasons": [reason.as_dict()]}, line("refused", "refused"), *reasons(told))
    return Exit.REFUSED


def _document(row: StaffRow) -> dict[str, object]:
    return {
        "login": row.login,
        "roles": list(row.roles),
        "since": from_micros(row.opened_at).isoformat(),
        "until": None if row.ended_at is None else from_micros(row.ended_at).isoformat(),
        "password": bool(row.password),
    }
