"""`troth check`, `compile`, `schema`: a manifest, looked at without any store.

Findings never stop anything here: `check` exits 0 with findings and 2 with diagnostics (D13).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from rich.console import RenderableType

from troth.assembly.measures import known_of
from troth.assembly.policies import LoadedPolicy, load_policy
from troth.cli.opening import Place, laid
from troth.cli.options import at_option, json_option, manifest_argument
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, indented, line, pairs, table
from troth.policy.compile import as_json
from troth.policy.compiled import Policy
from troth.policy.explain import Row, explain
from troth.policy.findings.checklist import Item, checklist
from troth.policy.findings.rule import Finding
from troth.policy.schema import json_schema, json_schema_text

_LAW_DAY = at_option("The day whose law holds; by default the day the law packs are kept up to.")


@click.command()
@manifest_argument
@click.option("--explain", "explained", is_flag=True, help="Say of every value who says so.")
@click.option("--checklist", "listed", is_flag=True, help="Go through Art. 13 and 14 by item.")
@click.option("--links", is_flag=True, help="Try the addresses of documents the policy names.")
@click.option("--store", metavar="URL", help="Ask this store what shows the measures.")
@click.option("--keys", metavar="URL", help="Its key store; else TROTH_KEYS, then beside it.")
@_LAW_DAY
@json_option
def check(
    file: Path, explained: bool, listed: bool, links: bool, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """List every problem and every gap of a manifest.

    Problems stop compiling (exit 2). Findings are gaps in what the law asks of a policy, and
    doubtful statements; they stop nothing here (exit 0). Those of severity `error` stop publishing.
    """
    loaded = _looked_at(file, at, store, keys, links=links)
    if loaded.policy is None or loaded.parsed.manifest is None:
        output.diagnostics(loaded.diagnostics, findings=[])
        return Exit.REFUSED
    document: dict[str, object] = {"findings": [each.as_dict() for each in loaded.findings]}
    parts = list(_findings(loaded))
    if listed:
        items = checklist(loaded.parsed.manifest, loaded.findings)
        document["checklist"] = [item.as_dict() for item in items]
        parts += [line(""), _listed(items)]
    if explained:
        rows = explain(loaded.policy)
        document["explain"] = [row.as_dict() for row in rows]
        parts += _explained(rows)
    output.show(document, *parts)
    return Exit.DONE


@click.command("compile")
@manifest_argument
@_LAW_DAY
@json_option
def compile_(file: Path, at: datetime | None, output: Output) -> Exit:
    """Compile a manifest; print its hash and what its tables hold.

    With --json: every table, as canonical as the hash is.
    """
    policy = load_policy(file, at=at.date() if at else None).required()
    output.show(json.loads(as_json(policy)), *_tables(policy))
    return Exit.DONE


@click.command()
@json_option
def schema(output: Output) -> Exit:
    """Print the JSON Schema of manifests, for editors."""
    output.raw(json_schema(), json_schema_text())
    return Exit.DONE


def _looked_at(
    file: Path, at: datetime | None, store: str | None, keys: str | None, *, links: bool
) -> LoadedPolicy:
    day = at.astimezone(UTC).date() if at else None
    if store is None:
        return load_policy(file, at=day, links=links)
    with laid(Place(store=store, keys=keys), examining=True) as foundation:
        on = day or foundation.clock.now().astimezone(UTC).date()
        return load_policy(file, at=on, links=links, known=partial(known_of, foundation))


def _findings(loaded: LoadedPolicy) -> Iterator[RenderableType]:
    for each in loaded.findings:
        yield line(f"{each.place}: {each.severity} {each.code}: {each.message}", each.severity)
        said = f" ({each.status})" if each.status else ""
        yield indented(line(f"law: {each.article}{said}"), 4)
        if each.clause:
            yield indented(line(f"clause: {each.clause}"), 4)
        yield indented(line(f"why: {each.why}"), 4)
        yield indented(line(f"help: {each.help}"), 4)
    yield line(_summary(loaded.findings))


def _listed(items: tuple[Item, ...]) -> RenderableType:
    return table(
        ("article", "item", "said", "weight", "clauses"),
        [
            (each.article, each.item, each.status, each.severity or "", "; ".join(each.clauses))
            for each in items
        ],
    )


def _summary(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "compiles; no findings"
    weights = Counter(each.severity for each in findings)
    words = [counted(weights["error"], "error"), counted(weights["warning"], "warning")]
    words.append(counted(weights["info"], "note"))
    stops = "; the errors stop publishing" if weights["error"] else ""
    return f"compiles; {counted(len(findings), 'finding')}: {', '.join(words)}{stops}"


def _explained(rows: list[Row]) -> Iterator[RenderableType]:
    for group in dict.fromkeys(row.group for row in rows):
        yield line("")
        yield line(group, "bold")
        yield table(
            ("entry", "value", "who says so"),
            [(row.address, row.value, row.source) for row in rows if row.group == group],
        )


def _tables(policy: Policy) -> Iterator[RenderableType]:
    yield pairs(
        {
            "policy": policy.name,
            "hash": policy.hash,
            "mode": policy.mode,
            "dated": policy.dated,
            "takes effect": policy.effective,
            "controller": policy.controller.name,
            "laws": policy.controller.laws,
        }
    )
    yield line("")
    tables: Mapping[str, Mapping[str, object]] = {
        "categories": policy.categories,
        "sources": policy.sources,
        "purposes": policy.purposes,
        "forms": policy.forms,
        "recipients": policy.recipients,
        "retention rules": policy.rules,
        "duties to keep": policy.legal_keeps,
        "systems": policy.systems,
    }
    rows: list[tuple[str, int]] = [(name, len(entries)) for name, entries in tables.items()]
    by = Counter(fact.provenance for fact in policy.facts)
    yield table(("table", "entries"), [*rows, ("promises", len(policy.promises))])
    yield line("")
    yield line(
        f"{counted(len(policy.facts), 'value')}: {by['said']} said by the policy, "
        f"{by['law']} filled in by law, {by['assumed']} assumed by Troth"
    )
