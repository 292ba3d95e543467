"""Where a recipient may hold a person's data, and what carries it there.

A place can be shut to people of a region; an unknown region counts as shut, so that nobody's data
goes where it must not for want of knowing. GDPR Art. 3, 13(1)(f), 44.
"""

from __future__ import annotations

from troth.policy.compiled import Policy, Recipient
from troth.policy.nearest import nearest, quoted
from troth.policy.question import Code, Question, Reason

UNBOUND = "unbound"
"""Of a place to which nothing carries data, and for these people nothing needs to."""


def open_places(recipient: Recipient, region: str | None) -> tuple[str, ...]:
    """Return the recipient's places to which data of people in `region` may go, in their order."""
    return tuple(place for place in recipient.places if not _shut(recipient, place, region))


def _shut(recipient: Recipient, place: str, region: str | None) -> bool:
    to = recipient.places_shut.get(place)
    if not to:
        return False
    return region is None or not to.isdisjoint((region, region.split("-", 1)[0]))


def transfer_reasons(policy: Policy, recipient: Recipient, question: Question) -> list[Reason]:
    """Return what stands against the place, and against the transfer to it."""
    name, place = recipient.key, question.place
    targets = open_places(recipient, question.region) if place is None else (place,)
    if place is not None and place not in recipient.places and "any" not in recipient.places:
        detail = f"{quoted(place)} is no place of `{name}`"
        return [_at("PLACE_UNDECLARED", name, detail, nearest(place, recipient.places))]
    if (recipient.places and not targets) or any(
        _shut(recipient, each, question.region) for each in targets
    ):
        where = f"`{place}`" if place else "any place"
        who = "the person's region" if question.region else "the region, which is unknown,"
        return [_at("PLACE_NOT_FOR_REGION", name, f"{where} of `{name}` is shut to {who}")]
    if carried(policy, recipient, targets, question.region):
        return []
    # GDPR Art. 44.
    detail = f"nothing in force carries a transfer to `{name}`"
    return [_at("TRANSFER_INVALID", name, detail)]


def carried(
    policy: Policy, recipient: Recipient, places: tuple[str, ...], region: str | None
) -> bool:
    """Whether data of people in `region` may go to all of these places of the recipient."""
    if policy.mode != "strict" or not bound(policy, region):
        return True
    if not places:
        return recipient.transfer_valid
    return all(place in recipient.carried_by for place in places)


def bound(policy: Policy, region: str | None) -> bool:
    """Whether transfers of data of people in `region` are judged."""
    # GDPR Art. 3(2): a controller outside answers for whoever is, or may be, in the Union.
    if region is None or policy.bound_regions is None:
        return True
    return not policy.bound_regions.isdisjoint((region, region.split("-", 1)[0]))


def _at(code: Code, key: str, detail: str, help: str = "") -> Reason:
    return Reason(code=code, address=f"recipients/{key}", detail=detail, help=help)
