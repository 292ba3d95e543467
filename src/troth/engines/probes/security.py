"""Is what is stored ciphertext, and does every look name who and why?

Takes the records picked at random as they lie in the store beside what the vault opened, and
compares bytes. A record without its key is the keys' probe's matter, not this one's.
GDPR Art. 32(1)(a)-(b), 32(4).
"""

from __future__ import annotations

from typing import Final

from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.observation import Observation, Tally
from troth.engines.probes.reviews import watch_staff

PROBE: Final = "security"
HOUSE: Final = "store/seals"
OVERHEAD: Final = 28
"""A nonce of 12 bytes and a tag of 16 (NIST SP 800-38D): a seal is longer by at least that."""
TELLING: Final = 4
"""A value shorter than this may stand in random bytes by chance."""


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return what the sample and the looks show."""
    tally = Tally(PROBE)
    tally.watch(HOUSE, "seals")
    sealed = [
        f"security/{key}"
        for key, kind in inquiry.policy.security.items()
        if kind in ("encryption-at-rest", "technical")
    ]
    for one in inquiry.sample or ():
        if one.altered:
            flaw = "opened records that were altered or moved"
        elif one.value is None:
            continue
        elif _shows(one.row.sealed, one.value):
            flaw = "opened records stored as plaintext"
        else:
            tally.saw(HOUSE, "seals", "opened records that lie as ciphertext")
            for address in sealed:
                tally.saw(address, "measure", "opened records that lie as ciphertext")
            continue
        tally.broke(HOUSE, "seals", flaw, ids=[one.row.record])
        for address in sealed:
            tally.broke(address, "measure", flaw, ids=[one.row.record])
    _looks(inquiry, tally)
    return tally.observations()


def _shows(sealed: bytes, value: bytes) -> bool:
    if len(sealed) < len(value) + OVERHEAD:
        return True
    return len(value) >= TELLING and value in sealed


def _looks(inquiry: Inquiry, tally: Tally) -> None:
    guarded = [
        f"security/{key}"
        for key, kind in inquiry.policy.security.items()
        if kind == "access-control"
    ]
    if not guarded:
        return
    watch_staff(inquiry, tally, guarded)
    roles = {role for version in inquiry.versions.values() for role in version.staff_roles}
    roles |= inquiry.policy.staff_roles.keys()
    for look in inquiry.data.all_accesses():
        for address in guarded:
            if look.allowed and (not look.who or (look.role and look.role not in roles)):
                what = "looks by nobody named or under an undeclared role"
                tally.broke(address, "measure", what, ids=[look.access])
            else:
                tally.saw(address, "measure", "looks with who and why")
