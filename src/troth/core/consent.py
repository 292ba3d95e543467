"""Consent as a state table: every word that can be said about one, and where it then stands.

A consent is one person's, to one purpose; it may name one recipient or one channel. It *is* its
events: `fold` replays them in the order in which they were said, whatever the order in which they
arrived, so an older yes that comes in late never undoes a newer no. This file knows no
store and no clock.

GDPR Art. 4(11) and 7 (what a consent is), 7(3) (withdrawal is always possible, at once).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, NamedTuple, get_args

State = Literal["nothing", "pending", "given", "lapsed", "withdrawn", "superseded"]
"""Where a consent stands; only `given` opens anything."""

Event = Literal["ask", "confirm", "give", "record", "lapse", "supersede", "withdraw"]
"""What can happen to it."""

STATES: Final[tuple[State, ...]] = get_args(State)
EVENTS: Final[tuple[Event, ...]] = get_args(Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One line of the table: what happens, from where to where, and on what law."""

    event: Event
    start: State
    end: State
    law: str


def _rows(event: Event, starts: Iterable[State], end: State | None, law: str) -> list[Transition]:
    """Return one line for each start; no end means that nothing moves."""
    return [Transition(event=event, start=one, end=end or one, law=law) for one in starts]


TABLE: Final[tuple[Transition, ...]] = (
    *_rows("ask", ("nothing", "pending", "lapsed", "withdrawn", "superseded"), "pending",
           "GDPR Art. 7(1): a question is no consent yet"),
    # Asking again for what stands takes nothing away while no answer has come.
    *_rows("ask", ("given",), None, "GDPR Art. 7(1)"),
    *_rows("confirm", ("pending",), "given", "GDPR Art. 4(11), 7(1): double opt-in"),
    # A second click on the same link, and one on a link asked for while a consent stood.
    *_rows("confirm", ("given",), None, "GDPR Art. 4(11)"),
    *_rows("give", STATES, "given", "GDPR Art. 4(11), 6(1)(a)"),
    *_rows("record", STATES, None, "recital 32: silence and use are no consent"),
    *_rows("lapse", ("given",), "lapsed", "EDPB Guidelines 05/2020, para. 110-111"),
    *_rows("lapse", ("pending",), "nothing", "GDPR Art. 7(1): the link was not answered in time"),
    *_rows("supersede", ("given",), "superseded", "EDPB Guidelines 05/2020, para. 110"),
    *_rows("supersede", ("pending",), "nothing", "GDPR Art. 4(11): informed by another text"),
    *_rows("withdraw", STATES, "withdrawn", "GDPR Art. 7(3)"),
)  # fmt: skip
"""The whole table; `docs/consent.md` draws it, and what it does not hold does not happen."""

_NEXT: Final[Mapping[tuple[State, Event], State]] = {
    (one.start, one.event): one.end for one in TABLE
}


def step(state: State, event: Event) -> State | None:
    """Return the state after an event, or None when the table has no such line."""
    return _NEXT.get((state, event))


class About(NamedTuple):
    """What a consent is about: a purpose, and the one recipient or channel that it names, if any.

    Every decision makes some of these, so they are plain tuples.
    """

    purpose: str
    recipient: str = ""
    by_channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One event as it was said.

    Attributes:
        at: When it was said, not when it arrived.
        order: Its place among what was said at the same instant.
        recipient: Toward whom; empty for the purpose as such.
        by_channel: By which channel one lets oneself be reached; empty for the purpose as such.
        until: When the consent lapses by its own terms, or the unanswered question does.
        text: SHA-256 of the text it refers to, in hex.
    """

    event: Event
    at: datetime
    order: int
    recipient: str = ""
    by_channel: str = ""
    until: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Where one consent stands at an instant.

    Attributes:
        since: When it came to stand so; None when nothing was ever said.
        until: When what stands will lapse, or when what lapsed did.
        text: Hash of the text that was agreed to or asked about.
        refused: Whether the person's own last word was a withdrawal, even while asked anew.
    """

    state: State = "nothing"
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    refused: bool = False

    @property
    def stands(self) -> bool:
        """Whether anything may rest on it."""
        return self.state == "given"


NO_CONSENT: Final = Consent()


def fold(said: Iterable[Said], now: datetime) -> Consent:
    """Return where a consent stands at `now`, after everything that was said of it.

    What would open something does not count before its own instant; a withdrawal does, since a
    clock that was set back must not revive what somebody has ended.
    """
    consent = NO_CONSENT
    for one in sorted(said, key=lambda each: (each.at, each.order)):
        if one.at > now and one.event != "withdraw":
            continue
        consent = _moved(_lapsed(consent, min(one.at, now)), one)
    return _lapsed(consent, now)


def _lapsed(consent: Consent, at: datetime) -> Consent:
    """Return the consent as time alone leaves it at `at`; its last instant is no longer in it."""
    if consent.until is None or at < consent.until or step(consent.state, "lapse") is None:
        return consent
    return _moved(consent, Said(event="lapse", at=consent.until, order=0))


def _moved(consent: Consent, said: Said) -> Consent:
    end = step(consent.state, said.event)
    if end is None or said.event == "record":
        return consent
    if said.event in ("supersede", "lapse") and said.text not in ("", consent.text):
        # It was about a text that is not the one agreed to last.
        return consent
    if said.event == "lapse" and consent.until is not None and said.at < consent.until:
        # Renewed since, by words that came in late.
        return consent
    if said.event in ("ask", "confirm") and consent.state == "given":
        return consent
    if end in ("given", "pending"):
        refused = consent.refused and end == "pending"
        return Consent(state=end, since=said.at, until=said.until, text=said.text, refused=refused)
    if end == "withdrawn":
        return Consent(state=end, since=said.at, refused=True)
    until = None if end == "nothing" else said.at
    return replace(consent, state=end, since=said.at, until=until)


def toward(said: Iterable[Said], recipient: str, now: datetime, by_channel: str = "") -> Consent:
    """Return where a consent toward one recipient, or by one channel, stands.

    A general withdrawal reaches it too.
    """
    own = (recipient, by_channel)
    return fold(
        (
            one
            for one in said
            if (one.recipient, one.by_channel) == own
            or (one.event == "withdraw" and not one.recipient and not one.by_channel)
        ),
        now,
    )
