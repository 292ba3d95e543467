"""Did only declared recipients receive, only what was declared, only as far as was shown?

Reads every row of the ledger of disclosures. GDPR Art. 13(1)(e)-(f), 28, 44; C-154/21 (the actual
recipients).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.observation import Observation, Tally
from troth.engines.probes.stood import Held, consented, held_of, in_force
from troth.engines.probes.uses import AT_ONCE
from troth.policy.compiled import Recipient
from troth.storage.rows import DisclosureRow

PROBE: Final = "recipients"
HOUSE: Final = "store/recipients"


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return what the ledger of disclosures shows."""
    tally = Tally(PROBE)
    tally.watch(HOUSE, "recipients")
    chunk: list[DisclosureRow] = []
    for row in inquiry.data.all_disclosures():
        chunk.append(row)
        if len(chunk) == AT_ONCE:
            _judge(inquiry, chunk, tally)
            chunk = []
    _judge(inquiry, chunk, tally)
    return tally.observations()


def _judge(inquiry: Inquiry, rows: Sequence[DisclosureRow], tally: Tally) -> None:
    held = held_of(inquiry, [row.person for row in rows])
    for row in rows:
        known = [
            each.recipients[row.recipient]
            for each in (inquiry.policy, *inquiry.versions.values())
            if row.recipient in each.recipients
        ]
        if not known:
            what = "disclosures to an undeclared recipient"
            tally.broke(HOUSE, "recipients", what, ids=[row.disclosure])
            continue
        tally.saw(HOUSE, "recipients", "disclosures to declared recipients")
        tally.saw(f"recipients/{row.recipient}", "disclosure", "disclosures in the ledger")
        _scope(row, known, tally)
        _region(row, known, held, tally)
        _transfer(inquiry, row, held, tally)
        _needs(row, known, held, tally)


def _scope(row: DisclosureRow, known: Sequence[Recipient], tally: Tally) -> None:
    address = f"recipients/{row.recipient}"
    wanted = set(row.categories)
    if any(wanted <= one.receives for one in known):
        tally.saw(address, "categories", "disclosures of declared categories")
    else:
        what = "disclosures of undeclared categories"
        tally.broke(address, "categories", what, ids=[row.disclosure])
        tally.broke(address, "disclosure", what, ids=[row.disclosure])
    if any(one.purposes is None or row.purpose in one.purposes for one in known):
        tally.saw(address, "purpose", "disclosures for a declared purpose")
    else:
        what = "disclosures for another purpose"
        tally.broke(address, "purpose", what, ids=[row.disclosure])
        tally.broke(address, "disclosure", what, ids=[row.disclosure])


def _region(row: DisclosureRow, known: Sequence[Recipient], held: Held, tally: Tally) -> None:
    """Judge by the residence that is known; the region a caller named is not kept."""
    if not any(one.regions_only is not None or one.regions_except for one in known):
        return
    residences = {each.value for each in in_force(held.standing[row.person], "residence", row.at)}
    address = f"recipients/{row.recipient}"
    if not residences:
        return
    if any(_open(one, place) for one in known for place in residences):
        tally.saw(address, "region", "disclosures about residents of its regions")
    else:
        what = "disclosures about residents of other regions"
        tally.broke(address, "region", what, ids=[row.disclosure])


def _open(recipient: Recipient, place: str) -> bool:
    # A state stands for its country too: what is closed to `US` is closed to `US-CA`.
    names = {place, place.partition("-")[0]}
    if names & recipient.regions_except:
        return False
    return recipient.regions_only is None or bool(names & recipient.regions_only)


def _transfer(inquiry: Inquiry, row: DisclosureRow, held: Held, tally: Tally) -> None:
    recipient = inquiry.policy.recipients.get(row.recipient)
    if recipient is None or not (recipient.transfer or recipient.places):
        return
    # Older rows say nothing of the place: then all of the recipient's count.
    went = row.place.split(",") if row.place else list(recipient.places)
    stands = recipient.transfer_valid or (
        bool(went) and all(place in recipient.carried_by for place in went)
    )
    places = ((f"recipients/{row.recipient}", "transfer"), (f"transfers/{row.recipient}",
              "mechanism"))  # fmt: skip
    for address, facet in places:
        if stands:
            tally.saw(address, facet, "disclosures on an instrument in force")
        elif inquiry.policy.mode == "strict" and not _beyond_reach(inquiry, row, held):
            # GDPR Art. 44: nothing in force carries this transfer.
            what = "disclosures on an instrument that is not in force"
            tally.broke(address, facet, what, ids=[row.disclosure])


def _beyond_reach(inquiry: Inquiry, row: DisclosureRow, held: Held) -> bool:
    """Whether the row says that transfers of this person's data are nobody's to judge, rightly.

    GDPR Art. 3(2): of a controller outside the Union and a person outside; no residence that is
    known may say otherwise.
    """
    reach = inquiry.policy.bound_regions
    if reach is None or "unbound" not in row.safeguard.split(","):
        return False
    known = {each.value for each in in_force(held.standing[row.person], "residence", row.at)}
    return not any(place in reach or place.partition("-")[0] in reach for place in known)


def _needs(row: DisclosureRow, known: Sequence[Recipient], held: Held, tally: Tally) -> None:
    needs = min((one.needs for one in known), key=len)
    if not needs:
        return
    address = f"recipients/{row.recipient}"
    shown = {one.partition("=")[0] for one in row.ground.split("+")}
    missing = [need for need in sorted(needs) if not _met(need, row, shown, held)]
    if missing:
        what = f"disclosures for which nothing was shown for {', '.join(missing)}"
        tally.broke(address, "needs", what, ids=[row.disclosure])
    else:
        tally.saw(address, "needs", "disclosures for which every need was shown")


def _met(need: str, row: DisclosureRow, shown: set[str], held: Held) -> bool:
    if need in shown:
        return True
    if need == "consent":
        # A consent to the purpose as such does not say to whom (GDPR recital 42).
        events = [e for e in held.consents[row.person] if e.recipient or e.action != "give"]
        return consented(events, row.purpose, row.at, row.recipient)
    if need == "agreement":
        return bool(in_force(held.standing[row.person], "agreement", row.at))
    if need == "device-permission":
        return bool(in_force(held.standing[row.person], "device-permission", row.at))
    return False
