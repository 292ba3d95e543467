"""What counts as consent, and how it ends: GDPR Art. 4(11), 7, 13(2)(c).

Strict mode never counts what these rules doubt; the finding says what to ask instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.findings.rule import Case, Hit, Rule, gathered


def by_use(case: Case) -> Iterator[Hit]:
    """Use, browsing or going on taken as agreement."""
    manifest = case.manifest
    found = [f"claims/{k}" for k, said in manifest.claims.items() if said.kind == "consent-by-use"]
    if manifest.cookies and manifest.cookies.consent_as_written == "by-use":
        found.append("cookies/consent-as-written")
    found += _purposes(case, "by-use")
    yield from gathered(found, "use is taken as consent")


def bundled(case: Case) -> Iterator[Hit]:
    """One act for everything, or leave."""
    claims = case.manifest.claims
    found = [f"claims/{k}" for k, said in claims.items() if said.kind == "consent-bundled"]
    found += _purposes(case, "bundled")
    yield from gathered(found, "one act consents to everything")


def by_continuing(case: Case) -> Iterator[Hit]:
    """Going on with a call taken as agreement to its recording."""
    found = _purposes(case, "by-continuing")
    yield from gathered(found, "going on with a call is taken as consent")


def _purposes(case: Case, as_written: str) -> list[str]:
    return [
        f"purposes/{key}"
        for key, said in case.manifest.purposes.items()
        if said.consent_as_written == as_written
    ]


def employment(case: Case) -> Iterator[Hit]:
    """Consent where people are not free to refuse."""
    found = [
        f"purposes/{key}"
        for key, said in case.manifest.purposes.items()
        if said.kind in ("recruitment", "employment")
        and "consent" in (said.basis, *(said.basis_by_source or {}).values())
    ]
    yield from gathered(found, "applicants are asked for consent")


def withdrawal(case: Case) -> Iterator[Hit]:
    """That consent can be withdrawn, for every use of it, and how."""
    said = case.manifest.rights
    if said is None or "withdrawal" not in said.offer:
        message = "that consent can be withdrawn is not said"
        yield Hit(path=("rights",), message=message, partial=_some_way_out(case))
    elif set(said.channels) <= {"contact"}:
        message = "withdrawal is offered without a way to do it"
        yield Hit(path=("rights",), message=message, severity="warning", partial=True)


def _some_way_out(case: Case) -> bool:
    """Whether the text lets people out of this or that, though it offers no general withdrawal."""
    cookies = case.manifest.cookies
    return bool(cookies and cookies.opt_out in ("banner", "both")) or any(
        said.opt_out not in (None, "none") for said in case.manifest.purposes.values()
    )


def contact_first(case: Case) -> Iterator[Hit]:
    """Contact made a condition of withdrawal and of the other rights."""
    said = case.manifest.rights
    if said is not None and said.contact_first:
        yield Hit(path=("rights",), message="contact is made a condition of rights")


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.13-2-c", article="13(2)(c), 7(3)", severity="error", test=withdrawal,
        why="Before they consent, people must be told that they can withdraw at any time, and "
            "withdrawing must be as easy as giving; what was done before stays lawful.",
        instead="offer `withdrawal` in `rights`, with a channel of its own such as `link`",
    ),
    Rule(
        code="WARN.consent-by-use", article="4(11), 7; C-673/17", severity="warning", test=by_use,
        why="Consent is an unambiguous, affirmative act; browsing, silence and boxes ticked "
            "beforehand are none (recital 32; C-673/17; EDPB Guidelines 05/2020, 86).",
        instead="ask for an affirmative act; consent by use is never counted",
    ),
    Rule(
        code="WARN.consent-bundled", article="7(2), 7(4)", severity="warning", test=bundled,
        why="Consent must be asked for each purpose, apart from other matters, and must not be the "
            "price of a service that does not need it (recital 43).",
        instead="ask for each purpose apart",
    ),
    Rule(
        code="WARN.call-consent-by-continuing", article="4(11), 7", severity="warning",
        test=by_continuing,
        why="Letting a call go on is no affirmative act; who does not object has agreed to "
            "nothing, and many countries punish recording without a yes.",
        instead="ask before recording, and go on without recording after a no",
    ),
    Rule(
        code="WARN.consent-employment", article="7(4), 88", severity="warning", test=employment,
        why="Applicants and employees are rarely free to refuse, so their consent is rarely valid "
            "(EDPB Guidelines 05/2020, 21).",
        instead="name another ground, such as steps before a contract",
    ),
    Rule(
        code="WARN.withdrawal-condition", article="7(3), 12(2)", severity="warning",
        test=contact_first,
        why="Withdrawal must be as easy as giving, and rights be facilitated; having to write to "
            "somebody first is a hurdle that giving consent did not have.",
        instead="let people withdraw where they consented",
    ),
)  # fmt: skip
