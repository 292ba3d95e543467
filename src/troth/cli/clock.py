"""`troth clock due`: when an answer is due, counted by the law, with its derivation.

No store is touched and no clock is read: a due date follows from the day of receipt alone. It
prints JSON; `--explain` asks for words instead.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from rich.console import RenderableType

from troth.assembly.holiday import load_calendar, read_place
from troth.assembly.law import load_law_book
from troth.assembly.policies import load_policy
from troth.assembly.zones import zones_of
from troth.cli.groups import Group
from troth.cli.law import known_law, known_term
from troth.cli.options import json_option, read_day
from troth.cli.outcome import Exit
from troth.cli.output import Output, indented, line, pairs
from troth.core.places import read_place as read_residence
from troth.errors import InputError
from troth.law.book import LawBook
from troth.law.calendars import HolidayCalendar
from troth.law.cases import open_case, reckon_all
from troth.law.counting import day_of
from troth.law.derivation import derive_hours, derive_strictest
from troth.law.statute import (
    AnswerPromise,
    Case,
    Refusal,
    extend,
    reckon_hours,
    resume,
    suspend,
)
from troth.policy.answering import answer_promise

Row = dict[str, object]

LONGEST_LINE = 64
"""Characters of a line on standard input; no date is longer."""

SHOWN_ZONES = 6
"""Zones that a refusal names at most."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@click.group(cls=Group)
def clock() -> None:
    """Say when an answer is due, and why."""


@clock.command()
@click.option("--law", "laws", multiple=True, required=True, metavar="LAW", help="Repeatable.")
@click.option("--country", required=True, metavar="CODE", help="The controller's establishment.")
@click.option("--region", metavar="CODE", help="A region of it, for its own holidays.")
@click.option("--residence", metavar="CODE", help="Where the person is, such as US-TX.")
@click.option(
    "--received", multiple=True, required=True, metavar="DATE",
    help="A day, or an instant with its offset; - reads one a line. Repeatable.",
)  # fmt: skip
@click.option("--right", default="request", help="A right, or a term of the law by its name.")
@click.option("--policy", type=click.Path(path_type=Path), metavar="FILE", help="A manifest.")
@click.option("--timezone", metavar="ZONE", help="Where the seat is, if its country has several.")
@click.option("--suspended", multiple=True, metavar="GROUND=FROM/TO", help="The clock stood.")
@click.option("--extended", metavar="DATE", help="When the person was told of an extension.")
@click.option("--reasons", default="", help="Why the answer takes longer.")
@click.option("--explain", "explained", is_flag=True, help="Print words instead of JSON.")
@json_option
def due(
    laws: tuple[str, ...], country: str, region: str | None, residence: str | None,
    received: tuple[str, ...], right: str, policy: Path | None, timezone: str | None,
    suspended: tuple[str, ...], extended: str | None, reasons: str, explained: bool,
    output: Output,
) -> Exit:  # fmt: skip
    """Say when an answer is due: safe, statutory and promised.

    `safe` does not rely on the roll-over of a last day, `statutory` does, `promised` is what the
    policy says. With several laws the strictest governs each date.
    """
    book = load_law_book()
    laws = tuple(known_law(book, each) for each in laws)
    code, part = read_place(country, region)
    loaded = load_policy(policy).required() if policy else None
    question = _Question(
        book=book,
        laws=tuple(dict.fromkeys(laws)),
        right=right,
        calendar=load_calendar(code, part),
        residence=read_residence(residence) if residence else None,
        promise=answer_promise(loaded) if loaded else None,
        zones=_zones(timezone or (loaded.controller.timezone if loaded else None), code),
        suspended=tuple(_read_suspension(each) for each in suspended),
        extended=read_day(extended) if extended else None,
        reasons=reasons,
    )
    rows: list[Row] = []
    for place, text in _given(received):
        answer = _answered(question, text, place)
        if isinstance(answer, Refusal):
            return _refuse(answer, text, output)
        rows.append(answer)
    if explained:
        output.show(rows, *_parts(rows))
    else:
        output.raw(rows, json.dumps(rows, indent=2, ensure_ascii=False))
    return Exit.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is asked of each day."""

    book: LawBook
    laws: tuple[str, ...]
    right: str
    calendar: HolidayCalendar
    residence: str | None
    promise: AnswerPromise | None
    zones: tuple[tzinfo, ...]
    suspended: tuple[tuple[str, date, date | None], ...]
    extended: date | None
    reasons: str

    def answer(self, text: str) -> Row | Refusal:
        """Return the dates for one receipt."""
        event = _read_event(text)
        received = day_of(event, self._home(event)) if isinstance(event, datetime) else event
        arrived = [_arrived(event, self._home(event))] if isinstance(event, datetime) else []
        terms = [known_term(self.book, law, self.right, received, self._region())
                 for law in self.laws]  # fmt: skip
        if any(term.limit.hours for term in terms):
            return self._hours(event)
        cases = []
        for law in self.laws:
            case = self._case(law, received)
            if isinstance(case, Refusal):
                return case
            cases.append(case)
        found = reckon_all(cases)
        return {
            "received": received.isoformat(),
            "safe": found.safe.isoformat(),
            "statutory": found.statutory.isoformat(),
            "promised": found.promised.isoformat() if found.promised else None,
            "derivation": [*arrived, *derive_strictest(found)],
        }

    def _case(self, law: str, received: date) -> Case | Refusal:
        case: Case | Refusal = open_case(
            self.book,
            law=law,
            right=self.right,
            received=received,
            calendar=self.calendar,
            promise=self.promise,
            region=self._region(),
        )
        for ground, began, ended in self.suspended:
            if isinstance(case, Case):
                case = suspend(case, ground=ground, began=began)
            if isinstance(case, Case) and ended is not None:
                case = resume(case, ended=ended)
        if self.extended is not None and isinstance(case, Case):
            case = extend(case, notice=self.extended, reasons=self.reasons)
        return case

    def _hours(self, event: date) -> Row:
        if len(self.laws) > 1:
            help = "ask for each law alone"
            raise InputError("clock/in-hours", "a term in hours is counted alone", help=help)
        if not isinstance(event, datetime):
            raise InputError(
                "time/malformed",
                f"a term in hours needs an instant, not the day `{event}`",
                help=f"write {event}T10:00+02:00",
            )
        zone = self._home(event, hours=True)
        day = day_of(event, zone)
        term = known_term(self.book, self.laws[0], self.right, day, self._region())
        found = reckon_hours(event, term, zone=zone, calendar=self.calendar)
        return {
            "received": event.isoformat(),
            "safe": found.safe.astimezone(zone).isoformat(),
            "statutory": found.statutory.astimezone(zone).isoformat(),
            "promised": None,
            "derivation": list(derive_hours(found)),
        }

    def _home(self, event: datetime, *, hours: bool = False) -> tzinfo:
        """Return a zone of the establishment; of several, one only where all say the same."""
        if not self.zones:
            return UTC
        local = [event.astimezone(zone) for zone in self.zones]
        if len({(here.date(), here.minute if hours else 0) for here in local}) > 1:
            raise InputError(
                "time/zone-needed",
                f"`{event.isoformat()}` is not the same day in all of `{self.calendar.place}`",
                help="say where the seat is with --timezone: "
                + ", ".join(f"`{zone}`" for zone in self.zones[:SHOWN_ZONES])
                + ("…" if len(self.zones) > SHOWN_ZONES else ""),
            )
        return event.tzinfo if event.tzinfo in self.zones else self.zones[0]

    def _region(self) -> str:
        return self.residence or self.calendar.place


def _answered(question: _Question, text: str, place: str) -> Row | Refusal:
    try:
        return question.answer(text)
    except InputError as error:
        error.place = error.place or place
        raise


def _refuse(refusal: Refusal, text: str, output: Output) -> Exit:
    document = {"received": text, "code": refusal.code, "detail": refusal.detail}
    output.show(
        {"refused": {**document, "help": refusal.help}},
        line(f"{text}: {refusal.code}: {refusal.detail}", "refused"),
        *([indented(line(f"help: {refusal.help}"), 4)] if refusal.help else []),
    )
    return Exit.REFUSED


def _given(received: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield every receipt with its place, those of standard input line by line."""
    for text in received:
        if text != "-":
            yield "", text
            continue
        raw = sys.stdin.buffer.read()
        try:
            lines = raw.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            message = "standard input is not UTF-8 text"
            raise InputError("time/malformed", message, place="standard input") from None
        for number, each in enumerate(lines, 1):
            if each.strip():
                yield f"standard input:{number}", each.strip()


def _read_event(text: str) -> date:
    """Read a day, or an instant with its offset."""
    if _DAY.fullmatch(text):
        return read_day(text)
    help = "write 2026-03-05, or 2026-03-05T10:00+01:00"
    try:
        if len(text) > LONGEST_LINE or "T" not in text.upper().replace(" ", "T"):
            raise ValueError
        event = datetime.fromisoformat(text)
    except ValueError:
        message = f"`{text[:LONGEST_LINE]}` is neither a day nor an instant"
        raise InputError("time/malformed", message, help=help) from None
    if event.tzinfo is None:
        message = f"`{text}` is an instant without its offset"
        raise InputError("time/naive", message, help=help)
    return event


def _read_suspension(text: str) -> tuple[str, date, date | None]:
    ground, equals, days = text.partition("=")
    began, _, ended = days.partition("/")
    if not (ground and equals and began):
        raise InputError(
            "cli/malformed-pair",
            f"`{text[:60]}` is not `ground=from/to`",
            help="write --suspended identity-doubt=2026-03-09/2026-03-16",
        )
    return ground, read_day(began), read_day(ended) if ended else None


def _arrived(event: datetime, zone: tzinfo) -> str:
    here = event.astimezone(zone)
    return (
        f"arrived at {event.isoformat()}: {here.isoformat(sep=' ', timespec='minutes')}"
        f" by the clock of {zone}"
    )


def _zones(name: str | None, country: str) -> tuple[tzinfo, ...]:
    """Return the zone that was named, or those of the country."""
    if name is None:
        return zones_of(country)
    try:
        return (ZoneInfo(name),)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"`{name[:60]}` is no time zone"
        help = "write a name such as Europe/Luxembourg"
        raise InputError("time/unknown-zone", message, help=help) from None


def _parts(rows: Sequence[Row]) -> Iterator[RenderableType]:
    for number, row in enumerate(rows):
        if number:
            yield line("")
        yield pairs({name: value for name, value in row.items() if name != "derivation"})
        lines = row["derivation"]
        for each in lines if isinstance(lines, list) else ():
            yield indented(line(f"- {each}"))
