"""The section `correspondence`: which collection points take messages, and what goes out as what.

The text of a policy says what is collected; this says which of it is a letter that somebody waits
for an answer to, in which time, and what makes a message an application.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from troth.policy.syntax.entry import Entry, Iso8601Period, Key, Section

Channel = Literal["form", "chat", "email", "sms", "messenger", "phone", "paper"]
"""How a message travels; `form` is a page of the site."""
Topic = Literal["question", "policy", "support", "sales", "application", "feedback", "rights"]
"""What an inquiry is about; `rights` may be a request for a right, and somebody has to look."""
MessageKind = Literal["inquiry", "inquiry-reply", "service", "transactional", "legal", "marketing"]
"""What a message is, whatever its words say."""
TemplateKind = Literal["service", "transactional", "legal", "marketing"]


class MessageForm(Section):
    """A collection point whose submissions are messages."""

    channels: list[Channel] = Field(min_length=1, description="The ways its messages come.")
    text: Key = Field("message", description="The field that holds the words.")
    purpose: Key | None = Field(
        None, description="What an answer is for; absent: the first purpose but marketing."
    )
    topic: Topic = "question"
    applications: bool = Field(
        False, description="Takes only messages that hold contact details, as applications."
    )
    consents: list[Key] = Field(
        default_factory=list, description="Purposes that such an application agrees to."
    )


class MessageTemplate(Section):
    """What is sent without having been asked for; the template says of which kind it is."""

    kind: TemplateKind
    purpose: Key


class Correspondence(Entry):
    """Messages from and to people, on every channel, until they are answered."""

    forms: dict[Key, MessageForm] = Field(default_factory=dict)
    contact_details: Literal["text", "headers"] = Field(
        "text",
        description="Where contact details make a message an application: `text`: only in its"
        " words; `headers`: the address it comes from is one already.",
    )
    answer_within: Iso8601Period | None = Field(
        None, description="How soon a message is answered; absent: assumed by Troth."
    )
    templates: dict[Key, MessageTemplate] = Field(default_factory=dict)
    promotional: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Language to phrases that promote, beside those Troth knows.",
    )
