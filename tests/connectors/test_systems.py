"""Doors to systems beyond the store: what they erase, and that they never claim more."""

from __future__ import annotations

import json
import sqlite3
from http import HTTPStatus
from pathlib import Path

import pytest

from tests.support.other_system import OtherSystem, listening
from troth.connectors.http_system import HttpSystem
from troth.connectors.sql_system import SqlSystem
from troth.core.names import Identifier
from troth.errors import OutsideError

ADA = Identifier("email", "ada@mail.example")
PHONE = Identifier("phone", "+37060000001")
PLAN = bytes(range(16))


def crm(folder: Path) -> Path:
    file = folder / "crm.db"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE people (email TEXT, phone TEXT)")
        made.execute("CREATE TABLE calls (phone TEXT)")
        made.execute("INSERT INTO people VALUES ('ADA@mail.example', NULL), ('b@c.example', '1')")
        made.execute("INSERT INTO calls VALUES ('+37060000001'), ('+37060000002')")
    return file


def door(file: Path, *erases: tuple[str, str, str]) -> SqlSystem:
    return SqlSystem(name="crm", url=f"sqlite:///{file}", erases=erases)


def test_a_database_loses_the_rows_that_name_somebody_and_no_others(tmp_path: Path) -> None:
    open_ = door(crm(tmp_path), ("people", "email", "email"), ("calls", "phone", "phone"))
    assert open_.locate([ADA, PHONE]) == 2
    assert open_.erase([ADA, PHONE], PLAN) == 2
    assert open_.erase([ADA, PHONE], PLAN) == open_.locate([ADA, PHONE]) == 0
    with sqlite3.connect(tmp_path / "crm.db") as left:
        assert left.execute("SELECT email FROM people").fetchall() == [("b@c.example",)]
        assert left.execute("SELECT phone FROM calls").fetchall() == [("+37060000002",)]


def test_a_name_of_another_kind_or_no_name_erases_nothing(tmp_path: Path) -> None:
    open_ = door(crm(tmp_path), ("people", "email", "email"))
    assert open_.erase([PHONE], PLAN) == open_.erase([], PLAN) == 0
    quoted = Identifier("email", "x' OR '1'='1")
    assert open_.erase([quoted], PLAN) == 0
    assert open_.locate([ADA]) == 1


def test_all_tables_go_together_or_none(tmp_path: Path) -> None:
    open_ = door(crm(tmp_path), ("people", "email", "email"), ("gone", "email", "email"))
    with pytest.raises(OutsideError) as fault:
        open_.erase([ADA], PLAN)
    assert fault.value.code == "system/unreached"
    assert "ada" not in str(fault.value).lower()
    assert door(tmp_path / "crm.db", ("people", "email", "email")).locate([ADA]) == 1


@pytest.mark.parametrize(
    "url", ["no address", "nosuch://x/y", "postgresql://h:port/x", "mssql://x"]
)
def test_an_address_that_leads_nowhere_is_said_to(url: str) -> None:
    open_ = SqlSystem(name="crm", url=url, erases=[("people", "email", "email")])
    with pytest.raises(OutsideError) as fault:
        open_.erase([ADA], PLAN)
    assert fault.value.code == "system/unreached"


def test_an_address_is_asked_in_one_message_and_counts_what_went() -> None:
    with listening(OtherSystem(items={ADA.value: 5}, token="t")) as other:
        open_ = HttpSystem(name="cloud", url=other.url, token="t")
        assert open_.locate([ADA]) == 5
        assert open_.erase([ADA], PLAN) == 5
        assert open_.erase([ADA], PLAN) == open_.locate([ADA]) == 0
        assert other.asked[1] == ("erase", PLAN.hex())
        with pytest.raises(OutsideError, match="answered 401"):
            HttpSystem(name="cloud", url=other.url).locate([ADA])


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (HTTPStatus.NO_CONTENT, b""),
        (HTTPStatus.FOUND, b"{}"),
        (HTTPStatus.INTERNAL_SERVER_ERROR, b'{"items": 3}'),
        (HTTPStatus.OK, b"erased it all, promise"),
        (HTTPStatus.OK, b'{"items": -1}'),
        (HTTPStatus.OK, b'{"items": "many"}'),
        (HTTPStatus.OK, json.dumps({"items": 1, "why": "x" * 100_000}).encode()),
    ],
)
def test_any_other_answer_is_none(status: int, body: bytes) -> None:
    class Odd(OtherSystem):
        def answer(self, asked: dict, authorization: str) -> tuple[int, bytes]:
            return status, body

    with listening(Odd(items={})) as other, pytest.raises(OutsideError) as fault:
        HttpSystem(name="cloud", url=other.url).erase([ADA], PLAN)
    assert fault.value.code == "system/unreached"


def test_nobody_listening_is_said_without_the_address_of_anybody() -> None:
    with listening(OtherSystem(items={})) as other:
        gone = other.url
    with pytest.raises(OutsideError) as fault:
        HttpSystem(name="cloud", url=gone).locate([ADA])
    assert fault.value.code == "system/unreached"
    assert ADA.value not in f"{fault.value} {fault.value.help}"
