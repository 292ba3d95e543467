"""Was everything looked at, or handed over, for a declared purpose, and as people had decided?

Reads every look and every disclosure, in chunks, with what held for those persons at that instant:
restriction, objection, consent. A look that was refused shows the gate at work.

GDPR Art. 5(1)(b), 6(1)(a), 7(3), 18, 21.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.observation import Observation, Tally
from troth.engines.probes.stood import (
    BY_LAW,
    OPENS_RESTRICTION,
    Held,
    consented,
    held_of,
    in_force,
    needs_consent,
    objected,
    purposes_named,
    stated_at_a_form,
    withdrawn,
)
from troth.policy.compiled import Purpose
from troth.storage.rows import AccessRow, DisclosureRow

PROBE: Final = "uses"
PURPOSES: Final = "store/purposes"
STANDING: Final = "store/standing"
AT_ONCE: Final = 2_000
OWN_ACCESS: Final = frozenset(("access", "portability"))
"""People's own looks at what is held of them (GDPR Art. 15, 20): a right, not a purpose."""

_REFUSED: Final = {
    "AGGREGATE_ONLY": ("purposes", "aggregate"),
    "NOT_ANONYMOUS": ("purposes", "aggregate"),
    "IDENTIFIED_TECHNICAL_DATA": ("purposes", "de-identified"),
    "CONSENT_REQUIRED": ("purposes", "consent"),
    "CONSENT_WITHDRAWN": ("purposes", "consent"),
    "CONSENT_EXPIRED": ("purposes", "consent"),
    "OBJECTED": ("purposes", "opt-out"),
    "OPTED_OUT": ("purposes", "opt-out"),
    "SUPPRESSED": ("purposes", "opt-out"),
}
"""Code of a refused look → the side of its purpose that was kept by it."""

_RIGHTS: Final = {
    "RESTRICTED": "restriction",
    "OBJECTED": "objection",
    "OPTED_OUT": "objection",
    "CONSENT_WITHDRAWN": "withdrawal",
}
"""Code of a refused look → the right that was honoured by it."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A look or a disclosure, as far as both are alike.

    `shown` is what was shown for it, `channel` how people were contacted by it, if they were.
    """

    id: bytes
    person: bytes
    purpose: str
    categories: tuple[str, ...]
    role: str
    shown: frozenset[str]
    at: int
    what: str
    channel: str = ""


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return what looks and disclosures show of purposes, objections and restrictions."""
    tally = Tally(PROBE)
    tally.watch(PURPOSES, "purposes")
    tally.watch(STANDING, "standing")
    _standing_changes(inquiry, tally)
    for looks in _chunks(inquiry.data.all_accesses()):
        for look in looks:
            if not look.allowed:
                _refused(inquiry, look, tally)
        _judge(inquiry, [_of_look(look) for look in looks if look.allowed], tally)
    for rows in _chunks(inquiry.data.all_disclosures()):
        _judge(inquiry, [_of_disclosure(row) for row in rows], tally)
    return tally.observations()


def _chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while chunk := list(islice(left, AT_ONCE)):
        yield chunk


def _of_look(look: AccessRow) -> Use:
    return Use(
        id=look.access,
        person=look.person,
        purpose=look.purpose,
        categories=look.categories,
        role=look.role,
        shown=_kinds(look.reason),
        at=look.at,
        what="looks",
    )


def _of_disclosure(row: DisclosureRow) -> Use:
    return Use(
        id=row.disclosure,
        person=row.person,
        purpose=row.purpose,
        categories=row.categories,
        role="",
        shown=_kinds(row.ground),
        at=row.at,
        what="disclosures",
        channel=_channel(row.ground),
    )


def _kinds(written: str) -> frozenset[str]:
    """Read what was shown: kinds joined by `+`, an order with its reference as `order=17`."""
    return frozenset(one.partition("=")[0] for one in written.split("+"))


def _channel(written: str) -> str:
    told = (one.partition("=") for one in written.split("+"))
    return next((value for kind, _, value in told if kind == "channel"), "")


def _refused(inquiry: Inquiry, look: AccessRow, tally: Tally) -> None:
    what = "looks refused"
    tally.saw(PURPOSES, "purposes", what)
    place = _REFUSED.get(look.reason)
    if place is not None and look.purpose in inquiry.policy.purposes:
        tally.saw(f"{place[0]}/{look.purpose}", place[1], what)
    right = _RIGHTS.get(look.reason)
    if right is not None:
        tally.saw(f"rights/{right}", "exercised", what)
        tally.saw(f"rights/{right}", "offered", what)


def _judge(inquiry: Inquiry, uses: Sequence[Use], tally: Tally) -> None:
    held = held_of(inquiry, [use.person for use in uses])
    for use in uses:
        versions = purposes_named(inquiry, use.purpose)
        if not versions:
            if use.purpose in OWN_ACCESS and not use.role:
                continue
            if stated_at_a_form(inquiry, use.purpose):
                tally.saw(PURPOSES, "purposes", f"{use.what} for purposes stated at a form")
            else:
                tally.broke(
                    PURPOSES, "purposes", f"{use.what} for an undeclared purpose", ids=[use.id]
                )
            continue
        tally.saw(PURPOSES, "purposes", f"{use.what} for declared purposes")
        _purpose(use, versions, tally)
        _person(use, versions, held, tally)


def _purpose(use: Use, versions: Sequence[Purpose], tally: Tally) -> None:
    address = f"purposes/{use.purpose}"
    wanted = set(use.categories)
    if not any(wanted <= purpose.uses for purpose in versions):
        tally.broke(address, "purpose", f"{use.what} at undeclared categories", ids=[use.id])
    elif use.what == "looks" and not any(_acts(use.role, purpose) for purpose in versions):
        tally.broke(address, "purpose", "looks under a role the purpose excludes", ids=[use.id])
    else:
        tally.saw(address, "purpose", f"{use.what} within the purpose")
    _figures(use, versions, tally)


def _figures(use: Use, versions: Sequence[Purpose], tally: Tally) -> None:
    """Judge purposes of figures, or of what leads to nobody (GDPR Art. 89; recital 26)."""
    address = f"purposes/{use.purpose}"
    if all(purpose.cell_minimum is not None for purpose in versions):
        if "aggregate" in use.shown:
            tally.saw(address, "aggregate", f"{use.what} at figures over many people")
        else:
            what = f"{use.what} at single people"
            tally.broke(address, "aggregate", what, ids=[use.id])
    if all(purpose.anonymised_input or not purpose.identified for purpose in versions):
        if "anonymised" in use.shown:
            tally.saw(address, "de-identified", f"{use.what} at what leads to nobody")
            tally.saw(address, "aggregate", f"{use.what} at what leads to nobody")
        else:
            what = f"{use.what} at identified data"
            tally.broke(address, "de-identified", what, ids=[use.id])


def _acts(role: str, purpose: Purpose) -> bool:
    return purpose.roles is None or role in purpose.roles


def _person(use: Use, versions: Sequence[Purpose], held: Held, tally: Tally) -> None:
    """Judge a use by what its person had decided by then."""
    events, rows = held.consents[use.person], held.standing[use.person]
    if in_force(rows, "restriction", use.at) and use.shown.isdisjoint(OPENS_RESTRICTION):
        _against("restriction", f"{use.what} at restricted persons", use, tally)
    if all(objected(rows, purpose, use.at, use.channel) for purpose in versions):
        _against("objection", f"{use.what} after an objection", use, tally)
        tally.broke(f"purposes/{use.purpose}", "opt-out",
                    f"{use.what} after an objection", ids=[use.id])  # fmt: skip
    if not use.shown.isdisjoint(BY_LAW) or not all(map(needs_consent, versions)):
        return
    address = f"purposes/{use.purpose}"
    if consented(events, use.purpose, use.at, channel=use.channel):
        tally.saw(address, "consent", f"{use.what} on a consent that stood")
    elif use.channel and consented(events, use.purpose, use.at):
        what = f"{use.what} by a channel that nobody said yes to"
        tally.broke(address, "consent", what, ids=[use.id])
    elif withdrawn(events, use.purpose, use.at):
        what = f"{use.what} after a withdrawal"
        tally.broke(address, "consent", what, ids=[use.id])
        for facet in ("exercised", "offered"):
            tally.broke("rights/withdrawal", facet, what, ids=[use.id])
    elif _free_to_write(use, versions, held):
        tally.saw(address, "opt-out", f"{use.what} where the law asks for no opt-in")
    else:
        tally.broke(address, "consent", f"{use.what} without a consent", ids=[use.id])


def _free_to_write(use: Use, versions: Sequence[Purpose], held: Held) -> bool:
    """Whether the law of where the person lives lets them be written to until they object."""
    free = {place for purpose in versions for place in purpose.opt_out_in}
    lives = {row.value for row in in_force(held.standing[use.person], "residence", use.at)}
    if free and not lives:
        # The region that the caller of a disclosure named is not kept.
        return use.what == "disclosures"
    return any({place, place.partition("-")[0]} & free for place in lives)


def _against(right: str, what: str, use: Use, tally: Tally) -> None:
    tally.broke(STANDING, "standing", what, ids=[use.id])
    for facet in ("exercised", "offered"):
        tally.broke(f"rights/{right}", facet, what, ids=[use.id])


def _standing_changes(inquiry: Inquiry, tally: Tally) -> None:
    """Standing that is in force shows that people can restrict and object."""
    for row in inquiry.data.all_standing():
        if row.kind in ("restriction", "objection"):
            tally.saw(STANDING, "standing", f"{row.kind}s in force")
            for facet in ("exercised", "offered"):
                tally.saw(f"rights/{row.kind}", facet, f"{row.kind}s in force")
        if row.kind == "objection" and row.about in inquiry.policy.purposes:
            tally.saw(f"purposes/{row.about}", "opt-out", "objections in force")
        if row.kind == "objection" and row.about == "marketing":
            for key, purpose in inquiry.policy.purposes.items():
                if purpose.marketing:
                    tally.saw(f"purposes/{key}", "opt-out", "objections in force")
