"""Which registers there are, and how one is made by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from troth.errors import InputError
from troth.policy.registers.grounds import interest_register, retention_schedule
from troth.policy.registers.parties import recipient_register, transfer_register
from troth.policy.registers.processing import controller_record, processor_record
from troth.policy.registers.register import Register, RegisterMaterial
from troth.policy.vocabulary import suggestion

REGISTERS: Mapping[str, Callable[[RegisterMaterial], Register]] = {
    "processing": controller_record,
    "processor": processor_record,
    "recipients": recipient_register,
    "transfers": transfer_register,
    "interests": interest_register,
    "retention": retention_schedule,
}
"""Every register, by the name a command takes."""


def build_register(material: RegisterMaterial, kind: str) -> Register:
    """Return one register.

    Raises:
        InputError: `register/unknown`.
    """
    make = REGISTERS.get(kind)
    if make is None:
        raise InputError(
            "register/unknown",
            f"there is no register `{kind[:60]}`",
            help=suggestion(kind, REGISTERS),
        )
    return make(material)
