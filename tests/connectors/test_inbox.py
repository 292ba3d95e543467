"""Messages are fetched from folders and mailboxes, and lie there until they were dealt with."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.certificates import written_certificate
from tests.support.mailboxes import PASSWORD, Post, mailbox
from troth.assembly.inbox import open_inbox
from troth.connectors.inbox import BEGINNING, LARGEST, Arrived
from troth.connectors.inbox_drop import DropInbox
from troth.connectors.inbox_imap import ImapInbox, read_mailbox
from troth.errors import InputError, OutsideError

ONE, TWO = b"From: a@mail.example\r\n\r\none\r\n", b"From: b@mail.example\r\n\r\ntwo\r\n"


def never(number: str) -> bool:
    """Nothing was taken before."""
    return False


@contextmanager
def reading(post: Post) -> Iterator[ImapInbox]:
    """Serve a mailbox and read it."""
    with mailbox(post) as address, closing(reader(address)) as inbox:
        yield inbox


def reader(address: str, password: str = PASSWORD, **also: Any) -> ImapInbox:
    return ImapInbox(read_mailbox(address, password, seconds=5.0, **also))


# -- folders ------------------------------------------------------------------------------------


def laid(folder: Path, name: str, raw: bytes, minute: int = 0) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    at = datetime(2026, 3, 2, 9, minute, tzinfo=UTC).timestamp()
    os.utime(path, (at, at))
    return path


def test_files_are_handed_out_oldest_first_with_the_day_they_came(tmp_path: Path) -> None:
    laid(tmp_path, "a.eml", TWO, minute=2)
    laid(tmp_path, "b.eml", ONE, minute=1)
    laid(tmp_path, "c.part", b"half")
    laid(tmp_path, ".d.eml", b"hidden")
    (tmp_path / "e.eml").mkdir()
    (tmp_path / "f.eml").symlink_to(laid(tmp_path, "secret.txt", b"From: x@mail.example\n\nx"))
    found = list(DropInbox(tmp_path).waiting(never))
    assert [one.raw for one in found] == [ONE, TWO]
    assert found[0].at == datetime(2026, 3, 2, 9, 1, tzinfo=UTC)


def test_a_file_lies_there_until_it_is_put_away_and_none_is_written_over(tmp_path: Path) -> None:
    inbox = DropInbox(tmp_path)
    for _ in range(2):
        laid(tmp_path, "a.eml", ONE)
        [one] = inbox.waiting(never)
        assert [each.name for each in inbox.waiting(never)] == ["a.eml"]
        inbox.put_away(one, "done")
        # Again, as after a stop: no fault.
        inbox.put_away(one, "done")
    laid(tmp_path, "b.eml", TWO)
    [two] = inbox.waiting(never)
    inbox.put_away(two, "refused")
    assert sorted(p.name for p in (tmp_path / "done").iterdir()) == ["a.1.eml", "a.eml"]
    assert [p.name for p in (tmp_path / "refused").iterdir()] == ["b.eml"]
    assert list(inbox.waiting(never)) == []
    assert (tmp_path / "done").stat().st_mode & 0o077 == 0


def test_a_maildir_is_read_in_both_of_its_folders(tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    laid(tmp_path, "new/1.m.host", ONE, minute=1)
    laid(tmp_path, "cur/2.m.host:2,S", TWO, minute=2)
    laid(tmp_path, "tmp/3.m.host", b"half")
    inbox = DropInbox(tmp_path)
    found = list(inbox.waiting(never))
    assert [one.raw for one in found] == [ONE, TWO]
    for one in found:
        inbox.put_away(one, "done")
    assert list(inbox.waiting(never)) == []


def test_of_a_file_that_is_too_large_the_beginning_is_read(tmp_path: Path) -> None:
    laid(tmp_path, "a.eml", ONE + b"x" * 30_000_000)
    [one] = DropInbox(tmp_path).waiting(never)
    assert (len(one.raw), one.whole) == (BEGINNING, False)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutsideError) as told:
        list(DropInbox(tmp_path / "none").waiting(never))
    assert told.value.code == "mail/inbox-unreachable"


# -- mailboxes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "capabilities",
    [("IMAP4REV1", "MOVE", "UIDPLUS"), ("IMAP4REV1", "UIDPLUS"), ("IMAP4REV1",)],
    ids=["moves", "copies and expunges", "copies"],
)
def test_a_mailbox_is_read_without_marking_and_emptied_by_moving(
    capabilities: tuple[str, ...],
) -> None:
    post = Post(capabilities=capabilities)
    post.deliver(ONE)
    post.deliver(TWO)
    with reading(post) as inbox:
        first, second = inbox.waiting(never)
        assert (first.raw, second.raw, first.whole) == (ONE, TWO, True)
        assert first.at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        assert [one.raw for one in inbox.waiting(never)] == [ONE, TWO]
        inbox.put_away(first, "done")
        inbox.put_away(second, "refused")
        assert list(inbox.waiting(never)) == []
    assert (post.holds("INBOX"), post.holds("Troth-done"), post.holds("Troth-refused")) == (
        [], [ONE], [TWO],
    )  # fmt: skip


def test_what_was_taken_before_is_moved_without_being_fetched() -> None:
    post = Post()
    post.deliver(ONE)
    with reading(post) as inbox:
        [one] = inbox.waiting(never)
        assert list(inbox.waiting(lambda number: number == one.number)) == []
    assert post.asked.count("UID FETCH") == 1
    assert post.holds("Troth-done") == [ONE]


def test_a_mailbox_that_was_made_anew_gives_new_numbers_and_nothing_wrong_is_moved() -> None:
    post = Post()
    post.deliver(ONE)
    with reading(post) as inbox:
        [one] = inbox.waiting(never)
        inbox.close()
        post.made_anew()
        inbox.put_away(one, "done")
        assert post.holds("INBOX") == [ONE]
        [again] = inbox.waiting(never)
    assert again.number != one.number


@pytest.mark.parametrize("after", [False, True], ids=["before it", "after it"])
@pytest.mark.parametrize("word", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID MOVE"])
def test_a_line_that_breaks_loses_nothing_and_is_opened_anew(word: str, after: bool) -> None:
    post = Post(hangs_up_at=word, after=after)
    post.deliver(ONE)
    seen: list[bytes] = []
    with reading(post) as inbox:
        for _ in range(3):
            with suppress(OutsideError):
                for one in inbox.waiting(never):
                    seen.append(one.raw)
                    inbox.put_away(one, "done")
    assert set(seen) == {ONE}
    assert (post.holds("INBOX"), post.holds("Troth-done")) == ([], [ONE])


def test_of_a_message_that_is_too_large_the_beginning_is_fetched() -> None:
    post = Post()
    post.deliver(b"From: a@mail.example\n\n" + b"x" * (LARGEST + 5))
    with reading(post) as inbox:
        [one] = inbox.waiting(never)
    assert (len(one.raw), one.whole) == (BEGINNING, False)


def test_a_mailbox_is_reached_by_tls_with_a_certificate_that_holds(tmp_path: Path) -> None:
    certificate, key = written_certificate(tmp_path)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    believing = ssl.create_default_context(cafile=str(certificate))
    post = Post()
    post.deliver(ONE)
    with mailbox(post, tls=serving) as address:
        with pytest.raises(OutsideError) as refused, closing(reader(address)) as unbelieving:
            list(unbelieving.waiting(never))
        assert refused.value.code == "mail/inbox-unreachable"
        with closing(reader(address, context=believing)) as inbox:
            assert [one.raw for one in inbox.waiting(never)] == [ONE]


def test_a_wrong_password_is_refused_and_told_without_it() -> None:
    with mailbox(Post()) as address, pytest.raises(OutsideError) as refused:
        list(reader(address, "wrong").waiting(never))
    assert refused.value.code == "mail/inbox-refused"
    assert "wrong" not in str(refused.value)


# -- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("imap://reader@mail.example/INBOX", "mail/in-the-clear"),
        ("imaps://reader:secret@mail.example", "mail/password-in-address"),
        ("imaps://mail.example", "mail/malformed-address"),
        ("pop://reader@mail.example", "mail/malformed-address"),
        ("imaps://reader@mail.example:port", "mail/malformed-address"),
    ],
)
def test_an_address_that_would_leak_is_refused(address: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_mailbox(address, "secret")
    assert refused.value.code == code
    assert "secret" not in str(refused.value)


def test_the_password_comes_from_the_environment_or_from_a_file_of_its_owner(
    tmp_path: Path,
) -> None:
    named, file = "imaps://reader@mail.example", tmp_path / "password"
    file.write_text("secret\n")
    assert _refused(named, environment={}) == "mail/no-password"
    assert _refused(named, environment={}, password_file=tmp_path / "none") == "mail/no-password"
    file.chmod(0o644)
    assert _refused(named, environment={}, password_file=file) == "mail/open-secret"
    file.chmod(0o600)
    for given in ({"TROTH_IMAP_PASSWORD": "x"}, {"TROTH_IMAP_PASSWORD_FILE": str(file)}):
        assert open_inbox(named, environment=given) is not None
    assert open_inbox(None, environment={}) is None
    assert _refused(str(tmp_path / "none"), environment={}) == "mail/no-folder"


def _refused(named: str, **given: object) -> str:
    with pytest.raises(InputError) as refused:
        open_inbox(named, **given)
    return refused.value.code


def test_nothing_is_moved_by_a_name_alone(tmp_path: Path) -> None:
    gone = Arrived(name="never-there.eml", raw=b"", whole=True)
    DropInbox(tmp_path).put_away(gone, "done")
    assert list((tmp_path / "done").iterdir()) == []
