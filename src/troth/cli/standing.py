"""`--standing`: what holds for a person, given as JSON instead of read from a store.

Keys are those of `troth.core.standing.Standing`, with hyphens or underscores. An unknown key is
refused: a standing that was misread would answer for somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime

from troth.cli.options import read_day, read_instant
from troth.core.places import read_place
from troth.core.standing import Standing
from troth.errors import InputError
from troth.policy.nearest import nearest

KEYS = tuple(each.name.replace("_", "-") for each in fields(Standing))


def read_standing(given: Mapping[str, object]) -> Standing:
    """Read a standing.

    Raises:
        InputError: `standing/unknown-key`, `standing/wrong-type`, `time/malformed`.
    """
    said = {name.replace("_", "-"): value for name, value in given.items()}
    for name in said:
        if name not in KEYS:
            raise InputError(
                "standing/unknown-key",
                f"`{name[:60]}` is nothing that holds for a person",
                help=nearest(name, KEYS),
            )
    return Standing(
        consents=_consents(said),
        withdrawn=_names(said, "withdrawn"),
        objected=_names(said, "objected"),
        marketing_objection=_flag(said, "marketing-objection"),
        restricted=_flag(said, "restricted"),
        minor=_flag(said, "minor"),
        born=_day(said, "born"),
        residence=_place(said),
        suppressed=_flag(said, "suppressed"),
        customer_agreements=_names(said, "customer-agreements"),
        device_permissions=_names(said, "device-permissions"),
        accepted=_text(said, "accepted"),
    )


def _place(said: Mapping[str, object]) -> str | None:
    written = _text(said, "residence")
    return None if written is None else read_place(written)


def _consents(said: Mapping[str, object]) -> Mapping[str, datetime | None]:
    value = said.get("consents")
    if isinstance(value, dict):
        if all(lapse is None or isinstance(lapse, str) for lapse in value.values()):
            return {
                str(purpose): None if lapse is None else read_instant(str(lapse))
                for purpose, lapse in value.items()
            }
        raise _wrong("consents", "purposes, each with the instant it lapses or null")
    return dict.fromkeys(sorted(_names(said, "consents")))


def _names(said: Mapping[str, object], key: str) -> frozenset[str]:
    value = said.get(key)
    if value is None:
        return frozenset()
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return frozenset(value)
    raise _wrong(key, "a list of names")


def _flag(said: Mapping[str, object], key: str) -> bool:
    value = said.get(key, False)
    if isinstance(value, bool):
        return value
    raise _wrong(key, "true or false")


def _text(said: Mapping[str, object], key: str) -> str | None:
    value = said.get(key)
    if value is None or isinstance(value, str):
        return value
    raise _wrong(key, "text")


def _day(said: Mapping[str, object], key: str) -> date | None:
    value = _text(said, key)
    return None if value is None else read_day(value)


def _wrong(key: str, wanted: str) -> InputError:
    return InputError("standing/wrong-type", f"`{key}` must be {wanted}")
