"""Which programs were let out, kept where a restored backup of the data store cannot forget it.

A token or a webhook that was ended after a backup would open or tell again once that backup is
restored. So its end is journalled in the key store first, which has no past, and taken again after
a restore (D4.8). An entry holds an id of the program and an instant, and nothing about people.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from troth.core.periods import to_micros
from troth.engines.programs.agent_rows import mark_of, put_agent, read_agents
from troth.engines.vault.rows import JournalEntry
from troth.engines.vault.vault import Vault
from troth.storage.ports import DataUnit

Kind = Literal["token-ended", "webhook-ended"]


def keep_end(vault: Vault, kind: Kind, program: bytes, now: datetime) -> None:
    """Journal that a program is let out: the webhook's id, the token's hash, the agent's mark."""
    entry = JournalEntry(at=to_micros(now), person=program[:16], kind=kind, payload=program)
    vault.journal_house(entry)


def end_again(unit: DataUnit, vault: Vault, since: datetime) -> int:
    """Let out again whoever was let out since an instant; return how many that changed."""
    changed = 0
    for entry in vault.read_house_journal(since, "token-ended"):
        token = unit.token(entry.payload)
        if token is not None and token.ended_at is None:
            unit.put_token(replace(token, ended_at=entry.at))
            changed += 1
        for agent in read_agents(unit):
            if agent.ended_at is None and mark_of(agent) == entry.payload:
                put_agent(unit, replace(agent, ended_at=entry.at))
                changed += 1
    ended = {one.payload: one.at for one in vault.read_house_journal(since, "webhook-ended")}
    for hook in unit.webhooks():
        if hook.hook in ended and hook.ended_at is None:
            unit.put_webhook(replace(hook, ended_at=ended[hook.hook]))
            unit.delete_deliveries(0, hook.hook)
            changed += 1
    return changed
