"""Telling an agent of its requests: through the outbox, at addresses under the origin we know.

What an agent sends chooses among the addresses of the host that the operator pinned and never
another, so that nobody has us call a machine of theirs or of our own.

OWASP ASVS 5.0, 15.3 (requests that a server is made to send).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from troth.core.periods import to_micros
from troth.engines.evidence.outbox import OF_ONE_REQUEST, tell_of
from troth.engines.programs.agent_rows import AgentRow
from troth.engines.programs.agents import NAMED
from troth.storage.ports import DataUnit
from troth.storage.program_rows import WebhookRow

MOST: Final = 3
"""Addresses one request may name."""
LONGEST: Final = 500


def is_ours_to_tell(agent: AgentRow, url: str) -> bool:
    """Tell whether an address lies under the origin that is pinned for an agent."""
    try:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        return False
    visible = url.isascii() and url.isprintable() and " " not in url
    return bool(agent.callbacks) and origin == agent.callbacks and visible and len(url) <= LONGEST


def follow(
    unit: DataUnit, agent: AgentRow, request: bytes, urls: Sequence[str], now: datetime
) -> None:
    """Have an agent told of every step of a request at these addresses."""
    known = {row.hook: row for row in unit.webhooks()}
    hooks = []
    for url in dict.fromkeys(urls):
        hook = hashlib.sha256(f"agent/{agent.agent}/{agent.made_at}/{url}".encode()).digest()[:16]
        hooks.append(hook)
        if hook not in known:
            unit.put_webhook(
                WebhookRow(
                    hook=hook, name=NAMED + agent.agent, url=url, events=(OF_ONE_REQUEST,),
                    made_at=to_micros(now),
                )
            )  # fmt: skip
    if hooks:
        tell_of(unit, request, hooks)
