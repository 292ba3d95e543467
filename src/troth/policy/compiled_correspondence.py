"""Compiled correspondence: which forms take messages, what goes out as what, and how soon.

Part of `troth.policy.compiled`, under the same contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from troth.core.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageForm:
    """A form whose submissions are messages.

    Attributes:
        text: The field that holds the words.
        address: The field that says how to reach the sender; empty where there is none.
        purpose: What an answer is for.
        consents: Purposes that an application agrees to.
    """

    form: str
    channels: tuple[str, ...]
    text: str
    address: str
    purpose: str
    topic: str
    applications: bool
    consents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTemplate:
    """What is sent unasked: its kind, which nobody else may choose, and its purpose."""

    key: str
    kind: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespondenceRules:
    """How letters are dealt with.

    Attributes:
        headers_count: Whether the address a message comes from makes it an application already.
        answer_within: After this an inquiry that nobody answered is overdue.
        promotional: Language → phrases that promote, beside those of the law packs.
    """

    forms: Mapping[str, MessageForm] = field(default_factory=dict)
    headers_count: bool = False
    answer_within: Period | None = None
    templates: Mapping[str, MessageTemplate] = field(default_factory=dict)
    promotional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def taking(self, channel: str, *, application: bool) -> MessageForm | None:
        """Return the form that takes a message of a channel; an application has one of its own."""
        found = [one for one in self.forms.values() if channel in one.channels]
        own = [one for one in found if one.applications] if application else []
        return next(iter(own or [one for one in found if not one.applications]), None)
