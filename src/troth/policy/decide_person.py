"""Reasons that lie in the person: age, acceptance, consent, objection, restriction (D11).

Third step of the full decision. The standing is read on every question and only ever narrows,
except that a consent opens the purpose it names. Law: GDPR Art. 6(1)(a), 7(3), 8, 18, 21.
"""

from __future__ import annotations

from datetime import datetime

from troth.core.standing import Standing, age_on
from troth.policy.compiled import Minors, Policy, Purpose
from troth.policy.nearest import quoted
from troth.policy.question import RESTRICTION_GROUNDS, Code, Question, Reason


def person_reasons(policy: Policy, question: Question) -> list[Reason]:
    """Return the reasons that hold for the person whatever the purpose."""
    if question.action == "store":
        return []
    reasons = []
    if _too_young(policy.minors, question):
        detail = "the person is under the age this policy sets"
        reasons.append(Reason(code="MINOR", address="minors/age", detail=detail))
    accepted = question.standing.accepted
    if policy.effective == "acceptance" and accepted not in (None, policy.hash):
        detail = "the person has accepted another version of this policy"
        help = "ask for acceptance of the current version"
        reasons.append(
            Reason(code="NOT_ACCEPTED", address="changes/acceptance", detail=detail, help=help)
        )
    return reasons


def _too_young(minors: Minors | None, question: Question) -> bool:
    # A policy meant for adults refuses minors the service; one that only refuses their data
    # refuses no more than taking it in.
    if minors is not None and minors.applies_to == "data" and question.action != "collect":
        return False
    standing = question.standing
    if standing.minor:
        return True
    return minors is not None and under_age(minors, standing, question)


def under_age(minors: Minors, standing: Standing, question: Question) -> bool:
    """Whether a declared date of birth makes the person too young on the day of the question.

    The age is full on the birthday. The law of the residence may raise the age, never lower it.
    """
    if standing.born is None:
        return False
    raised = minors.raise_by_residence.get(standing.residence or "", 0)
    return age_on(standing.born, question.day or question.at.date()) < max(minors.under, raised)


def stands(standing: Standing, purpose: str, at: datetime) -> bool:
    """Whether a consent to `purpose` stands at `at`; instants that cannot be compared do not."""
    if purpose in standing.withdrawn or purpose not in standing.consents:
        return False
    lapses = standing.consents[purpose]
    if lapses is None:
        return True
    if (lapses.utcoffset() is None) != (at.utcoffset() is None):
        return False
    return at < lapses


def named_consent_stands(standing: Standing, question: Question) -> bool:
    """Whether a consent that names the recipient stands; one to the purpose as such is not enough.

    GDPR Art. 4(11), recital 42: whoever agrees to a handover knows to whom.
    """
    purpose, key = question.purpose or "", (question.recipient or "", question.purpose or "")
    if key not in standing.named or key in standing.refused:
        return False
    named = Standing(consents={purpose: standing.named[key]})
    return stands(named, purpose, question.at)


def purpose_standing_reasons(
    purpose: Purpose,
    question: Question,
    *,
    basis: str,
    consent: bool,
    permitted: bool,
    address: str,
) -> list[Reason]:
    """Return the reasons of the person's standing against one purpose.

    Args:
        purpose: The purpose in question.
        question: What is asked.
        basis: Its legal basis for this datum.
        consent: Whether the purpose needs a consent.
        permitted: Whether an order, an authority or a law permits the use instead.
        address: Address of the purpose.
    """
    standing = question.standing
    given = _given_now(purpose, question)
    reasons: list[Reason] = []
    code = None if permitted or given else _consent_code(purpose, question, consent)
    if code is not None:
        detail = f"no consent to `{purpose.key}` stands"
        reasons.append(Reason(code=code, address=address, detail=detail, help="ask for consent"))
    reasons += [] if permitted else _beyond_consent(purpose, question, address)
    reasons += [] if permitted or given else _untold(purpose, question)
    reasons += _uninformed(question)
    # GDPR Art. 21(1): `*` reaches what rests on interests or a task in the public interest.
    rests_on_interest = basis in ("legitimate-interests", "public-task")
    if purpose.key in standing.objected or ("*" in standing.objected and rests_on_interest):
        detail = f"the person objects to `{purpose.key}`"
        reasons.append(Reason(code="OBJECTED", address="rights/objection", detail=detail))
    # GDPR Art. 21(2)-(3): absolute; neither consent shown nor an order reopens it.
    if purpose.marketing and standing.marketing_objection:
        detail = "the person objects to direct marketing"
        reasons.append(Reason(code="OPTED_OUT", address="rights/objection", detail=detail))
    contacts = question.channel is not None and basis != "legal-obligation"
    if standing.suppressed and (purpose.marketing or contacts):
        detail = "the person is not to be contacted"
        reasons.append(Reason(code="SUPPRESSED", address="rights/objection", detail=detail))
    # GDPR Art. 18(2).
    if standing.restricted and not given and not question.shows_any(RESTRICTION_GROUNDS):
        detail = "the person's data is restricted to storage"
        help = "show consent, a legal claim, another person's protection or a public interest"
        reasons.append(
            Reason(code="RESTRICTED", address="rights/restriction", detail=detail, help=help)
        )
    return reasons


def _untold(purpose: Purpose, question: Question) -> list[Reason]:
    standing = question.standing
    told = purpose.key not in standing.untold or stands(standing, purpose.key, question.at)
    # GDPR Art. 13(3), 14(4): before the further processing; whoever consented was told of it.
    if told:
        return []
    detail = f"`{purpose.key}` is new, and the person has not been told of it"
    help = "announce the version, or show it at the next visit"
    return [Reason(code="NOTICE_MISSING", address="changes/new-purpose", detail=detail, help=help)]


def _uninformed(question: Question) -> list[Reason]:
    sources = question.standing.uninformed
    # GDPR Art. 14(3)(b): at the latest at the first communication to the person.
    if not sources or question.channel is None or question.shows("notice"):
        return []
    named = ", ".join(quoted(name) for name in sorted(sources))
    detail = f"data came from {named}, and the person has had no notice of it"
    help = "send the notice with this message and show it as `notice`"
    address = f"sources/{min(sources)}"
    return [Reason(code="NOTICE_14_MISSING", address=address, detail=detail, help=help)]


def _beyond_consent(purpose: Purpose, question: Question, address: str) -> list[Reason]:
    beyond = _beyond(purpose, question)
    if not beyond:
        return []
    names = ", ".join(quoted(name) for name in beyond)
    detail = f"the consent to `{purpose.key}` does not name {names}"
    help = "name the items that are meant, or ask by a text that names these"
    return [Reason(code="FIELD_NOT_CONSENTED", address=address, detail=detail, help=help)]


def _beyond(purpose: Purpose, question: Question) -> tuple[str, ...]:
    """Return what is asked for and the text of the consent did not name (GDPR Art. 4(11)).

    A disclosure that names no item at all would hand on whole categories: more than was agreed to.
    """
    reach = question.standing.reach.get(("", purpose.key))
    if reach is None:
        return ()
    if not question.fields:
        return question.categories if question.action == "disclose" else ()
    return tuple(name for name in question.fields if name not in reach)


def _given_now(purpose: Purpose, question: Question) -> bool:
    """Whether the very submission that is judged carries the consent."""
    if question.action != "collect":
        return False
    if purpose.key in question.consents_now:
        return True
    return question.purpose == purpose.key and question.shows("consent")


def _consent_code(purpose: Purpose, question: Question, needed: bool) -> Code | None:
    standing = question.standing
    # GDPR Art. 7(3); a withdrawn consent is not replaced by another basis afterwards.
    if purpose.key in standing.withdrawn:
        return "CONSENT_WITHDRAWN"
    if not needed or stands(standing, purpose.key, question.at):
        return None
    return "CONSENT_EXPIRED" if purpose.key in standing.consents else "CONSENT_REQUIRED"
