"""Machines of agents as they call a served site: keys, signed messages, tokens."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.web.served import Served
from troth.assembly.agents import build_agents
from troth.assembly.clock import SystemClock

BUSINESS = "SHOP"


def now_text(shift: timedelta = timedelta()) -> str:
    """Return an instant near now as messages spell it."""
    # Two messages of one second are two messages.
    return (SystemClock().now() + shift).isoformat(timespec="microseconds")


@dataclass(slots=True, kw_only=True)
class Agent:
    """An agent with a key of its own; `known_to` makes it known to a site."""

    name: str
    served: Served
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    token: str = ""

    @property
    def public(self) -> str:
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    def register(self, callbacks: str = "") -> Agent:
        """Have the operator pin this agent's key."""
        build_agents(self.served.platform).add(
            self.name, "drp", self.served.site.now(), business=BUSINESS, key=self.public,
            callbacks=callbacks,
        )  # fmt: skip
        return self

    def envelope(self, **changed: object) -> dict[str, object]:
        """Return what every message says of itself; a change to None leaves a claim out."""
        made: dict[str, object] = {
            "agent-id": self.name,
            "business-id": BUSINESS,
            "issued-at": now_text(timedelta(seconds=-2)),
            "expires-at": now_text(timedelta(minutes=5)),
            "drp.version": "1.0",
            **changed,
        }
        return {name: value for name, value in made.items() if value is not None}

    def sign(self, content: object) -> bytes:
        """Return a message in the combined mode: signature, body, in base64."""
        body = json.dumps(content).encode()
        return base64.b64encode(self.key.sign(body) + body)

    def set_up(self, message: bytes | None = None) -> httpx.Response:
        """Ask for a token."""
        sent = self.sign(self.envelope()) if message is None else message
        with self.served.client() as client:
            return client.post(f"/drp/v1/agent/{self.name}", content=sent)

    def ready(self, callbacks: str = "") -> Agent:
        """Register, and get the token."""
        self.register(callbacks)
        answer = self.set_up()
        assert answer.status_code == 200, answer.text
        assert answer.json()["agent-id"] == self.name
        self.token = answer.json()["token"]
        return self

    def call(self, method: str, path: str, content: bytes = b"") -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}", "content-type": "text/plain"}
        with self.served.client() as client:
            return client.request(
                method, f"/drp/v1/{path}", content=content or None, headers=headers
            )

    def exercise(self, email: str, right: str = "access", **changed: object) -> httpx.Response:
        """Exercise a right for somebody."""
        claims = {"exercise": right, "email": email, "email_verified": True, "name": "A. Person"}
        message = self.sign(self.envelope(**{**claims, **changed}))
        return self.call("POST", "data-rights-request", message)

    def status(self, request: str) -> httpx.Response:
        return self.call("GET", f"data-rights-request/{request}")

    def revoke(self, request: str, content: object = None) -> httpx.Response:
        message = self.sign({"reason": "changed my mind"} if content is None else content)
        return self.call("DELETE", f"data-rights-request/{request}", message)
