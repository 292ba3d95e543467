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


def whereabouts(question: Question) -> tuple[str | None, ...]:
    """Return every place a person counts at: what was named, and the residence that is known.

    What a caller names does not do away with a residence that the person has stated.
    """
    known = dict.fromkeys((question.region, question.standing.residence))
    return tuple(one for one in known if one is not None) or (None,)


def open_places(recipient: Recipient, *regions: str | None) -> tuple[str, ...]:
    """Return its places to which data of people in all these regions may go, in their order."""
    return tuple(place for place in recipient.places if not _shut(recipient, place, regions))


def _shut(recipient: Recipient, place: str, regions: tuple[str | None, ...]) -> bool:
    to = recipient.places_shut.get(place)
    if not to:
        return False
    return any(
        region is None or not to.isdisjoint((region, region.split("-", 1)[0])) for region in regions
    )


def transfer_reasons(policy: Policy, recipient: Recipient, question: Question) -> list[Reason]:
    """Return what stands against the place, and against the transfer to it."""
    name, place, regions = recipient.key, question.place, whereabouts(question)
    targets = open_places(recipient, *regions) if place is None else (place,)
    if place is not None and place not in recipient.places and "any" not in recipient.places:
        detail = f"{quoted(place)} is no place of `{name}`"
        return [_at("PLACE_UNDECLARED", name, detail, nearest(place, recipient.places))]
    if (recipient.places and not targets) or any(
        _shut(recipient, each, regions) for each in targets
    ):
        where = f"`{place}`" if place else "any place"
        who = "the region, which is unknown," if regions == (None,) else "the person's region"
        return [_at("PLACE_NOT_FOR_REGION", name, f"{where} of `{name}` is shut to {who}")]
    if carried(policy, recipient, targets, *regions):
        return []
    # GDPR Art. 44.
    detail = f"nothing in force carries a transfer to `{name}`"
    return [_at("TRANSFER_INVALID", name, detail)]


def carried(
    policy: Policy, recipient: Recipient, places: tuple[str, ...], *regions: str | None
) -> bool:
    """Whether data of people in these regions may go to all of these places of the recipient."""
    if policy.mode != "strict" or not bound(policy, *regions):
        return True
    if not places:
        return recipient.transfer_valid
    return all(place in recipient.carried_by for place in places)


def bound(policy: Policy, *regions: str | None) -> bool:
    """Whether transfers of data of people in any of these regions are judged."""
    # GDPR Art. 3(2): a controller outside answers for whoever is, or may be, in the Union.
    if policy.bound_regions is None:
        return True
    return any(
        region is None or not policy.bound_regions.isdisjoint((region, region.split("-", 1)[0]))
        for region in regions
    )


def _at(code: Code, key: str, detail: str, help: str = "") -> Reason:
    return Reason(code=code, address=f"recipients/{key}", detail=detail, help=help)
