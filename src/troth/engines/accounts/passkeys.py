"""Passkeys (WebAuthn level 3): made, listed, ended, and used to sign in without anything typed.

The private key never leaves the authenticator; the store has the public half. Every challenge is a
one-time link of five minutes, so that an answer is good once. The authenticator must have checked
who uses it (a finger, a face, a number), so a passkey is two factors in one and asks for no other.
What it signs names the site, so a look-alike gets nothing that opens this one.

W3C Web Authentication level 3, 7.1 and 7.2, by the library; OWASP ASVS 5.0, 6.3.3 and 6.7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from troth.core.periods import to_micros
from troth.engines.accounts.links import Links
from troth.engines.accounts.sessions import Kind
from troth.engines.accounts.totp import Owner
from troth.errors import StateError
from troth.storage.ports import DataStore
from troth.storage.signin_rows import PasskeyRow

if TYPE_CHECKING:
    from troth.engines.accounts.ceremony import Key

MOST: Final = 10
"""Passkeys of one owner."""
LONGEST: Final = 16_384
"""Characters of an answer that are looked at."""
CEREMONY: Final = "troth.engines.accounts.ceremony"
"""Fetched when somebody makes or shows a passkey: 6 MB that most sites never need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The site as authenticators know it (a *relying party*).

    Attributes:
        origin: Scheme, host and port, as browsers say it.
        name: What it is called.
    """

    origin: str
    name: str

    @property
    def host(self) -> str:
        """The name that keys are bound to."""
        return urlsplit(self.origin).hostname or ""


class Passkeys:
    """Makes, uses and ends passkeys."""

    def __init__(self, *, data: DataStore, links: Links) -> None:
        self._data = data
        self._links = links

    # -- making ---------------------------------------------------------------------------------

    def ask_to_make(self, place: Place, owner: Owner, name: str, now: datetime) -> str:
        """Return what a browser needs to make a passkey, as JSON.

        Args:
            name: What the account is called in the authenticator; it is kept there, not here.

        Raises:
            StateError: `passkey/too-many`.
        """
        known = self.of(owner)
        if len(known) >= MOST:
            raise StateError("passkey/too-many", f"there are {MOST} passkeys", help="end one first")
        challenge = self._links.make("passkey", now, owner=owner.id, about=f"make-{owner.kind}")
        asking: str = _ceremony().ask_to_make(
            place.host,
            place.name,
            owner.id,
            name,
            bytes.fromhex(challenge),
            [row.credential for row in known],
        )
        return asking

    def make(self, place: Place, owner: Owner, answer: str, now: datetime) -> bool:
        """Take a new passkey; False for an answer to nothing we asked, or one that does not hold.

        A passkey that somebody has already is never moved to somebody else.
        """

        def asked(challenge: bytes) -> bool:
            link = self._links.use(challenge.hex(), "passkey", now)
            return link is not None and (link.about, link.owner) == (f"make-{owner.kind}", owner.id)

        made: Key | None = _ceremony().made(place.host, place.origin, answer[:LONGEST], asked)
        if made is None:
            return False
        row = PasskeyRow(
            credential=made.credential,
            kind=owner.kind,
            owner=owner.id,
            public_key=made.public,
            counter=made.counter,
            made_at=to_micros(now),
        )
        with self._data.unit() as unit:
            if unit.passkey(row.credential) is not None or len(unit.passkeys(owner.id)) >= MOST:
                return False
            unit.put_passkey(row)
        return True

    # -- signing in -----------------------------------------------------------------------------

    def ask_to_sign_in(self, place: Place, kind: Kind, now: datetime) -> str:
        """Return what a browser needs to sign somebody in, whoever it turns out to be, as JSON."""
        challenge = self._links.make("passkey", now, about=f"enter-{kind}")
        asking: str = _ceremony().ask_to_sign_in(place.host, bytes.fromhex(challenge))
        return asking

    def sign_in(self, place: Place, kind: Kind, answer: str, now: datetime) -> bytes | None:
        """Return who signs in by a passkey; None for every answer that does not hold."""
        found: list[PasskeyRow] = []

        def asked(challenge: bytes) -> bool:
            link = self._links.use(challenge.hex(), "passkey", now)
            return link is not None and link.about == f"enter-{kind}"

        def known(credential: bytes, owner: bytes | None) -> Key | None:
            with self._data.read() as reader:
                row = reader.passkey(credential)
            if row is None or row.kind != kind or owner not in (None, row.owner):
                return None
            found.append(row)
            key: Key = _ceremony().Key(
                credential=row.credential, public=row.public_key, counter=row.counter
            )
            return key

        shown: Key | None = _ceremony().shown(
            place.host, place.origin, answer[:LONGEST], asked, known
        )
        if shown is None:
            return None
        with self._data.unit() as unit:
            if unit.passkey(shown.credential) is None:
                # Ended meanwhile: it stays ended.
                return None
            unit.put_passkey(replace(found[0], counter=shown.counter))
        return found[0].owner

    # -- what there is --------------------------------------------------------------------------

    def of(self, owner: Owner) -> Sequence[PasskeyRow]:
        """Return the passkeys of an owner, oldest first."""
        with self._data.read() as reader:
            return [row for row in reader.passkeys(owner.id) if row.kind == owner.kind]

    def end(self, owner: Owner, named: str) -> bool:
        """End one passkey, named by its credential in hex; False for anybody else's."""
        with self._data.unit() as unit:
            gone = [row.credential for row in unit.passkeys(owner.id)]
            return unit.delete_passkeys([one for one in gone if one.hex() == named]) == 1

    def end_all(self, owner: Owner) -> int:
        """End every passkey of an owner; return how many."""
        with self._data.unit() as unit:
            return unit.delete_passkeys([row.credential for row in unit.passkeys(owner.id)])


def _ceremony() -> Any:
    return import_module(CEREMONY)
