"""Agents: who is known to pass on requests, with which key, which token and which mandates.

The operator pins an agent's key and the origin of its callbacks; nothing an agent sends changes
either. A token is shown once and ends with the next one. An agent that was let out stays out after
a restore, since its end is kept where no backup can forget it.

Data Rights Protocol 1.0, 2.05, 3.05 and 3.07; OWASP ASVS 5.0, 9 and 10.4.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.accounts.sessions import TOKEN_BYTES, token_hash
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.programs.agent_rows import (
    AgentRow,
    Protocol,
    mark_of,
    put_agent,
    read_agents,
)
from troth.engines.programs.journal import keep_end
from troth.engines.programs.tokens import LONGEST, PREFIX
from troth.engines.programs.webhooks import check_address
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.policy.nearest import nearest
from troth.storage.ports import DataStore, DataUnit
from troth.storage.signin_rows import TokenRow

SCOPE: Final = "agent-"
"""Begins what an agent's token opens, by its protocol; no token of `troth token make` has it."""

NAMED: Final = "agent."
"""Begins the name of an agent's token, and of what tells it of its requests."""

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_MANDATE: Final = re.compile(r"[0-9a-f]{32}")
_KEY_BYTES: Final = 32


class Agents:
    """Makes agents known, gives them tokens and mandates, and lets them out."""

    def __init__(
        self, *, data: DataStore, vault: Vault, evidence: EvidenceLog, entropy: Entropy
    ) -> None:
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy

    def add(
        self,
        agent: str,
        protocol: Protocol,
        now: datetime,
        *,
        business: str,
        key: str = "",
        callbacks: str = "",
    ) -> tuple[AgentRow, str]:
        """Make an agent known; return it with its token where it gets one from us.

        Raises:
            InputError: `agents/malformed-id`, `agents/known`, `agents/no-key`,
                `agents/malformed-key`, `agents/malformed-origin`, `webhooks/not-safe`.
        """
        for given in (agent, business):
            if not _ID.fullmatch(given):
                raise InputError(
                    "agents/malformed-id",
                    f"`{given[:60]}` is no id of an agent or a business",
                    help="up to 40 letters, digits, `_`, `.`, `-`, as in the network's directory",
                )
        _check_key(protocol, key)
        row = AgentRow(
            agent=agent, protocol=protocol, business=business, key=key.strip(),
            callbacks=_origin(callbacks), made_at=to_micros(now),
        )  # fmt: skip
        with self._data.unit() as unit:
            if any(one.agent == agent and one.ended_at is None for one in read_agents(unit)):
                raise InputError(
                    "agents/known",
                    f"there is an agent `{agent}` already",
                    help=f"end it first: `troth agents end {agent}`",
                )
            put_agent(unit, row)
            self._changed(unit, row, "added", now)
        return self.give_token(row, now) if protocol == "opendsr" else (row, "")

    def give_token(self, row: AgentRow, now: datetime) -> tuple[AgentRow, str]:
        """Give an agent a token in place of the one it had; return both."""
        token = PREFIX + self._entropy.bytes(TOKEN_BYTES).hex()
        given = TokenRow(
            token=token_hash(token), name=NAMED + row.agent, roles=(SCOPE + row.protocol,),
            made_at=to_micros(now), until=to_micros(now + LONGEST),
        )  # fmt: skip
        with self._data.unit() as unit:
            self._end_token(unit, row, now)
            after = replace(self._living(unit, row.agent), token=given.token.hex())
            unit.put_token(given)
            put_agent(unit, after)
            self._changed(unit, after, "token", now)
        return after, token

    def find(self, agent: str) -> AgentRow | None:
        """Return an agent that may pass on requests, or None."""
        return next(
            (one for one in self.listed() if one.agent == agent and one.ended_at is None), None
        )

    def listed(self) -> list[AgentRow]:
        """Return every agent, ended ones too."""
        with self._data.read() as reader:
            return read_agents(reader)

    def allow(self, agent: str, mandate: str, now: datetime) -> AgentRow:
        """Note that a recorded mandate was given to this agent.

        Args:
            mandate: The id that `troth request mandate` gave; it is bound to one person.

        Raises:
            InputError: `agents/unknown`, `agents/malformed-mandate`, `agents/others-mandate`.
        """
        if not _MANDATE.fullmatch(mandate):
            raise InputError(
                "agents/malformed-mandate",
                f"`{mandate[:60]}` is no id of a mandate",
                help="`troth request mandate --by agent --document FILE` gives one",
            )
        with self._data.unit() as unit:
            row = self._living(unit, agent)
            if any(mandate in one.mandates for one in read_agents(unit) if one.agent != agent):
                raise InputError(
                    "agents/others-mandate",
                    "this mandate was given to another agent",
                    help="a paper names whom it empowers; record this agent's own",
                )
            after = replace(row, mandates=tuple(dict.fromkeys((*row.mandates, mandate))))
            put_agent(unit, after)
            self._changed(unit, after, "mandate", now)
        return after

    def end(self, agent: str, now: datetime) -> AgentRow:
        """Let an agent out: its key and its token open nothing from now on.

        Raises:
            InputError: `agents/unknown`.
        """
        with self._data.unit() as unit:
            row = self._living(unit, agent)
            # First where no backup can forget it.
            keep_end(self._vault, "token-ended", mark_of(row), now)
            self._end_token(unit, row, now)
            self._end_callbacks(unit, row, now)
            after = replace(row, ended_at=to_micros(now))
            put_agent(unit, after)
            self._changed(unit, after, "ended", now)
        return after

    def _end_token(self, unit: DataUnit, row: AgentRow, now: datetime) -> None:
        held = unit.token(bytes.fromhex(row.token)) if row.token else None
        if held is not None and held.ended_at is None:
            keep_end(self._vault, "token-ended", held.token, now)
            unit.put_token(replace(held, ended_at=to_micros(now)))

    def _end_callbacks(self, unit: DataUnit, row: AgentRow, now: datetime) -> None:
        for hook in unit.webhooks():
            if hook.name == NAMED + row.agent and hook.ended_at is None:
                keep_end(self._vault, "webhook-ended", hook.hook, now)
                unit.put_webhook(replace(hook, ended_at=to_micros(now)))
                unit.delete_deliveries(0, hook.hook)

    def _changed(self, unit: DataUnit, row: AgentRow, change: str, now: datetime) -> None:
        noted = fact(
            "agent-changed", to_micros(now), agent=row.agent, protocol=row.protocol, change=change
        )
        self._evidence.append(unit, noted)

    def _living(self, unit: DataUnit, agent: str) -> AgentRow:
        living = [one for one in read_agents(unit) if one.ended_at is None]
        known = [one.agent for one in living]
        if agent in known:
            return living[known.index(agent)]
        raise InputError(
            "agents/unknown",
            f"no agent `{agent[:60]}` is known",
            help=nearest(agent, known) if known else "`troth agents list` lists them",
        )


def _check_key(protocol: Protocol, key: str) -> None:
    if protocol == "opendsr" and not key:
        return
    if not key:
        raise InputError(
            "agents/no-key",
            "who speaks the Data Rights Protocol signs what it sends",
            help="give its `verify_key` from the directory: --key BASE64",
        )
    try:
        raw = base64.b64decode(key.strip(), validate=True)
        if len(raw) != _KEY_BYTES:
            raise ValueError("a public key has 32 bytes")
        Ed25519PublicKey.from_public_bytes(raw)
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        raise InputError(
            "agents/malformed-key",
            "this is no Ed25519 public key",
            help="32 bytes in base64, as `verify_key` of the directory",
        ) from None


def _origin(written: str) -> str:
    """Return scheme and host of where an agent may be told of its requests."""
    if not written:
        return ""
    check_address(written)
    parts = urlsplit(written)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InputError(
            "agents/malformed-origin",
            "callbacks are bound to a host, not to one address of it",
            help=f"give {parts.scheme}://{parts.netloc}",
        )
    return f"{parts.scheme}://{parts.netloc}"
