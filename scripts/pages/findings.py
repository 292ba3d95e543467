"""Writes docs/findings/: a page for each rule, made from the rule, and an index by topic.

Run by `make docs`; a test holds the pages to what this would write.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from troth.policy.findings.find import RULES, TOPICS
from troth.policy.findings.rule import Rule

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "findings"

HEAD = """\
# Findings

What the law asks of a policy and one leaves out (`GAP`), or says doubtfully (`WARN`). Made from the
rules in `src/troth/policy/findings/` by `make docs`: one file a topic, a rule a row, a page a rule.

`troth check FILE` lists them: code, severity, place, article, what was found, why it matters and
what to write instead; `--at DAY` asks by the law of that day, `--checklist` goes through Art. 13
and 14 item by item, `--links` tries the addresses of documents, `--store URL` asks a store what
shows the measures. Findings stop nothing but publishing, and of them only those of severity
`error`. Where the law a rule belongs to does not apply to a controller, the finding is a note.
Articles without a name are those of the GDPR.

How two published policies were read is in [findings-read.md](../findings-read.md).
"""


def pages() -> Mapping[str, str]:
    """Return every page by its file name."""
    made = {f"{rule.code}.md": _page(topic, rule) for topic, rule in _rules()}
    return {"README.md": _index(), **made}


def _rules() -> Iterator[tuple[str, Rule]]:
    for topic, rules in TOPICS.items():
        for rule in rules:
            yield topic, rule


def _index() -> str:
    lines = [HEAD]
    for topic, rules in TOPICS.items():
        lines += [f"## {topic[0].upper()}{topic[1:]}", ""]
        lines += [
            "| code | article | usual severity | what to write instead |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| [`{rule.code}`]({rule.code}.md) | {rule.article} | {rule.severity} "
            f"| {rule.instead} |"
            for rule in rules
        ]
        lines.append("")
    lines.append(f"{len(RULES)} rules.")
    return "\n".join(lines) + "\n"


def _page(topic: str, rule: Rule) -> str:
    kind = "a gap" if rule.code.startswith("GAP.") else "a doubtful statement"
    until = f" until {rule.valid_until}" if rule.valid_until else ""
    belongs = rule.regime or "whatever law applies"
    looks = inspect.getdoc(rule.test) or ""
    return "\n".join(
        (
            f"# {rule.code}",
            "",
            f"Made from the rule by `make docs`. {kind[0].upper()}{kind[1:]}, in the topic "
            f"[{topic}](README.md).",
            "",
            "| | |",
            "|---|---|",
            f"| article | {rule.article} |",
            f"| usual severity | {rule.severity} |",
            f"| asked since | {rule.valid_from}{until} |",
            f"| belongs to | {belongs} |",
            f"| found by | `{rule.test.__module__}`: `{rule.test.__name__}` |",
            "",
            "**What is looked for.** " + looks.splitlines()[0],
            "",
            f"**Why.** {rule.why}",
            "",
            f"**What to write instead.** {rule.instead[0].upper()}{rule.instead[1:]}.",
            "",
        )
    )


def main(arguments: list[str]) -> int:
    """Write or check the pages; a page without a rule goes."""
    wanted = pages()
    there = {path.name for path in FOLDER.glob("*.md")} if FOLDER.is_dir() else set()
    stale = sorted(
        name
        for name, text in wanted.items()
        if name not in there or (FOLDER / name).read_text("utf-8") != text
    )
    spare = sorted(there - wanted.keys())
    if "--check" in arguments:
        for name in (*stale, *spare):
            print(f"docs/findings/{name} is not what the rules say; run `make docs`")
        return 1 if stale or spare else 0
    FOLDER.mkdir(exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(wanted[name], "utf-8")
    for name in spare:
        (FOLDER / name).unlink()
    print(f"wrote {len(stale)} pages of docs/findings, took {len(spare)} away")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
