"""Accounts: opened by a form, confirmed by a link, entered by a password, closed by an erasure.

Nobody has a password before they showed that the address is theirs: whoever opens an account in
somebody else's name gets nothing by it. An account is found by its address through identity, never
by a column (D15). Closing one is the erasure of its person; what the law keeps stays without it.

OWASP ASVS 5.0, 6.2 and 6.4; GDPR Art. 17, 25, 32.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from troth.core.names import Identifier, normalise
from troth.core.periods import to_micros
from troth.engines.accounts.passwords import Passwords
from troth.engines.intake.identifiers import Identifiers
from troth.engines.subjects.identity import Confirmation, Identity
from troth.errors import InputError
from troth.policy.compiled import Form, Policy
from troth.storage.ports import DataStore
from troth.storage.signin_rows import AccountRow

MOST = 3
"""Accounts that one shared address is tried for."""


class Accounts:
    """Opens, finds and enters accounts."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        identity: Identity,
        identifiers: Identifiers,
        passwords: Passwords,
    ) -> None:
        self._policy = policy
        self._data = data
        self._identity = identity
        self._identifiers = identifiers
        self._passwords = passwords

    @property
    def form(self) -> Form | None:
        """The form that opens an account; None where the policy has none that asks for an address.

        An account that a customer opens for others is none of theirs.
        """
        for _, form in sorted(self._policy.forms.items()):
            if form.creates_account and form.processor is None and self.address_field(form):
                return form
        return None

    def address_field(self, form: Form) -> str:
        """Return the field of a form that holds the e-mail address, or nothing."""
        return next((one.name for one in form.fields.values() if one.identifies == "email"), "")

    def open(self, person: bytes, now: datetime) -> AccountRow:
        """Open an account that nobody can enter before its address was confirmed."""
        row = AccountRow(person=person, password="", factor=None, opened_at=to_micros(now))
        with self._data.unit() as unit:
            unit.put_account(row)
        return row

    def of(self, person: bytes) -> AccountRow | None:
        """Return a person's account, over their alias set; the one with a password first."""
        with self._data.read() as reader:
            rows = reader.accounts(reader.aliases(person))
        opened = [row for row in rows if row.closed_at is None]
        return next((row for row in opened if row.password), next(iter(opened), None))

    def address(self, person: bytes) -> Identifier | None:
        """Return the e-mail address a person goes by, the confirmed one first."""
        with self._data.read() as reader:
            family = reader.aliases(person)
        known = [one for one in self._identifiers.held(family) if one[1].kind == "email"]
        known.sort(key=lambda one: (not one[2], one[0] != person))
        return known[0][1] if known else None

    def entered_by(self, email: str) -> list[AccountRow]:
        """Return the accounts that an address and a password enter, each once."""
        try:
            found = self._identity.find(normalise("email", email))
        except InputError:
            return []
        rows: dict[bytes, AccountRow] = {}
        for one in found:
            # What somebody only claims leads to nobody's account.
            row = None if one.status == "claimed" else self.of(one.person)
            if row is not None and row.password:
                rows[row.person] = row
        return list(rows.values())[:MOST]

    def sign_in(self, email: str, password: str) -> bytes | None:
        """Return who signs in; None for a wrong address as for a wrong password, in one time."""
        rows: list[AccountRow | None] = [*self.entered_by(email)]
        entered = None
        for row in rows or [None]:
            stored = "" if row is None else row.password
            if self._passwords.matches(stored, password):
                entered = row
        if entered is None:
            return None
        if self._passwords.outdated(entered.password):
            self._put(replace(entered, password=self._passwords.renewed(password)))
        return entered.person

    def confirm(self, person: bytes, password: str, now: datetime) -> Confirmation:
        """Note that a person showed that their address is theirs, and set their password.

        Raises:
            InputError: `password/*`; `account/no-address` where nothing held of them is one.
            StateError: `keys/no-person`.
        """
        self._passwords.judge(password)
        address = self.address(person)
        if address is None:
            raise InputError("account/no-address", "no address is held that could be confirmed")
        confirmed = self._identity.confirm(person, address, now)
        self.set_password(person, password)
        return confirmed

    def set_password(self, person: bytes, password: str) -> None:
        """Set a password; every session of the person ends.

        Raises:
            InputError: `password/*`; `account/unknown` where there is no account.
        """
        hashed = self._passwords.hashed(password)
        row = self.of(person)
        if row is None:
            raise InputError("account/unknown", "there is no such account")
        self._put(replace(row, password=hashed))
        with self._data.unit() as unit:
            family = unit.aliases(person)
            tokens = [one.token for member in family for one in unit.sessions(member)]
            unit.delete_sessions(tokens)

    def close(self, person: bytes, now: datetime) -> None:
        """Let nobody in any more, over the whole alias set; what is held goes by its erasure."""
        with self._data.unit() as unit:
            family = unit.aliases(person)
            for row in unit.accounts(family):
                unit.put_account(replace(row, password="", factor=None, closed_at=to_micros(now)))
            for member in family:
                unit.delete_sessions([one.token for one in unit.sessions(member)])
                unit.delete_passkeys([one.credential for one in unit.passkeys(member)])

    def is_password(self, person: bytes, password: str) -> bool:
        """Tell whether a password is the person's."""
        row = self.of(person)
        return self._passwords.matches(row.password if row else "", password)

    def _put(self, row: AccountRow) -> None:
        with self._data.unit() as unit:
            unit.put_account(row)
