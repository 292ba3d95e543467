"""A receiver of webhooks at the door that takes messages out: it checks what it gets and answers.

The signature is checked by what Standard Webhooks says, from the secret as the operator was shown
it, and shares nothing with the code that signs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from troth.connectors.carrier import Message


def genuine(message: Message, secret: str) -> bool:
    """Whether a message is signed with a secret (Standard Webhooks, symmetric)."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    named, stamp = message.headers["webhook-id"], message.headers["webhook-timestamp"]
    content = b".".join([named.encode(), stamp.encode(), message.body])
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    signatures = message.headers["webhook-signature"].split(" ")
    return any(hmac.compare_digest(one, f"v1,{expected}") for one in signatures)


@dataclass
class Receivers:
    """Everybody who is told, behind one door; `answer` says what each message gets."""

    answer: Callable[[Message], int | str] = lambda _: 204
    tried: list[Message] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)

    def carry(self, messages: Sequence[Message]) -> Sequence[int | str]:
        """Answer messages, as the door promises."""
        silent: set[str] = set()
        answers: list[int | str] = []
        for message in messages:
            if message.url in silent:
                answers.append("not-tried")
                continue
            given = self.answer(message)
            self.tried.append(message)
            if isinstance(given, str):
                silent.add(message.url)
            elif 200 <= given < 300:
                self.taken.append(message)
            answers.append(given)
        return answers

    @property
    def told(self) -> list[dict[str, Any]]:
        """What was taken, as it was read."""
        return [json.loads(message.body) for message in self.taken]
