"""Registers: made from the policy that runs, with every gap named and every safeguard dated."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from troth.assembly.law import load_law_book
from troth.assembly.policies import LoadedPolicy, load_policy
from troth.assembly.registers import make_register, render_registers
from troth.engines.export.sheets import as_csv, as_xlsx
from troth.errors import InputError
from troth.policy.registers.build import REGISTERS
from troth.policy.registers.pages import as_table
from troth.policy.registers.register import PublishedVersion, Register
from troth.policy.safeguards import verdict

POLICIES = sorted((Path(__file__).resolve().parents[2] / "policies").glob("*.yaml"))
EACH = pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
TODAY = date(2026, 11, 21)


def loaded(name: str, day: date | None = None) -> LoadedPolicy:
    (path,) = (each for each in POLICIES if each.stem == name)
    return load_policy(path, at=day)


def register(name: str, kind: str, day: date | None = None) -> Register:
    return make_register(loaded(name, day), kind, day)


@EACH
@pytest.mark.parametrize("kind", REGISTERS)
def test_a_needed_fact_stands_in_its_cell_or_among_the_gaps(path: Path, kind: str) -> None:
    made = make_register(load_policy(path), kind)
    for row in made.rows:
        empty = {each.key for each in made.columns if each.needed and not row.cells[each.key]}
        assert set(row.gaps) <= empty
        # Where authorities and staff hold data is no place of processing that a text could name.
        assert empty - set(row.gaps) <= ({"places"} if kind == "recipients" else set())


@EACH
def test_what_the_register_says_of_a_transfer_is_what_decides(path: Path) -> None:
    policy = load_policy(path).required()
    rows = make_register(load_policy(path), "transfers").rows
    for key, one in policy.recipients.items():
        stands = {row.cells["to"][0]: row.cells["stands"][0] == "yes" for row in rows
                  if row.address == f"recipients/{key}"}  # fmt: skip
        assert {place for place, yes in stands.items() if yes} == set(one.carried_by)
        if stands:
            assert one.transfer_valid == all(stands.values())


def test_customers_data_is_in_the_record_of_the_processor_and_not_in_the_other() -> None:
    theirs = {row.address for row in register("altexsoft", "processor").rows}
    assert theirs == {"processor-of/client-data"}
    assert "purposes/client-services" not in {
        row.address for row in register("altexsoft", "processing").rows
    }
    tasks = {row.address: row for row in register("intexsoft", "processor").rows}
    assert tasks.keys() == {"processor-of/transferred-data", "processor-of/custodian-data"}
    assert tasks["processor-of/custodian-data"].cells["custody"] == ("custodian",)


@pytest.mark.parametrize(
    ("day", "place", "mechanism", "stands", "by"),
    [
        ("2026-11-21", "DE", None, True, "inside"),
        ("2020-06-01", "GB", None, True, "inside"),
        ("2031-12-27", "GB", None, True, "adequacy"),
        ("2031-12-28", "GB", None, False, "nothing"),
        ("2026-01-25", "BR", None, False, "nothing"),
        ("2026-01-26", "BR", None, True, "adequacy"),
        ("2020-07-16", "US", "privacy-shield", True, "mechanism"),
        ("2020-07-17", "US", "privacy-shield", False, "nothing"),
        ("2024-08-22", "US", "privacy-shield", False, "certified"),
        ("2024-08-22", "US", "dpf", True, "mechanism"),
        ("2023-07-09", "US", "dpf", False, "nothing"),
        ("2026-11-21", "IN", "dpf", False, "nothing"),
        ("2026-11-21", "IN", "scc", True, "mechanism"),
        ("2026-11-21", "any", "scc", True, "mechanism"),
        ("2026-11-21", "any", None, False, "open"),
        ("2026-11-21", "IN", "use-as-consent", False, "nothing"),
    ],
)
def test_a_place_is_judged_by_the_law_of_the_day(
    day: str, place: str, mechanism: str | None, stands: bool, by: str
) -> None:
    found = verdict(load_law_book(), date.fromisoformat(day), place, mechanism)
    assert (found.stands, found.by) == (stands, by)
    assert found.reason


def test_a_dead_framework_is_said_to_be_dead_since_its_day() -> None:
    rows = register("altexsoft", "transfers", TODAY).rows
    (google,) = (row for row in rows if row.address == "recipients/google-ads")
    assert "void since 2020-07-16" in google.cells["reason"][0]


def test_a_recipient_has_the_history_of_the_published_versions() -> None:
    new = loaded("altexsoft").required()
    shield = new.recipients["google-ads"]
    old = replace(
        new,
        recipients={
            key: replace(one, places=("IE",)) if key == "google-ads" else one
            for key, one in new.recipients.items()
            if key != "fathom"
        },
    )
    days = (date(2025, 5, 1), date(2026, 2, 3))
    history = tuple(
        PublishedVersion(version=number, day=day, policy=policy)
        for number, (day, policy) in enumerate(zip(days, (old, new), strict=True), 1)
    )
    rows = {
        row.address: row.cells["history"]
        for row in make_register(loaded("altexsoft"), "recipients", None, history).rows
    }
    assert shield.places == ("US",)
    assert rows["recipients/google-ads"] == (
        "2025-05-01 (version 1): named",
        "2026-02-03 (version 2): places from IE to US",
    )
    assert rows["recipients/fathom"] == ("2026-02-03 (version 2): named",)
    assert rows["recipients/mailchimp"] == ("2025-05-01 (version 1): named",)


@EACH
@pytest.mark.parametrize("form", ["html", "csv", "xlsx", "json"])
def test_the_same_policy_gives_the_same_bytes(path: Path, form: str) -> None:
    made = [make_register(load_policy(path), "recipients")]
    assert render_registers(made, form) == render_registers(made, form)


def test_every_format_holds_the_same_table() -> None:
    made = register("altexsoft", "recipients")
    table = as_table(made)
    read = list(csv.reader(io.StringIO(render_registers([made], "csv").decode("utf-8-sig"))))
    assert [tuple(row) for row in read] == list(table)
    sheet = openpyxl.load_workbook(io.BytesIO(render_registers([made], "xlsx")))["recipients"]
    assert [tuple(cell or "" for cell in row) for row in sheet.values] == list(table)
    document = json.loads(render_registers([made], "json"))
    assert [row["address"] for row in document["rows"]] == [row[0] for row in table[1:]]
    page = render_registers([made], "html").decode()
    assert page.count('data-promise="recipients/') == len(made.rows)


def test_what_a_spreadsheet_would_run_is_text() -> None:
    table = (("a", "b"), ("=1+1", "@SUM(A1)"), ("fine", "-2"))
    assert b"\r\n'=1+1,'@SUM(A1)\r\n" in as_csv(table)
    book = as_xlsx({"one": table, "two": table})
    cells = openpyxl.load_workbook(io.BytesIO(book))["one"]
    assert (cells["A2"].value, cells["A2"].data_type) == ("=1+1", "s")
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_register_nobody_knows_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError) as refused:
        register("altexsoft", "recipient")
    assert refused.value.code == "register/unknown"
    assert "recipients" in refused.value.help
