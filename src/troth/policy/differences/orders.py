"""For each kind of promise, the order in which one value is stronger for the person than another.

An order is partial: what can be compared is `stronger` or `weaker`, what cannot is `changed`, and
`changed` is weighed like `weaker` where it counts. Every order here is reflexive, antisymmetric and
transitive, and so `compare(a, b)` mirrors `compare(b, a)`; tests try to break each of them.

`None` is "the policy says nothing here"; each order has its own place for it, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from troth.core.periods import Period, add

Value = None | bool | int | str | Period | frozenset[str]
"""What a facet of a promise can hold."""

Verdict = Literal["same", "stronger", "weaker", "changed", "wording"]
"""How the second of two values stands to the first, for the person."""

Order = Callable[[Value, Value], bool]
"""`order(a, b)`: whether `b` is at least as strong for the person as `a`."""

_DAYS: Final = tuple(datetime(2023, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(4 * 365))
"""Days on which two periods are laid side by side: four years with a leap day in them."""


def compare(order: Order, old: Value, new: Value) -> Verdict:
    """Return how `new` stands to `old` in an order."""
    if old == new:
        return "same"
    forth, back = order(old, new), order(new, old)
    if forth and back:
        # Two spellings of one thing, as a day and twenty-four hours are.
        return "wording"
    return "stronger" if forth else "weaker" if back else "changed"


def apart(old: Value, new: Value) -> bool:
    """Any two values that differ cannot be compared."""
    return old == new


def fewer(old: Value, new: Value) -> bool:
    """A part of a set is stronger than the set; no bound at all is the weakest."""
    if old is None or new is None:
        return old is None
    return _set(new) <= _set(old)


def more(old: Value, new: Value) -> bool:
    """A set is stronger than any part of it; silence is the weakest."""
    return old is None or (new is not None and _set(old) <= _set(new))


def shorter(old: Value, new: Value) -> bool:
    """The period that never ends later is stronger; no period at all is the weakest."""
    if old is None or new is None:
        return old is None
    return isinstance(old, Period) and isinstance(new, Period) and never_later(new, old)


def lower(old: Value, new: Value) -> bool:
    """A smaller number is stronger; no number is the weakest."""
    return old is None or (isinstance(new, int) and isinstance(old, int) and new <= old)


def higher(old: Value, new: Value) -> bool:
    """A larger number is stronger; no number is the weakest."""
    return old is None or (isinstance(new, int) and isinstance(old, int) and new >= old)


def yes(old: Value, new: Value) -> bool:
    """Yes is stronger than no; silence counts as no."""
    return bool(new) >= bool(old) and (new is not None or old is None)


def no(old: Value, new: Value) -> bool:
    """No is stronger than yes; silence counts as no."""
    return bool(new) <= bool(old) and (old is not None or new is None)


def ladder(*ways: tuple[str, frozenset[str]]) -> Order:
    """Return an order of words by what each of them gives a person."""
    gives = dict(ways)

    def order(old: Value, new: Value) -> bool:
        if old == new:
            return True
        before, after = gives.get(str(old)), gives.get(str(new))
        return before is not None and after is not None and before < after

    return order


def never_later(one: Period, other: Period) -> bool:
    """Whether `one`, begun on any day, ends no later than `other` begun on the same day."""
    if one.months <= other.months and _rest(one) <= _rest(other):
        return True
    if one.months >= other.months and _rest(one) >= _rest(other):
        return one == other
    return all(add(day, one) <= add(day, other) for day in _DAYS)


def _rest(period: Period) -> int:
    return period.days * 86_400 + period.seconds


def _set(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()


def _given(*names: str) -> frozenset[str]:
    return frozenset(names)


BASIS: Final = ladder(
    # Who is asked first has more than who may object (GDPR Art. 7(3), 21(1)); other grounds give
    # neither less nor more, but something else.
    ("legitimate-interests", _given("object")),
    ("consent", _given("object", "ask", "withdraw")),
    ("explicit-consent", _given("object", "ask", "withdraw", "explicit")),
)
END: Final = ladder(
    ("review", _given()),
    ("restrict", _given("locked")),
    ("anonymise", _given("unlinked")),
    ("erase", _given("locked", "unlinked", "gone")),
)
TOLD: Final = ladder(
    ("none", _given()),
    ("page", _given("page")),
    ("notify-or-login", _given("page", "somehow")),
    ("login-notice", _given("page", "somehow", "login")),
    ("account-holders", _given("page", "somehow", "mail-to-holders")),
    ("each-person", _given("page", "somehow", "login", "mail-to-holders", "mail")),
)
TRANSFER: Final = ladder(("does not stand", _given()), ("stands", _given("protected")))
COOKIE_USE: Final = ladder(
    # What a banner must ask for is weaker than what it need not (ePrivacy Directive Art. 5(3)).
    ("marketing", _given()),
    ("analytics", _given("own")),
    ("preferences", _given("own", "asked")),
    ("necessary", _given("own", "asked", "needed")),
)
AUTHORITY: Final = ladder(
    ("after-complaint", _given()),
    ("silent", _given("free")),
    ("unconditional", _given("free", "said")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of promise: its order, and when a difference in it is material.

    `any`: in either direction. `weaker`: unless it is stronger for the person. `never`: whatever
    it is, it alters nothing that is done with data.
    """

    order: Order
    material: Literal["any", "weaker", "never"]


KINDS: Final[Mapping[str, Kind]] = {
    # How long (GDPR Art. 13(2)(a)): people planned by it, so either direction counts.
    "period": Kind(order=shorter, material="any"),
    "period-start": Kind(order=apart, material="any"),
    "criterion": Kind(order=apart, material="any"),
    "kept-categories": Kind(order=apart, material="any"),
    "extension": Kind(order=shorter, material="weaker"),
    "then": Kind(order=END, material="any"),
    "exceeds": Kind(order=no, material="weaker"),
    "kept-by-law": Kind(order=apart, material="weaker"),
    # Why and on which ground (Art. 13(1)(c)-(d)).
    "basis": Kind(order=BASIS, material="any"),
    "affirmative": Kind(order=yes, material="weaker"),
    "consent-needed": Kind(order=yes, material="any"),
    "purpose-kind": Kind(order=apart, material="weaker"),
    "used-categories": Kind(order=fewer, material="weaker"),
    "marketing": Kind(order=no, material="weaker"),
    "channels": Kind(order=fewer, material="weaker"),
    "staff": Kind(order=fewer, material="weaker"),
    "interest": Kind(order=apart, material="weaker"),
    "cell-minimum": Kind(order=higher, material="weaker"),
    "de-identified": Kind(order=yes, material="weaker"),
    "precision": Kind(order=lower, material="weaker"),
    # What is taken in (Art. 5(1)(c)).
    "items": Kind(order=fewer, material="weaker"),
    "open-ended": Kind(order=no, material="weaker"),
    "fields": Kind(order=fewer, material="weaker"),
    "required-fields": Kind(order=fewer, material="weaker"),
    "form-purposes": Kind(order=fewer, material="weaker"),
    "needs": Kind(order=more, material="weaker"),
    "origin": Kind(order=apart, material="weaker"),
    "identity": Kind(order=no, material="weaker"),
    "double-opt-in": Kind(order=yes, material="weaker"),
    # Who receives what, and where (Art. 13(1)(e)-(f)).
    "received-categories": Kind(order=fewer, material="weaker"),
    "recipient-purposes": Kind(order=fewer, material="weaker"),
    "places": Kind(order=fewer, material="weaker"),
    "regions": Kind(order=fewer, material="weaker"),
    "spared-regions": Kind(order=more, material="weaker"),
    "own-purposes": Kind(order=no, material="weaker"),
    "transfer": Kind(order=apart, material="weaker"),
    "transfer-stands": Kind(order=TRANSFER, material="weaker"),
    "recipient-role": Kind(order=apart, material="weaker"),
    "system-holds": Kind(order=fewer, material="weaker"),
    # What a person may ask for (Art. 12(3), 15-22).
    "right": Kind(order=yes, material="weaker"),
    "answer-time": Kind(order=shorter, material="weaker"),
    "answer-extension": Kind(order=no, material="weaker"),
    "authority": Kind(order=AUTHORITY, material="weaker"),
    "claim-first": Kind(order=no, material="weaker"),
    "contact-first": Kind(order=no, material="weaker"),
    "claim-term": Kind(order=shorter, material="weaker"),
    # For whom not (Art. 8, 9).
    "age": Kind(order=higher, material="weaker"),
    "erased-when-minor": Kind(order=yes, material="weaker"),
    "minors-scope": Kind(order=apart, material="weaker"),
    "refused-kinds": Kind(order=more, material="weaker"),
    "exceptions": Kind(order=fewer, material="weaker"),
    # The device (ePrivacy Directive Art. 5(3)).
    "cookie-use": Kind(order=COOKIE_USE, material="weaker"),
    "cookie-expiry": Kind(order=shorter, material="weaker"),
    "cookie-vendor": Kind(order=apart, material="weaker"),
    # Security (Art. 32), and how changes are told.
    "measure": Kind(order=apart, material="weaker"),
    "threats": Kind(order=more, material="weaker"),
    "evidence": Kind(order=more, material="weaker"),
    "evidence-kind": Kind(order=apart, material="weaker"),
    "evidence-interval": Kind(order=shorter, material="weaker"),
    "fix-time": Kind(order=shorter, material="weaker"),
    "told": Kind(order=TOLD, material="weaker"),
    "takes-effect": Kind(order=apart, material="weaker"),
    "without-consent": Kind(order=no, material="never"),
    "continued-use": Kind(order=no, material="weaker"),
    "controller": Kind(order=apart, material="weaker"),
    "law": Kind(order=apart, material="weaker"),
    # Whatever runs and has no order of its own yet: it counts, until it has one.
    "otherwise": Kind(order=apart, material="weaker"),
}
"""Every kind of promise. A kind that is not here cannot be compared."""

ENTRIES: Final[Mapping[str, Verdict]] = {
    "collection": "weaker",
    "purposes": "weaker",
    "categories": "weaker",
    "sources": "weaker",
    "recipients": "weaker",
    "cookies": "weaker",
    "systems": "weaker",
    "processor-of": "weaker",
    "legal-exceptions": "weaker",
    "staff-roles": "weaker",
    "transfers": "changed",
    "retention": "changed",
    "rights": "stronger",
    "security": "stronger",
    "minors": "stronger",
    "sensitive": "stronger",
    "changes": "changed",
    "disputes": "changed",
    "controller": "changed",
}
"""What a new entry of a section is for the person; one that goes is the mirror of it."""

_MIRROR: Final[Mapping[Verdict, Verdict]] = {
    "same": "same", "stronger": "weaker", "weaker": "stronger", "changed": "changed",
    "wording": "wording",
}  # fmt: skip


def mirror(verdict: Verdict) -> Verdict:
    """Return the verdict on the same two values the other way round."""
    return _MIRROR[verdict]
