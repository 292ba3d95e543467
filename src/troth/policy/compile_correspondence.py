"""Correspondence, compiled: each form with its channel, fields and purpose found.

The period in which a message is answered is the operator's to say, and assumed where they do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troth.core.periods import Period
from troth.policy.check_correspondence import promotes
from troth.policy.compile_silence import ASSUMED, Silence
from troth.policy.compiled_correspondence import (
    CorrespondenceRules,
    MessageForm,
    MessageTemplate,
)
from troth.policy.syntax import correspondence as said
from troth.policy.syntax.what import Collection

ANSWER_WITHIN: Final = "answer-messages"


def correspondence(silence: Silence) -> CorrespondenceRules:
    """Return how letters are dealt with; nothing is a letter where the manifest has no section."""
    given = silence.manifest.correspondence
    if given is None:
        return CorrespondenceRules()
    return CorrespondenceRules(
        forms={
            key: _form(key, one, silence.manifest.collection[key], silence)
            for key, one in sorted(given.forms.items())
        },
        headers_count=given.contact_details == "headers",
        answer_within=_answer_within(given, silence),
        templates={
            key: MessageTemplate(key=key, kind=one.kind, purpose=one.purpose)
            for key, one in sorted(given.templates.items())
        },
        promotional={key: tuple(each) for key, each in sorted(given.promotional.items())},
    )


def _answer_within(given: said.Correspondence, silence: Silence) -> Period:
    address = "correspondence/answer-within"
    if given.answer_within is not None:
        silence.said(address, given.answer_within, given.clause)
        return Period.parse(given.answer_within)
    assumed = silence.assumed(ANSWER_WITHIN)
    silence.note(address, assumed, "assumed", ASSUMED)
    return Period.parse(assumed)


def _form(key: str, given: said.MessageForm, point: Collection, silence: Silence) -> MessageForm:
    purposes = silence.manifest.purposes
    # An answer is never marketing: the first purpose that is none is what the message was for.
    plain = [name for name in point.for_ if name in purposes and not promotes(purposes[name])]
    purpose = given.purpose or next(iter(plain or point.for_))
    if given.purpose is None:
        silence.note(f"correspondence/forms/{key}/purpose", purpose, "assumed", ASSUMED)
    return MessageForm(
        form=key,
        channels=tuple(given.channels),
        text=given.text,
        address=_address(given.channels, point),
        purpose=purpose,
        topic="application" if given.applications else given.topic,
        applications=given.applications,
        consents=tuple(given.consents),
    )


def _address(channels: Sequence[str], point: Collection) -> str:
    """Return the field by which the sender of such a message can be reached."""
    first = "phone" if channels[0] in ("sms", "phone", "messenger") else "email"
    for kind in (first, "email", "phone"):
        for name, field in sorted(point.fields.items()):
            if kind in (field.type, field.identifies):
                return name
    return ""
