"""What people are written when a policy changes: plain sentences, the worst news first.

Made of the differences alone, so that the letter and the change log cannot differ. It names no
value of the person but the address it goes to. GDPR Art. 12(1), 13(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from troth.mail.letter import Letter
from troth.policy.compiled import Policy
from troth.policy.differences.comparing import Difference

_ORDER: Final = ("weaker", "changed", "stronger", "wording")
_TITLES: Final = {
    "weaker": "Less than before",
    "changed": "Different from before",
    "stronger": "Better than before",
}
_WIDTH: Final = 72


def letter_of(
    policy: Policy,
    found: Sequence[Difference],
    *,
    key: bytes,
    sender: str,
    recipient: str,
    effective: datetime,
    now: datetime,
    consents: Sequence[str] = (),
    link: str = "",
) -> Letter:
    """Return the letter for one person.

    Args:
        policy: The new version.
        found: What changes; words alone are not told one by one.
        key: Campaign and person: the message is this one and no other.
        sender, recipient: Addresses.
        effective: When the version takes effect.
        consents: Purposes for which consent is asked again.
        link: Where the text and the page of changes lie; empty where nowhere.
    """
    name = policy.controller.name
    parts = [
        f"{name} has changed its privacy policy.",
        f"The new version applies from {effective.date().isoformat()}.",
    ]
    if policy.effective == "acceptance":
        parts.append("It applies to you once you have accepted it; until then the old one does.")
    body = [" ".join(parts), *_paragraphs(found)]
    if consents:
        named = ", ".join(consents)
        body.append(f"Nothing is done for these purposes unless you consent to them: {named}.")
    body.append(_rights(policy))
    if link:
        body.append(f"The whole text, and every change in it: {link}")
    body.append("You get this because the law says you are told. It is no advertisement.")
    return Letter(
        key=key,
        sender=sender,
        sender_name=name,
        recipient=recipient,
        subject=f"{name}: the privacy policy has changed",
        body="\n\n".join(body) + "\n",
        at=now,
    )


def _paragraphs(found: Sequence[Difference]) -> list[str]:
    made = []
    for verdict in _ORDER:
        title = _TITLES.get(verdict)
        told = [each for each in found if each.verdict == verdict]
        if title and told:
            made.append("\n".join([f"{title}:", *(f"- {_sentence(each)}" for each in told)]))
    return made


def _sentence(each: Difference) -> str:
    about = each.says or each.said or each.address
    if each.nature == "added":
        return f"new: {about}"
    if each.nature == "removed":
        return f"no longer: {about}"
    facet = each.address.rsplit("/", 1)[-1].replace("-", " ")
    return f"{about} ({facet}: {each.was} -> {each.now})"


def _rights(policy: Policy) -> str:
    where = f" at {policy.controller.email}" if policy.controller.email else ""
    offered = ", ".join(sorted(policy.rights.offered | policy.rights.by_law))
    return f"Your rights{where}: {offered}."
