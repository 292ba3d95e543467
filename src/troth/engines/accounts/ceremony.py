"""What an authenticator is asked, and what its answer is worth (WebAuthn level 3), by the library.

Imported at the first ceremony: see `passkeys`. Knows nothing of who has which key.

W3C Web Authentication level 3, 7.1 and 7.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

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

_VERIFIED: Final = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A passkey as its authenticator tells of it.

    Attributes:
        credential: Its id.
        public: Its public half.
        counter: How often it signed, where the authenticator counts.
    """

    credential: bytes
    public: bytes
    counter: int


def ask_to_make(
    host: str, site: str, owner: bytes, name: str, challenge: bytes, known: Sequence[bytes]
) -> str:
    """Return what a browser needs to make a passkey that is none of those known, as JSON."""
    options = generate_registration_options(
        rp_id=host,
        rp_name=site,
        user_id=owner,
        user_name=name,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
    )
    return options_to_json(options)


def ask_to_sign_in(host: str, challenge: bytes) -> str:
    """Return what a browser needs to sign somebody in, as JSON."""
    options = generate_authentication_options(
        rp_id=host, challenge=challenge, user_verification=_VERIFIED
    )
    return options_to_json(options)


def made(host: str, origin: str, answer: str, asked: Callable[[bytes], bool]) -> Key | None:
    """Return a new passkey; None where the answer does not hold.

    Args:
        asked: Tells whether a challenge was ours, and uses it up.
    """
    try:
        credential = parse_registration_credential_json(answer)
        challenge = parse_client_data_json(credential.response.client_data_json).challenge
        if not asked(challenge):
            return None
        found = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError):
        # The library lets some faults of the bytes through as they are.
        return None
    return Key(
        credential=found.credential_id,
        public=found.credential_public_key,
        counter=found.sign_count,
    )


def shown(
    host: str,
    origin: str,
    answer: str,
    asked: Callable[[bytes], bool],
    known: Callable[[bytes, bytes | None], Key | None],
) -> Key | None:
    """Return the passkey that was used, with its new counter; None where the answer does not hold.

    Args:
        asked: Tells whether a challenge was ours, and uses it up.
        known: Returns the key of a credential's id and of its owner, where the answer names one.
    """
    try:
        credential = parse_authentication_credential_json(answer)
        challenge = parse_client_data_json(credential.response.client_data_json).challenge
        if not asked(challenge):
            return None
        key = known(credential.raw_id, credential.response.user_handle)
        if key is None:
            return None
        found = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=key.public,
            credential_current_sign_count=key.counter,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError):
        return None
    return Key(credential=key.credential, public=key.public, counter=found.new_sign_count)
