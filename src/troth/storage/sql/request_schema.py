"""The tables of rights requests in the data store, and what each column may hold (DESIGN, D14).

A request's own words are never kept: names, ids, instants and one hash.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Index, Table, text

from troth.storage.sql.schema import (
    CLUSTERED,
    DATA,
    NUMBERED,
    WORDS,
    at_,
    column,
    counted,
    id_,
    name_,
)

REQUESTS: Final = Table(
    "requests",
    DATA,
    id_("request", key=True),
    # None until somebody is known to have asked, and again when they are erased.
    id_("person", null=True),
    name_("asked"),
    name_("about"),
    name_("asker"),
    name_("mandate"),
    name_("channel"),
    name_("residence"),
    name_("state"),
    name_("verification"),
    name_("outcome"),
    name_("ground"),
    name_("handler"),
    name_("law"),
    column("policy", WORDS, "hash"),
    at_("received_at"),
    at_("opened_at"),
    at_("moved_at"),
    at_("safe_at"),
    at_("statutory_at"),
    at_("promised_at", null=True),
    at_("due_at"),
    at_("extended_at", null=True),
    at_("answered_at", null=True),
    id_("repeats", null=True),
    id_("plan", null=True),
    column("answer", WORDS, "hash"),
    column("expired", BigInteger(), "count"),
    Index("requests_person", "person"),
    Index("requests_due", "due_at"),
)

REQUEST_EVENTS: Final = Table(
    "request_events",
    DATA,
    counted("event"),
    id_("request"),
    name_("kind"),
    name_("actor"),
    name_("who"),
    name_("detail"),
    name_("state"),
    at_("at"),
    Index("request_events_request", "request"),
    **NUMBERED,
)

DUE_STEPS: Final = Table(
    "due_steps",
    DATA,
    id_("request", key=True),
    name_("step", key=True),
    at_("due_at"),
    name_("state"),
    at_("done_at", null=True),
    name_("outcome"),
    Index(
        "due_steps_open",
        "due_at",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    **CLUSTERED,
)
