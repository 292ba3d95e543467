"""What developers get is counts: asked for, approved by somebody else, and leading to nobody."""

from __future__ import annotations

import csv
import re

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.inside import NOW
from tests.register.program import Ran, options, troth

ITEMS = ("ip-address", "os-version", "device-type", "time")


def extract(house: Company, act: str, *given: str, **also: object) -> Ran:
    return troth("extract", act, *given, *options({**also, "store": house.store}), at=NOW)


def visits(house: Company, count: int, system: str, first: int = 0, **also: object) -> None:
    for number in range(first, first + count):
        line = {
            "ip-address": f"203.0.113.{number}",
            "os-version": system,
            "device-type": "desktop",
            "time": f"2026-03-02T10:{number:02d}:07+00:00",
        }
        done = house.collect("server-log", line, **also)
        assert done.code == 0, done.said


def asked(house: Company, **also: object) -> Ran:
    told = {
        "for": "product-development", "category": "log", "item": list(ITEMS), "who": "developer",
        "why": "which systems to support", **also,
    }  # fmt: skip
    return extract(house, "ask", **told)


@entry("collection.purpose-new-products")
def test_developers_get_counts_without_identifiers_once_somebody_approved(
    company: Companies,
) -> None:
    house = company("intexsoft")
    visits(house, 6, "linux-6")
    visits(house, 2, "plan9-4", first=6)
    request = str(asked(house).said["dataset"])
    table = house.folder / "dataset.csv"
    early = extract(house, "make", request, to=str(table))
    assert early.said["error"]["code"] == "dataset/not-approved"
    own = extract(house, "approve", request, who="developer")
    assert own.said["error"]["code"] == "dataset/own-approval"
    assert extract(house, "approve", request, who="privacy-lead").code == 0
    made = extract(house, "make", request, to=str(table))
    assert (made.said["level"], made.said["dropped"]) == ("aggregated", ["ip-address"])
    assert (made.said["lines"], made.said["suppressed"], made.said["smallest"]) == (1, 1, 6)
    with table.open(encoding="utf-8", newline="") as read:
        assert list(csv.reader(read)) == [
            ["os-version", "device-type", "time", "people"],
            ["linux-6", "desktop", "2026-03", "6"],
        ]
    assert not re.search(r"203\.0\.113|10:0", table.read_text("utf-8"))
    moved = [one for one in house.logged("dossier-moved") if one["dossier"] == request]
    assert [one["event"] for one in moved] == ["asked", "approved", "made"]
    with house.open() as platform, platform.data.read() as reader:
        events = reader.dossier_events([bytes.fromhex(request)])
        assert [(one.kind, one.who) for one in events] == [
            ("asked", "developer"), ("approved", "privacy-lead"), ("made", "developer"),
        ]  # fmt: skip
    again = extract(house, "make", request, to=str(house.folder / "again.csv"))
    assert again.said["error"]["code"] == "dataset/not-approved"


@entry("collection.purpose-new-products")
def test_somebody_who_came_often_is_one_of_the_people_of_a_line(company: Companies) -> None:
    house = company("intexsoft")
    visits(house, 5, "linux-6")
    with house.open() as platform, platform.data.read() as reader:
        known = {row.person for rows in reader.all_records() for row in rows}
    for number in range(5, 10):
        at = f"2026-03-02T10:{number:02d}:00Z"
        visits(house, 1, "plan9-4", first=number, person=min(known).hex(), at=at)
    request = str(asked(house).said["dataset"])
    assert extract(house, "approve", request, who="privacy-lead").code == 0
    made = extract(house, "make", request, to=str(house.folder / "dataset.csv"))
    assert (made.said["lines"], made.said["suppressed"], made.said["smallest"]) == (1, 1, 5)


@entry("collection.purpose-new-products")
def test_what_the_purpose_does_not_use_is_not_given_to_developers(company: Companies) -> None:
    house = company("intexsoft")
    visits(house, 1, "linux-6")
    bare = asked(house, category="contact", item=["email"])
    assert bare.code == 2
    assert bare.said["reasons"]
    assert asked(house, item=[]).said["error"]["code"] == "dataset/no-item"
