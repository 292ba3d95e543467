"""Joins the processor's desk: the request engine and the statute clock of one policy."""

from __future__ import annotations

from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform
from troth.assembly.requests import calendar_of
from troth.engines.rights.client_desk import ClientDesk
from troth.engines.rights.clock import RequestClock


def client_desk(platform: Platform) -> ClientDesk:
    """Return the desk at which customers' data is handled for them."""
    policy = platform.policy
    return ClientDesk(
        policy=policy,
        data=platform.data,
        vault=platform.vault,
        evidence=platform.evidence,
        requests=platform.requests,
        clock=RequestClock(
            policy=policy, book=load_law_book(), calendar=lambda: calendar_of(policy)
        ),
    )
