"""Networks by which people sign in that speak no OpenID Connect, as small servers that listen.

One server plays all of them, each under its own path: those of OAuth 2.0 check what they are asked
and how, and tell who it is to whoever has the token; Telegram seals its answer for the browser.
Each knows one person at a time (`account`), lets them in without asking, and can misbehave.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.support.provider import CLIENT, SECRET

ASKS: Mapping[str, frozenset[str]] = {
    "facebook": frozenset(("email",)),
    "linkedin": frozenset(("openid", "email", "profile")),
    "twitter": frozenset(("users.read", "tweet.read")),
}
"""The least that each may be asked for, so that who somebody is can be told."""


@dataclass(slots=True)
class Networks:
    """What they know, and how they behave.

    Attributes:
        account: Of the person who is signed in there.
        sealed_with: The secret that Telegram seals with.
        sealed_at: When it says that it did.
        asked: (network, query) of every browser that was sent here.
        tokens: Every token that was given out.
    """

    now: Callable[[], int]
    address: str = ""
    account: dict[str, Any] = field(default_factory=dict)
    sealed_with: str = SECRET
    sealed_at: int | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def settings(self, *names: str) -> dict[str, dict[str, object]]:
        """Return an operator's settings for them."""
        here = {"for": ["people"], "client": CLIENT, "secret-env": "TEST_SECRET"}
        found: dict[str, dict[str, object]] = {}
        for name in names:
            at = f"{self.address}/{name}"
            found[name] = {**here, "authorization": f"{at}/authorize"}
            if name != "telegram":
                found[name] |= {"token": f"{at}/token", "account": f"{at}/account?fields=id"}
        return found

    def authorize(self, name: str, query: dict[str, str]) -> str:
        """Return where the browser is sent back to."""
        self.asked.append((name, query))
        if name == "telegram":
            assert set(query) == {"bot_id", "origin", "return_to"}, "more than who it is is asked"
            return f"{query['return_to']}#tgAuthResult={self.sealed()}"
        assert query["client_id"] == CLIENT
        assert set(query["scope"].split()) == ASKS[name]
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def sealed(self) -> str:
        """Return Telegram's answer: JSON in base64url, with its seal."""
        at = self.now() if self.sealed_at is None else self.sealed_at
        told = {**self.account, "auth_date": at}
        lines = "\n".join(f"{key}={told[key]}" for key in sorted(told))
        key = hashlib.sha256(self.sealed_with.encode()).digest()
        told["hash"] = hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
        return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")

    def token(self, name: str, form: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """Return a token for a code, to whoever began with it; once."""
        query = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        shown = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        ours = (
            basic == f"Basic {shown}" and "client_secret" not in form
            if name == "twitter"
            else form.get("client_secret") == SECRET
        )
        if (
            query is None
            or not ours
            or query["redirect_uri"] != form.get("redirect_uri")
            or query["code_challenge"] != base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        ):
            return 400, {"error": "invalid_grant"}
        self.tokens.append(f"{name}-{secrets.token_urlsafe(24)}")
        return 200, {"access_token": self.tokens[-1], "token_type": "bearer"}

    def who(self, name: str, query: dict[str, str], bearer: str) -> tuple[int, dict[str, Any]]:
        """Return who it is, to whoever has the token and, where that is asked, the seal."""
        token = bearer.removeprefix("Bearer ")
        if token not in self.tokens:
            return 401, {}
        if name == "facebook":
            seal = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
            assert query.get("appsecret_proof") == seal
        return 200, {"data": self.account} if name == "twitter" else self.account


def _handler(networks: Networks) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            _, name, what = parts.path.split("/")
            if what == "authorize":
                self.send_response(302)
                self.send_header("location", networks.authorize(name, query))
                self.end_headers()
            else:
                self._json(*networks.who(name, query, self.headers.get("authorization", "")))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            name = self.path.split("/")[1]
            self._json(*networks.token(name, form, self.headers.get("authorization", "")))

        def _json(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Write nothing."""

    return Handler


@contextmanager
def networks(now: Callable[[], int]) -> Iterator[Networks]:
    """Let the networks listen until the block ends.

    Args:
        now: Their clock, in seconds.
    """
    made = Networks(now=now)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
