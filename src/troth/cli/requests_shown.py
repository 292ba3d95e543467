"""How requests are printed: where each stands, its dates, and why a step was refused.

Whom a request is about stays out; the derivation of its dates comes line by line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rich.console import RenderableType

from troth.assembly.platform import Platform
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, pairs, table
from troth.core.periods import from_micros
from troth.core.requests import possible
from troth.engines.rights.complete import recorded
from troth.engines.rights.course import Answered
from troth.engines.rights.register import Declined, Entry
from troth.engines.rights.requests import Shown
from troth.engines.rights.steps import FORWARD, TELL, kind_of


def show_entry(platform: Platform, given: Entry | Answered | Declined, output: Output) -> Exit:
    """Print a request after a step, or why the step was refused."""
    if isinstance(given, Declined):
        return refused(given, output)
    entry = given.entry if isinstance(given, Answered) else given
    shown = platform.requests.show(entry.row.request, platform.clock.now())
    if entry.case.state == "received":
        # Of an opening that shows nobody yet, nothing is told of whether somebody is known.
        shown = replace(shown, duplicate_of=None)
    document, words = shown_document(shown, history=False), head_words(shown)
    if entry.row.asked == "objection":
        # What an objection leaves running is told with it.
        left = list(platform.policy.rights.not_for)
        document["still_allowed"] = left
        words += [line(f"goes on all the same: {each}") for each in left]
    output.show(document, *words)
    return Exit.DONE


def refused(given: Declined, output: Output) -> Exit:
    """Print a refusal: code, why, the policy's address, help."""
    document = {
        "refused": {"code": given.code, "why": given.why, "help": given.help,
                    "address": given.address}
    }  # fmt: skip
    parts = [line(f"{given.code}  {given.why}", "refused"), line(f"policy: {given.address}")]
    output.show(document, *parts, *([line(f"help: {given.help}")] if given.help else []))
    return Exit.REFUSED


def shown_document(shown: Shown, *, history: bool = True) -> dict[str, object]:
    """Return a request as JSON says it; whom it is about stays out."""
    row, dates = shown.entry.row, shown.dates
    document: dict[str, object] = {
        "request": row.request.hex(), "right": row.asked, "about": row.about, "by": row.asker,
        "channel": row.channel, "state": row.state, "verification": row.verification,
        "outcome": row.outcome, "ground": row.ground,
        "received": shown.entry.received.isoformat(), "safe": dates.safe.isoformat(),
        "statutory": dates.statutory.isoformat(),
        "promised": None if dates.promised is None else dates.promised.isoformat(),
        "due": dates.alarm.isoformat(), "running": dates.running, "laws": list(dates.laws),
        "overdue": shown.overdue, "handler": row.handler,
        "duplicate_of": None if shown.duplicate_of is None else shown.duplicate_of.hex(),
        "plan": None if row.plan is None else row.plan.hex(),
        "answer": row.answer or None, "expired_held": row.expired,
        "violation": "RETENTION_OVERDUE" if row.expired else None,
        "steps": [
            {"step": one.step, "due": from_micros(one.due_at).isoformat(), "last": one.outcome}
            for one in shown.entry.open_steps
        ],
        "told": [
            {"recipient": one.step.partition("/")[2], "outcome": one.outcome or "owed",
             "at": None if one.done_at is None else from_micros(one.done_at).isoformat()}
            for one in shown.entry.steps if kind_of(one.step) == TELL
        ],
        "forwarded": [
            {"entry": one.step.partition("/")[2], "outcome": one.outcome or "owed",
             "at": None if one.done_at is None else from_micros(one.done_at).isoformat()}
            for one in shown.entry.steps if kind_of(one.step) == FORWARD
        ],
        "possible": list(possible(shown.entry.case)),
    }  # fmt: skip
    said = recorded(shown.entry)
    document["waived"], document["stated"] = dict(said.waived), dict(said.stated)
    if history:
        document["repeats"] = None if row.repeats is None else row.repeats.hex()
        document["derivation"] = list(dates.derivation)
        document["events"] = [
            {"event": one.kind, "by": one.actor, "who": one.who, "detail": one.detail,
             "state": one.state, "at": from_micros(one.at).isoformat()}
            for one in shown.events
        ]  # fmt: skip
    return document


def next_event(entry: Entry) -> str:
    """Return what `advance` would do next, or an empty text."""
    after: Mapping[str, str] = {
        "received": "verify", "identifying": "verify", "verified": "collect",
        "collecting": "decide", "carried-out": "answer", "answered": "close",
        "decided": "answer" if entry.case.outcome == "refused" else "carry-out",
    }  # fmt: skip
    return after.get(entry.case.state, "")


def head_words(shown: Shown) -> list[RenderableType]:
    """Return where a request stands, in words."""
    row, dates = shown.entry.row, shown.dates
    about = {
        "request": row.request.hex(), "right": row.asked, "about": row.about,
        "state": row.state, "outcome": row.outcome, "ground": row.ground,
        "duplicate of": "" if shown.duplicate_of is None else shown.duplicate_of.hex(),
        "due": dates.alarm, "safe": dates.safe, "statutory": dates.statutory,
        "promised": dates.promised, "overdue": "yes" if shown.overdue else "",
        "possible now": ", ".join(possible(shown.entry.case)),
    }  # fmt: skip
    return [pairs({name: value for name, value in about.items() if value not in ("", None)})]


def all_words(shown: Shown) -> list[RenderableType]:
    """Return a request with its steps, its history and the derivation of its dates."""
    parts = head_words(shown)
    steps = [(one.step, from_micros(one.due_at).date()) for one in shown.entry.open_steps]
    if steps:
        parts += [line(""), table(("open step", "due"), steps)]
    events = [
        (from_micros(one.at).isoformat(timespec="minutes"), one.kind, one.actor, one.detail)
        for one in shown.events
    ]
    parts += [line(""), table(("at", "event", "by", "detail"), events), line("")]
    return [*parts, *(line(each) for each in shown.dates.derivation)]
