"""Messages in a mailbox, over IMAP with TLS (RFC 3501, RFC 9051).

A message is fetched without being marked, and moved to another folder once what came of it is
durable (RFC 6851; else copied and deleted, RFC 4315). Its number is UIDVALIDITY and UID: where the
mailbox was made anew, all numbers are new and messages are known again by what they hold.

Nothing of a message and nothing of a server's answer gets into an error.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from troth.connectors.inbox import BEGINNING, LARGEST, Arrived, Verdict, unreachable
from troth.errors import InputError, OutsideError

PORTS: Final = {"imaps": 993, "imap+starttls": 143, "imap": 143}
LOCAL: Final = frozenset(("localhost", "127.0.0.1", "::1"))
SECONDS: Final = 30.0
FOLDERS: Final = {"done": "Troth-done", "refused": "Troth-refused"}
MOST: Final = 500
"""Messages of one reading; the rest waits for the next."""

_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")
_ARRIVED: Final = re.compile(rb'INTERNALDATE "([^"]{1,40})"')
_UID: Final = re.compile(rb"UID (\d+)")
_ITEM: Final = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{}>)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where messages are fetched.

    Attributes:
        context: What certificates are believed; None for the machine's own.
    """

    host: str
    port: int
    scheme: str
    user: str
    password: str
    folder: str = "INBOX"
    seconds: float = SECONDS
    context: ssl.SSLContext | None = None


def read_mailbox(
    url: str,
    password: str,
    *,
    seconds: float = SECONDS,
    context: ssl.SSLContext | None = None,
) -> Mailbox:
    """Read `imaps://user@host/INBOX`.

    Args:
        url: Where the mailbox is, and whose.
        password: Kept out of the address.
        seconds: How long to wait for any answer.
        context: What certificates are believed; None for the machine's own.

    Raises:
        InputError: `mail/malformed-address`; `mail/in-the-clear` for `imap://` to another machine;
            `mail/password-in-address`.
    """
    malformed = InputError(
        "mail/malformed-address",
        "this is no address of a mailbox",
        help="write imaps://user@host/INBOX, imap+starttls://… or imap://user@localhost:143",
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise malformed from None
    if parts.scheme not in PORTS or not parts.hostname or not parts.username:
        raise malformed
    _refuse_leaks(parts)
    return Mailbox(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        scheme=parts.scheme,
        user=unquote(parts.username),
        password=password,
        folder=unquote(parts.path.strip("/")) or "INBOX",
        seconds=seconds,
        context=context,
    )


def _refuse_leaks(parts: SplitResult) -> None:
    if parts.password is not None:
        raise InputError(
            "mail/password-in-address",
            "an address with a password in it is seen by every program of the machine",
            help="give it in TROTH_IMAP_PASSWORD, or in a file with --password-file",
        )
    if parts.scheme == "imap" and parts.hostname not in LOCAL:
        raise InputError(
            "mail/in-the-clear",
            "messages of people are not fetched in the clear from another machine",
            help="use imaps:// or imap+starttls://",
        )


class ImapInbox:
    """A mailbox, opened by the first reading and again after every fault."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._line: imaplib.IMAP4 | None = None
        self._era = ""

    def waiting(self, taken: Callable[[str], bool]) -> Iterator[Arrived]:
        """Yield what lies in the mailbox, the lowest number first."""
        with _Told(self):
            line = self._opened()
            found = _answer(line.uid("SEARCH", "UNDELETED"))
            uids = sorted(int(one) for part in found if part for one in part.split())
        for uid in uids[:MOST]:
            number = f"{self._era}.{uid}"
            known = Arrived(name=str(uid), number=number, raw=b"", whole=False)
            if taken(number):
                self.put_away(known, "done")
                continue
            with _Told(self):
                message = _fetched(line, uid, number)
            if message is not None:
                yield message

    def put_away(self, message: Arrived, verdict: Verdict) -> None:
        """Move a message to the folder of its verdict."""
        folder = FOLDERS[verdict]
        with _Told(self):
            line = self._opened()
            if message.number.partition(".")[0] != self._era:
                # Made anew since: its number may be another message's by now.
                return
            if "MOVE" in line.capabilities:
                _answer(line.uid("MOVE", message.name, folder))
                return
            _answer(line.uid("COPY", message.name, folder))
            _answer(line.uid("STORE", message.name, "+FLAGS.SILENT", r"(\Deleted)"))
            if "UIDPLUS" in line.capabilities:
                _answer(line.uid("EXPUNGE", message.name))

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                line.logout()

    def drop(self) -> None:
        """Let go of a line that broke."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                line.shutdown()

    def _opened(self) -> imaplib.IMAP4:
        if self._line is not None:
            return self._line
        box = self._mailbox
        line = _connected(box)
        self._line = line
        if box.scheme != "imaps" and "LOGINDISABLED" in line.capabilities:
            raise imaplib.IMAP4.error("no sign-in here")
        line.login(box.user, box.password)
        # What a server can do, it says anew after the sign-in.
        line.capabilities = tuple(_answer(line.capability())[0].decode("ascii").upper().split())
        for folder in FOLDERS.values():
            # It may be there already; whether it is shows when something is moved there.
            line.create(folder)
        _answer(line.select(_quoted(box.folder)))
        said = line.response("UIDVALIDITY")[1]
        self._era = said[-1].decode("ascii") if said and said[-1] else "0"
        return line


class _Told:
    """Tells what a line says went wrong, in the words of the house, and lets go of the line."""

    def __init__(self, inbox: ImapInbox) -> None:
        self._inbox = inbox

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        if fault is None or isinstance(fault, InputError | OutsideError):
            return
        if not isinstance(fault, imaplib.IMAP4.error | OSError | ValueError | IndexError):
            return
        self._inbox.drop()
        if isinstance(fault, imaplib.IMAP4.error) and not isinstance(fault, imaplib.IMAP4.abort):
            raise OutsideError(
                "mail/inbox-refused",
                "the mailbox refused what was asked of it",
                help="look at the user, the password and the name of the folder",
            ) from None
        raise unreachable() from None


def _connected(box: Mailbox) -> imaplib.IMAP4:
    context = box.context or ssl.create_default_context()
    if box.scheme == "imaps":
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=box.seconds)
    line = imaplib.IMAP4(box.host, box.port, timeout=box.seconds)
    if box.scheme == "imap+starttls":
        line.starttls(context)
    return line


def _fetched(line: imaplib.IMAP4, uid: int, number: str) -> Arrived | None:
    """Return one message; None where it is gone by now."""
    for part in _answer(line.uid("FETCH", str(uid), _ITEM.format(LARGEST + 1))):
        if not isinstance(part, tuple):
            continue
        head, raw = part[0], part[1]
        named, size, at = _UID.search(head), _SIZE.search(head), _ARRIVED.search(head)
        # A server may say things about other messages in between.
        if named is None or int(named.group(1)) != uid:
            continue
        whole = len(raw) <= LARGEST and (size is None or int(size.group(1)) <= LARGEST)
        return Arrived(
            name=str(uid),
            number=number,
            raw=raw if whole else raw[:BEGINNING],
            whole=whole,
            at=None if at is None else _instant(at.group(1)),
        )
    return None


def _instant(written: bytes) -> datetime | None:
    try:
        return parsedate_to_datetime(written.decode("ascii").replace("-", " ", 2)).astimezone(UTC)
    except ValueError:
        return None


def _answer(said: tuple[str, list[Any]]) -> list[Any]:
    kind, parts = said
    if kind != "OK":
        raise imaplib.IMAP4.error("refused")
    return parts


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
