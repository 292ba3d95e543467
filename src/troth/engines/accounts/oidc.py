"""Signing in through a provider: OpenID Connect with a code, a challenge, a state and a nonce.

Networks that speak OAuth 2.0 alone, or seal an answer, come by the same state and the same door.
Nothing but who it is is asked for and no token is kept: who somebody is to the provider is kept
as a keyed hash alone, and what else the token says only as far as the policy declares it. A
password of another service is never seen here.

OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700, 2.1; OWASP ASVS 5.0, 10.5.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Final
from urllib.parse import urlencode

from troth.connectors.oauth import Network, account
from troth.connectors.oidc import ProviderLine
from troth.engines.accounts.links import Links
from troth.engines.accounts.networks import network_said, telegram_said, telegram_start
from troth.engines.accounts.sessions import Kind
from troth.errors import InputError, OutsideError
from troth.policy.nearest import nearest

SIGNED_BY: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures of a key pair; none that a client could make itself."""
LEEWAY: Final = 60
"""Seconds that clocks may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Somebody who tells who somebody is.

    Attributes:
        key: Its name in the settings, and in the policy where people use it.
        name: What people call it.
        issuer: Its address, as its tokens name it.
        client, secret: Who we are to it, and what shows it.
        kinds: Whom it may bring: `person`, `staff`.
        scopes: What is asked for; `openid` always.
        items: Item of the policy → claim of the token that fills it.
        settings: Where people change what it hands on.
        login: The claim that gives staff their login.
        claim: The claim that holds the groups of staff.
        roles: Group → role here; whoever is in none of them is not let in.
        network: How it is asked, where it speaks no OpenID Connect.
        sealed: Whether it hands its answer to the browser, sealed with the secret.
    """

    key: str
    name: str
    issuer: str
    client: str
    secret: str = field(repr=False)
    kinds: frozenset[Kind]
    scopes: Sequence[str] = ("openid",)
    items: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""
    login: str = "preferred_username"
    claim: str = "groups"
    roles: Mapping[str, str] = field(default_factory=dict)
    network: Network | None = None
    sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a browser is sent, and the state it has to bring back."""

    url: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Who came back.

    Attributes:
        provider: From where.
        subject: Who it is: a keyed hash, the same at every visit.
        claims: What the token says; for the length of a call.
        owner: Who was signed in when it began, or None.
        about: What the browser was told to bring back.
    """

    provider: Provider
    subject: str
    claims: Mapping[str, object] = field(repr=False)
    owner: bytes | None
    about: str


class Elsewhere:
    """Sends browsers to providers, and reads what they bring back.

    Args:
        providers: As the operator set them up.
        line: Asks them.
        links: Keep states, each good once.
        secret: 32 bytes that subjects, nonces and challenges are derived with.
    """

    def __init__(
        self, *, providers: Sequence[Provider], line: ProviderLine, links: Links, secret: bytes
    ) -> None:
        self._providers = {provider.key: provider for provider in providers}
        self._line = line
        self._links = links
        self._secret = secret

    def offered(self, kind: Kind) -> list[Provider]:
        """Return the providers that people, or staff, may come by."""
        return [one for _, one in sorted(self._providers.items()) if kind in one.kinds]

    def named(self, key: str, kind: Kind) -> Provider:
        """Return one provider.

        Raises:
            InputError: `provider/unknown`.
        """
        found = self._providers.get(key)
        if found is None or kind not in found.kinds:
            known = [one.key for one in self.offered(kind)]
            raise InputError(
                "provider/unknown", "nobody comes in by this provider", help=nearest(key, known)
            )
        return found

    def start(
        self, provider: Provider, kind: Kind, back_to: str, now: datetime,
        *, owner: bytes | None = None, about: str = "",
    ) -> Start:  # fmt: skip
        """Return where to send a browser.

        Args:
            back_to: Where the provider sends it back to.
            owner: Who is signed in already, to whom the account there is to be joined.
            about: A name that comes back with it; never a value of a person.

        Raises:
            OutsideError: `provider/unreachable`, `provider/malformed`.
        """
        known = provider.network
        authorization = (
            known.authorization if known else self._line.metadata(provider.issuer).authorization
        )
        noted = f"{kind}/{provider.key}/{about}"
        state = self._links.make("provider", now, owner=owner, about=noted)
        if provider.sealed:
            url = telegram_start(authorization, provider.client, back_to, state)
            return Start(url=url, state=state)
        asked = {
            "response_type": "code",
            "client_id": provider.client,
            "redirect_uri": back_to,
            "scope": " ".join(dict.fromkeys((*(() if known else ("openid",)), *provider.scopes))),
            "state": state,
            "code_challenge": _challenge(self._derived("verifier", state)),
            "code_challenge_method": "S256",
        }
        if known is None:
            asked["nonce"] = self._derived("nonce", state)
        mark = "&" if "?" in authorization else "?"
        return Start(url=f"{authorization}{mark}{urlencode(asked)}", state=state)

    def finish(
        self, provider: Provider, kind: Kind, back_to: str, state: str, code: str, now: datetime
    ) -> Shown | None:
        """Return who came back; None where the state is none of ours, or the token does not hold.

        Args:
            code: What the browser brought: a code, or of some networks the sealed answer itself.

        Raises:
            OutsideError: `provider/unreachable`, `provider/malformed`.
        """
        opened = self._links.use(state, "provider", now)
        if opened is None or not opened.about.startswith(f"{kind}/{provider.key}/"):
            return None
        try:
            claims = self._said(provider, back_to, state, code, now)
        except OutsideError as fault:
            if fault.code == "provider/refused":
                return None
            raise
        if claims is None:
            return None
        return Shown(
            provider=provider,
            subject=self.subject(provider, str(claims["sub"])),
            claims=claims,
            owner=opened.owner,
            about=opened.about.split("/", 2)[2],
        )

    def subject(self, provider: Provider, sub: str) -> str:
        """Return what stands here for somebody of a provider: a keyed hash, in hex."""
        named = f"{provider.issuer}\n{sub}".encode()
        return hmac.digest(self._secret, b"subject/" + named, "sha256").hex()

    def _said(
        self, provider: Provider, back_to: str, state: str, code: str, now: datetime
    ) -> Mapping[str, object] | None:
        """Return what a provider says of whoever came back, `sub` among it; None for nobody."""
        if provider.sealed:
            return telegram_said(code, provider.secret, now)
        client, verifier = (provider.client, provider.secret), self._derived("verifier", state)
        if provider.network is not None:
            told = account(
                self._line, provider.network,
                client=client, code=code, verifier=verifier, back_to=back_to,
            )  # fmt: skip
            return network_said(told, provider.network.subject)
        metadata = self._line.metadata(provider.issuer)
        token = self._line.id_token(
            metadata, client=client, code=code, verifier=verifier, back_to=back_to
        )
        nonce = self._derived("nonce", state)
        return self._judged(provider, token, self._line.keys(metadata), nonce, now)

    def _judged(
        self, provider: Provider, token: str, keys: Mapping[str, object], nonce: str, now: datetime
    ) -> Mapping[str, object] | None:
        """Return the claims of a token that holds (OpenID Connect Core 1.0, 3.1.3.7)."""
        # Fetched for the first who comes from elsewhere; most sites have no such provider.
        jwt, keyed = import_module("joserfc.jwt"), import_module("joserfc.jwk")
        no_token = import_module("joserfc.errors").JoseError
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": provider.client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            known = keyed.KeySet.import_key_set(keys)
            decoded = jwt.decode(token, known, algorithms=SIGNED_BY)
            rules.validate(decoded.claims)
        except (no_token, ValueError, KeyError, TypeError):
            # The library lets some faults of a malformed key or token through as they are.
            return None
        claims: Mapping[str, object] = decoded.claims
        # Core 1.0, 3.1.3.7, 4 and 5: of several audiences, we must be the one it was given to.
        if claims.get("azp", provider.client) != provider.client:
            return None
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if len(audiences) > 1 and "azp" not in claims:
            return None
        return claims

    def _derived(self, what: str, state: str) -> str:
        made = hmac.digest(self._secret, f"{what}/{state}".encode(), hashlib.sha256)
        return _coded(made)


def _challenge(verifier: str) -> str:
    """Return what a verifier is announced by (RFC 7636, 4.2: S256)."""
    return _coded(hashlib.sha256(verifier.encode()).digest())


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
