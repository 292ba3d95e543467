"""What everybody reads alike is made once, however many ask for it at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.web.served import POLICIES
from troth.assembly.library import Library
from troth.assembly.platform import open_platform
from troth.assembly.ruling import Told
from troth.web.press import Press

READERS = 8


def test_a_page_that_many_ask_for_at_once_is_made_once(tmp_path: Path) -> None:
    platform = open_platform(str(tmp_path / "data.db"), manifest=POLICIES / "soft-ok.yaml")
    press = Press(Library(platform.data))
    told = press.library.current(platform.clock.now())
    all_here, made = threading.Barrier(READERS), []

    def make(version: Told, language: str) -> str:
        made.append(language)
        # Long enough for the others to ask, were they let in.
        threading.Event().wait(0.2)
        return f"{language} {version.row.policy}"

    def read(number: int) -> bytes:
        all_here.wait()
        return press.print(("page", number % 2), told, "en", make, "text/plain").body

    with ThreadPoolExecutor(READERS) as readers:
        answers = set(readers.map(read, range(READERS)))
    platform.close()
    assert len(made) == 2
    assert len(answers) == 1
