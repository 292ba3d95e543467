"""What a saboteur does beside the engines, and how the whole table is compared afterwards."""

from __future__ import annotations

from dataclasses import replace

from tests.sabotage.brightwater import DAY, TEXT, Company, first_record, states
from troth.core.periods import to_micros
from troth.storage.rows import AccessRow, ActivityRow, ConsentRow, DisclosureRow, StandingRow

Before = dict[str, str]


def only_broken(company: Company, before: Before, *addresses: str) -> None:
    """Claim that these addresses are broken now, and that every other row is as it was."""
    after = states(company.table())
    assert {a: s for a, s in after.items() if s != before.get(a)} == dict.fromkeys(
        addresses, "broken"
    )
    assert after.keys() == before.keys()


def evidence_of(company: Company, address: str) -> str:
    found = next(one for one in company.table().promises if one.address == address)
    return f"{found.reason} {found.as_dict()['evidence']}"


def look_at(company: Company, person: bytes, **other: object) -> AccessRow:
    row = AccessRow(
        access=bytes(15) + b"\x01",
        person=person,
        who="staff-7",
        role="support-team",
        purpose="reply",
        categories=("contact",),
        allowed=True,
        reason="",
        records=1,
        at=to_micros(company.clock.now()),
    )
    return replace(row, **other)


def add_look(company: Company, person: bytes, **other: object) -> None:
    with company.opened() as troth, troth.data.unit() as unit:
        unit.add_accesses([look_at(company, person, **other)])


def record_of(company: Company, person: bytes) -> tuple[bytes, bytes]:
    with company.opened() as troth:
        return first_record(troth, person)


def message_activity(activities: object) -> tuple[int, ActivityRow]:
    assert isinstance(activities, dict)
    return next((n, one) for n, one in activities.items() if one.field == "message")


def flag(company: Company, person: bytes, kind: str, *, days_ago: int) -> None:
    since = to_micros(company.clock.now() - days_ago * DAY)
    with company.opened() as troth, troth.data.unit() as unit:
        unit.set_standing(
            [StandingRow(person=person, kind=kind, about="", value="yes", since=since, until=None)]
        )
    # What was taken in before it was known is no fault of the gate.
    earlier = since - 3_600_000_000
    company.sql("UPDATE records SET collected_at = ? WHERE person = ?", earlier, person)


def disclose(company: Company, **other: object) -> None:
    row = DisclosureRow(
        disclosure=bytes(15) + b"\x02",
        person=company.cast.writers[0],
        recipient="helpdesk",
        categories=("contact",),
        purpose="follow-up",
        ground="contract",
        at=to_micros(company.clock.now()),
    )
    with company.opened() as troth, troth.data.unit() as unit:
        unit.add_disclosures([replace(row, **other)])


def consent(company: Company, person: bytes, **other: object) -> None:
    with company.opened() as troth, troth.data.unit() as unit:
        row = ConsentRow(
            event=0,
            person=person,
            purpose="newsletter",
            recipient="",
            action="give",
            at=to_micros(company.clock.now()),
            until=None,
            text_hash=TEXT,
            language="en",
            channel="web",
            method="ticked-box",
            policy=troth.policy.hash,
        )
        unit.add_consents([replace(row, **other)])
