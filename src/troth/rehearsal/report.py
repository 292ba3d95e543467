"""The rehearsal's report: one HTML page that carries everything it needs and runs nothing.

Written for whoever answers for the policy: what happened, what is due next, which promises held.
No scripts, no fonts, no pictures from elsewhere; one inline stylesheet; well-formed XML, so that a
program can read it too. It names nobody: figures, addresses of promises, hashes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined

from troth.rehearsal import lanes
from troth.rehearsal.account import COUNTS
from troth.rehearsal.asked import by_kind
from troth.rehearsal.lanes import lanes_of, shown
from troth.rehearsal.plots import HEIGHT, WIDTH, Plot, areas, bars, lines, series_of
from troth.rehearsal.result import PromiseRow, Rehearsed

TEMPLATES = ("report.html.j2", "requests.html.j2", "versions.html.j2")
MOVING = "moving"
STATES = ("broken", "unproven", "kept")
"""States in the order in which a reader should meet them."""


def render_report(rehearsed: Rehearsed) -> str:
    """Return the report as one HTML document."""
    pages = files("troth.rehearsal")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        loader=DictLoader({name: pages.joinpath(name).read_text("utf-8") for name in TEMPLATES}),
    )  # fmt: skip
    months = [account.month for account in rehearsed.accounts]
    by_state = Counter(str(promise["state"]) for promise in rehearsed.promises)
    drawn = shown(rehearsed.requests)
    return environment.get_template(TEMPLATES[0]).render(
        it=rehearsed,
        width=WIDTH,
        height=HEIGHT,
        plots=_plots(rehearsed, months),
        kinds=by_kind(rehearsed.requests),
        drawn=drawn,
        promised=any(one.promised for one in drawn),
        lanes=lanes_of(drawn, rehearsed.last),
        lanes_width=lanes.WIDTH,
        lanes_left=lanes.LEFT,
        lanes_right=lanes.RIGHT,
        months=months,
        rows=_rows(rehearsed),
        refused=_ranked([account.refused for account in rehearsed.accounts]),
        totals=rehearsed.totals(),
        by_state=by_state,
        states=STATES,
        forecast=_by_month(rehearsed.forecast),
        moving=rehearsed.forecast.get(MOVING, {}),
        said=_said,
    )


def _plots(rehearsed: Rehearsed, months: Sequence[str]) -> Mapping[str, Plot]:
    gone = {
        "expired by a rule": [a.counts["expired"] for a in rehearsed.accounts],
        "erased on request": [a.counts["values-erased"] for a in rehearsed.accounts],
    }
    due = _by_month(rehearsed.forecast)
    return {
        "alive": areas(months, series_of([a.alive for a in rehearsed.accounts])),
        "consents": lines(months, series_of([a.consents for a in rehearsed.accounts])),
        "gone": bars(months, gone),
        "due": bars(list(due), {"values due": list(due.values())}),
    }


def _by_month(forecast: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Return month → values due in it, of those whose end is known."""
    return {month: sum(r.values()) for month, r in sorted(forecast.items()) if month != MOVING}


def _rows(rehearsed: Rehearsed) -> list[tuple[str, list[int], int]]:
    """Return (what is counted, one figure a month, total), leaving out what never happened."""
    rows = []
    for name, says in COUNTS.items():
        figures = [account.counts[name] for account in rehearsed.accounts]
        if any(figures):
            rows.append((says, figures, sum(figures)))
    return rows


def _ranked(counts: Sequence[Counter[str]]) -> list[tuple[str, int]]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))


def _said(promise: PromiseRow) -> str:
    """Return what was found of a promise, in words; its reason first where it is not kept."""
    found = [str(promise["reason"])] if promise["reason"] else []
    evidence = promise["evidence"]
    assert isinstance(evidence, list)  # made by `engines.proof.prove`
    found += [f"{line['what']}: {line['count']:,}" for line in evidence]
    return "; ".join(dict.fromkeys(found))
