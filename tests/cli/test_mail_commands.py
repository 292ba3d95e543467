"""`troth mail read` from outside: a mailbox over IMAP, a killed process, what is refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.register.program import POLICIES, Ran, options, troth
from tests.support.mailboxes import PASSWORD, Post, mailbox
from tests.web.mailing import message

NOW = "2026-03-02T10:00:00+00:00"
ANN = "ann@mail.example"
ASKED = message("Please send me a copy of all my data.", ANN).as_bytes()


@pytest.fixture
def store(tmp_path: Path) -> dict[str, object]:
    """A company that knows somebody."""
    given = {"store": str(tmp_path / "data.db")}
    form = {"form": "contact-form", "data": {"email": ANN, "message": "hi"}}
    told = troth("collect", POLICIES / "altexsoft.yaml", *options({**form, **given}), at=NOW)
    assert told.code == 0, told.words
    return {**given, "outbox": str(tmp_path / "outbox")}


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROTH_IMAP_PASSWORD", PASSWORD)


def read(**given: object) -> Ran:
    return troth("mail", "read", *options(given), at=NOW)


@pytest.mark.usefixtures("password")
def test_a_process_that_is_killed_before_it_moves_a_message_leaves_it_to_be_known_again(
    store: dict[str, object], tmp_path: Path
) -> None:
    post = Post(stalls_at="UID MOVE")
    post.deliver(ASKED)
    with mailbox(post) as address:
        command = ["mail", "read", *options({**store, "imap": address})]
        running = subprocess.Popen(
            [sys.executable, "-m", "troth", *command], env={**os.environ, "TROTH_CLOCK": NOW}
        )
        assert post.stalled.wait(60)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        assert len(post.holds("INBOX")) == 1
        post.stalls_at = ""
        # By its number: it is not even fetched again.
        assert read(**store, imap=address).said["counts"] == {}
        assert (len(post.holds("INBOX")), len(post.holds("Troth-done"))) == (0, 1)
        post.deliver(ASKED)
        post.made_anew()
        assert read(**store, imap=address).said["counts"] == {"again": 1}
    listed = troth("request", "list", *options({"store": store["store"]}), at=NOW)
    assert [one["right"] for one in listed.said["requests"]] == ["access"]
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1


def test_what_is_not_set_up_is_said_and_nothing_of_a_password_is_shown(
    store: dict[str, object], tmp_path: Path
) -> None:
    assert read(**store).said["error"]["code"] == "mail/no-inbox"
    assert read(**store, drop=str(tmp_path / "none")).said["error"]["code"] == "mail/no-folder"
    both = read(**store, drop=str(tmp_path), imap="imaps://a@mail.example")
    assert both.code == 2
    leaking = read(**store, imap="imaps://a:secret@mail.example")
    assert leaking.code == 2
    assert "secret" not in leaking.words + str(leaking.said)


@pytest.mark.usefixtures("password")
def test_a_mailbox_nobody_answers_at_is_a_fault_and_is_told(store: dict[str, object]) -> None:
    with mailbox(Post()) as address:
        pass
    told = read(**store, imap=address)
    assert (told.code, told.said["error"]["code"]) == (1, "mail/inbox-unreachable")
