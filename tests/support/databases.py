"""Fresh databases, one a test, on a server that somebody else looks after."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from psycopg import sql

from tests.support.cluster import admin


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server and the right to make databases on it."""

    url: str

    def url_of(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database of this server."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{database}"))

    def create(self, *, template: str = "template1") -> str:
        """Create a database with a name of its own, copied from `template`; return the name."""
        name = f"troth_{secrets.token_hex(8)}"
        made = sql.SQL("create database {} template {}")
        with admin(self.url) as connection:
            connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """Drop a database, also when connections to it are still open."""
        with admin(self.url) as connection:
            gone = sql.SQL("drop database if exists {} with (force)")
            connection.execute(gone.format(sql.Identifier(name)))

    @contextlib.contextmanager
    def fresh(self, *, template: str = "template1") -> Iterator[str]:
        """Give the URL of a new database and drop it afterwards."""
        name = self.create(template=template)
        try:
            yield self.url_of(name)
        finally:
            self.drop(name)
