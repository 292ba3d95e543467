"""Networks that speak OAuth 2.0 and no OpenID Connect: who somebody is, asked with their token.

The token is used once, for this one question, and thrown away: nothing here or elsewhere keeps it.
What the answer says is not judged here (`engines.accounts.networks`).

RFC 6749, 4.1; RFC 6750, 2.1; RFC 7636.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import urlencode

from troth.connectors.oidc import ProviderLine, malformed

_LONGEST: Final = 4_096
"""Characters of a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Where a network is asked, and how.

    Attributes:
        authorization, token, account: Its addresses: for the browser, for codes, and for who it is.
        subject: What it calls somebody for good.
        inside: The member of its answer in which the rest lies; empty for the answer itself.
        basic: Whether we show who we are by HTTP Basic (RFC 6749, 2.3.1); else in the form.
        proof: Whether the question is sealed with our secret as well.
    """

    authorization: str
    token: str = ""
    account: str = ""
    subject: str = "id"
    inside: str = ""
    basic: bool = False
    proof: bool = False


def account(
    line: ProviderLine,
    network: Network,
    *,
    client: tuple[str, str],
    code: str,
    verifier: str,
    back_to: str,
) -> Mapping[str, object]:
    """Return what a network says of whoever brought a code.

    Args:
        client: Who we are to the network, and the secret that shows it.
        verifier: What the code's challenge was made of (RFC 7636).
        back_to: Where the browser was sent back to.

    Raises:
        OutsideError: `provider/unreachable`, `provider/malformed`; `provider/refused` for a code
            that is none.
    """
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back_to,
        "client_id": client[0], "code_verifier": verifier,
    }  # fmt: skip
    if not network.basic:
        form["client_secret"] = client[1]
    token = line.asked(
        "POST", network.token, form=form, basic=client if network.basic else None
    ).get("access_token")
    if not isinstance(token, str) or not token or len(token) > _LONGEST:
        raise malformed()
    url = network.account
    if network.proof:
        sealed = hmac.digest(client[1].encode(), token.encode(), hashlib.sha256).hex()
        url += ("&" if "?" in url else "?") + urlencode({"appsecret_proof": sealed})
    said = line.asked("GET", url, headers={"authorization": f"Bearer {token}"})
    told = said.get(network.inside) if network.inside else said
    if not isinstance(told, dict):
        raise malformed()
    return cast(Mapping[str, object], told)
