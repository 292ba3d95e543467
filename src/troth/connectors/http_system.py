"""Another company's system behind an address that understands two questions: locate and erase.

One message each way, JSON over HTTP: `{"do": "erase", "plan": …, "identifiers": [{"kind": …,
"value": …}]}` is answered with `{"items": 5}`. Any other answer, a redirect or silence is no
answer. What the system says beside the count is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import httpx
import msgspec

from troth.core.names import Identifier
from troth.errors import OutsideError

PATIENCE: Final = 8.0
"""Seconds for one question."""
MOST_BYTES: Final = 65_536
"""Bytes of an answer that are read."""


class _Answer(msgspec.Struct):
    items: Annotated[int, msgspec.Meta(ge=0)]


class HttpSystem:
    """A system that a manifest names, behind an address.

    Args:
        name: The system's key in the manifest.
        url: Where it listens.
        token: What shows it who asks; sent as a bearer token.
    """

    def __init__(self, *, name: str, url: str, token: str = "") -> None:
        self._name = name
        self._url = url
        self._token = token

    def locate(self, identifiers: Sequence[Identifier]) -> int:
        """Return how many items the system says it holds under these identifiers."""
        return self._ask("locate", identifiers, b"")

    def erase(self, identifiers: Sequence[Identifier], plan: bytes) -> int:
        """Have the system erase what it holds; return how many items it says went."""
        return self._ask("erase", identifiers, plan)

    def _ask(
        self, do: Literal["locate", "erase"], identifiers: Sequence[Identifier], plan: bytes
    ) -> int:
        asked = {
            "do": do,
            "plan": plan.hex(),
            "identifiers": [{"kind": one.kind, "value": one.value} for one in identifiers],
        }
        headers = {"authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            # The environment's proxies are not asked: an address means the system itself.
            with (
                httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client,
                client.stream("POST", self._url, json=asked, headers=headers) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    raise self._unreached(f"answered {answer.status_code}")
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise self._unreached("said too much")
            return msgspec.json.decode(body, type=_Answer).items
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
            raise self._unreached("did not answer") from fault
        except msgspec.DecodeError as fault:
            raise self._unreached("did not say how many items went") from fault

    def _unreached(self, why: str) -> OutsideError:
        return OutsideError(
            "system/unreached",
            f"`{self._name}` {why}",
            help="look at its address and its token, and whether it is up",
            place=f"systems/{self._name}",
        )
