"""Providers of sign-in that are known by name: what an operator need not look up.

Data, with where it was read. Anything here can be said otherwise in the operator's settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

_CLAIMS: Final[Mapping[str, str]] = MappingProxyType(
    {"account-email": "email", "email": "email", "name": "name", "profile-url": "profile"}
)
"""Standard claims by the items that policies call them (OpenID Connect Core 1.0, 5.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What is known of a provider.

    Attributes:
        items: Item of a policy → claim of its tokens.
        settings: Where people see and change what is handed on.
        source: Where all of this stands.
    """

    name: str
    issuer: str
    scopes: tuple[str, ...]
    items: Mapping[str, str] = field(default_factory=dict)
    settings: str
    source: str


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
    }
)
