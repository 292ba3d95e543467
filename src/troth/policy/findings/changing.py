"""How a policy changes and who is told: GDPR Art. 12, 13(3), 6(4).

Who must be told of one change is for the differences between versions; here only the clause.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.diagnostics import Path
from troth.policy.findings.rule import Case, Hit, Rule

_MATERIAL: Path = ("changes", "notify", "material")


def new_purpose(case: Case) -> Iterator[Hit]:
    """News of a new purpose before it begins."""
    said = case.manifest.changes
    if said is not None and "new-purpose" in said.notify:
        return
    if said is None or said.without_consent or not said.notify:
        message = "the policy changes without anybody being told"
        yield Hit(path=("changes",), message=message, severity="error")
    else:
        yield Hit(path=("changes",), message="people are not told before a new purpose")


def _material(case: Case) -> str | None:
    said = case.manifest.changes
    return said.notify.get("material") if said else None


def account_holders(case: Case) -> Iterator[Hit]:
    """Account holders told, others not."""
    if _material(case) == "account-holders":
        yield Hit(path=_MATERIAL, message="only account holders learn of a material change")


def threshold(case: Case) -> Iterator[Hit]:
    """Notice only above a threshold of the text's own."""
    if _material(case) == "notify-or-login":
        message = "notice is given only when rights shrink meaningfully"
        yield Hit(path=_MATERIAL, message=message)


def without_asking(case: Case) -> Iterator[Hit]:
    """Changes that bind by being posted: said to need no consent, or told to nobody."""
    said, revision = case.manifest.changes, case.manifest.revision
    posted = revision is not None and revision.effective in ("publication", "unless-stated")
    if said is not None and (said.without_consent or (posted and not said.notify)):
        message = "the policy changes without asking"
        yield Hit(path=("changes",), message=message)


def on_acceptance(case: Case) -> Iterator[Hit]:
    """A text that binds those who accept it, read by people who accept nothing."""
    revision = case.manifest.revision
    if revision is not None and revision.effective == "acceptance":
        message = "the text binds on acceptance, and visitors accept nothing"
        yield Hit(path=("revision", "effective"), message=message)


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.13-3", article="13(3), 14(4)", severity="warning", test=new_purpose,
        why="Before data is used for a new purpose, people must be told of it; a new text on a "
            "page tells those who look.",
        instead="give `changes.notify.new-purpose`",
    ),
    Rule(
        code="WARN.notice-account-holders-only", article="12, 13(3)", severity="warning",
        test=account_holders,
        why="People whose data came by a form or a visit have no account, and would never hear of "
            "a change.",
        instead="tell everybody whose data is held and who can be reached",
    ),
    Rule(
        code="WARN.notice-threshold", article="12, 13(3)", severity="warning", test=threshold,
        why="Every material change must be told, not only those that somebody holds meaningful.",
        instead="tell of every material change",
    ),
    Rule(
        code="WARN.changes-without-consent", article="13(3), 6(4)", severity="warning",
        test=without_asking,
        why="A new purpose for data already held needs news beforehand and, where consent is the "
            "ground, a new consent; posting a text is neither.",
        instead="tell, and where consent is the ground, ask",
    ),
    Rule(
        code="WARN.effective-on-acceptance", article="12", severity="warning", test=on_acceptance,
        why="Visitors and people who wrote by a form accept nothing, so it stays open which text "
            "binds.",
        instead="say which text binds those who accept nothing",
    ),
)  # fmt: skip
