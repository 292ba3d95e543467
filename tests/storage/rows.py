"""Rows for the tests of storage: real shapes, short to write, ids made from names."""

from __future__ import annotations

import hashlib

from troth.storage import rows
from troth.storage.version_rows import NoticeRow

POLICY = "a" * 64
DAY = 86_400_000_000


def id_of(*parts: object) -> bytes:
    """Return 16 bytes that look random and depend on the parts alone."""
    return hashlib.sha256(repr(parts).encode()).digest()[:16]


ANN, BOB = id_of("person", "ann"), id_of("person", "bob")


def person(name: object, *, at: int = 1, alias_of: object = None) -> rows.PersonRow:
    return rows.PersonRow(
        person=id_of("person", name),
        created_at=at,
        alias_of=None if alias_of is None else id_of("person", alias_of),
    )


def activity(
    field: str = "email",
    *,
    category: str = "contact",
    rules: tuple[str, ...] = ("accounts",),
    purposes: tuple[str, ...] = ("support", "newsletter"),
) -> rows.ActivityRow:
    return rows.ActivityRow(
        activity=0,
        policy=POLICY,
        form="signup",
        field=field,
        category=category,
        item=field,
        purposes=purposes,
        basis="contract",
        origin="person",
        source="",
        recipients=("mail-provider",),
        system="troth",
        rules=rules,
    )


def record(
    name: object,
    number: int,
    activity: int,
    *,
    expires_at: int | None = None,
    keep_until: int | None = None,
    rule: str = "accounts",
    period: object = "period",
) -> rows.RecordRow:
    return rows.RecordRow(
        person=id_of("person", name),
        record=id_of("record", name, number),
        submission=id_of("submission", name),
        activity=activity,
        collected_at=5,
        expires_at=expires_at,
        rule=rule,
        keep_until=keep_until,
        period=id_of("period", period),
        purpose_note=None,
        sealed=b"\x01" + id_of("sealed", name, number) * 3,
    )


def clock(name: object, at: int, *, clock: str = "last-contact") -> rows.ClockRow:
    return rows.ClockRow(person=id_of("person", name), clock=clock, at=at)


def standing(
    name: object, kind: str = "objection", about: str = "newsletter", *, since: int = 3
) -> rows.StandingRow:
    return rows.StandingRow(
        person=id_of("person", name), kind=kind, about=about, value="yes", since=since, until=None
    )


def consent(name: object, at: int, *, purpose: str = "newsletter") -> rows.ConsentRow:
    return rows.ConsentRow(
        event=0,
        person=id_of("person", name),
        purpose=purpose,
        recipient="",
        action="give",
        at=at,
        until=None,
        text_hash="b" * 64,
        language="uk",
        channel="web",
        method="box",
        policy=POLICY,
    )


def hold(
    name: str,
    *,
    about: object = None,
    category: str | None = None,
    placed_at: int = 0,
    until: int | None = None,
) -> rows.HoldRow:
    return rows.HoldRow(
        hold=name,
        person=None if about is None else id_of("person", about),
        category=category,
        ground="claim",
        placed_at=placed_at,
        until=until,
    )


def disclosure(name: object, number: int, *, at: int = 7) -> rows.DisclosureRow:
    return rows.DisclosureRow(
        disclosure=id_of("disclosure", name, number),
        person=id_of("person", name),
        recipient="mail-provider",
        categories=("contact", "calls"),
        purpose="support",
        ground="contract",
        at=at,
        place="US",
        safeguard="scc",
        items=("email", "phone"),
    )


def access(name: object, number: int, *, at: int = 8, allowed: bool = True) -> rows.AccessRow:
    return rows.AccessRow(
        access=id_of("access", name, number),
        person=id_of("person", name),
        who="staff-1",
        role="support",
        purpose="support",
        categories=("contact",),
        allowed=allowed,
        reason="",
        records=3,
        at=at,
    )


def notice(name: object) -> NoticeRow:
    return NoticeRow(
        campaign=id_of("campaign"), person=id_of("person", name), channel="mail", state="queued"
    )


def refusal(number: int, *, at: int = 9) -> rows.RefusalRow:
    return rows.RefusalRow(
        refusal=id_of("refusal", number),
        action="collect",
        subject="signup.phone",
        code="gate/undeclared",
        address="collection/signup",
        at=at,
    )


def intent(number: int, *, at: int = 1) -> rows.IntentRow:
    return rows.IntentRow(
        intent=id_of("intent", number), kind="create-person", target=id_of("target", number), at=at
    )


def plan(number: int, *, state: str = "planned", step: str = "keys", at: int = 1) -> rows.PlanRow:
    return rows.PlanRow(
        plan=id_of("plan", number),
        kind="erasure",
        state=state,  # type: ignore[arg-type]  # one of three words
        step=step,
        at=at,
        body=b"{}",
    )


def fact(number: int, *, kind: str = "refused") -> rows.FactRow:
    return rows.FactRow(seq=0, index=None, kind=kind, at=number, body=b"fact %d" % number)


def policy(name: str = "acme", *, at: int = 1) -> rows.PolicyRow:
    return rows.PolicyRow(
        policy=hashlib.sha256(name.encode()).hexdigest(),
        name=name,
        published_at=at,
        manifest="troth: 1\n",
        manifest_name=f"{name}.yaml",
    )


def person_key(name: object, shard: int, *, wrapped: bytes = b"key") -> rows.PersonKeyRow:
    return rows.PersonKeyRow(
        person=id_of("person", name), shard=shard, wrapped=wrapped, identifiers=b"sealed"
    )


def period_key(name: object, shard: int, *, about: object = None) -> rows.PeriodKeyRow:
    return rows.PeriodKeyRow(
        period=id_of("period", name),
        shard=shard,
        wrapped=b"key",
        expires_at=None if about is not None else 10,
        person=None if about is None else id_of("person", about),
    )


def index(token: object, number: int, shard: int) -> rows.IndexRow:
    return rows.IndexRow(
        token=id_of("token", token) * 2,
        row=id_of("row", number),
        shard=shard,
        sealed=b"sealed",
        status="claimed",
    )


def suppression(token: object, *, at: int = 2) -> rows.SuppressionRow:
    return rows.SuppressionRow(
        token=id_of("token", token) * 2,
        basis="objection",
        address="rights/object",
        at=at,
        until=None,
    )


def journal(name: object, at: int) -> rows.JournalRow:
    return rows.JournalRow(
        seq=0, at=at, person=id_of("person", name), kind="standing", sealed=b"sealed"
    )


def epoch(number: int) -> rows.EpochRow:
    return rows.EpochRow(epoch=number, check=b"check", at=number)
