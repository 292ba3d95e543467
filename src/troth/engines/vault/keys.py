"""Which keys a batch of values needs: those that are there, and those of periods still to make.

Keys of persons are never made here: whoever has none was erased. Nothing is sealed and nothing is
opened; what is returned lives as long as the call that asked for it.

DESIGN, D4.3 and D4.6: key before record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from troth.engines.vault.keyring import Keyring, NewPeriod, no_person, open_periods, open_persons
from troth.errors import StateError
from troth.storage.rows import RecordRow

Keys = Mapping[bytes, bytes]


def keys_to_put(
    keyring: Keyring, persons: set[bytes], wanted: Sequence[NewPeriod]
) -> tuple[Keys, Keys]:
    """Return the keys of persons and of the periods their values are sealed under.

    Raises:
        StateError: `keys/no-person` when one of the persons has no key; no key is made then.
    """
    fresh = {one.period: one for one in wanted}
    with keyring.reading() as (reader, tree):
        opened = open_persons(reader, tree, list(persons))
        periods = open_periods(reader, tree, list(fresh))
    if not persons <= opened.keys():
        raise no_person()
    missing = [one for period, one in fresh.items() if period not in periods]
    return opened, periods | (keyring.make_periods(missing) if missing else {})


def keys_to_move(
    keyring: Keyring, rows: Sequence[RecordRow], wanted: Sequence[NewPeriod]
) -> tuple[Keys, Keys]:
    """Return the keys that open these records and those of the periods they move to.

    Raises:
        StateError: `vault/shredded` when one of the records can no longer be opened.
    """
    fresh = {one.period: one for one in wanted}
    with keyring.reading() as (reader, tree):
        opened = open_persons(reader, tree, list({row.person for row in rows}))
        periods = open_periods(reader, tree, [*{row.period for row in rows}, *fresh])
    if any(row.person not in opened or row.period not in periods for row in rows):
        raise shredded()
    missing = [one for period, one in fresh.items() if period not in periods]
    return opened, periods | (keyring.make_periods(missing) if missing else {})


def shredded() -> StateError:
    """Return the error for a record whose key is gone."""
    return StateError(
        "vault/shredded",
        "the record's key was destroyed",
        help="what is shredded can be deleted, and nothing else",
    )
