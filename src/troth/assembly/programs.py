"""What programs need of an open platform: their tokens, the webhooks, and the chores for both."""

from __future__ import annotations

from datetime import datetime, timedelta

from troth.assembly.agents import build_callbacks
from troth.assembly.platform import Platform
from troth.assembly.schedule import Chore
from troth.connectors.carrier import Carrier
from troth.core.periods import to_micros
from troth.engines.programs.tokens import Tokens
from troth.engines.programs.webhooks import Webhooks

OUTCOMES_KEPT = timedelta(days=1)
"""How long the outcome of a call with an idempotency key is told again."""


def build_tokens(platform: Platform) -> Tokens:
    """Return what makes, finds and ends tokens of programs."""
    return Tokens(data=platform.data, vault=platform.vault, entropy=platform.entropy)


def build_webhooks(platform: Platform) -> Webhooks:
    """Return what registers webhooks and has carried what waits for them."""
    return Webhooks(
        data=platform.data,
        vault=platform.vault,
        entropy=platform.entropy,
        secret=platform.keyring.secret,
        spoken=build_callbacks(platform).say,
    )


def program_chores(platform: Platform, carrier: Carrier) -> list[Chore]:
    """Return what a running site does for programs by itself."""
    hooks = build_webhooks(platform)

    def forget(now: datetime) -> None:
        with platform.data.unit() as unit:
            unit.delete_replies(to_micros(now - OUTCOMES_KEPT))

    return [
        Chore(
            name="webhooks",
            every=timedelta(seconds=2),
            run=lambda now: hooks.deliver(carrier, now),
        ),
        Chore(name="old-outcomes", every=timedelta(hours=1), run=forget),
    ]
