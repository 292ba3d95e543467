"""The notice of a served company: the version of the instant, and every earlier one unchanged."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from tests.register.entries import entry
from tests.register.program import troth, written
from tests.web.served import serving

ONE = datetime.fromisoformat("2024-01-01T00:00:00+00:00")
BEFORE = datetime.fromisoformat("2024-05-31T23:59:59+00:00")
TWO = datetime.fromisoformat("2024-06-01T00:00:00+00:00")
TODAY = datetime.fromisoformat("2026-04-08T12:00:00+00:00")


class Day:
    """A clock that stands where a test puts it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def version(name: str, folder: Path, dated: str, number: int) -> Path:
    """Write a text of the policy with a date of its own."""

    def edit(manifest: dict) -> None:
        manifest["revision"]["dated"] = dated
        manifest["revision"]["effective"] = "publication"
        manifest["title"] = f"Privacy Policy {number}"

    part = folder / str(number)
    part.mkdir()
    return written(name, part, edit)


@entry("policydoc.always-available-current-version")
@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("intexsoft", "IntexSoft"),
        ("intermind", "Intermind"),
        ("altexsoft", "AltexSoft"),
        ("integrica", "Integrica"),
    ],
)
def test_the_text_of_the_instant_is_at_one_address_and_every_earlier_one_at_its_own(
    tmp_path: Path, name: str, company: str
) -> None:
    """No login: version 1 to the last second, 2 from the first on, and 1 to the byte today."""
    store = tmp_path / "data.db"
    first = version(name, tmp_path, "2024-01-01", 1)
    second = version(name, tmp_path, "2024-05-01", 2)
    taken = ["--accept-material", "--accept-findings", "board-1", "--store", store]
    assert troth("policy", "publish", first, *taken, at=ONE.isoformat()).code == 0
    # Announced before its day: to be seen as upcoming, not as current.
    later = [*taken, "--effective", TWO.isoformat()]
    assert troth("policy", "publish", second, *later, at="2024-05-02T00:00:00+00:00").code == 0

    clock = Day(BEFORE)
    with serving(tmp_path, first, store=str(store), clock=clock) as served:
        with served.platform.data.read() as reader:
            recorded = {
                page.language: page.hash for page in reader.documents(reader.versions()[0].policy)
            }
        with served.client() as visitor:
            shown = visitor.get("/notice")
            assert f"{company}: Privacy Policy 1" in shown.text
            assert "Version 2 takes effect on" in shown.text

            clock.at = TWO
            shown = visitor.get("/notice")
            assert f"{company}: Privacy Policy 2" in shown.text

            clock.at = TODAY
            earlier = visitor.get("/notice/1/as-published")
            assert sha256(earlier.content).hexdigest() == recorded["en"]
            assert "Privacy Policy 1" in earlier.text
            assert not visitor.cookies
