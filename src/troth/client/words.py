"""The scalars that both sides of the programming interface speak in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Id = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", max_length=32, description="A random id.")]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64, description="SHA-256.")]
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern="^[^\\x00-\\x1f]*$")]
"""A word of the manifest."""
Word = Annotated[str, Meta(max_length=120, pattern="^[^\\x00-\\x1f]*$")]
"""A word of the manifest, or an empty text."""
Instant = Annotated[datetime, Meta(tz=True)]
Base64 = Annotated[str, Meta(description="The content of a file in base64.")]
Names = Annotated[list[Name], Meta(max_length=200)]
Shown = dict[Name, Name]

Method = Literal[
    "ticked-box", "button", "signature", "double-opt-in", "account-setting", "spoken", "written",
    "parental", "application", "by-use", "bundled", "pre-ticked", "by-continuing",
]  # fmt: skip
Channel = Literal["email", "form", "account", "phone", "post", "fax", "link", "in-person", "signal"]
Action = Literal["collect", "use", "disclose", "store"]


class Sent(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a program sends."""


class Told(Struct, kw_only=True):
    """What a program is told; a newer server may say more than is read here."""
