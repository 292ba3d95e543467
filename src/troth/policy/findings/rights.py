"""The rights, their terms and their remedies: GDPR Art. 12, 13(2)(b), (d) and (f), 15-22, 77, 79.

The rights of the law hold whatever the text says; a finding is about what people are told of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.core.periods import Period
from troth.policy.diagnostics import Path
from troth.policy.findings.rule import Case, Hit, Rule, Severity, listed
from troth.policy.syntax.rules import Rights

_CORE = frozenset({"access", "rectification", "erasure"})
_ASKED = ("access", "rectification", "erasure", "restriction", "objection", "portability")
"""GDPR Art. 13(2)(b) lists these six by name."""
_WHERE: Path = ("rights",)


def rights(case: Case) -> Iterator[Hit]:
    """The six rights of Art. 13(2)(b), for everybody."""
    said = case.manifest.rights
    offered = frozenset(said.offer) if said else frozenset()
    missing = tuple(right for right in _ASKED if right not in offered)
    if not offered & set(_ASKED):
        yield Hit(path=_WHERE, message="no right of Art. 15-21 is offered", about=missing)
    elif missing:
        # Restriction, objection and portability hang on the ground, which a text may leave open.
        severity: Severity = "error" if _CORE & set(missing) else "warning"
        message = f"rights are left out: {listed(missing)}"
        yield Hit(path=_WHERE, message=message, severity=severity, partial=True, about=missing)
    elif said is not None and (said.limited_to or said.exceptions):
        message = "rights are offered to some people, or with exceptions left unnamed"
        yield Hit(path=_WHERE, message=message, severity="info", partial=True)


def complaint(case: Case) -> Iterator[Hit]:
    """Whom to complain to."""
    said, disputes = case.manifest.rights, case.manifest.disputes
    offered = said is not None and "complaint" in said.offer
    if not offered and (disputes is None or disputes.authority == "silent"):
        message = "the right to complain to an authority is not mentioned"
        yield Hit(path=("disputes",) if disputes else _WHERE, message=message)


def deadline(case: Case) -> Iterator[Hit]:
    """How soon requests are answered."""
    said = case.manifest.rights
    if said is None or said.answer_within is None:
        yield Hit(path=_WHERE, message="how soon requests are answered is not said")


def automated(case: Case) -> Iterator[Hit]:
    """Whether people are profiled, or decided on by machines."""
    said = case.manifest.rights
    if said is None or said.automated_decisions is None:
        message = "nothing is said of profiling and automated decisions"
        yield Hit(path=_WHERE, message=message)
    elif said.automated_decisions == "decisions" and not (
        said.automated_logic and said.automated_consequences
    ):
        message = "machines decide, and the logic or the consequences are not said"
        yield Hit(path=("rights", "automated-decisions"), message=message)


def human_review(case: Case) -> Iterator[Hit]:
    """Decisions by machines alone, without the right to a human being."""
    said = case.manifest.rights
    decides = said is not None and said.automated_decisions == "decisions"
    if decides and said is not None and "no-automated-decision" not in said.offer:
        message = "machines decide, and the right to be heard by a person is not offered"
        yield Hit(path=("rights", "automated-decisions"), message=message)


def claim_term(case: Case) -> Iterator[Hit]:
    """A compulsory claim before court without an address and a term."""
    said = case.manifest.disputes
    if said and said.pretrial_claim and (said.claim_term is None or said.claim_address is None):
        message = "a claim is compulsory, and where it goes and how long it runs is not said"
        yield Hit(path=("disputes",), message=message)


def _said(case: Case) -> Iterator[Rights]:
    if case.manifest.rights is not None:
        yield case.manifest.rights


def late(case: Case) -> Iterator[Hit]:
    """A term in days that can outrun one calendar month."""
    for said in _said(case):
        written = said.answer_within
        if written is None or written == "law" or "GDPR" not in case.regimes:
            continue
        period = Period.parse(written)
        # GDPR Art. 12(3): one month; 29 days and more can outrun a February.
        if period.months > 1 or (period.months == 0 and period.longest_days() > 28):
            message = f"`{written}` can run past one month"
            yield Hit(path=("rights", "answer-within"), message=message)


def ends_on_a_date(case: Case) -> Iterator[Hit]:
    """Rights that end with a period."""
    for said in _said(case):
        if said.ends_with_expiry:
            yield Hit(path=_WHERE, message="rights end on a date")


def restriction(case: Case) -> Iterator[Hit]:
    """Restriction on grounds of the text's own."""
    for said in _said(case):
        if said.restriction_grounds:
            message = "restriction is offered on grounds of the text's own"
            yield Hit(path=_WHERE, message=message)


def scope(case: Case) -> Iterator[Hit]:
    """Rights for some people above all."""
    for said in _said(case):
        if said.limited_to:
            yield Hit(path=_WHERE, message="rights are offered to some people above all")


def fee(case: Case) -> Iterator[Hit]:
    """A price on rights."""
    for said in _said(case):
        if said.fee is not None:
            yield Hit(path=("rights", "fee"), message=f"rights cost `{said.fee[:80]}`")


def conditional(case: Case) -> Iterator[Hit]:
    """An internal step before the authority."""
    said = case.manifest.disputes
    if said is not None and said.authority == "after-complaint":
        message = "the authority is named only after an internal complaint"
        yield Hit(path=("disputes",), message=message)


def pretrial(case: Case) -> Iterator[Hit]:
    """A claim that must come before court."""
    said = case.manifest.disputes
    if said is not None and said.pretrial_claim:
        message = "a claim to the company is compulsory before court"
        yield Hit(path=("disputes",), message=message)


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.13-2-b", article="13(2)(b), 15-21", severity="error", test=rights,
        why="People must be told of access, rectification, erasure, restriction, objection and "
            "portability; a right that nobody knows of is not used.",
        instead="offer the rights of Art. 15-21 to everybody in `rights.offer`",
    ),
    Rule(
        code="GAP.13-2-d", article="13(2)(d), 77", severity="error", test=complaint,
        why="People must be told that they may complain to a supervisory authority.",
        instead="offer `complaint`, or give `disputes.authority: unconditional`",
    ),
    Rule(
        code="GAP.deadline", article="12(3)", severity="warning", test=deadline,
        why="Requests are answered within one month; a text that says so lets people notice when "
            "they are not.",
        instead="give `rights.answer-within`, a period or `law`",
    ),
    Rule(
        code="GAP.13-2-f", article="13(2)(f), 22", severity="warning", test=automated,
        why="People must be told of automated decisions, profiling among them, with the logic and "
            "the consequences; where there are none, saying so answers the question.",
        instead="say in `rights.automated-decisions` whether people are profiled; of decisions, "
                "their `automated-logic` and `automated-consequences`",
    ),
    Rule(
        code="GAP.22-3", article="22(3)", severity="error", test=human_review,
        why="Whoever is decided on by a machine may have a person look at it, say their view and "
            "contest the decision.",
        instead="offer `no-automated-decision`",
    ),
    Rule(
        code="GAP.claim-term", article="79", severity="warning", test=claim_term,
        why="A claim that is made compulsory must have an address and an end, or it bars the way "
            "to court for good.",
        instead="give `disputes.claim-address` and `disputes.claim-term`, or drop the claim",
    ),
    Rule(
        code="WARN.deadline-vs-month", article="12(3)", severity="warning", test=late,
        why="The law's month is shorter than 30 days for requests received late in January and in "
            "February; the earlier of the two dates binds.",
        instead="write `P1M` or `law`; the earlier of the two dates is used until then",
    ),
    Rule(
        code="WARN.rights-end-with-expiry", article="15-20", severity="warning",
        test=ends_on_a_date,
        why="Rights last as long as the data does; what is still there on the day after a period "
            "can still be asked for.",
        instead="let rights end with the data, not with a date",
    ),
    Rule(
        code="WARN.restriction-narrow", article="18(1)", severity="warning", test=restriction,
        why="The law's four grounds hold while accuracy is verified and for the person's own "
            "claims; others in their place narrow them.",
        instead="offer restriction on the four legal grounds",
    ),
    Rule(
        code="WARN.rights-scope", article="3, 12-22", severity="warning", test=scope,
        why="Rights do not turn on nationality or residence where the law applies.",
        instead="offer the rights to everybody",
    ),
    Rule(
        code="WARN.rights-fee", article="12(5)", severity="warning", test=fee,
        why="Answers are free of charge; a fee may be asked only for requests that are manifestly "
            "unfounded or excessive, case by case.",
        instead="take the fee out",
    ),
    Rule(
        code="WARN.complaint-conditional", article="77", severity="warning", test=conditional,
        why="A complaint to an authority has no condition, least of all a complaint to the one "
            "complained of.",
        instead="name the authority beside the internal way, not behind it",
    ),
    Rule(
        code="WARN.pretrial-mandatory", article="77, 79", severity="warning", test=pretrial,
        why="A claim to the company cannot bar complaints or court.",
        instead="offer the claim as a choice",
    ),
)  # fmt: skip
