"""What an answer says of each message from and to a person; its words are among the values held.

GDPR Art. 15(1), 15(3).
"""

from __future__ import annotations

from collections.abc import Mapping

from troth.engines.export.outline import instant
from troth.storage.message_rows import MessageRow


def message_of(row: MessageRow) -> Mapping[str, object]:
    """Return one message: when, which way, by which channel, and under which submission it lies."""
    return {
        "at": instant(row.at),
        "direction": row.direction,
        "channel": row.channel,
        "kind": row.kind,
        "state": row.state,
        "submission": None if row.submission is None else row.submission.hex(),
    }
