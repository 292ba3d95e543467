"""`law` and `clock`: due dates as JSON, refusals with their help, and the packs in full."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.terminal import POLICIES, Ended, run
from tests.law.lawyers import LAW

EASTER = ("--law", "gdpr", "--country", "LU", "--received", "2026-03-05")


def due(*arguments: str | Path, stdin: str = "") -> list[dict[str, object]]:
    ended = run("clock", "due", *arguments, stdin=stdin.encode())
    assert (ended.code, ended.err) == (0, "")
    read = json.loads(ended.out)
    assert isinstance(read, list)
    return read


def error(*arguments: str | Path, stdin: bytes = b"") -> tuple[int, object, str, str]:
    ended = run("clock", "due", *arguments, "--json", stdin=stdin)
    said = ended.error
    return ended.code, said["code"], str(said["help"]), str(said["place"])


def test_a_due_date_is_json_of_five_parts_with_and_without_the_flag() -> None:
    [row] = due(*EASTER)
    assert list(row) == ["received", "safe", "statutory", "promised", "derivation"]
    assert [row[name] for name in list(row)[:4]] == [
        "2026-03-05", "2026-04-05", "2026-04-07", None,
    ]  # fmt: skip
    assert "Easter Monday" in str(row["derivation"])
    assert due(*EASTER, "--json") == [row]


def test_in_words_it_is_a_derivation_line_by_line() -> None:
    words = run("clock", "due", *EASTER, "--explain").out
    [row] = due(*EASTER)
    lines = row["derivation"]
    assert isinstance(lines, list)
    assert [each for each in lines if f"- {each}" not in words] == []


def test_a_policy_adds_what_it_promises() -> None:
    policy = POLICIES / "intexsoft.yaml"
    [row] = due(
        "--law", "gdpr", "--country", "BY", "--received", "2025-03-10", "--policy", policy
    )  # fmt: skip
    assert row["promised"] == "2025-04-09"
    [silent] = due(*EASTER, "--policy", POLICIES / "altexsoft.yaml")
    assert silent["promised"] is None


def test_standard_input_gives_a_row_for_each_line_in_order() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(400)]
    text = "\n".join(each.isoformat() for each in days)
    rows = due("--law", "gdpr", "--country", "LU", "--received", "-", stdin=text + "\n\n")
    assert [row["received"] for row in rows] == [each.isoformat() for each in days]
    assert [row["safe"] for row in rows] == sorted(str(row["safe"]) for row in rows)


def test_nothing_on_standard_input_is_an_empty_list() -> None:
    assert due("--law", "gdpr", "--country", "LU", "--received", "-") == []


def test_a_region_has_its_own_holidays() -> None:
    plain = ("--law", "gdpr", "--country", "DE", "--received", "2026-10-01")
    assert due(*plain)[0]["statutory"] == "2026-11-02"
    # Epiphany is a holiday in Bavaria and not in Berlin.
    epiphany = ("--law", "gdpr", "--country", "DE", "--received", "2026-12-06")
    assert due(*epiphany, "--region", "BY")[0]["statutory"] == "2027-01-07"
    assert due(*epiphany, "--region", "DE-BE")[0]["statutory"] == "2027-01-06"


def test_the_day_of_receipt_is_that_of_the_controllers_zone() -> None:
    asked = ("--law", "gdpr", "--country", "LU", "--received", "2026-03-04T23:30:00Z")
    assert due(*asked, "--timezone", "Europe/Luxembourg")[0]["received"] == "2026-03-05"
    assert due(*asked, "--timezone", "America/Los_Angeles")[0]["received"] == "2026-03-04"


@pytest.mark.parametrize(
    ("country", "received", "day"),
    [
        # Half past eight in the evening in New York is the next day in Luxembourg.
        ("LU", "2026-03-04T20:30:00-05:00", "2026-03-05"),
        ("LU", "2026-03-05T00:30:00+09:00", "2026-03-04"),
        ("LU", "2026-03-04", "2026-03-04"),
        # Noon in the middle of the country is the same day in all of its zones.
        ("US", "2026-03-04T12:00:00-06:00", "2026-03-04"),
        ("AU", "2026-03-04T12:00:00+10:00", "2026-03-04"),
    ],
)
def test_without_a_policy_the_day_is_that_of_the_seat_not_of_the_sender(
    country: str, received: str, day: str
) -> None:
    [row] = due("--law", "gdpr", "--country", country, "--received", received)
    assert row["received"] == day
    assert str(row["derivation"]).startswith("['arrived at ") == ("T" in received)


def test_where_a_country_has_several_zones_the_seat_is_asked_for() -> None:
    asked = ("--law", "GDPR", "--country", "US", "--received", "2026-03-04T23:30:00-06:00")
    exit_code, code, help, _ = error(*asked)
    assert (exit_code, code) == (2, "time/zone-needed")
    assert help.startswith("say where the seat is with --timezone: `America/Adak`, ")
    assert due(*asked, "--timezone", "America/Chicago")[0]["received"] == "2026-03-04"
    assert due(*asked, "--timezone", "America/New_York")[0]["received"] == "2026-03-05"


def test_a_breach_is_counted_in_hours_from_an_instant() -> None:
    [row] = due(
        "--law", "gdpr", "--country", "LU", "--right", "breach-authority",
        "--received", "2026-03-06T10:20:00+01:00",
    )  # fmt: skip
    assert (row["safe"], row["statutory"]) == (
        "2026-03-09T10:20:00+01:00",
        "2026-03-09T11:00:00+01:00",
    )


def test_suspensions_and_extensions_move_the_dates_and_stand_in_the_derivation() -> None:
    [row] = due(
        "--law", "gdpr", "--country", "LU", "--received", "2026-03-10",
        "--suspended", "identity-doubt=2026-03-12/2026-03-17",
        "--extended", "2026-04-01", "--reasons", "number-of-requests",
    )  # fmt: skip
    assert (row["safe"], row["statutory"]) == ("2026-06-15", "2026-06-15")
    assert "extended by 2 months, for number of requests, stated in" in str(row["derivation"])
    assert "identity doubt" in str(row["derivation"])


def test_several_laws_give_the_strictest_date() -> None:
    [row] = due("--law", "gdpr", "--law", "belarus", "--country", "BY", "--received", "2026-03-05")
    assert row["statutory"] == "2026-03-12"
    assert "the strictest law governs, belarus" in str(row["derivation"])
    assert "lies outside EU, EEA" in str(row["derivation"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--extended", "2026-04-08", "--reasons", "complexity"), "EXTENSION_TOO_LATE"),
        (("--extended", "2026-04-01"), "REASONS_MISSING"),
        (("--extended", "2026-04-01", "--reasons", "summer"), "REASONS_NOT_ALLOWED"),
        (("--extended", "2026-03-04", "--reasons", "complexity"), "CLOCK_SET_BACK"),
        (("--suspended", "holidays=2026-03-09/2026-03-10"), "SUSPENSION_NOT_ALLOWED"),
        (("--suspended", "identity-doubt=2026-03-09/2026-03-08"), "CLOCK_SET_BACK"),
        (
            ("--policy", str(POLICIES / "intexsoft.yaml"), "--extended", "2026-03-06",
             "--reasons", "complexity"),
            "NOT_ALLOWED_BY_POLICY",
        ),
    ],
)  # fmt: skip
def test_what_law_or_policy_does_not_allow_is_refused(
    arguments: tuple[str, ...], code: str
) -> None:
    ended = run("clock", "due", *EASTER, *arguments, "--json")
    refused = ended.json["refused"]
    assert isinstance(refused, dict)
    assert (ended.code, refused["code"]) == (2, code)


@pytest.mark.parametrize(
    ("change", "code", "help"),
    [
        (("--law", "gdrp"), "law/unknown", "did you mean `gdpr`?"),
        (("--country", "Luxemburg"), "law/unknown-country", "did you mean `LU` (Luxembourg)?"),
        (("--country", "LX"), "law/unknown-country", "LU"),
        (("--country", "DE", "--region", "XX"), "law/unknown-region", "BY"),
        (("--region", "BY"), "law/unknown-region", "no calendars of regions"),
        (("--right", "acces"), "law/unknown-term", "did you mean `access`?"),
        (("--right", "health-data-request"), "law/unknown-term", "request"),
        (("--received", "2026-02-30"), "time/malformed", "write"),
        (("--received", "5 March 2026"), "time/malformed", "write 2026-03-05"),
        (("--received", "20260305"), "time/malformed", "write 2026-03-05"),
        (("--received", "2026-03-05T10:00"), "time/naive", "+01:00"),
        (("--received", "2018-05-24"), "law/not-in-force", "from 2018-05-25"),
        (("--received", "2099-12-15"), "clock/out-of-calendar", "to 2099-12-31"),
        (("--received", "9999-12-31"), "clock/out-of-calendar", "to 2099-12-31"),
        (("--right", "breach-authority"), "time/malformed", "2026-03-05T10:00"),
        (("--timezone", "Europe/Luxemburg"), "time/unknown-zone", "Europe/Luxembourg"),
        (("--timezone", "../../etc/passwd"), "time/unknown-zone", "Europe/Luxembourg"),
        (("--suspended", "identity-doubt"), "cli/malformed-pair", "identity-doubt="),
        (("--suspended", "identity-doubt=2026-03-09"), "clock/open-suspension", "up to"),
        (("--policy", "missing.yaml"), "file/unreadable", "manifest"),
    ],
)
def test_bad_input_is_refused_with_what_can_be_done(
    change: tuple[str, ...], code: str, help: str
) -> None:
    given = {"--law": "gdpr", "--country": "LU", "--received": "2026-03-05"}
    given |= dict(zip(change[::2], change[1::2], strict=True))
    arguments = [part for pair in given.items() for part in pair]
    exit_code, found, said, _ = error(*arguments)
    assert (exit_code, found) == (1 if code == "file/unreadable" else 2, code)
    assert help in said


def test_a_bad_line_of_standard_input_is_named_by_its_number() -> None:
    asked = ("--law", "gdpr", "--country", "LU", "--received", "-")
    *_, place = error(*asked, stdin=b"2026-03-05\nsoon\n")
    assert place == "standard input:2"
    assert error(*asked, stdin=b"\xff\xfe")[1] == "time/malformed"


def test_what_is_proposed_is_no_law_to_count_by() -> None:
    asked = ("--country", "LU", "--received", "2026-03-05T10:00Z", "--right", "breach-authority")
    assert error("--law", "eu-digital-omnibus", *asked)[1:3] == (
        "law/not-in-force",
        "it is only proposed",
    )


def shown(*arguments: str) -> Ended:
    ended = run("law", *arguments)
    assert (ended.code, ended.err) == (0, "")
    return ended


@pytest.mark.parametrize("law", LAW.laws())
def test_every_law_is_shown_with_the_source_and_the_first_day_of_every_line(law: str) -> None:
    document = shown("show", law, "--json").json
    terms, figures = document["terms"], document["figures"]
    assert isinstance(terms, list)
    assert isinstance(figures, list)
    assert {each["term"] for each in terms} == set(LAW.events(law))
    for each in (*terms, *figures):
        assert each["source"]
        assert each["valid_from"] == "unknown" or date.fromisoformat(each["valid_from"])
        assert each["confidence"] in ("verified", "general")
        assert each["status"] == ("proposed" if law == "eu-digital-omnibus" else "in-force")
    words = shown("show", law).out
    assert [event for event in LAW.events(law) if event not in words] == []


def test_the_list_of_laws_says_which_are_only_proposed() -> None:
    laws = shown("list", "--json").json["laws"]
    assert isinstance(laws, list)
    assert [each["law"] for each in laws] == list(LAW.laws())
    assert {each["law"] for each in laws if each["status"] == "proposed"} == {"eu-digital-omnibus"}
    assert "us-states" in shown("list").out


def test_explain_says_which_rule_held_on_the_day() -> None:
    document = shown("explain", "gdpr", "--on", "2026-03-05", "--json").json
    term, longer = document["term"], document["extension"]
    assert isinstance(term, dict)
    assert isinstance(longer, dict)
    assert (term["limit"], longer["limit"]) == ("1 month", "2 months")
    assert "may be extended" in shown("explain", "gdpr", "--on", "2026-03-05").out
    early = run("law", "explain", "us-states", "--on", "2024-06-30", "--region", "US-TX", "--json")
    assert (early.code, early.error["code"]) == (2, "law/not-in-force")
    assert early.error["help"] == "it does from 2024-07-01"


def test_an_unknown_law_names_the_nearest() -> None:
    ended = run("law", "show", "gdrp", "--json")
    assert (ended.code, ended.error["help"]) == (2, "did you mean `gdpr`?")
