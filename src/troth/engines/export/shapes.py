"""What a value is to other programs: an address, a name, a message, an event, or nothing they know.

The manifest says it of an item (`portable-as`); else the type of the form's field does; else the
item's own name, where that is one of the words. Nothing is guessed from what a value looks like.

RFC 6350 (vCard), RFC 5545 (iCalendar), RFC 4155 (mbox).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from troth.policy.compiled import Policy
from troth.policy.syntax.what import PortableShape

SHAPES: Final = frozenset(get_args(PortableShape))
CONTACT: Final = SHAPES - {"message", "event"}
"""What stands in a vCard."""

_BY_TYPE: Final[Mapping[str, str]] = {
    "email": "email", "phone": "phone", "birth-date": "birthday",
}  # fmt: skip


def shape_of(policy: Policy, form: str, field: str, item: str) -> str:
    """Return what the values of a form's field are to other programs, or nothing."""
    known = policy.forms.get(form)
    declared = None if known is None else known.fields.get(field)
    category = None if declared is None else policy.categories.get(declared.category)
    if category is not None and item in category.portable_as:
        return category.portable_as[item]
    if declared is not None and declared.type in _BY_TYPE:
        return _BY_TYPE[declared.type]
    return item if item in SHAPES else ""
