"""Who may see a value of an account: its person alone, whoever has an account, or everybody.

Everything is private until its person says otherwise, field by field, and nobody says it for them.
What is open is open from that moment to the next setting; the value stays under the same purposes
and ends (publication takes away secrecy, nothing else). Each setting is a row of standing with its
fact. A page of what is open has a random address that says nothing of its person.

GDPR Art. 5(1)(f), 9(2)(e), 25(2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, cast, get_args

from troth.engines.accounts.links import Links, Use
from troth.engines.consents.standing import Change, StandingEngine
from troth.engines.vault.vault import Vault
from troth.errors import InputError, StateError
from troth.policy.compiled import Form
from troth.policy.nearest import nearest
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import RecordRow

Level = Literal["private", "registered", "public"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
KIND: Final = "visibility"
PAGE: Final[Use] = "public-page"


class Confidentiality:
    """Keeps who may see what of an account.

    Args:
        form: The form that opens accounts: its fields are what can be opened.
    """

    def __init__(
        self, *, form: Form, data: DataStore, vault: Vault, standing: StandingEngine, links: Links
    ) -> None:
        self._form = form
        self._data = data
        self._vault = vault
        self._standing = standing
        self._links = links

    @property
    def fields(self) -> Sequence[str]:
        """The fields that can be opened: all but files."""
        return [name for name, one in self._form.fields.items() if one.type != "file"]

    def levels(self, person: bytes) -> Mapping[str, Level]:
        """Return field → who may see it, for every field that was ever set."""
        with self._data.read() as reader:
            rows = reader.standing(reader.aliases(person))
        return {row.about: cast(Level, row.value) for row in rows if row.kind == KIND}

    def set(self, person: bytes, field: str, level: str, now: datetime, *, by: bytes) -> None:
        """Set who may see a field from now on.

        Args:
            by: Who says so.

        Raises:
            StateError: `confidentiality/owner-only` for anybody but the person.
            InputError: `confidentiality/unknown-field`, `confidentiality/unknown-level`.
        """
        with self._data.read() as reader:
            family = reader.aliases(person)
        if by not in family:
            raise StateError("confidentiality/owner-only", "nobody opens a value but whose it is")
        if field not in self.fields:
            raise InputError(
                "confidentiality/unknown-field",
                f"`{field[:60]}` is no field of an account",
                help=nearest(field, self.fields),
            )
        if level not in LEVELS:
            raise InputError(
                "confidentiality/unknown-level",
                f"`{level[:60]}` is nobody to open a value to",
                help=nearest(level, LEVELS),
            )
        if self.levels(person).get(field, "private") == level:
            return
        self._standing.change(person, Change(kind=KIND, about=field, value=level), now)

    def page(self, person: bytes, now: datetime) -> str:
        """Return the address of a person's page, the same every time."""
        with self._data.read() as reader:
            rows = reader.standing(reader.aliases(person))
        known = next((row.value for row in rows if row.kind == PAGE), "")
        if known and self._links.look(known, PAGE, now) is not None:
            return known
        token = self._links.make(PAGE, now, owner=person)
        self._standing.change(person, Change(kind=PAGE, value=token), now)
        return token

    def seen(
        self, token: str, now: datetime, *, registered: bool
    ) -> tuple[bytes, Mapping[str, str]] | None:
        """Return whose page it is and what is open on it; None for a page of nobody.

        Args:
            registered: Whether whoever looks has an account here.
        """
        opened = self._links.look(token, PAGE, now)
        if opened is None or opened.owner is None:
            return None
        person = opened.owner
        open_to = {"public", "registered"} if registered else {"public"}
        names = [name for name, level in self.levels(person).items() if level in open_to]
        with self._data.read() as reader:
            row = reader.person(person)
            if row is None or row.hidden:
                return None
            newest = _newest(reader, person, self._form.key, names)
        values = self._vault.open_values([record for _, record in newest])
        told = {
            name: value.decode(errors="replace")
            for (name, _), value in zip(newest, values, strict=True)
            if value is not None
        }
        return person, told


def _newest(
    reader: DataReader, person: bytes, form: str, names: Sequence[str]
) -> list[tuple[str, RecordRow]]:
    """Return the newest value of each of these fields, by field."""
    activities = reader.activities()
    found: dict[str, RecordRow] = {}
    for row in sorted(reader.records(reader.aliases(person)), key=lambda one: one.collected_at):
        activity = activities[row.activity]
        if activity.form == form and activity.field in names:
            found[activity.field] = row
    return sorted(found.items())
