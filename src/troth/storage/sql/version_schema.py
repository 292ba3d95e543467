"""The tables of versions, announcements and cases in the data store (DESIGN, D14).

Published text is the only text here; of people there are ids, channels and states.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Index, Table

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

VERSIONS: Final = Table(
    "versions",
    DATA,
    counted("version"),
    column("policy", WORDS, "hash"),
    column("text", WORDS, "hash"),
    name_("dated"),
    at_("published_at"),
    at_("effective_at"),
    name_("rule"),
    name_("weight"),
    name_("author"),
    name_("accepted"),
    **NUMBERED,
)

DOCUMENTS: Final = Table(
    "documents",
    DATA,
    column("policy", WORDS, "hash", key=True),
    name_("kind", key=True),
    name_("language", key=True),
    column("hash", WORDS, "hash"),
    name_("body"),
)

CAMPAIGNS: Final = Table(
    "campaigns",
    DATA,
    id_("campaign", key=True),
    column("policy", WORDS, "hash"),
    column("previous", WORDS, "hash"),
    name_("weight"),
    name_("channel"),
    name_("source"),
    name_("state"),
    at_("planned_at"),
    at_("done_at", null=True),
    **CLUSTERED,
)

NOTICES: Final = Table(
    "notices",
    DATA,
    id_("campaign", key=True),
    id_("person", key=True),
    name_("channel"),
    name_("state"),
    column("attempts", BigInteger(), "count"),
    at_("tried_at", null=True),
    Index("notices_person", "person"),
    Index("notices_state", "campaign", "state"),
    **CLUSTERED,
)

CASES: Final = Table(
    "cases",
    DATA,
    id_("matter", key=True),
    name_("kind"),
    # None while nobody is known, and again when they are erased.
    id_("person", null=True),
    name_("stage"),
    name_("law"),
    name_("about"),
    name_("document"),
    name_("categories"),
    name_("residence"),
    id_("submission", null=True),
    id_("request", null=True),
    at_("received_at"),
    at_("due_at", null=True),
    at_("closed_at", null=True),
    name_("outcome"),
    column("policy", WORDS, "hash"),
    Index("cases_person", "person"),
)

CASE_EVENTS: Final = Table(
    "case_events",
    DATA,
    counted("event"),
    id_("matter"),
    name_("kind"),
    name_("who"),
    name_("detail"),
    name_("stage"),
    at_("at"),
    Index("case_events_matter", "matter"),
    **NUMBERED,
)
