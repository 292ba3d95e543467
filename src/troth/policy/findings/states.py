"""Notices and opt-outs of the United States: California (CCPA), Nevada (NRS 603A).

Applies to texts that address people there; the rights themselves stand in the law packs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from troth.policy.findings.identity import reachable
from troth.policy.findings.rule import Case, Hit, Rule, listed

CCPA_APPLIES = date(2020, 1, 1)
"""Cal. Civ. Code 1798.198(a)."""
NEVADA_APPLIES = date(2019, 10, 1)
"""Nevada Senate Bill 220 (2019), sec. 9."""


def _addressed(case: Case, state: str) -> list[str]:
    places = case.manifest.controller.addresses_people_in
    return [each for each in places if each == state or each.startswith(f"{state}-")]


def notice(case: Case) -> Iterator[Hit]:
    """Notice at collection, and the opt-out of sale and sharing."""
    addressed = _addressed(case, "US")
    if addressed and "sale-opt-out" not in case.policy.rights.offered:
        shown = listed(addressed)
        message = f"people in {shown} get no notice at collection and no opt-out of sale"
        path = ("controller", "addresses-people-in")
        yield Hit(path=path, message=message, about=tuple(addressed))


def request_address(case: Case) -> Iterator[Hit]:
    """An address to which people of Nevada can send a request not to sell."""
    contact = case.manifest.controller.contact
    if _addressed(case, "US-NV") and not (reachable(contact) and contact and not contact.masked):
        message = "people in `US-NV` have no address for a request not to sell"
        yield Hit(path=("controller", "contact"), message=message)


def sale_without_opt_out(case: Case) -> Iterator[Hit]:
    """A vendor with ends of its own, people of California addressed, and no way out of it."""
    if not _addressed(case, "US-CA"):
        return
    for key, said in case.manifest.recipients.items():
        if said.own_purposes and not (said.opt_out or said.ccpa_opt_out):
            message = f"`{key}` gets data for ends of its own, and there is no way out of that"
            yield Hit(path=("recipients", key), message=message, about=(key,))


def never_sold(case: Case) -> Iterator[Hit]:
    """Nothing said to be sold, while vendors or cookies use data for advertising."""
    manifest = case.manifest
    flows = [
        f"recipients/{key}"
        for key, said in manifest.recipients.items()
        # Who offers an opt-out under the CCPA tells that there is a sale or sharing to opt out of.
        if said.own_purposes or said.ccpa_opt_out
    ]
    if manifest.cookies is not None:
        entries = manifest.cookies.entries.items()
        flows += [f"cookies/{key}" for key, said in entries if said.use == "marketing"]
    claims = [key for key, said in manifest.claims.items() if said.kind == "never-sells"]
    if claims and flows:
        message = f"nothing is said to be sold, and data serves advertising: {listed(flows)}"
        yield Hit(path=("claims", claims[0]), message=message, about=(*claims, *flows))


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.us-state-notice", article="Cal. Civ. Code 1798.100, 1798.135; NRS 603A.340",
        severity="info", test=notice, valid_from=NEVADA_APPLIES, regime=None,
        why="People in California must get a notice at collection and a way to stop sale and "
            "sharing; Nevada asks a way to stop sales.",
        instead="offer `sale-opt-out`, and give the notice at collection",
    ),
    Rule(
        code="GAP.us-nv-request-address", article="NRS 603A.345", severity="warning",
        test=request_address, valid_from=NEVADA_APPLIES, regime=None,
        why="Operators must designate an address to which people of Nevada can send a request "
            "that their data not be sold.",
        instead="give a contact that works",
    ),
    Rule(
        code="WARN.never-sell", article="Cal. Civ. Code 1798.140(ad), (ah)", severity="warning",
        valid_from=CCPA_APPLIES, regime=None,
        test=never_sold,
        why="Under state law in the United States giving data to a vendor for its own use can be a "
            "`sale` or `sharing` although no money is paid; `we never sell` may then be untrue.",
        instead="check each vendor against `sale` and `sharing` there",
    ),
    Rule(
        code="WARN.sale-without-opt-out", article="Cal. Civ. Code 1798.120", severity="warning",
        test=sale_without_opt_out, valid_from=CCPA_APPLIES, regime=None,
        why="People in California may stop the sale and sharing of their data with each vendor.",
        instead="give `opt-out` or `ccpa-opt-out` for the vendor",
    ),
)  # fmt: skip
