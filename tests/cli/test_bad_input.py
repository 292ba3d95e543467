"""What cannot be meant is refused where it comes in, says what to do, and keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.register.program import POLICIES, Ran, troth
from troth.core.places import COUNTRIES, is_place

NOW, BEFORE = "2026-03-02T10:00:00+00:00", "2026-02-02T10:00:00+00:00"
NOBODY = "0" * 32


@dataclass(frozen=True, slots=True)
class House:
    """A store of one policy with one person in it."""

    folder: Path
    person: str

    def run(self, *given: object, at: str = NOW) -> Ran:
        return troth(*given, "--store", self.folder / "data.db", at=at)

    def refused(self, *given: object, at: str = NOW) -> dict:
        """Return the error or the refusal of a command that must not succeed."""
        ran = self.run(*given, at=at)
        assert ran.code == 2, ran
        said: dict = ran.said.get("error") or ran.said.get("refused") or ran.said["reasons"][0]
        assert said.get("help"), said
        return said

    def empty(self) -> Path:
        """Return the path of an empty file."""
        path = self.folder / "empty.pdf"
        path.write_bytes(b"")
        return path

    def paper(self) -> Path:
        """Return the path of a file that holds something."""
        path = self.folder / "paper.pdf"
        path.write_text("Signed")
        return path


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("house")
    given = troth(
        "collect", POLICIES / "intexsoft.yaml", "--form", "contact-form", "--data",
        '{"email": "ada@mail.example", "message": "Hello"}', "--store", folder / "data.db", at=NOW,
    )  # fmt: skip
    assert given.code == 0, given
    return House(folder, given.said["person"])


def test_a_request_is_not_written_down_under_a_clock_that_was_set_back(house: House) -> None:
    asked = ("request", "open", "--right", "access", "--person", "ada@mail.example")
    unknown = (*asked[:-1], "nobody@mail.example")
    for one in (asked, unknown):
        assert house.refused(*one, at=BEFORE)["code"] == "requests/clock-set-back"
    assert house.run("request", "list", "--all").said["requests"] == []
    # What arrived earlier is written down now, with the day it came.
    assert house.run(*asked, "--received", BEFORE).code == 0


def test_who_asks_for_themselves_brings_no_mandate(house: House) -> None:
    said = house.refused(
        "request", "open", "--right", "access", "--by", "person", "--mandate", NOBODY
    )
    assert said["code"] == "MANDATE_NEEDLESS"
    assert "--by agent" in said["help"]


def test_an_empty_file_is_nobodys_paper(house: House) -> None:
    empty = house.empty()
    mandate = ("request", "mandate", "--by", "agent", "--dated", "2026-01-05", "--document")
    assert house.refused(*mandate, empty)["code"] == "file/empty"
    assert house.run(*mandate, house.paper()).code == 0
    assert house.refused("document", "publish", "dpa", empty, "--kind", "dpa")["code"] == (
        "document/empty"
    )
    assert house.refused(*legal(house, document=empty))["code"] == "file/empty"
    # Nor is the hash of nothing.
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert house.refused(*legal(house, document=nothing))["code"] == "legal/no-document"


def test_a_document_does_not_become_another_kind_of_document(house: House) -> None:
    paper = house.paper()
    publish = ("document", "publish", "terms", paper, "--kind")
    assert house.run(*publish, "service-terms").code == 0
    for _ in range(2):
        said = house.refused(*publish, "dpa")
        assert said["code"] == "document/other-kind"
        paper.write_text("Other words")
    kinds = [one["kind"] for one in house.run("document", "list").said["documents"]
             if one["document"] == "terms"]  # fmt: skip
    assert kinds == ["service-terms"]


def legal(house: House, **changed: object) -> list[object]:
    given: dict[str, object] = {
        "to": "legal-requesters", "authority": "District court", "instrument": "subpoena",
        "ground": "Code of Civil Procedure Art. 12", "person": house.person, "scope": "contact",
        "document": "ab" * 32, "by": "legal-1", **changed,
    }  # fmt: skip
    named = [(f"--{name}", value) for name, value in given.items()]
    return ["legal", "open", *(part for one in named for part in one)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"scope": "contcat"}, "legal/unknown-scope"),
        ({"scope": ""}, "legal/unknown-scope"),
        ({"ground": "because"}, "legal/no-ground"),
        ({"ground": "12"}, "legal/no-ground"),
        ({"ground": " "}, "legal/no-ground"),
        ({"jurisdiction": "ZZ"}, "place/unknown"),
        ({"silent": "they said so", "silent-until": "2026-09-01"}, "legal/no-ban"),
    ],
)
def test_an_authoritys_request_is_checked_when_it_is_written_down(
    house: House, changed: dict[str, object], code: str
) -> None:
    said = house.refused(*legal(house, **changed))
    assert said["code"] == code, said
    if changed.get("scope") == "contcat":
        assert "contact" in said["help"]
    assert house.run("legal", "list").said["requests"] == []


def test_a_breach_without_risk_is_told_to_nobody(house: House) -> None:
    opened = house.run(
        "breach",
        "open",
        "--what",
        "A lost key",
        "--nature",
        "availability",
        "--category",
        "contact",
        "--by",
        "dpo-1",
    )
    assert opened.code == 0, opened
    assess = ("breach", "assess", opened.said["breach"], "--why", "Nothing was read", "--by",
              "dpo-1", "--people")  # fmt: skip
    said = house.refused(*assess, "tell", "--risk", "none")
    assert said["code"] == "breach/no-risk-told"
    assert "34(1)" in said["help"]
    assert house.run(*assess, "not-needed", "--risk", "none").code == 0


PLACES = ["ZZ", "XX", "EU", "Atlantis", "US-ZZ", "u", "UK", "LT-", "DE-TOOLONG", "EN"]


@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_place_is_refused_wherever_a_residence_comes_in(
    house: House, place: str
) -> None:
    held = len(house.run("request", "list", "--all").said["requests"])
    person = ("--person", "ada@mail.example")
    ways: list[tuple[object, ...]] = [
        ("request", "open", "--right", "access", *person, "--residence", place),
        ("subject", "declare", "ada@mail.example", "--residence", place),
        ("case", "open", "--kind", "complaint", *person, "--residence", place),
        ("collect", POLICIES / "intexsoft.yaml", "--form", "contact-form", "--data",
         '{"email": "b@mail.example", "message": "Hi"}', "--residence", place),
    ]  # fmt: skip
    for way in ways:
        assert house.refused(*way)["code"] in ("place/unknown", "declared/no-place"), way
    due = ("clock", "due", "--law", "gdpr", "--country", "LT", "--received", "2026-03-02")
    for given in (
        (*due, "--residence", place),
        ("law", "explain", "gdpr", "--on", "2026-03-02", "--region", place),
    ):
        ran = troth(*given)
        assert (ran.code, ran.said["error"]["code"]) == (2, "place/unknown"), given
        assert ran.said["error"]["help"]
    assert len(house.run("request", "list", "--all").said["requests"]) == held


def test_a_country_without_a_calendar_is_refused(house: House) -> None:
    ran = troth("clock", "due", "--law", "gdpr", "--country", "ZZ", "--received", "2026-03-02")
    assert (ran.code, ran.said["error"]["code"]) == (2, "law/unknown-country")


def test_a_place_in_small_letters_is_the_place(house: House) -> None:
    asked = ("request", "open", "--right", "access", "--person", "lt@mail.example")
    for written in ("lt", "us-ca", "DE-BY"):
        assert house.run(*asked, "--residence", written).code == 0
    assert {"LT", "US", "GB"} <= COUNTRIES
    assert (len(COUNTRIES), is_place("US-CA"), is_place("us-ca")) == (249, True, False)


UNKNOWN: list[tuple[tuple[object, ...], str, str]] = [
    (("request", "show", NOBODY), "requests/unknown", "request list"),
    (("request", "show", "seventeen"), "cli/malformed-id", "request list"),
    (("subject", "receipt", NOBODY), "erasure/unknown-plan", "subject erase"),
    (("subject", "receipt", "seventeen"), "cli/malformed-id", "subject erase"),
    (("legal", "show", "seventeen"), "cli/malformed-id", "legal list"),
    (("breach", "show", "seventeen"), "cli/malformed-id", "breach list"),
    (("case", "show", "seventeen"), "cli/malformed-id", "case list"),
    (("hold", "release", "seventeen"), "cli/malformed-id", "hold list"),
    (("takeover", "show", "seventeen"), "cli/malformed-id", "takeover list"),
    (("agents", "end", "NOBODY"), "agents/unknown", "agents list"),
    (("agents", "mandate", "X", "y", "ada@mail.example"), "MANDATE_UNRECORDED", "mandate"),
]


@pytest.mark.parametrize(("given", "code", "help"), UNKNOWN)
def test_who_names_what_is_not_there_is_told_where_it_is_listed(
    house: House, given: tuple[object, ...], code: str, help: str
) -> None:
    said = house.refused(*given)
    assert said["code"] == code
    assert help in said["help"]


def test_a_webhook_that_is_known_and_a_key_that_opens_nothing_say_what_to_do(house: House) -> None:
    add = ("webhooks", "add", "crm", "https://crm.example/hook")
    assert house.run(*add).code == 0
    assert "webhooks end crm" in house.refused(*add)["help"]
    ran = troth("takeover", "import", house.paper(), "--key", house.paper(),
                "--store", house.folder / "new.db")  # fmt: skip
    assert (ran.code, ran.said["error"]["code"]) == (2, "takeover/wrong-key")
    assert "--key-out" in ran.said["error"]["help"]


def test_the_coverage_of_an_empty_text_is_no_coverage(house: House) -> None:
    for content in (b"", b" \n\t\n"):
        house.empty().write_bytes(content)
        ran = troth("policy", "coverage", POLICIES / "altexsoft.yaml", house.folder / "empty.pdf")
        assert (ran.code, ran.said["error"]["code"]) == (2, "file/empty")
        assert ran.said["error"]["help"]
