"""The network half of OpenID Connect: a provider's description, its keys, and codes for tokens.

Every address is by TLS; in the clear only on this machine. Redirects are not followed, answers are
short, and nothing of them goes to a log. What a token says is not judged here
(`engines.accounts.oidc`).

OpenID Connect Discovery 1.0, 4; RFC 6749, 4.1.3; RFC 8414.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import urlsplit

import httpx

from troth.errors import OutsideError

SECONDS: Final = 10.0
LONGEST: Final = 256 * 1024
"""Bytes of an answer."""
_HERE: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a provider says of itself."""

    issuer: str
    authorization: str
    token: str
    keys: str


def is_safe(url: str) -> bool:
    """Tell whether an address may be asked: by TLS, or on this machine."""
    parts = urlsplit(url)
    if parts.username or parts.fragment or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)


class ProviderLine:
    """Asks providers.

    Args:
        seconds: How long to wait for any answer.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds

    def metadata(self, issuer: str) -> Metadata:
        """Return what a provider says of itself.

        Raises:
            OutsideError: `provider/unreachable`, `provider/malformed`.
        """
        url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        said = self.asked("GET", url)
        # Discovery 1.0, 4.3: whoever answers must be who was asked.
        if said.get("issuer") != issuer:
            raise malformed()
        return Metadata(
            issuer=issuer,
            authorization=_address(said, "authorization_endpoint"),
            token=_address(said, "token_endpoint"),
            keys=_address(said, "jwks_uri"),
        )

    def keys(self, metadata: Metadata) -> Mapping[str, object]:
        """Return the keys a provider signs with (RFC 7517).

        Raises:
            OutsideError: as `metadata`.
        """
        return self.asked("GET", metadata.keys)

    def id_token(
        self,
        metadata: Metadata,
        *,
        client: tuple[str, str],
        code: str,
        verifier: str,
        back_to: str,
    ) -> str:
        """Return the ID token for a code.

        Args:
            client: Who we are to the provider, and the secret that shows it.
            verifier: What the code's challenge was made of (RFC 7636).
            back_to: Where the browser was sent back to.

        Raises:
            OutsideError: as `metadata`; `provider/refused` for a code that is none.
        """
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": back_to,
            "client_id": client[0], "client_secret": client[1], "code_verifier": verifier,
        }  # fmt: skip
        token = self.asked("POST", metadata.token, form=form).get("id_token")
        if not isinstance(token, str):
            raise malformed()
        return token

    def asked(
        self,
        method: str,
        url: str,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        basic: tuple[str, str] | None = None,
    ) -> Mapping[str, object]:
        """Return what an address answers.

        Args:
            basic: A name and a secret, shown by HTTP Basic (RFC 7617).

        Raises:
            OutsideError: `provider/unreachable`, `provider/malformed`, `provider/refused`.
        """
        try:
            with httpx.Client(timeout=self._seconds, follow_redirects=False) as line:
                answer = line.request(method, url, data=form, headers=headers, auth=basic)
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise OutsideError(
                "provider/unreachable", "the provider of sign-in does not answer"
            ) from fault
        if answer.status_code in (400, 401, 403):
            raise OutsideError("provider/refused", "the provider of sign-in refused us")
        if answer.status_code != 200 or len(answer.content) > LONGEST:
            raise malformed()
        try:
            said = json.loads(answer.content)
        except ValueError:
            raise malformed() from None
        if not isinstance(said, dict):
            raise malformed()
        return cast(Mapping[str, object], said)


def _address(said: Mapping[str, object], name: str) -> str:
    url = said.get(name)
    if not isinstance(url, str) or not is_safe(url):
        raise malformed()
    return url


def malformed() -> OutsideError:
    """Return the fault of an answer that cannot be understood."""
    return OutsideError(
        "provider/malformed", "the provider of sign-in answers in no form that is understood"
    )
