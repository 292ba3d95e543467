"""How long one datum is kept under a policy: every rule that governs it, and what each one says.

Joins the compiled rules (`policy.compiled`) with the arithmetic of keeping (`core.retention`). The
earliest end wins; a legal duty only delays it (GDPR Art. 17(3)(b)). Pure: the events that have
happened to a person come in as values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from troth.core.periods import add
from troth.core.retention import Claim, Term, expiry, extended
from troth.policy.compiled import LegalKeep, Policy, RetentionRule

FIXED_STARTS = frozenset(("collection", "issued", "fetch"))
"""Events known when a datum is taken in; every other start is waited for."""

MOVING_STARTS = frozenset(("last-activity", "last-contact"))
"""Events that start a period anew each time; the day a datum comes in is the first of them."""

OBLIGATION_MET = "obligation-met"
"""The event that the last thing owed to or by a person has been settled."""

Events = Mapping[str, datetime]
"""Name of an event (`last-activity`, `account-closed`, ...) → its latest instant for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What storage needs to know of one datum when it is taken in.

    Attributes:
        expires_at: The earliest end that is already certain, or None.
        rule: Address of the rule that gives `expires_at`, else of the first that waits.
        keep_until: A legal duty's end, before which nothing may go; or None.
        keep_address: The duty that says so.
        moving: Addresses of the rules that move with the person's activity or contact.
        waits: Addresses of the rules that wait for another event.
    """

    expires_at: datetime | None
    rule: str
    keep_until: datetime | None
    keep_address: str
    moving: tuple[str, ...]
    waits: tuple[str, ...]

    @property
    def unreadable_from(self) -> datetime | None:
        """The end that names the period key: the later of expiry and duty."""
        if self.expires_at is None:
            return None
        return max(self.expires_at, self.keep_until or self.expires_at)


def term_of(rule: RetentionRule) -> Term | None:
    """Return how a rule's period is counted, or None for a bare criterion."""
    period = rule.period or rule.every
    if period is None:
        return None
    return Term(
        period=period,
        exceeds=rule.exceeds,
        rhythm=rule.every is not None,
        whole_days=rule.whole_days,
        purge_on=rule.purge_on,
    )


def _start_of(rule: RetentionRule) -> str:
    return (rule.until or "") if term_of(rule) is None else rule.start


def begun_at(rule: RetentionRule, collected_at: datetime, events: Events) -> datetime | None:
    """Return since when a rule runs for a datum; None while its event has not happened."""
    start = _start_of(rule)
    if start in FIXED_STARTS:
        return events.get(start, collected_at)
    begun = events.get(start)
    if rule.moving:
        # Collecting a datum from a person is itself the first sign of life.
        return collected_at if begun is None else max(begun, collected_at)
    # What ended before the datum was taken in did not end for it.
    return None if begun is None or begun < collected_at else begun


def claim_of(
    rule: RetentionRule, collected_at: datetime, events: Events, extensions: int = 0
) -> Claim:
    """Return one rule's say about a datum, given what has happened so far.

    `extensions` counts the permissions to keep longer that were given before expiry.
    """
    term, begun = term_of(rule), begun_at(rule, collected_at, events)
    if begun is None:
        return Claim(address=rule.address, at=None, waits_for=_start_of(rule))
    if term is None:
        return Claim(address=rule.address, at=begun)
    if rule.extend_by is not None and extensions:
        end = extended(
            term, begun, by=rule.extend_by, times=extensions, at_most=rule.extend_at_most
        )
        return Claim(address=rule.address, at=end)
    return Claim(address=rule.address, at=expiry(term, begun))


def claims_on(
    policy: Policy,
    category: str,
    form: str,
    source: str,
    collected_at: datetime,
    events: Events,
    extensions: int = 0,
) -> list[Claim]:
    """Return the say of every rule that governs a datum, the source's own terms included."""
    rules = policy.rules_for(category, form)
    claims = [
        _while_owed(rule, rules) or claim_of(rule, collected_at, events, extensions)
        for rule in rules
    ]
    found = policy.sources.get(source)
    if found is not None and found.max_age is not None:
        end = expiry(Term(period=found.max_age), events.get("fetch", collected_at))
        claims.append(Claim(address=f"sources/{source}", at=end))
    return claims


def _while_owed(rule: RetentionRule, rules: tuple[RetentionRule, ...]) -> Claim | None:
    """Return the say of `until: obligation-met` beside a period: it ends nothing by itself.

    What is owed keeps an account alive; when the last of it is met, the period of the account runs.
    """
    if rule.until != OBLIGATION_MET or rule.period is not None:
        return None
    if all(other.period is None and other.every is None for other in rules):
        return None
    return Claim(address=rule.address, at=None, waits_for=OBLIGATION_MET)


def needs_unset(policy: Policy, category: str, form: str) -> tuple[str, ...]:
    """Return the ceilings over a datum below which no rule says how long it is needed.

    GDPR Art. 5(1)(e): a most is not a period; without a need it becomes one by neglect.
    """
    rules = policy.rules_on(category, form)
    needed = any(
        rule.period is not None and not rule.ceiling and not rule.legal_duty for rule in rules
    )
    return tuple(rule.address for rule in rules if rule.ceiling and not needed)


def reaches(keep: LegalKeep, category: str, item: str) -> bool:
    """Whether a duty of law covers an item of a category."""
    return category in keep.categories and (keep.items is None or item in keep.items)


def legal_keep(
    policy: Policy, category: str, form: str, collected_at: datetime, events: Events,
    item: str = "",
) -> tuple[datetime | None, str]:  # fmt: skip
    """Return until when a legal duty keeps a datum, and the duty's address.

    A duty whose term runs from an event that has not happened keeps nothing yet: the sweep asks
    again before it deletes. GDPR Art. 17(3)(b): the duty covers only what the law names, never the
    whole person.
    """
    issued = events.get("issued", collected_at)
    ends: list[tuple[datetime, str]] = []
    for keep in policy.legal_keeps.values():
        begun: datetime | None = issued
        if keep.start not in FIXED_STARTS:
            told = events.get(keep.start, collected_at if keep.start in MOVING_STARTS else None)
            begun = None if told is None else max(told, collected_at)
        if begun is None or not reaches(keep, category, item):
            continue
        end = duty_end(keep, begun)
        if end is not None:
            ends.append((end, f"legal-exceptions/{keep.key}"))
    for rule in policy.rules_for(category, form):
        term = term_of(rule)
        if rule.legal_duty and term is not None:
            ends.append((expiry(term, issued), rule.address))
    return max(ends, default=(None, ""))


def restricted_until(policy: Policy, address: str, end: datetime) -> datetime | None:
    """Return until when a record stays restricted that its rule ended; None where it goes."""
    for rule in policy.rules.values():
        if rule.address == address and rule.restricted_for is not None:
            return add(end, rule.restricted_for)
    return None


def duty_end(keep: LegalKeep, begun: datetime) -> datetime | None:
    """Return when a duty ends for a datum that began at an instant; None where it has no term.

    A law that ceases to hold obliges nobody any more, whatever was left of its period.
    """
    if keep.valid_from is not None and begun.date() < keep.valid_from and keep.period is not None:
        # A duty reaches what was made under it, never what is older than the law itself.
        return None
    ceases = None
    if keep.valid_until is not None:
        ceases = datetime.combine(keep.valid_until, time(), tzinfo=begun.tzinfo)
    runs = None if keep.period is None else add(begun, keep.period)
    return min((end for end in (ceases, runs) if end is not None), default=None)


def keeping(
    policy: Policy,
    category: str,
    form: str,
    source: str,
    collected_at: datetime,
    events: Events | None = None,
    extensions: int = 0,
    item: str = "",
) -> Keeping:
    """Return how long a datum of `category` taken in by `form` is kept.

    A datum that no rule governs expires at once: what nothing keeps must not stay (fails closed).
    """
    happened = events or {}
    claims = claims_on(policy, category, form, source, collected_at, happened, extensions)
    moving = {rule.address for rule in policy.rules_for(category, form) if rule.moving}
    still = [claim for claim in claims if claim.address not in moving]
    dated = sorted((c.at, c.address) for c in still if c.at is not None)
    waits = tuple(c.address for c in still if c.at is None)
    keep_until, keep_address = legal_keep(policy, category, form, collected_at, happened, item)
    if dated:
        expires_at, rule = dated[0]
        restricted = restricted_until(policy, rule, expires_at)
        if restricted is not None and (keep_until is None or keep_until < restricted):
            keep_until, keep_address = restricted, rule
    elif moving or waits:
        expires_at, rule = None, (*sorted(moving), *waits)[0]
    else:
        expires_at, rule = collected_at, "retention/none"
    return Keeping(
        expires_at=expires_at,
        rule=rule,
        keep_until=keep_until,
        keep_address=keep_address,
        moving=tuple(sorted(moving)),
        waits=waits,
    )
