"""Whom a new version concerns: by what is held of them, and each of them once.

An alias set is one person (D15). Who was erased or is hidden is not there to be told. An objection
to marketing changes nothing here: this is information the law asks for (GDPR Art. 13(3)).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from troth.engines.publication.versions import Versions
from troth.policy.differences.demands import Demand
from troth.storage.ports import DataReader
from troth.storage.rows import ActivityRow, PersonRow
from troth.storage.version_rows import NoticeRow

MAILED = frozenset(("each-person", "account-holders"))
"""Channels that begin with a message; the others wait for the next visit."""


def audience(
    reader: DataReader, versions: Versions, demand: Demand, campaign: bytes
) -> list[NoticeRow]:
    """Return one notice for each person whom a demand concerns, by their ids."""
    roots = _roots(reader.all_persons())
    activities = reader.activities()
    if demand.channel == "account-holders":
        persons = _holders(reader, versions, activities, roots)
    elif demand.purposes or demand.categories:
        touched = [n for n, one in activities.items() if _touched(one, demand)]
        persons = {roots[each] for each in reader.persons_under(touched) if each in roots}
    else:
        persons = set(roots.values())
    return [
        NoticeRow(
            campaign=campaign,
            person=person,
            channel="mail" if demand.channel in MAILED else "login",
            state="queued",
        )
        for person in sorted(persons)
    ]


def _roots(persons: Iterable[PersonRow]) -> dict[bytes, bytes]:
    """Return every visible person with the one they were merged into."""
    rows = {row.person: row for row in persons if not row.hidden}
    found = {}
    for person, row in rows.items():
        seen = {person}
        while row.alias_of is not None and row.alias_of in rows and row.alias_of not in seen:
            seen.add(row.alias_of)
            row = rows[row.alias_of]
        found[person] = row.person
    return found


def _touched(activity: ActivityRow, demand: Demand) -> bool:
    return activity.category in demand.categories or bool(demand.purposes & set(activity.purposes))


def _holders(
    reader: DataReader,
    versions: Versions,
    activities: Mapping[int, ActivityRow],
    roots: dict[bytes, bytes],
) -> set[bytes]:
    """Everybody with an account that is not closed."""
    opening = []
    for number, activity in activities.items():
        policy = versions.policy(activity.policy)
        form = None if policy is None else policy.forms.get(activity.form)
        if form is not None and form.creates_account:
            opening.append(number)
    made = set(reader.persons_under(opening))
    accounts = reader.accounts(list(roots))
    made |= {row.person for row in accounts}
    closed = {row.person for row in accounts if row.closed_at is not None}
    closed |= {row.person for row in reader.clocks(list(made)) if row.clock == "account-closed"}
    gone = {roots[person] for person in closed if person in roots}
    return {roots[person] for person in made if person in roots} - gone
