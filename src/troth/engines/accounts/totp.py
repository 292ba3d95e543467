"""Second factors: codes of an authenticator (RFC 6238), each taken once, and codes for recovery.

The secret is made from a random key that is kept wrapped: a person's under the person's own key, so
that it goes with them; staff's under a secret of the key store. The data store alone opens neither.
A code of a step is taken once: the last step is written in place of the one that was read, or not
at all (RFC 6238, 5.2). Codes for recovery are kept as keyed hashes and go when used.

Nothing here tells a wrong code from a used one. OWASP ASVS 5.0, 6.5.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

import pyotp
from pyotp.exceptions import OTPVerificationError

from troth.core.ports import Entropy
from troth.engines.accounts.sessions import Kind
from troth.engines.vault.keyring import Keyring, no_person
from troth.errors import InputError, StateError
from troth.sealing.format import NONCE_BYTES
from troth.sealing.keys import KEY_BYTES, WRAPPED_BYTES, unwrap, wrap
from troth.storage.ports import DataStore

State = Literal["none", "waiting", "on"]
SECRET_BYTES: Final = 20
"""RFC 4226, 4: the length that every authenticator takes."""
DRIFT: Final = 1
"""Steps of 30 seconds that a clock may be off (RFC 6238, 5.2)."""
CODES: Final = 10
_CODE_BYTES: Final = 15
"""120 bits: enough for a plain keyed hash (OWASP ASVS 5.0, 6.5.2)."""
_HASH_BYTES: Final = 16
_FORMAT: Final = 1
_STEP_BYTES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose factor it is: the person of an account, or a member of staff."""

    kind: Kind
    id: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an authenticator is to be given: the secret, and the address that holds it."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What is kept of a factor: `step` is the last one taken, 0 before the first."""

    key: bytes
    step: int
    recovery: tuple[bytes, ...]

    @property
    def on(self) -> bool:
        return self.step > 0

    def totp(self) -> pyotp.TOTP:
        return pyotp.TOTP(base64.b32encode(self.key[:SECRET_BYTES]).decode())

    def hash_of(self, code: str) -> bytes:
        return hmac.digest(self.key, b"recovery/" + code.encode(), "sha256")[:_HASH_BYTES]


class SecondFactors:
    """Makes, checks and ends second factors."""

    def __init__(self, *, data: DataStore, keyring: Keyring, entropy: Entropy) -> None:
        self._data = data
        self._keyring = keyring
        self._entropy = entropy

    def state(self, owner: Owner) -> State:
        """Return `none`, `waiting` until a first code was given, or `on`."""
        held = self._open(owner, self._stored(owner))
        return "none" if held is None else "on" if held.on else "waiting"

    def begin(self, owner: Owner) -> None:
        """Make a secret that waits for its first code; one that waits already stays.

        Raises:
            StateError: `factor/on` where there is one; `factor/changed` when two came at once.
            InputError: `factor/unknown-owner`.
        """
        stored = self._stored(owner)
        held = self._open(owner, stored)
        if held is not None and held.on:
            raise StateError("factor/on", "there is a second factor already", help="end it first")
        if held is None:
            fresh = _Held(key=self._entropy.bytes(KEY_BYTES), step=0, recovery=())
            self._swap(owner, stored, fresh)

    def offer(self, owner: Owner, *, issuer: str, name: str) -> Offer:
        """Return what is to be given to an authenticator, while it waits.

        Args:
            issuer: What the site is called.
            name: What the account is called in the authenticator.

        Raises:
            StateError: `factor/none-waiting`: a secret that is in use is never shown again.
        """
        held = self._open(owner, self._stored(owner))
        if held is None or held.on:
            raise StateError("factor/none-waiting", "no second factor waits for its first code")
        totp = held.totp()
        return Offer(secret=totp.secret, uri=totp.provisioning_uri(name=name, issuer_name=issuer))

    def confirm(self, owner: Owner, code: str, now: datetime) -> list[str] | None:
        """Put a waiting factor into use by its first code; return the codes for recovery, once.

        Returns None for a wrong code.
        """
        stored = self._stored(owner)
        held = self._open(owner, stored)
        step = None if held is None or held.on else _step(held, code, now)
        if held is None or step is None:
            return None
        return self._with_codes(owner, stored, replace(held, step=step))

    def passes(self, owner: Owner, code: str, now: datetime) -> bool:
        """Take a code of the authenticator or one for recovery; each once."""
        stored = self._stored(owner)
        held = self._open(owner, stored)
        if held is None or not held.on:
            return False
        step = _step(held, code, now)
        if step is not None:
            left = replace(held, step=step)
        else:
            hashed = held.hash_of(_plain(code))
            kept = tuple(one for one in held.recovery if not hmac.compare_digest(one, hashed))
            if len(kept) == len(held.recovery):
                return False
            left = replace(held, recovery=kept)
        # Whoever read the same state and came first has used this code up.
        return self._put(owner, stored, left)

    def codes_left(self, owner: Owner) -> int:
        """Return how many codes for recovery are unused."""
        held = self._open(owner, self._stored(owner))
        return 0 if held is None else len(held.recovery)

    def renew_codes(self, owner: Owner) -> list[str]:
        """Return new codes for recovery, once; older ones open nothing any more.

        Raises:
            StateError: `factor/none`.
        """
        stored = self._stored(owner)
        held = self._open(owner, stored)
        if held is None or not held.on:
            raise StateError("factor/none", "there is no second factor")
        return self._with_codes(owner, stored, held)

    def end(self, owner: Owner) -> None:
        """Forget a factor, waiting or in use."""
        stored = self._stored(owner)
        with self._data.unit() as unit:
            unit.swap_factor(owner.kind, owner.id, stored, None)

    # -- what is kept ---------------------------------------------------------------------------

    def _with_codes(self, owner: Owner, stored: bytes | None, held: _Held) -> list[str]:
        noise = self._entropy.bytes(CODES * _CODE_BYTES)
        parts = [noise[at : at + _CODE_BYTES] for at in range(0, len(noise), _CODE_BYTES)]
        codes = [base64.b32encode(part).decode().lower() for part in parts]
        self._swap(owner, stored, replace(held, recovery=tuple(map(held.hash_of, codes))))
        return ["-".join(code[at : at + 4] for at in range(0, 24, 4)) for code in codes]

    def _swap(self, owner: Owner, stored: bytes | None, held: _Held) -> None:
        if not self._put(owner, stored, held):
            raise StateError("factor/changed", "the second factor was changed meanwhile")

    def _put(self, owner: Owner, stored: bytes | None, held: _Held) -> bool:
        wrapped = wrap(
            self._kek(owner), held.key, context=_context(owner),
            nonce=self._entropy.bytes(NONCE_BYTES),
        )  # fmt: skip
        step = held.step.to_bytes(_STEP_BYTES, "big")
        body = bytes([_FORMAT]) + wrapped + step + b"".join(held.recovery)
        with self._data.unit() as unit:
            return unit.swap_factor(owner.kind, owner.id, stored, body)

    def _stored(self, owner: Owner) -> bytes | None:
        with self._data.read() as reader:
            member = reader.staff(owner.id) if owner.kind == "staff" else None
            account = next(iter(reader.accounts([owner.id])), None)
        row = member if owner.kind == "staff" else account
        if row is None:
            raise InputError("factor/unknown-owner", "nobody signs in under this id")
        return row.factor

    def _open(self, owner: Owner, stored: bytes | None) -> _Held | None:
        if stored is None:
            return None
        at = 1 + WRAPPED_BYTES
        hashes = stored[at + _STEP_BYTES :]
        return _Held(
            key=unwrap(self._kek(owner), stored[1:at], context=_context(owner)),
            step=int.from_bytes(stored[at : at + _STEP_BYTES], "big"),
            recovery=tuple(hashes[n : n + _HASH_BYTES] for n in range(0, len(hashes), _HASH_BYTES)),
        )

    def _kek(self, owner: Owner) -> bytes:
        if owner.kind == "staff":
            return self._keyring.secret("factors")
        key = self._keyring.person_keys([owner.id]).get(owner.id)
        if key is None:
            raise no_person()
        return key


def _context(owner: Owner) -> bytes:
    return b"factor/" + owner.kind.encode() + b"/" + owner.id


def without_codes(stored: bytes) -> bytes:
    """Return a factor as it is kept, without its codes for recovery."""
    return stored[: 1 + WRAPPED_BYTES + _STEP_BYTES]


def is_on(stored: bytes | None) -> bool:
    """Tell of a factor as it is kept whether its first code was given; without opening it."""
    return stored is not None and any(stored[1 + WRAPPED_BYTES :][:_STEP_BYTES])


def _plain(code: str) -> str:
    """Return a code for recovery as it was made, however it was copied."""
    return re.sub(r"[\s-]", "", code[:64]).lower()


def _step(held: _Held, code: str, now: datetime) -> int | None:
    """Return the step of a code that was not taken yet; None for any other."""
    digits = re.sub(r"\s", "", code[:64])
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    try:
        step = held.totp().verify_and_get_timecode(digits, for_time=now, valid_window=DRIFT)
    except OTPVerificationError:
        return None
    return step if step > held.step else None
