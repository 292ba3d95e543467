"""`troth policy` from outside: what does not run unpublished, and what publishing refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.register.company import Company
from tests.register.program import POLICIES, troth

AT = "2026-03-02T10:00:00+00:00"
TAKEN_ON = {"accept_material": True, "accept_findings": "record-1"}
MAIL = {"email": "ada@mail.example"}


@pytest.fixture
def house(tmp_path: Path) -> Company:
    manifest = tmp_path / "policy.yaml"
    manifest.write_text((POLICIES / "integrica.yaml").read_text(encoding="utf-8"))
    made = Company(
        manifest=manifest,
        folder=tmp_path,
        store=str(tmp_path / "data.db"),
        keys=str(tmp_path / "keys.db"),
    )
    assert made.collect("contact-form", MAIL, at=AT).code == 0
    return made


def rewrite(house: Company, *changes: tuple[str, str]) -> None:
    text = house.manifest.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    house.manifest.write_text(text, encoding="utf-8")


DATED = ("dated: 2024-02-24", "dated: 2026-03-01")
LONGER = ("more-than: P6M", "more-than: P9M")


def test_an_edited_manifest_does_not_run_before_it_is_published(house: Company) -> None:
    first = house.collect("contact-form", MAIL, at=AT).said["policy"]
    rewrite(house, DATED, LONGER)
    refused = house.collect("contact-form", MAIL, at=AT)
    assert (refused.code, refused.said["error"]["code"]) == (2, "policy/unpublished")
    assert "troth policy publish" in refused.said["error"]["help"]
    assert house.publish(house, AT, **TAKEN_ON).code == 0
    assert house.collect("contact-form", MAIL, at=AT).said["policy"] != first


def test_a_file_that_lies_elsewhere_or_has_other_comments_is_no_new_version(house: Company) -> None:
    elsewhere = house.folder / "renamed.yaml"
    text = "# a comment\n" + house.manifest.read_text(encoding="utf-8")
    elsewhere.write_text(text, encoding="utf-8")
    house.manifest = elsewhere
    assert house.collect("contact-form", MAIL, at=AT).code == 0
    assert house.publish(house, AT, **TAKEN_ON).said["published"] is False
    assert len(house.policy("list", at=AT).said["versions"]) == 1


def test_the_old_file_runs_the_version_in_effect(house: Company) -> None:
    old = house.manifest.read_text(encoding="utf-8")
    rewrite(house, DATED, LONGER)
    second = house.publish(house, AT, **TAKEN_ON).said["policy"]
    house.manifest.write_text(old, encoding="utf-8")
    assert house.collect("contact-form", MAIL, at=AT).said["policy"] == second


def test_other_words_alone_are_a_version_with_its_own_text(house: Company) -> None:
    rewrite(house, DATED)
    assert house.publish(house, AT, **TAKEN_ON).said["version"] == 2
    rewrite(house, ("says: Significant changes are told", "says: Big changes are told"))
    third = house.publish(house, AT, **TAKEN_ON).said
    assert (third["version"], third["weight"], third["told"]) == (3, "editorial", 0)
    assert house.policy("show", 3, at=AT).said["text"] == house.manifest.read_text("utf-8")
    assert house.policy("show", 2, at=AT).said["text"] != house.manifest.read_text("utf-8")


def test_what_stands_against_a_version_is_said_at_once_and_changes_nothing(house: Company) -> None:
    rewrite(house, LONGER)
    refused = house.publish(house, AT, effective="2026-01-01")
    assert refused.code == 2
    assert {one["code"] for one in refused.said["reasons"]} == {
        "FINDINGS_STOP", "MATERIAL_NOT_ACCEPTED", "DATE_UNCHANGED", "EFFECTIVE_PAST",
    }  # fmt: skip
    assert len(house.policy("list", at=AT).said["versions"]) == 1


def test_more_than_words_takes_a_new_revision_date(house: Company) -> None:
    """Typing errors are mended under the old date; a second change of one day carries that day."""
    rewrite(house, ("says: Significant changes are told", "says: Big changes are told"))
    assert house.publish(house, AT, **TAKEN_ON).said["weight"] == "editorial"
    rewrite(house, LONGER)
    refused = house.publish(house, AT, **TAKEN_ON)
    (reason,) = refused.said["reasons"]
    assert (refused.code, reason["code"]) == (2, "DATE_UNCHANGED")
    assert (reason["address"], "2026-03-02" in reason["help"]) == ("revision/dated", True)
    # A person who calls a change of words heavier than it looks is held to the same.
    rewrite(house, (LONGER[1], LONGER[0]), ("says: Big changes", "says: Large changes"))
    heavier = house.publish(house, AT, weight="minor", **TAKEN_ON)
    assert [one["code"] for one in heavier.said["reasons"]] == ["DATE_UNCHANGED"]
    rewrite(house, ("dated: 2024-02-24", "dated: 2026-03-02"), LONGER)
    assert house.publish(house, AT, **TAKEN_ON).said["version"] == 3
    rewrite(house, ("more-than: P9M", "more-than: P8M"))
    assert house.publish(house, AT, **TAKEN_ON).said["version"] == 4


@pytest.mark.parametrize("name", ["Ada Lovelace", "x" * 200, "tab\tin it"])
def test_who_takes_something_on_is_a_role_or_a_record_and_no_sentence(
    house: Company, name: str
) -> None:
    rewrite(house, DATED)
    refused = house.publish(house, AT, accept_findings=name)
    assert (refused.code, refused.said["error"]["code"]) == (2, "policy/not-a-name")


def test_a_version_is_compared_with_a_file_and_keeps_its_notice(house: Company) -> None:
    rewrite(house, DATED, LONGER)
    said = house.policy("diff", 1, house.manifest, at=AT).said
    (only,) = said["differences"]
    assert (only["verdict"], only["was"], only["now"]) == ("weaker", "P6M", "P9M")
    page = house.policy("diff", 1, house.manifest, at=AT, format="html").said["page"]
    assert "worse for you" in page
    # The full notice is quoted, and not the line of its summary that speaks of all keeping at once.
    assert "Until more than this has passed: 6 months, counted from your last activity." in page
    assert "Until more than this has passed: 9 months, counted from your last activity." in page
    assert "Of the times the policy sets" not in page
    assert house.publish(house, AT, **TAKEN_ON).code == 0
    notice = house.policy("show", 2, at=AT, notice="fr").said["page"]
    assert '<html lang="fr"' in notice
    none = house.policy("show", 1, at=AT, notice="fr")
    assert (none.code, none.said["error"]["code"]) == (2, "policy/no-page")


def test_nothing_is_announced_without_a_door_or_a_sender(house: Company) -> None:
    assert house.policy("announce", at=AT).said["error"]["code"] == "announce/none"
    rewrite(house, DATED, LONGER)
    assert house.publish(house, AT, **TAKEN_ON).said["told"] == 1
    assert house.policy("announce", at=AT).said["left"] == 1
    sender = {"from": "privacy@company.example"}
    refused = house.policy("announce", at=AT, commit=True, **sender)
    assert refused.said["error"]["code"] == "mail/no-door"
    away = house.policy("announce", at=AT, commit=True, smtp="smtp://127.0.0.1:9", **sender)
    assert (away.code, away.said["left"], away.said["closed"]) == (1, 1, True)


def test_declining_takes_an_acceptance_back(house: Company) -> None:
    person = house.collect("contact-form", MAIL, at=AT).said["person"]
    assert house.policy("accept", person, at=AT).code == 0
    later = "2026-03-03T10:00:00+00:00"
    said = house.policy("accept", person, at=later, answer="declined").said["answers"]
    assert [one["type"] for one in said] == ["declined"]


def test_a_manifest_that_does_not_compile_is_neither_compared_nor_published(house: Company) -> None:
    house.manifest.write_text("troth: 1\n", encoding="utf-8")
    assert house.publish(house, AT, **TAKEN_ON).code == 2
    assert troth("policy", "diff", house.manifest, POLICIES / "integrica.yaml").code == 2
