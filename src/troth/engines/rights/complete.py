"""Whether an access answer is complete: each letter of Art. 15 against what is known elsewhere.

What the answer says is compared with the policy, with the ledger of disclosures and with what is
held, each read again here; a letter that lacks something keeps the answer from leaving. It is
filled (the policy says it, or whoever answers states it), or waived with a reason. Both are written
down with the request, so that the answer can be written again. Pure.

GDPR Art. 15(1)(a)-(h), 15(2); CJEU C-154/21 (recipients by name, their kind only where impossible).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from troth.core.periods import to_micros
from troth.engines.rights.register import Declined, Entry
from troth.engines.rights.work import Held
from troth.policy.compiled import Policy
from troth.storage.request_rows import DueStepRow
from troth.storage.rows import ActivityRow

ART_15: Final[Mapping[str, str]] = {
    "a": "the purposes", "b": "the categories", "c": "the recipients", "d": "how long it is kept",
    "e": "the rights to rectification, erasure, restriction and objection",
    "f": "the complaint to an authority", "g": "the sources", "h": "automated decisions",
    "15(2)": "the safeguards of transfers",
}  # fmt: skip
"""What an access answer states (GDPR Art. 15(1)(a)-(h), 15(2))."""

WAIVERS: Final = frozenset(
    ("not-applicable", "impossible", "disproportionate", "third-party-rights")
)
"""Reasons for which a letter may be left out, each stated in the answer."""

STATED_OF_DECISIONS: Final = frozenset(("none", "profiling"))
"""What may be stated of automated decisions; a decision itself needs its logic from the policy."""

RIGHTS_TOLD: Final = frozenset(("rectification", "erasure", "restriction", "objection"))
"""GDPR Art. 15(1)(e)."""

WAIVE: Final = "waive"
STATE: Final = "state"
"""Kinds of steps that keep what was left out, and what was stated, letter by letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What whoever answers says beyond what is held: letter of Art. 15 → reason or statement."""

    waived: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)

    def on(self, earlier: Said) -> Said:
        """Return this on top of what was said with an earlier answer."""
        return Said(
            waived={**earlier.waived, **self.waived}, stated={**earlier.stated, **self.stated}
        )


def art_15_gaps(content: Mapping[str, object], policy: Policy, held: Held) -> tuple[str, ...]:
    """Return the letters of Art. 15 that an access answer leaves open.

    Whoever holds nothing of a person owes the confirmation that there is nothing, no more.

    Args:
        content: The answer, as it would leave.
        policy: What the company says.
        held: What is held of the person, and whom it went to, read apart from the answer.
    """
    values = _rows(content, "data")
    if not values:
        return ()
    used = _own_activities(policy, held)
    filled = {
        "a": {p for one in used for p in one.purposes if p in policy.purposes}
             <= {str(one["purpose"]) for one in _rows(content, "purposes")},
        "b": all(one.get("category") for one in values),
        "c": _received(content, policy, held) and _possible(content, policy, used),
        "d": all(one.get("delete_after") or one.get("waits_for") or one.get("rule")
                 for one in values),
        "e": _names(content, "rights") >= RIGHTS_TOLD & (policy.rights.offered
                                                         | policy.rights.by_law),
        "f": bool(_part(content, "complaint").get("authority")),
        "g": all(one.get("origin") for one in values),
        "h": _decisions(_part(content, "automated_decisions")),
        "15(2)": _transfers(content, policy),
    }  # fmt: skip
    return tuple(letter for letter, there in filled.items() if not there)


def _received(content: Mapping[str, object], policy: Policy, held: Held) -> bool:
    """Whether everybody to whom the ledger says it went is told, and by name."""
    told = {str(one["recipient"]) for one in _rows(content, "recipients")}
    went = {row.recipient for row in held.disclosures}
    # CJEU C-154/21: who it went to, not which kind of recipient they are.
    named = all(key in policy.recipients and policy.recipients[key].named for key in went)
    return went <= told and named


def _possible(content: Mapping[str, object], policy: Policy, used: Sequence[ActivityRow]) -> bool:
    """Whether whoever keeps it, and whoever may get it for these purposes, is told."""
    kept = {str(one["system"]) for one in _rows(content, "kept_by")}
    systems = {one.system for one in used if one.system in policy.systems}
    elsewhere = {key for key in systems if not policy.systems[key].on_device}
    may = {str(one["recipient"]) for one in _rows(content, "may_receive")}
    anywhere = {
        key
        for key, one in policy.recipients.items()
        # Whoever is bound to regions or places depends on the person; the rest gets everybody's.
        if one.regions_only is None and not one.regions_except and not one.places_shut
        and any(
            row.category in one.receives
            and (one.purposes is None or not one.purposes.isdisjoint(row.purposes))
            for row in used
        )
    }  # fmt: skip
    return elsewhere <= kept and anywhere <= may


def _decisions(said: Mapping[str, object]) -> bool:
    made = said.get("made")
    # GDPR Art. 15(1)(h): of decisions, the logic involved, and what they bring for the person.
    return bool(made) and (
        made != "decisions" or bool(said.get("logic") and said.get("consequences"))
    )


def _transfers(content: Mapping[str, object], policy: Policy) -> bool:
    """Whether every party with a place stands among the transfers, with its safeguard."""
    if not isinstance(content.get("transfers"), list):
        return False
    there = _rows(content, "transfers")
    told = {str(one["recipient"]) for one in there}
    parties = {
        str(one["recipient"])
        for part in ("recipients", "may_receive", "kept_by")
        for one in _rows(content, part)
        if one.get("recipient") in policy.recipients and (one.get("places") or one.get("place"))
    }
    # A transfer whose safeguard is not valid today is stated as such: stated is complete.
    return parties <= told and all("safeguard" in one and "valid" in one for one in there)


# -- what whoever answers says ------------------------------------------------------------------


def recorded(entry: Entry) -> Said:
    """Return what was said with an earlier answer, as it was written down with its request."""
    letters = {_named(letter): letter for letter in ART_15}
    found: dict[str, dict[str, str]] = {WAIVE: {}, STATE: {}}
    for one in entry.steps:
        kind, _, name = one.step.partition("/")
        if kind in found and name in letters:
            found[kind][letters[name]] = one.outcome
    return Said(waived=found[WAIVE], stated=found[STATE])


def steps_of(request: bytes, said: Said, now: datetime) -> list[DueStepRow]:
    """Return the steps that keep what was waived and stated."""
    at = to_micros(now)
    return [
        DueStepRow(
            request=request, step=f"{kind}/{_named(letter)}", due_at=at, state="done", done_at=at,
            outcome=word,
        )
        for kind, given in ((WAIVE, said.waived), (STATE, said.stated))
        for letter, word in sorted(given.items())
    ]  # fmt: skip


def unknown_waiver(waived: Mapping[str, str], address: str) -> Declined | None:
    """Return why a waiver is none, or None."""
    wrong = [letter for letter in waived if letter not in ART_15]
    wrong += [why for why in waived.values() if why not in WAIVERS]
    if not wrong:
        return None
    return Declined(
        code="WAIVER_UNKNOWN",
        why=f"`{wrong[0][:60]}` is no letter of Art. 15, or no reason",
        help="letters: " + ", ".join(ART_15) + "; reasons: " + ", ".join(sorted(WAIVERS)),
        address=address,
    )


def unknown_statement(
    stated: Mapping[str, str], policy: Policy, authorities: Collection[str], address: str
) -> Declined | None:
    """Return why a statement cannot be made, or None.

    Args:
        stated: Letter → what is stated: h → none or profiling, f → a country.
        policy: What it says itself is not for whoever answers to say otherwise.
        authorities: Countries whose authority is known.
        address: The promise it is about.
    """
    why, help = "", "h=none, h=profiling; f=COUNTRY, whose authority takes the complaint"
    for letter, said in stated.items():
        if letter == "h" and policy.rights.automated:
            why = "the policy says itself what is decided by machines"
            help = "change `rights.automated-decisions` and publish"
        elif letter == "h" and said not in STATED_OF_DECISIONS:
            why = f"`{said[:60]}` cannot be stated of automated decisions"
        elif letter == "f" and said not in authorities:
            why = f"no authority of `{said[:60]}` is known"
            help = "one of " + ", ".join(sorted(authorities))
        elif letter not in ("f", "h"):
            why = f"`{letter[:60]}` is filled from what is held, or waived"
    return Declined(code="STATEMENT_UNKNOWN", why=why, help=help, address=address) if why else None


def _named(letter: str) -> str:
    """Return a letter as a name: the second paragraph has brackets, which no name has."""
    return letter.replace("(", "-").replace(")", "")


def _own_activities(policy: Policy, held: Held) -> list[ActivityRow]:
    """Return the activities of what is held for oneself, each once."""
    used = {row.activity for row in held.rows}
    found = [held.activities[number] for number in sorted(used)]
    return [
        one for one in found
        if (form := policy.forms.get(one.form)) is None or form.processor is None
    ]  # fmt: skip


def _rows(content: Mapping[str, object], part: str) -> list[Mapping[str, object]]:
    given = content.get(part)
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []


def _part(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    given = content.get(name)
    return given if isinstance(given, Mapping) else {}


def _names(content: Mapping[str, object], part: str) -> set[str]:
    given = content.get(part)
    return {str(one) for one in given} if isinstance(given, list) else set()
