"""A policy as a document: checked, compiled, told and compared, from a warm process.

The largest of the published policies, and one made for its size: so many purposes and recipients,
each with its own data. Told means the full notice as HTML; compared means with a version in which
one period is longer. Every round begins at the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.measure import Cost, Stopwatch, timed
from bench.rows import Row, Target
from troth.assembly.law import load_law_book
from troth.assembly.notices import notice_page, render
from troth.assembly.policies import LoadedPolicy, load_text
from troth.assembly.ruling import beside

POLICIES = Path(__file__).resolve().parents[1] / "policies"
LARGE = 1_000
ROUNDS = 5


def measure(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield a row for the largest published policy, and one for each made size."""
    largest = max(POLICIES.glob("*.yaml"), key=lambda path: path.stat().st_size)
    text = largest.read_text(encoding="utf-8")
    newer = text.replace("P12M", "P13M", 1)
    whole(text, newer)
    watch = Stopwatch()
    for _ in range(ROUNDS):
        with watch.lap():
            whole(text, newer)
    yield Row(
        work="check, compile, notice and diff of a published policy",
        against="",
        scale=1,
        size=f"{largest.stem}, {len(text) // 1024} KiB",
        units=1,
        ours=watch.median,
        target=Target("seconds", 0.3),
    )
    for scale in sizes:
        entries = (LARGE // (10 if small else 1)) * scale // sizes[-1]
        yield made(entries, scale, target=Target("seconds", 5) if entries == LARGE else None)


def made(entries: int, scale: int, target: Target | None) -> Row:
    """Return the row of a policy with so many purposes and as many recipients."""
    text = written(entries)
    cost: Cost = timed(lambda: whole(text, text.replace("P6M", "P7M", 1)))
    return Row(
        work="check, compile, notice and diff of a made policy",
        against="",
        scale=scale,
        size=f"{entries} purposes, {entries} recipients",
        units=entries,
        ours=cost,
        target=target,
    )


def whole(text: str, newer: str) -> None:
    """Check, compile, tell and compare a policy, from its text."""
    loaded, after = _loaded(text), _loaded(newer)
    page = render(notice_page(loaded), "html")
    found = beside(loaded, after)
    if "<html" not in page or not found:
        raise AssertionError("a notice or a difference is missing")


def _loaded(text: str) -> LoadedPolicy:
    return load_text(text, "bench.yaml", law=load_law_book())


def written(entries: int) -> str:
    """Return a manifest with so many purposes, recipients and kinds of data."""
    lines = [
        "troth: 1", "controller: {name: Bench, law: [GDPR], seat: DE}",
        "revision: {dated: 2026-01-01}", "people: {visitor: {}}", "categories:",
    ]  # fmt: skip
    numbers = range(entries)
    lines += [f"  data-{n}: {{items: [item-{n}], origin: direct}}" for n in numbers]
    lines.append("purposes:")
    lines += [f"  purpose-{n}: {{kind: service, basis: contract, uses: [data-{n}]}}"
              for n in numbers]  # fmt: skip
    lines.append("recipients:")
    lines += [
        f"  recipient-{n}: {{name: Vendor {n}, role: processor, receives: [data-{n}], "
        f"for: [purpose-{n}], place: [{('DE', 'US', 'GB')[n % 3]}], transfer: scc}}"
        for n in numbers
    ]
    lines.append("retention:")
    lines += [f"  rule-{n}: {{keeps: [data-{n}], for: P6M, from: collection}}" for n in numbers]
    return "\n".join(lines) + "\n"
