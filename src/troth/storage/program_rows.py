"""What crosses the doors of storage about programs: webhooks, what waits for them, kept outcomes.

Of people there are ids and nothing else. A webhook's secret is not here: it is made of a secret of
the key store and the webhook's id.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRow:
    """Somebody who is told of facts.

    Attributes:
        hook: A random id.
        name: What the operator calls it.
        url: Where it is told.
        events: Kinds of facts it is told of; none named means every kind.
    """

    hook: bytes
    name: str
    url: str
    events: tuple[str, ...]
    made_at: int
    ended_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One fact that one webhook is to be told of: a line of the outbox.

    Attributes:
        number: Given by storage; deliveries are tried in this order.
        delivery: The id of the message, the same however often it is tried.
        body: The message as JSON: ids, hashes, names, counts and instants.
        next_at: When it is tried next; None once it is over.
        outcome: Why the last try failed, `delivered`, or empty before the first.
    """

    number: int
    delivery: bytes
    hook: bytes
    event: str
    body: str
    at: int
    tries: int
    next_at: int | None
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRow:
    """The outcome of a call that carried an idempotency key.

    Attributes:
        call: SHA-256 of the program and its key.
        sent: SHA-256 of what was sent with it.
        status: The answer's; 0 while the call is under way.
        answer: The answer as JSON: ids, names and instants; values of people never.
    """

    call: bytes
    sent: bytes
    status: int
    answer: str
    at: int
