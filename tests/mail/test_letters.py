"""A letter becomes a message that other programs read as it was meant."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email import policy
from pathlib import Path

import pytest

from troth.errors import InputError
from troth.mail.drop import FileDrop
from troth.mail.letter import Letter, compose, message_id
from troth.mail.smtp import read_relay

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def letter(**also: object) -> Letter:
    given: dict = {
        "key": b"campaign and person",
        "sender": "privacy@company.example",
        "sender_name": "Müller & Söhne",
        "recipient": "ada@mail.example",
        "subject": "The policy has changed",
        "body": "Grüße\n\nA line that is long enough to be folded somewhere " * 3,
        "at": AT,
    }
    return Letter(**(given | also))


def test_a_message_reads_back_as_it_was_written() -> None:
    read = email.message_from_bytes(compose(letter()).as_bytes(), policy=policy.default)
    assert read["From"].addresses[0].display_name == "Müller & Söhne"
    assert read["From"].addresses[0].addr_spec == "privacy@company.example"
    assert (str(read["To"]), read["Date"].datetime) == ("ada@mail.example", AT)
    assert (read["Auto-Submitted"], read["Content-Language"]) == ("auto-generated", "en")
    assert read.get_content().splitlines() == letter().body.splitlines()


def test_the_same_letter_has_the_same_id_and_another_has_another() -> None:
    first, again = compose(letter()), compose(letter(body="Other words"))
    assert first["Message-ID"] == again["Message-ID"] == message_id(letter().key, letter().sender)
    assert compose(letter(key=b"somebody else"))["Message-ID"] != first["Message-ID"]
    assert "ada" not in str(first["Message-ID"])


def test_only_marketing_can_be_unsubscribed_from() -> None:
    told = compose(letter())
    assert told["List-Unsubscribe"] is None
    assert told["List-Unsubscribe-Post"] is None
    sold = compose(letter(unsubscribe="https://company.example/u/1"))
    assert sold["List-Unsubscribe"] == "<https://company.example/u/1>"
    assert sold["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("bad", ["", "nobody", "a@b\r\nBcc: everybody@mail.example", "a b@c d"])
def test_what_is_no_address_goes_into_no_header(bad: str) -> None:
    with pytest.raises(InputError) as refused:
        compose(letter(recipient=bad))
    assert refused.value.code == "mail/not-an-address"


def test_a_folder_takes_each_message_once_and_keeps_it_to_its_owner(tmp_path: Path) -> None:
    drop = FileDrop(tmp_path / "out")
    message = compose(letter())
    assert [drop.send(message).outcome for _ in range(2)] == ["sent", "sent"]
    (path,) = (tmp_path / "out").iterdir()
    assert path.read_bytes() == message.as_bytes()
    assert (path.stat().st_mode & 0o777, path.suffix) == (0o600, ".eml")


def test_a_folder_that_cannot_be_written_lets_nothing_through(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, no folder")
    assert FileDrop(tmp_path / "out").send(compose(letter())).outcome == "closed"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("smtp://relay.example", "mail/in-the-clear"),
        ("http://relay.example", "mail/malformed-address"),
        ("smtps://", "mail/malformed-address"),
        ("smtps://relay.example:notaport", "mail/malformed-address"),
    ],
)
def test_a_relay_is_named_in_full_and_elsewhere_under_tls(url: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_relay(url)
    assert refused.value.code == code


def test_a_relay_has_the_port_of_its_scheme_and_its_own_credentials() -> None:
    found = read_relay("smtps://user:p%40ss@relay.example")
    assert (found.host, found.port, found.user, found.password) == (
        "relay.example", 465, "user", "p@ss",
    )  # fmt: skip
    assert "p@ss" not in str(read_relay("smtp://localhost:2525"))
