"""What was done with personal data, in the operations that a policy itself names.

A policy that lists its operations promises by the same sentence to do no others. Each fact of the
log that tells of processing is one operation; facts about the log, the policy or the keys are none.
A deletion is counted once, where records go, and not again where their keys do. Pure.

GDPR Art. 4(2) (operations, by automated means or not), 4(4) (profiling), 5(2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from troth.core.facts import Fact
from troth.policy.compiled import Policy

UNDECLARED: Final = "WARN.operation-undeclared"
"""An operation was carried out that the policy's own list does not hold."""

PROFILING: Final = frozenset(("advertising", "personalisation"))
"""Kinds of purposes that evaluate what a person is like (GDPR Art. 4(4))."""

_SAID: Final[Mapping[str, tuple[bool, tuple[str, ...]]]] = MappingProxyType(
    {
        "collected": (True, ("collect", "record")),
        "collected-many": (True, ("collect", "record")),
        "imported": (True, ("collect", "record")),
        "rectified": (False, ("update",)),
        "disclosed": (False, ("provide", "transmit", "disclose")),
        "request-forwarded": (False, ("provide", "transmit", "disclose")),
        "answered": (False, ("provide", "transmit", "disclose")),
        "anonymised": (True, ("anonymise",)),
        "restricted-at-end": (True, ("block",)),
        "swept": (True, ("delete",)),
        "records-erased": (False, ("delete",)),
    }
)
"""Kind of fact → whether nobody took a hand in it, and its names, the narrowest first."""

_LOOK: Final = ("retrieve", "use", "access")
_BLOCK: Final = ("block",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation, as the log shows it.

    Attributes:
        index: Of its fact in the log.
        name: As the policy calls it, where it names it; else what it is.
        automated: Whether nobody took a hand in it; None where the log does not say.
        declared: Whether the policy's list holds it; always, where the policy has no list.
    """

    index: int
    fact: str
    name: str
    automated: bool | None
    declared: bool
    at: int


def operations(
    facts: Iterable[tuple[int, Fact]], policy: Policy, named: Iterable[str]
) -> tuple[Operation, ...]:
    """Return every operation that the log tells of, in its order.

    Args:
        facts: Index and fact, as the log gives them.
        policy: The version in effect: says what a purpose is for.
        named: The operations that its text lists; empty where it lists none.
    """
    listed = frozenset(named)
    made = []
    for index, fact in facts:
        found = _of(fact, policy)
        if found is None:
            continue
        automated, names = found
        known = next((name for name in names if name in listed), None)
        made.append(
            Operation(
                index=index,
                fact=fact.kind,
                name=known or names[0],
                automated=automated,
                declared=known is not None or not listed,
                at=fact.at,
            )
        )
    return tuple(made)


def _of(fact: Fact, policy: Policy) -> tuple[bool | None, tuple[str, ...]] | None:
    if fact.kind == "looked":
        if fact["outcome"] != "read" or fact["records"] == 0:
            return None
        purpose = policy.purposes.get(str(fact["purpose"]))
        # Programs look too, and the log names no role of theirs.
        by_hand = None if fact["role"] == "none" else False
        profiled = purpose is not None and purpose.kind in PROFILING
        return by_hand, ("profile",) if profiled else _LOOK
    if fact.kind == "standing-changed":
        blocked = (fact["standing"], fact["change"]) == ("restriction", "set")
        return (False, _BLOCK) if blocked else None
    return _SAID.get(fact.kind)
