"""Pages as HTML, Markdown and JSON: valid, well ordered, the same bytes each time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.notice.shipped import SHIPPED, loaded, written
from troth.assembly.notices import FORMATS, notice_layers, notice_page, render
from troth.assembly.policies import load_policy
from troth.policy.notice.spoken import LANGUAGES
from troth.policy.pages.as_json import SCHEMA

EVERY_PAGE = [(name, layer) for name in SHIPPED for layer in notice_layers(loaded(name))]
WHOLE = [(name, language) for name in SHIPPED for language in LANGUAGES]


def html(name: str, layer: str = "full", language: str = "en") -> str:
    return render(notice_page(loaded(name), layer, language), "html")


@cache
def shown(name: str, layer: str = "full", language: str = "en") -> Element:
    return parsed(html(name, layer, language))


def parsed(text: str) -> Element:
    """The page as a strict HTML parser reads it; any fault of markup is an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parse(text)
    assert isinstance(root, Element)
    return root


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize(("name", "layer"), EVERY_PAGE)
def test_every_page_is_valid_html(name: str, layer: str) -> None:
    page = shown(name, layer)
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert [each for each in ids if re.search(r"\s", str(each))] == []


@pytest.mark.parametrize(("name", "language"), WHOLE)
def test_the_full_notice_is_valid_in_every_language(name: str, language: str) -> None:
    page = shown(name, "full", language)
    assert page.get("lang") == language
    marked = {each.get("lang") for each in page.iter("span")} - {None}
    assert marked <= ({"en"} if language != "en" else set())
    assert ("en" in marked) == (language != "en")


@pytest.mark.parametrize(("name", "layer"), EVERY_PAGE)
def test_headings_go_down_one_step_at_a_time_and_landmarks_are_there(name: str, layer: str) -> None:
    page = shown(name, layer)
    levels = [int(each.tag[1]) for each in page.iter() if re.fullmatch(r"h[1-6]", str(each.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("header", "main", "footer"):
        assert len(list(page.iter(landmark))) == 1
    skip = next(page.iter("a"))
    assert skip.get("href") == "#text"
    assert page.find(".//main[@id='text']") is not None


@pytest.mark.parametrize("name", SHIPPED)
def test_every_link_inside_a_page_leads_somewhere(name: str) -> None:
    page = shown(name)
    ids = {each.get("id") for each in page.iter()}
    links = [str(each.get("href")) for each in page.iter("a")]
    assert len(links) > 10
    assert [each for each in links if not each.startswith("#") or each[1:] not in ids] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_tables_have_captions_and_scopes(name: str) -> None:
    tables = list(shown(name).iter("table"))
    assert tables
    for table in tables:
        caption = table.find("caption")
        assert caption is not None
        assert words(caption)
        assert {each.get("scope") for each in table.iter("th")} == {"col", "row"}
        wide = len(table.findall("thead/tr/th"))
        assert {len(row.findall("*")) for row in table.findall("tbody/tr")} == {wide}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_page_carries_everything_and_runs_nothing(name: str) -> None:
    text = html(name)
    page = shown(name)
    tags = {str(each.tag) for each in page.iter()}
    assert tags & {"script", "link", "img", "iframe", "object", "form", "svg"} == set()
    assert not re.search(r"@import|url\(|https?://", text.split("</style>")[0])
    named = {key for each in page.iter() for key in dict(each.items())}
    assert [key for key in named if key.startswith("on")] == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_policy_gives_the_same_bytes(form: str) -> None:
    path = "policies/altexsoft.yaml"
    first, second = (
        render(notice_page(load_policy(path), layer), form) for layer in ("full", "full")
    )
    assert first == second
    assert first.endswith("\n")


def test_the_date_is_before_the_first_section_or_after_the_last() -> None:
    top, bottom = html("altexsoft"), html("integrica")
    assert top.index("August 22, 2024") < top.index("<section")
    assert bottom.index("February 24, 2024") > bottom.rindex("</section>")


HOSTILE = '<script>alert(1)</script> & "x" </style> | `a` [b](c) *d*'


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_manifest_says_stays_words(language: str) -> None:
    made = written(
        title=HOSTILE,
        controller={"name": HOSTILE, "says": HOSTILE, "law": ["GDPR"]},
        purposes={"support": {"kind": "support", "uses": ["contact"], "says": HOSTILE}},
    )
    page = parsed(render(notice_page(made, "full", language), "html"))
    assert list(page.iter("script")) == []
    assert HOSTILE in words(page)
    markdown = render(notice_page(made, "full", language), "md")
    assert "<script>" not in markdown
    assert "[b](c)" not in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows if "Support" in line} <= {4, 5}


@given(said=st.text(max_size=60), language=st.sampled_from(LANGUAGES))
@settings(max_examples=25)
def test_whatever_a_manifest_says_the_page_is_valid(said: str, language: str) -> None:
    made = written(purposes={
        "support": {"kind": "support", "uses": ["contact"], "basis": "contract", "says": said}
    })  # fmt: skip
    page = notice_page(made, "full", language)
    [row] = parsed(render(page, "html")).findall(".//tr[@id='purposes/support']")
    assert len(row.findall("*")) == 3
    assert json.loads(render(page, "json"))["sections"]
    rows = [line for line in render(page, "md").splitlines() if "purposes/support" in line]
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in rows] == [4]


@pytest.mark.parametrize(("name", "layer"), EVERY_PAGE)
def test_json_keeps_its_schema_and_tells_the_promise_of_each_sentence(
    name: str, layer: str
) -> None:
    page = notice_page(loaded(name), layer)
    document = json.loads(render(page, "json"))
    jsonschema.validate(document, SCHEMA)
    anchors = {line["anchor"] for line in lines(document)} - {""}
    assert anchors <= page.anchors()
    assert all(line["text"] for line in lines(document))


def lines(part: object) -> Iterator[dict[str, str]]:
    if isinstance(part, dict):
        if "spans" in part:
            yield part
        for each in part.values():
            yield from lines(each)
    elif isinstance(part, list):
        for each in part:
            yield from lines(each)


def test_the_schema_refuses_what_is_no_notice() -> None:
    document = json.loads(render(notice_page(loaded("soft-ok")), "json"))
    del document["hash"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


@pytest.mark.parametrize("name", SHIPPED)
def test_markdown_has_the_same_anchors_as_html(name: str) -> None:
    page = notice_page(loaded(name))
    in_html = {each.get("id") for each in shown(name).iter() if each.get("id")}
    in_markdown = set(re.findall(r'<a id="([^"]+)"></a>', render(page, "md")))
    assert in_markdown == set(page.anchors())
    assert in_markdown < in_html
