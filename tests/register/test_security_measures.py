"""Security measures: what shows them, until when, and what comes of it when it is over."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Edit, Ran, troth

CODES = (
    "WARN.evidence-expired", "WARN.evidence-missing", "WARN.review-overdue", "WARN.check-overdue",
)  # fmt: skip
CHECK_DAYS = "P30D"
LINK_DAYS = "P365D"
REVIEW = "P6M"
YEARLY = "P1Y"


def shown_by(measure: str, of_kind: str, about: str, **evidence: object) -> Edit:
    """Say in a manifest what is to show one of its measures."""

    def edit(data: dict) -> None:
        said = data["security"].setdefault(measure, {"kind": of_kind})
        said["evidence"] = {about: evidence}

    return edit


def linted(house: Company, at: str, measure: str) -> list[tuple[str, list[str]]]:
    """Ask what a lint with the store says of a measure's evidence: (code, what it is about)."""
    place = ("--store", house.store)
    said = troth("check", house.manifest, "--at", at, *place, at=at).said["findings"]
    kind = house.tables()["security"][measure]
    return [(o["code"], o["about"]) for o in said if o["code"] in CODES and kind in o["about"]]


def security(house: Company, act: str, *given: str, at: str, **also: object) -> Ran:
    return house._run("security", act, *given, *_options(also), at=at)


def _options(given: dict[str, object]) -> list[str]:
    return [part for name, value in given.items() for part in (f"--{name}", str(value))]


def promise(house: Company, address: str, at: str) -> dict:
    return next(o for o in house.prove(at).said["promises"] if o["address"] == address)


@entry("security.controlled-environment")
def test_a_providers_attestation_shows_a_measure_until_its_last_day_is_over(
    company: Companies,
) -> None:
    house, measure = company("altexsoft"), "controlled-servers"
    address = f"security/{measure}"
    house.collect("contact-form", {"email": "ann@mail.example"}, at="2026-03-02T10:00")
    # Without any paper nobody can say that the servers are guarded.
    about = ["azure", "controlled-environment"]
    assert linted(house, "2026-03-02T11:00Z", measure) == [("WARN.evidence-missing", about)]
    assert promise(house, address, "2026-03-02T11:00")["reason"] == "evidence-missing: azure"
    done = security(
        house, "attest", "azure", at="2026-03-02T12:00", until="2026-10-31", by="desk-1"
    )
    assert (done.code, done.said["until"]) == (0, "2026-10-31")
    assert linted(house, "2026-10-31T23:59:59Z", measure) == []
    assert promise(house, address, "2026-10-31T23:59:59")["state"] == "kept"
    assert linted(house, "2026-11-01T00:00:00Z", measure) == [("WARN.evidence-expired", about)]
    over = promise(house, address, "2026-11-01T00:00:00")
    assert (over["state"], over["reason"]) == ("unproven", "evidence-expired: azure")


@entry("security.controlled-environment")
def test_a_review_of_who_can_walk_in_shows_physical_measures_until_the_next_is_due(
    company: Companies,
) -> None:
    measure, about = "physical-measures", ["physical-access", "physical"]
    asked = {"kind": "review", "every": YEARLY}
    house = company("intermind", shown_by(measure, "physical", "physical-access", **asked))
    given = {"email": "ada@mail.example"}
    house.collect("software-info-request", given, at="2026-01-15T08:00")
    assert linted(house, "2026-01-15T09:00Z", measure) == [("WARN.evidence-missing", about)]
    security(house, "review", "physical-access", at="2026-01-15T10:00", by="desk-1")
    assert linted(house, "2027-01-15", measure) == []
    assert promise(house, f"security/{measure}", "2027-01-15")["state"] == "kept"
    assert linted(house, "2027-01-16", measure) == [("WARN.review-overdue", about)]
    assert promise(house, f"security/{measure}", "2027-01-16")["state"] == "unproven"


SEVEN = {
    "soft-ok": (
        "access", "destruction", "alteration", "blocking", "copying", "dissemination",
        "third-party-acts",
    ),
    "intermind": (
        "access", "deletion", "alteration", "blocking", "copying", "distribution",
        "third-party-acts",
    ),
}  # fmt: skip
"""Policy → the threats that its text lists."""


def uncovered(house: Company) -> list[list[str]]:
    """Return the empty cells that a lint finds: each a threat and the kinds that lack it."""
    found = house.check().said["findings"]
    return [one["about"] for one in found if one["code"] == "WARN.threat-uncovered"]


@entry("security.necessary-and-sufficient-measures")
@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("soft-ok", ("legal", "organisational", "technical")),
        ("intermind", ("organisational", "technical")),
    ],
)
def test_every_cell_of_threats_and_kinds_is_missed_where_it_is_empty(
    company: Companies, name: str, columns: tuple[str, ...]
) -> None:
    """Seven rows; one text promises three kinds of measures, the other two."""
    assert uncovered(company(name)) == []

    def without(kind: str, *threats: str) -> Edit:
        def edit(data: dict) -> None:
            measure = data["security"][f"{kind}-measures"]
            measure["against"] = [one for one in measure["against"] if one not in threats]

        return edit

    for kind in columns:
        for threat in SEVEN[name]:
            assert uncovered(company(name, without(kind, threat))) == [[threat, kind]]
        bare = uncovered(company(name, without(kind, *SEVEN[name])))
        assert sorted(bare) == [[threat, kind] for threat in sorted(SEVEN[name])]


@entry("security.azure-zoho-compliance")
def test_a_vendors_page_that_nobody_looked_at_for_a_year_shows_nothing(company: Companies) -> None:
    today, asked = date(2026, 10, 15), {"kind": "link", "document": "zoho-security"}
    long_ago = (today - timedelta(days=400)).isoformat()
    edit = shown_by("vendors", "vendor-compliance", "zoho", **asked, every=LINK_DAYS)
    house, now = company("altexsoft", edit), f"{today}T09:00"
    house.collect("contact-form", {"email": "ann@mail.example"}, at=f"{long_ago}T08:00")
    security(house, "link", "zoho", at=f"{long_ago}T09:00", by="desk-1")
    stale = [("WARN.evidence-expired", ["zoho", "vendor-compliance"])]
    assert linted(house, f"{now}Z", "vendors") == stale
    assert promise(house, "security/vendors", now)["reason"] == "evidence-expired: zoho"
    assert security(house, "link", "zoho", at=now, by="desk-1").code == 0
    assert linted(house, f"{now}Z", "vendors") == []
    assert promise(house, "security/vendors", now)["state"] == "kept"
    # A page that is gone shows nothing either, however lately somebody looked.
    house._run("security", "link", "zoho", "--failed", "--by", "desk-1", at=now)
    assert linted(house, f"{now}Z", "vendors") == stale
    assert promise(house, "security/vendors", now)["state"] == "unproven"


@entry("security.tls")
def test_that_the_site_was_reached_by_tls_is_kept_as_evidence(company: Companies) -> None:
    said = {"kind": "check", "every": CHECK_DAYS}
    house = company("altexsoft", shown_by("https", "encryption-in-transit", "website", **said))
    house.collect("contact-form", {"email": "ann@mail.example"}, at="2026-08-01T08:00")
    missing = [("WARN.evidence-missing", ["website", "encryption-in-transit"])]
    assert linted(house, "2026-08-01T09:00Z", "https") == missing
    security(house, "check", "website", at="2026-08-02", by="desk-1")
    assert linted(house, "2026-09-01", "https") == []
    assert promise(house, "security/https", "2026-09-01")["state"] == "kept"
    assert promise(house, "security/https", "2026-09-02")["state"] == "broken"


@entry("security.continuous-improvement")
def test_methods_are_looked_at_again_half_a_year_later_at_the_latest(company: Companies) -> None:
    edit = shown_by("improvement", "review", "collection-methods", kind="review", every=REVIEW)
    house = company("intermind", edit)
    house.collect("software-info-request", {"email": "ada@mail.example"}, at="2026-01-15T08:00")
    assert security(house, "review", "collection-methods", at="2026-01-15", by="desk-1").code == 0
    assert linted(house, "2026-07-15", "improvement") == []
    overdue = [("WARN.review-overdue", ["collection-methods", "review"])]
    assert linted(house, "2026-07-16", "improvement") == overdue
    address = "security/improvement"
    assert promise(house, address, "2026-07-15")["state"] == "kept"
    assert promise(house, address, "2026-07-16")["reason"] == "review-overdue: collection-methods"
    # What the review wants done is counted until it is done.
    for number in (1, 2):
        security(
            house, "find", f"better-{number}", at="2026-01-15", measure="improvement",
            weight="improvement", by="desk-1",
        )  # fmt: skip
    security(house, "close", "better-1", at="2026-03-01", by="desk-1")
    told = {"from": "2026-01-01", "to": "2026-06-30"}
    report = security(house, "report", at="2026-07-01", **told).said
    assert report["done"] == {"review": 1}
    assert (report["opened"], report["closed"], report["open"]) == (
        {"improvement": 2}, {"improvement": 1}, {"improvement": 1},
    )  # fmt: skip


@entry("security.regular-checks")
def test_a_missed_check_and_an_open_finding_are_told_with_their_days(company: Companies) -> None:
    edit = shown_by("regular-checks", "regular-checks", "systems", kind="check", every=CHECK_DAYS)
    house = company("integrica", edit)
    house.collect("contact-form", {"email": "ada@mail.example"}, at="2026-08-01T08:00")
    for day in ("2026-08-02", "2026-09-01"):
        assert security(house, "check", "systems", at=f"{day}T09:00", by="desk-1").code == 0
    security(
        house, "find", "SEC-7", at="2026-09-01T10:00", measure="regular-checks",
        weight="critical", by="desk-1",
    )  # fmt: skip
    assert security(house, "audit", at="2026-10-01T23:00").said["violations"][0]["days"] == 30
    audit = security(house, "audit", at="2026-10-15")
    assert audit.code == 3
    told = [(o["code"], o["about"], o["days"], o["due"]) for o in audit.said["violations"]]
    assert told == [
        ("SECURITY_CHECK_OVERDUE", "systems", 14, "2026-10-01"),
        ("FINDING_OPEN", "SEC-7", 44, None),
    ]
    address = "security/regular-checks"
    assert promise(house, address, "2026-10-01")["state"] == "kept"
    broken = promise(house, address, "2026-10-15")
    assert (broken["state"], "overdue by 14 days" in broken["reason"]) == ("broken", True)
    # Once it is checked and fixed, there is nothing left to tell.
    security(house, "check", "systems", at="2026-10-15", by="desk-1")
    security(house, "close", "SEC-7", at="2026-10-15", by="desk-1")
    clean = security(house, "audit", at="2026-10-15")
    assert (clean.code, clean.said["violations"]) == (0, [])


def laid_together(folder: Path, data: Path, keys: Path, root: Path) -> Path:
    """Lay copies of the three files where one store would have them, as a thief could."""
    folder.mkdir()
    for file, name in ((data, "data.db"), (keys, "data.keys.db"), (root, "data.root.key")):
        shutil.copy(file, folder / name)
    return folder


@entry("security.encryption-at-rest")
def test_values_lie_sealed_and_no_copy_opens_once_their_key_is_destroyed(
    company: Companies,
) -> None:
    house = company("integrica")
    ann = {"email": "ann@example.com"}
    person = house.collect("contact-form", ann, at="2026-03-02T10:00").said["person"]
    data, keys, copy = (house.folder / name for name in ("data.db", "data.keys.db", "copy.db"))
    root = house.folder / "data.root.key"
    assert house._run("backup", str(copy), at="2026-03-02T11:00").code == 0
    assert copy.stat().st_size > 0
    for file in (data, copy):
        assert b"ann@example.com" not in file.read_bytes()
    assert "ann@example.com" not in house.everything_written()

    def found(at: str) -> list[str]:
        persons = house.subject("find", "Ann@Example.com", at=at).said["persons"]
        return [one["person"] for one in persons]

    # What nobody can read is found all the same, by a keyed hash of it.
    assert found("2026-03-02T11:00") == [person]
    # A house that is open while the keys change goes on reading.
    with house.open("2026-03-02T12:00") as running:
        with running.data.read() as reader:
            rows = reader.records([bytes.fromhex(person)])
        first = root.read_bytes()
        assert house._run("keys", "rotate", at="2026-03-02T12:00").code == 0
        assert root.read_bytes() != first
        assert running.vault.open_values(rows) == [b"ann@example.com"]
    assert found("2026-03-02T13:00") == [person]
    assert house.held(person, "2026-03-02T13:00")["email"]["value"] == "ann@example.com"
    before = laid_together(house.folder / "before", copy, keys, root)
    assert house.copied(before, person, "2026-03-02T13:00") == [b"ann@example.com"]
    house.erase(person, at="2026-03-03T10:00")
    assert found("2026-03-03T11:00") == []
    after = laid_together(house.folder / "after", copy, keys, root)
    assert house.copied(after, person, "2026-03-03T11:00") == [None]
    # Nor with an older copy of the keys: the root that opened them was overwritten.
    house._run("keys", "epoch", at="2026-03-03T11:00")
    older = laid_together(house.folder / "older", copy, before / "data.keys.db", root)
    assert house.copied(older, person, "2026-03-03T12:00") == "keys/wrong-root"


def test_a_backup_that_is_put_back_forgets_no_check(company: Companies) -> None:
    """What the copy of the store is too old to hold, the published log still says."""
    edit = shown_by("regular-checks", "regular-checks", "systems", kind="check", every=CHECK_DAYS)
    house = company("integrica", edit)
    house.collect("contact-form", {"email": "ada@mail.example"}, at="2026-08-01T08:00")
    security(house, "check", "systems", at="2026-08-02", by="desk-1")
    copy, log = house.folder / "copy.db", house.folder / "log"
    assert house._run("backup", str(copy), at="2026-08-03").code == 0
    security(house, "check", "systems", at="2026-09-01", by="desk-1")
    security(
        house,
        "find",
        "SEC-7",
        at="2026-09-01",
        measure="regular-checks",
        weight="high",
        by="desk-1",
    )
    before = security(house, "show", at="2026-09-02").said
    assert house._run("evidence", "publish", str(log), at="2026-09-02").code == 0
    back = house._run("restore", str(copy), "--log", str(log), "--commit", at="2026-09-03")
    assert back.code == 0, back.said
    after = security(house, "show", at="2026-09-02").said
    assert (after["evidence"], after["findings"]) == (before["evidence"], before["findings"])
    assert [one["finding"] for one in after["findings"]] == ["SEC-7"]
