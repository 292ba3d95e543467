"""Makes a database of one of our stores as empty as a new one, at a fraction of its price.

A new database, and a truncated table, write several files for each table and index; deleting the
few rows that a test left writes none. Sequences start anew, a transaction that a test left open is
ended, and the tables stay as the migrations made them.
"""

from __future__ import annotations

from psycopg import sql

from tests.support.cluster import admin
from troth.storage.sql.migrate import Line

_LEFT_OPEN = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
and state like 'idle in transaction%'
"""
_BEGIN_ANEW = """
select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
from pg_sequences where last_value is not null
"""


def emptied(url: str, line: Line) -> str:
    """Return the address of a database after emptying every table of a store."""
    # What refers to others goes first.
    tables = [sql.Identifier(one.name) for one in reversed(line.declared.sorted_tables)]
    with admin(url) as connection:
        connection.execute(_LEFT_OPEN)
        connection.execute(sql.SQL("; ").join(sql.SQL("delete from {}").format(t) for t in tables))
        connection.execute(_BEGIN_ANEW)
    return url
