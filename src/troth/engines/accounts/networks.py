"""Who somebody is, as networks say it that sign no ID token: judged, and brought to one form.

Of a network that speaks OAuth 2.0 the answer came over TLS from the network itself, to our code and
our challenge, so what it names is who was there. Telegram hands its answer to the browser, sealed
with the secret between us: nobody else can have made it, and it is good for five minutes.

RFC 6749, 10.12; core.telegram.org/widgets/login.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

FRESH: Final = 300
"""Seconds for which an answer that went through a browser is believed."""
LEEWAY: Final = 60
_LONGEST: Final = 4_096
ANSWER: Final = "tgAuthResult"
"""Under which name Telegram hands its answer to the browser, in the fragment of the address."""


def telegram_start(authorization: str, bot: str, back_to: str, state: str) -> str:
    """Return where a browser is sent that comes by Telegram; nothing but who it is is asked for."""
    here = urlsplit(back_to)
    asked = {
        "bot_id": bot,
        "origin": f"{here.scheme}://{here.netloc}",
        "return_to": f"{back_to}?{urlencode({'state': state})}",
    }
    return f"{authorization}?{urlencode(asked)}"


def telegram_said(answer: str, secret: str, now: datetime) -> Mapping[str, object] | None:
    """Return what a sealed answer says; None where it does not hold or is too old.

    Args:
        answer: JSON in base64url, as the browser brought it.
        secret: The token of the bot, which Telegram and we know.
        now: The instant.
    """
    told = _read(answer)
    if told is None:
        return None
    seal = told.pop("hash", "")
    lines = "\n".join(f"{name}={told[name]}" for name in sorted(told))
    key = hashlib.sha256(secret.encode()).digest()
    made = hmac.digest(key, lines.encode(), "sha256").hex()
    if not hmac.compare_digest(made.encode(), seal.encode()):
        return None
    at = told.get("auth_date", "")
    age = now.timestamp() - int(at) if at.isascii() and at.isdigit() else FRESH + 1
    if not -LEEWAY <= age <= FRESH or not told.get("id"):
        return None
    return {**told, "sub": told["id"]}


def network_said(told: Mapping[str, object], subject: str) -> Mapping[str, object] | None:
    """Return what a network's answer says; None where it names nobody."""
    sub = told.get(subject)
    if isinstance(sub, bool) or not isinstance(sub, (str, int)) or not str(sub).strip():
        return None
    return {**told, "sub": str(sub)}


def _read(answer: str) -> dict[str, str] | None:
    if not answer or len(answer) > _LONGEST or not answer.isascii():
        return None
    try:
        told = json.loads(base64.urlsafe_b64decode(answer + "=" * (-len(answer) % 4)))
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    plain = {name: value for name, value in told.items() if isinstance(value, (str, int))}
    if len(plain) != len(told) or any(isinstance(value, bool) for value in plain.values()):
        return None
    return {name: str(value) for name, value in plain.items()}
