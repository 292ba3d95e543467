"""Both stores on SQLite or PostgreSQL: their halves put together from the rooms beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from troth.errors import OutsideError
from troth.storage.rows import ConsentRow, StandingRow
from troth.storage.sql import copies, migrate
from troth.storage.sql import mirror as mirrors
from troth.storage.sql.dossiers import DossierReads, DossierWrites
from troth.storage.sql.evidence import EvidenceReads, EvidenceWrites
from troth.storage.sql.history import HistoryReads, HistoryWrites
from troth.storage.sql.keys import SqlKeyReader, SqlKeyUnit
from troth.storage.sql.messages import MessageReads, MessageWrites
from troth.storage.sql.policies import PolicyReads, PolicyWrites
from troth.storage.sql.programs import ProgramReads, ProgramWrites
from troth.storage.sql.records import RecordReads, RecordWrites
from troth.storage.sql.requests import RequestReads, RequestWrites
from troth.storage.sql.session import Session
from troth.storage.sql.signin import SignInReads, SignInWrites
from troth.storage.sql.standing import ALONE, STANDING_OF, merged, parted
from troth.storage.sql.survey import SurveyReads
from troth.storage.sql.transactions import Database, address_of
from troth.storage.sql.versions import VersionReads, VersionWrites
from troth.storage.sql.work import WorkReads, WorkWrites


class SqlDataReader(
    RecordReads,
    RequestReads,
    VersionReads,
    DossierReads,
    MessageReads,
    SignInReads,
    HistoryReads,
    WorkReads,
    EvidenceReads,
    PolicyReads,
    ProgramReads,
    SurveyReads,
):
    """The read half, on one snapshot."""

    def __init__(self, session: Session, database: Database) -> None:
        self._session = session
        self._database = database

    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """Return every table of the database with its columns, as the database reports them."""
        return self._database.tables(self._session)


class SqlDataUnit(
    RecordWrites,
    RequestWrites,
    VersionWrites,
    DossierWrites,
    MessageWrites,
    SignInWrites,
    HistoryWrites,
    WorkWrites,
    EvidenceWrites,
    PolicyWrites,
    ProgramWrites,
    SqlDataReader,
):
    """One transaction."""


class SqlDataStore:
    """The data store.

    Args:
        database: Open, at the newest revision.
    """

    def __init__(self, database: Database) -> None:
        self.url = database.url
        self.single_writer = not database.postgres
        self.cheap_version = not database.postgres
        self._database = database

    @contextmanager
    def read(self) -> Iterator[SqlDataReader]:
        """Open the read half on one snapshot."""
        with self._database.reading() as session:
            yield SqlDataReader(session, self._database)

    @contextmanager
    def unit(self) -> Iterator[SqlDataUnit]:
        """Open a unit of work: everything inside happens, or nothing does."""
        with self._database.writing() as session:
            yield SqlDataUnit(session, self._database)

    def version(self) -> int:
        """Return a number that changes when anything was written."""
        return self._database.version()

    def standing_of(self, person: bytes) -> tuple[Sequence[StandingRow], Sequence[ConsentRow]]:
        """Return what holds for a person and what they said, over the alias set, at once."""
        lines = self._database.ask(ALONE, (person,) * 4)
        if merged(lines):
            kind = "bytea" if self._database.postgres else "BLOB"
            lines = self._database.ask(STANDING_OF.format(bytes=kind), (person,))
        return parted(lines)

    def clean_up(self) -> None:
        """Leave no deleted bytes behind that the database can remove."""
        self._database.clean_up()

    def backup(self, target: str) -> None:
        """Write a consistent copy of the whole store to a new file."""
        copies.backup(self._database, target)

    def load_backup(self, source: str) -> None:
        """Replace the whole store by a backup; nothing changes if it fails."""
        copies.load(self._database, source)

    def close(self) -> None:
        """Let go of every connection."""
        self._database.close()


def open_data_store(url: str, *, create: bool) -> SqlDataStore:
    """Open a data store, making it where there is none if `create`.

    Raises:
        InputError: `store/unknown-kind`.
        OutsideError: as `Database`.
    """
    return SqlDataStore(Database(url, migrate.DATA, create=create))


class SqlKeyStore:
    """The key store: the latest state only, in one database or in two copies.

    Args:
        database: Open, at the newest revision.
        copy: A second database that every unit is repeated in.
    """

    def __init__(self, database: Database, copy: Database | None = None) -> None:
        self.url = database.url
        self._database = database
        self._copy = copy
        self._copies = [address_of(each.url) for each in (database, copy) if each is not None]

    @contextmanager
    def read(self) -> Iterator[SqlKeyReader]:
        """Open the read half on one snapshot."""
        with _told_of_keys(self._copies), self._database.reading() as session:
            yield SqlKeyReader(session)

    @contextmanager
    def unit(self) -> Iterator[SqlKeyUnit]:
        """Open a unit of work: everything inside happens, or nothing does."""
        with _told_of_keys(self._copies):
            if self._copy is None:
                with self._database.writing() as session:
                    yield SqlKeyUnit(session)
                return
            with mirrors.unit(self._database, self._copy) as session:
                yield SqlKeyUnit(session)

    def clean_up(self) -> None:
        """Leave no deleted bytes behind that the databases can remove."""
        if self._copy is not None:
            mirrors.repair(self._database, self._copy)
            self._copy.clean_up()
        self._database.clean_up()

    def close(self) -> None:
        """Let go of every connection."""
        self._database.close()
        if self._copy is not None:
            self._copy.close()


def open_key_store(url: str, *, create: bool, mirror: str | None = None) -> SqlKeyStore:
    """Open a key store and its second copy, making them where there is none if `create`.

    Args:
        url: The address of the store.
        create: Whether it may be made where there is none.
        mirror: The address of the second copy. None means the file `….copy` beside a SQLite file,
            and no copy on PostgreSQL; the empty string means no copy.

    Raises:
        InputError: `store/unknown-kind`.
        OutsideError: as `Database`.
    """
    address = address_of(url)
    if mirror is None:
        mirror = f"{address.database}.copy" if address.get_backend_name() == "sqlite" else ""
    if not mirror:
        with _told_of_keys((address,)):
            return SqlKeyStore(Database(url, migrate.KEYS, create=create))
    with _told_of_keys((address, address_of(mirror))):
        return _open_two(url, mirror, create=create)


def _open_two(url: str, mirror: str, *, create: bool) -> SqlKeyStore:
    # Where one of the two copies is lost, the other is the store.
    there = address_of(mirror).get_backend_name() == "sqlite" and _is_there(mirror)
    first = Database(url, migrate.KEYS, create=create or there)
    try:
        second = Database(mirror, migrate.KEYS, create=True)
        mirrors.repair(first, second)
    except BaseException:
        first.close()
        raise
    return SqlKeyStore(first, second)


@contextmanager
def _told_of_keys(copies: Sequence[URL]) -> Iterator[None]:
    """Say of a damaged copy how the other takes its place: a key store has no backups (D4.1)."""
    try:
        yield
    except OutsideError as fault:
        places = [each.render_as_string(hide_password=True) for each in copies]
        if fault.code != "store/corrupt" or fault.place not in places:
            raise
        others = [each for each, place in zip(copies, places, strict=True) if place != fault.place]
        help_ = _help_from(others)
        raise OutsideError(fault.code, fault.message, help=help_, place=fault.place) from fault


def _help_from(others: Sequence[URL]) -> str:
    file = str(others[0].database) if others else ""
    if not others or others[0].get_backend_name() != "sqlite" or not Path(file).exists():
        return "a key store has no backups, and no second copy of this one is there"
    return (
        "move the damaged file away, with its -wal and -shm; at the next start it is made again "
        f"from its second copy `{file}`"
    )


def _is_there(url: str) -> bool:
    return Path(str(address_of(url).database)).exists()
