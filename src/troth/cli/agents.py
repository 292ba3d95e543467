"""`troth agents`: who may pass on requests by machine, with which key and for whom.

A key comes from the directory of the agent's network and is pinned here. A mandate is a paper that
staff saw (`troth request mandate`); given to an agent for a person, it lets that agent's requests
about them go on without the person's own proof, and nobody else's.

Data Rights Protocol 1.0; OpenDSR 1.0 and 2.0; docs/machine-intake.md.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from troth.assembly.agents import build_agents, build_answer_signer
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option, read_file
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.cli.requests_shown import refused
from troth.cli.subjects import one_person
from troth.core.periods import from_micros
from troth.engines.agents.drp import business
from troth.engines.programs.agent_rows import AgentRow, Protocol
from troth.engines.rights.mandates import unauthorised
from troth.errors import InputError
from troth.web.asking import offered


@click.group(cls=Group)
def agents() -> None:
    """Let agents pass on requests by machine, and end that."""


@agents.command()
@click.argument("agent")
@click.option(
    "--protocol",
    type=click.Choice(get_args(Protocol)),
    default="drp",
    show_default=True,
    help="What it speaks.",
)
@click.option("--business", required=True, metavar="ID", help="What we are called in its network.")
@click.option("--key", default="", metavar="BASE64", help="Its Ed25519 key, from the directory.")
@click.option("--callbacks", default="", metavar="ORIGIN", help="The host it may be told at.")
@policy_option
@store_options
@json_option
def add(
    agent: str, protocol: Protocol, business: str, key: str, callbacks: str,
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Make an agent known; one of OpenDSR gets its token, once."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        row, token = build_agents(platform).add(
            agent, protocol, platform.clock.now(), business=business, key=key, callbacks=callbacks
        )
    document = _document(row)
    lines = [line(f"{row.agent} may pass on requests by {row.protocol}")]
    if token:
        document["token"] = token
        lines.append(line(f"shown once: {token}"))
    output.show(document, *lines)
    return Exit.DONE


@agents.command("list")
@policy_option
@store_options
@json_option
def list_(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List the agents, ended ones too."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = [_document(row) for row in build_agents(platform).listed()]
    heads = ("agent", "protocol", "business", "callbacks", "mandates", "until")
    rows = [tuple(one[name] for name in heads) for one in found]
    output.show({"agents": found}, table(heads, rows) if rows else line("no agents"))
    return Exit.DONE


@agents.command()
@click.argument("agent")
@click.argument("mandate")
@click.argument("person")
@policy_option
@store_options
@json_option
def mandate(
    agent: str, mandate: str, person: str, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note that PERSON gave AGENT the recorded MANDATE."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now, about = platform.clock.now(), one_person(platform, person)
        with platform.data.read() as reader:
            no = unauthorised(reader, "agent", mandate, about, now.date(), "rights")
        if no is not None:
            return refused(no, output)
        row = build_agents(platform).allow(agent, mandate, now)
        platform.requests.mandates.bind("agent", mandate, about)
    output.show(_document(row), line(f"{row.agent} speaks for them by {mandate}"))
    return Exit.DONE


@agents.command()
@click.argument("agent")
@policy_option
@store_options
@json_option
def end(
    agent: str, manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Let an agent out: its key and its token open nothing."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        row = build_agents(platform).end(agent, platform.clock.now())
    output.show(_document(row), line(f"{row.agent} is let in no longer"))
    return Exit.DONE


@agents.command()
@click.argument("agent")
@click.option("--address", required=True, metavar="URL", help="Where the served site is reached.")
@policy_option
@store_options
@json_option
def directory(
    agent: str, address: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Print our entry for the directory of AGENT's network."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        row = build_agents(platform).find(agent)
        if row is None:
            raise InputError(
                "agents/unknown", f"no agent `{agent[:60]}` is known", help="`troth agents list`"
            )
        one = platform.policy.controller
        entry = business(
            row, frozenset(offered(platform.policy)), name=one.name,
            address=address.rstrip("/"), contact=one.email or "",
        )  # fmt: skip
    output.show(entry, table(("key", "value"), [(name, entry[name]) for name in entry]))
    return Exit.DONE


@agents.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--domain", required=True, metavar="HOST", help="The host of the served site.")
@policy_option
@store_options
@json_option
def certificate(
    file: Path | None, domain: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Print what an authority is to sign, or keep FILE, which it gave."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        signer, now = build_answer_signer(platform), platform.clock.now()
        if file is None:
            asked = signer.request(domain)
            output.raw({"domain": domain, "request": asked}, asked)
            return Exit.DONE
        kept = signer.keep(read_file(str(file)), domain, now)
        until = kept.not_valid_after_utc.isoformat(timespec="seconds")
    output.show({"domain": domain, "until": until}, line(f"kept for {domain}, until {until}"))
    return Exit.DONE


def _document(row: AgentRow) -> dict[str, object]:
    ended = row.ended_at
    return {
        "agent": row.agent,
        "protocol": row.protocol,
        "business": row.business,
        "callbacks": row.callbacks,
        "mandates": len(row.mandates),
        "since": from_micros(row.made_at).isoformat(timespec="seconds"),
        "until": None if ended is None else from_micros(ended).isoformat(timespec="seconds"),
    }
