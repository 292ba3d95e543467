"""`troth rehearse`: a company's year on a fake clock, through the engines that serve real people.

Deterministic: the same manifest, people, months and seed give the same JSON, byte for byte. Exit 3
when a promise is broken.
"""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import RenderableType

from troth.cli.files import refuse_missing_folder, write_report
from troth.cli.options import json_option, manifest_argument
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, pairs, table
from troth.cli.prove import promise_words
from troth.rehearsal.account import MonthAccount
from troth.rehearsal.asked import by_kind, days_said
from troth.rehearsal.rehearse import rehearse
from troth.rehearsal.report import render_report
from troth.rehearsal.result import Rehearsed


@click.command("rehearse")
@manifest_argument
@click.option("--people", type=int, default=1000, show_default=True, help="How many come.")
@click.option("--months", type=int, default=14, show_default=True, help="For how long.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same year.")
@click.option("--store", metavar="URL", help="Keep the store; by default it is thrown away.")
@click.option("--keys", metavar="URL", help="Its key store.")
@click.option("--report", type=click.Path(path_type=Path), help="Write an HTML report.")
@json_option
def rehearse_(
    file: Path, people: int, months: int, seed: int, store: str | None, keys: str | None,
    report: Path | None, output: Output,
) -> Exit:  # fmt: skip
    """Live a year of a policy with synthetic people. Exit 3: a promise is broken."""
    refuse_missing_folder(report)
    done = rehearse(
        file,
        people=people,
        months=months,
        seed=seed,
        store=store,
        keys=keys,
        progress=lambda account, number, of: output.note(_month(account, number, of)),
    )
    if report is not None:
        write_report(report, render_report(done))
    output.show(done.as_json(), *_words(done, report))
    return Exit.BROKEN if done.broken else Exit.DONE


def _month(account: MonthAccount, number: int, of: int) -> str:
    counts = account.counts
    return (
        f"{number:>3}/{of}  {account.month}  {counts['arrived']:>6} new  "
        f"{counts['collected']:>7} kept  {counts['refused']:>5} refused  "
        f"{counts['expired']:>7} expired  {counts['people-erased']:>4} erased"
    )


def _words(done: Rehearsed, report: Path | None) -> list[RenderableType]:
    parts: list[RenderableType] = [
        pairs(
            {
                "policy": f"{done.policy} ({done.mode})",
                "hash": done.policy_hash,
                "people": done.people,
                "from": done.first,
                "to": done.last,
                "seed": done.seed,
            }
        ),
        line(""),
        table(
            ("month", "new", "kept", "refused", "consents", "expired", "erased", "alive"),
            [_row(account) for account in done.accounts],
        ),
        line(""),
        *_requests(done),
        *promise_words([dict(each) for each in done.promises]),
        line(""),
        pairs({"evidence": counted(done.evidence.size, "fact"), "root": done.evidence.root}),
    ]
    if report is not None:
        parts += [line(""), line(f"report: {report}")]
    return parts


def _requests(done: Rehearsed) -> list[RenderableType]:
    if not done.requests:
        return []
    kinds = [
        (kind.right, kind.total, kind.answered, kind.open, days_said(kind.tightest),
         days_said(kind.slackest))
        for kind in by_kind(done.requests)
    ]  # fmt: skip
    heads = ("requests for", "asked", "answered", "open", "tightest answer", "slackest answer")
    return [table(heads, kinds), line("")]


def _row(account: MonthAccount) -> tuple[object, ...]:
    counts = account.counts
    return (
        account.month,
        counts["arrived"],
        counts["collected"],
        counts["refused"],
        sum(account.consents.values()),
        counts["expired"],
        counts["people-erased"],
        sum(account.alive.values()),
    )
