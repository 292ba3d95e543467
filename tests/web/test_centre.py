"""The privacy centre from outside: what everybody reads, in every language, as it is in effect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import html5lib
import pytest

from tests.web.served import POLICIES, Served, serving
from troth.assembly.policies import load_text
from troth.assembly.ruling import draft_of
from troth.assembly.spoken import notice_pages
from troth.engines.publication.publishing import Issued
from troth.engines.publication.terms import Approval
from troth.web.access import rules
from troth.web.application import build_application
from troth.web.public import READ_ONLY
from troth.web.wording import LANGUAGES

PAGES = ("/", "/notice", "/notice/1", "/notice/rights", "/notice/recruitment", "/cookies",
         "/recipients", "/contact", "/contact?country=PL", "/changes")  # fmt: skip
LINK = re.compile(r'href="(/[^"#?]*)[^"]*"')


class Day:
    """A clock that stands where a test puts it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def text_of(page: str) -> str:
    root = html5lib.parse(page, namespaceHTMLElements=False)
    main = root.find(".//main")
    return " ".join(" ".join(main.itertext()).split())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_valid_html_in_every_language(
    altexsoft: Served, path: str, language: str
) -> None:
    with altexsoft.client(headers={"accept-language": language}) as visitor:
        answer = visitor.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    html5lib.HTMLParser(strict=True).parse(answer.text)
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_every_link_between_these_pages_leads_somewhere(altexsoft: Served, path: str) -> None:
    with altexsoft.client() as visitor:
        found = set(LINK.findall(visitor.get(path).text))
        ours = [to for to in found if any(re.search(rule, to) for rule in READ_ONLY)]
        assert ours
        assert {to: visitor.get(to).status_code for to in ours} == dict.fromkeys(ours, 200)


def test_the_start_sums_up_the_notice_and_leads_to_its_places(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        start, notice = visitor.get("/").text, visitor.get("/notice").text
    assert "AltexSoft Inc. decides how your data is used." in text_of(start)
    places = re.findall(r'href="/notice#([^"]+)"', start)
    assert len(places) >= 6
    assert all(f'id="{place}"' in notice for place in places)


def test_nobody_is_given_a_cookie_for_reading(altexsoft: Served) -> None:
    for path in PAGES:
        with altexsoft.client() as visitor:
            assert "set-cookie" not in visitor.get(path).headers


def test_only_a_language_that_was_asked_for_is_kept(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        asked = visitor.get("/notice?lang=de")
        assert asked.headers["cache-control"].startswith("private")
        assert dict(visitor.cookies) == {"troth-lang": "de"}
        again = visitor.get("/notice")
        assert again.headers["content-language"] == "de"
        assert again.headers["cache-control"].startswith("public")


def test_what_needs_no_caller_takes_no_form(altexsoft: Served) -> None:
    served = rules(build_application(altexsoft.site))
    read_only = [
        (method, path, may)
        for method, path, may in served
        if any(re.search(rule, path) for rule in READ_ONLY)
    ]
    assert len(read_only) > 20
    assert {method for method, _, _ in read_only} == {"GET", "HEAD"}
    assert {may for _, _, may in read_only} == {("anyone",)}


def test_who_has_the_page_is_told_so(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        first = visitor.get("/notice")
        tag, day = first.headers["etag"], first.headers["last-modified"]
        assert visitor.get("/notice", headers={"if-none-match": tag}).status_code == 304
        assert visitor.get("/notice", headers={"if-none-match": f"W/{tag}"}).status_code == 304
        assert visitor.get("/notice", headers={"if-none-match": '"other"'}).status_code == 200
        assert visitor.get("/notice", headers={"if-modified-since": day}).status_code == 304
        assert visitor.get("/notice", headers={"if-modified-since": "never"}).status_code == 200
        # RFC 9110, 13.1.3: the tag is asked first.
        both = {"if-none-match": '"other"', "if-modified-since": day}
        assert visitor.get("/notice", headers=both).status_code == 200


def test_packed_and_plain_are_the_same_page_under_two_tags(altexsoft: Served) -> None:
    with altexsoft.client(headers={"accept-encoding": "identity"}) as visitor:
        plain = visitor.get("/notice")
        packed = visitor.get("/notice", headers={"accept-encoding": "gzip"})
        head = visitor.head("/notice")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in plain.headers["vary"]
    assert head.status_code == 200
    assert head.headers["etag"] == plain.headers["etag"]
    assert head.content == b""


def test_the_notice_reads_as_markdown_and_as_data_too(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        assert visitor.get("/notice.md").text.startswith("# AltexSoft: Privacy Policy")
        told = visitor.get("/notice.json").json()
        assert told["layer"] == "full"
        assert visitor.get("/notice.pdf").status_code == 404


@pytest.mark.parametrize(
    ("country", "authority"),
    [("PL", "Urząd Ochrony Danych Osobowych"), ("FR", "CNIL"), ("SE", "Integritetsskydds")],
)
def test_a_complaint_goes_to_the_authority_of_where_somebody_lives(
    altexsoft: Served, country: str, authority: str
) -> None:
    with altexsoft.client() as visitor:
        told = visitor.get(f"/contact?country={country}").text
    (said,) = re.findall(r'<p class="note good" role="status">(.*?)</p>', told, re.S)
    assert authority in said


def test_a_country_nobody_knows_is_not_repeated(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        told = visitor.get("/contact?country=%3Cscript%3E")
        assert told.status_code == 200
        assert "script" not in told.text
        assert told.text == visitor.get("/contact").text


def test_where_to_report_what_is_insecure_is_said_as_rfc_9116_asks(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        answer = visitor.get("/.well-known/security.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:legal@altexsoft.com"
    assert fields["Canonical"] == f"{altexsoft.address}/.well-known/security.txt"
    until = datetime.fromisoformat(fields["Expires"]) - altexsoft.site.now()
    assert timedelta(days=30) < until < timedelta(days=365)


def test_a_company_without_an_address_is_reached_by_its_page(folder: Path) -> None:
    with serving(folder, "integrica") as served, served.client() as visitor:
        assert served.platform.policy.controller.email is None
        told = visitor.get("/.well-known/security.txt").text
        assert f"Contact: {served.address}/contact\n" in told
        assert "mailto:" not in visitor.get("/contact").text


def test_programs_learn_that_their_signal_is_obeyed(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        told = visitor.get("/.well-known/gpc.json").json()
        away = visitor.get("/.well-known/change-password")
    assert told["gpc"] is True
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["lastUpdate"])
    assert (away.status_code, away.headers["location"]) == (302, "/account/password")


FIRST = datetime(2026, 1, 10, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 12, tzinfo=UTC)
EFFECT = datetime(2026, 4, 1, 12, tzinfo=UTC)


def publish(served: Served, text: str, now: datetime, effective: datetime | None = None) -> None:
    """Publish another version, as the command line does."""
    platform = served.platform
    loaded = load_text(text, "next.yaml", law=served.site.book)
    draft = draft_of(platform.data, text, "next.yaml", pages=notice_pages(loaded))
    taken_on = Approval(
        author="dpo", accept_material=True, accept_findings="board-7", effective_at=effective
    )
    assert isinstance(platform.publishing.issue(draft, taken_on, now), Issued)


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Day]]:
    """A policy with a second version, announced on one day to take effect on another."""
    clock = Day(FIRST)
    folder = tmp_path_factory.mktemp("revised")
    with serving(folder, "altexsoft", clock=clock) as served:
        with served.client() as visitor:
            assert "Version 1, in effect since January 10, 2026." in visitor.get("/notice").text
        text = (POLICIES / "altexsoft.yaml").read_text()
        clock.at = LATER
        publish(
            served,
            text.replace("dated: 2024-08-22", "dated: 2026-03-01").replace("P12M", "P3Y"),
            LATER,
            EFFECT,
        )
        yield served, clock


def test_a_version_to_come_is_told_of_before_its_day(revised: tuple[Served, Day]) -> None:
    served, clock = revised
    clock.at = LATER + timedelta(hours=1)
    with served.client() as visitor:
        notice = text_of(visitor.get("/notice").text)
        assert "Version 1, in effect since" in notice
        assert "Version 2 takes effect on April 1, 2026." in notice
        coming = text_of(visitor.get("/notice/2").text)
        assert "This is version 2, which takes effect on April 1, 2026." in coming


def test_from_its_day_on_a_version_is_what_people_read(revised: tuple[Served, Day]) -> None:
    served, clock = revised
    clock.at = EFFECT
    with served.client() as visitor:
        notice = text_of(visitor.get("/notice").text)
        assert "Version 2, in effect since April 1, 2026." in notice
        assert "takes effect on" not in notice
        earlier = text_of(visitor.get("/notice/1").text)
        assert "This is version 1, which is no longer in effect." in earlier


def test_what_changed_is_laid_side_by_side_the_worst_first(revised: tuple[Served, Day]) -> None:
    served, clock = revised
    clock.at = EFFECT
    with served.client() as visitor:
        history = visitor.get("/changes").text
        assert history.index('id="version-2"') < history.index('id="version-1"')
        page = visitor.get("/changes/2").text
        german = visitor.get("/changes/2", headers={"accept-language": "de"}).text
        assert visitor.get("/changes/1").status_code == 404
        assert visitor.get("/changes/3").status_code == 404
    verdicts = re.findall(r'<span class="count (\w+)">(?:worse|different|better|only)', page)
    assert verdicts[0] == "weaker"
    assert verdicts == sorted(verdicts, key=["weaker", "changed", "stronger", "wording"].index)
    assert "3 years" in text_of(page)
    assert "3 Jahre" in text_of(german)


def test_the_feed_has_an_entry_a_version_newest_first(revised: tuple[Served, Day]) -> None:
    served, clock = revised
    clock.at = EFFECT
    with served.client() as visitor:
        feed = visitor.get("/changes.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert re.findall(r"<title>version (\d)", feed.text) == ["2", "1"]
    assert f"{served.address}/changes#version-2" in feed.text


def test_the_page_as_it_was_published_is_kept_to_the_byte(revised: tuple[Served, Day]) -> None:
    served, _ = revised
    with served.client() as visitor, served.platform.data.read() as reader:
        answer = visitor.get("/notice/2/as-published?lang=fr")
        newest = reader.versions()[-1].policy
        kept = {page.language: page.body for page in reader.documents(newest)}
        assert visitor.get("/notice/1/as-published").status_code == 404
    assert answer.text == kept["fr"]
    assert "sha256-" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/notice/0", "/notice/-1", "/notice/99", "/notice/x"])
def test_a_version_that_never_was_is_not_found(altexsoft: Served, path: str) -> None:
    with altexsoft.client() as visitor:
        assert visitor.get(path).status_code == 404
