"""Webhooks: who is told of facts, with which secret, and the carrying of what waits.

Signed as Standard Webhooks says: HMAC-SHA256 over id, timestamp and body under a secret that is
shown once. The secret is made of a secret of the key store and the webhook's id, so that no store
holds it. A try that fails is tried again, later each time, for as long as the webhook is not ended:
a receiver may be away for days and loses nothing. A message may arrive twice; its id is the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from troth.connectors.carrier import NOT_TRIED, Carrier, Message
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.evidence.outbox import EVENTS, OF_ONE_REQUEST
from troth.engines.programs.journal import keep_end
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.policy.nearest import nearest
from troth.storage.ports import DataStore
from troth.storage.program_rows import DeliveryRow, WebhookRow

FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(hours=6)
CLAIMED_FOR: Final = timedelta(minutes=2)
"""For so long nobody else tries what one process took: longer than any try may last."""
AT_ONCE: Final = 100
"""Deliveries taken in one go."""
KEPT_FOR: Final = timedelta(days=7)
"""What was delivered stays listed for so long."""
GONE: Final = 410
"""A receiver that answers so wants to be told no more (Standard Webhooks)."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_LOOPBACK: Final = frozenset(("127.0.0.1", "::1", "localhost"))


Spoken = Callable[[WebhookRow, DeliveryRow, datetime], tuple[Mapping[str, str], bytes]]
"""Says where one request stands, in the words of whoever asked to be told: headers and body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """How many messages were delivered, and how many wait for another try."""

    delivered: int
    failed: int


class Webhooks:
    """Registers and ends webhooks, and has carried what waits for them."""

    def __init__(
        self,
        *,
        data: DataStore,
        vault: Vault,
        entropy: Entropy,
        secret: Callable[[str], bytes],
        spoken: Spoken | None = None,
    ) -> None:
        self._data = data
        self._vault = vault
        self._entropy = entropy
        self._secret = secret
        self._spoken = spoken

    def add(
        self, name: str, url: str, events: Sequence[str], now: datetime
    ) -> tuple[WebhookRow, str]:
        """Register a webhook; return it with its secret, which is shown only now.

        Raises:
            InputError: `webhooks/malformed-name`, `webhooks/not-safe`, `webhooks/unknown-event`,
                `webhooks/known`.
        """
        if not _NAME.fullmatch(name):
            raise InputError(
                "webhooks/malformed-name",
                f"`{name[:60]}` is no name of a webhook",
                help="up to 40 small letters, digits, dots, hyphens",
            )
        check_address(url)
        for event in events:
            if event not in EVENTS:
                raise InputError(
                    "webhooks/unknown-event",
                    f"nothing of the kind `{event[:60]}` is ever told",
                    help=nearest(event, EVENTS),
                )
        row = WebhookRow(
            hook=self._entropy.bytes(16),
            name=name,
            url=url,
            events=tuple(sorted(set(events))),
            made_at=to_micros(now),
        )
        with self._data.unit() as unit:
            if any(one.name == name and one.ended_at is None for one in unit.webhooks()):
                raise InputError(
                    "webhooks/known",
                    f"there is a webhook `{name}` already",
                    help=f"end it first: `troth webhooks end {name}`, or choose another name",
                )
            unit.put_webhook(row)
        return row, self.secret_of(row)

    def secret_of(self, row: WebhookRow) -> str:
        """Return the secret of a webhook as its receiver keeps it: `whsec_` and base64."""
        return f"whsec_{base64.b64encode(self._key(row.hook)).decode()}"

    def end(self, name: str, now: datetime) -> int:
        """End a webhook and forget what waits for it; return how much that was.

        Raises:
            InputError: `webhooks/unknown`.
        """
        with self._data.unit() as unit:
            living = [one for one in unit.webhooks() if one.ended_at is None]
            found = next((one for one in living if one.name == name), None)
            if found is None:
                raise InputError(
                    "webhooks/unknown",
                    f"there is no webhook `{name[:60]}`",
                    help=nearest(name, [one.name for one in living]),
                )
            keep_end(self._vault, "webhook-ended", found.hook, now)
            unit.put_webhook(replace(found, ended_at=to_micros(now)))
            waiting = unit.waiting(found.hook)
            unit.delete_deliveries(0, found.hook)
        return waiting

    def listed(self) -> list[tuple[WebhookRow, int, str]]:
        """Return every webhook with how much waits for it, and how the newest try went."""
        with self._data.read() as reader:
            found = []
            for row in reader.webhooks():
                newest = [one.outcome for one in reader.deliveries(row.hook, 20) if one.outcome]
                found.append((row, reader.waiting(row.hook), newest[0] if newest else ""))
        return found

    @property
    def waiting(self) -> int:
        """How many messages wait to be delivered."""
        with self._data.read() as reader:
            return reader.waiting()

    def deliver(self, carrier: Carrier, now: datetime) -> Carried:
        """Have carried what is due, and note how each try went."""
        at = to_micros(now)
        with self._data.unit() as unit:
            hooks = {row.hook: row for row in unit.webhooks() if row.ended_at is None}
            until = to_micros(now + CLAIMED_FOR)
            taken = unit.claim_deliveries(at, until, AT_ONCE) if hooks else ()
            unit.delete_deliveries(to_micros(now - KEPT_FOR))
        due = [row for row in taken if row.hook in hooks]
        if not due:
            return Carried(delivered=0, failed=0)
        answers = carrier.carry([self._signed(hooks[row.hook], row, now) for row in due])
        noted = [_noted(row, answer, now) for row, answer in zip(due, answers, strict=True)]
        gone = {row.hook for row, answer in zip(due, answers, strict=True) if answer == GONE}
        with self._data.unit() as unit:
            for row in noted:
                unit.note_delivery(row)
            for hook in sorted(gone):
                keep_end(self._vault, "webhook-ended", hook, now)
                unit.put_webhook(replace(hooks[hook], ended_at=at))
                unit.delete_deliveries(0, hook)
        delivered = sum(row.next_at is None for row in noted)
        return Carried(delivered=delivered, failed=len(noted) - delivered)

    def _signed(self, hook: WebhookRow, row: DeliveryRow, now: datetime) -> Message:
        body, stamp = row.body.encode(), str(int(now.timestamp()))
        own: Mapping[str, str] = {}
        if row.event == OF_ONE_REQUEST and self._spoken is not None:
            own, body = self._spoken(hook, row, now)
        name = f"msg_{row.delivery.hex()}"
        return Message(
            url=hook.url,
            headers={
                "content-type": "application/json",
                "user-agent": "troth-webhooks",
                "webhook-id": name,
                "webhook-timestamp": stamp,
                "webhook-signature": signature(self._key(hook.hook), name, stamp, body),
                **own,
            },
            body=body,
        )

    def _key(self, hook: bytes) -> bytes:
        return hmac.digest(self._secret("webhooks"), b"troth/webhook/" + hook, "sha256")


def signature(key: bytes, name: str, stamp: str, body: bytes) -> str:
    """Return the signature of a message as Standard Webhooks spells it."""
    signed = f"{name}.{stamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def _noted(row: DeliveryRow, answer: int | str, now: datetime) -> DeliveryRow:
    if answer == NOT_TRIED:
        return replace(row, next_at=to_micros(now + FIRST_WAIT))
    tries = row.tries + 1
    if isinstance(answer, int) and 200 <= answer < 300:
        return replace(row, tries=tries, next_at=None, outcome="delivered")
    wait = min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT)
    outcome = f"status-{answer}" if isinstance(answer, int) else answer
    return replace(row, tries=tries, next_at=to_micros(now + wait), outcome=outcome)


def check_address(url: str) -> None:
    """Refuse an address that could be read on the way, or that carries a secret itself.

    Raises:
        InputError: `webhooks/not-safe`.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    if not (safe and host and port != 0 and url.isascii()) or parts.username or len(url) > 2_000:
        raise InputError(
            "webhooks/not-safe",
            "a webhook is told at an https address without a name or password in it",
            help="http is taken on this machine alone",
        )
