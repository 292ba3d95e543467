"""What holds for a person: read on every decision, changed with a fact and a journal entry (D11).

The journal lives in the key store, sealed under the person's own key, so that a restored backup of
the data store cannot forget a restriction or an objection (D4.8). It is written first: a change
that is journalled but was never acknowledged may come back; the reverse may not happen.

GDPR Art. 18 (restriction), 21 (objection; marketing is absolute), 8 (minors).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

import msgspec

from troth.core.consent import About, Consent, Event, Said, toward
from troth.core.facts import Fact, fact
from troth.core.grouping import by_person
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.core.standing import MARKETING, NOBODY, Standing
from troth.engines.consents.texts import Texts, published, reach_of
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.vault.rows import JournalEntry
from troth.engines.vault.vault import Vault
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import ConsentRow, JournalKind, StandingRow

ALL_INTERESTS = "*"
UNTOLD: Final = "untold"
"""Kind of standing of somebody who must be told of a purpose before it begins (Art. 13(3))."""
UNINFORMED: Final = "uninformed"
"""Kind of standing of somebody whose data came from others, and who has had no notice (Art. 14)."""
FEW: Final = 16
"""From so many persons on it is asked first whether anybody was merged into anybody at all."""

ASKED: Final = "double-opt-in-asked"
CONFIRMED: Final = "double-opt-in-confirmed"
SUPERSEDED: Final = "superseded"
"""Methods that the house itself writes, beside those by which people consent."""

NO_TEXTS: Final[Texts] = MappingProxyType({})
_ONCE_GIVEN: Final = frozenset(("given", "lapsed", "superseded"))


def event_of(row: ConsentRow) -> Event:
    """Return what a stored row is in the table of `core.consent`."""
    if row.action == "withdraw":
        return "withdraw"
    if row.action == "give":
        return "confirm" if row.method == CONFIRMED else "give"
    if row.action == "expire":
        return "supersede" if row.method == SUPERSEDED else "lapse"
    return "ask" if row.method == ASKED else "record"


def about_of(row: ConsentRow) -> About:
    """Return what an event is about."""
    return About(row.purpose, row.recipient, row.by_channel)


def consents_of(rows: Iterable[ConsentRow], now: datetime) -> dict[tuple[str, str], Consent]:
    """Return (purpose, recipient) → where each consent that names no channel stands at `now`."""
    found = every_consent(rows, now)
    return {(one.purpose, one.recipient): at for one, at in found.items() if not one.by_channel}


def every_consent(rows: Iterable[ConsentRow], now: datetime) -> dict[About, Consent]:
    """Return where each consent ever spoken of stands at `now`, by what it is about."""
    said: dict[str, list[Said]] = {}
    for order, row in enumerate(rows):
        said.setdefault(row.purpose, []).append(
            Said(
                event=event_of(row),
                at=from_micros(row.at),
                order=row.event or order,
                recipient=row.recipient,
                by_channel=row.by_channel,
                until=None if row.until is None else from_micros(row.until),
                text=row.text_hash,
            )
        )
    return {
        About(purpose, *named): toward(events, named[0], now, named[1])
        for purpose, events in said.items()
        for named in sorted({(one.recipient, one.by_channel) for one in events})
    }


def standing_of(
    rows: Iterable[StandingRow],
    consents: Iterable[ConsentRow],
    now: datetime,
    texts: Texts = NO_TEXTS,
) -> Standing:
    """Return the standing that rows and consent events amount to at `now`.

    Args:
        rows: What was set, of one person or of an alias set.
        consents: Their consent events.
        now: The instant.
        texts: The register of consent texts, where it matters how far a consent reaches.
    """
    by_kind = _in_force(rows, to_micros(now))
    given = every_consent(consents, now)
    named = {(key.recipient, key.purpose): one for key, one in given.items() if key.recipient}
    by = {(key.by_channel, key.purpose): one for key, one in given.items() if key.by_channel}
    general = {key.purpose: one for key, one in given.items() if not any(key[1:])}
    once = {(_party(key), key.purpose): one.text for key, one in given.items()
            if one.state in _ONCE_GIVEN}  # fmt: skip
    # Of several that were merged, the youngest: who was a child under one of them is one.
    born = max((row.value for row in by_kind.get("born", ())), default=None)
    lives = max(by_kind.get("residence", ()), key=lambda row: row.since, default=None)
    objected, shut = _objections(by_kind.get("objection", ()))
    return Standing(
        consents={key: one.until for key, one in general.items() if one.state in _ONCE_GIVEN},
        withdrawn=frozenset(key for key, one in general.items() if one.refused),
        named={key: one.until for key, one in named.items() if one.state in _ONCE_GIVEN},
        refused=frozenset(key for key, one in named.items() if one.refused),
        objected=frozenset(objected - {MARKETING}),
        marketing_objection=MARKETING in objected,
        restricted="restriction" in by_kind,
        minor="minor" in by_kind,
        born=None if born is None else date.fromisoformat(born),
        residence=None if lives is None else lives.value,
        suppressed="suppressed" in by_kind,
        customer_agreements=frozenset(row.about for row in by_kind.get("agreement", ())),
        device_permissions=frozenset(row.about for row in by_kind.get("device-permission", ())),
        accepted=_accepted(by_kind.get("accepted", ())),
        untold=frozenset(row.about for row in by_kind.get(UNTOLD, ())),
        uninformed=frozenset(row.about for row in by_kind.get(UNINFORMED, ())),
        reach=reach_of(texts, once),
        by_channel={key: one.until for key, one in by.items() if one.state in _ONCE_GIVEN},
        refused_by=frozenset(key for key, one in by.items() if one.refused),
        shut=shut,
    )


def _in_force(rows: Iterable[StandingRow], at: int) -> dict[str, list[StandingRow]]:
    """Return kind → the rows of it that hold at an instant."""
    found: dict[str, list[StandingRow]] = {}
    for row in rows:
        if row.since <= at and (row.until is None or at < row.until):
            found.setdefault(row.kind, []).append(row)
    return found


def _objections(rows: Iterable[StandingRow]) -> tuple[set[str], frozenset[tuple[str, str]]]:
    """Return what is objected to as a whole, and (channel, what) of the rest."""
    told = [row.about.partition("/") for row in rows]
    shut = frozenset((channel, about) for about, _, channel in told if channel)
    return {about for about, _, channel in told if not channel}, shut


def _party(about: About) -> str:
    return f":{about.by_channel}" if about.by_channel else about.recipient


def _accepted(rows: Sequence[StandingRow]) -> str | None:
    """Return the version accepted last; each acceptance is a row of its own."""
    return max(rows, key=lambda row: (row.since, row.about)).value if rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of standing: set until an instant, or cleared."""

    kind: str
    about: str = ""
    value: str = "yes"
    until: datetime | None = None
    cleared: bool = False


class StandingEngine:
    """Reads and changes standing."""

    def __init__(
        self, *, data: DataStore, vault: Vault, evidence: EvidenceLog, entropy: Entropy
    ) -> None:
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy

    def read(self, person: bytes, now: datetime) -> Standing:
        """Return one person's standing, over the whole alias set (D15)."""
        with self._data.read() as reader:
            return read_standing(reader, [person], now)[person]

    def change(self, person: bytes, change: Change, now: datetime) -> None:
        """Apply one change, with its journal entry and its fact."""
        entry = journal_entry(person, change, now)
        self._vault.journal(person, entry.kind, entry.payload, now)
        facts = standing_facts(self._vault, self._entropy, [(person, change, now)])
        with self._data.unit() as unit:
            if change.cleared:
                unit.clear_standing(person, change.kind, change.about)
            else:
                unit.set_standing([standing_row(person, change, now)])
            self._evidence.append(unit, *facts, about=[(person,)])

    def restrict(self, person: bytes, ground: str, now: datetime) -> None:
        """Restrict processing (GDPR Art. 18(1)); `ground` is a letter `a` to `d` or a name."""
        self.change(person, Change(kind="restriction", value=ground), now)

    def unrestrict(self, person: bytes, now: datetime) -> None:
        """Lift a restriction (GDPR Art. 18(3))."""
        self.change(person, Change(kind="restriction", cleared=True), now)

    def object(self, person: bytes, purpose: str, now: datetime, channel: str = "") -> None:
        """Object to a purpose, to `*` (all interests) or to `marketing` (GDPR Art. 21).

        Args:
            channel: The one channel by which they are not to be reached; empty for the whole.
        """
        about = objection_to(purpose, channel)
        self.change(person, Change(kind="objection", about=about), now)


def objection_to(purpose: str, channel: str = "") -> str:
    """Return what an objection's row is about: `purpose`, or `purpose/channel`."""
    return f"{purpose}/{channel}" if channel else purpose


def standing_row(person: bytes, change: Change, now: datetime) -> StandingRow:
    """Return the row of a change that sets something."""
    return StandingRow(
        person=person,
        kind=change.kind,
        about=change.about,
        value=change.value,
        since=to_micros(now),
        until=None if change.until is None else to_micros(change.until),
    )


def journal_entry(person: bytes, change: Change, now: datetime) -> JournalEntry:
    """Return a change as the journal of the key store keeps it."""
    row = standing_row(person, change, now)
    kept = {
        "kind": row.kind,
        "about": row.about,
        "value": row.value,
        "since": row.since,
        "until": row.until,
    }
    kind: JournalKind = "standing-cleared" if change.cleared else "standing"
    return JournalEntry(at=row.since, person=person, kind=kind, payload=msgspec.json.encode(kept))


def standing_facts(
    vault: Vault, entropy: Entropy, changes: Sequence[tuple[bytes, Change, datetime]]
) -> list[Fact]:
    """Return one fact a change, each with its own salted commitment."""
    asked = [
        (person, entropy.bytes(16), f"{change.kind}:{change.about}".encode())
        for person, change, _ in changes
    ]
    return [
        fact(
            "standing-changed",
            to_micros(at),
            standing=change.kind,
            about=change.about or "all",
            change="cleared" if change.cleared else "set",
            commitment=commitment,
        )
        for (_, change, at), commitment in zip(changes, vault.commitments(asked), strict=True)
    ]


def read_standing(
    reader: DataReader, persons: Sequence[bytes], now: datetime
) -> dict[bytes, Standing]:
    """Return the standing of each person over their alias set, in two set-based reads."""
    merged = len(persons) < FEW or bool(reader.merged())
    aliases = {person: reader.aliases(person) if merged else (person,) for person in persons}
    everyone = [member for members in aliases.values() for member in members]
    rows = list(reader.standing(everyone))
    consents = list(reader.consents(everyone))
    if not rows and not consents:
        return dict.fromkeys(persons, NOBODY)
    texts = published(reader) if any(row.action == "give" for row in consents) else NO_TEXTS
    held, said = by_person(rows), by_person(consents)
    found = {}
    for person, members in aliases.items():
        mine = [row for member in members for row in held.get(member, ())]
        events = [event for member in members for event in said.get(member, ())]
        # Of several merged into one, what was said last counts, whoever's row it lies in.
        events.sort(key=lambda event: event.event)
        found[person] = standing_of(mine, events, now, texts)
    return found
