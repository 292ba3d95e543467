"""Is every consent what the law calls one, and does what rests on consent rest on one that stood?

Reads every consent event, and for the records of activities that rest on consent asks whether their
person had given it by then. What was only recorded (consent by use, a box already ticked) counts as
nothing. GDPR Art. 4(11), 6(1)(a), 7(1), 7(3); recital 32.
"""

from __future__ import annotations

import re
from typing import Final

from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.observation import Observation, Tally
from troth.engines.probes.stood import consented, held_of
from troth.storage.rows import ActivityRow, ConsentRow

PROBE: Final = "consents"
HOUSE: Final = "store/consents"

NO_ACT: Final = frozenset(("by-use", "bundled", "pre-ticked", "by-continuing"))
"""Ways that are no clear affirmative act (recital 32; C-673/17)."""

_TEXT: Final = re.compile(r"(?!0{64})[0-9a-f]{64}")


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return what consents and the records that rest on them show."""
    tally = Tally(PROBE)
    tally.watch(HOUSE, "consents")
    for event in inquiry.data.all_consents():
        _event(event, tally)
    _records(inquiry, tally)
    return tally.observations()


def _event(event: ConsentRow, tally: Tally) -> None:
    address = f"purposes/{event.purpose}"
    number = event.event.to_bytes(8, "big")
    if event.action == "give":
        flaw = ""
        if _TEXT.fullmatch(event.text_hash) is None:
            # GDPR Art. 7(1): what was agreed to must be demonstrable.
            flaw = "consents that name no text"
        elif event.method in NO_ACT:
            flaw = "consents counted though they were no affirmative act"
        if flaw:
            tally.broke(address, "consent", flaw, ids=[number])
            tally.broke(HOUSE, "consents", flaw, ids=[number])
        else:
            tally.saw(address, "consent", "consents that name their text")
            tally.saw(HOUSE, "consents", "consents that name their text")
    elif event.action == "withdraw":
        tally.saw(address, "opt-out", "consents withdrawn")
        for facet in ("exercised", "offered"):
            tally.saw("rights/withdrawal", facet, "consents withdrawn")
    elif event.action == "record-only":
        tally.saw(HOUSE, "consents", "consents recorded that do not count")


def _records(inquiry: Inquiry, tally: Tally) -> None:
    """Records kept for a purpose on consent: their person had given it when they came in."""
    resting = {
        number: purposes
        for number, activity in inquiry.activities.items()
        if (purposes := _resting(inquiry, activity))
    }
    if not resting:
        return
    for chunk in inquiry.data.bound(sorted(resting)):
        held = held_of(inquiry, [one.person for one in chunk])
        for one in chunk:
            events = held.consents[one.person]
            given = [p for p in resting[one.activity] if consented(events, p, one.first_collected)]
            if given:
                for purpose in given:
                    tally.saw(f"purposes/{purpose}", "consent", "people whose data rests on it")
                continue
            for purpose in resting[one.activity]:
                what = "people whose data was taken in without the consent it rests on"
                tally.broke(f"purposes/{purpose}", "consent", what, ids=[one.person])


def _resting(inquiry: Inquiry, activity: ActivityRow) -> tuple[str, ...]:
    """Return the purposes of an activity, if it says that it rests on consent to one of them."""
    version = inquiry.version_of(activity)
    if version is None or activity.basis != "consent":
        return ()
    return tuple(
        key
        for key in activity.purposes
        if key in version.purposes
        and version.purposes[key].basis_by_source.get(activity.source, version.purposes[key].basis)
        == "consent"
    )
