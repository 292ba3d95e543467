"""A year under each shipped manifest breaks no promise, and is the same year each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.policies.manifests import POLICIES
from tests.rehearsal.conftest import PEOPLE
from troth.assembly.platform import open_platform
from troth.assembly.policies import load_policy
from troth.assembly.proof import prove_platform
from troth.engines.intake.submission import Submission
from troth.errors import InputError, StateError
from troth.policy.diagnostics import ManifestRefused
from troth.rehearsal.account import COUNTS
from troth.rehearsal.rehearse import rehearse
from troth.rehearsal.result import Rehearsed

Lived = Callable[[str], Rehearsed]
NAMES = sorted(PEOPLE)
INTEXSOFT = POLICIES / "intexsoft.yaml"

ENCODE = """
import hashlib, sys
from troth.rehearsal.rehearse import rehearse
told = rehearse(sys.argv[1], people=8, months=3, seed=int(sys.argv[2])).encode()
print(hashlib.sha256(told).hexdigest())
"""


def elsewhere(seed: int, hashing: str) -> str:
    """The hash of a small rehearsal in a process of its own, with its own order of sets."""
    done = subprocess.run(
        [sys.executable, "-c", ENCODE, str(INTEXSOFT), str(seed)],
        env={**os.environ, "PYTHONHASHSEED": hashing},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def totals(told: Rehearsed) -> Counter[str]:
    return told.totals()


# -- what a year comes to -----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_fourteen_months_break_no_promise(lived: Lived, name: str) -> None:
    broken = [(p["address"], p["reason"]) for p in lived(name).promises if p["state"] == "broken"]
    assert broken == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_promise_of_the_text_is_in_the_table_and_what_is_unproven_says_why(
    lived: Lived, name: str
) -> None:
    policy = load_policy(POLICIES / f"{name}.yaml").required()
    table = {str(p["address"]): p for p in lived(name).promises}
    assert {promise.address for promise in policy.promises} <= table.keys()
    for promise in table.values():
        if promise["state"] == "unproven":
            assert str(promise["reason"]).startswith(("waits-for: ", "not-exercised")), promise
        assert promise["control"]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_most_of_what_can_be_exercised_is_exercised(lived: Lived, name: str) -> None:
    idle = [p["address"] for p in lived(name).promises if p["reason"] == "not-exercised"]
    kept = [p["address"] for p in lived(name).promises if p["state"] == "kept"]
    assert len(idle) * 4 < len(kept), idle


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_year_has_everything_a_year_has(lived: Lived, name: str) -> None:
    told = totals(lived(name))
    for what in (
        "arrived", "submitted", "collected", "refused", "consents-given", "consents-withdrawn",
        "looks", "looks-refused", "disclosures-refused", "answers", "corrected", "objections",
        "restrictions", "restrictions-lifted", "confirmed", "holds-placed", "expired",
        "months-closed", "people-erased", "values-erased", "epochs", "checkpoints", "backups",
    ):  # fmt: skip
        assert told[what] > 0, what
    assert told["found-again"] == 0
    assert told["backups"] == 1
    assert told["epochs"] == told["checkpoints"] == 14


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_account_balances(lived: Lived, name: str) -> None:
    told = lived(name)
    counts = totals(told)
    alive = sum(told.accounts[-1].alive.values())
    gone = counts["expired"] + counts["values-erased"]
    assert counts["collected"] - gone == alive
    assert counts["expired"] == sum(sum(a.expired.values()) for a in told.accounts)
    assert sum(sum(month.values()) for month in told.forecast.values()) <= alive


@pytest.mark.slow
def test_the_mistakes_of_a_year_are_refused_each_for_its_own_reason(lived: Lived) -> None:
    codes: Counter[str] = Counter()
    for name in NAMES:
        for account in lived(name).accounts:
            codes.update(account.refused)
    assert {
        "FIELD_UNDECLARED", "SOURCE_UNDECLARED", "PURPOSE_UNDECLARED", "FORM_UNDECLARED",
        "PROPERTY_NOT_IN_SCOPE", "SENSITIVE", "CONSENT_REQUIRED", "MALFORMED_VALUE", "MINOR",
        "RESTRICTED", "OBJECTED", "RECIPIENT_UNDECLARED", "ROLE", "AGREEMENT_MISSING",
        "PAYMENT_REQUIRED", "INTERACTION_REQUIRED",
    } <= codes.keys()  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_json_has_the_shape_that_stays(lived: Lived, name: str) -> None:
    told = json.loads(lived(name).encode())
    assert all(
        {"address", "state", "control", "probe", "evidence"} <= promise.keys()
        and promise["state"] in ("kept", "broken", "unproven")
        for promise in told["promises"]
    )
    assert [month["month"] for month in told["months"]][:1] == ["2026-01"]
    assert len(told["months"]) == 14
    assert set(told["totals"]) == set(COUNTS)


# -- the same seed ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    assert elsewhere(5, "0") == elsewhere(5, "4711")


@pytest.mark.slow
def test_another_seed_gives_another_year() -> None:
    assert elsewhere(5, "0") != elsewhere(6, "0")


@pytest.mark.slow
def test_a_store_on_disk_gives_the_same_bytes_as_one_in_memory(tmp_path: Path) -> None:
    kept = rehearse(INTEXSOFT, people=8, months=3, seed=5, store=str(tmp_path / "year.db"))
    gone = rehearse(INTEXSOFT, people=8, months=3, seed=5)
    assert kept.encode() == gone.encode()


# -- whose store --------------------------------------------------------------------------------


def files_of(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if "-shm" not in path.name}


def test_a_store_with_real_people_is_refused_and_keeps_every_byte(tmp_path: Path) -> None:
    store = str(tmp_path / "real.db")
    house = open_platform(store, manifest=INTEXSOFT, environment={})
    kept = house.intake.receive(
        Submission(
            form="contact-form",
            data={"email": "somebody@example.org", "message": "hello"},
            received_at=datetime(2026, 1, 2, tzinfo=UTC),
        )
    )
    house.close()
    assert kept
    before = files_of(tmp_path)
    with pytest.raises(StateError) as refused:
        rehearse(INTEXSOFT, people=2, months=1, store=store)
    assert refused.value.code == "store/holds-real-people"
    assert before == files_of(tmp_path)


def test_a_real_store_is_refused_before_anybody_has_come(tmp_path: Path) -> None:
    store = str(tmp_path / "real.db")
    open_platform(store, manifest=INTEXSOFT, environment={}).close()
    before = files_of(tmp_path)
    with pytest.raises(StateError) as refused:
        rehearse(INTEXSOFT, people=2, months=1, store=store)
    assert refused.value.code == "store/holds-real-people"
    assert before == files_of(tmp_path)


def test_a_rehearsals_store_is_marked_and_proves_clean_when_it_is_opened_as_one(
    tmp_path: Path,
) -> None:
    store = str(tmp_path / "year.db")
    told = rehearse(INTEXSOFT, people=4, months=2, store=store)
    with pytest.raises(StateError) as refused:
        open_platform(store, environment={})
    assert refused.value.code == "store/is-rehearsal"
    house = open_platform(store, demo=True, environment={})
    try:
        table = prove_platform(house, datetime(2026, 3, 1, tzinfo=UTC))
    finally:
        house.close()
    assert [promise.address for promise in table.broken] == []
    assert table.policy_hash == told.policy_hash


def test_one_store_holds_one_rehearsal(tmp_path: Path) -> None:
    store = str(tmp_path / "year.db")
    rehearse(INTEXSOFT, people=2, months=1, store=store)
    with pytest.raises(StateError) as refused:
        rehearse(INTEXSOFT, people=2, months=1, store=store)
    assert refused.value.code == "store/already-rehearsed"


# -- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "months", "seed"), [(0, 14, 1), (9, 0, 1), (9, 14, -1)])
def test_figures_out_of_range_are_refused(
    tmp_path: Path, people: int, months: int, seed: int
) -> None:
    store = str(tmp_path / "none.db")
    with pytest.raises(InputError) as refused:
        rehearse(INTEXSOFT, people=people, months=months, seed=seed, store=store)
    assert refused.value.code == "rehearsal/out-of-range"
    assert list(tmp_path.iterdir()) == []


def test_a_manifest_that_does_not_compile_leaves_no_store(tmp_path: Path) -> None:
    manifest = tmp_path / "bad.yaml"
    manifest.write_text("troth: 1\nnonsense: true\n")
    with pytest.raises(ManifestRefused):
        rehearse(manifest, people=2, months=1, store=str(tmp_path / "none.db"))
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


def test_progress_is_told_month_by_month() -> None:
    seen: list[tuple[str, int, int]] = []
    rehearse(
        POLICIES / "soft-ok.yaml",
        people=2,
        months=3,
        progress=lambda account, number, of: seen.append((account.month, number, of)),
    )
    assert seen == [("2026-01", 1, 3), ("2026-02", 2, 3), ("2026-03", 3, 3)]


def test_a_single_person_over_a_single_month_is_a_rehearsal_too() -> None:
    told = rehearse(POLICIES / "altexsoft.yaml", people=1, months=1)
    assert not told.broken
    assert len(told.accounts) == 1


@pytest.mark.postgres
@pytest.mark.slow
def test_postgresql_lives_the_same_year(
    postgres_urls: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store, keys = postgres_urls
    there = rehearse(INTEXSOFT, people=6, months=3, seed=5, store=store, keys=keys)
    here = rehearse(INTEXSOFT, people=6, months=3, seed=5)
    assert here.encode() == there.encode()
