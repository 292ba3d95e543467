"""Programs that call a served site: their tokens."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta

from tests.web.served import Served
from troth.assembly.programs import build_tokens
from troth.engines.programs.tokens import SCOPES

_NUMBERS = itertools.count(1)


def token_for(served: Served, scopes: Sequence[str] = tuple(SCOPES)) -> str:
    """Return a new token of a site, for everything or for these scopes."""
    now = served.platform.clock.now()
    name = f"program-{next(_NUMBERS)}"
    _, token = build_tokens(served.platform).make(name, scopes, now, now + timedelta(days=1))
    return token
