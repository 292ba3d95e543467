"""The refusals every driver of a store shares: one code and one sentence each.

`StateError` says that what is stored does not allow the change; `OutsideError` that the disk or the
database failed. Nothing was changed when one of these is raised.
"""

from __future__ import annotations

from troth.errors import InputError, OutsideError, StateError


def duplicate(table: str) -> StateError:
    """Return the error for a row whose key is there already."""
    return StateError("store/duplicate", f"`{table}` already holds a row with this key")


def unknown_reference(table: str) -> StateError:
    """Return the error for a row that belongs to a person or an activity that is not there."""
    return StateError(
        "store/unknown-reference",
        f"a row for `{table}` belongs to a person or an activity that is not in the store",
        help="make the person first; an erased person is made anew under another id",
    )


def unknown(table: str) -> StateError:
    """Return the error for a change of a row that is not there."""
    return StateError("store/unknown", f"`{table}` holds no such row")


def nested_unit() -> StateError:
    """Return the error for a unit opened inside a unit of the same store and thread."""
    return StateError(
        "store/nested-unit", "a unit of work is already open on this store in this thread"
    )


def hold_without_scope() -> InputError:
    """Return the error for a hold on everything."""
    # GDPR Art. 17(3)(e) covers data needed for a claim, never all data of everybody.
    return InputError("store/hold-without-scope", "a hold names a person, a category, or both")


def exists(path: str) -> InputError:
    """Return the error for a file that would be overwritten."""
    return InputError("store/exists", f"`{path}` is already there", place=path)


def not_a_backup(path: str) -> OutsideError:
    """Return the error for a file that is no backup of a data store."""
    return OutsideError("store/not-a-backup", f"`{path}` is no backup of a data store", place=path)


def missing(place: str) -> OutsideError:
    """Return the error for a store that should be there and is not."""
    return OutsideError(
        "store/missing",
        "there is no store here",
        help="check the address; a new store is made only where one is asked for",
        place=place,
    )


def corrupt(place: str, what: str) -> OutsideError:
    """Return the error for bytes that are no store, or a damaged one."""
    return OutsideError("store/corrupt", what, help="restore from a backup", place=place)
