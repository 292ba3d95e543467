"""Tries the addresses of the documents that a policy points to.

Asks for each once and reads no more than the head of the answer; a redirect is followed, an error
or a silence is a link that leads nowhere. Sends no data but the request itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx

SECONDS = 10.0
"""Longest wait for one address."""


def unreachable(addresses: Mapping[str, str], *, seconds: float = SECONDS) -> frozenset[str]:
    """Return the keys of the addresses that do not answer with a page.

    Args:
        addresses: Key → address, `http` or `https`.
        seconds: Longest wait for each.
    """
    with httpx.Client(follow_redirects=True, timeout=seconds) as client:
        return frozenset(key for key, url in sorted(addresses.items()) if not _answers(client, url))


def _answers(client: httpx.Client, url: str) -> bool:
    try:
        with client.stream("GET", url) as answer:
            return answer.is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
