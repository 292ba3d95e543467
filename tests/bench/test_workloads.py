"""The oracle against the simplest reading of an operation, the contestants against the oracle."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.gdprbench.generator import MIXES, Operation, Record, Workload, operations, record_of
from bench.gdprbench.oracle import Oracle
from bench.gdprbench.plain import PlainTable
from bench.gdprbench.vaulted import VaultedRecords
from bench.stores import shop

WORKLOADS = sorted(MIXES)


def naive(rows: dict[int, Record], one: Operation) -> dict[int, Record]:
    """Apply an operation by going through every record."""
    if one.kind in ("read", "update", "delete", "insert"):
        chosen = [one.key] if one.key in rows else []
    else:
        chosen = [number for number, row in rows.items() if row[one.by] == one.value]
    if one.kind in ("read", "read-by"):
        return {number: rows[number] for number in chosen}
    for number in chosen:
        if one.kind == "delete":
            del rows[number]
        elif one.kind == "update":
            rows[number] = record_of(number)
        else:
            rows[number] = (*rows[number][: one.field], one.new, *rows[number][one.field + 1 :])
    if one.kind == "insert":
        rows[one.key] = record_of(one.key)
    return {}


@settings(max_examples=30, deadline=None)
@given(workload=st.sampled_from(WORKLOADS), records=st.integers(1, 120), seed=st.integers(0, 99))
def test_the_oracle_answers_as_going_through_every_record_does(
    workload: Workload, records: int, seed: int
) -> None:
    oracle, rows = Oracle(records), {number: record_of(number) for number in range(records)}
    for one in operations(workload, records, 60, seed):
        assert oracle.apply(one) == naive(rows, one)
    assert oracle.rows == rows


@pytest.mark.parametrize("workload", WORKLOADS)
def test_vault_and_plain_table_answer_every_operation_as_the_oracle_does(
    workload: Workload, tmp_path: Path
) -> None:
    records, count = 150, 120
    with shop(tmp_path) as platform:
        vault = VaultedRecords(platform, tmp_path, records + count)
        plain, oracle = PlainTable(tmp_path), Oracle(records)
        vault.load(records)
        plain.load(records)
        for one in operations(workload, records, count, seed=5):
            expected = oracle.apply(one)
            assert vault.apply(one) == expected
            assert plain.apply(one) == expected
        assert vault.everything() == plain.everything() == oracle.rows
        vault.close()
        plain.close()
