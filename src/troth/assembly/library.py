"""Every version of the policy that a store published, ready to be read; each is compiled once.

What people read is the version in effect *now*, whatever a process was started with: a version
published by another process, or one whose day has come, is seen within a second (GDPR Art. 12(1)).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock

from troth.assembly.law import load_law_book
from troth.assembly.notices import notice_page
from troth.assembly.policies import LoadedPolicy, load_text
from troth.assembly.ruling import Told, beside, none_published
from troth.assembly.spoken import spoken
from troth.core.periods import to_micros
from troth.engines.publication.versions import in_effect
from troth.policy.differences.comparing import Difference
from troth.policy.pages.page import Page
from troth.storage.ports import DataStore
from troth.storage.version_rows import VersionRow

FRESH = timedelta(seconds=1)
"""How old a look into the store may be."""


class Library:
    """Reads versions for whoever shows them.

    Args:
        data: The store they were published into.
    """

    def __init__(self, data: DataStore) -> None:
        self._data = data
        self._lock = Lock()
        self._told: tuple[Told, ...] = ()
        self._looked: datetime | None = None

    def glance(self, now: datetime) -> Told | None:
        """Return the version in effect without asking the store; None where it must be asked."""
        looked, told = self._looked, self._told
        if looked is None or not timedelta() <= now - looked < FRESH:
            return None
        return _current(told, now)

    def current(self, now: datetime) -> Told:
        """Return the version in effect.

        Raises:
            InputError: `policy/none-published`.
        """
        with self._lock:
            self._look()
            self._looked = now
        found = _current(self._told, now)
        if found is None:
            raise none_published()
        return found

    def versions(self) -> tuple[Told, ...]:
        """Return every version seen by the last look, oldest first."""
        return self._told

    def numbered(self, version: int) -> Told | None:
        """Return a version by its number."""
        return next((each for each in self._told if each.row.version == version), None)

    def before(self, told: Told) -> Told | None:
        """Return the version that another one replaced."""
        earlier = [each for each in self._told if each.row.version < told.row.version]
        return earlier[-1] if earlier else None

    def compared(self, old: Told, new: Told, language: str) -> tuple[Difference, ...]:
        """Return what a version changed, in the sentences of both notices."""
        return spoken(new.found, old.loaded, new.loaded, language)

    def kept(self, told: Told, language: str) -> str:
        """Return the notice as it was kept with a version; empty where none was."""
        with self._data.read() as reader:
            pages = reader.documents(told.row.policy)
        for page in pages:
            if page.kind == "notice" and page.language == language:
                return page.body
        return ""

    def page(self, told: Told, layer: str, language: str) -> Page:
        """Return one layer of a version's notice.

        Raises:
            InputError: `notice/no-layer`.
        """
        return notice_page(told.loaded, layer, language)

    def _look(self) -> None:
        with self._data.read() as reader:
            rows = reader.versions()
            new = rows[len(self._told) :]
            texts = {row.policy: reader.policy(row.policy) for row in new}
        for row in new:
            stored = texts[row.policy]
            if stored is not None:
                loaded = load_text(stored.manifest, stored.manifest_name, law=load_law_book())
                self._told = (*self._told, self._beside(row, loaded))

    def _beside(self, row: VersionRow, loaded: LoadedPolicy) -> Told:
        found = beside(self._told[-1].loaded, loaded) if self._told else ()
        return Told(row=row, loaded=loaded, found=found)


def _current(told: Sequence[Told], now: datetime) -> Told | None:
    row = in_effect([each.row for each in told], to_micros(now))
    return next((each for each in told if each.row == row), None)
