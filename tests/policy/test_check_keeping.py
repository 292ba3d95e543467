"""Rules of keeping that cannot be meant: each is refused with its place, and nothing else is."""

from __future__ import annotations

import pytest

from tests.policy.written import with_changes
from troth.policy.check import check
from troth.policy.parse import parse

YEAR = {"keeps": ["contact"], "for": "P1Y", "from": "collection"}
LIVING = {"keeps": ["contact"], "more-than": "P6M", "from": "last-activity"}


def problems(**rule: object) -> list[tuple[str, str]]:
    text = with_changes(retention={"enquiries": rule})
    return [(one.code, one.message) for one in check(parse(text, "small.yaml"))]


@pytest.mark.parametrize(
    "rule",
    [
        YEAR | {"purge": {"on": "12-31"}},
        YEAR | {"purge": {"on": "02-28", "takes": "everything"}},
        YEAR
        | {"then": "anonymise", "leaves": ["phone"]}
        | {"keeps": ["billing"], "leaves": ["iban"]},
        YEAR | {"then": "restrict", "restricted-for": "P2Y"},
        YEAR | {"ceiling": True},
        LIVING | {"counted": "by-day"},
        {"keeps": ["contact"], "until": "consent-withdrawn", "combine": "consent-wins"},
    ],
)
def test_what_can_be_meant_is_let_be(rule: dict) -> None:
    found = problems(**rule)
    assert [one for one in found if one[0] != "manifest/item"] == []


@pytest.mark.parametrize(
    ("rule", "code", "words"),
    [
        (YEAR | {"purge": {"on": "02-29"}}, "day-of-year", "02-29"),
        (YEAR | {"purge": {"on": "13-01"}}, "day-of-year", "13-01"),
        (YEAR | {"purge": {"on": "yearly"}}, "day-of-year", "yearly"),
        (LIVING | {"purge": {"on": "12-31"}}, "contradiction", "runs from collection"),
        (
            YEAR | {"purge": {"on": "06-30", "takes": "older-than-period"}},
            "retention-mode-exceeds-promise",
            "2024-07-01 until 2026-06-30 (729 days)",
        ),
        (YEAR | {"leaves": ["phone"]}, "contradiction", "nothing is"),
        (YEAR | {"then": "anonymise"}, "missing-key", "which items stay"),
        (YEAR | {"then": "anonymise", "leaves": ["fax"]}, "item", "`fax`"),
        (YEAR | {"then": "anonymise", "leaves": ["email"]}, "contradiction", "leads to a person"),
        (YEAR | {"restricted-for": "P1Y"}, "contradiction", "nothing is restricted"),
        (YEAR | {"combine": "consent-wins"}, "contradiction", "withdrawal"),
        (YEAR | {"counted": "by-day"}, "contradiction", "`more-than`"),
        (
            {"keeps": ["contact"], "until": "consent-withdrawn", "ceiling": True},
            "contradiction",
            "ceiling",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_code(rule: dict, code: str, words: str) -> None:
    (found,) = problems(**rule)
    assert found[0] == f"manifest/{code}"
    assert words in found[1]


@pytest.mark.parametrize(
    ("splits", "words"),
    [
        ({"newsletter": "signup"}, "`signup` is no form"),
        ({"newsletter": "contact-form"}, "does not serve `newsletter`"),
    ],
)
def test_a_part_of_a_form_goes_to_a_form_that_asks_for_it(splits: dict, words: str) -> None:
    form = {
        "from": "person",
        "source": "website",
        "fields": {"email": {"category": "contact", "type": "email"}},
        "for": ["support"],
        "splits": splits,
    }
    text = with_changes(collection={"contact-form": form})
    (found,) = check(parse(text, "small.yaml"))
    assert words in found.message
