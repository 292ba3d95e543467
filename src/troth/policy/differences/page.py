"""Differences as pages: side by side in HTML, a change log, and an Atom feed (RFC 4287).

Self-contained, without scripts: one inline stylesheet, tables with captions and scopes, light and
dark, printable. Everything that comes from a manifest is escaped. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from troth.policy.differences.comparing import Difference
from troth.policy.differences.demands import Demand

STYLE: Final = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #50575f; --line: #d5d9de;
  --tint: #f4f6f8; --good: #0b6b2e; --bad: #a1170f; --link: #0b57b0; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --ink: #e6e9ec; --soft: #aab2ba;
  --line: #3a4148; --tint: #1d2226; --good: #7fd89a; --bad: #ff9d94; --link: #8ab8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 72rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
h1 { font-size: clamp(1.5rem, 1.1rem + 2vw, 2.2rem); line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.3rem; margin: 1.8rem 0 .6rem; }
.sum { display: flex; flex-wrap: wrap; gap: .4rem 2rem; max-width: none; margin: 0 0 1rem;
  padding: .8rem 1.2rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--tint); list-style: none; }
.sum strong { font-size: 1.3rem; margin-right: .3rem; }
p { max-width: 44rem; margin: 0 0 .8rem; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 1.2rem; font-size: .95rem; }
caption { text-align: left; color: var(--soft); padding: 0 0 .4rem; }
th, td { border-bottom: 1px solid var(--line); padding: .6rem 1rem .6rem 0; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid var(--line); color: var(--soft); font-weight: 600; }
thead small { display: block; font-weight: 400; }
tbody th { font-weight: 600; width: 20%; }
tbody th small, .value { display: block; font-size: .85rem; font-weight: 400; color: var(--soft); }
.value { font-family: ui-monospace, "Liberation Mono", monospace; margin-top: .3rem; }
.both td { width: 32%; } .both td:last-child, .verdict { width: 10rem; white-space: nowrap; }
td p { margin: 0; }
.badge { display: inline-block; padding: .05rem .6rem; border: 1px solid; border-radius: 1rem;
  font-weight: 600; font-size: .9rem; }
.weight { display: block; color: var(--soft); font-size: .85rem; margin-top: .25rem; }
.stronger { color: var(--good); } .weaker, .changed { color: var(--bad); }
@media (max-width: 44rem) {
  .both, .both caption, .both tbody, .both tr, .both th, .both td { display: block; width: auto; }
  .both thead { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }
  .both th, .both td { border: 0; padding: .15rem 0; }
  .both tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .both td::before { content: attr(data-label); display: block; color: var(--soft);
    font-size: .85rem; }
}
@media print { body { max-width: none; padding: 0; } tr { break-inside: avoid-page; } }
"""

VERDICTS: Final = {
    "weaker": "worse for you",
    "changed": "different",
    "stronger": "better for you",
    "wording": "only the words",
}
ASKS: Final = {
    "none": "nobody needs to be told",
    "page": "it is posted on this page",
    "login-notice": "a notice is shown at the next visit",
    "notify-or-login": "people are told, or see a notice at the next visit",
    "account-holders": "every holder of an account is told",
    "each-person": "everybody concerned is told one by one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version, as its readers know it.

    Attributes:
        label: `version 2`, or a file's name where it was not published.
        dated: The date the text carries, or empty.
    """

    label: str
    dated: str = ""
    published_at: datetime | None = None

    @property
    def title(self) -> str:
        """The label with its date."""
        return f"{self.label} ({self.dated})" if self.dated else self.label


def side_by_side(
    name: str, old: Edition, new: Edition, found: Sequence[Difference], demand: Demand
) -> str:
    """Return the page that lays the old and the new sentence of each difference side by side."""
    parts = [
        f"<h1>What changes in the privacy policy of {escape(name)}</h1>",
        _counted(found),
        f"<p>{escape(ASKS[demand.channel].capitalize())}.</p>",
    ]
    if demand.consents:
        asked = ", ".join(demand.consents)
        parts.append(f"<p>Your consent is asked again for: {escape(asked)}.</p>")
    if found:
        # What may hurt comes first.
        worst = sorted(found, key=lambda each: list(VERDICTS).index(each.verdict))
        heads = ("Promise", f"Before: {old.title}", f"After: {new.title}", "For you")
        rows = map(_row, worst)
        parts.append(_table("Every change, with its promise", heads, rows, kind="both"))
    return _page(f"What changes: {name}", "".join(parts))


def change_log(
    name: str, versions: Sequence[tuple[Edition, Sequence[Difference]]], link: str = ""
) -> str:
    """Return the page of all versions, newest first, each with what it changed."""
    parts = [f"<h1>Versions of the privacy policy of {escape(name)}</h1>"]
    for edition, found in reversed(versions):
        shown = edition.dated or _day(edition)
        parts.append(f"<h2>{escape(edition.label.capitalize())}, {escape(shown)}</h2>")
        if not found:
            parts.append("<p>The first version, or no change of substance.</p>")
            continue
        heads = ("Promise", "Before", "After", "Weight", "For you")
        rows = (
            _cells(
                (each.address, each.was, each.now, each.weight, VERDICTS[each.verdict]),
                each.verdict,
            )
            for each in found
        )
        parts.append(_table(f"Changes of {edition.label}", heads, rows))
    return _page(f"Versions: {name}", "".join(parts))


def atom(name: str, link: str, versions: Sequence[tuple[Edition, Sequence[Difference]]]) -> str:
    """Return the feed of all versions, newest first; `link` is where the pages lie."""
    entries = []
    for number, (edition, found) in reversed(list(enumerate(versions, 1))):
        at = edition.published_at.isoformat() if edition.published_at else ""
        target = f"{link}#version-{number}"
        entries.append(
            f"<entry><id>{escape(target)}</id><title>{escape(edition.title)}</title>"
            f'<updated>{escape(at)}</updated><link href="{escape(target)}"/>'
            f"<summary>{escape(_summary(found))}</summary></entry>"
        )
    newest = versions[-1][0].published_at if versions else None
    updated = newest.isoformat() if newest else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{escape(link)}</id><title>Privacy policy of {escape(name)}</title>"
        f"<author><name>{escape(name)}</name></author><updated>{escape(updated)}</updated>"
        f'<link rel="self" href="{escape(link)}"/>{"".join(entries)}</feed>\n'
    )


def _summary(found: Sequence[Difference]) -> str:
    if not found:
        return "Nothing changes."
    weaker = sum(each.verdict == "weaker" for each in found)
    stronger = sum(each.verdict == "stronger" for each in found)
    changed = sum(each.verdict == "changed" for each in found)
    words = len(found) - weaker - stronger - changed
    return (
        f"{stronger} better for you, {weaker} worse for you, {changed} different, "
        f"{words} only in words."
    )


def _counted(found: Sequence[Difference]) -> str:
    """Return how much is worse, different, better and only worded, as a line of figures."""
    if not found:
        return "<p>Nothing changes.</p>"
    figures = []
    for verdict, words in VERDICTS.items():
        many = sum(each.verdict == verdict for each in found)
        shown = f' class="{verdict}"' if many else ""
        figures.append(f"<li{shown}><strong>{many}</strong> {words}</li>")
    return f'<ul class="sum">{"".join(figures)}</ul>'


def _row(each: Difference) -> str:
    section, _, rest = each.address.partition("/")
    name = rest.replace("-", " ").replace("/", ": ") or section.replace("-", " ")
    return (
        f'<tr id="{escape(each.address.replace("/", "-"))}">'
        f'<th scope="row">{escape(name)}<small>{escape(each.address)}</small></th>'
        f'<td data-label="Before">{_side(each.said, each.was)}</td>'
        f'<td data-label="After">{_side(each.says, each.now)}</td>'
        f'<td data-label="For you"><span class="badge {each.verdict}">{VERDICTS[each.verdict]}'
        f'</span><span class="weight">{each.weight}</span></td></tr>'
    )


def _side(sentence: str, value: str) -> str:
    if not sentence and not value:
        return "–"
    shown = f"<p>{escape(sentence)}</p>" if sentence else ""
    if value and value != sentence:
        shown += f'<span class="value">{escape(value)}</span>'
    return shown


def _cells(values: Iterable[str], verdict: str) -> str:
    first, *rest = values
    cells = "".join(f"<td>{escape(value) or '–'}</td>" for value in rest[:-1])
    return (
        f'<tr><th scope="row">{escape(first)}</th>{cells}'
        f'<td class="{verdict}">{escape(rest[-1])}</td></tr>'
    )


def _table(caption: str, heads: Iterable[str], rows: Iterable[str], *, kind: str = "") -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    named = f' class="{kind}"' if kind else ""
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table{named}><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def _day(edition: Edition) -> str:
    return edition.published_at.date().isoformat() if edition.published_at else ""
