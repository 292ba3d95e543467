"""How a person can be reached, and what a message says: opened for one letter, kept nowhere.

GDPR Art. 5(1)(c), 12(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from troth.engines.publication.letter_addresses import newest_addresses
from troth.engines.publication.versions import Versions
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy
from troth.storage.message_rows import MessageRow
from troth.storage.ports import DataReader
from troth.storage.rows import ActivityRow

WAYS = frozenset(("email", "phone"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The newest address of a person, and the activities under which their ways are held."""

    email: str
    activities: tuple[ActivityRow, ...]


def reach_of(
    reader: DataReader, versions: Versions, vault: Vault, policy: Policy, person: bytes
) -> Reach:
    """Return how somebody can be reached, over their alias set."""
    activities = reader.activities()
    used = {row.activity for row in reader.records(reader.aliases(person))}
    ways = tuple(activities[number] for number in sorted(used) if _way(policy, activities[number]))
    email = newest_addresses(reader, versions, vault, [person]).get(person, "")
    return Reach(email=email, activities=ways)


def words_of(
    reader: DataReader, vault: Vault, policy: Policy, messages: Sequence[MessageRow]
) -> dict[bytes, str]:
    """Return message → its words, of those whose words are still held."""
    forms = policy.correspondence.forms
    wanted = {row.submission: row.message for row in messages if row.submission}
    persons = list(dict.fromkeys(row.person for row in messages if row.person))
    activities = reader.activities()
    rows = [
        row
        for row in reader.records(persons)
        if row.submission in wanted
        and (rule := forms.get(activities[row.activity].form)) is not None
        and activities[row.activity].field == rule.text
    ]
    return {
        wanted[row.submission]: value.decode(errors="replace")
        for row, value in zip(rows, vault.open_values(rows), strict=True)
        if value is not None
    }


def _way(policy: Policy, activity: ActivityRow) -> bool:
    form = policy.forms.get(activity.form)
    field = form.fields.get(activity.field) if form else None
    return activity.item in WAYS or (field is not None and field.identifies in WAYS)
