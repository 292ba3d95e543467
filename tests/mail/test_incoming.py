"""Messages that came in are read for what they hold, and no message stops the reading."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.mail.incoming import LARGEST, MOST_PARTS, read_message

PLAIN = b"From: Ann <ANN@Mail.Example>\nTo: Legal <legal@x.example>\nSubject: hi\n\nHello\n"


def built(**headers: str) -> EmailMessage:
    """Return a message of somebody, with some headers more."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "ann@mail.example"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hello")
    return message


def test_a_plain_message_is_read_with_its_addresses_in_one_spelling() -> None:
    read = read_message(PLAIN)
    assert (read.sender, read.addressed_to) == ("ann@mail.example", ("legal@x.example",))
    assert (read.subject, read.text.strip(), read.faults) == ("hi", "Hello", ())


def test_the_words_of_a_page_are_read_where_there_is_no_plain_text() -> None:
    message = built()
    message.set_content(
        "<style>p{}</style><!-- hidden --><p>Please <b>delete</b> my&nbsp;data</p>"
        "<script>alert(1)</script><div>Ann</div>",
        subtype="html",
    )
    assert read_message(message.as_bytes()).text == "Please delete my data\n\nAnn"


def test_attachments_are_counted_and_their_words_are_not_the_message() -> None:
    message = built()
    message.add_attachment("delete my data", filename="note.txt")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="cv.pdf")
    read = read_message(message.as_bytes())
    assert (read.text.strip(), read.attachments) == ("Hello", 2)


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        (b"Subject: x\n", "no-sender"),
        (b"From: nobody\n", "no-sender"),
        (b"From: a@mail.example\nFrom: b@mail.example\n", "two-senders"),
        (b"From: a@mail.example\nFrom: a@mail.example\n", "two-senders"),
        (b"From: a@mail.example, b@mail.example\n", "two-senders"),
    ],
)
def test_a_message_names_exactly_one_sender_or_none_is_believed(head: bytes, fault: str) -> None:
    read = read_message(head + b"\nHello")
    assert (read.sender, read.faults) == ("", (fault,))


def test_what_is_too_large_is_read_by_its_headers_alone() -> None:
    read = read_message(PLAIN + b"x" * (LARGEST + 1))
    assert (read.sender, read.subject, read.text) == ("ann@mail.example", "hi", "")
    assert read.faults == ("too-large",)
    assert not read.readable
    assert read_message(PLAIN, whole=False).faults == ("too-large",)


@pytest.mark.parametrize(
    "body",
    [
        b"".join(b"--B\nContent-Type: text/plain\n\npart\n" for _ in range(10_000)),
        b"".join(b"--B\n\npart\n" for _ in range(MOST_PARTS + 1)),
        b"".join(
            b"--B\nContent-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (n, n)
            for n in range(500)
        ),
        b"--B\n" + b"Content-Type: message/rfc822\n\n" * 500,
    ],
    ids=["ten thousand parts", "a few too many", "parts in parts", "messages in messages"],
)
def test_a_message_of_too_many_parts_is_not_taken_apart(body: bytes) -> None:
    head = b"From: a@mail.example\nContent-Type: multipart/mixed; boundary=B\n\n"
    read = read_message(head + body + b"--B--\n")
    assert read.sender == "a@mail.example"
    assert read.faults == ("too-many-parts",)


def test_a_header_can_hold_neither_a_line_end_nor_what_no_alphabet_explains() -> None:
    raw = b"From: a@mail.example\nSubject: =?utf-8?q?a=0D=0ABcc:_v=40x.example=00b?= \xff\n\nx\x00y"
    read = read_message(raw)
    assert "\n" not in read.subject + read.text[:1]
    assert read.subject.startswith("a Bcc: v@x.example b")
    assert read.text == "xy"


@pytest.mark.parametrize("charset", ["klingon", "utf-8", "ascii", "base64", "utf-16", ""])
def test_a_broken_charset_costs_letters_and_never_the_message(charset: str) -> None:
    kind = f"Content-Type: text/plain; charset={charset}\n\n".encode()
    read = read_message(b"From: a@mail.example\n" + kind + b"gr\xfc\xdfe, delete my data")
    assert read.sender == "a@mail.example"
    assert read.faults == ()
    read.text.encode()


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ({}, ""),
        ({"Auto-Submitted": "no"}, ""),
        ({"Auto-Submitted": "auto-replied"}, "replied"),
        ({"Auto-Submitted": "auto-replied (vacation); owner=x"}, "replied"),
        ({"Auto-Submitted": "auto-generated"}, "generated"),
        ({"X-Autoreply": "yes"}, "replied"),
        ({"Precedence": "bulk"}, "generated"),
        ({"List-Id": "<a.list.example>"}, "generated"),
        ({"Return-Path": "<>"}, "generated"),
        ({"Return-Path": "<ann@mail.example>"}, ""),
    ],
)
def test_what_a_program_wrote_is_known(headers: dict[str, str], automatic: str) -> None:
    assert read_message(built(**headers).as_bytes()).automatic == automatic


def test_a_message_is_the_same_on_every_way_and_another_under_the_same_id() -> None:
    raw = b"From: a@mail.example\nMessage-ID: <1@mail.example>\nSubject: x\n\nHello\n"
    other = b"Received: from b by c\nDelivered-To: d@x.example\n" + raw.replace(b"\n", b"\r\n")
    assert read_message(raw).content == read_message(other).content
    assert read_message(raw).content != read_message(raw.replace(b"Hello", b"Bye")).content


def test_the_nearest_message_that_is_answered_comes_first() -> None:
    raw = b"From: a@m.example\nIn-Reply-To: <3@x>\nReferences: <1@x> <2@x>\n <3@x>\n\nx"
    assert read_message(raw).answers == ("<3@x>", "<2@x>", "<1@x>")


NAMES = st.sampled_from(
    ["From", "To", "Subject", "Content-Type", "Content-Disposition", "Message-ID", "References",
     "Content-Transfer-Encoding", "Auto-Submitted", "MIME-Version", "Date"]
)  # fmt: skip
VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"multipart/report; report-type=delivery-status; boundary=B",
            b"message/rfc822",
            b"text/html; charset=utf-7",
            b"base64",
            b"=?utf-8?b?!!!?=",
            b"a@b.example",
            b'multipart/mixed; boundary="B',
            b"text/plain; charset*0*=x'y'z",
        ]
    ),
)


@settings(max_examples=100)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=8), st.binary(max_size=300))
def test_no_bytes_stop_the_reading(headers: list[tuple[str, bytes]], body: bytes) -> None:
    raw = b"".join(name.encode() + b": " + value + b"\n" for name, value in headers)
    read = read_message(raw + b"\n" + body)
    # Whatever was read can be kept: no lone surrogates, no address that is none.
    (read.subject + read.text + read.sender + "".join(read.addressed_to)).encode()
    assert "\n" not in read.subject
    assert len(read.content) == 32
