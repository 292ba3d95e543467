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
from typing import Final
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from troth.core.periods import to_micros
from troth.engines.accounts.links import Links
from troth.engines.accounts.sessions import Kind
from troth.engines.accounts.totp import Owner
from troth.errors import StateError
from troth.storage.ports import DataStore
from troth.storage.signin_rows import PasskeyRow

MOST: Final = 10
"""Passkeys of one owner."""
LONGEST: Final = 16_384
"""Characters of an answer that are looked at."""
_VERIFIED: Final = UserVerificationRequirement.REQUIRED


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
        options = generate_registration_options(
            rp_id=place.host,
            rp_name=place.name,
            user_id=owner.id,
            user_name=name,
            challenge=bytes.fromhex(challenge),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=row.credential) for row in known],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
            ),
        )
        return options_to_json(options)

    def make(self, place: Place, owner: Owner, answer: str, now: datetime) -> bool:
        """Take a new passkey; False for an answer to nothing we asked, or one that does not hold.

        A passkey that somebody has already is never moved to somebody else.
        """
        try:
            credential = parse_registration_credential_json(answer[:LONGEST])
            challenge = parse_client_data_json(credential.response.client_data_json).challenge
            asked = self._links.use(challenge.hex(), "passkey", now)
            if asked is None or (asked.about, asked.owner) != (f"make-{owner.kind}", owner.id):
                return False
            made = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=place.host,
                expected_origin=place.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError):
            # The library lets some faults of the bytes through as they are.
            return False
        row = PasskeyRow(
            credential=made.credential_id,
            kind=owner.kind,
            owner=owner.id,
            public_key=made.credential_public_key,
            counter=made.sign_count,
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
        options = generate_authentication_options(
            rp_id=place.host, challenge=bytes.fromhex(challenge), user_verification=_VERIFIED
        )
        return options_to_json(options)

    def sign_in(self, place: Place, kind: Kind, answer: str, now: datetime) -> bytes | None:
        """Return who signs in by a passkey; None for every answer that does not hold."""
        try:
            credential = parse_authentication_credential_json(answer[:LONGEST])
            challenge = parse_client_data_json(credential.response.client_data_json).challenge
            asked = self._links.use(challenge.hex(), "passkey", now)
            if asked is None or asked.about != f"enter-{kind}":
                return None
            with self._data.read() as reader:
                row = reader.passkey(credential.raw_id)
            if row is None or row.kind != kind:
                return None
            if credential.response.user_handle not in (None, row.owner):
                return None
            shown = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=place.host,
                expected_origin=place.origin,
                credential_public_key=row.public_key,
                credential_current_sign_count=row.counter,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError):
            return None
        with self._data.unit() as unit:
            if unit.passkey(row.credential) is None:
                # Ended meanwhile: it stays ended.
                return None
            unit.put_passkey(replace(row, counter=shown.new_sign_count))
        return row.owner

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
