"""What a program sends: one type a message, checked before anything reads it.

A field that is not declared here is refused, so that a misspelt one is never taken for silence.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from troth.client.words import (
    Action,
    Base64,
    Channel,
    Hash,
    Id,
    Instant,
    Method,
    Name,
    Names,
    Sent,
    Shown,
    Word,
)
from troth.core.requests import Asker, Right


class File(Sent):
    """A file that is one field of a submission."""

    base64: Base64


class GivenConsent(Sent):
    """A consent that is given with a submission; `text` is the hash of the exact words shown."""

    purpose: Name
    text: Hash
    language: Name = "en"
    channel: Name = "web"
    method: Method = "ticked-box"
    until: Instant | None = None
    recipient: Word = ""
    layout: Word = ""
    by_channel: Word = ""


class Submission(Sent):
    """What arrives at one collection point."""

    form: Name
    data: dict[str, str | bool | int | float | File | None]
    person: Id | None = None
    purpose: Name | None = None
    basis: Name | None = None
    source: Name | None = None
    property: Name | None = None
    system: Name | None = None
    shown: Shown = field(default_factory=dict)
    consents: Annotated[list[GivenConsent], Meta(max_length=50)] = field(default_factory=list)
    residence: Name | None = None


class Question(Sent):
    """May this be done? With a person, what holds for them now counts."""

    action: Action = "use"
    purpose: Name | None = None
    categories: Names = field(default_factory=list)
    fields: Names = field(default_factory=list)
    form: Name | None = None
    source: Name | None = None
    recipient: Name | None = None
    place: Name | None = None
    property: Name | None = None
    system: Name | None = None
    basis: Name | None = None
    role: Name | None = None
    region: Name | None = None
    channel: Name | None = None
    shown: Shown = field(default_factory=dict)
    identified: bool = True
    aggregate: bool = False
    collected_for: Names | None = None
    person: Id | None = None


class Entering(Sent):
    """Somebody's program is about to work for a purpose on a person's data."""

    purpose: Name
    person: Id
    role: Name | None = None
    channel: Name | None = None
    shown: Shown = field(default_factory=dict)


class Consenting(GivenConsent, kw_only=True):
    """A consent of a person; with `ask_until` it is only asked for, until it is confirmed."""

    person: Id
    ask_until: Instant | None = None


class Withdrawing(Sent):
    """The withdrawal of a consent, toward one recipient, by one channel, or as a whole."""

    person: Id
    purpose: Name
    recipient: Word = ""
    by_channel: Word = ""


class Nearby(Sent):
    """Where a person is, in degrees, and what is shown for its use; it is used and not kept."""

    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    shown: Shown = field(default_factory=dict)


class Finding(Sent):
    """An address, a number or `account:…`, in the body so that it stands in no address."""

    identifier: Annotated[str, Meta(min_length=1, max_length=320, pattern="^[^\\x00-\\x1f]*$")]


class RequestOpening(Sent):
    """A request for a right: of a person known by id, or of whoever has an identifier."""

    right: Right
    person: Id | None = None
    identifier: (
        Annotated[str, Meta(min_length=1, max_length=320, pattern="^[^\\x00-\\x1f]*$")] | None
    ) = None
    about: Word = ""
    by: Asker = "person"
    mandate: Word = ""
    channel: Channel = "form"
    received: Instant | None = None
    residence: Word = ""


class Step(Sent):
    """One step of a request, as the console knows it, with the names that it asks for."""

    step: Name
    detail: dict[Name, Word] = field(default_factory=dict)


class Handover(Sent):
    """Data of a person that is to go to a recipient."""

    person: Id
    recipient: Name
    categories: Annotated[Names, Meta(min_length=1)]
    purpose: Name
    fields: Names = field(default_factory=list)
    role: Name | None = None
    region: Name | None = None
    place: Name | None = None
    shown: Shown = field(default_factory=dict)
    identified: bool = True
    aggregate: bool = False
