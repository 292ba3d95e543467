"""Providers of sign-in that are known by name: what an operator need not look up.

Data, with where it was read. Anything here can be said otherwise in the operator's settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from troth.connectors.oauth import Network

_CLAIMS: Final[Mapping[str, str]] = MappingProxyType(
    {"account-email": "email", "email": "email", "name": "name", "profile-url": "profile"}
)
"""Standard claims by the items that policies call them (OpenID Connect Core 1.0, 5.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What is known of a provider.

    Attributes:
        items: Item of a policy → claim of its tokens, or member of its answer.
        settings: Where people see and change what is handed on.
        source: Where all of this stands.
        network: How it is asked, where it speaks no OpenID Connect.
        sealed: Whether it hands its answer to the browser, sealed with our secret.
    """

    name: str
    issuer: str
    scopes: tuple[str, ...]
    items: Mapping[str, str] = field(default_factory=dict)
    settings: str
    source: str
    network: Network | None = None
    sealed: bool = False


PRESETS: Final[Mapping[str, Preset]] = MappingProxyType(
    {
        "google": Preset(
            name="Google",
            issuer="https://accounts.google.com",
            scopes=("openid", "email", "profile"),
            items=_CLAIMS,
            settings="https://myaccount.google.com/connections",
            source="https://developers.google.com/identity/openid-connect/openid-connect",
        ),
        "linkedin": Preset(
            name="LinkedIn",
            issuer="https://www.linkedin.com/oauth",
            scopes=("openid", "email", "profile"),
            items=_CLAIMS,
            settings="https://www.linkedin.com/mypreferences/d/data-privacy",
            source="https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/"
            "sign-in-with-linkedin-v2",
        ),
        "facebook": Preset(
            name="Facebook",
            issuer="https://www.facebook.com",
            scopes=("email",),
            items={"account-email": "email", "email": "email", "name": "name"},
            settings="https://www.facebook.com/settings/?tab=applications",
            source="https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow",
            network=Network(
                authorization="https://www.facebook.com/v23.0/dialog/oauth",
                token="https://graph.facebook.com/v23.0/oauth/access_token",
                account="https://graph.facebook.com/v23.0/me?fields=id,name,email",
                proof=True,
            ),
        ),
        "twitter": Preset(
            name="X (Twitter)",
            issuer="https://x.com",
            # Both are needed to learn who somebody is; neither lets anything be written.
            scopes=("users.read", "tweet.read"),
            items={"name": "name", "username": "username"},
            settings="https://x.com/settings/connected_apps",
            source="https://docs.x.com/x-api/users/get-my-user",
            network=Network(
                authorization="https://x.com/i/oauth2/authorize",
                token="https://api.x.com/2/oauth2/token",
                account="https://api.x.com/2/users/me",
                inside="data",
                basic=True,
            ),
        ),
        "telegram": Preset(
            name="Telegram",
            issuer="https://oauth.telegram.org",
            scopes=(),
            items={"name": "first_name", "username": "username"},
            settings="https://telegram.org/faq#q-what-is-telegram-login",
            source="https://core.telegram.org/widgets/login",
            network=Network(authorization="https://oauth.telegram.org/auth"),
            sealed=True,
        ),
    }
)
