"""Fills in forms as a browser without scripts does: by what the page holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import httpx

from tests.web.served import POLICIES, Served
from troth.core.names import Identifier


@dataclass
class Page:
    """One page as it came, with what its first form sends when nothing is filled in."""

    answer: httpx.Response
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The page."""
        return self.answer.text

    @property
    def errors(self) -> list[str]:
        """What the summary of errors says."""
        found = re.search(r'<div class="summary".*?</div>', self.text, re.DOTALL)
        if found is None:
            return []
        return [re.sub("<[^>]+>", "", one) for one in re.findall("<li>.*?</li>", found[0])]


class _Form(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = True
            self._page.action = said.get("action") or str(self._page.answer.url)
        if tag == "input" and self._inside and "name" in said:
            kind = said.get("type", "text")
            if kind in ("checkbox", "radio"):
                self._page.boxes[said["name"]] = said.get("value", "on")
                if "checked" in said:
                    self._page.fields[said["name"]] = said.get("value", "on")
            elif kind != "file":
                self._page.fields[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def read(answer: httpx.Response) -> Page:
    """Return a page and its form."""
    page = Page(answer=answer, action="")
    _Form(page).feed(answer.text)
    return page


def send(
    visitor: httpx.Client,
    page: Page,
    values: Mapping[str, str],
    *,
    tick: tuple[str, ...] = (),
    files: Mapping[str, bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Send a page's form: field → text, purposes to tick, field → content of a file."""
    data = {**page.fields, **{f"data-{name}": value for name, value in values.items()}}
    data |= {f"yes-{purpose}": page.boxes[f"yes-{purpose}"] for purpose in tick}
    parts = {f"data-{name}": ("a file", content) for name, content in (files or {}).items()}
    # An empty part makes it multipart where no file is chosen, as browsers send it.
    return visitor.post(
        page.action,
        data=data,
        files=parts or {"_csrf_token": (None, page.fields["_csrf_token"])},
        headers=dict(headers or {}),
    )


def held(served: Served, address: str) -> list[dict[str, str]]:
    """Return the values that are held of whoever gave an address, one dictionary a person."""
    platform = served.platform
    found = []
    for one in platform.identity.find(Identifier("email", address)):
        with platform.data.read() as reader:
            rows = list(reader.records([one.person]))
            fields = [reader.activities()[row.activity].field for row in rows]
        values = platform.vault.open_values(rows)
        kept = zip(fields, values, strict=True)
        found.append({name: (value or b"").decode(errors="replace") for name, value in kept})
    return found


def person(served: Served, address: str) -> bytes:
    """Return the one person an address leads to."""
    return served.platform.identity.find(Identifier("email", address))[0].person


def doubly(folder: Path) -> Path:
    """Return the path of AltexSoft's manifest with a newsletter that is confirmed by e-mail."""
    said = (POLICIES / "altexsoft.yaml").read_text("utf-8")
    plain = "  newsletter-signup:\n"
    assert said.count(plain) == 1
    made = folder / "altexsoft.yaml"
    made.write_text(said.replace(plain, f"{plain}    double-opt-in: true\n"), encoding="utf-8")
    return made


def sign_up(visitor: httpx.Client, address: str) -> httpx.Response:
    """Sign an address up for the newsletter."""
    page = read(visitor.get("/forms/newsletter-signup"))
    return send(visitor, page, {"email": address}, tick=("newsletter",))


def stands(served: Served, address: str, purpose: str = "newsletter") -> bool:
    """Tell whether a consent of whoever has an address stands."""
    platform = served.platform
    return purpose in platform.consents.active(person(served, address), platform.clock.now())
