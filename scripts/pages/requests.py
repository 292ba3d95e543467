"""Writes docs/requests.md: the table of rights requests, drawn from the code that runs.

Run by `make docs`; a test holds the page to what it would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from troth.core.requests import NEEDS, OPEN, RIGHTS, STATES, TABLE, WITHOUT_PROOF
from troth.engines.rights.course import AT_ONCE
from troth.engines.rights.desk import AGAIN, FAILED, OUTCOMES
from troth.engines.rights.grounds import NEEDS_CITATION, REFUSALS, RESTRICTION_GROUNDS
from troth.engines.rights.steps import REMIND_DAYS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "requests.md"
SPOKEN_FOR = """\
* Who speaks for another names a recorded authority: an agent or an heir a paper that staff saw
  (`troth request mandate`: its hash and its days), a guardian the check that verified them (`troth
  consent verify-guardian`). It serves the first person it is used for and nobody else, and only
  staff attests it; what a form from outside calls it is a claim. Whoever may report a minor is
  asked for nothing, and told nothing of what is held.
* What is asked again while the first still waits is a duplicate (`duplicate_of`): once both are
  shown to be the same person's it joins the first, and the clock of the first arrival counts.
  Another scope is another request, and so is every correction. What was answered before can be
  asked again; `excessive` is for staff to find.
* The clock stands for a doubt of who asks only before that was shown, or for a new reason that is
  recorded (`--because`). An extension names a reason its law knows.
* A request can be about a category, or about a route of the manifest (`rights.routes`): then only
  that is found, corrected or erased, and the person stays findable by what stays.
* An appeal goes to whom the manifest names (`disputes.escalate-to`). Its term is the law's own
  where a law sets one, else that of a request; the first answer is judged by the first term alone.
* A correction moves the index as well: nobody is found by a value that was put right. Words beside
  a value (`--beside`) are kept with it and go with it."""


DAYS = ", ".join(str(days) for days in REMIND_DAYS)

HEAD = """\
# Rights requests

Made from `troth.core.requests` by `make docs`. A request is its events; what is not in the table
does not happen. Three dates stand on each: `safe` (the last day without roll-over), `statutory`
(rolled, where the law rolls) and `promised` (the policy's own word); the earliest drives the alarm.
`troth request show` prints how they were counted.

The words of a request are never kept: only what was asked for, by whom, when, and how it ended. Its
row outlives the person and leads to nobody then.
"""


def page() -> str:
    """Return the page."""
    return "\n".join((HEAD, *_drawing(), *_states(), *_table(), *_rules()))


def _drawing() -> Iterator[str]:
    yield "## Drawn\n"
    yield "```text"
    for state in STATES:
        mark = "○" if state in OPEN else "●"
        yield f"{mark} {state}"
        leads: dict[str, list[str]] = {}
        for line in TABLE:
            if line.start == state:
                leads.setdefault(line.end, []).append(line.event)
        for number, (end, events) in enumerate(leads.items(), 1):
            corner = "└" if number == len(leads) else "├"
            target = "(stays)" if end == state else end
            yield f"  {corner}─ {', '.join(events)} ─▶ {target}"
    yield "```\n"
    yield "○ somebody still owes an answer; ● nobody does.\n"


def _states() -> Iterator[str]:
    yield "## What a step needs\n"
    yield "| need | meaning |\n|---|---|"
    yield from (f"| {need} | {meaning} |" for need, meaning in NEEDS.items())
    yield ""


def _table() -> Iterator[str]:
    yield "## The table\n"
    yield "| event | from | to | by | needs | law |\n|---|---|---|---|---|---|"
    for line in TABLE:
        by, needs = ", ".join(sorted(line.by)), ", ".join(sorted(line.needs)) or "–"
        yield f"| {line.event} | {line.start} | {line.end} | {by} | {needs} | {line.law} |"
    yield ""


def _rules() -> Iterator[str]:
    yield "## Beyond the table\n"
    yield f"* Rights: {', '.join(RIGHTS)}."
    yield f"* Without proof of who asks: {', '.join(sorted(WITHOUT_PROOF))}."
    yield f"* Holding from the next decision on: {', '.join(sorted(AT_ONCE))}."
    yield SPOKEN_FOR
    yield f"* A try that `{FAILED}` stays open and comes due again after {AGAIN.days} day."
    yield f"* Reminders: {DAYS} days before the earliest date."
    yield "* No answer leaves while a system is open, or with a letter of Art. 15 neither filled"
    yield "  nor waived with a reason. What the policy leaves out is stated by whoever answers"
    yield "  (`h`: whether machines decide, `f`: whose authority takes a complaint); both are kept."
    yield "* An erasure waits for an answer about the same person that is owed, or not fetched yet"
    yield "  (`ACCESS_PENDING`); where a reason is given it does not, and that answer says what it"
    yield "  could not give.\n"
    for kind, outcomes in OUTCOMES.items():
        yield f"* A step `{kind}/…` ends as: {', '.join(sorted(outcomes))}."
    yield "\n## Grounds of refusal\n"
    yield "| ground | law | names what it rests on |\n|---|---|---|"
    for ground, law in REFUSALS.items():
        yield f"| {ground} | {law} | {'yes' if ground in NEEDS_CITATION else 'no'} |"
    yield "\n## Grounds of restriction\n"
    yield "| ground | law |\n|---|---|"
    yield from (f"| {ground} | {law} |" for ground, law in RESTRICTION_GROUNDS.items())
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
