"""What a person takes along: all that portability covers, in formats that other programs read."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import mailbox
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from jsonschema import Draft202012Validator

from tests.engines.grounds import on_memory
from tests.engines.living import POLICIES
from tests.engines.taking_along import (
    OWN_LETTER,
    PROFILE,
    REPLY,
    add,
    folder_of,
    harbour,
    known,
    pack_of,
)
from tests.register.submissions import many
from troth.assembly.platform import build_platform
from troth.assembly.policies import load_policy
from troth.engines.export.export import Pack
from troth.engines.export.folder import SCHEMA
from troth.engines.export.formats import COLUMNS
from troth.engines.export.terms import Terms

ROOT = Path(__file__).resolve().parents[2]


def value_of(pack: Pack, record: str) -> dict[str, Any]:
    data = pack.content["data"]
    assert isinstance(data, list)
    return next(one for one in data if one["record"] == record)


def test_the_portion_is_provided_or_observed_on_consent_or_contract_and_the_rest_says_why() -> None:
    with harbour() as troth:
        person = known(troth)
        left = {
            add(troth, person, "score", score="0.7"): "NOT_PROVIDED",
            add(troth, person, "broker", segment="sailor"): "NOT_PROVIDED",
            add(troth, person, "signal", signal="odd"): "OTHER_BASIS",
            add(troth, person, "note", note="friendly"): "WRITTEN_BY_ANOTHER",
        }
        pack = pack_of(troth, person)
        portion = troth.export.portion(pack)
        assert {one["field"] for one in portion.values} == set(PROFILE)
        assert {one.record: one.reason for one in portion.left_out} == left
        # Access shows all of it.
        held = pack.content["data"]
        assert isinstance(held, list)
        assert len(held) == len(portion.values) + len(portion.left_out)
        assert {one["value"] for one in held} >= {"0.7", "sailor", "odd", "friendly"}


def test_every_reason_is_counted_and_put_into_words() -> None:
    with harbour() as troth:
        person = known(troth)
        add(troth, person, "score", score="0.7")
        add(troth, person, "score", score="0.8")
        told = json.loads(folder_of(troth, person)["contents.json"])
        assert [(one["reason"], one["count"]) for one in told["left_out"]] == [("NOT_PROVIDED", 2)]
        assert all(one["why"] for one in told["left_out"])


def test_a_message_somebody_else_sent_stays_and_the_persons_own_goes_along() -> None:
    with harbour() as troth:
        person = known(troth)
        own = add(troth, person, "letter", thread=OWN_LETTER)
        theirs = add(troth, person, "letter", thread=REPLY)
        pack = pack_of(troth, person)
        portion = troth.export.portion(pack)
        assert [one.reason for one in portion.left_out if one.record == theirs] == [
            "WRITTEN_BY_ANOTHER"
        ]
        assert own in {one["record"] for one in portion.values}


def test_how_to_reach_others_is_masked_and_counted_and_how_to_reach_the_person_is_not() -> None:
    with harbour() as troth:
        person = known(troth)
        text = "Ask bob@elsewhere.example or +44 20 7946 0999, me: ada@example.org, 020 7946 0123"
        record = add(troth, person, "letter", thread=text)
        pack = pack_of(troth, person)
        shown = value_of(pack, record)
        assert shown["value"] == "Ask […] or […], me: ada@example.org, 020 7946 0123"
        found = [(one.record, one.reason, one.count) for one in pack.redactions]
        assert found == [(record, "NAMES_ANOTHER", 2)]
        assert pack.content["redacted"] == [one.as_json() for one in pack.redactions]


def test_the_persons_own_words_are_never_masked() -> None:
    with harbour() as troth:
        person = known(troth)
        add(troth, person, "letter", letter="my sister is at sister@elsewhere.example")
        portion = troth.export.portion(pack_of(troth, person))
        assert "my sister is at sister@elsewhere.example" in {v["value"] for v in portion.values}
        assert portion.redactions == ()


def test_what_several_said_and_cannot_be_looked_into_is_withheld_and_not_called_unreadable() -> (
    None
):
    with harbour() as troth:
        person = known(troth)
        record = add(troth, person, "letter", transcript=b"\xff\xfe\x00sound")
        pack = pack_of(troth, person)
        shown = value_of(pack, record)
        assert (shown["value"], shown["unreadable"]) == (None, False)
        assert [one.reason for one in pack.redactions] == ["SEVERAL_VOICES"]
        assert [one.reason for one in troth.export.portion(pack).left_out] == ["SEVERAL_VOICES"]


def test_the_card_is_read_back_by_a_vcard_program() -> None:
    with harbour() as troth:
        files = folder_of(troth, known(troth))
    card = vobject.readOne(files["contact.vcf"].decode())
    assert (card.n.value.given, card.n.value.family) == ("Ada", "Example")
    assert card.fn.value == "Ada Example"
    assert (card.email.value, card.tel.value) == (PROFILE["email"], PROFILE["phone"])
    assert card.org.value == [PROFILE["company"]]
    assert card.adr.value.street == PROFILE["street"]
    assert card.bday.value == PROFILE["born"]


def test_the_calendar_is_read_back_and_what_is_no_event_stays_in_the_data() -> None:
    with harbour() as troth:
        person = known(troth)
        visit = {"start": "2025-05-01T10:00:00+02:00", "end": "2025-05-01T11:00:00+02:00",
                 "summary": "Lamp, repaired; at last"}  # fmt: skip
        record = add(troth, person, "visit", visit=json.dumps(visit))
        add(troth, person, "visit", visit='"2025-06-01"')
        add(troth, person, "visit", visit='{"summary": "some day"}')
        files = folder_of(troth, person)
    read = icalendar.Calendar.from_ical(files["calendar.ics"])
    events = {str(one["uid"]): one for one in read.walk("VEVENT")}
    first = events[f"{record}@troth.invalid"]
    assert first["dtstart"].dt == datetime(2025, 5, 1, 8, tzinfo=UTC)
    assert first["dtend"].dt == datetime(2025, 5, 1, 9, tzinfo=UTC)
    assert str(first["summary"]) == visit["summary"]
    assert [e["dtstart"].dt for e in events.values() if e is not first] == [date(2025, 6, 1)]
    assert sum(one["item"] == "visit" for one in json.loads(files["data.json"])["data"]) == 3


def test_the_mailbox_is_read_back_by_pythons_own_reader(tmp_path: Path) -> None:
    with harbour() as troth:
        person = known(troth)
        add(troth, person, "letter", letter="Hello,\nFrom now on: ä lamp.")
        add(troth, person, "letter", thread=OWN_LETTER)
        files = folder_of(troth, person)
    box = tmp_path / "messages.mbox"
    box.write_bytes(files["messages.mbox"])
    with closing(mailbox.mbox(box)) as read:
        letters = {one["Subject"]: one for one in read}
    assert set(letters) == {"letter", "My lamp"}
    sent = letters["letter"]
    assert (sent["From"], sent["To"]) == ("ada@example.org", "privacy@harbour.example")
    # The one line that looks like the beginning of a message is quoted, and nothing else changed.
    body = sent.get_payload(decode=True).decode()
    assert body.replace(">From", "From").strip() == "Hello,\nFrom now on: ä lamp."


def test_a_file_lies_beside_the_data_under_a_name_that_says_what_it_is() -> None:
    with harbour() as troth:
        person = known(troth)
        paper = b"%PDF-1.7 \xff\xfe"
        record = add(troth, person, "cv", cv=paper)
        files = folder_of(troth, person)
    assert files[f"files/cv-{record}.pdf"] == paper
    rows = {row["record"]: row for row in csv.DictReader(io.StringIO(files["data.csv"].decode()))}
    assert (rows[record]["file"], rows[record]["value"]) == (f"files/cv-{record}.pdf", "")


def test_words_that_only_look_like_a_file_are_words() -> None:
    with harbour() as troth:
        person = known(troth)
        add(troth, person, "letter", letter="base64: is how mail carries pictures")
        files = folder_of(troth, person)
    assert not [name for name in files if name.startswith("files/")]
    assert b"base64: is how mail carries pictures" in files["messages.mbox"]


def test_json_and_csv_say_the_same_and_keep_to_the_published_schema() -> None:
    with harbour() as troth:
        person = known(troth)
        add(troth, person, "letter", letter='commas, "quotes"\nand lines')
        files = folder_of(troth, person)
    said = json.loads(files["data.json"])
    Draft202012Validator(json.loads(files["schema.json"])).validate(said)
    rows = list(csv.DictReader(io.StringIO(files["data.csv"].decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["record"], row["value"]) for row in rows] == [
        (one["record"], one["value"]) for one in said["data"]
    ]


def test_the_schema_in_the_documentation_is_the_one_that_goes_along() -> None:
    published = json.loads((ROOT / "docs/formats/portable.schema.json").read_text("utf-8"))
    assert published == SCHEMA


def test_the_same_portion_gives_the_same_bytes_and_the_list_has_their_hashes() -> None:
    with harbour() as troth:
        person = known(troth)
        add(troth, person, "letter", letter="hello")
        add(troth, person, "visit", visit='"2025-06-01"')
        first, second = folder_of(troth, person), folder_of(troth, person)
    assert first == second
    told = json.loads(first["contents.json"])["files"]
    assert told == {
        name: hashlib.sha256(body).hexdigest()
        for name, body in first.items()
        if name != "contents.json"
    }


@pytest.mark.parametrize("missing", ["contact.vcf", "calendar.ics", "messages.mbox"])
def test_no_empty_file_is_made_for_what_somebody_has_none_of(missing: str) -> None:
    with harbour() as troth:
        person = known(troth)
        files = folder_of(troth, person)
    assert (missing in files) is (missing == "contact.vcf")


def test_many_answers_at_once_are_those_that_each_would_get_alone() -> None:
    with harbour() as troth:
        persons = [known(troth) for _ in range(3)]
        add(troth, persons[1], "letter", letter="hello")
        now = troth.clock.now()
        together = troth.export.assemble_many(persons, now)
        # Each alone sees the look that the first answer left.
        alone = [troth.export.assemble(person, now) for person in persons]
        for one, other in zip(together, alone, strict=True):
            assert one.content["looks"] == []
            assert len(looks_of(other)) == 1
            assert {**one.content, "looks": None} == {**other.content, "looks": None}


def looks_of(pack: Pack) -> list[Any]:
    looks = pack.content["looks"]
    assert isinstance(looks, list)
    return looks


@pytest.mark.parametrize("name", ["altexsoft", "integrica", "intexsoft", "soft-ok"])
def test_a_term_that_one_rule_gives_is_the_one_that_all_rules_together_give(name: str) -> None:
    policy = load_policy(POLICIES / f"{name}.yaml").required()
    with on_memory().opened() as laid:
        troth = build_platform(laid, policy)
        now = troth.clock.now()
        troth.intake.receive_many(many(policy, now, 60))
        terms, seen = Terms(policy, now), 0
        with troth.data.read() as reader:
            activities = reader.activities()
            for row in (each for chunk in reader.all_records() for each in chunk):
                activity = activities[row.activity]
                assert terms.of(row, activity, {}) == terms.worked_out(row, activity, {})
                seen += 1
        assert seen > 60
