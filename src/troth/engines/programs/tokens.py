"""Tokens of programs: made with scopes and an end, shown once, kept as a hash, ended at any time.

A token is 32 random bytes; whoever reads the store cannot use it. A scope opens the routes that
name it and no other, and every token ends by itself (OWASP ASVS 5.0, 9 and 10.4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.accounts.sessions import TOKEN_BYTES, token_hash
from troth.engines.programs.journal import keep_end
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.policy.nearest import nearest
from troth.storage.ports import DataStore
from troth.storage.signin_rows import TokenRow

SCOPES: Final[Mapping[str, str]] = {
    "collect": "hand over submissions",
    "decide": "ask what may be done, and enter purposes",
    "consent": "write down, withdraw and read consents",
    "subjects": "find people, read their standing, export what is held",
    "requests": "open rights requests and lead them to their answer",
    "disclosures": "hand data to recipients, and read to whom it went",
    "promises": "read which promises are kept",
    "evidence": "read the log and its proofs",
    "metrics": "read figures of the running service",
}
"""What a token may be for, each in a few words."""

LONGEST: Final = timedelta(days=400)
"""For so long a token is made at most: who holds it is then asked again."""
PREFIX: Final = "troth_"
"""Begins every token, so that one that leaked into a text can be found there."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


class Tokens:
    """Makes, finds and ends tokens."""

    def __init__(self, *, data: DataStore, vault: Vault, entropy: Entropy) -> None:
        self._data = data
        self._vault = vault
        self._entropy = entropy

    def make(
        self, name: str, scopes: Sequence[str], now: datetime, until: datetime
    ) -> tuple[TokenRow, str]:
        """Make a token; return its row and the token itself, which is nowhere else.

        Raises:
            InputError: `tokens/malformed-name`, `tokens/no-scope`, `tokens/unknown-scope`,
                `tokens/over-already`, `tokens/too-long`, `tokens/known`.
        """
        self._check(name, scopes, now, until)
        token = PREFIX + self._entropy.bytes(TOKEN_BYTES).hex()
        row = TokenRow(
            token=token_hash(token),
            name=name,
            roles=tuple(sorted(set(scopes))),
            made_at=to_micros(now),
            until=to_micros(until),
        )
        with self._data.unit() as unit:
            if any(one.name == name and holds(one, now) for one in unit.tokens()):
                raise InputError(
                    "tokens/known",
                    f"there is a token `{name}` that holds",
                    help="end it first, or choose another name",
                )
            unit.put_token(row)
        return row, token

    def find(self, token: str, now: datetime) -> TokenRow | None:
        """Return the row of a token that holds, or None."""
        return self.find_all([token], now)[0]

    def find_all(self, tokens: Sequence[str], now: datetime) -> list[TokenRow | None]:
        """Return the rows of tokens, in order; None for one that does not hold."""
        with self._data.read() as reader:
            rows = {token: reader.token(token_hash(token)) for token in set(tokens)}
        living = {token: row for token, row in rows.items() if row and holds(row, now)}
        return [living.get(token) for token in tokens]

    def listed(self) -> list[TokenRow]:
        """Return every token, ended ones too, in the order they were made."""
        with self._data.read() as reader:
            return list(reader.tokens())

    def end(self, name: str, now: datetime) -> TokenRow:
        """End the token of a name; it opens nothing from now on.

        Raises:
            InputError: `tokens/unknown`.
        """
        with self._data.unit() as unit:
            living = [one for one in unit.tokens() if holds(one, now)]
            found = next((one for one in living if one.name == name), None)
            if found is None:
                raise InputError(
                    "tokens/unknown",
                    f"no token `{name[:60]}` holds",
                    help=nearest(name, [one.name for one in living]),
                )
            # First where no backup can forget it.
            keep_end(self._vault, "token-ended", found.token, now)
            ended = replace(found, ended_at=to_micros(now))
            unit.put_token(ended)
        return ended

    def _check(self, name: str, scopes: Sequence[str], now: datetime, until: datetime) -> None:
        if not _NAME.fullmatch(name):
            raise InputError(
                "tokens/malformed-name",
                f"`{name[:60]}` is no name of a program",
                help="up to 40 small letters, digits, dots, hyphens",
            )
        if not scopes:
            raise InputError("tokens/no-scope", "a token is for something", help=", ".join(SCOPES))
        for scope in scopes:
            if scope not in SCOPES:
                raise InputError(
                    "tokens/unknown-scope",
                    f"`{scope[:60]}` is no scope",
                    help=nearest(scope, list(SCOPES)),
                )
        if until <= now:
            raise InputError("tokens/over-already", "the token would have ended before it began")
        if until > now + LONGEST:
            raise InputError(
                "tokens/too-long",
                f"a token is made for {LONGEST.days} days at most",
                help="make a new one then; two may overlap under two names",
            )


def holds(row: TokenRow, now: datetime) -> bool:
    """Tell whether a token opens anything at an instant."""
    return row.ended_at is None and (row.until is None or to_micros(now) < row.until)
