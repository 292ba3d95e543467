"""Controller, recipients and systems: who decides, who receives, where it lies.

Whether a transfer stands is computed from the law of the day, not from the policy's word: a dead
framework carries nothing (D3). A recipient of whom the text does not say what it receives, receives
nothing until it does.
"""

from __future__ import annotations

from collections.abc import Iterable

from troth.policy.compile_silence import ASSUMED, Silence
from troth.policy.compiled import Connector, Controller, Recipient, System
from troth.policy.safeguards import verdict
from troth.policy.syntax import who

EUROPEAN = frozenset({"GDPR", "EU", "EEA"})
"""Names under which a manifest claims or addresses the law of the Union."""


def regimes(silence: Silence) -> tuple[str, ...]:
    """Return the regimes whose rights hold: said, of the seat, of the people addressed, assumed."""
    controller = silence.manifest.controller
    named = [*controller.law, *filter(None, (controller.seat, controller.registered_in))]
    named.extend(controller.addresses_people_in)
    known = silence.law.under("regime-rights", silence.day)
    found = {_regime(name, silence) for name in named}
    made = tuple(sorted(name for name in found if name in known))
    for name in made:
        if name in controller.law:
            silence.said(f"controller/law/{name}", name, controller.law_clause)
        else:
            silence.note(f"controller/law/{name}", name, "law", known[name].source)
    if made:
        return made
    # A law nobody can identify is no rule pack; the widest rights are the safe reading.
    assumed = silence.assumed("regime")
    silence.note(f"controller/law/{assumed}", assumed, "assumed", ASSUMED)
    return (assumed,)


def _regime(name: str, silence: Silence) -> str:
    return "GDPR" if name in EUROPEAN or name in union(silence) else name


def union(silence: Silence) -> frozenset[str]:
    """Return the countries of the EEA on the day."""
    return frozenset(
        place
        for name in ("EU", "EEA-only")
        if (figure := silence.law.at(f"members/{name}", silence.day)) is not None
        for place in figure.names()
    )


def controller(silence: Silence) -> Controller:
    """Return who decides."""
    said = silence.manifest.controller
    silence.said("controller/name", said.name, said.clause)
    zone = said.timezone
    if zone is None:
        zone = silence.assumed("timezone")
        silence.note("controller/timezone", zone, "assumed", ASSUMED)
    else:
        silence.said("controller/timezone", zone, said.clause)
    email = said.contact.email if said.contact and not said.contact.masked else None
    return Controller(
        name=said.name,
        legal_name=said.legal_name,
        seat=said.seat,
        address=said.address or (said.contact.address if said.contact else None),
        email=email,
        dpo=said.dpo is not None,
        laws=tuple(said.law),
        timezone=zone,
    )


def recipients(silence: Silence) -> dict[str, Recipient]:
    """Return the recipients by key."""
    manifest = silence.manifest
    return {
        key: _recipient(key, said, silence) for key, said in sorted(manifest.recipients.items())
    }


def _recipient(key: str, said: who.Recipient, silence: Silence) -> Recipient:
    address = f"recipients/{key}"
    silence.said(address, said.name or said.kind or key, said.clause)
    if said.receives is None:
        nothing = "nothing until the policy says what"
        silence.note(f"{address}/receives", nothing, "assumed", ASSUMED)
    places = tuple(said.place or ())
    valid = transfer_valid(silence, said.transfer, places)
    if said.transfer is not None or places:
        shown = said.transfer or ", ".join(places)
        state = "stands" if valid else "does not stand"
        silence.note(f"{address}/transfer", f"{shown}: {state}", "law", "GDPR Art. 44-49")
    except_ = said.places_except or {}
    return Recipient(
        key=key,
        name=said.name or said.kind or key,
        role=said.role,
        receives=frozenset(said.receives or ()),
        purposes=frozenset(said.for_) if said.for_ is not None else None,
        places=places,
        regions_only=frozenset(said.regions_only) if said.regions_only is not None else None,
        regions_except=frozenset(said.regions_except or ()),
        transfer=said.transfer,
        transfer_valid=valid,
        needs=frozenset(said.needs),
        own_purposes=said.own_purposes,
        places_except={place: frozenset(names) for place, names in sorted(except_.items())},
        places_shut={place: _spelt(names, silence) for place, names in sorted(except_.items())},
        carried_by=_carried_by(silence, said),
        named=(said.name or said.company) is not None,
        fields=None if said.fields is None else frozenset(said.fields),
        signed_first=None if said.signed_first is None else frozenset(said.signed_first),
    )


def transfer_valid(silence: Silence, mechanism: str | None, places: Iterable[str]) -> bool:
    """Return whether data may go to all of `places` by `mechanism` on the day (GDPR Art. 44)."""
    if "GDPR" not in silence.regimes:
        return True
    named = tuple(places)
    if not named:
        # A silent place is a finding; only what is named and dead can be judged.
        known = mechanism is not None and mechanism not in ("adequacy", "none")
        return not known or silence.law.at(f"mechanism/{mechanism}", silence.day) is not None
    return all(verdict(silence.law, silence.day, each, mechanism).stands for each in named)


def _carried_by(silence: Silence, said: who.Recipient) -> dict[str, str]:
    """Return place → what carries data there on the day; a place to which nothing does is absent.

    `EEA` for a place inside, `adequacy/GB` for a decision, else the mechanism and the document.
    """
    made = {}
    for place in said.place or ():
        if "GDPR" not in silence.regimes:
            made[place] = "not asked"
            continue
        found = verdict(silence.law, silence.day, place, said.transfer)
        if found.stands:
            document = f": {said.safeguard}" if said.safeguard else ""
            by_mechanism = f"{said.transfer}{document}"
            ways = {"inside": "EEA", "adequacy": found.name}
            made[place] = ways.get(found.by, by_mechanism)
    return dict(sorted(made.items()))


def _spelt(names: Iterable[str], silence: Silence) -> frozenset[str]:
    """Return regions with the countries of the Union spelt out where it is named as a whole."""
    given = frozenset(names)
    return given | union(silence) if given & EUROPEAN else given


def bound_regions(silence: Silence) -> frozenset[str] | None:
    """Return the regions whose people's transfers are judged; None where everybody's are.

    GDPR Art. 3(1): a controller established in the Union, or one whose seat is not said, answers
    for everybody. Art. 3(2): one outside answers for the people who are in the Union.
    """
    seat = silence.manifest.controller.seat
    if seat is None or seat.split("-")[0] in union(silence):
        return None
    return union(silence) | EUROPEAN


def _connector(said: who.Connector | None) -> Connector | None:
    if said is None:
        return None
    erases = tuple(
        (table, column, kind)
        for place, kind in said.erases.items()
        for table, _, column in (place.rpartition("."),)
    )
    return Connector(kind=said.kind, erases=erases)


def systems(silence: Silence) -> dict[str, System]:
    """Return where data lives, the people's own devices included."""
    manifest = silence.manifest
    made = {}
    for section, group in (("systems", manifest.systems), ("storage", manifest.storage)):
        for key, said in group.items():
            made[key] = System(
                key=key,
                kind=said.kind,
                vendor=said.vendor,
                places=tuple(said.place or ()),
                holds=frozenset(said.holds),
                on_device=section == "storage" or said.kind == "device",
                recipient=said.recipient,
                connector=_connector(said.connector),
            )
            silence.said(f"{section}/{key}", said.name or said.kind, said.clause)
    return dict(sorted(made.items()))
