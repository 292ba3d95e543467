"""The pages of differences are well-formed, say both sides, and run nothing of a manifest."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

import html5lib
import pytest

from troth.policy.differences.comparing import Difference, in_words
from troth.policy.differences.demands import Demand
from troth.policy.differences.page import Edition, atom, change_log, side_by_side

SHARP = "<script>alert('x')</script> & more"
LONGER = Difference(
    address="retention/contact-form/period",
    nature="changed",
    verdict="weaker",
    weight="material",
    was="P6M",
    now="P1Y",
    said="Kept for half a year.",
    says=SHARP,
    purposes=frozenset(),
    categories=frozenset({"contact"}),
)
ASKED = Demand(
    weight="material",
    channel="each-person",
    by="said",
    source="changes/material",
    purposes=frozenset(),
    categories=frozenset({"contact"}),
    consents=("newsletter",),
    weakens=(LONGER.address,),
)
OLD = Edition(label="version 1", dated="2026-01-01", published_at=datetime(2026, 1, 1, tzinfo=UTC))
NEW = Edition(label="version 2", dated="2026-03-01", published_at=datetime(2026, 3, 1, tzinfo=UTC))
VERSIONS = [(OLD, ()), (NEW, (LONGER,))]


@pytest.mark.parametrize(
    "page",
    [
        side_by_side(SHARP, OLD, NEW, (LONGER,), ASKED),
        side_by_side("Company", OLD, NEW, (), ASKED),
        change_log(SHARP, VERSIONS),
    ],
    ids=["side by side", "nothing differs", "change log"],
)
def test_a_page_is_valid_and_runs_nothing(page: str) -> None:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert tree.findall(".//script") == []
    assert tree.get("lang") == "en"
    assert len(tree.findall(".//h1")) == 1
    for table in tree.findall(".//table"):
        assert table.find("caption") is not None
        assert all(head.get("scope") for head in table.findall(".//th"))


def test_both_sentences_stand_side_by_side_with_what_they_mean_for_people() -> None:
    page = side_by_side("Company", OLD, NEW, (LONGER,), ASKED)
    for said in ("Kept for half a year.", "P6M", "P1Y", "worse for you", "newsletter",
                 "version 1 (2026-01-01)", "version 2 (2026-03-01)"):  # fmt: skip
        assert said in page


def test_the_notices_sentences_take_the_place_of_the_manifests_words() -> None:
    (told,) = in_words([LONGER], {"retention/contact-form": "Six months."}, {})
    assert (told.said, told.says) == ("Six months.", SHARP)


def test_a_feed_names_every_version_newest_first() -> None:
    names = {"a": "http://www.w3.org/2005/Atom"}
    feed = ElementTree.fromstring(atom(SHARP, "https://company.example/privacy", VERSIONS))
    titles = [each.findtext("a:title", namespaces=names) for each in feed.findall("a:entry", names)]
    assert titles == ["version 2 (2026-03-01)", "version 1 (2026-01-01)"]
    assert feed.findtext("a:updated", namespaces=names) == "2026-03-01T00:00:00+00:00"
