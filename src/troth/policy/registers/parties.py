"""Who receives data, where and by what: the recipients with their history, and the transfers.

A recipient's history is read from the versions that were published: since when it is named, and
what changed about it on which day. Without a store there is none, and the cell stays empty.

GDPR Art. 13(1)(e)-(f), 15(1)(c), 28, 30(1)(d)-(e), 44-49.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from troth.policy.compiled import Recipient
from troth.policy.registers.register import (
    Cell,
    Column,
    Register,
    RegisterMaterial,
    RegisterRow,
    cell,
    listed,
    made,
    row,
)
from troth.policy.safeguards import Verdict, verdict
from troth.policy.syntax import who

RECIPIENTS = (
    Column(key="recipient", title="Recipient", needed=True, law="13(1)(e)"),
    Column(key="company", title="Company"),
    Column(key="role", title="Role", needed=True, law="4(7)-(9)"),
    Column(key="does", title="What it does"),
    Column(key="data", title="Data", needed=True, law="13(1)(e)"),
    Column(key="purposes", title="What for", needed=True, law="5(1)(b)"),
    Column(key="places", title="Where", needed=True, law="13(1)(f)"),
    Column(key="safeguard", title="Safeguard"),
    Column(key="today", title="On this day"),
    Column(key="conditions", title="Only if"),
    Column(key="links", title="Links in the text"),
    Column(key="history", title="History"),
)

TRANSFERS = (
    Column(key="transfer", title="Transfer", needed=True),
    Column(key="to", title="To", needed=True, law="13(1)(f)"),
    Column(key="mechanism", title="Named safeguard"),
    Column(key="stands", title="Stands", needed=True, law="44"),
    Column(key="reason", title="Why", needed=True),
    Column(key="source", title="Source"),
    Column(key="since", title="Since"),
    Column(key="until", title="Until"),
)

_INTERNAL = frozenset({"authority", "staff"})
"""Whose place is not a place of processing that a text could name."""


def recipient_register(material: RegisterMaterial) -> Register:
    """Return every recipient, as the policy names it and as it stands on the day."""
    return made(
        material,
        kind="recipients",
        title="Register of recipients",
        law="GDPR Art. 13(1)(e)-(f), 30(1)(d)-(e)",
        columns=RECIPIENTS,
        rows=(_recipient(material, key) for key in material.manifest.recipients),
    )


def _recipient(material: RegisterMaterial, key: str) -> RegisterRow:
    said, runs = material.manifest.recipients[key], material.policy.recipients[key]
    cells = {
        "recipient": cell(runs.name),
        "company": cell(said.company),
        "role": cell(said.role, "also for ends of its own" if runs.own_purposes else None),
        "does": cell(", ".join(said.functions), said.does, said.says),
        "data": listed(runs.receives),
        "purposes": listed(runs.purposes or ()),
        "places": tuple(_places(runs)),
        "safeguard": cell(said.transfer),
        "today": tuple(_today(verdicts(material, runs))),
        "conditions": tuple(_conditions(said, runs)),
        "links": cell(
            "privacy policy" if said.privacy_policy else None,
            "opt-out" if said.opt_out else None,
            "CCPA opt-out" if said.ccpa_opt_out else None,
        ),
        "history": history(material, key),
    }
    made_row = row(RECIPIENTS, f"recipients/{key}", cells)
    if said.role in _INTERNAL:
        gaps = tuple(gap for gap in made_row.gaps if gap != "places")
        return RegisterRow(address=made_row.address, cells=made_row.cells, gaps=gaps)
    return made_row


def _places(runs: Recipient) -> Iterator[str]:
    for place in runs.places:
        shut = runs.places_except.get(place)
        yield f"{place} (not for people in {', '.join(sorted(shut))})" if shut else place


def verdicts(material: RegisterMaterial, runs: Recipient) -> tuple[Verdict, ...]:
    """Return what carries data to each place of a recipient on the day."""
    return tuple(verdict(material.law, material.day, place, runs.transfer) for place in runs.places)


def _today(found: Iterable[Verdict]) -> Iterator[str]:
    for each in found:
        until = f" until {each.until.isoformat()}" if each.stands and each.until else ""
        yield f"{each.place}: {each.reason}{until}"


def _conditions(said: who.Recipient, runs: Recipient) -> Iterator[str]:
    if runs.regions_only is not None:
        yield f"people in {', '.join(sorted(runs.regions_only))}"
    if runs.regions_except:
        yield f"people outside {', '.join(sorted(runs.regions_except))}"
    yield from (f"{need} is shown" for need in sorted(runs.needs))
    if not said.listed:
        yield "not in the text's list of recipients"


def history(material: RegisterMaterial, key: str) -> Cell:
    """Return since when a recipient is named and what changed about it, oldest first."""
    lines, before = [], None
    for version in material.history:
        now = version.policy.recipients.get(key)
        when = f"{version.day.isoformat()} (version {version.version})"
        if now is not None and before is None:
            lines.append(f"{when}: named")
        elif now is None and before is not None:
            lines.append(f"{when}: dropped")
        elif now is not None and before is not None:
            lines += [f"{when}: {change}" for change in _changes(before, now)]
        before = now
    return tuple(lines)


def _changes(old: Recipient, new: Recipient) -> Iterator[str]:
    """Yield what differs between two versions of one recipient."""
    sides: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("name", (old.name,), (new.name,)),
        ("role", (old.role or "not said",), (new.role or "not said",)),
        ("data", old.receives, new.receives),
        ("purposes", old.purposes or (), new.purposes or ()),
        ("places", old.places, new.places),
        ("safeguard", (old.transfer or "none",), (new.transfer or "none",)),
    )
    for name, was, now in sides:
        before, after = ", ".join(sorted(was)) or "none", ", ".join(sorted(now)) or "none"
        if before != after:
            yield f"{name} from {before} to {after}"


def transfer_register(material: RegisterMaterial) -> Register:
    """Return every transfer, a row a place, with what carries it on the day."""
    return made(
        material,
        kind="transfers",
        title="Register of transfers",
        law="GDPR Art. 44-49",
        columns=TRANSFERS,
        rows=_transfers(material),
    )


def _transfers(material: RegisterMaterial) -> Iterator[RegisterRow]:
    for key, said in material.manifest.transfers.items():
        for place in said.to:
            found = verdict(material.law, material.day, place, said.mechanism)
            yield _transfer(f"transfers/{key}", key, found, said.mechanism)
    for key, runs in sorted(material.policy.recipients.items()):
        for found in verdicts(material, runs):
            yield _transfer(f"recipients/{key}", runs.name, found, runs.transfer)


def _transfer(address: str, name: str, found: Verdict, mechanism: str | None) -> RegisterRow:
    cells = {
        "transfer": cell(name),
        "to": cell(found.place),
        "mechanism": cell(mechanism),
        "stands": cell("yes" if found.stands else "no", found.by),
        "reason": cell(found.reason),
        "source": cell(found.source),
        "since": cell(found.since.isoformat() if found.since else None),
        "until": cell(found.until.isoformat() if found.until else None),
    }
    return row(TRANSFERS, address, cells)
