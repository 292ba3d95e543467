"""May I? The one answer everything in Troth asks for before it touches personal data (D2).

`decide` is pure, total and fails closed: it never raises for any `Question`, whatever is unknown,
missing or contradictory is refused, and a refusal carries every reason, each with the address of
the promise it comes from and the nearest known name. It reads nothing but its arguments.

The plain yes comes from bit masks (`tables.permit`); everything else from the full decision below.
"""

from __future__ import annotations

from dataclasses import replace

from troth.policy.compiled import Policy, Purpose
from troth.policy.decide_data import data_reasons
from troth.policy.decide_person import person_reasons
from troth.policy.decide_purpose import (
    address_of,
    basis_for,
    purpose_reasons,
    recipient_reasons,
)
from troth.policy.decide_scope import Scope, resolve
from troth.policy.nearest import quoted
from troth.policy.question import ACTIONS, Decision, Question, Reason
from troth.policy.tables import permit, resting_on, tables_for


def decide(policy: Policy, question: Question) -> Decision:
    """Return whether `policy` allows what `question` asks, with every reason when it does not.

    Args:
        policy: The compiled policy.
        question: What is asked; see `Question` for the meaning of each silence.

    Returns:
        The decision; falsy when refused. When allowed it names at least one address.
    """
    question = _by_its_channel(question)
    try:
        answer = permit(tables_for(policy), question)
    except (KeyError, TypeError):
        # An undeclared name, or instants that cannot be compared: no plain yes.
        answer = None
    return answer if answer is not None else decide_in_full(policy, question)


def decide_in_full(policy: Policy, question: Question) -> Decision:
    """Return the same answer as `decide`, always weighing every rule."""
    question = _by_its_channel(question)
    if question.action not in ACTIONS:
        detail = f"{quoted(question.action)} is not an action"
        reason = Reason(code="ACTION_UNKNOWN", address="purposes", detail=detail)
        return Decision(allowed=False, reasons=(reason,), addresses=(reason.address,))
    scope, reasons = resolve(policy, question)
    reasons += data_reasons(scope)
    reasons += person_reasons(policy, question)
    reasons += recipient_reasons(scope)
    bound, against = _weigh(scope)
    reasons += against
    if reasons:
        return _refused(reasons)
    return Decision(
        allowed=True,
        addresses=resting_on(question, tuple(_own_address(scope, bound))),
        basis=basis_for(scope, bound[0]) if bound else None,
        purposes=tuple(purpose.key for purpose in bound),
        drops=scope.drops,
    )


def _by_its_channel(question: Question) -> Question:
    """Return the question with the standing as the channel meets it by which it would reach one."""
    standing = question.standing
    met = standing.through(question.channel)
    return question if met is standing else replace(question, standing=met)


def _own_address(scope: Scope, bound: list[Purpose]) -> list[str]:
    # A purpose stated at the form rests on the form, which is named already.
    addresses = [address_of(scope, purpose) for purpose in bound]
    return [each for each in addresses if each.startswith("purposes/")]


def _refused(reasons: list[Reason]) -> Decision:
    once = tuple(dict.fromkeys(reasons))
    addresses = tuple(dict.fromkeys(reason.address for reason in once))
    return Decision(allowed=False, reasons=once, addresses=addresses)


def _weigh(scope: Scope) -> tuple[list[Purpose], list[Reason]]:
    """Return the purposes that bind, and the reasons why data is left without one.

    Several purposes are weighed only where a form serves several and none is named: those that are
    permitted bind, and each category must be used by one of them. A purpose still waiting for a
    consent does not stop the others.
    """
    against = {purpose.key: purpose_reasons(scope, purpose) for purpose in scope.candidates}
    bound = [purpose for purpose in scope.candidates if not against[purpose.key]]
    reasons: list[Reason] = []
    if not bound:
        reasons += [reason for each in against.values() for reason in each]
    for category in scope.categories if scope.candidates else ():
        if any(category in purpose.uses for purpose in bound):
            continue
        users = [purpose for purpose in scope.candidates if category in purpose.uses]
        for purpose in users:
            reasons += against[purpose.key]
        if not users:
            reasons.append(_unused(scope, category))
    return bound, reasons


def _unused(scope: Scope, category: str) -> Reason:
    first = scope.candidates[0]
    names = ", ".join(f"`{purpose.key}`" for purpose in scope.candidates)
    able = sorted(k for k, each in scope.policy.purposes.items() if category in each.uses)
    known = ", ".join(f"`{key}`" for key in able[:6])
    return Reason(
        code="PURPOSE_NOT_DECLARED_FOR_FIELD",
        address=address_of(scope, first),
        detail=f"`{category}` is not declared for {names}",
        help=f"purposes that use it: {known}" if known else "no purpose uses it",
    )
