"""Why the gate said no, in the words of whoever filled in the form: by field, box or form.

The gate's reasons are codes with the policy's address; nothing of what was typed is in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from troth.engines.intake.submission import RefusedFor
from troth.policy.compiled import Form
from troth.policy.sensitive_scan import KINDS
from troth.web.form_pages import DATA
from troth.web.form_words import phrase
from troth.web.wording import messages, speak

_NAMED = re.compile(r"`([a-z0-9-]+)`")


@dataclass(slots=True, kw_only=True)
class Wrong:
    """What is wrong with what was sent.

    Attributes:
        fields: Field → words.
        consents: Words about the boxes, or empty.
        others: Words about the whole.
    """

    fields: dict[str, str] = field(default_factory=dict)
    consents: str = ""
    others: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.fields or self.consents or self.others)

    def summary(self, labels: Mapping[str, str], first_box: str) -> list[tuple[str, str]]:
        """Return (id of what to mend, words) in the order of the page.

        Args:
            labels: Id of a field → what the page calls it, in the order of the page.
            first_box: Id of the first box.
        """
        told = [
            (id, f"{label}: {self.fields[id.removeprefix(DATA)]}")
            for id, label in labels.items()
            if id.removeprefix(DATA) in self.fields
        ]
        if self.consents:
            told.append((first_box, self.consents))
        return [*told, *(("", words) for words in self.others)]


def wrong_of(reasons: Iterable[RefusedFor], form: Form, language: str) -> Wrong:
    """Return the reasons of a refusal in words."""
    say, wrong = speak(language), Wrong()
    for reason in reasons:
        code = reason.code.lower().replace("_", "-").replace("/", "-")
        name = f"forms-no-{code}"
        known = name in messages("en")
        named = next((n for n in _NAMED.findall(reason.detail) if n in form.fields), None)
        if reason.code == "CONSENT_REQUIRED" or code.startswith("consent-"):
            wrong.consents = wrong.consents or say(name if known else "forms-no-consent")
        elif reason.code == "SENSITIVE":
            words = say(name, kind=_kinds(reason.detail, language))
            if named is None:
                wrong.others.append(words)
            else:
                wrong.fields.setdefault(named, words)
        elif named is not None and known:
            wrong.fields.setdefault(named, say(name))
        else:
            words = say(name) if known else say("forms-no-other", code=reason.code)
            if words not in wrong.others:
                wrong.others.append(words)
    return wrong


def _kinds(detail: str, language: str) -> str:
    found = [kind for kind in sorted(KINDS) if re.search(rf"hold {kind} data", detail)]
    return phrase(language, "sensitive", *found)
