"""Who may pass on other people's requests: the rows of known agents, kept in the data store.

An agent is a company; of people nothing is here. Its public key is what the operator pinned, its
token a hash, and its mandates are ids of papers that staff saw.

CCPA regulations, 11 CCR 7063 (authorised agents); GDPR Art. 12(6), 80(1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from troth.storage.ports import DataReader, DataUnit

Protocol = Literal["drp", "opendsr"]
"""The Data Rights Protocol 1.0, or OpenDSR 1.0 and 2.0."""

_AGENTS: Final = "agents"
"""Under this name of the store lies the list; there are few of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRow:
    """A company that passes on requests.

    Attributes:
        agent: Its id in the directory of its network.
        protocol: What it speaks.
        business: What we are called in that network.
        key: Its Ed25519 public key, in base64; empty where requests come unsigned.
        callbacks: The origin its callbacks lie under; empty where it is told nothing.
        token: SHA-256 of its token, in hex; empty before the first.
        mandates: Ids of the mandates that staff saw, each bound to one person.
    """

    agent: str
    protocol: Protocol
    business: str
    key: str
    callbacks: str
    made_at: int
    ended_at: int | None = None
    token: str = ""
    mandates: tuple[str, ...] = ()


def read_agents(reader: DataReader) -> list[AgentRow]:
    """Return every agent, ended ones too, in the order they were made known."""
    kept = reader.meta(_AGENTS)
    return [] if kept is None else msgspec.json.decode(kept, type=list[AgentRow])


def put_agents(unit: DataUnit, rows: Sequence[AgentRow]) -> None:
    """Write the list."""
    unit.set_meta(_AGENTS, msgspec.json.encode(rows).decode())


def put_agent(unit: DataUnit, row: AgentRow) -> None:
    """Write one agent in place of its older row, or as a new one."""
    rows = read_agents(unit)
    alike = [
        place
        for place, one in enumerate(rows)
        if (one.agent, one.made_at) == (row.agent, row.made_at)
    ]
    if alike:
        rows[alike[0]] = row
    else:
        rows.append(row)
    put_agents(unit, rows)


def mark_of(row: AgentRow) -> bytes:
    """Return by which 32 bytes the journal knows that an agent was let out."""
    return hashlib.sha256(f"agent/{row.agent}/{row.made_at}".encode()).digest()
