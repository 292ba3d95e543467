"""Messages that come in: each is seen to once, and none is believed further than it can be."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.web.asking import writes
from tests.web.mailing import Office, message, office, returned
from troth.connectors.inbox import Arrived, Verdict
from troth.connectors.inbox_drop import DropInbox
from troth.core.names import Identifier
from troth.engines.purpose import PurposeRefused
from troth.rehearsal.clock import FakeClock
from troth.web.figures import Figures, figures_text

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ANN, EVE = "ann@mail.example", "eve@mail.example"
ACCESS = "Please send me a copy of all the data that you hold about me."
OBJECTION = "I do not want my personal information used for promotion."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A company that reads its mail, on a day in March."""
    with office(tmp_path, clock=FakeClock(NOW)) as opened:
        yield opened


def subject_of(desk: Office, to: str) -> str:
    return str(desk.served.letters(to)[-1]["Subject"])


def topics(desk: Office) -> list[tuple[str, str]]:
    """Return topic and state of every inquiry."""
    found = desk.served.platform.correspondence.inquiries.listed()
    return sorted((one.body.topic, one.row.state) for one in found)


def closed(desk: Office, person: bytes, purpose: str) -> bool:
    try:
        with desk.served.platform.purpose(purpose, person):
            return False
    except PurposeRefused as refused:
        return "OPTED_OUT" in refused.codes


# -- requests -----------------------------------------------------------------------------------


def test_a_request_by_mail_is_answered_with_its_dates_and_told_nothing_before_it_is_shown(
    desk: Office,
) -> None:
    writes(desk.served, ANN)
    desk.write(ACCESS, To="legal@altexsoft.com")
    desk.write(ACCESS, EVE, To="legal@altexsoft.com")
    assert desk.kinds() == ["request", "request"]
    assert desk.asked() == [("access", "received", "email")] * 2
    known, unknown = (desk.served.letters(to)[0].get_content() for to in (ANN, EVE))
    # One letter for whoever is known and whoever is not.
    assert re.sub(r"https?://\S+", "", known) == re.sub(r"https?://\S+", "", unknown)
    assert "2 April 2026" in known
    assert "A. Visitor" not in known


def test_the_term_runs_from_the_day_the_message_arrived_and_not_from_its_own_date(
    desk: Office,
) -> None:
    desk.write(ACCESS, Date="Mon, 02 Mar 2020 10:00:00 +0000")
    [file] = desk.folder.glob("*.eml")
    arrived = NOW - timedelta(days=3)
    os.utime(file, (arrived.timestamp(), arrived.timestamp()))
    desk.read()
    [entry] = desk.served.platform.requests.listed()
    assert entry.received == arrived


def test_an_answer_with_yes_and_the_code_from_the_same_address_shows_who_asks(
    desk: Office,
) -> None:
    writes(desk.served, ANN)
    desk.write("Bitte senden Sie mir eine Kopie meiner Daten. Auskunft über meine Daten!")
    assert desk.kinds() == ["request"]
    subject = "AW: " + subject_of(desk, ANN)
    desk.write("Ja", EVE, Subject=subject)
    desk.write("Ich bin bis Montag nicht im Büro.", Subject=subject)
    desk.write("Ja", Subject=subject, Auto_Submitted="auto-replied")
    desk.write("Ja", Subject=subject.replace("[#", "[#0"))
    desk.read()
    assert [state for _, state, _ in desk.asked()] == ["received"]
    desk.write("Ja, das war ich.\n\nAm 2. März 2026 schrieb AltexSoft:\n> Waren Sie das?",
               Subject=subject)  # fmt: skip
    assert desk.kinds() == ["confirmation"]
    assert [state for _, state, _ in desk.asked()] == ["verified"]
    assert "/requests/status/" in desk.served.link(ANN)


def test_what_stops_something_holds_at_once_for_everybody_under_the_address(
    desk: Office,
) -> None:
    first, second = writes(desk.served, ANN), writes(desk.served, ANN)
    stranger = writes(desk.served, EVE)
    desk.write(OBJECTION, To="legal@altexsoft.com")
    assert desk.kinds() == ["request"]
    assert desk.asked() == [("objection", "closed", "email")]
    assert closed(desk, first, "newsletter")
    assert closed(desk, second, "newsletter")
    assert not closed(desk, stranger, "newsletter")


def test_an_unknown_address_that_objects_is_never_written_to(desk: Office) -> None:
    desk.write(OBJECTION, EVE)
    desk.read()
    platform = desk.served.platform
    assert platform.identity.blocked([Identifier("email", EVE)], NOW) == {"do-not-contact"}


def test_what_only_somebody_can_tell_goes_to_staff_with_its_clock_and_gets_no_letter(
    desk: Office,
) -> None:
    texts = [
        "Please delete the data of my client, whose address is ann@mail.example.",
        "On behalf of my mother I ask for a copy of the personal data you hold.",
        "Send me my data and then delete my data.",
        "A question about the GDPR and you.",
        "I want you to restrict the processing of my data.",
    ]
    for text in texts:
        desk.write(text, EVE)
    assert desk.kinds() == ["may-be-request"] * 5
    assert topics(desk) == [("rights", "received")] * 5
    assert (desk.asked(), desk.served.letters()) == ([], [])


def test_a_mere_question_is_correspondence_and_one_to_the_privacy_desk_is_looked_at(
    desk: Office,
) -> None:
    desk.write("What does it cost?")
    desk.write("What does it cost?", EVE, To="legal@altexsoft.com")
    assert desk.kinds() == ["correspondence", "may-be-request"]
    figures = figures_text(desk.served.site, Figures()).decode()
    assert 'troth_mail_messages_total{kind="may-be-request"} 1.0' in figures
    assert "troth_mail_read_seconds" in figures


# -- who says so --------------------------------------------------------------------------------


def test_a_forged_sender_brings_a_few_letters_to_that_address_and_none_elsewhere(
    desk: Office,
) -> None:
    writes(desk.served, ANN)
    for number in range(12):
        desk.write(f"{ACCESS} {number}", Reply_To=EVE, Cc=EVE)
    kinds = desk.kinds()
    assert kinds.count("request") <= 6
    assert set(kinds) == {"request", "may-be-request"}
    assert len(desk.served.letters(ANN)) == kinds.count("request")
    assert desk.served.letters(EVE) == []


def test_a_program_is_never_answered_whatever_it_asks(desk: Office) -> None:
    desk.write(f"{ACCESS} 1", Auto_Submitted="auto-replied")
    desk.write(f"{ACCESS} 2", Auto_Submitted="auto-generated")
    desk.write(f"{ACCESS} 3", Precedence="bulk")
    desk.write(f"{ACCESS} 4", List_Id="<x.list.example>")
    desk.write(f"{ACCESS} 5", Return_Path="<>")
    assert desk.kinds() == ["automatic", *["may-be-request"] * 4]
    assert desk.served.letters() == []


def test_our_own_letters_lead_to_no_letters(desk: Office) -> None:
    desk.write(ACCESS, "legal@altexsoft.com")
    desk.write(ACCESS)
    desk.read()
    [letter] = desk.served.letters()
    desk.lay(letter.as_bytes())
    del letter["Auto-Submitted"]
    desk.lay(letter.as_bytes())
    desk.read()
    assert len(desk.served.letters()) == 1


def test_a_message_of_nobody_or_of_two_is_laid_aside_and_leads_to_nothing(desk: Office) -> None:
    for senders in (0, 2):
        head = b"From: ann@mail.example\r\n" * senders
        desk.lay(head + b"Subject: x\r\n\r\n" + ACCESS.encode())
    assert desk.kinds() == ["nobody", "nobody"]
    assert (desk.lies("refused"), desk.asked(), desk.served.letters()) == (2, [], [])


# -- bounces ------------------------------------------------------------------------------------


def test_a_letter_that_comes_back_takes_its_address_out_of_the_post_and_has_it_looked_at(
    desk: Office,
) -> None:
    person = writes(desk.served, ANN)
    desk.write(ACCESS)
    desk.read()
    [letter] = desk.served.letters(ANN)
    desk.lay(returned(letter))
    assert desk.kinds() == ["bounce"]
    assert desk.served.platform.standing.read(person, NOW).suppressed
    cases = desk.served.platform.cases.listed()
    [review] = [one.row for one in cases if one.row.person == person]
    assert (review.kind, review.about) == ("accuracy-review", "bounced")


def test_a_report_that_is_forged_or_says_less_changes_nothing(desk: Office) -> None:
    persons = [writes(desk.served, ANN), writes(desk.served, EVE)]
    desk.write(ACCESS)
    desk.read()
    [letter] = desk.served.letters(ANN)
    said: list[dict[str, str]] = [
        {"status": "4.4.7"}, {"status": "5.2.2"}, {"action": "delayed"}, {"To": EVE},
        {"Message-ID": "<1@altexsoft.com>"}, {"X-Letter-Mark": "00"}, {"X-Letter-Mark": ""},
    ]  # fmt: skip
    for one in said:
        desk.lay(returned(letter, **one))
    assert desk.kinds() == ["bounce-passing"] * 3 + ["bounce-unproven"] * 4
    assert desk.served.platform.cases.listed() == []
    standing = desk.served.platform.standing
    assert [standing.read(one, NOW).suppressed for one in persons] == [False, False]


# -- once, and not lost -------------------------------------------------------------------------


def test_the_same_message_is_taken_once_and_another_under_its_id_is_not_lost(
    desk: Office,
) -> None:
    raw = desk.write(ACCESS, Message_ID="<1@mail.example>")
    desk.lay(raw)
    desk.lay(b"Received: from another.example\r\n" + raw)
    desk.write("What does it cost?", Message_ID="<1@mail.example>")
    assert desk.kinds() == ["request", "again", "again", "correspondence"]
    desk.lay(raw)
    assert desk.kinds() == ["again"]
    assert (len(desk.asked()), len(desk.served.letters()), len(topics(desk))) == (1, 1, 2)


def test_what_is_too_large_goes_to_somebody_with_its_subject_and_is_laid_aside(
    desk: Office,
) -> None:
    desk.lay(message("x", Subject="my data").as_bytes() + b"x" * 30_000_000)
    assert desk.kinds() == ["may-be-request"]
    assert (topics(desk), desk.lies("refused")) == ([("rights", "received")], 1)


class Stop(BaseException):
    """The process ends here."""


class Breaking:
    """An inbox at which the process ends before a message is put away, twice for each."""

    def __init__(self, folder: Path) -> None:
        self._inbox, self._tried = DropInbox(folder), Counter[str]()

    def __getattr__(self, name: str) -> object:
        return getattr(self._inbox, name)

    def put_away(self, message: Arrived, verdict: Verdict) -> None:
        self._tried[message.name] += 1
        if self._tried[message.name] <= 2:
            raise Stop
        self._inbox.put_away(message, verdict)


def test_a_stop_before_a_message_is_put_away_takes_it_once(desk: Office) -> None:
    desk.inbox = Breaking(desk.folder)
    for text in (ACCESS, OBJECTION, "What does it cost?"):
        desk.write(text)
    for _ in range(6):
        with pytest.raises(Stop):
            desk.read()
    # The last of them; those before it were put away meanwhile.
    assert desk.kinds() == ["again"]
    assert (len(desk.asked()), len(desk.served.letters()), len(topics(desk))) == (2, 2, 3)
    assert desk.lies("done") == 3


def test_a_message_whose_answer_cannot_leave_stays_and_is_answered_later(desk: Office) -> None:
    # Where letters should lie is something else: no letter gets through.
    desk.served.outbox.write_text("no folder")
    desk.write(ACCESS)
    desk.write("What does it cost?", EVE)
    for _ in range(8):
        assert desk.read()[0].code == "mail/answer-waits"
    assert (desk.lies("done"), len(desk.asked())) == (1, 1)
    desk.served.outbox.unlink()
    assert desk.kinds() == ["request"]
    assert (desk.lies("done"), len(desk.asked()), len(topics(desk))) == (2, 1, 2)
    assert len(desk.served.letters(ANN)) == 1
