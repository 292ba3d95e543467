"""What the gate works out of one submission: parts for other forms, clocks, documents without law.

One sending may hold two things with two lives: a message that leaves with its form, and a consent
with the address it needs. The manifest says so (`splits`), and each part passes the gate as what it
is; a part that is refused refuses the whole, since nobody could tell what was kept.

GDPR Art. 5(1)(b), (e) (each purpose has its own period), 7(2) (consent apart from other matters).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from troth.core.periods import to_micros
from troth.core.values import coarser
from troth.engines.intake.submission import Kept, Receipt, Refusal, RefusedFor, Submission
from troth.engines.vault.rows import NewRecord
from troth.policy.compiled import Form, FormField, Policy
from troth.policy.keeping import Keeping, reaches
from troth.policy.question import Decision
from troth.storage.rows import ClockRow


@dataclass(frozen=True, slots=True)
class Part:
    """One submission as one form sees it; `of` is the place of the whole, None for a whole."""

    given: Submission
    of: int | None = None


def parted(policy: Policy, submissions: Sequence[Submission]) -> list[Part]:
    """Return the submissions in order, and after them the parts that belong to other forms."""
    wholes: list[Part] = []
    parts: list[Part] = []
    for place, given in enumerate(submissions):
        form = policy.forms.get(given.form)
        splits = {} if form is None else form.splits
        elsewhere = tuple(one for one in given.consents if one.purpose in splits)
        stays = tuple(one for one in given.consents if one.purpose not in splits)
        wholes.append(Part(replace(given, consents=stays) if elsewhere else given))
        for said in elsewhere:
            other = policy.forms[splits[said.purpose]]
            # The part is what the other form asks for, by the names they share, and no more.
            data = {name: value for name, value in given.data.items() if name in other.fields}
            parts.append(
                Part(
                    Submission(
                        form=other.key,
                        data=data,
                        received_at=given.received_at,
                        person=given.person,
                        shown=given.shown,
                        consents=(said,),
                        residence=given.residence,
                    ),
                    of=place,
                )
            )
    return [*wholes, *parts]


def joined(parts: Sequence[Part], answers: Sequence[Receipt | Refusal]) -> list[Receipt | Refusal]:
    """Return one answer for each whole, with what was kept of its parts."""
    found = [answer for part, answer in zip(parts, answers, strict=True) if part.of is None]
    for part, answer in zip(parts, answers, strict=True):
        whole = None if part.of is None else found[part.of]
        if part.of is not None and isinstance(whole, Receipt) and isinstance(answer, Receipt):
            found[part.of] = replace(
                whole,
                kept=(*whole.kept, *answer.kept),
                purposes=tuple(dict.fromkeys((*whole.purposes, *answer.purposes))),
            )
    return found


def uncited(policy: Policy, form: Form, names: Sequence[str]) -> list[RefusedFor]:
    """Return why documents are not taken in that a rule keeps for a law and that no law names.

    GDPR Art. 6(1)(c), 5(1)(a): a duty of law is one that somebody can cite.
    """
    found = []
    for name in names:
        one = form.fields[name]
        rules = [rule for rule in policy.rules_on(one.category, form.key) if rule.cited]
        keeps = policy.legal_keeps.values()
        if rules and not any(reaches(keep, one.category, one.item) for keep in keeps):
            found.append(
                RefusedFor(
                    code="CITATION_REQUIRED",
                    address=rules[0].address,
                    detail=f"no law is cited that demands `{one.item}`",
                    help="cite it under `legal-exceptions`, with its period",
                )
            )
    return found


def clocks_of(form: Form | None, given: Submission, person: bytes) -> list[ClockRow]:
    """Return the moving clocks a submission touches: those that the manifest says it does."""
    if given.carried is not None and given.carried.direction == "out":
        return []
    at = to_micros(given.received_at)
    told: Mapping[str, bool] = {} if form is None else {
        "last-activity": form.activity, "last-contact": form.contact,
    }  # fmt: skip
    return [ClockRow(person=person, clock=name, at=at) for name, counts in told.items() if counts]


def refined(policy: Policy, decision: Decision, one: FormField, value: bytes) -> bytes:
    """Keep a location no finer than its finest purpose needs."""
    if one.type != "location":
        return value
    known = [policy.purposes[name] for name in decision.purposes if name in policy.purposes]
    needed = [purpose.precision for purpose in known]
    decimals = max((p for p in needed if p is not None), default=None)
    return value if decimals is None else coarser(value.decode(), decimals).encode()


def kept_as(new: NewRecord, category: str, keep: Keeping) -> Kept:
    """Return what a receipt says of one value that was kept."""
    return Kept(
        field=new.field,
        record=new.record,
        category=category,
        delete_after=keep.unreadable_from,
        rule=keep.rule,
    )


def detail_of(receipt: Receipt) -> bytes:
    """Return what a fact commits to: the submission and its records."""
    return b"".join([receipt.submission, *(kept.record for kept in receipt.kept)])
