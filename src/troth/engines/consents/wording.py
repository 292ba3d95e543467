"""By which words a purpose is asked for: the text published for it, or one made from the policy.

Whoever is asked sees the exact text whose hash their consent carries. Where the company published a
text of its own for the purpose, the language and the place, that one is shown; else the words that
the caller made from the policy are published first and shown then.

GDPR Art. 4(11) (specific, informed), 7(1) (demonstrable).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from troth.engines.consents.register import ConsentRegister
from troth.engines.consents.texts import PublishedText, words_of
from troth.errors import InputError
from troth.policy.compiled import Form, Policy
from troth.policy.decide import decide
from troth.policy.question import Question
from troth.storage.ports import DataStore

MADE: Final = "policy"
"""Layout of the texts that were made from the policy: of each purpose the newest words count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question for consent as it is shown.

    Attributes:
        text: SHA-256 of the words, in hex.
        by_channel: The one channel it names; empty where it asks for the purpose as such.
    """

    purpose: str
    by_channel: str = ""
    text: str
    words: str
    language: str


def purposes_asked(policy: Policy, form: Form, now: datetime) -> tuple[str, ...]:
    """Return the purposes of a form that need a consent: what `decide` says when there is none."""
    return tuple(
        key
        for key in form.purposes
        if "CONSENT_REQUIRED"
        in decide(
            policy,
            Question(
                action="collect", at=now, purpose=key, form=form.key, fields=tuple(form.fields)
            ),
        ).codes
    )


class ConsentWording:
    """Finds the words, and publishes those that are new."""

    def __init__(self, *, data: DataStore, register: ConsentRegister) -> None:
        self._data = data
        self._register = register

    def ask(
        self,
        purpose: str,
        words: str,
        *,
        language: str,
        layout: str,
        now: datetime,
        by_channel: str = "",
    ) -> Asked | None:
        """Return how a purpose is asked for; None where its text was withdrawn without another.

        Args:
            words: The text to use where the company published none of its own.
            layout: The form it stands on.
            by_channel: The one channel it is asked for; empty for the purpose as such.
        """
        own = [
            one
            for one in self._register.texts().values()
            if (one.purpose, one.recipient, one.language) == (purpose, "", language)
            and one.by_channel == by_channel
            and one.layout in ("", layout)
            and not one.replaced_by
            and not one.withdrawn_at
        ]
        if own:
            # What was made for this very form first, then what came last.
            return self._shown(max(own, key=lambda one: (one.layout == layout, one.at)))
        for text in (words, f"{words} ({purpose})"):
            try:
                new = self._register.publish(
                    text,
                    purpose=purpose,
                    language=language,
                    layout=MADE,
                    by_channel=by_channel,
                    now=now,
                )
            except InputError as fault:
                # The same words ask for another purpose already: the name tells them apart.
                if fault.code == "consent/text-published-otherwise":
                    continue
                return None
            return _as(new, text)
        return None

    def shown(self, text: str) -> PublishedText | None:
        """Return a text of the register by its hash."""
        return self._register.texts().get(text)

    def _shown(self, one: PublishedText) -> Asked | None:
        with self._data.read() as reader:
            words = words_of(reader, one.text)
        if words is None:
            return None
        return _as(one, words)

    def words(self, text: str) -> str | None:
        """Return the words behind a hash, or None where they were never published here."""
        with self._data.read() as reader:
            return words_of(reader, text)


def _as(one: PublishedText, words: str) -> Asked:
    return Asked(
        purpose=one.purpose,
        by_channel=one.by_channel,
        text=one.text,
        words=words,
        language=one.language,
    )
