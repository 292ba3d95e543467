"""The report is one page that runs nothing, fetches nothing and leaves no promise out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.rehearsal.conftest import PEOPLE
from troth.core.requests import RIGHTS
from troth.rehearsal.report import render_report
from troth.rehearsal.result import Rehearsed

Lived = Callable[[str], Rehearsed]
NAMES = sorted(PEOPLE)
XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


def page(told: Rehearsed) -> ElementTree.Element:
    return ElementTree.fromstring(render_report(told))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_report_is_well_formed_and_runs_and_fetches_nothing(lived: Lived, name: str) -> None:
    for element in page(lived(name)).iter():
        assert element.tag not in {XHTML + tag for tag in ("script", "iframe", "link", "img")}
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on")
            if attribute in ("href", "src"):
                assert value.startswith("#")
    assert "url(" not in render_report(lived(name))
    assert "@import" not in render_report(lived(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_promise_has_its_anchor_and_its_state(lived: Lived, name: str) -> None:
    told = lived(name)
    anchors = [row.get("id") for row in page(told).iter(f"{XHTML}tr") if row.get("id")]
    assert sorted(str(p["address"]) for p in told.promises) == sorted(map(str, anchors))
    for row in page(told).iter(f"{XHTML}tr"):
        promise = next((p for p in told.promises if p["address"] == row.get("id")), None)
        if promise is not None:
            assert promise["state"] in [cell.text for cell in row]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_place_of_the_page(lived: Lived, name: str) -> None:
    root = page(lived(name))
    places = {element.get("id") for element in root.iter()}
    links = [link.get("href", "") for link in root.iter(f"{XHTML}a")]
    assert links
    assert {link.removeprefix("#") for link in links} <= places


@pytest.mark.slow
def test_a_year_with_data_and_consents_is_drawn(lived: Lived) -> None:
    drawings = [one for one in page(lived("altexsoft")).iter(f"{SVG}svg") if one.get("role")]
    assert len(drawings) == 5
    assert all(drawing.get("aria-label") for drawing in drawings)
    assert all(list(drawing.iter(f"{SVG}path")) for drawing in drawings)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_request_has_its_lane_and_its_row(lived: Lived, name: str) -> None:
    told = lived(name)
    root = page(told)
    lanes = [one for one in root.iter(f"{SVG}g") if "lane" in one.get("class", "").split()]
    says = sorted(one.findtext(f"{SVG}title", "").partition(",")[0] for one in lanes)
    assert says == sorted(one.received.isoformat() for one in told.requests)
    table = next(one for one in root.iter(f"{XHTML}table") if one.get("class") == "asked")
    rows = [[("".join(cell.itertext())) for cell in row] for row in table.iter(f"{XHTML}tr")][1:]
    assert [int(row[0]) for row in rows] == [
        one.number for right in RIGHTS for one in told.requests if one.right == right
    ]
    by_number = {one.number: one for one in told.requests}
    for row in rows:
        one = by_number[int(row[0])]
        assert row[1] == f"{one.right.replace('-', ' ')} {one.manner}"
        assert row[2:5] == [str(one.received), str(one.safe), str(one.statutory)]
        assert row[6] == (str(one.answered) if one.answered else "–")
        assert row[8] == ("–" if one.to_spare is None else str(one.to_spare))


@pytest.mark.slow
def test_a_year_in_which_nobody_asked_says_so(lived: Lived) -> None:
    told = replace(lived("soft-ok"), requests=())
    assert "Nobody asked for anything" in "".join(page(told).itertext())


@pytest.mark.slow
def test_the_report_says_the_figures_of_the_account(lived: Lived) -> None:
    told = lived("intexsoft")
    text = re.sub(r"\s+", " ", "".join(page(told).itertext()))
    totals = told.totals()
    assert f"{totals['collected']:,}values kept" in text
    assert f"{totals['people-erased']:,}people erased" in text
    assert told.evidence.checkpoint.splitlines()[0] in text
    assert told.policy_hash in text


@pytest.mark.slow
def test_names_from_the_manifest_cannot_become_markup(lived: Lived) -> None:
    told = replace(lived("soft-ok"), policy="<script>x</script>", controller='"><b>&')
    assert "<script>" not in render_report(told)
    title = page(told).find(f"{XHTML}head/{XHTML}title")
    assert title is not None
    assert title.text == "Rehearsal of <script>x</script>"


@pytest.mark.slow
def test_the_report_of_a_year_holds_nobodys_address(lived: Lived) -> None:
    for name in NAMES:
        assert not re.search(r"@example\.(com|net|org)", render_report(lived(name)))
