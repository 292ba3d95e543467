"""Passwords: hashed with argon2id, compared in the same time whether or not somebody is known.

RFC 9106, second recommended option, as the library sets it; OWASP ASVS 5.0, 6.2 for the rules: at
least 12 characters, at most 128, no composition rules, none that is soon guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from troth.engines.accounts.guessable import Guessable
from troth.errors import InputError

SHORTEST = 12
LONGEST = 128
COMMON = frozenset(
    (
        "123456789012", "1234567890123", "password1234", "passwordpassword", "qwertyuiop12",
        "qwertyuiopas", "administrator", "iloveyou1234", "letmeinletmein", "welcomewelcome",
        "changemechangeme", "111111111111", "000000000000", "abcdefghijkl", "q1w2e3r4t5y6",
    )
)  # fmt: skip
"""Long ones that are tried first; shorter ones are refused by their length."""


class Passwords:
    """Hashes and compares.

    Args:
        guessable: What is refused beyond the rules of length.
    """

    def __init__(self, guessable: Guessable | None = None) -> None:
        self._guessable = guessable
        self._hasher = PasswordHasher()
        self._nobody = _nobodys_hash()

    def judge(self, password: str, about: Iterable[str] = ()) -> None:
        """Refuse a password that is too easy to find.

        Args:
            about: Words of whoever it is for: a login.

        Raises:
            InputError: `password/too-short`, `password/too-long`, `password/common`,
                `password/own-words`.
        """
        if len(password) < SHORTEST:
            raise InputError(
                "password/too-short",
                f"a password has at least {SHORTEST} characters",
                help="a few words are easy to keep in mind",
            )
        if len(password) > LONGEST:
            raise InputError("password/too-long", f"a password has at most {LONGEST} characters")
        guessable = self._guessable
        if guessable is not None and guessable.own(password, about):
            raise InputError(
                "password/own-words",
                "this password is made of the company's name, its address or your login",
                help="a few other words are easy to keep in mind",
            )
        first = len(set(password)) < 4 or password.lower() in COMMON
        if first or (guessable is not None and guessable.common(password)):
            raise InputError(
                "password/common",
                "this password is one of the first that are tried",
                help="a few words are easy to keep in mind",
            )

    def hashed(self, password: str, about: Iterable[str] = ()) -> str:
        """Return the argon2id hash of a new password.

        Raises:
            InputError: as `judge`.
        """
        self.judge(password, about)
        return self._hasher.hash(password)

    def renewed(self, password: str) -> str:
        """Return a hash of today's settings of a password that is in use; it is not judged."""
        return self._hasher.hash(password)

    def matches(self, stored: str, given: str) -> bool:
        """Tell whether a password is the one; takes as long where there is none."""
        try:
            self._hasher.verify(stored or self._nobody, given[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
        return bool(stored)

    def outdated(self, stored: str) -> bool:
        """Tell whether a hash was made with weaker settings than today's."""
        return self._hasher.check_needs_rehash(stored)


@cache
def _nobodys_hash() -> str:
    # Compared with where nobody is known, so that time tells nothing; made once in a process.
    return PasswordHasher().hash("nobody has this password")
